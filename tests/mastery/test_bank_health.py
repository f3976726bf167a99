"""How far the banks last: counted here, and then drawn until they are empty."""

from __future__ import annotations

import pytest
from golden_draw import item, objective
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from server.mastery.assembly import Ledger, draw_test
from server.mastery.bank_health import BankCarries, BankLeft, clean_by_bank, clean_checks, clean_retakes, runs_dry
from server.mastery.blueprint import Blueprint, Part
from server.mastery.values import DrawnTest, Item, Unit

ONE = Unit("u", "U", (objective("g1"),), blueprint=Blueprint(items_per_bank=2, items_from_big_bank=2))


def words(n: int, **more: object) -> list[Item]:
    return [item("g1", f"w{k:02}", "short_text", **more) for k in range(n)]


def test_counted_by_family_and_by_numbers() -> None:
    bank = [*words(4), *[item("g1", f"k{n}", "short_text", family="kin") for n in range(3)]]
    bank += [item("g1", "varies", "numeric", variants=tuple(range(9))), item("g1", "p", "numeric", use="practice")]
    assert clean_by_bank(ONE, {"g1": bank}, Ledger()) == (BankLeft("g1", 3, 7),)
    seen = Ledger.of([("g1", "w00", 0), ("g1", "w01", 0), ("g1", "varies", 2), ("g1", "k0", 0)])
    assert clean_by_bank(ONE, {"g1": bank}, seen) == (BankLeft("g1", 1, 4),)
    assert clean_retakes(ONE, {"g1": bank}, seen) == 1
    assert clean_retakes(ONE, {}, Ledger()) == clean_retakes(Unit("u", "U", ()), {"g1": bank}, Ledger()) == 0


def test_parts_that_want_the_same_items_share_them() -> None:
    parts = (Part(1, "g1", types=("numeric",)), Part(1, "g1", tags=("t",)))
    unit = Unit("u", "U", (objective("g1"),), blueprint=Blueprint(parts=parts))
    both = [item("g1", f"b{n}", "numeric", tags=("t",), variants=(0, 1)) for n in range(3)]
    assert clean_by_bank(unit, {"g1": both}, Ledger()) == (BankLeft("g1", 1, 3),)


def test_an_author_is_warned_below_three() -> None:
    unit = Unit("u", "U", (objective("g1"), objective("g2", essential=False), objective("g3")))
    banks = {"g1": words(12), "g2": [item("g2", f"w{n}", "short_text") for n in range(2)]}
    rich, poor, none = runs_dry(unit, banks)
    assert (rich, rich.dry) == (BankCarries("g1", 6, 6, 2), False)
    assert (poor, poor.dry) == (BankCarries("g2", 2, 2, 0), True)
    assert (none, none.dry) == (BankCarries("g3", 0, 0, 0), True)


def test_checks_left() -> None:
    bank = [*words(11), *[item("g1", f"e{n}", "essay") for n in range(9)]]
    assert clean_checks(bank, Ledger()) == 2
    nice = words(5, nice=True)
    assert (clean_checks(nice, Ledger()), clean_checks(nice, Ledger(), nice=True)) == (0, 1)
    assert clean_by_bank(ONE, {"g1": nice}, Ledger()) == (BankLeft("g1", 0, 0),)
    assert clean_by_bank(ONE, {"g1": nice}, Ledger(), nice_parts=("g1",)) == (BankLeft("g1", 2, 2),)
    and_g2 = Unit("u", "U", (objective("g1"), objective("g2", essential=False)), blueprint=ONE.blueprint)
    assert clean_retakes(and_g2, {"g1": nice}, Ledger(), nice_parts=("g1",)) == 2
    assert clean_retakes(and_g2, {"g1": nice}, Ledger(), nice_objectives=("g2",), nice_parts=("g1",)) == 0
    none = Unit("u", "U", (objective("g1"),), blueprint=Blueprint(items_per_bank=0))
    assert clean_by_bank(none, {"g1": words(3)}, Ledger()) == (BankLeft("g1", 0, 0),)
    assert clean_checks(bank, Ledger.of([("g1", "w00", 0), ("g1", "w01", 0)])) == 1


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 3), st.integers(1, 2), st.lists(st.integers(0, 3), max_size=14), st.booleans())
def test_so_many_can_be_drawn_and_not_one_more(n: int, hard: int, kinds: list[int], parts: bool) -> None:
    """Each kind of item: 0 easy, 1 hard, 2 of a family, 3 of a family and hard."""
    bank = [
        item("g1", f"q{k:02}", "short_text", difficulty=1 + 2 * (kind % 2), **({"family": "kin"} if kind > 1 else {}))
        for k, kind in enumerate(kinds)
    ]
    wanted = (Part(n, "g1", difficulty=(1,)), Part(hard, "g1", difficulty=(3,))) if parts else ()
    unit = Unit("u", "U", (objective("g1"),), blueprint=Blueprint(items_per_bank=n, big_bank=99, parts=wanted))
    # A draw may spend a family that two parts could use on either; the count says what the best order of draws gives.
    assume(not (parts and any(kind > 1 for kind in kinds)))
    left, ledger = clean_retakes(unit, {"g1": bank}, Ledger()), Ledger()
    families = {i.id: i.body.get("family", i.id) for i in bank}
    for _ in range(left):
        test = draw_test(unit, {"g1": bank}, ledger, "s")
        assert isinstance(test, DrawnTest)
        met = {families[id] for code, id in ledger.seen}
        new = [families[i.id] for i in test.items]
        assert len(set(new)) == len(new) and not met & set(new)
        ledger = ledger.with_seen(*test.items)
    assert clean_retakes(unit, {"g1": bank}, ledger) == 0


@pytest.mark.parametrize(("variants", "tests"), [((3, 3), 3), ((9, 1), 1), ((2, 2, 2), 3), ((5, 1, 1), 2)])
def test_new_numbers_never_twice_of_one_question_in_a_test(variants: tuple[int, ...], tests: int) -> None:
    bank = [item("g1", f"v{k}", "numeric", variants=tuple(range(n))) for k, n in enumerate(variants)]
    assert clean_by_bank(ONE, {"g1": bank}, Ledger())[0].with_new_numbers == tests
