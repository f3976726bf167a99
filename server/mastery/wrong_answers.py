"""What wrong answers tell: a key that may be wrong, on the day it shows; and whom which wrong answer pulls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import comb
from typing import Literal

from server.mastery.item_statistics import Row, WhichVersion, first_answers

STRONG = 0.8
"""whoever has at least this share in the rest knows the rest"""
CHANCE = 0.03
"""so seldom may luck alone raise an alarm; three strong students wrong and four others right do"""
SAME_MISTAKE = 0.3
"""even on a hard question no more of the strong make one and the same mistake"""
SURE_WRONG = 2
"""students who are sure of the same wrong answer"""

Reason = Literal["strong_agree", "strong_wrong", "sure_wrong"]


@dataclass(frozen=True)
class SuspectKey:
    """A question whose key a teacher should look at.

    `strong_agree`: most of those who know the rest gave the same wrong answer, `choice`. `strong_wrong`: they got it
    wrong more often than the others. `sure_wrong`: students were sure of the same wrong answer. `students` are those
    who did; `of` is how many of their kind answered (strong ones, or sure ones).
    """

    which: WhichVersion
    reason: Reason
    students: tuple[str, ...]
    of: int
    choice: str = ""


@dataclass(frozen=True)
class Pull:
    """A wrong answer to a question and whom it pulled: so many of the `of` wrong first answers."""

    which: WhichVersion
    choice: str
    misconception: str
    students: tuple[str, ...]
    of: int

    @property
    def share(self) -> float:
        """Its share among the wrong answers, 0–1. In a mastery class most are right, so wrong ones are compared."""
        return len(self.students) / self.of


def suspect_keys(rows: Iterable[Row]) -> list[SuspectKey]:
    """The questions whose key is suspect, each with its plainest reason, from first answers with `rest` filled in.

    Whoever left a question blank, or was marked by hand, says nothing against its key.
    """
    by_version: dict[WhichVersion, list[Row]] = {}
    for row in first_answers(rows):
        if not row.wrong or _said(row):
            by_version.setdefault(row.which, []).append(row)
    found = (_strong_agree(group) or _sure_wrong(group) or _strong_wrong(group) for group in by_version.values())
    return [suspect for suspect in found if suspect]


def wrong_choices(rows: Iterable[Row]) -> list[Pull]:
    """Each wrong first answer to each question, the one that pulled most first; blanks are no answer of their own."""
    wrong: dict[WhichVersion, list[Row]] = {}
    for row in first_answers(rows):
        if row.wrong:
            wrong.setdefault(row.which, []).append(row)
    pulls = [
        Pull(which, choice, same[0].misconception, tuple(row.student for row in same), len(group))
        for which, group in wrong.items()
        for choice, same in _by_choice(group)
    ]
    order = {which: n for n, which in enumerate(wrong)}
    return sorted(pulls, key=lambda pull: (order[pull.which], -len(pull.students)))


def groups_to_teach(rows: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """Misconception → the students who show it still: in their newest answer to a question. The biggest group first."""
    newest: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        if row.share is not None:
            newest[row.objective, row.item, row.student] = row
    groups: dict[str, dict[str, None]] = {}
    for row in newest.values():
        if row.wrong and row.misconception:
            groups.setdefault(row.misconception, {})[row.student] = None
    biggest = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return {misconception: tuple(students) for misconception, students in biggest}


def at_least(hits: int, of: int, chance: float) -> float:
    """The chance of so many hits or more among `of`, each with this chance."""
    return sum(comb(of, n) * chance**n * (1 - chance) ** (of - n) for n in range(hits, of + 1))


def by_luck(wrong: int, of: int, other_wrong: int, other_of: int) -> float:
    """The chance that luck alone makes a group of `of` at least so wrong, compared with others (Fisher's exact test).

    All wrong answers are dealt out among all students; `wrong` or more fall to the group.
    """
    all_wrong, everybody = wrong + other_wrong, of + other_of
    ways = sum(comb(of, n) * comb(other_of, all_wrong - n) for n in range(wrong, min(of, all_wrong) + 1))
    return ways / comb(everybody, all_wrong)


def _strong_agree(group: Sequence[Row]) -> SuspectKey | None:
    strong = _strong(group)
    for choice, same in _by_choice([row for row in strong if row.wrong])[:1]:
        if at_least(len(same), len(strong), SAME_MISTAKE) <= CHANCE:
            return _suspect("strong_agree", same, len(strong), choice)
    return None


def _strong_wrong(group: Sequence[Row]) -> SuspectKey | None:
    strong = _strong(group)
    others = [row for row in group if row.rest is not None and row.rest < STRONG]
    wrong = [row for row in strong if row.wrong]
    if by_luck(len(wrong), len(strong), sum(row.wrong for row in others), len(others)) <= CHANCE:
        return _suspect("strong_wrong", wrong, len(strong))
    return None


def _sure_wrong(group: Sequence[Row]) -> SuspectKey | None:
    sure = [row for row in group if row.sure == "sure"]
    right = sum(not row.wrong for row in sure)
    for choice, same in _by_choice([row for row in sure if row.wrong])[:1]:
        # Where as many are sure of the key, the others share a misconception; that is a group to teach.
        if len(same) >= SURE_WRONG and len(same) > right:
            return _suspect("sure_wrong", same, len(sure), choice)
    return None


def _strong(group: Sequence[Row]) -> list[Row]:
    return [row for row in group if row.rest is not None and row.rest >= STRONG]


def _by_choice(wrong: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """The wrong answers by what was answered, the most frequent first."""
    groups: dict[str, list[Row]] = {}
    for row in wrong:
        if choice := _said(row):
            groups.setdefault(choice, []).append(row)
    return sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))


def _said(row: Row) -> str:
    return row.choice.strip() or row.misconception


def _suspect(reason: Reason, rows: Sequence[Row], of: int, choice: str = "") -> SuspectKey:
    return SuspectKey(rows[0].which, reason, tuple(row.student for row in rows), of, choice)
