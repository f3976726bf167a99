"""Axes on which curves and points are laid, and a number line for estimates."""

from typing import Any, ClassVar

from colours import GREY, INK, SOFT, WARM
from expressions import written

from parts.part import NEEDED, Part


class Graph(Part):
    """Axes; `at` is where they cross. `inverse` 0 → 1 turns the lower axis from x to k/x, and all on it moves along."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "at": NEEDED, "size": NEEDED, "x": NEEDED, "y": NEEDED, "x_label": "", "y_label": "", "x_ticks": [],
        "y_ticks": [], "inverse": 0.0, "inverse_most": 1.0, "inverse_label": "", "y_colour": "warm", "grid": False,
    }  # fmt: skip

    def spot(self, now: Any, x: float, y: float) -> tuple[float, float]:
        """Where a pair of values lies in the picture."""
        (left, foot), (wide, high) = now.at, now.size
        share = (x - now.x[0]) / (now.x[1] - now.x[0])
        if now.inverse:
            turned = (1 / x if x else 0.0) / now.inverse_most
            share += (turned - share) * now.inverse
        return left + wide * share, foot - high * (y - now.y[0]) / (now.y[1] - now.y[0])

    def draw(self, c: Any, now: Any) -> None:
        (left, foot), (wide, high) = now.at, now.size
        for value in now.y_ticks:
            y = self.spot(now, now.x[0] or 1, value)[1]
            if now.grid:
                c.line([(left, y), (left + wide, y)], SOFT, 1)
            c.scale_mark(left, y, written(value, None), along="y")
        with c.faded(1 - 2 * now.inverse):
            for value in now.x_ticks if now.inverse < 0.5 else []:
                x = self.spot(now, value, 0)[0]
                if now.grid:
                    c.line([(x, foot), (x, foot - high)], SOFT, 1)
                c.scale_mark(x, foot, written(value, None))
        c.arrow((left, foot), (left + wide + 16, foot), INK)
        c.arrow((left, foot), (left, foot - high - 14), INK)
        c.text(left, foot - high - 28, now.y_label, 18, now.y_colour, bold=True)
        label = now.x_label if now.inverse < 0.5 else now.inverse_label
        c.text(left + wide + 26, foot, label, 18, INK, bold=True, anchor="lm")


class NumberLine(Part):
    """A line of numbers with a shaded stretch (`zone`) for the estimate and a dot (`mark`) for the answer."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "at": NEEDED, "length": 440, "range": NEEDED, "ticks": [], "names": [], "unit": "", "zone": [], "mark": 0.0,
        "mark_text": "", "show_mark": 0.0,
    }  # fmt: skip

    def draw(self, c: Any, now: Any) -> None:
        left, y = now.at
        low, high = now.range

        def x(value: float) -> float:
            return left + now.length * (value - low) / (high - low)

        if now.zone:
            c.box(x(now.zone[0]), y - 12, x(now.zone[1]), y + 12, fill="#fbe3d6", round_by=6)
        c.arrow((left, y), (left + now.length + 14, y), GREY)
        for number, value in enumerate(now.ticks):
            name = now.names[number] if number < len(now.names) else written(value, None)
            c.line([(x(value), y - 6), (x(value), y + 6)], GREY, 2)
            c.text(x(value), y + 24, name, 15, GREY)
        c.text(left + now.length + 24, y, now.unit, 15, GREY, anchor="lm")
        with c.faded(now.show_mark):
            if now.show_mark > 0.01:
                c.disc(x(now.mark), y, 7, WARM)
                c.text(x(now.mark), y - 28, now.mark_text, 20, WARM, bold=True)
