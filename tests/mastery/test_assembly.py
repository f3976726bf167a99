import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import golden_draw
from golden_draw import BANKS, BODIES, UNIT, bank, item, objective
from hypothesis import given, settings
from hypothesis import strategies as st
from pythons import pythons_here

from server.mastery.assembly import Ledger, TooFewItems, assembled, bank_size, draw_check, draw_test
from server.mastery.luck import Dice
from server.mastery.values import Blueprint, DrawnTest, Item, Unit

GOLDEN = "b2b72e90d4aa124f1651764fdf0e1803d989aabf59fdb5bf7fe25459b1eb394d"


def drawn(
    unit: Unit = UNIT, banks: Any = BANKS, ledger: Ledger | None = None, seed: str = "s", **more: Any
) -> DrawnTest:
    test = draw_test(unit, banks, ledger or Ledger(), seed, **more)
    assert isinstance(test, DrawnTest)
    return test


def test_a_test_is_the_same_for_ever() -> None:
    assert golden_draw.fingerprint() == GOLDEN


def test_a_test_is_the_same_on_every_python() -> None:
    script = Path(__file__).with_name("golden_draw.py")
    for python in pythons_here():
        run = subprocess.run([python, script], capture_output=True, text=True, check=False)
        assert run.stdout.strip() == GOLDEN, f"{python}: {run.stderr}"


def test_a_test_covers_its_blueprint_in_the_order_of_the_unit() -> None:
    assert [i.objective for i in drawn().items] == ["g1", "g2", "g2", "g4", "g4"]
    with_nice = drawn(nice_objectives=("g3",))
    assert [i.objective for i in with_nice.items] == ["g1", "g2", "g2", "g3", "g4", "g4"]
    three = Unit("u", "U", (objective("g4"),), blueprint=Blueprint(items_from_big_bank=3, big_bank=10))
    assert len(drawn(three).items) == 3


def test_the_order_of_the_bank_does_not_matter_and_the_seed_does() -> None:
    shuffled = {code: Dice(code).shuffled(items) for code, items in BANKS.items()}
    assert drawn(banks=shuffled) == drawn()
    assert len({tuple(i.id for i in drawn(seed=str(n)).items) for n in range(30)}) > 25


def test_practice_items_are_never_drawn_and_nice_ones_only_for_those_who_took_that_part() -> None:
    unit = Unit("u", "U", (objective("g1"),))
    mixed = [item("g1", f"p{n}", "numeric", use="practice") for n in range(9)]
    mixed += [item("g1", f"n{n}", "numeric", nice=True) for n in range(9)]
    mixed += [item("g1", "both", "numeric", use="both")]
    assert (bank_size(mixed), bank_size(mixed, nice=False)) == (10, 1)
    assert {drawn(unit, {"g1": mixed}, seed=str(n)).items[0].id for n in range(40)} == {"both"}
    took = {drawn(unit, {"g1": mixed}, seed=str(n), nice_parts=("g1",)).items[0].id[0] for n in range(40)}
    assert took == {"b", "n"}


def test_a_bank_that_is_too_small_is_named() -> None:
    assert draw_test(UNIT, {**BANKS, "g2": []}, Ledger(), "s") == TooFewItems("g2", 0, 1)
    assert draw_test(UNIT, {"g1": BANKS["g1"]}, Ledger(), "s") == TooFewItems("g2", 0, 1)
    assert draw_check("g1", BANKS["g1"][:4], Ledger(), "s") == TooFewItems("g1", 4, 5)


def test_an_item_without_a_variant_is_passed_over() -> None:
    broken = [Item(f"a{n}", "g1", 1, "numeric", {"prompt": "?", "answer": "1/0"}) for n in range(6)]
    unit = Unit("u", "U", (objective("g1"),))
    assert {drawn(unit, {"g1": [*broken, BANKS["g1"][0]]}, seed=str(n)).items[0].id for n in range(9)} == {"q00"}
    assert draw_test(unit, {"g1": broken}, Ledger(), "s") == TooFewItems("g1", 0, 1)


def test_the_least_seen_comes_first_then_the_one_seen_longest_ago() -> None:
    unit, banks = Unit("u", "U", (objective("g1"),)), {"g1": bank("g1", 3, ("numeric",))}
    seen = Ledger.of([("g1", "q01", 0), ("g1", "q00", 0), ("g1", "q02", 0), ("g1", "q01", 1)])
    assert {drawn(unit, banks, seen, str(n)).items[0].id for n in range(9)} == {"q00"}
    seen = Ledger.of([*[("g1", "q00", 0), ("g1", "q01", 0)] * 3, ("g1", "q02", 0), ("g1", "q02", 0)])
    assert {drawn(unit, banks, seen, str(n)).items[0].id for n in range(9)} == {"q02"}
    # Another bank's item of the same id says nothing about this one.
    other = Ledger.of([("g9", "q00", 0)])
    assert "q00" in {drawn(unit, banks, other, str(n)).items[0].id for n in range(30)}


def test_an_item_comes_back_in_a_variant_not_seen_yet() -> None:
    unit, banks, ledger = Unit("u", "U", (objective("g1"),)), {"g1": bank("g1", 1, ("numeric",))}, Ledger()
    values = []
    for n in range(11):
        test = drawn(unit, banks, ledger, str(n))
        values.append(test.items[0].values["V"])
        ledger = ledger.with_seen(*test.items)
    assert len(set(values)) == len(values)
    assert ledger.times("g1", "q00") == 11
    assert ledger.variant_times("g1", "q00", test.items[0].variant) == 1


def test_two_from_one_bank_are_not_both_read_by_the_teacher() -> None:
    unit = Unit("u", "U", (objective("g1"),))
    essays = {"g1": bank("g1", 12, ("essay", "essay", "essay", "numeric"))}
    for n in range(40):
        kinds = sorted(i.type for i in drawn(unit, essays, seed=str(n)).items)
        assert kinds in (["essay", "numeric"], ["numeric", "numeric"])
    assert [i.type for i in drawn(unit, {"g1": bank("g1", 12, ("essay",))}).items] == ["essay", "essay"]


def test_a_whole_test_leaves_the_teacher_two_answers_to_read_at_most() -> None:
    unit = Unit("u", "U", tuple(objective(f"g{n}") for n in range(6)))
    banks = {f"g{n}": bank(f"g{n}", 12, ("essay", "numeric")) for n in range(6)}
    for n in range(40):
        assert sum(i.type == "essay" for i in drawn(unit, banks, seed=str(n)).items) <= 2


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["g1", "g2", "g4"]), st.integers(2, 15), min_size=3),
    st.lists(st.sampled_from([t for t in BODIES if t != "numeric"]), min_size=1, max_size=4),
    st.text(max_size=5),
    st.integers(1, 25),
)
def test_nothing_comes_back_while_something_is_unseen(
    sizes: dict[str, int], types: list[str], seed: str, retakes: int
) -> None:
    banks = {code: bank(code, size, tuple(types)) for code, size in sizes.items()}
    ledger = Ledger()
    seen: Counter[tuple[str, str]] = Counter()
    for retake in range(retakes):
        test = drawn(banks=banks, ledger=ledger, seed=f"{seed}/{retake}")
        counts = Counter(i.objective for i in test.items)
        assert counts == {code: 2 if size >= 12 else 1 for code, size in sizes.items()}
        assert len({(i.objective, i.id) for i in test.items}) == len(test.items)
        for i in test.items:
            taken_now = {other.id for other in test.items if other.objective == i.objective}
            fresher = [o.id for o in banks[i.objective] if seen[i.objective, o.id] < seen[i.objective, i.id]]
            assert set(fresher) <= taken_now
        seen.update((i.objective, i.id) for i in test.items)
        ledger = ledger.with_seen(*test.items)
    assert all(ledger.times(*which) == times for which, times in seen.items())


def test_a_ledger_built_step_by_step_is_the_one_built_at_once() -> None:
    ledger, sightings = Ledger(), []
    for n in range(5):
        test = drawn(ledger=ledger, seed=str(n))
        sightings += [(i.objective, i.id, i.variant) for i in test.items]
        ledger = ledger.with_seen(*test.items)
    assert Ledger.of(sightings) == ledger


def test_a_check_asks_for_answers_more_than_for_choices() -> None:
    mixed = (
        bank("g2", 6, ("numeric", "short_text"))
        + [item("g2", f"t{n}", "true_false") for n in range(6)]
        + [item("g2", f"e{n}", "essay") for n in range(3)]
        + [item("g2", f"c{n}", "single_choice") for n in range(3)]
    )
    ledger = Ledger()
    for n in range(12):
        check = draw_check("g2", mixed, ledger, str(n))
        assert isinstance(check, DrawnTest)
        types = Counter(i.type for i in check.items)
        assert len({i.id for i in check.items}) == 5
        assert types["numeric"] + types["short_text"] >= 3
        assert types["true_false"] <= 1
        assert not types["essay"]
        ledger = ledger.with_seen(*check.items)
    truths = [item("g2", f"t{n}", "true_false") for n in range(5)]
    only = draw_check("g2", truths, Ledger(), "s")
    assert isinstance(only, DrawnTest)
    assert len(only.items) == 5
    assert draw_check("g2", list(reversed(mixed)), Ledger(), "s") == draw_check("g2", mixed, Ledger(), "s")


def test_what_is_printed_of_a_test() -> None:
    printed = assembled(drawn(seed="print"))
    assert printed["seed"] == "print"
    assert set(printed["items"][0]) == {"id", "version", "objective", "values", "options", "key"}
    assert json.loads(json.dumps(printed)) == printed
