"""The drawing for Boyle's law: a syringe of flying particles, a gauge, and a board under it."""

import math
import random

from canvas import BRAND, GREY, INK, PALE, SOFT, WARM, Canvas
from PIL import Image
from storyboard import Storyboard

BARREL, BORE = 360, 112  # the inside of the syringe in drawing units; 60 mL fill it
PER_ML = BARREL / 60
RADIUS = 4.5
SPEED = 92  # drawing units a second; it never changes, because the temperature never does
PAIRS = ((60, 100), (40, 150), (30, 200), (20, 300))
WIDE = ("cap", "hits", "gauge")  # boards for which the syringe fills the picture
TRAIL = 6.0  # seconds of hits on the strip


class BoyleDrawing:
    """Call `move()` once for every frame, and `picture()` for those wanted."""

    def __init__(self, board: Storyboard, fps: int) -> None:
        self.board, self.step = board, 1 / fps
        self.at = -self.step
        self.luck = random.Random(5)
        self.scene = board.scenes[0]
        self.volume = self.scene.stops[0]
        self.near = 1.0
        self.particles: list[list[float]] = []
        self.hits: list[tuple[float, float]] = []
        self._fill()

    def _fill(self) -> None:
        length = self.volume * PER_ML
        self.particles = []
        for _ in range(self.scene.gas.particles):
            speed = SPEED * math.sqrt(-math.log(1 - 0.93 * self.luck.random()) + 0.08)
            angle = self.luck.uniform(0, math.tau)
            place = [self.luck.uniform(RADIUS, length - RADIUS), self.luck.uniform(RADIUS, BORE - RADIUS)]
            self.particles.append([*place, speed * math.cos(angle), speed * math.sin(angle)])

    def move(self) -> None:
        """One frame further in time."""
        self.at += self.step
        scene = self.board.at(self.at)
        if scene is not self.scene:
            self.scene = scene
            if scene.refilled:
                self.volume = scene.stops[0]
                self._fill()
        self.volume = scene.volume(self.at)
        goal = 1.0 if scene.board in WIDE else 0.0
        self.near += max(-self.step * 1.2, min(self.step * 1.2, goal - self.near))
        for part in range(4):
            self._fly(self.step / 4, self.at + part * self.step / 4)
        self.hits = [hit for hit in self.hits if hit[0] > self.at - TRAIL]

    def _fly(self, dt: float, now: float) -> None:
        low, high, end = RADIUS, BORE - RADIUS, self.volume * PER_ML - RADIUS
        for p in self.particles:
            p[0] += p[2] * dt
            p[1] += p[3] * dt
            if p[0] < low:
                p[0], p[2] = 2 * low - p[0], abs(p[2])
            elif p[0] > end:
                if p[2] > 0:
                    self.hits.append((now, p[1]))
                # Turned round with the speed it had: at constant temperature the plunger must not change it.
                p[0], p[2] = max(low, min(end, 2 * end - p[0])), -abs(p[2])
            if p[1] < low:
                p[1], p[3] = 2 * low - p[1], abs(p[3])
            elif p[1] > high:
                p[1], p[3] = 2 * high - p[1], -abs(p[3])

    # ---- what is seen -----------------------------------------------------------------------------------

    def picture(self) -> Image.Image:
        """The present moment, 854 × 480. The lowest 75 lines stay empty for captions."""
        c = Canvas()
        near = self.near * self.near * (3 - 2 * self.near)
        zoom = 1 + 0.25 * near
        left, top = 46, 44 + 44 * near
        self._syringe(c, left, top, zoom)
        if self.scene.board not in ("cap", "hits"):
            self._gauge(c, 690 + 20 * near, 96 + 64 * near, 52 + 12 * near)
            self._thermometer(c, 800 + 14 * near, 96 + 64 * near)
        if self.scene.board in ("hits", "gauge"):
            self._strip(c, left, top + zoom * BORE + 84)
        if self.scene.board in WIDE:
            c.text(left, 392, "particles drawn far too large and far too few", 15, GREY, anchor="lm")
        drawn = {
            "pairs": self._table,
            "product": self._table,
            "curve": self._graph,
            "line": self._graph,
            "problem": self._problem,
            "estimate": self._problem,
            "law": self._problem,
            "answer": self._problem,
            "turn": self._turn,
            "solution": self._turn,
        }.get(self.scene.board)
        if drawn and self.near < 0.4:
            drawn(c)
        return c.image()

    def _syringe(self, c: Canvas, left: float, top: float, zoom: float) -> None:
        def x(u: float) -> float:
            return left + zoom * u

        def y(u: float) -> float:
            return top + zoom * u

        face = self.volume * PER_ML
        c.box(x(0), y(0), x(BARREL + 24), y(BORE), fill="#fbfcfe")
        c.box(x(face + 16), y(BORE / 2 - 7), x(face + 92), y(BORE / 2 + 7), fill=GREY)
        c.box(x(face + 88), y(BORE / 2 - 34), x(face + 97), y(BORE / 2 + 34), fill=GREY, round_by=4)
        c.box(x(face), y(2), x(face + 17), y(BORE - 2), fill=INK, round_by=3)
        for edge in (0, BORE):
            c.line([(x(-3), y(edge)), (x(BARREL + 24), y(edge))], INK, 3.5)
        c.line([(x(0), y(0)), (x(0), y(BORE))], INK, 3.5)
        c.box(x(-18), y(BORE / 2 - 11), x(-2), y(BORE / 2 + 11), fill=INK)
        if self.scene.board == "cap" and self.scene.refilled:
            shut = min(1.0, max(0.0, self.scene.share(self.at) * 2.5 - 1.0))
        else:
            shut = 1.0
        if shut > 0:
            away = 14 * (1 - shut)
            c.box(x(-26 - away), y(BORE / 2 - 17), x(-17 - away), y(BORE / 2 + 17), fill=WARM, round_by=4)
        for ml in range(0, 61, 10):
            c.line([(x(ml * PER_ML), y(BORE) + 5), (x(ml * PER_ML), y(BORE) + 12)], GREY, 2)
            c.text(x(ml * PER_ML), y(BORE) + 24, str(ml), 15, GREY)
        c.text(x(BARREL) + 34, y(BORE) + 24, "mL", 15, GREY)
        target = {"problem": 35, "estimate": 35, "law": 35, "turn": 60}.get(self.scene.board)
        if target:
            for part in range(0, BORE, 12):
                c.line([(x(target * PER_ML), y(part + 3)), (x(target * PER_ML), y(part + 9))], BRAND, 3)
        for when, height in self.hits:
            age = (self.at - when) / 0.3
            if age < 1 and self.scene.board in WIDE:
                c.ring(x(face) - 2, y(height), (4 + 9 * age) * zoom, WARM, 2)
        for p in self.particles:
            c.disc(x(p[0]), y(p[1]), RADIUS * zoom, BRAND)

    def _gauge(self, c: Canvas, cx: float, cy: float, r: float) -> None:
        pressure = self.scene.gas.product / self.volume
        c.dial(cx, cy, r, min(1.0, pressure / 400))
        shown = f"{pressure:.0f}" if pressure >= 99.5 else f"{pressure:.1f}"  # three figures, as in the lesson
        c.text(cx, cy + r * 0.98, f"{shown} kPa", 22, WARM, bold=True)

    def _thermometer(self, c: Canvas, cx: float, cy: float) -> None:
        c.box(cx - 5, cy - 46, cx + 5, cy + 30, fill="#ffffff", line=GREY, round_by=5)
        c.disc(cx, cy + 34, 10, GREY)
        c.box(cx - 2, cy - 8, cx + 2, cy + 34, fill=GREY)
        c.text(cx, cy + 60, "20 °C", 15, GREY)

    def _strip(self, c: Canvas, left: float, top: float) -> None:
        right = left + 1.25 * BARREL
        c.text(left, top - 15, "hits on the plunger", 15, GREY, anchor="lm")
        c.line([(left, top + 36), (right, top + 36)], SOFT, 2)
        for when, _ in self.hits:
            x = right - (self.at - when) / TRAIL * (right - left)
            c.line([(x, top + 6), (x, top + 35)], WARM, 3)

    def _table(self, c: Canvas) -> None:
        rows = self.scene.reached(self.at) if self.scene.board == "pairs" else len(PAIRS)
        columns = (130, 290, 480)
        c.box(60, 216, 560, 246, fill=PALE, round_by=6)
        c.text(columns[0], 231, "V (mL)", 17, GREY)
        c.text(columns[1], 231, "P (kPa)", 17, GREY)
        for row, (volume, pressure) in enumerate(PAIRS[:rows]):
            y = 266 + 34 * row
            c.text(columns[0], y, str(volume), 22, INK)
            c.text(columns[1], y, str(pressure), 22, WARM)
            c.line([(60, y + 17), (560, y + 17)], PALE, 2)
        if self.scene.board != "product":
            return
        first = self.scene is next(s for s in self.board.scenes if s.board == "product")
        known = int(self.scene.share(self.at) * 4.99) if first else 4
        c.text(columns[2], 231, "P · V", 17, GREY)
        for row in range(min(known, 4)):
            c.text(columns[2], 266 + 34 * row, "6000", 22, BRAND, bold=True)
        if not first:
            c.bracket(585, 250, 386, BRAND)
            c.text(606, 318, "P · V = constant", 22, BRAND, bold=True, anchor="lm")

    def _graph(self, c: Canvas) -> None:
        share = self.scene.share(self.at)
        turned = 0.0
        if self.scene.board == "line":
            u = min(1.0, max(0.0, share * 1.9 - 0.45))
            turned = u * u * (3 - 2 * u)
        x0, y0, wide, tall = 220, 376, 360, 146

        def spot(volume: float) -> tuple[float, float]:
            plain, inverse = volume / 66, 18 / volume
            return x0 + wide * (plain + (inverse - plain) * turned), y0 - tall * (6000 / volume) / 330

        c.arrow((x0, y0), (x0 + wide + 14, y0), INK)
        c.arrow((x0, y0), (x0, y0 - tall - 12), INK)
        c.text(x0 - 12, y0 - tall - 2, "P", 18, WARM, bold=True, anchor="rm")
        c.text(x0 + wide + 26, y0, "V" if turned < 0.5 else "1/V", 18, INK, bold=True, anchor="lm")
        c.text(x0 - 12, y0, "0", 15, GREY, anchor="rm")
        drawn = share * 1.15 if self.scene.board == "curve" else 1.0
        steep = [18.6 + (64 - 18.6) * i / 60 for i in range(61)]
        c.line([spot(v) for v in steep[: max(2, int(min(1.0, drawn) * 61))]], BRAND, 4)
        if turned > 0.98:
            c.line([(x0, y0), spot(64)], BRAND, 4)
        for volume, _ in PAIRS:
            c.disc(*spot(volume), 6, WARM)
        # The gas of the moment rides along the curve while the plunger moves.
        if self.scene.board == "curve":
            c.ring(*spot(self.volume), 10, INK, 2.5)

    def _problem(self, c: Canvas) -> None:
        order = ("problem", "estimate", "law", "answer")
        stage, share = order.index(self.scene.board), self.scene.share(self.at)
        told = stage > 0 or share > 0.42
        c.card(60, 212, "101 kPa", "60.0 mL")
        if told:
            c.arrow((262, 241), (318, 241), INK)
            c.card(336, 212, "173 kPa" if stage == 3 and share > 0.5 else "? kPa", "35.0 mL")
        if stage >= 1:
            self._scale_line(c, share if stage == 1 else 1.0, found=stage == 3 and share > 0.5)
        if stage >= 2:
            now = share if stage == 2 else 1.0
            c.text(560, 226, "P₁V₁ = P₂V₂", 23, INK, anchor="lm")
            if now > 0.62:
                c.text(560, 268, "P₂ = 101 × 60.0", 23, INK, anchor="lm")
                c.line([(617, 285), (758, 285)], INK, 2)
                c.text(688, 302, "35.0", 23, INK)

    def _scale_line(self, c: Canvas, share: float, found: bool) -> None:
        left, right, y = 70, 510, 340

        def x(kpa: float) -> float:
            return left + (right - left) * kpa / 220

        if share > 0.55:
            c.box(x(150), y - 12, x(200), y + 12, fill="#fbe3d6", round_by=6)
        c.arrow((left, y), (right + 14, y), GREY)
        for kpa, words in ((0, "0"), (101, "101"), (202, "double")):
            c.line([(x(kpa), y - 6), (x(kpa), y + 6)], GREY, 2)
            c.text(x(kpa), y + 24, words, 15, GREY)
        c.text(right + 24, y, "kPa", 15, GREY, anchor="lm")
        if found:
            c.disc(x(173), y, 7, WARM)
            c.text(x(173), y - 28, "173", 20, WARM, bold=True)
        elif share > 0.55:
            c.text(x(175), y - 28, "about here", 15, WARM)

    def _turn(self, c: Canvas) -> None:
        solved = self.scene.board == "solution"
        scenes = [s for s in self.board.scenes if s.board == "turn"]
        asked = solved or self.scene is scenes[-1]
        c.card(60, 222, "100 kPa", "24.0 mL")
        if asked:
            known = solved and (self.scene.share(self.at) > 0.75 or self.scene is self.board.scenes[-1])
            c.arrow((262, 251), (318, 251), INK)
            c.card(336, 222, "40.0 kPa" if known else "? kPa", "60.0 mL")
            if known:
                c.text(60, 352, "100 × 24.0 ÷ 60.0 = 40.0", 23, INK, anchor="lm")
        if asked and not solved and self.at > self.scene.spoken:
            left = 1 - (self.at - self.scene.spoken) / (self.scene.end - self.scene.spoken)
            c.pause_sign(690, 290, 40, max(0.0, left))
