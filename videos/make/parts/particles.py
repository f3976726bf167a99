"""A box of flying particles: the same few rules for every gas in the films."""

import math
import random
from dataclasses import dataclass, field
from typing import Any, ClassVar

from parts.part import NEEDED, Part
from parts.vessel import Room, draw_contents, draw_vessel

SPEED = 92  # drawing units a second of a usual light particle at 293 K
SUBSTEPS = 4
SPECIES = ("light", "heavy", "vapour")
KEPT = 8.0  # seconds for which hits are remembered


@dataclass
class Flyer:
    """One particle: place and velocity inside the box in drawing units, and the speed it has at 293 K."""

    kind: str
    r: float
    x: float
    y: float
    vx: float
    vy: float
    own: float
    outside: bool = False
    trail: list[tuple[float, float]] = field(default_factory=list)


class Particles(Part):
    """Particles in a box with a piston; README.md tells what each field does."""

    LIVE = True
    FIELDS: ClassVar[dict[str, Any]] = {
        "at": NEEDED, "size": NEEDED, "skin": "box", "piston": "none", "volume": 1.0, "full": 1.0,
        "temperature": 293.0, "light": 0.0, "heavy": 0.0, "vapour": 0.0, "masses": [4.0, 28.0, 18.0],
        "radii": [4.5, 6.5, 3.5], "gravity": 0.0, "weights": 0.0, "hits_on": "none", "hole": 0.0, "beyond": 0.0,
        "wall": 0.0, "wall_at": 0.5, "apart": False, "water": 0.0, "free_path": 0.0, "trace": False, "tint": True,
        "ticks": [], "unit": "", "target": 0.0, "cap": 1.0, "label": "", "seed": 5,
    }  # fmt: skip

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.flyers: list[Flyer] = []
        self.hits: list[tuple[float, str, float, float]] = []
        self.base: tuple[float, float] | None = None
        self.pumped = False
        self.luck = random.Random(5)

    # ---- how it moves -----------------------------------------------------------------------------------

    def move(self, now: Any, step: float) -> None:
        if self.base is None:
            self.base = (now.size[0], now.size[1])
            self.luck = random.Random(int(now.seed))
        room = Room.of(now, self.base)
        self._count(now, room)
        pace = math.sqrt(max(now.temperature, 0.0) / 293)
        for part in range(SUBSTEPS):
            for p in self.flyers:
                if p.x < room.width + 900:  # what has left for good is still counted, but rests
                    self._fly(p, now, room, pace, step / SUBSTEPS, now.time + part * step / SUBSTEPS)
        if now.trace and self.flyers:
            first = self.flyers[0]
            first.trail = [*first.trail[-60:], (first.x, first.y)]
        self.hits = [hit for hit in self.hits if hit[0] > now.time - KEPT]

    def _count(self, now: Any, room: Room) -> None:
        """As many of each kind as asked: new ones are pumped in, or rise from the water; the last go first."""
        for number, kind in enumerate(SPECIES):
            wanted = round(getattr(now, kind))
            have = [p for p in self.flyers if p.kind == kind]
            for _ in range(wanted - len(have)):
                self.flyers.append(self._new(kind, now, room, now.masses[number], now.radii[number]))
            for p in have[wanted:]:
                self.flyers.remove(p)
        self.pumped = True

    def _new(self, kind: str, now: Any, room: Room, mass: float, r: float) -> Flyer:
        own = SPEED * math.sqrt(now.masses[0] / mass) * math.sqrt(-math.log(1 - 0.93 * self.luck.random()) + 0.08)
        angle = self.luck.uniform(0, math.tau)
        left, right = room.left + r, room.right - r
        if now.apart:
            middle = now.wall_at * self.base[0]
            left, right = (left, middle - r) if kind == "light" else (middle + r, right)
        x, y = self.luck.uniform(left, right), self.luck.uniform(room.top + r, room.bottom - r)
        if self.pumped:
            if kind == "vapour":
                y, angle = room.bottom - r, self.luck.uniform(-0.8, -0.2) * math.pi
            else:
                x, y, angle = room.left + r, room.bottom - 24, self.luck.uniform(-0.35, 0.35)
        return Flyer(kind, r, x, y, own * math.cos(angle), own * math.sin(angle), own)

    def _fly(self, p: Flyer, now: Any, room: Room, pace: float, dt: float, time: float) -> None:
        before = p.x
        if now.gravity and pace > 0:
            p.vy += 160 * now.gravity * dt / pace
        else:
            speed = math.hypot(p.vx, p.vy) or 1.0
            back = 1 + (p.own / speed - 1) * min(1.0, 2 * dt)
            p.vx, p.vy = p.vx * back, p.vy * back
        if now.free_path and self.luck.random() < p.own * pace * dt / now.free_path:
            angle = self.luck.uniform(0, math.tau)
            p.vx, p.vy = p.own * math.cos(angle), p.own * math.sin(angle)
        p.x += p.vx * pace * dt
        p.y += p.vy * pace * dt
        if p.outside:
            self._outside(p, now, room)
            return
        middle = now.wall_at * self.base[0]
        if now.wall > 0 and (before - middle) * (p.x - middle) <= 0 and p.y < room.height * now.wall:
            p.x, p.vx = 2 * before - p.x, -p.vx
        if p.x > room.right - p.r and abs(p.y - room.hole_y) < now.hole / 2:
            if p.x > room.right:
                p.outside = True
            return
        # Turned round with the speed it had: at constant temperature a moving piston must not change it.
        if p.x < room.left + p.r:
            self._hit(p, "left", time, room.left, p.y, p.vx < 0)
            p.x, p.vx = max(room.left + p.r, min(room.right - p.r, 2 * (room.left + p.r) - p.x)), abs(p.vx)
        elif p.x > room.right - p.r:
            self._hit(p, "right", time, room.right, p.y, p.vx > 0)
            p.x, p.vx = max(room.left + p.r, min(room.right - p.r, 2 * (room.right - p.r) - p.x)), -abs(p.vx)
        if p.y < room.top + p.r:
            self._hit(p, "top", time, p.x, room.top, p.vy < 0)
            p.y, p.vy = max(room.top + p.r, min(room.bottom - p.r, 2 * (room.top + p.r) - p.y)), abs(p.vy)
        elif p.y > room.bottom - p.r:
            self._hit(p, "bottom", time, p.x, room.bottom, p.vy > 0)
            p.y, p.vy = max(room.top + p.r, min(room.bottom - p.r, 2 * (room.bottom - p.r) - p.y)), -abs(p.vy)

    def _outside(self, p: Flyer, now: Any, room: Room) -> None:
        """Beyond the hole: in a second room, from where it may come back, or away for good."""
        if p.x < room.right + 2 + p.r:
            if abs(p.y - room.hole_y) < now.hole / 2 and now.beyond:
                p.outside = p.x > room.right
                return
            p.x, p.vx = room.right + 2 + p.r, abs(p.vx)
        if not now.beyond:
            return
        far = room.right + 2 + now.beyond - p.r
        if p.x > far:
            p.x, p.vx = far, -abs(p.vx)
        low, high = p.r, room.height - p.r
        if not low < p.y < high:
            p.y, p.vy = min(high, max(low, p.y)), abs(p.vy) if p.y <= low else -abs(p.vy)

    def _hit(self, p: Flyer, side: str, time: float, x: float, y: float, towards: bool) -> None:
        if towards:
            self.hits.append((time, side, x, y))

    def readings(self, now: Any) -> dict[str, Any]:
        out = {f"out_{kind}": sum(p.outside for p in self.flyers if p.kind == kind) for kind in SPECIES}
        return {**out, "out": sum(out.values())}

    # ---- what is seen -----------------------------------------------------------------------------------

    def draw(self, c: Any, now: Any) -> None:
        room = Room.of(now, self.base or (now.size[0], now.size[1]))
        draw_vessel(c, now, room)
        draw_contents(c, now, room, self.flyers, self.hits)
