"""What the answers of small classes tell about a question, and how much they don't.

A bank of ten questions brings three answers to each from a class. So a share is drawn towards that of its bank, never
stands without the range it may lie in, and is not told at all from too few answers. Only the first answer of each
student counts, and every version of a question for itself, over all classes and years.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import atanh, fsum, sqrt, tanh

from server.mastery.beta import quantile
from server.mastery.fair_forms import SHARE_RIGHT
from server.mastery.guessing import counts_as_right
from server.mastery.ledger import Which

BANK_WEIGHT = 8
"""the bank's mean weighs as much as so many answers: then nine in ten questions lie within a quarter of it"""
ENOUGH = BANK_WEIGHT
"""from so many first answers on, a question's own weigh as much as its bank, and its share is told"""
ENOUGH_FOR_FORMS = 20
"""so many first answers before a question's difficulty is taken from them and not from its author"""
ENOUGH_FOR_DISCRIMINATION = 60
"""with fewer answers even the sign is luck: of 10, a good question looks bad one time in six"""
ENOUGH_REST = 3
"""other answers of a student that it takes to say how they did in the rest"""
_TAIL = 0.05
_NORMAL = 1.6449
"""standard deviations on either side that hold nine in ten"""

WhichVersion = tuple[str, str, int]
"""objective, item id, version"""


@dataclass(frozen=True)
class Row:
    """One answer to one question. Lists of rows go from the first answer given to the last.

    `share` of the points, 0–1, None while a teacher has yet to mark it. `choice` is the answer as understood, the
    same text for the same answer; `misconception` what it betrays, if known; `sure` the tap (sure | unsure | guess).
    `rest` is the share of points that the student has in other answers, None where too few are known.
    """

    objective: str
    item: str
    version: int
    student: str
    share: float | None
    choice: str = ""
    misconception: str = ""
    sure: str = ""
    rest: float | None = None

    @property
    def which(self) -> WhichVersion:
        """The question in its version."""
        return self.objective, self.item, self.version

    @property
    def wrong(self) -> bool:
        """Whether it was marked and is not right."""
        return self.share is not None and not counts_as_right(self.share, 1)


@dataclass(frozen=True)
class TooFew:
    """Too few answers to say it: so many are there, so many are needed."""

    answers: int
    needed: int


@dataclass(frozen=True)
class AllAlike:
    """All these answers earned the same (or their students did in the rest), so there is nothing to compare."""

    answers: int


@dataclass(frozen=True)
class Facility:
    """The share of the points that a first answer earns, 0–1; nine times in ten it lies between `low` and `high`."""

    share: float
    low: float
    high: float
    answers: int


@dataclass(frozen=True)
class Discrimination:
    """How far those who are good at the rest do better here, −1…1; nine times in ten between `low` and `high`."""

    r: float
    low: float
    high: float
    answers: int


def first_answers(rows: Iterable[Row]) -> list[Row]:
    """Each student's first marked answer to each question; meeting it again in another version is no first time."""
    first: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        first.setdefault((row.objective, row.item, row.student), row)
    return [row for row in first.values() if row.share is not None]


def with_rest(rows: Sequence[Row]) -> list[Row]:
    """The rows with each student's share in all their other first answers among them, without that to the question."""
    of_student: dict[str, list[Row]] = {}
    for row in first_answers(rows):
        of_student.setdefault(row.student, []).append(row)

    def rest(row: Row) -> float | None:
        others = [o.share or 0.0 for o in of_student.get(row.student, ()) if o.which[:2] != row.which[:2]]
        return fsum(others) / len(others) if len(others) >= ENOUGH_REST else None

    return [replace(row, rest=rest(row)) for row in rows]


def bank_mean(rows: Iterable[Row], expected: float = SHARE_RIGHT[2]) -> float:
    """The share that a first answer earns in this bank, question by question, 0–1.

    A question much answered counts little more than others; one that nobody asked, of the `expected` share, is added,
    so that a bank without answers has a mean too.
    """
    by_version = _shares(rows).values()
    weights = [(len(shares) / (len(shares) + BANK_WEIGHT), fsum(shares) / len(shares)) for shares in by_version]
    return (fsum(w * share for w, share in weights) + expected) / (fsum(w for w, _ in weights) + 1)


def facilities(rows: Sequence[Row]) -> dict[WhichVersion, Facility | TooFew]:
    """How easy each question is, from all answers to its bank; by version, first answers only."""
    means = _means(rows)
    return {which: facility(shares, means[which[0]]) for which, shares in _shares(rows).items()}


def facility(shares: Sequence[float], mean: float) -> Facility | TooFew:
    """The share that one question's first answers (0–1 each) speak for, drawn towards the mean of its bank."""
    if len(shares) < ENOUGH:
        return TooFew(len(shares), ENOUGH)
    hits, misses = _drawn_to(mean, shares)
    share = hits / (hits + misses)
    return Facility(share, quantile(_TAIL, hits, misses), quantile(1 - _TAIL, hits, misses), len(shares))


def estimated_difficulty(rows: Sequence[Row], versions: Mapping[Which, int]) -> dict[Which, float]:
    """The expected share right of the questions, from all answers to their banks, for forms that are equally hard.

    `versions` says which version of each question is drawn now. Questions with fewer than 20 first answers are left
    out: there the author's word stands.
    """
    means, shares = _means(rows), _shares(rows)
    found = {}
    for (objective, item), version in versions.items():
        answers = shares.get((objective, item, version), ())
        if len(answers) >= ENOUGH_FOR_FORMS:
            hits, misses = _drawn_to(means[objective], answers)
            found[objective, item] = hits / (hits + misses)
    return found


def discrimination(rows: Iterable[Row], which: WhichVersion) -> Discrimination | TooFew | AllAlike:
    """Whether a question tells those who know the rest from those who don't: the correlation with the rest.

    Rows carry `rest` (see `with_rest`). First answers only, and nothing is said with fewer than 60 of them.
    """
    pairs = [(r.share, r.rest) for r in first_answers(rows) if r.which == which and r.rest is not None]
    n = len(pairs)
    if n < ENOUGH_FOR_DISCRIMINATION:
        return TooFew(n, ENOUGH_FOR_DISCRIMINATION)
    here, there = _centred([share or 0.0 for share, _ in pairs]), _centred([rest or 0.0 for _, rest in pairs])
    spread = sqrt(fsum(x * x for x in here) * fsum(y * y for y in there))
    if spread < 1e-9:
        return AllAlike(n)
    r = fsum(x * y for x, y in zip(here, there, strict=True)) / spread
    turned, reach = atanh(min(max(r, -0.9999), 0.9999)), _NORMAL / sqrt(n - 3)
    return Discrimination(r, tanh(turned - reach), tanh(turned + reach), n)


def _means(rows: Sequence[Row]) -> dict[str, float]:
    return {bank: bank_mean([row for row in rows if row.objective == bank]) for bank in {r.objective for r in rows}}


def _shares(rows: Iterable[Row]) -> dict[WhichVersion, list[float]]:
    by_version: dict[WhichVersion, list[float]] = {}
    for row in first_answers(rows):
        by_version.setdefault(row.which, []).append(min(max(row.share or 0.0, 0.0), 1.0))
    return by_version


def _drawn_to(mean: float, shares: Sequence[float]) -> tuple[float, float]:
    hits = fsum(shares)
    return mean * BANK_WEIGHT + hits, (1 - mean) * BANK_WEIGHT + len(shares) - hits


def _centred(values: Sequence[float]) -> list[float]:
    mean = fsum(values) / len(values)
    return [value - mean for value in values]
