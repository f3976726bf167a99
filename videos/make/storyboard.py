"""A storyboard: what is said, and what the drawing does meanwhile."""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

MOVE_AFTER = 0.25  # the plunger starts a moment after the voice, as a hand would


@dataclass(frozen=True)
class Gas:
    """A filling of the syringe: P·V in kPa·mL, and how many particles to draw for it."""

    product: float
    particles: int


@dataclass(frozen=True)
class Scene:
    """One spoken sentence. Times are in seconds from the start of the film; volumes in mL."""

    say: str
    board: str
    pause: float
    gas: Gas
    stops: tuple[float, ...]
    refilled: bool
    start: float = 0.0
    spoken: float = 0.0
    end: float = 0.0

    def volume(self, at: float) -> float:
        """Where the plunger stands. One stop is reached while the sentence is spoken; several share the pause too."""
        if len(self.stops) == 2:
            return _glide(self.stops[0], self.stops[1], at, self.start + MOVE_AFTER, self.spoken)
        if len(self.stops) == 1 or at <= self.start:
            return self.stops[0]
        part = (self.end - self.start) / (len(self.stops) - 1)
        leg = min(int((at - self.start) / part), len(self.stops) - 2)
        begin = self.start + leg * part
        return _glide(self.stops[leg], self.stops[leg + 1], at, begin, begin + part * 0.55)

    def reached(self, at: float) -> int:
        """How many of the stops after the first have been reached and read."""
        part = (self.end - self.start) / max(len(self.stops) - 1, 1)
        return sum(at >= self.start + (leg + 0.65) * part for leg in range(len(self.stops) - 1))

    def share(self, at: float) -> float:
        """How much of the sentence has been spoken, 0 to 1."""
        return min(1.0, max(0.0, (at - self.start) / (self.spoken - self.start)))


def _glide(a: float, b: float, at: float, begin: float, end: float) -> float:
    u = min(1.0, max(0.0, (at - begin) / (end - begin)))
    return a + (b - a) * u * u * (3 - 2 * u)


@dataclass(frozen=True)
class Storyboard:
    title: str
    poster: int
    scenes: tuple[Scene, ...]

    def timed(self, spoken_seconds: list[float], lead: float) -> "Storyboard":
        """The same storyboard with every scene placed in time, given how long each sentence takes to say."""
        scenes, at = [], lead
        for scene, seconds in zip(self.scenes, spoken_seconds, strict=True):
            done = at + seconds
            scenes.append(replace(scene, start=at, spoken=done, end=done + scene.pause))
            at = done + scene.pause
        return replace(self, scenes=tuple(scenes))

    def at(self, seconds: float) -> Scene:
        """The scene that is on at this moment; the first before anything is said."""
        begun = [scene for scene in self.scenes if scene.start <= seconds]
        return begun[-1] if begun else self.scenes[0]

    @property
    def duration(self) -> float:
        return self.scenes[-1].end


def read_storyboard(path: Path) -> Storyboard:
    """Read a storyboard file; `SystemExit` with a sentence if a scene lacks its words or the first one its gas."""
    data = tomllib.loads(path.read_text("utf-8"))
    scenes: list[Scene] = []
    gas, volume = None, 0.0
    for number, raw in enumerate(data["scene"]):
        filling = raw.get("gas")
        if filling:
            volume = float(filling["volume"])
            gas = Gas(filling["pressure"] * volume, filling["particles"])
        if gas is None or "say" not in raw:
            raise SystemExit(f"{path.name}: scene {number} needs words to say, and the first scene needs its gas")
        stops = (volume, *(float(stop) for stop in raw.get("stops", [raw["volume"]] if "volume" in raw else [])))
        volume = stops[-1]
        scenes.append(
            Scene(raw["say"], raw.get("board", ""), float(raw.get("pause", 0.4)), gas, stops, filling is not None)
        )
    return Storyboard(data["title"], data["poster"], tuple(scenes))
