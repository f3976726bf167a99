"""Practice: one question at a time from a pool of its own, as often as one likes, so that no test is used up by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from server.mastery.assembly import Ledger, fresh_variants
from server.mastery.drawing import draw_item
from server.mastery.expressions import ExpressionError
from server.mastery.givens import NoVariant
from server.mastery.luck import Dice
from server.mastery.values import DrawnItem, Item

POOL = "pool"
"""the source of what is drawn from an objective's bank; a problem set's source is the id of its learning object"""


@dataclass(frozen=True)
class Source:
    """Where a question comes from, an objective's pool or a problem set, and what it is practice for."""

    id: str
    objective: str


@dataclass(frozen=True)
class Practised:
    """How one question went so far, in one variant."""

    item: str
    variant: int
    rounds: int
    """how often it was put; trying again with the same numbers belongs to the same round"""
    missed: bool
    """whether it did not end with the right answer"""
    at: int
    """a number that grows with every practice, whenever it was"""


@dataclass(frozen=True)
class Question:
    """A question as it is put to a student. `round` counts from 1 how often it was put to them in this variant."""

    drawn: DrawnItem
    round: int


def pool(bank: Iterable[Item], nice: bool) -> list[Item]:
    """The items of a bank that are there to practise with, sorted by id; those marked nice if `nice`."""
    return sorted((i for i in bank if i.use != "test" and (nice or not i.nice)), key=lambda i: i.id)


def put(item: Item, variant: int, round: int, student: str) -> Question:
    """That question again, exactly as this student saw it. NoVariant or ExpressionError when it cannot be made."""
    return Question(draw_item(item, variant, Dice(f"{student}/{item.objective}/{item.id}/{variant}/{round}")), round)


def draw_practice(
    bank: Sequence[Item], ledger: Ledger, past: Sequence[Practised], student: str, nice: bool
) -> Question | None:
    """The next question of an objective's pool for this student; None when the pool has none.

    What the ledger has not seen anywhere comes first, the easiest before the hard. After that what was seen longest
    ago, where what was missed the last time counts as a whole round of the pool older: it comes back soon, but whoever
    gives up on it again and again sees the others too. Nothing twice in a row while there is another. A question that
    comes again has other numbers, as long as it has others. The same record gives the same question.
    """
    items = Dice(f"{student}/practice").shuffled(pool(bank, nice))
    newest = max((ledger.last_seen(i.objective, i.id) for i in items), default=0)
    missed = {name for name, last in _last(past).items() if last.missed}

    def turn(item: Item) -> tuple[int, ...]:
        seen = ledger.last_seen(item.objective, item.id)
        if not seen:
            return (0, item.difficulty)
        return (1, seen == newest, seen - (len(items) if item.id in missed else 0))

    for item in sorted(items, key=turn):
        if question := _fresh(item, ledger, past, student):
            return question
    return None


def next_of_set(problems: Sequence[Item], past: Sequence[Practised], student: str) -> Question | None:
    """The next problem of a set, in its order; once through, again with other numbers. None when there is none."""
    rounds = {p.id: sum(before.rounds for before in past if before.item == p.id) for p in problems}
    for problem in sorted(problems, key=lambda p: rounds[p.id]):
        if question := problem_of_set(problem, past, student):
            return question
    return None


def problem_of_set(problem: Item, past: Sequence[Practised], student: str) -> Question | None:
    """This problem of a set, in the variant seen least often; None when no variant of it can be made."""
    seen = [(problem.objective, p.item, p.variant) for p in past for _ in range(p.rounds)]
    return _fresh(problem, Ledger.of(seen), past, student)


def once_through(problems: Sequence[Item], past: Sequence[Practised]) -> bool:
    """Whether every problem of a set was done equally often, and at least once."""
    rounds = {sum(before.rounds for before in past if before.item == p.id) for p in problems}
    return len(rounds) == 1 and 0 not in rounds


def _fresh(item: Item, ledger: Ledger, past: Sequence[Practised], student: str) -> Question | None:
    try:
        for variant in fresh_variants(item, ledger, f"{student}/{item.id}"):
            before = sum(p.rounds for p in past if (p.item, p.variant) == (item.id, variant))
            return put(item, variant, before + 1, student)
    except (NoVariant, ExpressionError):
        pass  # the author has been told; practice goes on without it
    return None


def _last(past: Sequence[Practised]) -> dict[str, Practised]:
    return {p.item: p for p in sorted(past, key=lambda p: p.at)}
