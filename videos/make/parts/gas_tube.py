"""Gas collected over water: a graduated tube upside down in a beaker."""

import math
from typing import Any, ClassVar

from colours import BRAND, GREY, INK, SOFT, WARM, WATER

from parts.part import NEEDED, Part


class GasTube(Part):
    """`at` is the beaker's upper left corner; `volume` of gas pushes the water in the tube down; `lift` raises it."""

    LIVE = True
    FIELDS: ClassVar[dict[str, Any]] = {
        "at": NEEDED, "size": [220, 150], "tube": [46, 230], "volume": 0.0, "full": 50.0, "outside": 0.8, "lift": 0.0,
        "bubbles": 0.0, "marked": 0.0, "ticks": [10, 20, 30, 40, 50], "unit": "mL", "gas": 0.0, "vapour": 0.0,
        "ribbon": 0.0,
    }  # fmt: skip

    def draw(self, c: Any, now: Any) -> None:
        (left, top), (wide, high) = now.at, now.size
        tube_wide, tube_high = now.tube
        foot = top + high
        surface = foot - high * now.outside
        x0 = left + wide / 2 - tube_wide / 2
        x1, mouth = x0 + tube_wide, foot - 22 - now.lift
        head = mouth - tube_high
        level = head + 8 + (tube_high - 30) * now.volume / now.full
        c.box(left, surface, left + wide, foot, fill=WATER)
        c.line([(left, top), (left, foot), (left + wide, foot), (left + wide, top)], INK, 3.5)
        c.line([(left, surface), (x0, surface)], BRAND, 2)
        c.line([(x1, surface), (left + wide, surface)], BRAND, 2)
        c.box(x0, head, x1, mouth, fill="#ffffff", round_by=8)
        c.box(x0, min(level, mouth), x1, mouth, fill=WATER)
        c.line([(x0, level), (x1, level)], BRAND, 2)
        self._particles(c, now, x0, x1, head, level)
        c.line([(x0, mouth), (x0, head + 8), (x0 + 8, head), (x1 - 8, head), (x1, head + 8), (x1, mouth)], INK, 3)
        for value in now.ticks:
            y = head + 8 + (tube_high - 30) * value / now.full
            c.line([(x1 - 12, y), (x1, y)], GREY, 2)
            c.text(x1 + 8, y, f"{value:g}", 14, GREY, anchor="lm")
        c.text(x1 + 8, head + 2, now.unit, 14, GREY, anchor="lm")
        if now.ribbon > 0.01:
            with c.faded(now.ribbon):
                c.line([(x0 + 14, mouth - 4), (x0 + 20, mouth - 22), (x0 + 27, mouth - 10), (x0 + 32, mouth - 26)],
                       GREY, 4)  # fmt: skip
        for number in range(round(now.bubbles)):
            run = (now.time * 0.7 + number * 0.37) % 1.0
            y = mouth - 12 - run * max(0.0, mouth - 12 - level)
            c.ring(x0 + 14 + 18 * abs(math.sin(number * 2.4 + 3 * run)), y, 4, BRAND, 2)
        if now.marked > 0.01:
            with c.faded(now.marked):
                for y in (level, surface):
                    c.dashed([(x0 - 46, y), (x0 + 2, y)], WARM, 2.5, 5)
                if abs(level - surface) > 18:
                    middle = (level + surface) / 2
                    c.arrow((x0 - 34, middle), (x0 - 34, level), WARM, 2.5, 8)
                    c.arrow((x0 - 34, middle), (x0 - 34, surface), WARM, 2.5, 8)

    def _particles(self, c: Any, now: Any, x0: float, x1: float, head: float, level: float) -> None:
        """A few particles of gas and of water vapour on paths that never leave the gas."""
        wide, high = x1 - x0 - 14, max(0.0, level - head - 14)
        if high < 6:
            return
        gas = round(now.gas)
        for number in range(gas + round(now.vapour)):
            u = 0.37 * number + now.time * (0.55 + 0.11 * (number % 5))
            v = 0.61 * number + now.time * (0.30 + 0.07 * (number % 7))
            x, y = x0 + 7 + wide * _to_and_fro(u), head + 7 + high * _to_and_fro(v)
            c.disc(x, y, 4 if number < gas else 3.5, WARM if number < gas else "#5fa8d3")
        c.line([(x0, level), (x1, level)], SOFT, 1)


def _to_and_fro(u: float) -> float:
    return abs(u % 2 - 1)
