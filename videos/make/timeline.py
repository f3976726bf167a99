"""From scenes to what every part is at every moment: each field is a track of glides from one value to the next."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from expressions import Look, is_expression, worked_out
from parts import KINDS
from parts.part import EVERY, NEEDED, Part
from storyboard import Scene, Storyboard

FADE = 0.4  # seconds in which a part appears or goes
HAND = 0.25  # a glide starts a moment after the voice, as a hand would
SWAP = 0.6  # seconds in which words give way to other words


@dataclass
class Track:
    """One field of one part: its value at first, and the glides (begin, end, value) that follow."""

    first: Any
    moves: list[tuple[float, float, Any]] = field(default_factory=list)

    def glide(self, begin: float, end: float, value: Any) -> None:
        if self.moves and self.moves[-1][1] > begin:
            self.moves[-1] = (self.moves[-1][0], begin, self.moves[-1][2])
        self.moves.append((begin, max(end, begin + 0.01), value))

    def change(self, at: float) -> tuple[Any, Any, float]:
        """The value before, the value after, and how far the glide between them has got, 0 to 1 (eased)."""
        before = after = self.first
        begin = end = 0.0
        for start, done, value in self.moves:
            if start > at:
                break
            before, after, begin, end = after, value, start, done
        return before, after, eased(at, begin, end)

    def moving(self, at: float, margin: float) -> bool:
        return any(begin - margin <= at <= end + margin for begin, end, _ in self.moves)


def eased(at: float, begin: float, end: float) -> float:
    """0 before `begin`, 1 after `end`, and smoothly between."""
    if at < begin:
        return 0.0
    if at >= end:
        return 1.0
    u = (at - begin) / (end - begin)
    return u * u * (3 - 2 * u)


@dataclass
class Life:
    """A part from its appearing to its going."""

    name: str
    kind: type[Part]
    begin: float
    drawn: float  # when it has finished drawing itself
    tracks: dict[str, Track]
    end: float = float("inf")
    mentioned: list[int] = field(default_factory=list)  # numbers of the scenes that name it

    def shown(self, at: float) -> float:
        """How much of it is to be seen: fading in, there, fading out."""
        return min(eased(at, self.begin, self.begin + FADE), 1 - eased(at, self.end, self.end + FADE))

    def busy(self, at: float, margin: float) -> bool:
        """Whether it may look different from the moment before."""
        edges = (self.begin - margin <= at <= max(self.drawn, self.begin + FADE) + margin) or (
            self.end - margin <= at <= self.end + FADE + margin
        )
        return edges or self.kind.LIVE or any(track.moving(at, margin) for track in self.tracks.values())


class Now:
    """A part at one moment, as its drawing sees it: `now.volume`, `now.change("tokens")`, `now.drawn`."""

    def __init__(self, life: Life, at: float, scene: Scene, look: Look, part: Callable[[str], Any]) -> None:
        self._life, self.look, self._part = life, look, part
        self.time, self.scene = at, scene
        self.drawn = eased(at, life.begin, life.drawn)
        self.named_here = scene.number in life.mentioned

    def __getattr__(self, name: str) -> Any:
        value = self._value(name)
        self.__dict__[name] = value
        return value

    def _value(self, name: str) -> Any:
        before, after, share = self.change(name)
        return between(before, after, share)

    def change(self, name: str) -> tuple[Any, Any, float]:
        """Before, after and how far between, for fields whose drawing does more than glide."""
        before, after, share = self._life.tracks[name].change(self.time)
        if share >= 1 or before is after:
            after = worked_out(after, self.look)
            return after, after, 1.0
        return worked_out(before, self.look), worked_out(after, self.look), share

    def other(self, name: str) -> tuple[Any, "Now"]:
        """Another part and how it is now: the graph under a curve, the box whose hits are counted."""
        return self._part(name)


def between(before: Any, after: Any, share: float) -> Any:
    """A number between two numbers, a list between two lists of as many numbers; else first one, then the other."""
    if isinstance(before, (int, float)) and isinstance(after, (int, float)) and not isinstance(after, bool):
        return before + (after - before) * share if share < 1 else after
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after) and before != after:
        return [between(a, b, share) for a, b in zip(before, after, strict=True)]
    return after if share >= 0.5 else before


def lives_of(board: Storyboard) -> list[Life]:
    """Every part's life in the film, in order of appearing; SystemExit with a sentence where the scenes are wrong."""
    lives: list[Life] = []
    present: dict[str, Life] = {}
    for scene in board.scenes:
        where = f"{board.name}.toml, scene {scene.number}"
        for name in [*present] if scene.clear else []:
            again = scene.show.get(name)
            if not isinstance(again, dict) or "kind" in again:
                present.pop(name).end = scene.start
        for name, asked in scene.show.items():
            if asked is False and scene.clear:
                continue  # it goes anyway
            spec = {"gone": True} if asked is False else asked
            if not isinstance(spec, dict):
                raise SystemExit(f"{where}: {name} must be a table of fields, or false to take it away")
            if spec.get("gone") or ("kind" in spec and name in present):
                if name not in present:
                    raise SystemExit(f"{where}: {name} is not there, so it cannot go")
                present.pop(name).end = scene.moment(spec.get("when"))
                if spec.get("gone"):
                    continue
            if "kind" in spec:
                present[name] = _appear(f"{where}, {name}", name, spec, scene)
                lives.append(present[name])
            elif name in present:
                _move(f"{where}, {name}", present[name], spec, scene)
            else:
                raise SystemExit(f"{where}: {name} is new, so it needs a kind")
            present[name].mentioned.append(scene.number)
    return lives


def _appear(where: str, name: str, spec: dict[str, Any], scene: Scene) -> Life:
    kind = KINDS.get(spec["kind"])
    if kind is None:
        raise SystemExit(f"{where}: no kind “{spec['kind']}”; there are {', '.join(sorted(KINDS))}")
    _known(where, kind, spec)
    fields = {**EVERY, **kind.FIELDS}
    tracks: dict[str, Track] = {}
    later: dict[str, Any] = {}
    for key, default in fields.items():
        value = spec.get(key, default)
        if value is NEEDED:
            raise SystemExit(f"{where}: a {spec['kind']} needs {key}")
        if _timed(value):
            later[key] = value
            value = value.get("from", value["stops"][0] if "stops" in value else fields[key])
            if value is NEEDED:
                raise SystemExit(f"{where}: {key} needs a “from”, because it is new")
        tracks[key] = Track(value)
    begin = scene.moment(spec.get("when"))
    takes = spec.get("takes", kind.DRAWS)
    drawn = begin + takes if takes is not None else max(scene.spoken, begin + 0.8)
    if scene.number == 1 and begin == scene.start:
        begin = -FADE  # the film opens on a finished picture
    life = Life(name, kind, begin, drawn, tracks)
    _move(where, life, later, scene)
    return life


def _move(where: str, life: Life, spec: dict[str, Any], scene: Scene) -> None:
    _known(where, life.kind, spec)
    for key, raw in spec.items():
        if key in ("when", "takes", "gone"):
            continue
        own = raw if _timed(raw) else {"to": raw}
        when, takes = own.get("when", spec.get("when")), own.get("takes", spec.get("takes"))
        track = life.tracks[key]
        if "stops" in own:
            _stops(where, track, own["stops"], when, takes, scene)
            continue
        value = own["to"]
        begin = scene.moment(when) + (HAND if when is None else 0)
        track.glide(begin, begin + _length(life.kind, key, value, takes, begin, scene), value)


def _stops(where: str, track: Track, stops: list[Any], when: Any, takes: float | None, scene: Scene) -> None:
    """Several places one after the other: at the phrases named, or spread over the sentence and its pause."""
    if isinstance(when, list):
        if len(when) != len(stops):
            raise SystemExit(f"{where}: {len(stops)} stops, but {len(when)} phrases in “when”")
        for value, phrase in zip(stops, when, strict=True):
            begin = scene.moment(phrase)
            track.glide(begin, begin + (takes or 0.8), value)
        return
    leg = (scene.end - scene.start) / len(stops)
    for number, value in enumerate(stops):
        begin = scene.start + number * leg
        track.glide(begin, begin + (takes or leg * 0.55), value)


def _length(kind: type[Part], key: str, value: Any, takes: float | None, begin: float, scene: Scene) -> float:
    """How long a glide takes: as told; else numbers until the sentence ends, words a moment."""
    if takes is not None:
        return takes
    if key in kind.TAKES:
        return kind.TAKES[key]
    if isinstance(value, bool) or (isinstance(value, str) and not is_expression(value)):
        return SWAP
    if isinstance(value, list) and any(isinstance(one, list) for one in value):
        return SWAP
    return max(scene.spoken - begin, min(1.2, max(scene.end - begin, 0.6)))


def _timed(raw: Any) -> bool:
    return isinstance(raw, dict) and ("to" in raw or "stops" in raw)


def _known(where: str, kind: type[Part], spec: dict[str, Any]) -> None:
    fields = {**EVERY, **kind.FIELDS}
    strange = [key for key in spec if key not in fields and key not in ("kind", "when", "takes", "gone")]
    if strange:
        raise SystemExit(f"{where}: no field “{strange[0]}”; there are {', '.join(sorted(fields))}")
