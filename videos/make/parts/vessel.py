"""What holds the particles: a plain box, a syringe, a rigid can; with piston, wall, hole, water and scale."""

from dataclasses import dataclass
from typing import Any

from colours import BRAND, GREY, INK, SOFT, WARM, WATER, mixed

COLOURS = {"light": BRAND, "heavy": WARM, "vapour": "#5fa8d3"}
COLD, USUAL, HOT = "#dfecf9", "#fbfcfe", "#fde3d3"


@dataclass(frozen=True)
class Room:
    """Where particles can be, in the drawing units the box had at first; and where those lie in the picture."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    hole_y: float
    corner: tuple[float, float]
    scale: tuple[float, float]

    @classmethod
    def of(cls, now: Any, base: tuple[float, float]) -> "Room":
        wide, high = base
        share = now.volume / now.full
        left = wide * (1 - share) if now.piston == "left" else 0.0
        right = wide * share if now.piston == "right" else wide
        top = (high - now.water) * (1 - share) if now.piston == "top" else 0.0
        scale = (now.size[0] / wide, now.size[1] / high)
        corner = (now.at[0], now.at[1])
        return cls(wide, high, left, right, top, high - now.water, (high - now.water) / 2, corner, scale)

    def x(self, u: float) -> float:
        return self.corner[0] + self.scale[0] * u

    def y(self, u: float) -> float:
        return self.corner[1] + self.scale[1] * u


def warmth(kelvins: float) -> str:
    """A pale colour for the inside: bluish when colder than a room, reddish when hotter."""
    if kelvins >= 293:
        return mixed(USUAL, HOT, round(min(1.0, (kelvins - 293) / 80), 2))
    return mixed(USUAL, COLD, round(min(1.0, (293 - kelvins) / 60), 2))


def draw_vessel(c: Any, now: Any, room: Room) -> None:
    fill = warmth(now.temperature) if now.tint else USUAL
    x, y, wide, high = room.x, room.y, room.width, room.height
    if now.skin == "can":
        c.box(x(-7), y(-7), x(wide + 7), y(high + 7), fill=SOFT, line=INK, round_by=14, width=3)
    c.box(x(room.left), y(room.top), x(room.right), y(high), fill=fill, round_by=8 if now.skin == "can" else 0)
    if now.beyond:
        c.box(x(wide + 2), y(0), x(wide + 2 + now.beyond), y(high), fill=USUAL)
        _walls(c, [(wide, 0), (wide + 2 + now.beyond, 0), (wide + 2 + now.beyond, high), (wide, high)], room)
    if now.water > 0.5:
        c.box(x(0), y(high - now.water), x(wide), y(high), fill=WATER)
        c.line([(x(0), y(high - now.water)), (x(wide), y(high - now.water))], "#5fa8d3", 2)
    if now.skin in ("box", "syringe"):
        _open_box(c, now, room)
    if now.skin == "syringe":
        c.box(x(-18), y(high / 2 - 11), x(-2), y(high / 2 + 11), fill=INK)
        if now.cap > 0:
            away = 14 * (1 - now.cap)
            with c.faded(now.cap):
                c.box(x(-26 - away), y(high / 2 - 17), x(-17 - away), y(high / 2 + 17), fill=WARM, round_by=4)
    if now.wall > 0.01:
        middle = now.wall_at * wide
        c.line([(x(middle), y(0)), (x(middle), y(high * now.wall))], INK, 4)
    _piston(c, now, room)
    _scale(c, now, room)
    if now.label:
        c.text(x(wide / 2), y(high) + (44 if now.ticks and now.piston != "top" else 22), now.label, 17, GREY)


def _walls(c: Any, corners: list[tuple[float, float]], room: Room) -> None:
    c.line([(room.x(a), room.y(b)) for a, b in corners], INK, 3.5)


def _open_box(c: Any, now: Any, room: Room) -> None:
    """The walls, without the side on which the piston slides, and without the hole."""
    wide, high = room.width, room.height
    over = 24 if now.piston in ("left", "right") else 0
    if now.piston == "right":
        _walls(c, [(wide + over, 0), (0, 0), (0, high), (wide + over, high)], room)
    elif now.piston == "left":
        _walls(c, [(-over, 0), (wide, 0), (wide, high), (-over, high)], room)
    elif now.piston == "top":
        _walls(c, [(0, -16), (0, high), (wide, high), (wide, -16)], room)
    elif now.hole > 0.5:
        lip = now.hole / 2 + 2
        _walls(c, [(wide, room.hole_y - lip), (wide, 0), (0, 0), (0, high), (wide, high), (wide, room.hole_y + lip)],
               room)  # fmt: skip
    else:
        _walls(c, [(0, 0), (wide, 0), (wide, high), (0, high), (0, 0), (wide, 0)], room)


def _piston(c: Any, now: Any, room: Room) -> None:
    x, y, wide, high = room.x, room.y, room.width, room.height
    if now.piston in ("left", "right"):
        face, way = (room.right, 1) if now.piston == "right" else (room.left, -1)
        c.box(x(face + 16 * way), y(high / 2 - 7), x(face + 92 * way), y(high / 2 + 7), fill=GREY)
        c.box(x(face + 88 * way), y(high / 2 - 34), x(face + 97 * way), y(high / 2 + 34), fill=GREY, round_by=4)
        c.box(x(face), y(2), x(face + 17 * way), y(high - 2), fill=INK, round_by=3)
    elif now.piston == "top":
        face = room.top
        c.box(x(3), y(face) - 14, x(wide - 3), y(face), fill=INK, round_by=3)
        whole = int(now.weights)
        for number in range(whole + (now.weights > whole)):
            with c.faded(1.0 if number < whole else now.weights - whole):
                base = y(face) - 15 - 23 * number
                half = min(46.0, room.scale[0] * wide / 3)
                c.box(x(wide / 2) - half, base - 21, x(wide / 2) + half, base, fill=GREY, round_by=4)


def _scale(c: Any, now: Any, room: Room) -> None:
    x, y = room.x, room.y
    upright = now.piston == "top"
    for value in now.ticks:
        share = value / now.full
        if upright:
            c.scale_mark(x(0) - 4, y((room.height - now.water) * (1 - share)), f"{value:g}", along="y")
        else:
            c.scale_mark(x(share * room.width), y(room.height) + 4, f"{value:g}")
    if now.ticks and now.unit:
        if upright:
            c.text(x(0) - 18, y(0) - 22, now.unit, 15, GREY)
        else:
            c.text(x(room.width) + 34, y(room.height) + 23, now.unit, 15, GREY)
    if now.target:
        share = now.target / now.full
        if upright:
            high = y((room.height - now.water) * (1 - share))
            c.dashed([(x(2), high), (x(room.width - 2), high)], BRAND, 3, 6)
        else:
            c.dashed([(x(share * room.width), y(2)), (x(share * room.width), y(room.height - 2))], BRAND, 3, 6)


def draw_contents(c: Any, now: Any, room: Room, flyers: list[Any], hits: list[Any]) -> None:
    """The particles, the path of the traced one, and a ring where a wall has just been hit."""
    sides = {"none": (), "all": ("left", "right", "top", "bottom")}.get(now.hits_on, (now.hits_on,))
    for when, side, hx, hy in hits:
        age = (now.time - when) / 0.3
        if age < 1 and side in sides:
            c.ring(room.x(hx), room.y(hy), 4 + 10 * age, WARM, 2)
    size = min(room.scale)
    if now.trace and flyers and len(flyers[0].trail) > 1:
        c.line([(room.x(a), room.y(b)) for a, b in flyers[0].trail], "#f0a37e", 2)
    for p in flyers:
        gone = (p.x - room.width) / 160 if p.outside and not now.beyond else 0.0
        if gone >= 1:
            continue
        with c.faded(1 - gone):
            c.disc(room.x(p.x), room.y(p.y), p.r * size, WARM if now.trace and p is flyers[0] else COLOURS[p.kind])
