"""Small pictures of things: each is drawn round its middle, 100 drawing units high at `scale` 1."""

import math
from collections.abc import Callable
from typing import Any, ClassVar

from colours import BRAND, GREY, INK, PALE, SOFT, WARM, WATER

from parts.part import NEEDED, Part

Spot = Callable[[float, float], tuple[float, float]]


class Icon(Part):
    """`shape` names the thing; `value` is 1 as usual: a balloon swells, a bottle is squashed, water rises with it."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "at": NEEDED, "shape": NEEDED, "scale": 1.0, "value": 1.0, "colour": "", "label": "", "label_size": 17,
    }  # fmt: skip

    def draw(self, c: Any, now: Any) -> None:
        (x, y), scale = now.at, now.scale

        def spot(u: float, v: float) -> tuple[float, float]:
            return x + u * scale, y + v * scale

        if now.shape not in SHAPES:
            raise SystemExit(f"no icon called “{now.shape}”; there are {', '.join(sorted(SHAPES))}")
        SHAPES[now.shape](c, spot, scale, now.value, now.colour)
        if now.label:
            c.text(x, y + 50 * scale + 16, now.label, now.label_size, INK)


def _balloon(c: Any, spot: Spot, scale: float, value: float, colour: str) -> None:
    r = 36 * value ** (1 / 3) * scale  # `value` is its volume
    c.line([spot(0, 36), spot(4, 50), spot(-3, 62)], GREY, 2)
    x, foot = spot(0, 0)[0], spot(0, 38)
    c.shape([(x - 6, foot[1] + 3), (x + 6, foot[1] + 3), (x, foot[1] - 8)], colour or WARM)
    c.oval(x, foot[1] - 6 - 1.12 * r, r, 1.12 * r, colour or WARM)
    c.oval(x - 0.35 * r, foot[1] - 6 - 1.5 * r, 0.16 * r, 0.24 * r, "#ffffff")


def _tyre(c: Any, spot: Spot, scale: float, value: float, colour: str) -> None:
    flat = 26 * (1 - value)  # how much of the lowest edge lies on the road
    points = []
    for k in range(73):
        angle = math.tau * k / 72
        u, v = 50 * math.cos(angle), 50 * math.sin(angle)
        bulge = 1 + 0.5 * (1 - value) * max(0.0, math.sin(angle)) ** 6
        points.append(spot(u * bulge, min(v, 50 - flat)))
    c.shape(points, INK)
    c.disc(*spot(0, 0), 27 * scale, SOFT)
    c.disc(*spot(0, 0), 8 * scale, GREY)
    for k in range(5):
        angle = math.tau * k / 5
        c.line([spot(0, 0), spot(26 * math.cos(angle), 26 * math.sin(angle))], GREY, 4 * scale)
    c.line([spot(-80, 51 - flat), spot(80, 51 - flat)], GREY, 3)


def _bottle(c: Any, spot: Spot, scale: float, value: float, colour: str) -> None:
    waist = 24 - 46 * (1 - value)  # a soft bottle: less than 1 and its sides come in
    left = [(-8, -50), (-8, -36), (-24, -18), (-24, -4), (-max(6.0, waist), 14), (-24, 34), (-24, 50)]
    right = [(-u, v) for u, v in reversed(left)]
    c.shape([spot(u, v) for u, v in (*left, *right)], colour or "#eaf2fb", INK, 3)
    c.box(*spot(-10, -60), *spot(10, -48), fill=BRAND, round_by=2)


def _flask(c: Any, spot: Spot, scale: float, value: float, colour: str) -> None:
    outline = [(-10, -50), (-10, -14), (-40, 44), (-34, 50), (34, 50), (40, 44), (10, -14), (10, -50)]
    c.shape([spot(u, v) for u, v in outline], "#fbfcfe")
    if value > 0.02:
        level = 50 - 56 * min(1.0, value) * 0.8
        half = 10 + 30 * (level + 14) / 58
        c.shape([spot(-half, level), spot(half, level), spot(40, 44), spot(34, 50), spot(-34, 50), spot(-40, 44)],
                colour or WATER)  # fmt: skip
    c.line([spot(u, v) for u, v in outline], INK, 3)
    c.line([spot(-14, -50), spot(14, -50)], INK, 3)


def _flame(c: Any, spot: Spot, scale: float, value: float, colour: str) -> None:
    for share, inside in ((1.0, "#e8853f"), (0.55, "#f7c873")):
        points = []
        for k in range(41):
            t = k / 40 * math.tau
            wide = 24 * share * math.sin(t) * (0.55 - 0.45 * math.cos(t))
            high = 50 - (44 * share * value + 4) * (1 + math.cos(t))
            points.append(spot(wide, high))
        c.shape(points, colour or inside)


def _ice(c: Any, spot: Spot, scale: float, value: float, colour: str) -> None:
    for k in range(6):
        angle = math.tau * k / 6
        end = (44 * math.cos(angle), 44 * math.sin(angle))
        c.line([spot(0, 0), spot(*end)], colour or "#3b8ac4", 5 * scale)
        for side in (-0.5, 0.5):
            twig = (end[0] * 0.62 + 16 * math.cos(angle + side), end[1] * 0.62 + 16 * math.sin(angle + side))
            c.line([spot(end[0] * 0.62, end[1] * 0.62), spot(*twig)], colour or "#3b8ac4", 4 * scale)


def _bath(c: Any, spot: Spot, scale: float, value: float, colour: str) -> None:
    level = 50 - 88 * value
    c.box(*spot(-75, level), *spot(75, 50), fill=colour or WATER)
    c.line([spot(-75, -46), spot(-75, 50), spot(75, 50), spot(75, -46)], INK, 3.5)


def _cup(c: Any, spot: Spot, scale: float, value: float, colour: str) -> None:
    level = 46 - 84 * value
    c.shape([spot(-32, level), spot(32, level), spot(28, 50), spot(-28, 50)], colour or WATER)
    c.line([spot(-36, -50), spot(-28, 50), spot(28, 50), spot(36, -50)], INK, 3.5)


def _lighter(c: Any, spot: Spot, scale: float, value: float, colour: str) -> None:
    c.box(*spot(-20, -22), *spot(20, 50), fill=colour or WARM, round_by=6)
    c.box(*spot(-20, -40), *spot(4, -20), fill=GREY, round_by=3)
    c.disc(*spot(12, -30), 9 * scale, INK)
    c.box(*spot(-13, 50 - 60 * value), *spot(13, 44), fill="#f0c9b4", round_by=4)


def _tank(c: Any, spot: Spot, scale: float, value: float, colour: str) -> None:
    c.box(*spot(-26, -34), *spot(26, 50), fill=colour or BRAND, round_by=16)
    c.box(*spot(-7, -48), *spot(7, -32), fill=GREY)
    c.box(*spot(-18, -54), *spot(18, -46), fill=INK, round_by=3)


def _can(c: Any, spot: Spot, scale: float, value: float, colour: str) -> None:
    c.box(*spot(-30, -46), *spot(30, 50), fill=colour or SOFT, line=INK, round_by=8, width=3)
    c.line([spot(-30, -34), spot(30, -34)], INK, 2)
    c.line([spot(-30, 38), spot(30, 38)], INK, 2)


def _cotton(c: Any, spot: Spot, scale: float, value: float, colour: str) -> None:
    for u, v, r in ((-18, 6, 22), (16, 8, 23), (0, -14, 24), (2, 14, 22)):
        c.disc(*spot(u, v), r * scale + 2, SOFT)
    for u, v, r in ((-18, 6, 22), (16, 8, 23), (0, -14, 24), (2, 14, 22)):
        c.disc(*spot(u, v), r * scale, colour or PALE)


def _cloud(c: Any, spot: Spot, scale: float, value: float, colour: str) -> None:
    for u, v, r in ((-34, 12, 22), (34, 12, 22), (-10, -6, 30), (18, 0, 26), (0, 14, 24)):
        c.disc(*spot(u, v), r * scale, colour or PALE)


def _block(c: Any, spot: Spot, scale: float, value: float, colour: str) -> None:
    c.box(*spot(-40, 50 - 60 * value), *spot(40, 50), fill=colour or GREY, round_by=5)


def _ribbon(c: Any, spot: Spot, scale: float, value: float, colour: str) -> None:
    points = [spot(-50 * value + 100 * value * k / 30, 10 * math.sin(k / 3)) for k in range(31)]
    c.line(points, colour or GREY, 7 * scale)


def _ring(c: Any, spot: Spot, scale: float, value: float, colour: str) -> None:
    c.ring(*spot(0, 0), 50 * scale * value, colour or WARM, 3)


def _lock(c: Any, spot: Spot, scale: float, value: float, colour: str) -> None:
    lift = 16 * (1 - value)  # 1 is shut, 0 open
    c.line([spot(-20, 0), spot(-20, -22 - lift)], GREY, 9 * scale)
    c.line([spot(20, -lift), spot(20, -22 - lift)], GREY, 9 * scale)
    x, y = spot(0, -22 - lift)
    c.arc(x, y, 24.5 * scale, 180, 360, GREY, 9 * scale)
    c.box(*spot(-34, -6), *spot(34, 50), fill=colour or WARM, round_by=7 * scale)
    c.disc(*spot(0, 18), 7 * scale, "#ffffff")


SHAPES: dict[str, Callable[..., None]] = {
    "balloon": _balloon, "tyre": _tyre, "bottle": _bottle, "flask": _flask, "flame": _flame, "ice": _ice,
    "bath": _bath, "cup": _cup, "lighter": _lighter, "tank": _tank, "can": _can, "cotton": _cotton,
    "cloud": _cloud, "block": _block, "ribbon": _ribbon, "lock": _lock, "ring": _ring,
}  # fmt: skip
