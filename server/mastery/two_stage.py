"""When five questions settle a check, and when three more are worth asking.

For "4 of 5": 5 right pass, 2 or fewer stop, and with 3 or 4 three more unseen questions are proposed; 80 % of those 8
pass, which is 6.4 points: 7 right, or 6 and a half. It advises; whether an objective is mastered stays the teacher's
word.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

from server.mastery.values import Threshold

MORE = 3
"""questions asked in addition"""
NEAR = 1
"""with so many right answers less than the threshold, three more are still proposed"""
_HAIR = 1e-9
"""so that thirds that are added up come out right"""


@dataclass(frozen=True)
class Passes:
    """Enough was right; `needed` points of `of` would have been."""

    needed: float
    of: int


@dataclass(frozen=True)
class ThreeMore:
    """Not settled: `count` more unseen questions are worth asking, and with `needed` points of all `of` they pass.

    `met` says that the threshold alone is reached already ("4 of 5"): passed, if the teacher wants it so, but
    provisionally. Where not `can_pass` even all of them right would not do, and they only show more.
    """

    needed: float
    of: int
    met: bool
    can_pass: bool
    count: int = MORE


@dataclass(frozen=True)
class Stops:
    """Too little was right; `needed` points of `of` would have passed or brought three more."""

    needed: float
    of: int


def needed(of: int, threshold: Threshold) -> float:
    """The points that pass by a threshold, of so many: of 8 by "4 of 5", 6.4. Parts of a question count as they are."""
    return threshold.right * of / threshold.of


def passes(points: float, of: int, threshold: Threshold) -> bool:
    """Whether so many points of so many pass by a threshold."""
    return points >= needed(of, threshold) - _HAIR


def after_check(
    right: float, of: int, threshold: Threshold, *, had_more: bool = False
) -> Passes | ThreeMore | Stops:
    """What a check says with `right` points of `of` questions, by the objective's threshold.

    A first round passes with at most half of the wrong answers that the threshold allows: none of 5 by "4 of 5", one
    of 10 by "8 of 10". `had_more` says that the three more are among the `of`; then the threshold alone decides.
    ValueError for a check without questions.
    """
    if of < 1 or threshold.of < 1:
        raise ValueError("A check has at least one question.")
    least = needed(of, threshold)
    if had_more:
        return Passes(least, of) if passes(right, of, threshold) else Stops(least, of)
    # Whole questions here: nearly everything right of a few is what three more are for.
    outright = of - floor((of - least) / 2 + _HAIR)
    if right >= outright - _HAIR:
        return Passes(outright, of)
    if right < least - NEAR - _HAIR or right <= 0:
        return Stops(max(least - NEAR, 1), of)
    goal = needed(of + MORE, threshold)
    return ThreeMore(goal, of + MORE, passes(right, of, threshold), passes(right + MORE, of + MORE, threshold))
