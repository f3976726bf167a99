"""Typed texts: what counts as the same, what a pattern lets through, and what part of the points a text earns."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.mastery.text_answers import Judged, fits_pattern, folded, judge_choice, judge_number, judge_text, same_text


@pytest.mark.parametrize(
    ("typed", "expected", "flags", "same"),
    [
        ("  Gay–Lussac ", "gay-lussac", {}, True),
        ("Boyle‘s law", "Boyle's law", {}, True),
        ("societe", "Société", {}, True),
        ("societe", "Société", {"accents": True}, False),
        ("SOCIÉTÉ", "Société", {"accents": True}, True),
        ("boyle", "Boyle", {"case": True}, False),
        ("Boyle", "Boyle", {"case": True}, True),
        ("12,50", "12.5", {"case": True}, True),
        ("straße", "STRASSE", {}, True),
        ("", "0", {}, False),
    ],
)
def test_the_same_text(typed: str, expected: str, flags: dict[str, bool], same: bool) -> None:
    assert same_text(typed, expected, **flags) is same


@pytest.mark.parametrize(
    ("typed", "pattern", "fits"),
    [
        ("the pressure doubles", "*pressure*doubl*", True),
        ("pressure doubles", "*Pressure*doubl*", True),
        ("doubles the pressure", "*pressure*doubl*", False),
        ("aba", "ab*ba", False),
        ("abba", "ab*ba", True),
        ("anything", "*", True),
        ("", "*", True),
        ("5*3", r"5\*3", True),
        ("5x3", r"5\*3", False),
        ("5*3=15", r"5\*3*", True),
        ("colour", "colo*r", True),
        ("colours", "colo*r", False),
    ],
)
def test_a_star_stands_for_anything(typed: str, pattern: str, fits: bool) -> None:
    assert fits_pattern(typed, pattern) is fits


def test_capitals_and_accents_may_count_in_a_pattern() -> None:
    assert fits_pattern("Boyles Gesetz", "Boyle*", case=True)
    assert not fits_pattern("boyles Gesetz", "Boyle*", case=True)
    assert not fits_pattern("cafe au lait", "café*", accents=True)
    assert fits_pattern("Cafe au lait", "café*")
    assert not fits_pattern("café au lait", "cafe*", accents=True)
    assert fits_pattern("café au lait", "cafe\u0301*", accents=True), "an accent of its own is the same accent"


def test_what_is_compared_has_single_spaces_and_neither_capitals_nor_accents() -> None:
    assert folded("  Société \t GAZIÈRE ") == "societe gaziere"


@given(st.text("ab*", max_size=12), st.text("ab*", max_size=8))
def test_a_pattern_fits_what_it_was_made_of(text: str, filling: str) -> None:
    assert fits_pattern(text.replace("*", filling), text)


KEY: dict[str, Any] = {
    "answers": ["Boyle", "Robert Boyle"],
    "wildcards": True,
    "misconception": "other",
    "feedback": "A law of 1662.",
    "credit": [
        {"text": "*oyle*", "fraction": 0.5, "misconception": "spelling", "feedback": "Nearly."},
        {"text": "Boyle", "fraction": 1.0, "misconception": "", "feedback": "Yes."},
        {"text": "Coyle", "fraction": 0.25},
        {"text": "Mariotte", "fraction": 1.0, "misconception": "only in a wrong answer"},
        {"text": "Charles", "fraction": -0.5, "misconception": "temperature", "feedback": "That is warmth."},
    ],
}


@pytest.mark.parametrize(
    ("typed", "judged"),
    [
        ("boyle", Judged(1, "boyle", "", "Yes.")),
        ("Robert Boyle", Judged(1, "Robert Boyle")),
        ("Doyle", Judged(0.5, "Doyle", "spelling", "Nearly.")),
        ("Coyle", Judged(0.5, "Coyle", "spelling", "Nearly.")),
        ("Mariotte", Judged(1, "Mariotte")),
        ("charles", Judged(-0.5, "charles", "temperature", "That is warmth.")),
        ("Dalton", Judged(0, "Dalton", "other", "A law of 1662.")),
    ],
)
def test_the_first_that_fits_decides_but_what_is_right_is_right(typed: str, judged: Judged) -> None:
    assert judge_text(typed, KEY) == judged


@pytest.mark.parametrize(
    ("answer", "flags", "right", "wrong"),
    [
        ("Société", {"accents": True}, "société", "societe"),
        ("Boyle*", {"wildcards": True, "case": True}, "Boyles", "boyles"),
        ("Café*", {"wildcards": True, "accents": True}, "café noir", "cafe noir"),
        ("so*", {}, "so*", "so it is"),
    ],
)
def test_what_counts_is_what_the_key_says(answer: str, flags: dict[str, bool], right: str, wrong: str) -> None:
    key = {"answers": [answer], **flags}
    assert judge_text(right, key) == Judged(1, right)
    assert judge_text(wrong, key) == Judged(0, wrong), "a key that says nothing of mistakes betrays none"


def test_chemistry_is_judged_by_what_it_means() -> None:
    assert judge_text("OH2", {"answers": ["H2O"]}, "formula") == Judged(1, "OH₂")
    assert judge_text("HCl", {"answers": ["H2O"]}, "formula") == Judged(0, "HCl")


def test_choices_that_differ_in_capitals_only_are_different() -> None:
    key = {"answers": ["CO"], "misconception": "capitals", "feedback": ""}
    assert judge_choice("CO", key, ("Co", "CO")).share == 1
    assert judge_choice("Co", key, ("Co", "CO")) == Judged(0, "Co", "capitals", "")
    assert judge_choice("co", key, ("CO", "N2")).share == 1, "typed where no list was shown"


NUMBERS: dict[str, Any] = {
    "answers": ["1.5"], "misconception": "m", "feedback": "",
    "numbers": [
        {"value": 1.5, "tolerance": 0.1, "fraction": 1.0, "misconception": "", "feedback": ""},
        {"value": 1.5, "tolerance": 0.5, "fraction": 0.5, "misconception": "rough", "feedback": "Rounded too far."},
        {"value": "*", "tolerance": 0.0, "fraction": 0.0, "misconception": "", "feedback": "No."},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "share", "feedback"),
    [("1,6", 1, ""), ("1.61", 0.5, "Rounded too far."), ("2", 0.5, "Rounded too far."), ("7", 0, "No."), ("x", 0, "")],
)
def test_a_number_in_a_gap(typed: str, share: float, feedback: str) -> None:
    judged = judge_number(typed, NUMBERS)
    assert (judged.share, judged.feedback, judged.reading) == (share, feedback, typed)


def test_a_number_that_can_be_read_in_two_ways_waits_unless_both_come_to_the_same() -> None:
    assert judge_number("1,500", NUMBERS) == Judged(None, "1.500 or 1500")
    assert judge_number("9,999", NUMBERS).share == 0
