"""Drawing at twice the size, shrunk at the end, so that every edge is smooth."""

import math
from functools import cache

from PIL import Image, ImageDraw, ImageFont

SIZE = (854, 480)
UP = 2
INK, GREY, BRAND, WARM = "#172033", "#4a5568", "#0b5cad", "#b3410e"
PALE, SOFT = "#eef1f5", "#c9d0da"


@cache
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf", size * UP)


class Canvas:
    """A white picture of 854 × 480; every coordinate is in those units."""

    def __init__(self) -> None:
        self._image = Image.new("RGB", (SIZE[0] * UP, SIZE[1] * UP), "#ffffff")
        self._pen = ImageDraw.Draw(self._image)

    def image(self) -> Image.Image:
        return self._image.reduce(UP)

    def box(self, x0, y0, x1, y1, fill=None, line=None, round_by=0) -> None:
        self._pen.rounded_rectangle([x0 * UP, y0 * UP, x1 * UP, y1 * UP], round_by * UP, fill, line, 2 * UP)

    def line(self, points, colour, width) -> None:
        self._pen.line([(x * UP, y * UP) for x, y in points], colour, round(width * UP), joint="curve")

    def disc(self, x, y, r, colour) -> None:
        self._pen.ellipse([(x - r) * UP, (y - r) * UP, (x + r) * UP, (y + r) * UP], fill=colour)

    def ring(self, x, y, r, colour, width) -> None:
        self._pen.ellipse([(x - r) * UP, (y - r) * UP, (x + r) * UP, (y + r) * UP], None, colour, round(width * UP))

    def arc(self, x, y, r, begin, end, colour, width) -> None:
        box = [(x - r) * UP, (y - r) * UP, (x + r) * UP, (y + r) * UP]
        self._pen.arc(box, begin, end, colour, round(width * UP))

    def text(self, x, y, words, size, colour, bold=False, anchor="mm") -> None:
        self._pen.text((x * UP, y * UP), words, colour, _font(size, bold), anchor)

    def arrow(self, begin, end, colour) -> None:
        angle = math.atan2(end[1] - begin[1], end[0] - begin[0])
        self.line([begin, end], colour, 2.5)
        head = [(end[0] + 9 * math.cos(angle + s), end[1] + 9 * math.sin(angle + s)) for s in (2.6, -2.6)]
        self._pen.polygon([(x * UP, y * UP) for x, y in (end, *head)], colour)

    def bracket(self, x, y0, y1, colour) -> None:
        self.line([(x - 8, y0), (x, y0), (x, y1), (x - 8, y1)], colour, 2.5)

    def dial(self, x, y, r, share) -> None:
        """A round gauge; `share` is how far round its needle stands, 0 to 1."""
        self.arc(x, y, r, 135, 405, SOFT, 8)
        if share > 0.01:
            self.arc(x, y, r, 135, 135 + 270 * share, WARM, 8)
        angle = math.radians(135 + 270 * share)
        self.line([(x, y), (x + (r - 14) * math.cos(angle), y + (r - 14) * math.sin(angle))], INK, 3.5)
        self.disc(x, y, 5, INK)

    def card(self, x, y, first, second) -> None:
        """Two quantities of one state of the gas, in a quiet box 190 wide."""
        self.box(x, y, x + 190, y + 62, fill=PALE, round_by=10)
        self.text(x + 95, y + 19, first, 20, WARM, bold=True)
        self.text(x + 95, y + 44, second, 20, INK)

    def pause_sign(self, x, y, r, left) -> None:
        """Two bars in a ring that empties; `left` is the share of time left."""
        self.arc(x, y, r, -90, 270, SOFT, 6)
        if left > 0.01:
            self.arc(x, y, r, -90, -90 + 360 * left, BRAND, 6)
        for side in (-8, 8):
            self.box(x + side - 5, y - 14, x + side + 5, y + 14, fill=BRAND, round_by=2)
