"""Boxes joined by arrows, one of them lighted: the mole bridge, or any way in steps."""

from typing import Any, ClassVar

from colours import BRAND, GREY, INK, PALE, WHITE

from parts.part import NEEDED, Part


class Steps(Part):
    """`labels` in boxes from left to right (or downwards with `down`); `lit` is the lighted one, counted from 1."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "at": NEEDED, "labels": NEEDED, "box": [150, 54], "gap": 44, "lit": 0.0, "shown": 99.0, "under": [],
        "over": [], "size": 18, "down": False,
    }  # fmt: skip

    def draw(self, c: Any, now: Any) -> None:
        (left, top), (wide, high) = now.at, now.box
        for number, label in enumerate(now.labels):
            if now.shown <= number + 0.02:
                continue
            x = left if now.down else left + number * (wide + now.gap)
            y = top + number * (high + now.gap) if now.down else top
            with c.faded(now.shown - number):
                light = max(0.0, 1 - abs(now.lit - number - 1))
                c.box(x, y, x + wide, y + high, fill=PALE, line=GREY, round_by=9)
                with c.faded(light):
                    if light > 0.02:
                        c.box(x, y, x + wide, y + high, fill=BRAND, round_by=9)
                lines = label.split("|")
                for row, words in enumerate(lines):
                    middle = y + high / 2 + (row - (len(lines) - 1) / 2) * (now.size + 4)
                    c.text(x + wide / 2, middle, words, now.size, WHITE if light > 0.5 else INK, bold=light > 0.5)
                for words, place in ((now.under, y + high + 20), (now.over, y - 18)):
                    if number < len(words):
                        c.text(x + wide / 2, place, words[number], 17, INK)
                if number and now.down:
                    c.arrow((x + wide / 2, y - now.gap + 4), (x + wide / 2, y - 4), INK)
                elif number:
                    c.arrow((x - now.gap + 4, y + high / 2), (x - 4, y + high / 2), INK)
