"""What takes long to work out about a bank and changes only with its questions: kept, so that pages come at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from server.actions.show_on_board import drawn_as
from server.mastery.expressions import ExpressionError
from server.mastery.form_spread import spread, spread_of_test
from server.mastery.givens import NoVariant
from server.mastery.ledger import Which
from server.mastery.values import Item, Objective, Unit
from server.mastery.variant_table import VariantTable, variant_table
from server.store.answer_rows import difficulty_of
from server.web.teacher import bank_words

Banks = Mapping[str, Sequence[Item]]
T = TypeVar("T")
MOST_KEPT = 4000
_kept: dict[Hashable, Any] = {}


def table_of(item: Item) -> VariantTable:
    """The variants of a question: the good ones, and those struck out with why."""
    return once(f"variants {_named(item)}", lambda: variant_table(item))


def text_of(item: Item) -> str:
    """How a question begins, on one line, as it stands in its first variant; its id where it cannot be put at all."""
    good = item.variants or table_of(item).good
    try:
        return bank_words.in_a_line(drawn_as(item, good[0])) if good else item.id
    except (NoVariant, ExpressionError):
        return item.id


def luck_of_quiz(unit: Unit, objective: Objective, bank: Sequence[Item]) -> str:
    """How much a quiz on an objective depends on the questions drawn, in words."""
    plan = replace(unit.blueprint, pass_share=objective.threshold.right / objective.threshold.of)
    facility = _rounded({objective.code: bank})
    name = f"{plan} {sorted(facility.items())} {[_named(item) for item in bank]}"
    return bank_words.luck_of_the_draw(once(name, lambda: spread(bank, plan, facility=facility)), "quiz")


def luck_of_test(unit: Unit, banks: Banks) -> str:
    """How much the test of a unit depends on the questions drawn, in words."""
    facility = _rounded(banks)
    codes = [o.code for o in unit.essentials]
    name = f"{unit.blueprint} {codes} {sorted(facility.items())} {[_named(i) for code in codes for i in banks[code]]}"
    return bank_words.luck_of_the_draw(once(name, lambda: spread_of_test(unit, banks, facility)), "test")


def once(name: Hashable, work_out: Callable[[], T]) -> T:
    """What was worked out under this name, which says all that it is made of; worked out now if it never was."""
    if name not in _kept:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[name] = work_out()
    found: T = _kept[name]
    return found


def _named(item: Item) -> str:
    about = (item.objective, item.id, item.version, item.type, item.difficulty, item.use, item.nice, item.variants)
    return hashlib.sha256(f"{about} {json.dumps(item.body, default=str)}".encode()).hexdigest()


def _rounded(banks: Banks) -> dict[Which, float]:
    """Difficulty to a hundredth: one more answer doesn't move the spread by anything that anybody could see."""
    return {which: round(share, 2) for which, share in difficulty_of(banks).items()}
