import json
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.mastery.drawing import to_json
from server.mastery.values import Item
from server.mastery.worksheets import (
    SIGNS,
    VERSIONS,
    NotACode,
    OtherEdition,
    Sheet,
    code_of,
    draw_version,
    place_of,
    places_of,
)

FIXED: dict[str, Any] = {"type": "numeric", "prompt": "2 L × 3?", "answer": "6", "tolerance": "1 %"}
CHOICE: dict[str, Any] = {
    "type": "single_choice", "prompt": "Which?", "options": [{"text": t, "correct": t == "b"} for t in "abcd"],
}  # fmt: skip


def varying(*values: int) -> dict[str, Any]:
    """A problem with that many variants at most."""
    given = {"V": {"choose": [str(value) for value in values]}, "W": {"value": "V*2", "figures": 3}}
    return {"type": "numeric", "prompt": "{V} L, then {W} L?", "given": given, "answer": "V*3", "solution": "{answer}"}


def sheet(*bodies: dict[str, Any], object: str = "worksheet-1") -> Sheet:
    items = (Item(f"p{n}", object, 1, b["type"], b) for n, b in enumerate(bodies, start=1))
    return Sheet(object, tuple(items))


SHEET = sheet(FIXED, varying(*range(10, 30)), CHOICE, varying(*range(40, 60)), varying(*range(5, 17)))
CLASS = [f"student-{n:02}" for n in range(40)]
classes = st.integers().map(lambda n: [f"{n}/{k}" for k in range(40)])


def sets_of(one: Sheet, students: Sequence[str]) -> list[tuple[int, ...]]:
    """Which variants each has."""
    return [one.numbers(place) for place in places_of(one, students).values()]


@settings(max_examples=25, deadline=None)
@given(classes)
def test_forty_students_have_forty_codes_and_forty_sets_of_numbers(students: list[str]) -> None:
    codes = {code_of(SHEET, place) for place in places_of(SHEET, students).values()}
    assert len(codes) == len(set(sets_of(SHEET, students))) == 40


def test_other_numbers_can_be_read_off_the_paper() -> None:
    papers = [draw_version(SHEET, place) for place in places_of(SHEET, CLASS).values()]
    assert len({json.dumps([dict(d.values) for d in paper]) for paper in papers}) == 40
    assert len({" ".join(d.prompt for d in paper) for paper in papers}) == 40


@settings(max_examples=25, deadline=None)
@given(classes, st.lists(st.integers(1, 9), min_size=2, max_size=3))
def test_few_combinations_are_all_given_out_before_any_comes_twice(students: list[str], many: list[int]) -> None:
    one = sheet(*(varying(*range(20, 20 + n)) for n in many))
    shared = Counter(sets_of(one, students))
    assert len(shared) == min(40, one.combinations)
    assert len(set(places_of(one, students).values())) == 40
    assert len(set(sets_of(one, students[: one.combinations]))) == min(40, one.combinations)


def test_the_walk_comes_past_every_combination_once() -> None:
    one = sheet(varying(*range(10, 22)), FIXED, varying(*range(30, 44)))
    assert one.combinations > 80
    assert len({one.numbers(place) for place in range(one.combinations)}) == one.combinations
    assert len({SHEET.numbers(place) for place in range(SHEET.combinations)}) == SHEET.combinations


def test_neighbours_do_not_share_most_numbers() -> None:
    """Different in one number would be different; but then an answer could still be copied."""
    sets = [SHEET.numbers(place) for place in places_of(SHEET, CLASS).values()]
    alike = [sum(a == b for a, b in zip(x, y, strict=True)) - 2 for x in sets for y in sets if x is not y]
    assert sum(alike) / len(alike) < 0.4, "of three problems that vary"


@settings(max_examples=25, deadline=None)
@given(classes, st.integers(0, 39))
def test_a_version_stays_when_others_come(students: list[str], some: int) -> None:
    """Also on a sheet so small that they contend for its numbers."""
    for one in (SHEET, sheet(varying(*range(20, 26)), varying(*range(30, 37)))):
        earlier = places_of(one, students[:some])
        assert {s: p for s, p in places_of(one, students).items() if s in earlier} == earlier


@settings(deadline=None)
@given(st.integers(0, VERSIONS - 1), st.data())
def test_a_code_alone_draws_the_sheet_again(place: int, data: st.DataObject) -> None:
    code = code_of(SHEET, place)
    assert len(code) == 7 and set(code) <= {*SIGNS, "-"}
    typed = data.draw(st.sampled_from([code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} "]))
    misread = typed.translate(str.maketrans("5826", "SBZg"))
    for text in (typed, misread):
        again = place_of(SHEET, text)
        assert again == place
        assert draw_version(SHEET, again) == draw_version(SHEET, place)


@pytest.mark.parametrize("typed", ["", "-", "7KQ", "7KQ-M4TT", "7KQ-M4O", "7KQ-M41", "7KA-M4T", "٣٤٥-٣٤٥", "éééééé"])
def test_what_cannot_stand_on_paper_is_no_code(typed: str) -> None:
    assert place_of(SHEET, typed) == NotACode()


def changed(**more: Any) -> Sheet:
    return sheet(FIXED, {**varying(*range(10, 30)), **more}, CHOICE, varying(*range(40, 60)), varying(*range(5, 17)))


def test_a_paper_of_another_edition_is_recognised() -> None:
    code = code_of(SHEET, 7)
    assert place_of(changed(), code) == 7
    given = varying(*range(10, 30))["given"]
    others = [
        changed(prompt="{V} mL, then {W} mL?"), changed(answer="V*4"), changed(tolerance="2 %"),
        changed(given={**given, "V": {"choose": ["10", "12"]}}), changed(given=dict(reversed(given.items()))),
        sheet(*(p.body for p in SHEET.problems[1:])), sheet(*(p.body for p in reversed(SHEET.problems))),
        sheet(*(p.body for p in SHEET.problems), object="worksheet-2"),
    ]  # fmt: skip
    for other in others:
        assert place_of(other, code) == OtherEdition(SHEET.edition)
    assert len({one.edition for one in [SHEET, *others]}) == len(others) + 1


def test_a_better_hint_or_solution_leaves_papers_valid() -> None:
    better = changed(solution="Three times {V}: **{answer}**", hint="Times what?", space=7, difficulty=3)
    assert better.edition == SHEET.edition
    assert draw_version(better, 7)[1].key["value"] == draw_version(SHEET, 7)[1].key["value"]
    turned = sheet(*(dict(reversed(p.body.items())) for p in SHEET.problems))
    assert turned.edition == SHEET.edition, "the order of an item's own lines means nothing"


def test_numbers_that_are_fixed_leave_codes_and_the_order_of_options() -> None:
    fixed = sheet(FIXED, CHOICE)
    papers = [draw_version(fixed, place) for place in places_of(fixed, CLASS).values()]
    assert fixed.combinations == 1
    school = [f"student-{n:03}" for n in range(400)]
    assert len(set(places_of(fixed, school).values())) == 400, "the dice of some fall alike"
    assert len({paper[1].options for paper in papers}) > 10


def test_there_is_no_version_beyond_the_last() -> None:
    for place in (-1, VERSIONS):
        with pytest.raises(ValueError, match="no version"):
            code_of(SHEET, place)


def test_a_version_is_the_same_for_ever() -> None:
    """Papers are in students' bags: when this fails, the rule's number in `worksheets` goes up."""
    places = places_of(SHEET, CLASS)
    drawn = [[to_json(d) for d in draw_version(SHEET, place)] for place in places.values()]
    assert [code_of(SHEET, places[s]) for s in CLASS[:3]] == GOLDEN_CODES
    assert sha256(json.dumps(drawn, sort_keys=True).encode()).hexdigest() == GOLDEN


GOLDEN_CODES = ["RXH-WMY", "RXH-HKC", "RXH-5C7"]
GOLDEN = "76407279b67b57871b159f4bc882fd4ffcb866e047c855b53d73d7629ab5c9e9"
