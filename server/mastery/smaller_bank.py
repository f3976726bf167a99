"""What a bank still gives when one of its questions is dropped: how many a test takes from it, and whether a quiz can
be drawn at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from server.mastery.assembly import TooFewItems, draw_check, draw_test
from server.mastery.freshness import drawable
from server.mastery.ledger import Ledger
from server.mastery.values import Item, Unit

ANY_SEED = "how many"


@dataclass(frozen=True)
class Gives:
    """What a bank gives: so many questions to each test of its unit (0: too few for any), and whether to a quiz.

    `open` is how many questions tests and quizzes choose from: none for practice only, none that are nice to know.
    """

    test: int
    quiz: bool
    open: int


def gives(unit: Unit, code: str, bank: Sequence[Item]) -> Gives:
    """What the bank of that objective gives to somebody who has seen nothing of it yet."""
    alone = replace(unit, objectives=(unit.objective(code),))
    test = draw_test(alone, {code: bank}, Ledger(), ANY_SEED, nice_objectives=(code,))
    quiz = draw_check(code, bank, Ledger(), ANY_SEED)
    many = 0 if isinstance(test, TooFewItems) else len(test.items)
    return Gives(many, not isinstance(quiz, TooFewItems), len(drawable(bank, nice=False)))
