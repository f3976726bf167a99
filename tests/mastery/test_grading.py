from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.mastery.drawing import draw_item
from server.mastery.grading import ObjectiveScore, grade, is_blank, same_text, score, share
from server.mastery.luck import Dice
from server.mastery.values import DrawnItem, Item, Mark


def drawn(type: str, **body: Any) -> DrawnItem:
    return draw_item(Item("i", "gases-2", 1, type, {"prompt": "What now?", **body}), 0, Dice("grading"))


PRESSURE = drawn(
    "numeric",
    answer="169.8",
    unit="kPa",
    tolerance="1 %",
    accept=[{"unit": "atm", "times": "1/101.325"}],
    mistakes=[
        {"value": "60", "misconception": "upside down", "feedback": "Squeezing makes it go up."},
        {"value": "60.5", "misconception": "near by"},
    ],
)
OPTIONS = [{"text": t, "correct": t in "bd", "misconception": f"m{t}", "feedback": f"f{t}"} for t in "abcde"]
SINGLE = drawn("single_choice", options=[{**o, "correct": o["text"] == "b"} for o in OPTIONS])
MULTIPLE = drawn("multiple_choice", options=OPTIONS, fixed_order=True)
TRUE_FALSE = drawn("true_false", correct=False, misconception="m", feedback="f")
SHORT = drawn("short_text", answers=["Avogadro", "Gay-Lussac", "Société gazière", "12.5"], misconception="other")
MATCHING = drawn("matching", pairs=[{"left": x, "right": x.upper()} for x in "abc"], distractors=["D"])
ORDERING = drawn("ordering", sequence=["first", "second", "third", "fourth"], misconception="order")
CLOZE = drawn(
    "cloze",
    prompt="[[1]] [[2]] [[3]]",
    gaps=[{"choices": ["up", "down"], "answer": "up", "misconception": "m1"}, {"answer": "two"}, {"answer": "3"}],
)
ESSAY = drawn("essay", rubric=[{"points": 3, "text": "says why"}])
PERFORMANCE = drawn("performance", rubric=[{"points": 2, "text": "reads the gauge"}])
EVERY = [PRESSURE, SINGLE, MULTIPLE, TRUE_FALSE, SHORT, MATCHING, ORDERING, CLOZE, ESSAY, PERFORMANCE]


@pytest.mark.parametrize(
    ("typed", "points", "reading"),
    [
        ("169.8", 1, "169.8 kPa"),
        ("169,8 kPa", 1, "169.8 kPa"),
        ("170", 1, "170 kPa"),
        ("171.498", 1, "171.498 kPa"),
        ("171.51", 0, "171.51 kPa"),
        ("168.102", 1, "168.102 kPa"),
        ("168.09", 0, "168.09 kPa"),
        ("1.676 atm", 1, "1.676 atm"),
        ("169.8 atm", 0, "169.8 atm"),
        ("-169.8", 0, "-169.8 kPa"),
        ("1,234", 0, "1.234 or 1234 kPa"),
    ],
)
def test_a_number_is_right_within_its_tolerance(typed: str, points: float, reading: str) -> None:
    mark = grade(PRESSURE, {"number": typed})
    assert (mark.points, mark.reading, mark.right) == (points, reading, points == 1)


def test_a_known_mistake_is_recognised_the_nearest_one_first() -> None:
    assert grade(PRESSURE, {"number": "59.5"}) == Mark(0, 1, "59.5 kPa", "upside down", "Squeezing makes it go up.")
    assert grade(PRESSURE, {"number": "60.4"}).misconception == "near by"
    assert grade(PRESSURE, {"number": "62"}).misconception == ""


@pytest.mark.parametrize(("answer", "points"), [("1.234", 1), ("1234", 1), ("1.5", 0)])
def test_an_ambiguous_number_is_right_when_one_reading_is(answer: str, points: float) -> None:
    assert grade(drawn("numeric", answer=answer), {"number": "1,234"}).points == points


def test_an_unknown_unit_is_told_to_the_student() -> None:
    mark = grade(PRESSURE, {"number": "169.8 mL"})
    assert mark.points == 0
    assert mark.feedback == 'We do not know the unit "mL" here. The answer is in kPa.'


def test_one_choice_is_right_or_betrays_something() -> None:
    place = SINGLE.options.index
    assert grade(SINGLE, {"choice": str(place("b"))}) == Mark(1, 1, "b", "", "fb")
    assert grade(SINGLE, {"choice": str(place("d"))}) == Mark(0, 1, "d", "md", "fd")
    assert grade(SINGLE, {"choice": "99"}).points == 0


@pytest.mark.parametrize(
    ("ticks", "points", "misconception"),
    [("bd", 1, ""), ("b", 0.5, ""), ("bda", 0.5, "ma"), ("ba", 0, "ma"), ("ace", 0, "ma"), ("abcde", 0, "ma")],
)
def test_wrong_ticks_take_away_from_right_ones(ticks: str, points: float, misconception: str) -> None:
    mark = grade(MULTIPLE, {str("abcde".index(tick)): "on" for tick in ticks})
    assert (mark.points, mark.misconception) == (points, misconception)


def test_true_or_false() -> None:
    assert grade(TRUE_FALSE, {"choice": "false"}).right
    assert grade(TRUE_FALSE, {"choice": "true"}) == Mark(0, 1, "True", "m", "f")
    assert grade(TRUE_FALSE, {"choice": "maybe"}).points == 0


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("avogadro", True),
        ("  AVOGADRO ", True),
        ("societe   gaziere", True),
        ("gay-lussac", True),
        ("12,50", True),
        ("gay lussac", False),
        ("Charles", False),
    ],
)
def test_capitals_accents_and_spaces_do_not_matter(typed: str, right: bool) -> None:
    mark = grade(SHORT, {"text": typed})
    assert (mark.right, mark.misconception) == (right, "" if right else "other")


def test_words_are_not_the_same_only_because_both_are_no_numbers() -> None:
    assert not same_text("up", "down")


def test_pairs_earn_their_share() -> None:
    place = {text: str(MATCHING.options.index(text)) for text in "ABCD"}
    assert grade(MATCHING, {"0": place["A"], "1": place["B"], "2": place["C"]}).points == 1
    assert grade(MATCHING, {"0": place["A"], "1": place["B"], "2": place["D"]}).points == 0.66
    assert grade(MATCHING, {"0": place["A"]}) == Mark(0.33, 1, "a → A")


def test_places_earn_their_share_and_a_place_given_twice_none() -> None:
    right = {str(shown): str(place) for shown, place in enumerate(ORDERING.key["places"])}
    assert grade(ORDERING, right).points == 1
    first, second = sorted(right, key=lambda shown: right[shown])[:2]
    swapped = {**right, first: right[second], second: right[first]}
    assert grade(ORDERING, swapped).points == 0.5
    assert grade(ORDERING, swapped).misconception == "order"
    assert grade(ORDERING, dict.fromkeys(right, "1")).points == 0


def test_gaps_earn_their_share() -> None:
    assert grade(CLOZE, {"0": "up", "1": " Two", "2": "3.0"}).right
    assert grade(CLOZE, {"0": "down", "1": "two"}) == Mark(0.33, 1, "down; two; ", "m1")


def test_what_is_written_or_shown_waits_for_the_teacher() -> None:
    assert grade(ESSAY, {"text": "Because."}) == Mark(None, 3)
    assert grade(ESSAY, {"text": "  "}) == Mark(0, 3)
    assert grade(PERFORMANCE, {}) == Mark(None, 2)


@pytest.mark.parametrize("item", [item for item in EVERY if item is not PERFORMANCE], ids=lambda item: item.type)
def test_nothing_is_worth_nothing(item: DrawnItem) -> None:
    for nothing in ({}, {"number": " ", "text": "", "choice": "", "0": ""}):
        assert is_blank(nothing)
        assert grade(item, nothing).points == 0


FIELDS = st.sampled_from(["choice", "number", "text", "0", "1", "2", "3", "-1", "²", "٣"]) | st.text(max_size=8)
TEXTS = (
    st.text(max_size=40)
    | st.sampled_from(["0", "1", "2", "3", "4", "²", "٣", "on", "true", "1,234", "9" * 5000, "1e999", "\ud800", "NaN"])
    | st.from_regex(r"[-−]?[0-9]{0,4}[.,]?[0-9]{0,4}(e-?[0-9]{1,3})? ?(kPa|atm)?", fullmatch=True)
)


@given(st.sampled_from(EVERY), st.dictionaries(FIELDS, TEXTS, max_size=6))
def test_no_response_is_too_strange(item: DrawnItem, response: Mapping[str, str]) -> None:
    mark = grade(item, response)
    assert mark.out_of == item.points
    assert mark.points is None or 0 <= mark.points <= mark.out_of


def test_scores_by_objective_wait_for_the_teacher() -> None:
    other = draw_item(Item("o", "gases-1", 1, "essay", ESSAY_BODY), 0, Dice(""))
    items = [PRESSURE, other, SINGLE]
    scores = score(items, [Mark(1.0, 1), Mark(None, 3), Mark(0.5, 1)])
    assert scores == (ObjectiveScore("gases-2", 1.5, 2, 0), ObjectiveScore("gases-1", 0.0, 3, 1))
    assert share(scores) is None
    assert share(score(items, [Mark(1.0, 1), Mark(2.0, 3), Mark(1.0, 1)])) == pytest.approx(0.8)
    assert share(()) is None
    with pytest.raises(ValueError, match="shorter"):
        score(items, [Mark(1.0, 1)])


ESSAY_BODY = {"prompt": "Why?", "rubric": [{"points": 3, "text": "says why"}]}
