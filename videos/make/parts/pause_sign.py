"""The sign that says: stop the film here and think. Its ring empties while the voice is silent."""

from typing import Any, ClassVar

from parts.part import NEEDED, Part


class PauseSign(Part):
    """Appears by itself when the sentence is over and goes when the pause is; only in the scene that names it."""

    LIVE = True
    FIELDS: ClassVar[dict[str, Any]] = {"at": NEEDED, "r": 40}

    def draw(self, c: Any, now: Any) -> None:
        scene = now.scene
        if not now.named_here or not scene.spoken < now.time < scene.end:
            return
        left = 1 - (now.time - scene.spoken) / (scene.end - scene.spoken)
        with c.faded(min(1.0, 8 * (1 - left), 8 * left)):
            c.pause_sign(*now.at, now.r, left)
