"""What a box keeps of the sample is what its author wrote."""

from __future__ import annotations

from collections import Counter

import pytest
from cast import Cast

from server.mastery.assembly import Ledger, draw_test
from server.mastery.values import DrawnTest
from server.mastery.variants import problems_of
from server.store import content


@pytest.mark.full
def test_every_item_can_still_be_drawn(cast: Cast) -> None:
    faults = {i.id: problems_of(i) for bank in content.banks(cast.unit).values() for i in bank}
    assert {id: found for id, found in faults.items() if found} == {}


def test_kinds_of_question_come_up_as_often_as_the_banks_have_them(cast: Cast) -> None:
    banks = content.banks(cast.unit)
    essentials = {o.code for o in cast.unit.essentials}
    held = Counter(i.type for code in essentials for i in banks[code] if not i.nice and i.use != "practice")
    drawn: Counter[str] = Counter()
    for n in range(60):
        test = draw_test(cast.unit, banks, Ledger(), f"kinds-{n}")
        assert isinstance(test, DrawnTest)
        drawn += Counter(i.type for i in test.items)
        assert sum(1 for i in test.items if i.type == "essay") <= 2
    for kind in held.keys() - {"essay"}:
        share, expected = drawn[kind] / drawn.total(), held[kind] / held.total()
        assert abs(share - expected) < 0.08, (kind, share, expected)
