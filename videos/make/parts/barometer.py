"""A tube of mercury standing in a dish: the air on the dish holds the column up."""

from typing import Any, ClassVar

from colours import BRAND, GREY, INK, WARM
from expressions import written

from parts.manometer import MERCURY
from parts.part import NEEDED, Part


class Barometer(Part):
    """`at` is the foot of the tube on the dish's surface; `mm` is the height of the column; `tube` its width."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "at": NEEDED, "mm": 760.0, "per_mm": 0.3, "top": 860, "tube": 22, "dish": 170, "marked": 1.0, "show": "",
        "arrows": 0.0, "label": "",
    }  # fmt: skip

    def draw(self, c: Any, now: Any) -> None:
        (x, y), half = now.at, now.tube / 2
        level, top = y - now.mm * now.per_mm, y - now.top * now.per_mm
        wide = now.dish / 2
        c.box(x - wide, y, x + wide, y + 34, fill=MERCURY)
        c.line([(x - wide, y - 14), (x - wide, y + 34), (x + wide, y + 34), (x + wide, y - 14)], INK, 3.5)
        c.box(x - half, top, x + half, y + 14, fill="#ffffff")
        c.box(x - half, level, x + half, y + 20, fill=MERCURY)
        c.line([(x - half, y + 18), (x - half, top), (x + half, top), (x + half, y + 18)], INK, 3)
        if now.label:
            c.text(x, top - 16, now.label, 16, GREY)
        if now.marked > 0.01:
            with c.faded(now.marked):
                right = x + max(half + 34, 50)
                for high in (level, y):
                    c.dashed([(x + half + 2, high), (right + 8, high)], WARM, 2, 5)
                c.arrow((right, (level + y) / 2), (right, level), WARM, 2.5, 8)
                c.arrow((right, (level + y) / 2), (right, y), WARM, 2.5, 8)
                shown = now.show or f"{written(float(round(now.mm)), '.0f')} mm"
                c.text(right + 10, (level + y) / 2, shown, 19, WARM, bold=True, anchor="lm")
        if now.arrows > 0.01:
            with c.faded(now.arrows):
                for side in (-0.8, -0.5, 0.5, 0.8):
                    c.arrow((x + side * wide, y - 58), (x + side * wide, y - 6), BRAND, 3)
