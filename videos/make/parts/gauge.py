"""A round pressure gauge and a thermometer."""

from typing import Any, ClassVar

from colours import GREY, INK, WARM
from expressions import written

from parts.part import NEEDED, Part


class Gauge(Part):
    """`value` turns the needle; `most` is a full turn; `show` (words) stands under it instead of the value."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "at": NEEDED, "r": 52, "value": NEEDED, "most": 400, "unit": "kPa", "figures": 3, "show": "", "label": "",
        "hidden": False,
    }  # fmt: skip

    def draw(self, c: Any, now: Any) -> None:
        x, y = now.at
        c.dial(x, y, now.r, now.value / now.most)
        shown = now.show or f"{written(now.value, str(int(now.figures)))} {now.unit}"
        if not now.hidden:
            c.text(x, y + now.r * 0.98, shown, 22 if now.r >= 48 else 18, WARM, bold=True)
        if now.label:
            c.text(x, y - now.r - 18, now.label, 16, GREY)


class Thermometer(Part):
    """`value` in °C; the column stands between the ends of `range`. `kelvin = true` writes kelvin beside it."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "at": NEEDED, "height": 110, "value": 20.0, "range": [-20, 120], "kelvin": False, "show": "", "hidden": False,
    }  # fmt: skip

    def draw(self, c: Any, now: Any) -> None:
        x, top = now.at
        low, high = now.range
        foot = top + now.height
        share = min(1.0, max(0.0, (now.value - low) / (high - low)))
        level = foot - 12 - share * (now.height - 24)
        c.box(x - 6, top, x + 6, foot, fill="#ffffff", line=GREY, round_by=6)
        c.disc(x, foot + 4, 11, WARM)
        c.box(x - 2.5, level, x + 2.5, foot, fill=WARM)
        if now.hidden:
            return
        # The house writes whole degrees; a value on its way is rounded too, so the words do not flicker.
        c.text(x, foot + 30, now.show or f"{written(round(now.value) + 0.0, '.0f')} °C", 17, INK)
        if now.kelvin:
            c.text(x, foot + 52, f"{now.value + 273.15:.0f} K", 17, WARM, bold=True)
