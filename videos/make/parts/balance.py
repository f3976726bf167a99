"""Weighing: an electronic balance that reads grams, and a pair of scales that tilts."""

import math
from typing import Any, ClassVar

from colours import GREY, INK, PALE, SOFT, WARM, WHITE

from parts.part import NEEDED, Part


class Balance(Part):
    """An electronic balance; `at` is the middle of its pan, on which other parts can stand."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "at": NEEDED, "width": 190, "grams": 0.0, "decimals": 3, "show": "", "label": "",
    }  # fmt: skip

    def draw(self, c: Any, now: Any) -> None:
        (x, y), half = now.at, now.width / 2
        c.box(x - half * 0.82, y, x + half * 0.82, y + 7, fill=GREY, round_by=3)
        c.box(x - 12, y + 7, x + 12, y + 16, fill=GREY)
        c.box(x - half, y + 16, x + half, y + 66, fill=PALE, line=INK, round_by=9)
        c.box(x - half * 0.72, y + 25, x + half * 0.72, y + 57, fill=WHITE, line=SOFT, round_by=4)
        reading = now.show or f"{now.grams:.{int(now.decimals)}f} g".replace("-", "−")
        c.text(x, y + 41, reading, 21, WARM, bold=True)
        if now.label:
            c.text(x, y + 84, now.label, 16, GREY)


class Scales(Part):
    """Two pans on a beam: the heavier of `left` and `right` (in any one unit) goes down. `at` is the beam's middle."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "at": NEEDED, "width": 360, "left": 0.0, "right": 0.0, "most": 30.0, "pan": 120, "hang": 90,
        "labels": ["", ""],
    }  # fmt: skip

    def _tilt(self, now: Any) -> float:
        return 0.22 * max(-1.0, min(1.0, (now.right - now.left) / now.most))

    def readings(self, now: Any) -> dict[str, Any]:
        """How much lower than at rest each pan hangs, for what stands on it: `{s.left_down}`, `{s.right_down}`."""
        down = now.width / 2 * math.sin(self._tilt(now))
        return {"left_down": -down, "right_down": down}

    def draw(self, c: Any, now: Any) -> None:
        (x, y), half, tilt = now.at, now.width / 2, self._tilt(now)
        dx, dy = half * math.cos(tilt), half * math.sin(tilt)
        for side in (-1, 1):
            end = (x + side * dx, y + side * dy)
            low = end[1] + now.hang
            c.line([(end[0] - now.pan / 2, low), end, (end[0] + now.pan / 2, low)], GREY, 2)
            c.box(end[0] - now.pan / 2 - 6, low, end[0] + now.pan / 2 + 6, low + 7, fill=INK, round_by=3)
            c.text(end[0], low + 26, now.labels[0 if side < 0 else 1], 18, INK)
        c.line([(x - dx, y - dy), (x + dx, y + dy)], INK, 5)
        c.line([(x, y), (x, y + now.hang + 60)], GREY, 6)
        c.box(x - 46, y + now.hang + 56, x + 46, y + now.hang + 66, fill=GREY, round_by=4)
        c.disc(x, y, 8, WARM)
