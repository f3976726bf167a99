"""How far the banks last: for a student before class starts, and for an author before anybody sits down."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from server.mastery.assembly import test_places
from server.mastery.filling import Place
from server.mastery.freshness import NEW, Choice, choices, unseen_variants
from server.mastery.ledger import Ledger
from server.mastery.values import Item, Unit

WARN_BELOW = 3
"""tests that a bank should carry: a first one and two retakes"""
IN_CHECK = 5


@dataclass(frozen=True)
class BankLeft:
    """What one bank still has for one student."""

    objective: str
    tests: int
    """tests in which everything from this bank is of a family that the student never saw"""
    with_new_numbers: int
    """tests in which everything from this bank is a question, or at least has numbers, that the student never saw"""


@dataclass(frozen=True)
class BankCarries:
    """What one bank carries for a student who comes new to it."""

    objective: str
    tests: int
    with_new_numbers: int
    checks: int
    """checks of five items, all of families never seen"""

    @property
    def dry(self) -> bool:
        """Whether the author should add to it: it carries fewer than three tests."""
        return self.tests < WARN_BELOW


def clean_retakes(
    unit: Unit,
    banks: Mapping[str, Sequence[Item]],
    ledger: Ledger,
    nice_objectives: Collection[str] = (),
    nice_parts: Collection[str] = (),
) -> int:
    """How many more unit tests this student can get in which every item is new to them: that of the scarcest bank."""
    left = clean_by_bank(unit, banks, ledger, nice_objectives, nice_parts)
    return min((bank.tests for bank in left), default=0)


def clean_by_bank(
    unit: Unit,
    banks: Mapping[str, Sequence[Item]],
    ledger: Ledger,
    nice_objectives: Collection[str] = (),
    nice_parts: Collection[str] = (),
) -> tuple[BankLeft, ...]:
    """The same for each bank that the student's test draws from, in the order of the unit."""
    taking = [o.code for o in unit.objectives if o.essential or o.code in nice_objectives]
    found = {code: choices(banks.get(code, ()), ledger, code in nice_parts) for code in taking}
    places: dict[str, list[Place]] = {code: [] for code in taking}
    for place in test_places(unit.blueprint, found):
        places[place.objective].append(place)
    return tuple(BankLeft(code, *_lasts(places[code], ledger)) for code in taking)


def clean_checks(bank: Sequence[Item], ledger: Ledger, count: int = IN_CHECK, nice: bool = False) -> int:
    """How many more checks on an objective this student can get in which every item is new to them."""
    marked = [choice for choice in choices(bank, ledger, nice) if choice.stratum[1] != "read"]
    return len({choice.family for choice in marked if choice.fresh.seen == NEW}) // count


def runs_dry(unit: Unit, banks: Mapping[str, Sequence[Item]]) -> tuple[BankCarries, ...]:
    """What each bank of a unit carries for a newcomer who takes no nice-to-know part, in the order of the unit."""
    newcomer, everything = Ledger(), [objective.code for objective in unit.objectives]
    return tuple(
        BankCarries(
            left.objective, left.tests, left.with_new_numbers, clean_checks(banks.get(left.objective, ()), newcomer)
        )
        for left in clean_by_bank(unit, banks, newcomer, everything)
    )


def _lasts(places: Sequence[Place], ledger: Ledger) -> tuple[int, int]:
    """How many tests can be filled with new families, and with new numbers.

    So many can be filled when any few of their places, taken together, find in their common choices what they want
    together for so many tests, no family twice in a test.
    """
    wanting = [place for place in places if place.count]
    new, numbers = [], []
    for size in range(1, len(wanting) + 1):
        for few in combinations(wanting, size):
            together = {choice.item.id: choice for place in few for choice in place.choices}
            n = sum(place.count for place in few)
            new.append(_most(_families(together, None), n))
            numbers.append(_most(_families(together, ledger), n))
    return min(new, default=0), min(numbers, default=0)


def _families(choices: Mapping[str, Choice], ledger: Ledger | None) -> list[int]:
    """How often each family can be put: once for a new one or, with a ledger, in every variant not seen."""
    times: dict[str, int] = {}
    for choice in choices.values():
        if ledger is not None:
            times[choice.family] = times.get(choice.family, 0) + unseen_variants(choice.item, ledger)
        elif choice.fresh.seen == NEW:
            times[choice.family] = 1
    return list(times.values())


def _most(times: Sequence[int], n: int) -> int:
    """How many tests of n items each can be made, when each family can be put so often, at most once in a test."""
    enough, too_many = 0, sum(times) // n + 1
    while too_many - enough > 1:
        tests = (enough + too_many) // 2
        if sum(min(tests, often) for often in times) >= n * tests:
            enough = tests
        else:
            too_many = tests
    return enough
