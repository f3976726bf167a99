"""Drawing a test: a few items from every bank, first those that this student has never seen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from server.mastery.drawing import READ_BY_TEACHER, draw_item
from server.mastery.expressions import ExpressionError
from server.mastery.givens import NoVariant, offered
from server.mastery.luck import Dice
from server.mastery.values import JSON, DrawnItem, DrawnTest, Item, Unit

CONSTRUCTED = frozenset({"numeric", "short_text", "cloze"})
"""types in which the answer is made by the student, not found among choices"""
CONSTRUCTED_IN_CHECK = 3
MOST_TO_READ = 2
"""answers of one test that wait for the teacher: thirty students hand in on one day"""

Which = tuple[str, str]
"""objective and item id"""


@dataclass(frozen=True)
class Ledger:
    """What one student has seen, over everything they ever saw: how often each variant, and when last."""

    seen: Mapping[Which, Mapping[int, int]] = field(default_factory=dict)
    last: Mapping[Which, int] = field(default_factory=dict)
    """position of the last time, counted from 1 over all sightings"""
    sightings: int = 0

    @classmethod
    def of(cls, sightings: Iterable[tuple[str, str, int]]) -> Ledger:
        """The ledger of sightings (objective, item id, variant), in the order in which they were seen."""
        seen: dict[Which, dict[int, int]] = {}
        last: dict[Which, int] = {}
        position = 0
        for position, (objective, item, variant) in enumerate(sightings, start=1):
            variants = seen.setdefault((objective, item), {})
            variants[variant] = variants.get(variant, 0) + 1
            last[objective, item] = position
        return cls(seen, last, position)

    def times(self, objective: str, item: str) -> int:
        """How often this student saw the item, in any variant."""
        return sum(self.seen.get((objective, item), {}).values())

    def variant_times(self, objective: str, item: str, variant: int) -> int:
        """How often this student saw the item in that variant."""
        return self.seen.get((objective, item), {}).get(variant, 0)

    def last_seen(self, objective: str, item: str) -> int:
        """The position of the last sighting, counted from 1; 0 for an item never seen."""
        return self.last.get((objective, item), 0)

    def with_seen(self, *drawn: DrawnItem) -> Ledger:
        """The ledger after these items were seen, in that order. The old one stays as it is."""
        seen = {which: dict(variants) for which, variants in self.seen.items()}
        last = dict(self.last)
        for position, item in enumerate(drawn, start=self.sightings + 1):
            variants = seen.setdefault((item.objective, item.id), {})
            variants[item.variant] = variants.get(item.variant, 0) + 1
            last[item.objective, item.id] = position
        return Ledger(seen, last, self.sightings + len(drawn))


@dataclass(frozen=True)
class TooFewItems:
    """A bank that cannot fill its part of a test."""

    objective: str
    has: int
    needs: int


def drawable(bank: Sequence[Item], nice: bool) -> list[Item]:
    """The items of a bank that a test may use, sorted by id: none for practice only; those marked nice if `nice`."""
    return sorted((i for i in bank if i.use != "practice" and (nice or not i.nice)), key=lambda i: i.id)


def bank_size(bank: Sequence[Item], nice: bool = True) -> int:
    """How many items of a bank a test may use."""
    return len(drawable(bank, nice))


def draw_test(
    unit: Unit,
    banks: Mapping[str, Sequence[Item]],
    ledger: Ledger,
    seed: str,
    nice_objectives: Collection[str] = (),
    nice_parts: Collection[str] = (),
) -> DrawnTest | TooFewItems:
    """A unit test for one student: from the bank of every essential objective, and of those in `nice_objectives`.

    How many from each is the unit's blueprint. Unseen items come first, then those seen least often, then those
    seen longest ago; luck decides among equals, so that the kinds of question come up as often as the bank has them.
    Wherever an equally fresh item allows, a test holds at most two for the teacher to read, never two of one bank.
    Items marked nice only for the objectives in `nice_parts`. The same seed, ledger and banks (in any order) give
    the same test.
    """
    items: list[DrawnItem] = []
    for objective in unit.objectives:
        if not objective.essential and objective.code not in nice_objectives:
            continue
        bank = drawable(banks.get(objective.code, ()), objective.code in nice_parts)
        plan = unit.blueprint
        count = plan.items_from_big_bank if len(bank) >= plan.big_bank else plan.items_per_bank
        draw = _Draw(bank, ledger, f"{seed}/{objective.code}")
        while len(draw.taken) < count:
            to_read = [item.objective for item in (*items, *draw.taken) if item.type in READ_BY_TEACHER]
            if not draw.take(draw.preferred(len(to_read) < MOST_TO_READ and objective.code not in to_read)):
                return TooFewItems(objective.code, len(draw.taken), count)
        items += draw.taken
    return DrawnTest(seed, tuple(items))


def draw_check(
    objective: str, bank: Sequence[Item], ledger: Ledger, seed: str, count: int = 5, nice: bool = False
) -> DrawnTest | TooFewItems:
    """A quiz on one objective: at least three items to be answered in the student's own words or numbers if it can.

    Those come freshest first, and so does the rest. At most one true-or-false, and nothing that waits for the
    teacher to read, as long as there are others.
    """
    draw = _Draw(drawable(bank, nice), ledger, f"{seed}/{objective}")
    while len(draw.taken) < min(count, CONSTRUCTED_IN_CHECK):
        if not draw.take([item for item in draw.left if item.type in CONSTRUCTED]):
            break
    while len(draw.taken) < count:
        truths = any(item.type == "true_false" for item in draw.taken)
        unwanted = READ_BY_TEACHER | ({"true_false"} if truths else set())
        if not (draw.take([item for item in draw.left if item.type not in unwanted]) or draw.take(draw.left)):
            return TooFewItems(objective, len(draw.taken), count)
    return DrawnTest(seed, tuple(Dice(f"{seed}/order").shuffled(draw.taken)))


def fresh_variants(item: Item, ledger: Ledger, seed: str) -> list[int]:
    """The numbers of an item's variants, those seen least often first; luck decides among equals.

    Empty when no variant can be made; ExpressionError when the item's sums cannot be read.
    """
    variants = Dice(f"{seed}/variant").shuffled(offered(item))
    return sorted(variants, key=lambda number: ledger.variant_times(item.objective, item.id, number))


def assembled(test: DrawnTest) -> JSON:
    """A drawn test as `classroom assemble` prints it, keys included."""
    return {
        "seed": test.seed,
        "items": [
            {
                "id": item.id,
                "version": item.version,
                "objective": item.objective,
                "values": dict(item.values),
                "options": list(item.options),
                "key": item.key,
            }
            for item in test.items
        ],
    }


class _Draw:
    """One bank while it is drawn from: what is left, freshest first, and what was taken."""

    def __init__(self, bank: Sequence[Item], ledger: Ledger, seed: str) -> None:
        self._ledger, self._seed = ledger, seed
        by_luck = Dice(seed).shuffled(bank)
        self.left = sorted(by_luck, key=lambda i: (self._times(i), ledger.last_seen(i.objective, i.id)))
        self.taken: list[DrawnItem] = []

    def preferred(self, may_read: bool) -> list[Item]:
        """What is left, with the best next one first: freshest, then one that the server can mark unless `may_read`."""
        return sorted(self.left, key=lambda i: (self._times(i), not may_read and i.type in READ_BY_TEACHER))

    def take(self, candidates: Sequence[Item]) -> bool:
        """Takes the first candidate of which a variant can be made; False when there is none."""
        for item in list(candidates):
            self.left.remove(item)
            try:
                variants = fresh_variants(item, self._ledger, f"{self._seed}/{item.id}")
                if variants:
                    self.taken.append(draw_item(item, variants[0], Dice(f"{self._seed}/{item.id}")))
                    return True
            except (NoVariant, ExpressionError):
                continue  # the author has been told; a student's test goes on without it
        return False

    def _times(self, item: Item) -> int:
        return self._ledger.times(item.objective, item.id)
