"""Small things that point and name: words, cards, arrows, lines, brackets."""

from typing import Any, ClassVar

from colours import INK, PALE, WARM

from parts.part import NEEDED, Part

ENDS = {"left": "lm", "middle": "mm", "right": "rm"}


class Text(Part):
    """A label; when `words` change, the old ones fade into the new."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "at": NEEDED, "words": NEEDED, "size": 20, "colour": "ink", "bold": False, "anchor": "middle",
    }  # fmt: skip

    def draw(self, c: Any, now: Any) -> None:
        c.swapped(*now.at, now.change("words"), now.size, now.colour, now.bold, ENDS[now.anchor])


class Card(Part):
    """One state of the gas in a quiet box: two or three quantities under each other."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "at": NEEDED, "width": 190, "first": "", "second": "", "third": "", "title": "", "lit": 0.0,
    }  # fmt: skip

    def draw(self, c: Any, now: Any) -> None:
        x, y = now.at
        lines = [key for key in ("first", "second", "third") if any(now.change(key)[:2])]
        high = 12 + 25 * len(lines)
        c.box(x, y, x + now.width, y + high, fill=PALE, round_by=10)
        with c.faded(now.lit):
            if now.lit > 0.01:
                c.box(x, y, x + now.width, y + high, line=WARM, round_by=10, width=3)
        if now.title:
            c.text(x + now.width / 2, y - 15, now.title, 16, INK)
        for number, key in enumerate(lines):
            middle = (x + now.width / 2, y + 19 + 25 * number)
            c.swapped(*middle, now.change(key), 20, WARM if number == 0 else INK, number == 0)


class Arrow(Part):
    """An arrow that draws itself from `from` to `to`, with a label over its middle."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "from": NEEDED, "to": NEEDED, "colour": "ink", "width": 2.5, "label": "", "label_by": -16,
    }  # fmt: skip

    def draw(self, c: Any, now: Any) -> None:
        (x0, y0), (x1, y1) = getattr(now, "from"), now.to
        tip = (x0 + (x1 - x0) * max(0.05, now.drawn), y0 + (y1 - y0) * max(0.05, now.drawn))
        c.arrow((x0, y0), tip, now.colour, now.width)
        if now.label:
            c.text((x0 + x1) / 2, (y0 + y1) / 2 + now.label_by, now.label, 17, now.colour)


class Line(Part):
    """A line through `points` that draws itself, whole or dashed."""

    FIELDS: ClassVar[dict[str, Any]] = {"points": NEEDED, "colour": "grey", "width": 2.5, "dashed": False}

    def draw(self, c: Any, now: Any) -> None:
        pieces = now.drawn * (len(now.points) - 1)
        points = [tuple(point) for point in now.points[: int(pieces) + 1]]
        if pieces > int(pieces):
            (x0, y0), (x1, y1) = now.points[int(pieces)], now.points[int(pieces) + 1]
            part = pieces - int(pieces)
            points.append((x0 + (x1 - x0) * part, y0 + (y1 - y0) * part))
        if len(points) > 1:
            (c.dashed if now.dashed else c.line)(points, now.colour, now.width)


class Bracket(Part):
    """A bracket at the right of something, from `at` down by `height`, with words beside it; `flat` lies below it."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "at": NEEDED, "height": NEEDED, "label": "", "colour": "brand", "flat": False, "size": 22,
    }  # fmt: skip

    def draw(self, c: Any, now: Any) -> None:
        (x, y), long = now.at, now.height
        if now.flat:
            c.line([(x, y - 8), (x, y), (x + long, y), (x + long, y - 8)], now.colour, 2.5)
            c.text(x + long / 2, y + 20, now.label, now.size, now.colour, bold=True)
        else:
            c.line([(x - 8, y), (x, y), (x, y + long), (x - 8, y + long)], now.colour, 2.5)
            c.text(x + 18, y + long / 2, now.label, now.size, now.colour, bold=True, anchor="lm")
