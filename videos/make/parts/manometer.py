"""A U-tube of mercury beside a bulb of gas: open to the air, or closed over nothing."""

from typing import Any, ClassVar

from colours import BRAND, GREY, INK, WARM
from expressions import written

from parts.part import NEEDED, Part

MERCURY = "#9aa3b2"
BORE = 22
ARM = 62  # between the middles of the two arms


class Manometer(Part):
    """`at` is the upper left corner of the U (the gas side); `difference` in mm: + when the far side stands higher."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "at": NEEDED, "height": 230, "difference": 0.0, "per_mm": 0.8, "closed": False, "gas": "gas", "air": "air",
        "marked": 1.0, "show": "", "bulb": 46, "arrows": 0.0, "tube": 1.0,
    }  # fmt: skip

    def draw(self, c: Any, now: Any) -> None:
        (x, top), foot = now.at, now.at[1] + now.height
        near, far, half = x, x + ARM, BORE / 2 * now.tube
        rest = foot - now.height * 0.36
        half_rise = now.difference * now.per_mm / 2
        levels = (rest + half_rise, rest - half_rise)
        c.disc(near - now.bulb - 18, top + 18, now.bulb, GREY)
        c.disc(near - now.bulb - 18, top + 18, now.bulb - 3, "#eaf2fb")
        c.text(near - now.bulb - 18, top + 18, now.gas, 17, INK)
        c.line([(near - 26, top + 10), (near + half, top + 10)], GREY, 3)
        c.line([(near - 26, top + 26), (near - half, top + 26)], GREY, 3)
        for level, middle in zip(levels, (near, far), strict=True):
            c.box(middle - half, level, middle + half, foot, fill=MERCURY)
        c.box(near - half, foot - 1, far + half, foot + BORE, fill=MERCURY, round_by=10)
        c.line([(near - half, top + 26), (near - half, foot + 12), (near - half + 10, foot + BORE)], INK, 3)
        c.line([(near - half + 10, foot + BORE), (far + half - 10, foot + BORE)], INK, 3)
        c.line([(far + half - 10, foot + BORE), (far + half, foot + 12), (far + half, top)], INK, 3)
        c.line([(near + half, top + 10), (near + half, foot), (far - half, foot), (far - half, top)], INK, 3)
        if now.closed:
            c.line([(far - half - 1, top), (far + half + 1, top)], INK, 4)
        else:
            c.text(far, top - 16, now.air, 17, GREY)
        if now.marked > 0.01 and abs(levels[0] - levels[1]) > 3:
            with c.faded(now.marked):
                self._mark(c, now, levels, near, far, half)
        if now.arrows > 0.01:
            with c.faded(now.arrows):
                c.arrow((near, levels[0] - 48), (near, levels[0] - 8), WARM, 3)
                if not now.closed:
                    c.arrow((far, levels[1] - 48), (far, levels[1] - 8), BRAND, 3)

    def _mark(self, c: Any, now: Any, levels: tuple[float, float], near: float, far: float, half: float) -> None:
        right = far + half + 22
        c.dashed([(near + half + 2, levels[0]), (right + 8, levels[0])], WARM, 2, 5)
        c.dashed([(far + half + 2, levels[1]), (right + 8, levels[1])], WARM, 2, 5)
        if abs(levels[0] - levels[1]) > 16:
            middle = sum(levels) / 2
            c.arrow((right, middle), (right, levels[0]), WARM, 2.5, 8)
            c.arrow((right, middle), (right, levels[1]), WARM, 2.5, 8)
        shown = now.show or f"{written(float(abs(round(now.difference))), '.0f')} mm"
        c.text(right + 14, sum(levels) / 2, shown, 19, WARM, bold=True, anchor="lm")
