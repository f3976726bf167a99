"""Forms of a test that are equally hard: strata by difficulty and kind, taken in the same proportions for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from server.mastery.drawing import READ_BY_TEACHER
from server.mastery.ledger import Which
from server.mastery.luck import Dice
from server.mastery.values import DrawnTest, Item

CONSTRUCTED = frozenset({"numeric", "short_text", "cloze"})
"""types in which the answer is made by the student, not found among choices"""
SHARE_RIGHT = {1: 0.85, 2: 0.7, 3: 0.55}
"""what share of first answers we expect to be right, by the author's difficulty, until answers tell better"""
EASY_FROM, HARD_BELOW = 0.775, 0.625
"""where an estimated share right makes an item easy or hard: half way between those above"""
BAND = 0.05
"""a retake's expected share right may differ by so much from the first attempt's"""

Facility = Mapping[Which, float]
"""the share of first answers that were right, 0–1, for items of which enough is known"""
Stratum = tuple[int, str]
"""difficulty 1–3, and how the answer is given: "made", "chosen", or "read" by the teacher"""
Due = Mapping[Stratum, int]


def stratum_of(item: Item, facility: Facility | None = None) -> Stratum:
    """Where an item belongs: by its estimated share right where there is one, by the author's difficulty otherwise."""
    level = min(max(item.difficulty, 1), 3)
    estimate = facility.get((item.objective, item.id)) if facility else None
    if estimate is not None:
        level = 1 if estimate >= EASY_FROM else 3 if estimate < HARD_BELOW else 2
    way = "made" if item.type in CONSTRUCTED else "read" if item.type in READ_BY_TEACHER else "chosen"
    return level, way


def apart(one: Stratum, other: Stratum) -> int:
    """How unlike two strata are: 0 for the same, 1 for another kind of answer, 2 and 4 for another difficulty."""
    return 2 * abs(one[0] - other[0]) + (one[1] != other[1])


def share_right(item: Item, facility: Facility | None = None) -> float:
    """The share of first answers to this item that we expect to be right, 0–1."""
    estimate = facility.get((item.objective, item.id)) if facility else None
    return SHARE_RIGHT[min(max(item.difficulty, 1), 3)] if estimate is None else estimate


def points_of(item: Item) -> int:
    """What an item is worth: the points of its rubric, or 1."""
    return sum(int(line.get("points", 1)) for line in item.body.get("rubric", ())) or 1


def expected_share(items: Iterable[Item], facility: Facility | None = None) -> float:
    """The share of a form's points that a class is expected to reach, 0–1; 0 for no items."""
    worth = [(points_of(item), share_right(item, facility)) for item in items]
    return sum(points * share for points, share in worth) / (sum(points for points, _ in worth) or 1)


def expected_share_of(
    test: DrawnTest, banks: Mapping[str, Sequence[Item]], facility: Facility | None = None
) -> float:
    """The expected share of a test that was drawn, without what does not count; items no longer there are left out."""
    known = {(item.objective, item.id): item for bank in banks.values() for item in bank}
    scored = [(drawn.objective, drawn.id) for drawn in test.items if drawn.purpose != "retrieval"]
    return expected_share([known[which] for which in scored if which in known], facility)


def off_by(share: float, like: float) -> float:
    """By how much a form misses the band around `like` (expected shares): 0.0 inside it, above 0 when it is easier."""
    off = share - like
    return 0.0 if abs(off) <= BAND + 1e-9 else off - BAND if off > 0 else off + BAND


def fair_counts(due: Sequence[Due], whole: int, dice: Dice) -> list[list[Stratum]]:
    """How many of each stratum every place of a form gets, as a list of strata for each place.

    `due` says for each place how many of each stratum it is due on average, in parts of `whole`; each place's sum is a
    multiple of `whole`. Rounded by luck so that no stratum of no place is favoured, every place keeps its number, and
    the form as a whole holds of each stratum what is due to it, rounded up or down.
    """
    # Dependent rounding: along a ring of undecided parts one is rounded up for each that is rounded down, until none
    # is left. Each step decides at least one part.
    counts = [{stratum: n // whole for stratum, n in sorted(place.items())} for place in due]
    undecided = _Undecided(due, whole)
    while path := undecided.path():
        up = down = whole
        for even, n in path.values():
            up, down = min(up, whole - n if even else n), min(down, n if even else whole - n)
        # Up by luck in the proportion that leaves everybody's average as it was.
        step = up if dice.below(up + down) < down else -down
        for (place, stratum), (even, n) in path.items():
            now = n + (step if even else -step)
            if undecided.set(place, stratum, now):
                counts[place][stratum] += now // whole
    return [[stratum for stratum, n in place.items() for _ in range(n)] for place in counts]


class _Undecided:
    """The parts of an item that are still due, by place and stratum."""

    def __init__(self, due: Sequence[Due], whole: int) -> None:
        self._whole = whole
        self._of_place: list[dict[Stratum, int]] = []
        self._of_stratum: dict[Stratum, dict[int, None]] = {}  # the places, in their order
        for number, place in enumerate(due):
            self._of_place.append({s: n % whole for s, n in sorted(place.items()) if n % whole})
            for stratum in self._of_place[-1]:
                self._of_stratum.setdefault(stratum, {})[number] = None

    def set(self, place: int, stratum: Stratum, now: int) -> bool:
        """Notes what is due now; true when that is decided, nothing or a whole item."""
        if 0 < now < self._whole:
            self._of_place[place][stratum] = now
            return False
        del self._of_place[place][stratum], self._of_stratum[stratum][place]
        if not self._of_stratum[stratum]:
            del self._of_stratum[stratum]
        return True

    def path(self) -> dict[tuple[int, Stratum], tuple[bool, int]]:
        """Undecided parts from stratum to place to stratum …: a ring, or a way between two strata that end there.

        What is added to every other part and taken from those between changes no place's sum, and no stratum's but
        that of the two ends. Empty when all is decided.
        """
        if not self._of_stratum:
            return {}
        # A place's parts make whole items, so that a place with one part undecided has another: whoever comes to a
        # place can go on, and only a stratum is an end. Begun at such an end, where there is one.
        stratum = next((s for s, places in self._of_stratum.items() if len(places) == 1), next(iter(self._of_stratum)))
        edges: list[tuple[int, Stratum]] = []
        visited: dict[Stratum | int, int] = {stratum: 0}
        while True:
            came = edges[-1][0] if edges else -1
            place = next((p for p in self._of_stratum[stratum] if p != came), None)
            if place is None:
                break
            edges.append((place, stratum))
            if place in visited:
                edges = edges[visited[place] :]
                break
            visited[place] = len(edges)
            stratum = next(s for s in self._of_place[place] if s != stratum)
            edges.append((place, stratum))
            if stratum in visited:
                edges = edges[visited[stratum] :]
                break
            visited[stratum] = len(edges)
        return {(p, s): (n % 2 == 0, self._of_place[p][s]) for n, (p, s) in enumerate(edges)}
