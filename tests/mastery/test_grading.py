from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.mastery.drawing import draw_item
from server.mastery.grading import DROPPED, ObjectiveScore, grade, is_blank, score, share
from server.mastery.luck import Dice
from server.mastery.right_answers import right_answer
from server.mastery.text_answers import same_text
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


def test_a_number_is_handed_on_to_be_read() -> None:
    assert grade(PRESSURE, {"number": "169,8 kPa"}).right
    assert grade(PRESSURE, {"number": "59.5"}) == Mark(0, 1, "59.5 kPa", "upside down", "Squeezing makes it go up.")


def test_one_choice_is_right_or_betrays_something() -> None:
    place = SINGLE.options.index
    assert grade(SINGLE, {"choice": str(place("b"))}) == Mark(1, 1, "b", "", "fb")
    assert grade(SINGLE, {"choice": str(place("d"))}) == Mark(0, 1, "d", "md", "fd")
    for nowhere in ({"choice": "5"}, {"choice": "99"}, {"text": "b"}):
        assert grade(SINGLE, nowhere) == Mark(0, 1)


@pytest.mark.parametrize(
    ("ticks", "points", "misconception"),
    [("bd", 1, ""), ("b", 0.5, ""), ("bda", 0.5, "ma"), ("ba", 0, "ma"), ("ace", 0, "ma"), ("abcde", 0, "ma")],
)
def test_wrong_ticks_take_away_from_right_ones(ticks: str, points: float, misconception: str) -> None:
    mark = grade(MULTIPLE, {str("abcde".index(tick)): "on" for tick in ticks})
    assert (mark.points, mark.misconception, mark.reading) == (points, misconception, "; ".join(sorted(ticks)))


def test_where_nothing_is_to_be_ticked_no_tick_earns_anything() -> None:
    assert grade(replace(MULTIPLE, key={**MULTIPLE.key, "right": []}), {"1": "on"}).points == 0


def shares(*fractions: float, type: str = "multiple_choice") -> DrawnItem:
    options = [
        {"text": t, "correct": f > 0, "fraction": f, "feedback": f"f{t}", "misconception": "" if f > 0 else f"m{t}"}
        for t, f in zip("abcde", fractions, strict=False)
    ]
    return drawn(type, options=options, fixed_order=True)


@pytest.mark.parametrize(
    ("fractions", "ticks", "points"),
    [
        ((0.5, 0.5, -0.5), "ab", 1),
        ((0.5, 0.5, -0.5), "a", 0.5),
        ((0.5, 0.5, -0.5), "abc", 0.5),
        ((0.5, 0.5, -0.5), "ac", 0),
        ((0.5, 0.5, -0.5), "c", 0),
        ((0.33333, 0.33333, 0.33333, -1), "abc", 1),
        ((0.33333, 0.33333, 0.33333, -1), "ab", 0.66),
        ((0.33, 0.33, 0.33, 0), "abc", 1),
        ((0.25, 0.25, 0), "ab", 0.5),
        ((1, 1, -1), "b", 1),
        ((1, 0.5, 0.25), "ab", 1),
        ((0.95, 0), "a", 1),
        ((0.49999, 0.2), "a", 0.5),
    ],
)
def test_shares_that_an_author_gave_are_added_up(fractions: tuple[float, ...], ticks: str, points: float) -> None:
    mark = grade(shares(*fractions), {str("abcde".index(tick)): "on" for tick in ticks})
    assert mark.points == points
    assert mark.feedback == "\n\n".join(f"f{tick}" for tick in ticks), "each tick is answered"
    assert mark.misconception == next((f"m{t}" for t in ticks if fractions["abcde".index(t)] <= 0), "")


def test_one_choice_may_be_worth_a_part() -> None:
    single = shares(1, 0.5, -0.5, type="single_choice")
    assert [grade(single, {"choice": str(n)}).points for n in range(3)] == [1, 0.5, 0]
    assert grade(single, {"choice": "1"}).feedback == "fb"
    assert grade(shares(0.95, 0.5, type="single_choice"), {"choice": "0"}).right


@given(st.permutations(range(5)), st.sets(st.integers(0, 4)), st.booleans())
def test_the_order_of_options_changes_no_mark(order: list[int], ticks: set[int], in_shares: bool) -> None:
    given_shares = {0: 0.5, 1: 0.5, 2: -0.25, 3: -0.5, 4: 0.0} if in_shares else {}
    options = [
        {**OPTIONS[n], "correct": n < 2, **({"fraction": given_shares[n]} if in_shares else {})} for n in range(5)
    ]
    marks = []
    for places in (range(5), order):
        item = drawn("multiple_choice", options=[options[n] for n in places], fixed_order=True)
        marks.append(grade(item, {str(list(places).index(tick)): "on" for tick in ticks}))
    assert marks[0].points == marks[1].points


def test_true_or_false() -> None:
    both = drawn("true_false", correct=True, feedback="No.", feedback_right="Yes.")
    assert [grade(both, {"choice": said}).feedback for said in ("true", "false")] == ["Yes.", "No."]
    assert grade(TRUE_FALSE, {"choice": "false"}) == Mark(1, 1, "False"), "its feedback is for the wrong answer"
    assert grade(TRUE_FALSE, {"choice": "true"}) == Mark(0, 1, "True", "m", "f")
    for neither in ({"choice": "maybe"}, {"text": "true"}):
        assert grade(TRUE_FALSE, neither) == Mark(0, 1)
    bare = DrawnItem("i", 1, "g", "true_false", 0, "?", {}, {"right": True})
    assert grade(bare, {"choice": "false"}) == Mark(0, 1, "False"), "an old key may say nothing"


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


def test_a_text_with_no_share_of_its_own_betrays_something_and_earns_nothing() -> None:
    named = drawn("short_text", answers=["Boyle"], credit=[{"text": "Charles", "misconception": "temperature"}])
    assert grade(named, {"text": "charles"}) == Mark(0, 1, "charles", "temperature")
    assert grade(named, {"0": "Boyle"}) == Mark(0, 1), "in a field of another question"


def test_words_are_not_the_same_only_because_both_are_no_numbers() -> None:
    assert not same_text("up", "down")


def test_pairs_earn_their_share() -> None:
    place = {text: str(MATCHING.options.index(text)) for text in "ABCD"}
    assert grade(MATCHING, {"0": place["A"], "1": place["B"], "2": place["C"]}) == Mark(1, 1, "a → A; b → B; c → C")
    assert grade(MATCHING, {"0": place["A"], "1": place["B"], "2": place["D"]}).points == 0.66
    assert grade(MATCHING, {"0": place["A"]}) == Mark(0.33, 1, "a → A")


def test_places_earn_their_share_and_a_place_given_twice_none() -> None:
    right = {str(shown): str(place) for shown, place in enumerate(ORDERING.key["places"])}
    assert grade(ORDERING, right) == Mark(1, 1, "1. first; 2. second; 3. third; 4. fourth")
    for place, points, said in (("3", 0.25, "3. third"), ("4", 0, "4. third"), ("5", 0, "")):
        third = str(ORDERING.options.index("third"))
        assert grade(ORDERING, {third: place}) == Mark(points, 1, said, "order")
    first, second = sorted(right, key=lambda shown: right[shown])[:2]
    swapped = {**right, first: right[second], second: right[first]}
    assert grade(ORDERING, swapped).points == 0.5
    assert grade(ORDERING, swapped).misconception == "order"
    assert grade(ORDERING, dict.fromkeys(right, "1")).points == 0


def test_gaps_earn_their_share() -> None:
    assert grade(CLOZE, {"0": "up", "1": " Two", "2": "3.0"}) == Mark(1, 1, "up; Two; 3.0")
    assert grade(CLOZE, {"0": "down", "1": "two"}) == Mark(0.33, 1, "down; two; ", "m1")


WEIGHED = drawn(
    "cloze",
    prompt="[[1]] [[2]] [[3]] [[4]] [[5]]",
    format="html",
    gaps=[
        {"choices": ["CO", "Co"], "answer": "CO", "weight": 2, "feedback": "Which is the metal?"},
        {"answer": "1.5", "numeric": True, "tolerance": "0.1", "feedback": "Measure again.",
         "credit": [{"text": "1.5", "tolerance": "0.5", "fraction": 0.5, "feedback": "Rounded too far."}]},
        {"answer": "Boyle", "case": True, "credit": [{"text": "Mariotte", "fraction": 1, "feedback": "Also right."}]},
        {"answer": "so*", "wildcards": True, "weight": 0},
        {"answer": "up", "weight": 0.5, "credit": [{"text": "down", "fraction": -1}]},
    ],
)  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "points", "feedback"),
    [
        (("CO", "1.58", "Boyle", "because", "up"), 1, ""),
        (("CO", "1,58", "Mariotte", "", "up"), 1, "Also right."),
        (("Co", "1.5", "Boyle", "", "up"), 0.55, "Which is the metal?"),
        (("CO", "1.8", "Boyle", "", "down"), 0.77, "Rounded too far."),
        (("CO", "3", "boyle", "", ""), 0.44, "Measure again."),
        (("Co", "3", "", "", "down"), 0, "Which is the metal?<br>Measure again."),
        (("CO", "1,500", "Boyle", "", ""), None, ""),
    ],
)
def test_gaps_earn_by_their_weight(texts: tuple[str, ...], points: float | None, feedback: str) -> None:
    mark = grade(WEIGHED, {str(n): text for n, text in enumerate(texts)})
    assert (mark.points, mark.feedback) == (points, feedback)
    if points is None:
        assert mark == Mark(None, 1, "CO; 1.500 or 1500; Boyle; ; ")


@pytest.mark.parametrize(("typed", "points"), [("59.5", 0), ("169.8 atm", 1), ("169.8", 2)])
def test_a_number_may_be_worth_several_points(typed: str, points: float) -> None:
    assert grade(replace(PRESSURE, points=2), {"number": typed}).points == points
    assert grade(replace(PRESSURE, points=2, key={**PRESSURE.key, DROPPED: True}), {"number": typed}) == Mark(2, 2)


def test_a_share_of_several_points() -> None:
    assert grade(replace(MULTIPLE, points=3), {"1": "on"}).points == 1.5
    assert grade(replace(shares(0.5, 0.5), points=3), {"1": "on"}).points == 1.5


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.type)
def test_how_sure_somebody_is_earns_and_costs_nothing(item: DrawnItem) -> None:
    right = right_answer(item) or {"text": "Because."}
    for sure in ("sure", "unsure", "guess"):
        assert grade(item, {**right, "sure": sure}) == grade(item, right)
        if item is not PERFORMANCE:
            assert is_blank({"sure": sure})
            assert grade(item, {"sure": sure}).points == 0
    assert right_answer(item) is None or grade(item, right).right


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


@given(st.sampled_from([*EVERY, WEIGHED, shares(0.5, 0.5, -1)]), st.dictionaries(FIELDS, TEXTS, max_size=6))
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
