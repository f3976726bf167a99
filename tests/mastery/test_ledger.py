"""One ledger over everything a student sees, and what the draw makes of it over a year."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from random import Random

import pytest
from draw_figures import Year, live_through, year_banks
from golden_draw import item

from server.mastery.drawing import draw_item
from server.mastery.freshness import NEW, OLD, OTHER_NUMBERS, choices, fresh_variants, put_fresh
from server.mastery.ledger import UNSEEN, Ledger, Seen
from server.mastery.luck import Dice
from server.mastery.values import Item


def test_a_ledger_kept_in_rows_is_the_one_built_sighting_by_sighting() -> None:
    sightings = [("g1", "a", 0), ("g1", "b", 3), ("g1", "a", 1), ("g2", "a", 0), ("g1", "a", 0)]
    rows = [("g2", "a", 0, 1, 4, 0), ("g1", "a", 0, 2, 5, 0), ("g1", "b", 3, 1, 2, 0), ("g1", "a", 1, 1, 3, 0)]
    ledger = Ledger.of(sightings)
    assert Ledger.from_rows(rows) == ledger
    assert (ledger.times("g1", "a"), ledger.variant("g1", "a", 0).times, ledger.last_seen("g1", "a")) == (3, 2, 5)
    assert (ledger.times("g2", "b"), ledger.last_seen("g2", "b"), ledger.variant("g2", "b", 0)) == (0, 0, UNSEEN)


def test_what_was_gone_over_stays_so_and_changes_nothing_else() -> None:
    drawn = draw_item(item("g1", "a", "numeric"), 4, Dice("s"))
    before = Ledger().with_seen(drawn)
    told = before.with_gone_over(drawn)
    assert told.variant("g1", "a", 4) == Seen(1, 1, gone_over=True)
    assert told.gone_over("g1", "a") and not before.gone_over("g1", "a")
    assert told.with_seen(drawn).variant("g1", "a", 4) == Seen(2, 2, gone_over=True)
    other = replace(drawn, variant=5)
    assert told.with_seen(other).with_gone_over(other).variants("g1", "a") == {4: Seen(1, 1, True), 5: Seen(1, 2, True)}
    assert Ledger().with_gone_over(drawn) == Ledger({("g1", "a"): {4: Seen(0, 0, True)}}), "though it was never seen"
    assert Ledger.from_rows([]) == Ledger() == Ledger.of([])


def test_how_fresh_each_item_of_a_bank_is() -> None:
    bank = [
        item("g1", "kin1", "short_text", family="kin"), item("g1", "kin2", "numeric", family="kin"),
        item("g1", "told", "numeric"), item("g1", "new", "numeric"), item("g1", "old", "short_text"),
        item("g1", "never-made", "numeric", variants=()), item("g1", "practised", "numeric", use="practice"),
        item("g1", "cousin", "short_text", family="practised"),
    ]  # fmt: skip
    rows = [("g1", "kin1", 0, 1, 7, 0), ("g1", "told", 2, 1, 3, 1), ("g1", "old", 0, 4, 2, 0)]
    rows += [("g1", "practised", 1, 1, 9, 0)]
    found = {c.item.id: tuple(c.fresh) for c in choices(bank, Ledger.from_rows(rows), nice=True)}
    assert found == {
        "kin1": (0, OLD, 7), "kin2": (0, OTHER_NUMBERS, 7), "told": (2, OTHER_NUMBERS, 3), "new": (0, NEW, 0),
        "old": (0, OLD, 2), "cousin": (0, OTHER_NUMBERS, 9),
    }  # fmt: skip
    sibling = item("g1", "sibling", "short_text", family="told")
    fresh = {c.item.id: c.fresh for c in choices([*bank, sibling], Ledger.from_rows(rows), nice=True)}
    assert fresh["old"] < fresh["sibling"] < fresh["told"], "its family was explained, itself it was not"


def test_a_family_was_seen_last_when_any_of_it_was() -> None:
    kin = [item("g1", f"k{n}", "short_text", family="kin") for n in range(3)]
    rows = [("g1", "k0", 0, 1, 9, 0), ("g1", "k1", 0, 1, 4, 0)]
    assert [c.fresh.last for c in choices(kin, Ledger.from_rows(rows), nice=False)] == [9, 9, 9]


def test_of_an_item_that_cannot_be_made_there_is_nothing_unseen() -> None:
    broken = Item("b", "g1", 1, "numeric", {"given": {"x": {"from": 1, "to": 9, "step": 1}}, "require": ["x ="]})
    (found,) = choices([broken], Ledger.of([("g1", "b", 0)]), nice=False)
    assert found.fresh.seen == OLD and put_fresh(broken, Ledger(), "s") is None


def test_variants_come_unseen_first_then_longest_ago_and_those_gone_over_last() -> None:
    six = item("g1", "a", "numeric", variants=(0, 1, 2, 3, 4, 5))
    rows = [("g1", "a", 1, 1, 9, 0), ("g1", "a", 2, 1, 3, 0), ("g1", "a", 3, 2, 1, 0), ("g1", "a", 4, 1, 1, 1)]
    for seed in "abcdef":
        order = fresh_variants(six, Ledger.from_rows(rows), seed)
        assert set(order[:2]) == {0, 5}
        assert order[2:] == [2, 1, 3, 4]


def test_the_year_book_notices_a_draw_that_repeats() -> None:
    """The judge of the years below must be able to find fault."""
    year = Year(Random(1), year_banks(Random(1)))
    year.sit_test("a")
    assert year.test is not None and not year.faults
    year.judge("again", year.test.items, lambda drawn, other: True)
    assert any("another was unseen" in fault for fault in year.faults)
    year.gone_over |= {(i.objective, i.id, i.variant) for i in year.test.items}
    year.judge("told", year.test.items, lambda drawn, other: True)
    assert any("gone over" in fault for fault in year.faults)
    forgetful = Year(Random(2), year_banks(Random(2)))
    for n in range(8):
        forgetful.sit_test(str(n))
        forgetful.ledger = replace(forgetful.ledger, seen={})
    assert forgetful.faults


def test_nothing_repeats_in_a_few_years() -> None:
    assert [fault for n in range(12) for fault in live_through(n).faults] == []


@pytest.mark.full
def test_nothing_repeats_in_hundreds_of_years() -> None:
    assert [fault for n in range(300) for fault in live_through(n).faults] == []


@pytest.mark.nightly
def test_nothing_repeats_in_ten_thousand_years() -> None:
    with ProcessPoolExecutor() as pool:
        years = pool.map(live_through, range(10_000), chunksize=100)
        assert [fault for year in years for fault in year.faults] == []
