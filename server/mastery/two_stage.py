"""When five questions settle a check, and when three more are worth asking.

For "4 of 5": 5 right pass, 2 or fewer stop, and with 3 or 4 three more unseen questions are proposed; 7 of those 8
pass. It advises; whether an objective is mastered stays the teacher's word.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from server.mastery.values import Threshold

MORE = 3
"""questions asked in addition"""
NEAR = 1
"""with so many right answers less than the threshold, three more are still proposed"""


@dataclass(frozen=True)
class Passes:
    """Enough was right; `needed` of `of` would have been."""

    needed: int
    of: int


@dataclass(frozen=True)
class ThreeMore:
    """Not settled: `count` more unseen questions are worth asking, and pass when `needed` of all `of` are right.

    `met` says that the threshold alone is reached already ("4 of 5"): passed, if the teacher wants it so, but
    provisionally. Where not `can_pass` even all of them right would not do, and they only show more.
    """

    needed: int
    of: int
    met: bool
    can_pass: bool
    count: int = MORE


@dataclass(frozen=True)
class Stops:
    """Too little was right; `needed` of `of` would have passed or brought three more."""

    needed: int
    of: int


def needed(of: int, threshold: Threshold) -> int:
    """How many of so many questions must be right by a threshold, rounded up: of 8 by "4 of 5", 7."""
    return ceil(threshold.right * of / threshold.of - 1e-9)


def after_check(
    right: float, of: int, threshold: Threshold, *, had_more: bool = False
) -> Passes | ThreeMore | Stops:
    """What a check says with `right` of `of` questions right, by the objective's threshold.

    A first round passes with at most half of the wrong answers that the threshold allows: none of 5 by "4 of 5", one
    of 10 by "8 of 10". `had_more` says that the three more are among the `of`; then the threshold alone decides.
    ValueError for a check without questions.
    """
    if of < 1 or threshold.of < 1:
        raise ValueError("A check has at least one question.")
    least = needed(of, threshold)
    if had_more:
        return Passes(least, of) if right >= least else Stops(least, of)
    outright = of - (of - least) // 2
    if right >= outright:
        return Passes(outright, of)
    if right < least - NEAR or right <= 0:
        return Stops(max(least - NEAR, 1), of)
    goal = needed(of + MORE, threshold)
    return ThreeMore(goal, of + MORE, right >= least, right + MORE >= goal)
