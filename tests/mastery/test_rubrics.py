"""A rubric adds up, and says whether it is as much as its author asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.mastery.rubrics import Marking, Passes, added_up, falls_short, is_rubric_of, passes, rows_of
from server.mastery.values import Objective, Threshold

ROWS = (
    {"title": "Data", "points": 3, "levels": ["none", "some", "most", "all"]},
    {"title": "Reasons", "points": 3},
    {"title": "Conclusion", "points": 2},
)
WORK = Objective(
    "o-1", "O 1", "Work", "I can work", True, Threshold(4, 5), 10, (), rubric=ROWS,
    rubric_passes=Threshold(5, 8), rubric_no_zero=True,
)  # fmt: skip
BY_WORD = replace(WORK, rubric_passes=None, rubric_no_zero=False)


def test_rows_have_words_where_the_author_gave_them() -> None:
    data, reasons, _ = rows_of(WORK)
    assert (data.level(0), data.level(3), reasons.level(2)) == ("none", "all", "")


@pytest.mark.parametrize(
    ("given", "sum_", "short"),
    [
        ({"Data": 3, "Reasons": 1, "Conclusion": 1}, Marking(5, 8), False),
        ({"Data": 2, "Reasons": 1, "Conclusion": 1}, Marking(4, 8), True),
        ({"Data": 3, "Reasons": 3, "Conclusion": 0}, Marking(6, 8, zeros=("Conclusion",)), True),
        ({"Data": 3, "Reasons": 3}, Marking(6, 8, missing=("Conclusion",)), True),
        ({"Data": 3, "Reasons": 3, "Conclusion": 2, "Gone": 2}, Marking(8, 8), False),
        ({"Data": 3, "Reasons": 3, "Conclusion": 5}, Marking(8, 8), False),
        ({}, Marking(0, 8, missing=("Data", "Reasons", "Conclusion")), True),
    ],
)
def test_the_sum_and_what_is_asked_for(given: dict[str, int], sum_: Marking, short: bool) -> None:
    marking = added_up(WORK, given)
    assert marking == sum_
    assert falls_short(WORK, marking) is short
    assert falls_short(BY_WORD, marking) is False, "without a bar only the teacher's word counts"


def test_a_zero_is_no_matter_where_none_is_forbidden() -> None:
    marking = added_up(WORK, {"Data": 3, "Reasons": 3, "Conclusion": 0})
    assert not falls_short(replace(WORK, rubric_no_zero=False), marking)


@pytest.mark.parametrize(
    ("given", "right"),
    [({"Data": 0}, True), ({"Data": 3, "Conclusion": 2}, True), ({"Data": 4}, False), ({"Data": -1}, False),
     ({"Style": 1}, False), ({}, True)],
)  # fmt: skip
def test_only_levels_that_the_rubric_has(given: dict[str, int], right: bool) -> None:
    assert is_rubric_of(WORK, given) is right


def test_what_it_asks_for_in_short() -> None:
    assert str(passes(WORK)) == "5 of 8, no zero"
    assert str(Passes(5, 8)) == "5 of 8"
    assert passes(BY_WORD) is None
