"""The same particles as a solid, a liquid or a gas, changing from one into another."""

import math
import random
from typing import Any, ClassVar

from colours import BRAND, INK

from parts.part import NEEDED, Part
from parts.vessel import warmth

SPEED = 92


class Matter(Part):
    """`state` is "solid", "liquid" or "gas"; `lid` lowers the lid by a share of the height, as far as it can go."""

    LIVE = True
    FIELDS: ClassVar[dict[str, Any]] = {
        "at": NEEDED, "size": NEEDED, "state": "solid", "count": 36, "temperature": 293.0, "radius": 8.0, "lid": 0.0,
        "piston": False, "colour": "brand", "tint": True, "seed": 3,
    }  # fmt: skip

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.luck = random.Random(3)
        self.spots: list[list[float]] = []  # x, y, vx, vy, own phase
        self.order: list[int] = []
        self.clock = 0.0

    def _sites(self, now: Any) -> list[tuple[float, float]]:
        """Touching places: a neat block for the solid, the floor filled from wall to wall for the liquid."""
        r, (wide, high) = now.radius, now.size
        gap = 2 * r if now.state == "solid" else 2.2 * r
        across = max(1, int(math.sqrt(now.count * 1.4))) if now.state == "solid" else max(1, int((wide - r) / gap))
        begin = (wide - across * gap) / 2 + r if now.state == "solid" else r
        places = []
        for number in range(int(now.count)):
            row, column = divmod(number, across)
            shift = r if row % 2 else 0.0
            places.append((begin + column * gap + shift, high - r - row * gap * 0.87))
        return places

    def lid_at(self, now: Any) -> float:
        """How far down the lid stands: on a solid or liquid it stops at the topmost particle."""
        wanted = now.lid * now.size[1]
        if now.state == "gas":
            return wanted
        return min(wanted, min(y for _, y in self._sites(now)) - now.radius - 1)

    def move(self, now: Any, step: float) -> None:
        self.clock += step
        wide, high = now.size
        if not self.spots:
            self.luck = random.Random(int(now.seed))
            self.order = list(range(int(now.count)))
            for x, y in self._sites(now):
                if now.state == "gas":
                    x, y = self.luck.uniform(9, wide - 9), self.luck.uniform(9, high - 9)
                angle, speed = self.luck.uniform(0, math.tau), SPEED * self.luck.uniform(0.5, 1.5)
                self.spots.append([x, y, speed * math.cos(angle), speed * math.sin(angle), self.luck.uniform(0, 6)])
        if now.state == "gas":
            self._fly(now, step)
            return
        if now.state == "liquid":
            for _ in range(2):
                self._change_places(now)
        sites, r = self._sites(now), now.radius
        pull = 1 - math.exp(-step * (2.4 if now.state == "solid" else 3.5))
        for number, spot in enumerate(self.spots):
            x, y = sites[self.order[number]]
            if now.state == "liquid":  # close together, but in no order
                x, y = x + 0.5 * r * math.sin(9 * spot[4]), y - 0.35 * r * (1 + math.sin(23 * spot[4]))
            spot[0] += (x - spot[0]) * pull
            spot[1] += (y - spot[1]) * pull

    def _change_places(self, now: Any) -> None:
        """In a liquid, particles slip past one another: now and then two neighbours swap."""
        if self.luck.random() < 0.35 * math.sqrt(now.temperature / 293):
            one = self.luck.randrange(len(self.order))
            near = [n for n, k in enumerate(self.order) if abs(k - self.order[one]) == 1]
            if near:
                other = self.luck.choice(near)
                self.order[one], self.order[other] = self.order[other], self.order[one]

    def _fly(self, now: Any, step: float) -> None:
        r, (wide, high) = now.radius, now.size
        top, pace = self.lid_at(now), math.sqrt(max(0.0, now.temperature) / 293)
        for spot in self.spots:
            for axis, low, end in ((0, r, wide - r), (1, top + r, high - r)):
                spot[axis] += spot[2 + axis] * pace * step
                if spot[axis] < low:
                    spot[axis], spot[2 + axis] = min(end, 2 * low - spot[axis]), abs(spot[2 + axis])
                elif spot[axis] > end:
                    spot[axis], spot[2 + axis] = max(low, 2 * end - spot[axis]), -abs(spot[2 + axis])

    def draw(self, c: Any, now: Any) -> None:
        (left, top), (wide, high) = now.at, now.size
        c.box(left, top, left + wide, top + high, fill=warmth(now.temperature) if now.tint else "#fbfcfe")
        walls = [(left, top - 14), (left, top + high), (left + wide, top + high), (left + wide, top - 14)]
        c.line(walls if now.piston else [*walls, walls[0]], INK, 3.5)
        jiggle = {"solid": 1.6, "liquid": 2.6, "gas": 0.0}[now.state] * math.sqrt(max(0.0, now.temperature) / 293)
        for x, y, _, _, phase in self.spots:
            dx = jiggle * math.sin(11 * self.clock + 7 * phase)
            dy = jiggle * math.sin(13 * self.clock + 5 * phase)
            c.disc(left + x + dx, top + y + dy, now.radius, now.colour or BRAND)
        if now.piston:
            face = top + self.lid_at(now)
            c.box(left + 3, face - 14, left + wide - 3, face, fill=INK, round_by=3)
            c.box(left + wide / 2 - 7, face - 56, left + wide / 2 + 7, face - 14, fill="#4a5568")
            c.box(left + wide / 2 - 34, face - 64, left + wide / 2 + 34, face - 55, fill="#4a5568", round_by=4)
