"""What every part of a drawing can do."""

from typing import Any, ClassVar

NEEDED = object()
"""Stands for a field without which the part cannot be drawn."""

EVERY: dict[str, Any] = {"z": 0, "opacity": 1.0}
"""Fields of every part: `z`, higher is in front; `opacity`, 0 to 1."""


class Part:
    """One kind of part. `FIELDS` are its fields and what they are unless the storyboard says otherwise."""

    FIELDS: ClassVar[dict[str, Any]] = {}
    TAKES: ClassVar[dict[str, float]] = {}  # seconds in which a field changes, where it is not the usual time
    DRAWS: ClassVar[float | None] = 0.9  # seconds in which it draws itself; None: until the sentence ends
    LIVE: ClassVar[bool] = False  # whether it moves by itself

    def __init__(self, name: str) -> None:
        self.name = name

    def move(self, now: Any, step: float) -> None:
        """`step` seconds further in time; most parts do nothing by themselves."""

    def readings(self, now: Any) -> dict[str, Any]:
        """What other parts may read besides its fields, as in `{gas.out_light}`."""
        return {}

    def draw(self, c: Any, now: Any) -> None:
        raise NotImplementedError
