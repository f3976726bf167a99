"""How often an answer comes out right by luck alone, from the question as it was shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil, comb, factorial

from server.mastery.text_answers import judge_choice
from server.mastery.values import DrawnItem

RIGHT_FROM = 0.8
"""an answer that earns at least this share of its points counts as right"""
_NEARLY = 1e-6

Outcomes = Mapping[float, float]
"""what a part of an answer may earn by luck, as a share of the points: share → chance"""


def counts_as_right(points: float, out_of: float) -> bool:
    """Whether so many points are enough for the answer to count as right."""
    return out_of > 0 and points / out_of >= RIGHT_FROM - _NEARLY


def guess_rate(drawn: DrawnItem) -> float:
    """The chance, 0–1, that somebody who knows nothing gets this question right.

    They pick any choice; tick any of the options, at least one; pair or order without using anything twice. What has
    to be written is never right by luck, and so is what a teacher reads.
    """
    match drawn.type:
        case "true_false":
            return 0.5
        case "single_choice":
            shares = _shares(drawn)
            return sum(share >= RIGHT_FROM - _NEARLY for share in shares) / (len(shares) or 1)
        case "multiple_choice":
            return _ticks(_shares(drawn))
        case "matching":
            return _pairs(drawn.key["right"], len(drawn.options))
        case "ordering":
            return _all_different(len(drawn.options), len(drawn.options))
        case "cloze":
            return _gaps(drawn)
        case _:
            return 0.0


def _shares(drawn: DrawnItem) -> list[float]:
    """What each option gives when it is chosen or ticked."""
    if "fractions" in drawn.key:
        return [float(fraction) for fraction in drawn.key["fractions"]]
    right = drawn.key["right"]
    gives, costs = (1.0, 0.0) if drawn.type == "single_choice" else (1 / (len(right) or 1), -1 / (len(right) or 1))
    return [gives if place in right else costs for place in range(len(drawn.options))]


def _ticks(shares: Sequence[float]) -> float:
    if not shares:
        return 0.0
    nothing = 0.5 ** len(shares)
    # Nobody hands in a question of ticks without a tick: such an answer is blank and never right.
    return _enough({0.0: 0.5, share: 0.5} if share else {0.0: 1.0} for share in shares) / (1 - nothing)


def _pairs(right: Sequence[int], options: int) -> float:
    pairs = len(right)
    if len(set(right)) == pairs:
        return _all_different(pairs, options)
    return _enough({0.0: 1 - 1 / options, 1 / pairs: 1 / options} for _ in right)


def _gaps(drawn: DrawnItem) -> float:
    keys = drawn.key["gaps"]
    weights = [max(0.0, float(key.get("weight", 1.0))) for key in keys]
    whole = sum(weights)
    if not whole:
        return 0.0
    parts = []
    for weight, key, choices in zip(weights, keys, drawn.gaps, strict=True):
        earned: dict[float, float] = {}
        for choice in choices:
            share = weight / whole * max(0.0, judge_choice(choice, key, tuple(choices)).share or 0.0)
            earned[share] = earned.get(share, 0.0) + 1 / len(choices)
        parts.append(earned or {0.0: 1.0})
    return _enough(parts)


def _enough(parts: Iterable[Outcomes]) -> float:
    """The chance that parts which fall out each by itself earn together what counts as right."""
    sums = {0.0: 1.0}
    for part in parts:
        longer: dict[float, float] = {}
        for so_far, chance in sums.items():
            for share, luck in part.items():
                # Rounded, so that thirds added in another order stay one sum and long lists stay short.
                together = round(so_far + share, 6)
                longer[together] = longer.get(together, 0.0) + chance * luck
        sums = longer
    return sum(chance for share, chance in sums.items() if share >= RIGHT_FROM - _NEARLY * 10)


def _all_different(pairs: int, options: int) -> float:
    """The chance to set enough pairs right when each is given an option by luck and none twice."""
    if not pairs or options < pairs:
        return 0.0
    ways = 0
    for right in range(ceil(RIGHT_FROM * pairs - _NEARLY), pairs + 1):
        wrong = pairs - right
        # All others go astray: every way to set them, less those that set one of them right after all, and so on.
        astray = sum(
            (-1) ** back * comb(wrong, back) * factorial(options - right - back) // factorial(options - pairs)
            for back in range(wrong + 1)
        )
        ways += comb(pairs, right) * astray
    return ways * factorial(options - pairs) / factorial(options)
