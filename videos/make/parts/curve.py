"""A curve and measured points, on a graph."""

from typing import Any, ClassVar

from colours import BRAND, INK, WARM
from expressions import compiled

from parts.part import NEEDED, Part

PIECES = 60


class Curve(Part):
    """`y` is an expression in x; the curve draws itself along `span`, then `dashed` (another span), with a `dot`."""

    DRAWS: ClassVar[float | None] = None
    FIELDS: ClassVar[dict[str, Any]] = {
        "on": NEEDED, "y": NEEDED, "span": NEEDED, "dashed": [], "dashed_drawn": 0.0, "colour": "brand", "dot": [],
        "width": 4.0, "label": "", "label_at": 1.0,
    }  # fmt: skip

    def draw(self, c: Any, now: Any) -> None:
        graph, axes = now.other(now.on)
        height = compiled(now.y)

        def spot(x: float) -> tuple[float, float]:
            return graph.spot(axes, x, height(lambda name: x if name == "x" else now.look(name)))

        low, high = now.span
        count = max(2, round(PIECES * now.drawn) + 1)
        if now.drawn > 0.01:
            c.line([spot(low + (high - low) * k / PIECES) for k in range(count)], now.colour or BRAND, now.width)
        if now.dashed and now.dashed_drawn > 0.01:
            begin, end = now.dashed
            end = begin + (end - begin) * now.dashed_drawn
            c.dashed([spot(begin + (end - begin) * k / 20) for k in range(21)], now.colour or BRAND, now.width - 1, 7)
        if now.label and now.drawn > 0.8:
            x, y = spot(low + (high - low) * now.label_at)
            c.text(x + 10, y, now.label, 17, now.colour or BRAND, anchor="lm")
        for x in now.dot:
            c.ring(*spot(x), 10, INK, 2.5)


class Points(Part):
    """`pairs` of x and y as dots; `shown` of them, one after the other."""

    FIELDS: ClassVar[dict[str, Any]] = {"on": NEEDED, "pairs": NEEDED, "shown": 99.0, "colour": "warm", "r": 6.0}

    def draw(self, c: Any, now: Any) -> None:
        graph, axes = now.other(now.on)
        for number, (x, y) in enumerate(now.pairs):
            with c.faded(now.shown - number):
                if now.shown > number + 0.01:
                    c.disc(*graph.spot(axes, x, y), now.r, now.colour or WARM)
