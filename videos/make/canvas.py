"""Drawing at twice the size, shrunk at the end, so that every edge is smooth."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import pairwise

from colours import BRAND, GREY, INK, SOFT, WARM, WHITE, mixed, named
from lettering import runs
from PIL import Image, ImageDraw, ImageFont

SIZE = (854, 480)
CAPTIONS = 75  # lines at the bottom that stay empty
UP = 2
SMALL = 0.66  # size of letters below and above the line


@cache
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf", size)


@cache
def _length(words: str, size: int, bold: bool) -> float:
    return _font(size, bold).getlength(words)


@cache
def _stencil(words: str, size: int, bold: bool, anchor: str) -> tuple[Image.Image, int, int]:
    """The words as a mask, and where its corner lies from the anchor; kept, because most words stay for long."""
    left, top, right, bottom = _font(size, bold).getbbox(words, anchor=anchor)
    left, top = math.floor(left) - 1, math.floor(top) - 1
    mask = Image.new("L", (math.ceil(right) - left + 2, math.ceil(bottom) - top + 2), 0)
    ImageDraw.Draw(mask).text((-left, -top), words, 255, _font(size, bold), anchor)
    return mask, left, top


class Canvas:
    """A white picture of 854 × 480; every coordinate is in those units, y downwards."""

    def __init__(self) -> None:
        self._image = Image.new("RGB", (SIZE[0] * UP, SIZE[1] * UP), WHITE)
        self._pen = ImageDraw.Draw(self._image)
        self._shown = 1.0

    def image(self) -> Image.Image:
        return self._image.reduce(UP)

    @contextmanager
    def faded(self, shown: float) -> Iterator[None]:
        """Everything drawn inside is paler: 1 as it is, 0 not to be seen."""
        before = self._shown
        self._shown = before * min(1.0, max(0.0, shown))
        yield
        self._shown = before

    def _ink(self, colour: str | None) -> str | None:
        if colour is None:
            return None
        full = named(colour)
        return full if self._shown > 0.99 else mixed(WHITE, full, round(self._shown, 2))

    def box(self, x0, y0, x1, y1, fill=None, line=None, round_by=0, width=2) -> None:
        place = [min(x0, x1) * UP, min(y0, y1) * UP, max(x0, x1) * UP, max(y0, y1) * UP]
        self._pen.rounded_rectangle(place, round_by * UP, self._ink(fill), self._ink(line), round(width * UP))

    def line(self, points, colour, width=2.5) -> None:
        places = [(x * UP, y * UP) for x, y in points]
        self._pen.line(places, self._ink(colour), round(width * UP), joint="curve")

    def dashed(self, points, colour, width=2.5, dash=8.0) -> None:
        """A broken line along the points; the dashes run on round the corners."""
        travelled = 0.0
        for (x0, y0), (x1, y1) in pairwise(points):
            length = math.hypot(x1 - x0, y1 - y0)
            at = 0.0
            while at < length:
                phase = (travelled + at) % (2 * dash)
                step = min((dash if phase < dash else 2 * dash) - phase + 0.01, length - at)
                if phase < dash:
                    a, b = at / length, (at + step) / length
                    ends = [(x0 + (x1 - x0) * u, y0 + (y1 - y0) * u) for u in (a, b)]
                    self.line(ends, colour, width)
                at += step
            travelled += length

    def shape(self, points, fill=None, line=None, width=2.5) -> None:
        """A closed shape through the points."""
        if fill:
            self._pen.polygon([(x * UP, y * UP) for x, y in points], self._ink(fill))
        if line:
            self.line([*points, points[0], points[1]], line, width)

    def disc(self, x, y, r, colour) -> None:
        self._pen.ellipse([(x - r) * UP, (y - r) * UP, (x + r) * UP, (y + r) * UP], fill=self._ink(colour))

    def oval(self, x, y, rx, ry, fill=None, line=None, width=2.5) -> None:
        place = [(x - rx) * UP, (y - ry) * UP, (x + rx) * UP, (y + ry) * UP]
        self._pen.ellipse(place, self._ink(fill), self._ink(line), round(width * UP))

    def ring(self, x, y, r, colour, width=2.5) -> None:
        self.oval(x, y, r, r, None, colour, width)

    def arc(self, x, y, r, begin, end, colour, width) -> None:
        box = [(x - r) * UP, (y - r) * UP, (x + r) * UP, (y + r) * UP]
        self._pen.arc(box, begin, end, self._ink(colour), round(width * UP))

    def width(self, words: str, size: float, bold: bool = False) -> float:
        """How wide the words will be, small letters below and above the line counted."""
        return sum(_length(run, round(size * UP * (SMALL if level else 1)), bold) for run, level in runs(words)) / UP

    def text(self, x, y, words, size, colour, bold=False, anchor="mm") -> None:
        """Words at a place; `anchor` as in "lm": left, middle or right end, on the middle of the line."""
        pieces = runs(str(words))
        if len(pieces) > 1:
            x -= {"l": 0.0, "m": 0.5, "r": 1.0}[anchor[0]] * self.width(str(words), size, bold)
            anchor = "l" + anchor[1]
        for run, level in pieces:
            high = round(size * UP * (SMALL if level else 1))
            place = (x * UP, (y - (0.32 if level > 0 else -0.3 if level else 0) * size) * UP)
            stencil, dx, dy = _stencil(run, high, bold, anchor)
            self._image.paste(self._ink(colour), (round(place[0]) + dx, round(place[1]) + dy), stencil)
            x += _length(run, high, bold) / UP

    def swapped(self, x, y, change, size, colour, bold=False, anchor="mm") -> None:
        """Words giving way to others: `change` is the words before, the words after, and how far, 0 to 1."""
        before, after, share = change
        if share < 0.5 and before:
            with self.faded(1 - 2 * share):
                self.text(x, y, before, size, colour, bold, anchor)
        elif share >= 0.5 and after:
            with self.faded(2 * share - 1):
                self.text(x, y, after, size, colour, bold, anchor)

    def arrow(self, begin, end, colour, width=2.5, head=9.0) -> None:
        angle = math.atan2(end[1] - begin[1], end[0] - begin[0])
        near = (end[0] - 0.6 * head * math.cos(angle), end[1] - 0.6 * head * math.sin(angle))
        self.line([begin, near], colour, width)
        barbs = [(end[0] + head * math.cos(angle + s), end[1] + head * math.sin(angle + s)) for s in (2.6, -2.6)]
        self._pen.polygon([(x * UP, y * UP) for x, y in (end, *barbs)], self._ink(colour))

    def dial(self, x, y, r, share) -> None:
        """A round gauge; `share` is how far round its needle stands, 0 to 1."""
        share = min(1.0, max(0.0, share))
        self.arc(x, y, r, 135, 405, SOFT, 8)
        if share > 0.01:
            self.arc(x, y, r, 135, 135 + 270 * share, WARM, 8)
        angle = math.radians(135 + 270 * share)
        self.line([(x, y), (x + (r - 14) * math.cos(angle), y + (r - 14) * math.sin(angle))], INK, 3.5)
        self.disc(x, y, 5, INK)

    def pause_sign(self, x, y, r, left) -> None:
        """Two bars in a ring that empties; `left` is the share of time left."""
        self.arc(x, y, r, -90, 270, SOFT, 6)
        if left > 0.01:
            self.arc(x, y, r, -90, -90 + 360 * left, BRAND, 6)
        for side in (-8, 8):
            self.box(x + side - 5, y - 14, x + side + 5, y + 14, fill=BRAND, round_by=2)

    def scale_mark(self, x, y, words, along="x") -> None:
        """A tick and its number, below (`along="x"`) or to the left of a line."""
        if along == "x":
            self.line([(x, y), (x, y + 7)], GREY, 2)
            self.text(x, y + 19, words, 15, GREY)
        else:
            self.line([(x - 7, y), (x, y)], GREY, 2)
            self.text(x - 11, y, words, 15, GREY, anchor="rm")
