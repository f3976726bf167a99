"""What wrong answers tell: suspect keys on the day they show, and whom which wrong answer pulls."""

from __future__ import annotations

import pytest
from item_figures import alarms

from server.mastery.item_statistics import Row
from server.mastery.wrong_answers import (
    Pull,
    SuspectKey,
    at_least,
    by_luck,
    groups_to_teach,
    suspect_keys,
    wrong_choices,
)

Q1 = ("g1", "q1", 1)


def rows(
    who: str, choice: str, rest: float | None = None, sure: str = "", item: str = "q1", bug: str = ""
) -> list[Row]:
    """One answer of each letter in `who`; `A` is what the key says."""
    return [Row("g1", item, 1, student, float(choice == "A"), choice, bug, sure, rest) for student in who]


def test_luck_by_hand() -> None:
    # Three wrong answers dealt to seven students fall to these three in 1 of 35 ways; to four of eight in 1 of 70.
    assert by_luck(3, 3, 0, 4) == pytest.approx(1 / 35)
    assert by_luck(4, 4, 0, 4) == pytest.approx(1 / 70)
    assert by_luck(2, 4, 2, 4) == pytest.approx((36 + 16 + 1) / 70)
    assert by_luck(0, 0, 0, 0) == by_luck(0, 5, 3, 5) == 1
    assert at_least(3, 3, 0.3) == pytest.approx(0.027)
    assert at_least(0, 4, 0.3) == pytest.approx(1)


def test_the_strong_agree_on_another_answer() -> None:
    """Three who know the rest chose B; most others chose it too, so that comparing would not tell."""
    answers = rows("abc", "B", 0.9) + rows("defg", "B", 0.4) + rows("h", "A", 0.4)
    assert suspect_keys(answers) == [SuspectKey(Q1, "strong_agree", ("a", "b", "c"), 3, "B")]
    assert suspect_keys(rows("a", "B", 0.9) + rows("bcdef", "C", 0.9))[0].choice == "C"
    assert suspect_keys(rows("ab", "B", 0.9)) == []
    assert suspect_keys(rows("ab", "B", 0.9) + rows("c", "C", 0.9)) == []
    assert suspect_keys(rows("abc", "B", 0.9) + rows("d", "A", 0.9)) == []
    assert suspect_keys(rows("abcdefg", "B", 0.7)) == []


def test_the_strong_are_wrong_more_often() -> None:
    spread = rows("a", "B", 1.0) + rows("b", "C", 0.8) + rows("c", "D", 0.9)
    assert suspect_keys(spread + rows("defg", "A", 0.5)) == [SuspectKey(Q1, "strong_wrong", ("a", "b", "c"), 3)]
    assert suspect_keys(spread + rows("def", "A", 0.5)) == []
    # The weak being wrong is what a hard question does.
    assert suspect_keys(rows("abcd", "A", 1.0) + rows("e", "B", 0.5) + rows("fgh", "C", 0.5)) == []


def test_a_blank_is_no_wrong_answer() -> None:
    """The strong who left it say nothing; and a blank of the others does not make the strong look better."""
    others = rows("defg", "A", 0.5)
    assert suspect_keys(rows("abc", "", 0.9) + others) == []
    assert suspect_keys(rows("abc", "B", 0.9) + rows("hij", "", 0.5) + others) != []
    assert suspect_keys(rows("abc", "", 0.9, bug="uses °C") + others) != []


def test_two_are_sure_of_the_same_wrong_answer() -> None:
    two = rows("ab", "B", sure="sure")
    assert suspect_keys(two) == [SuspectKey(Q1, "sure_wrong", ("a", "b"), 2, "B")]
    assert suspect_keys(two + rows("c", "A", sure="sure"))[0].of == 3
    assert suspect_keys(two + rows("cd", "A", sure="sure")) == []
    assert suspect_keys(two + rows("cdef", "A", sure="unsure")) != []
    assert suspect_keys(rows("a", "B", sure="sure") + rows("b", "C", sure="sure")) == []
    assert suspect_keys(rows("ab", "", sure="sure") + rows("ab", "B", sure="unsure")) == []


def test_only_first_answers_raise_an_alarm() -> None:
    assert suspect_keys(rows("ab", "A") + rows("ab", "B", sure="sure")) == []


def test_which_wrong_answer_pulls_whom() -> None:
    answers = [
        *rows("a", "C"), *rows("bc", "B", bug="uses °C"), *rows("d", ""), *rows("efg", "A"),
        *rows("a", "", item="q2", bug="uses °C"), *rows("b", "B"),
    ]  # fmt: skip
    found = wrong_choices(answers)
    assert found == [
        Pull(Q1, "B", "uses °C", ("b", "c"), 4),
        Pull(Q1, "C", "", ("a",), 4),
        Pull(("g1", "q2", 1), "uses °C", "uses °C", ("a",), 1),
    ]
    assert [pull.share for pull in found] == [0.5, 0.25, 1.0]


def test_whoever_got_it_since_is_in_no_group() -> None:
    answers = [
        *rows("abc", "B", bug="uses °C"), *rows("d", "C", bug="ratio upside down"),
        *rows("a", "A"), *rows("d", "B", item="q2", bug="uses °C"), *rows("e", "A", bug="uses °C"),
    ]  # fmt: skip
    waiting = Row("g1", "q1", 1, "b", None)
    assert groups_to_teach([*answers, waiting]) == {"uses °C": ("b", "c", "d"), "ratio upside down": ("d",)}


@pytest.mark.full
def test_a_wrong_key_shows_the_same_day_and_a_right_one_seldom() -> None:
    assert alarms(60, bad=True)[0] > 0.7
    assert alarms(60, bad=False)[0] < 0.05
