"""A bank as one student finds it: what is new to them, what they have seen, and what was gone over with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from server.mastery.drawing import draw_item
from server.mastery.expressions import ExpressionError
from server.mastery.fair_forms import Facility, Stratum, stratum_of
from server.mastery.givens import NoVariant
from server.mastery.ledger import Ledger
from server.mastery.luck import Dice
from server.mastery.offered_variants import offered
from server.mastery.values import DrawnItem, Item

NEW, OTHER_NUMBERS, OLD = range(3)
"""nothing of its family was ever seen · seen, but not in every variant · every variant was seen"""


class Freshness(NamedTuple):
    """How fresh an item is to one student; the freshest sorts first."""

    gone_over: int
    """1 when the teacher went over something of its family with the student, 2 when it was this very item"""
    seen: int
    """NEW, OTHER_NUMBERS or OLD"""
    last: int
    """when its family was seen last, as a running number; 0 for never"""

    @property
    def rank(self) -> tuple[int, int]:
        """What comes before anything else: never a worse rank while a better one can be had."""
        return self.gone_over, self.seen


class Choice(NamedTuple):
    """An item that may be drawn, with what decides whether it is."""

    item: Item
    family: str
    fresh: Freshness
    stratum: Stratum


def family_of(item: Item) -> str:
    """What an item shares with those that are the same question in other numbers or words; its own id by default."""
    return str(item.body.get("family") or item.id)


def drawable(bank: Sequence[Item], nice: bool) -> list[Item]:
    """The items of a bank that a test may use, sorted by id: none for practice only; those marked nice if `nice`."""
    return sorted(
        (i for i in bank if i.use != "practice" and (nice or not i.nice) and i.variants != ()), key=lambda i: i.id
    )


def choices(bank: Sequence[Item], ledger: Ledger, nice: bool, facility: Facility | None = None) -> list[Choice]:
    """What a test may use of a bank, sorted by id, each with its freshness to the student of that ledger.

    `bank` is the whole bank, practice included: a family met in practice is not new.
    """
    last: dict[str, int] = {}
    gone_over: set[str] = set()
    for item in bank:
        if (item.objective, item.id) in ledger.seen:
            family = family_of(item)
            last[family] = max(last.get(family, 0), ledger.last_seen(item.objective, item.id))
            if ledger.gone_over(item.objective, item.id):
                gone_over.add(family)
    found = []
    for item in drawable(bank, nice):
        family = family_of(item)
        how = NEW if family not in last else OTHER_NUMBERS if unseen_variants(item, ledger) else OLD
        gone = (1 + ledger.gone_over(item.objective, item.id)) if family in gone_over else 0
        fresh = Freshness(gone, how, last.get(family, 0))
        found.append(Choice(item, family, fresh, stratum_of(item, facility)))
    return found


def unseen_variants(item: Item, ledger: Ledger) -> int:
    """In how many variants the item can still be put that this student has not seen."""
    seen = ledger.variants(item.objective, item.id)
    try:
        return sum(number not in seen for number in offered(item))
    except (NoVariant, ExpressionError):
        return 0


def fresh_variants(item: Item, ledger: Ledger, seed: str) -> list[int]:
    """The numbers of an item's variants: those not gone over first, then by how often and when last they were seen.

    Luck decides among equals. Empty when no variant can be made; ExpressionError when the item's sums cannot be read.
    """
    by_luck = Dice(f"{seed}/variant").shuffled(offered(item))
    return sorted(by_luck, key=lambda number: _worn(item, ledger, number))


def fresh_variant(item: Item, ledger: Ledger, dice: Dice) -> int | None:
    """One of the freshest variants of an item, as in `fresh_variants`; None when no variant can be made."""
    numbers = offered(item)
    if not numbers:
        return None
    seen = ledger.variants(item.objective, item.id)
    if seen:
        least = min(_worn(item, ledger, number) for number in numbers)
        numbers = tuple(number for number in numbers if _worn(item, ledger, number) == least)
    return dice.pick(numbers)


def put_fresh(item: Item, ledger: Ledger, seed: str) -> DrawnItem | None:
    """The item as it stands in somebody's test, in one of its freshest variants; None when no variant can be made."""
    try:
        number = fresh_variant(item, ledger, Dice(f"{seed}/{item.objective}/{item.id}/variant"))
        return None if number is None else draw_item(item, number, Dice(f"{seed}/{item.objective}/{item.id}"))
    except (NoVariant, ExpressionError):
        return None  # the author has been told; a student's test goes on without it


def _worn(item: Item, ledger: Ledger, number: int) -> tuple[bool, int, int]:
    seen = ledger.variant(item.objective, item.id, number)
    return seen.gone_over, seen.times, seen.last
