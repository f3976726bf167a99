"""The stage: moves every part of a storyboard through time and draws the moments that are wanted."""

from typing import Any

from canvas import Canvas
from parts.part import Part
from PIL import Image
from storyboard import Storyboard
from timeline import FADE, Life, Now, lives_of


class Stage:
    """Call `move()` once for every frame, and `picture()` for those wanted."""

    def __init__(self, board: Storyboard, fps: int) -> None:
        self.board, self.step = board, 1 / fps
        self.at = -self.step
        self.lives = lives_of(board)
        self._parts: dict[int, Part] = {}
        self._nows: dict[int, Now] = {}
        self._kept: Image.Image | None = None
        self._stale = True

    def move(self) -> None:
        """One frame further in time."""
        self.at += self.step
        self._nows.clear()
        self._stale = self._stale or any(life.busy(self.at, 2.5 * self.step) for life in self._present())
        for life in self._present():
            self._part(life).move(self._now(life), self.step)

    def _present(self) -> list[Life]:
        return [life for life in self.lives if life.begin <= self.at <= life.end + FADE]

    def _part(self, life: Life) -> Part:
        if id(life) not in self._parts:
            self._parts[id(life)] = life.kind(life.name)
        return self._parts[id(life)]

    def _now(self, life: Life) -> Now:
        if id(life) not in self._nows:
            self._nows[id(life)] = Now(life, self.at, self.board.at(self.at), self._look, self._find)
        return self._nows[id(life)]

    def _look(self, name: str) -> Any:
        """A number of the storyboard, or what a part's field or reading is now."""
        if name in self.board.numbers:
            return self.board.numbers[name]
        part_name, _, key = name.partition(".")
        part, now = self._find(part_name)
        readings = part.readings(now)
        return readings[key] if key in readings else getattr(now, key)

    def _find(self, name: str) -> tuple[Part, Now]:
        alive = [life for life in self._present() if life.name == name] or [
            life for life in self.lives if life.name == name
        ]
        if not alive:
            raise SystemExit(f"{self.board.name}.toml: there is no number and no part called {name}")
        return self._part(alive[-1]), self._now(alive[-1])

    def picture(self) -> Image.Image:
        """The present moment, 854 × 480; the picture before is handed out again when nothing has moved."""
        lives = self._present()
        if self._kept and not self._stale:
            return self._kept
        canvas = Canvas()
        for life in sorted(lives, key=lambda life: self._now(life).z):
            now = self._now(life)
            shown = life.shown(self.at) * now.opacity
            if shown > 0.01:
                with canvas.faded(shown):
                    self._part(life).draw(canvas, now)
        self._kept, self._stale = canvas.image(), False
        return self._kept
