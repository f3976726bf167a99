"""A storyboard: what is said, and what is shown meanwhile. README.md beside this file tells how to write one."""

import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from expressions import numbers_of

PAUSE = 0.4  # seconds of silence after a sentence, unless the scene says otherwise
WORDS_A_SECOND = 2.8  # how fast the voice speaks, for previews without a voice


@dataclass(frozen=True)
class Scene:
    """One spoken sentence. Times are in seconds from the start of the film."""

    number: int
    say: str
    pause: float
    clear: bool
    show: dict[str, Any]
    start: float = 0.0
    spoken: float = 0.0
    end: float = 0.0

    def moment(self, when: str | float | None) -> float:
        """When a phrase of the sentence is spoken; seconds count from its start; `"."` is its end; None its start."""
        if when is None:
            return self.start
        if not isinstance(when, str):
            return self.start + float(when)
        if when == ".":
            return self.spoken
        place = self.say.lower().find(when.lower())
        if place < 0:
            raise SystemExit(f"scene {self.number}: “{when}” is not in its sentence: {self.say}")
        return self.start + (self.spoken - self.start) * place / len(self.say)


@dataclass(frozen=True)
class Storyboard:
    """A film before it is drawn; `poster` is the scene (counted from 1) whose end stands for it in a list."""

    name: str
    title: str
    poster: int
    scenes: tuple[Scene, ...]
    numbers: dict[str, float] = field(default_factory=dict)
    checks: tuple[dict[str, Any], ...] = ()

    def timed(self, spoken_seconds: list[float], lead: float) -> "Storyboard":
        """The same storyboard with every scene placed in time, given how long each sentence takes to say."""
        scenes, at = [], lead
        for scene, seconds in zip(self.scenes, spoken_seconds, strict=True):
            done = at + seconds
            scenes.append(replace(scene, start=at, spoken=done, end=done + scene.pause))
            at = done + scene.pause
        return replace(self, scenes=tuple(scenes))

    def guessed(self, lead: float) -> "Storyboard":
        """Placed in time without a voice, by counting words."""
        return self.timed([0.1 + len(scene.say.split()) / WORDS_A_SECOND for scene in self.scenes], lead)

    def at(self, seconds: float) -> Scene:
        """The scene that is on at this moment; the first before anything is said."""
        begun = [scene for scene in self.scenes if scene.start <= seconds]
        return begun[-1] if begun else self.scenes[0]

    @property
    def duration(self) -> float:
        return self.scenes[-1].end


def read_storyboard(path: Path) -> Storyboard:
    """Read a storyboard file; SystemExit with a sentence if it is not one."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as cause:
        raise SystemExit(f"{path.name}: {cause}") from None
    for key, rest in (("top", set(data) - {"title", "poster", "numbers", "check", "scene"}), *_strange(data)):
        if rest:
            raise SystemExit(f"{path.name}, {key}: no such key: {', '.join(sorted(rest))}")
    if not data.get("scene") or "title" not in data:
        raise SystemExit(f"{path.name}: a storyboard needs a title and at least one [[scene]]")
    scenes = tuple(
        Scene(number, raw.get("say", ""), float(raw.get("pause", PAUSE)), raw.get("clear", False), raw.get("show", {}))
        for number, raw in enumerate(data["scene"], 1)
    )
    silent = [scene.number for scene in scenes if not scene.say.strip()]
    if silent:
        raise SystemExit(f"{path.name}: scene {silent[0]} has nothing to say")
    poster = data.get("poster", 1)
    if not 1 <= poster <= len(scenes):
        raise SystemExit(f"{path.name}: poster is scene {poster}, but there are {len(scenes)}")
    numbers = numbers_of(data.get("numbers", {}))
    return Storyboard(path.stem, data["title"], poster, scenes, numbers, tuple(data.get("check", ())))


def _strange(data: dict[str, Any]) -> list[tuple[str, set[str]]]:
    known = {"say", "pause", "clear", "show"}
    return [(f"scene {number}", set(raw) - known) for number, raw in enumerate(data.get("scene", []), 1)]
