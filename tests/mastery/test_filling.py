"""Filling a form, place by place: what may stand beside what, and which of the equally fresh is taken."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from golden_draw import item

from server.mastery.filling import Form, Place, TooFewItems, about_as_fresh, enough, equally_fresh, fill, nearest
from server.mastery.freshness import NEW, OLD, OTHER_NUMBERS, Choice, Freshness, choices
from server.mastery.ledger import Ledger
from server.mastery.luck import Dice

NEVER = Freshness(0, NEW, 0)


def choice(id: str, type: str = "short_text", fresh: Freshness = NEVER, family: str = "", level: int = 2) -> Choice:
    (found,) = choices([item("g1", id, type, difficulty=level)], Ledger(), nice=True)
    return found._replace(fresh=fresh, family=family or id)


def old(*last: int) -> list[Choice]:
    return [choice(f"q{n}", fresh=Freshness(0, OLD, when)) for n, when in enumerate(last)]


def filled(*places: Place, seed: str = "s") -> list[list[str]]:
    form = fill(places, Dice(seed))
    assert isinstance(form, Form)
    return [[c.item.id for c in taken] for taken in form.taken]


def test_the_freshest_of_some() -> None:
    seen, told = choice("seen", fresh=Freshness(0, OTHER_NUMBERS, 3)), choice("told", fresh=Freshness(1, NEW, 0))
    new = [choice("a"), choice("b")]
    assert equally_fresh([seen, *new, told]) == about_as_fresh([seen, *new, told]) == new
    assert equally_fresh([told, seen]) == about_as_fresh([told, seen]) == [seen], "told comes after everything"
    assert equally_fresh(old(5, 4, 9, 4)) == [c for c in old(5, 4, 9, 4) if c.fresh.last == 4]


@pytest.mark.parametrize(
    ("last", "half"),
    [((7,), [7]), ((7, 3), [3]), ((9, 1, 5), [1, 5]), ((4, 3, 2, 1), [1, 2]), ((5, 1, 4, 2, 3), [1, 2, 3])],
)  # fmt: skip
def test_about_as_fresh_is_the_half_seen_longest_ago(last: tuple[int, ...], half: list[int]) -> None:
    assert sorted(c.fresh.last for c in about_as_fresh(old(*last))) == half


def test_the_nearest_is_of_its_stratum_then_of_its_difficulty_then_seen_longest_ago() -> None:
    easy, hard, picked = choice("easy", level=1), choice("hard", level=3), choice("picked", "single_choice", level=3)
    assert nearest([easy, hard, picked], (3, "made"), Dice("s")) == hard
    assert nearest([easy, picked], (3, "made"), Dice("s")) == picked
    assert nearest([easy], (3, "chosen"), Dice("s")) == easy
    assert {nearest(old(4, 2, 3), (2, "made"), Dice(str(n))).fresh.last for n in range(9)} == {2}
    assert len({nearest(old(2, 2, 2), (2, "made"), Dice(str(n))).item.id for n in range(30)}) == 3


def test_whether_all_can_have_enough() -> None:
    assert enough([]) and enough([(0, set()), (2, {"a", "b"})])
    assert not enough([(1, {"a"}), (1, {"a"})]) and enough([(1, {"a"}), (1, {"a", "b"})])
    assert not enough([(1, {"a", "b"}), (1, {"b", "c"}), (2, {"a", "b", "c"})]), "four of three things"
    assert enough([(1, {"a", "b"}), (1, {"b", "c"}), (1, {"a", "c"})])


def test_places_of_one_objective_never_share_an_item_nor_a_family_while_there_are_others() -> None:
    kin = [choice("k1", family="kin"), choice("k2", "single_choice", family="kin")]
    one = Place("g1", 1, (kin[0],))
    for n in range(12):
        (first,), second = filled(one, Place("g1", 2, (*kin, choice("a"), choice("b"))), seed=str(n))
        assert first == "k1" and sorted(second) == ["a", "b"]
    assert filled(one, Place("g1", 1, tuple(kin))) == [["k1"], ["k2"]], "two of a family rather than no test"
    assert filled(one, Place("g9", 1, (kin[0],))) == [["k1"], ["k1"]], "another bank's items are others"


def test_one_of_a_family_stands_for_it_by_luck_and_the_freshest_first() -> None:
    kin = [choice(f"k{n}", family="kin", fresh=Freshness(0, OTHER_NUMBERS, 1)) for n in range(3)]
    kin[2] = kin[2]._replace(fresh=Freshness(0, OLD, 1))
    place = Place("g1", 1, (*kin, choice("told", fresh=Freshness(2, OLD, 1))))
    assert {filled(place, seed=str(n))[0][0] for n in range(20)} == {"k0", "k1"}
    assert {filled(replace(place, choices=tuple(kin[:2])), seed=str(n))[0][0] for n in range(20)} == {"k0", "k1"}
    with_other = Place("g1", 1, tuple(choice(f"q{n}", family="" if n == 0 else "kin") for n in range(4)))
    assert 20 < [filled(with_other, seed=str(n)) for n in range(60)].count([["q0"]]) < 40, "a family is one question"
    three = replace(place, count=3)
    assert {tuple(sorted(filled(three, seed=str(n))[0])) for n in range(9)} == {("k0", "k1", "k2")}, "told comes last"


def test_the_place_with_least_to_choose_from_goes_first() -> None:
    wide, narrow = [choice("a"), choice("b")], [choice("a")]
    for n in range(9):
        assert filled(Place("g1", 1, tuple(wide)), Place("g1", 1, tuple(narrow)), seed=str(n)) == [["b"], ["a"]]


def test_what_is_lacking_is_counted_over_the_places_of_the_objective() -> None:
    there = (choice("a"), choice("b"))
    assert fill([Place("g1", 1, there), Place("g1", 3, there)], Dice("s")) == TooFewItems("g1", 2, 4)
    assert fill([Place("g2", 1, ()), Place("g1", 9, there)], Dice("s")) == TooFewItems("g2", 0, 1), "the first of them"
    assert fill([Place("g1", 1, there), Place("g2", 1, ())], Dice("s")) == TooFewItems("g2", 0, 1)


def test_answers_to_read_are_two_in_a_form_and_one_of_an_objective() -> None:
    essays = tuple(choice(f"e{n}", "essay") for n in range(3))
    form = Form([Place("g1", 2, essays), Place("g2", 1, essays), Place("g3", 1, essays)])
    assert form.may_read("g1")
    form.taken[0] = [essays[0], choice("a")]
    assert form.may_read("g2") and not form.may_read("g1")
    assert form.may_read("g1", instead_of=essays[0])
    form.taken[1] = [essays[1]]
    assert not form.may_read("g3") and not form.may_read("g1", instead_of=essays[1])
    assert form.may_read("g1", instead_of=essays[0])


def test_a_little_less_fresh_rather_than_a_second_answer_to_read() -> None:
    written = tuple(choice(f"e{n}", "essay", fresh=Freshness(0, OLD, 1 + n)) for n in range(2))
    soon = choice("soon", fresh=Freshness(0, OLD, 3))
    late = choice("late", fresh=Freshness(0, OLD, 9))
    assert filled(Place("g1", 2, (*written, soon, late))) == [["e0", "soon"]]
    assert filled(Place("g1", 2, (*written, late))) == [["e0", "e1"]], "but not what was seen just now"


def test_each_stratum_gets_what_it_is_due() -> None:
    there = tuple(choice(f"q{n}", level=1 + n % 3) for n in range(12))
    levels = {c.item.id: c.item.difficulty for c in there}
    for n in range(9):
        (taken,) = filled(Place("g1", 6, there), seed=str(n))
        assert Counter(levels[id] for id in taken) == {1: 2, 2: 2, 3: 2}
    some_seen = tuple(c._replace(fresh=Freshness(0, OLD, 1)) if levels[c.item.id] == 1 else c for c in there)
    (taken,) = filled(Place("g1", 10, some_seen))
    assert Counter(levels[id] for id in taken) == {1: 2, 2: 4, 3: 4}, "what is new is taken whole"


@pytest.mark.parametrize("new", [1, 2, 3])
def test_what_was_seen_together_gets_what_it_is_due_beside_what_is_new(new: int) -> None:
    together = Freshness(0, OLD, 7)
    seen = [choice(f"{level}{n}", level=level, fresh=together) for level in (1, 3) for n in range(3)]
    place = Place("g1", 5, (*[choice(f"new{n}", level=new) for n in range(3)], *seen))
    before = [choice(f"before{n}", fresh=Freshness(0, OLD, 3)) for n in range(2)]
    assert Counter(id[0] for id in filled(replace(place, count=7, choices=(*before, *place.choices)))[0]) == {
        "n": 3, "b": 2, "1": 1, "3": 1
    }  # fmt: skip
    forms = [filled(place, seed=str(n))[0] for n in range(30)]
    assert all(sorted(id[0] for id in taken) == ["1", "3", "n", "n", "n"] for taken in forms)
    assert {id for taken in forms for id in taken} == {c.item.id for c in place.choices}


def test_what_an_item_would_be_instead_of_another() -> None:
    a, b, kin = choice("a", family="kin"), choice("b"), choice("c", family="kin")
    form = Form([Place("g1", 1, (a, b, kin)), Place("g1", 1, (a, b, kin))])
    form.taken[0] = [a]
    now = form.open_to(1)
    assert [c.item.id for c in now] == ["b", "c"] and now[0] == b
    assert now[1].fresh > Freshness(0, OTHER_NUMBERS, 10**9) and now[1].fresh.rank == (0, OTHER_NUMBERS)
    assert form.open_to(0, instead_of=a) == [a, b, kin]


def test_a_place_leaves_the_others_what_they_still_need() -> None:
    a, b, c = there = tuple(choice(id) for id in "abc")
    form = Form([Place("g1", 2, there), Place("g1", 1, (b,)), Place("g9", 9, ())])
    assert form.others_fit(0, a) and not form.others_fit(0, b)
    form.taken[0] = [a]
    assert form.others_fit(0, c) and not form.others_fit(0, b) and form.others_fit(1, b)
