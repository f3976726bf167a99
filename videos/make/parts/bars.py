"""Upright bars whose heights glide."""

from typing import Any, ClassVar

from colours import BRAND, GREY, INK, WARM
from expressions import written

from parts.part import NEEDED, Part

ORDER = (BRAND, WARM, "#5fa8d3", GREY)


class Bars(Part):
    """`at` is the left end of the base line; `values` glide; with `stacked` they stand on one another."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "at": NEEDED, "size": NEEDED, "values": NEEDED, "most": NEEDED, "labels": [], "colours": [], "figures": 3,
        "unit": "", "stacked": False, "numbers": True, "wide": 54,
    }  # fmt: skip

    def draw(self, c: Any, now: Any) -> None:
        (left, foot), (wide, high) = now.at, now.size
        c.line([(left, foot), (left + wide, foot)], INK, 3)
        count = 1 if now.stacked else len(now.values)
        base = foot
        for number, value in enumerate(now.values):
            x = left + wide * ((0 if now.stacked else number) + 0.5) / count
            tall = high * value / now.most * now.drawn
            colour = now.colours[number] if number < len(now.colours) else ORDER[number % 4]
            if tall > 0.5:
                c.box(x - now.wide / 2, base - tall, x + now.wide / 2, base, fill=colour)
            text = f"{written(value, str(int(now.figures)))} {now.unit}".strip() if value else "0"
            label = now.labels[number] if number < len(now.labels) else ""
            if now.stacked:
                if tall > 4:
                    c.text(x + now.wide / 2 + 10, base - tall / 2, f"{label} {text if now.numbers else ''}".strip(), 17,
                           colour, anchor="lm")  # fmt: skip
                base -= tall
            else:
                if now.numbers:
                    c.text(x, base - tall - 14, text, 17, colour, bold=True)
                c.text(x, foot + 18, label, 17, INK)
