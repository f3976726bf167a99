"""A strip on which every hit on a wall of a particle box leaves a mark; it runs like the paper of a recorder."""

from typing import Any, ClassVar

from colours import GREY, SOFT, WARM

from parts.part import NEEDED, Part


class Hits(Part):
    """`of` names the particle box, `wall` the wall whose hits are marked."""

    LIVE = True
    FIELDS: ClassVar[dict[str, Any]] = {
        "of": NEEDED, "at": NEEDED, "size": [450, 36], "wall": "right", "seconds": 6.0, "label": "", "colour": "warm",
    }  # fmt: skip

    def draw(self, c: Any, now: Any) -> None:
        (left, top), (wide, high) = now.at, now.size
        c.text(left, top - 12, now.label, 15, GREY, anchor="lm")
        c.line([(left, top + high), (left + wide, top + high)], SOFT, 2)
        for when, side, _, _ in now.other(now.of)[0].hits:
            age = (now.time - when) / now.seconds
            if age < 1 and now.wall in (side, "all"):
                x = left + wide * (1 - age)
                c.line([(x, top + 6), (x, top + high - 1)], now.colour or WARM, 3)
