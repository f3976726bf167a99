"""How much luck is left between two forms: what the same student's chance to pass depends on the form they get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, exp, log

from server.mastery.assembly import quiz_places, test_places
from server.mastery.blueprint import Blueprint
from server.mastery.fair_forms import Facility, share_right
from server.mastery.filling import Place, TooFewItems, fill
from server.mastery.freshness import choices
from server.mastery.ledger import Ledger
from server.mastery.luck import Dice
from server.mastery.values import Item, Unit

GETS_RIGHT = 0.8
"""the student that the spread is about: one who gets four in five of the bank right"""
FORMS = 100
"""forms looked at; the ends of the spread then hold to a few hundredths"""


def spread(
    bank: Sequence[Item], blueprint: Blueprint, count: int = 5, facility: Facility | None = None
) -> tuple[float, float]:
    """Between which chances to pass (0–1) nine in ten checks of this bank lie, for a student at 0.8 of the bank.

    Checks of `count` items, passed at the blueprint's share. Where `facility` does not know an item, the author's
    difficulty stands for it. (0, 0) where the bank is too small.
    """
    found = choices(bank, Ledger(), nice=False, facility=facility)
    places = quiz_places("", found, count) if len(found) >= count else []
    return _spread(places, blueprint.pass_share, facility)


def spread_of_test(
    unit: Unit, banks: Mapping[str, Sequence[Item]], facility: Facility | None = None
) -> tuple[float, float]:
    """The same for a unit's test, from the banks of its essential objectives."""
    found = {o.code: choices(banks.get(o.code, ()), Ledger(), False, facility) for o in unit.objectives if o.essential}
    return _spread(test_places(unit.blueprint, found), unit.blueprint.pass_share, facility)


def _spread(places: Sequence[Place], pass_share: float, facility: Facility | None) -> tuple[float, float]:
    all_items = {(c.item.objective, c.item.id): c.item for place in places for c in place.choices}
    if not all_items:
        return 0.0, 0.0
    hard = {which: -_logit(share_right(item, facility)) for which, item in all_items.items()}
    able = _able(list(hard.values()))
    chances = []
    for n in range(FORMS):
        form = fill(places, Dice(f"spread/{n}"))
        if isinstance(form, TooFewItems):
            return 0.0, 0.0
        taken = [choice.item for place in form.taken for choice in place]
        rights = [_right(able, hard[item.objective, item.id]) for item in taken]
        chances.append(_at_least(ceil(pass_share * len(rights) - 1e-9), rights))
    chances.sort()
    tail = FORMS // 20
    return round(chances[tail], 2), round(chances[-tail - 1], 2)


def _logit(share: float) -> float:
    share = min(max(share, 0.02), 0.98)
    return log(share / (1 - share))


def _right(able: float, hard: float) -> float:
    return 1 / (1 + exp(hard - able))


def _able(hard: Sequence[float]) -> float:
    """How able somebody is who gets 0.8 of items so hard right, on their scale."""
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        if sum(_right(middle, h) for h in hard) / len(hard) < GETS_RIGHT:
            low = middle
        else:
            high = middle
    return low


def _at_least(needed: int, rights: Sequence[float]) -> float:
    """The chance of so many right answers or more, when each is right with its own chance."""
    chance = [1.0]
    for right in rights:
        missed = [c * (1 - right) for c in chance] + [0.0]
        hit = [0.0] + [c * right for c in chance]
        chance = [m + h for m, h in zip(missed, hit, strict=True)]
    return sum(chance[needed:])
