"""What an author is told, word for word: one fault each, in an item that is sound otherwise."""

from typing import Any

import pytest

from server.mastery.proofing import problems_of, remarks_of
from server.mastery.values import Item


def item(type: str, /, **body: Any) -> Item:
    return Item("i", "gases-2", 1, type, {"prompt": "What now?", **body})


X = {"x": {"choose": ["1", "2"]}}
OPTIONS = [{"text": "a", "correct": True}, {"text": "b"}]
PAIRS = [{"left": "1", "right": "a"}, {"left": "2", "right": "b"}]
RUBRIC = "The points of a rubric are whole numbers, more than 0 together."
SHARE = '"mistake_gap" is a share from 0 to 1, like 0.05.'
POINTS = '"rubric" is a list of tables, like [{ text = "…" }].'

FAULTS = [
    (item("riddle"), ['There is no item type "riddle".']),
    (Item("", "g", 1, "true_false", {"prompt": "?", "correct": True}), ["The item has no id."]),
    (Item("i", "g", 1, "true_false", {"correct": True}), ["The prompt is missing."]),
    (item("true_false", prompt=5, correct=True), ["The prompt is missing."]),
    (item("true_false", prompt=" ", correct=True), ["The prompt is missing."]),
    (
        Item("i", "g", 1, "true_false", {"prompt": "?", "correct": True}, use="never", difficulty=4),
        ['"use" is test, practice or both, not "never".', "The difficulty is 1, 2 or 3, not 4."],
    ),
    (item("true_false", correct=True, given=["x"]), ['"given" is a table of named values.']),
    (item("true_false"), ['"correct" is true or false.']),
    (item("true_false", correct=1), ['"correct" is true or false.']),
    (item("numeric"), ["The answer is missing."]),
    (item("numeric", answer="5", mistakes=[{}]), ['Each of "mistakes" needs "value".']),
    (item("numeric", answer="5", mistakes=["6"]), ['"mistakes" is a list of tables, like [{ value = "…" }].']),
    (item("numeric", answer="5", accept=[{"times": 1}]), ['Each of "accept" needs "unit".']),
    (item("numeric", answer="5", mistake_gap="0.1"), [SHARE]),
    (item("numeric", answer="5", mistake_gap=-0.1), [SHARE]),
    (item("numeric", answer="5", mistake_gap=1), [SHARE]),
    (item("numeric", answer="5", mistake_gap=0.9), []),
    (item("numeric", answer="5", mistake_gap=0), []),
    (item("numeric", answer="5", accept=[{"unit": "atm", "times": 0}]), ["The unit atm is accepted zero times."]),
    (item("numeric", answer="5", accept=[{"unit": "atm", "times": "1"}]), []),
    (item("numeric", answer="0"), [
        'The answer is 0, so a tolerance in % leaves no room; give it in the unit, like "0.5".']),
    (item("numeric", answer="0", tolerance="0.5"), []),
    (item("numeric", answer="5", tolerance="0"), []),
    (item("numeric", answer="1.2345", figures=2, tolerance="1 %"), [
        "The answer as shown (1.2) would itself be marked wrong; show more figures."]),
    (item("numeric", answer="1.25", figures=2, tolerance="0.05"), []),
    (item("numeric", answer="1.2345e9", figures=2, tolerance="1 %"), []),
    (item("numeric", answer="5", tolerance="0.5", mistakes=[{"value": "5.5"}]), [
        "A known mistake (5.5) lies within the tolerance of 5."]),
    (item("numeric", answer="5", tolerance="0.5", mistakes=[{"value": "5.51"}, {"value": "4.4"}]), []),
    (item("numeric", answer="5", figures="many"), None),
    (item("numeric", answer="5", given=X, prompt="{x} {y} of $x_{z}$, $$\n{w}$$", hint="{h}", solution="{answer}{s}"), [
        "The prompt says {y}, which is not a given value.",
        "The hint says {h}, which is not a given value.",
        "The solution says {s}, which is not a given value."]),
    (item("numeric", answer="5/(x - 1)", given=X), [
        'For some values: "5/(x - 1)" divides by zero. Add a condition under `require`.']),
    (item("numeric", answer="x", given=X, require="x > 2"), [
        'None of 400 draws can be used. The last one: "x > 2" does not hold.']),
    (item("numeric", answer="x", given=X, mistakes=[{"value": "1"}]), []),
    (item("single_choice"), ['"options" needs at least 2.']),
    (item("single_choice", options=OPTIONS[:1]), ['"options" needs at least 2.']),
    (item("single_choice", options="ab"), ['"options" is a list of tables, like [{ text = "…" }].']),
    (item("single_choice", options=[*OPTIONS, {"text": " "}]), ['Each of "options" needs "text".']),
    (item("single_choice", options=[*OPTIONS, {}]), ['Each of "options" needs "text".']),
    (item("single_choice", options=OPTIONS[1:] * 2), ["No option is marked as right (correct = true)."]),
    (item("single_choice", options=[{"text": t, "correct": True} for t in "ab"]), [
        "More than one option is marked as right; that is multiple_choice."]),
    (item("multiple_choice", options=[{"text": t, "correct": True} for t in "ab"]), []),
    (item("single_choice", options=[{"text": "a", "correct": True}, {"text": "a"}], fixed_order=True), [
        "Two choices read the same: a, a."]),
    (item("short_text"), ['"answers" needs at least 1.']),
    (item("short_text", answers="a"), ['"answers" is a list of texts.']),
    (item("short_text", answers=[" "]), ['"answers" is a list of texts.']),
    (item("short_text", answers=[5]), ['"answers" is a list of texts.']),
    (item("matching"), ['"pairs" needs at least 2.']),
    (item("matching", pairs=PAIRS[:1]), ['"pairs" needs at least 2.']),
    (item("matching", pairs=[*PAIRS, {"left": "3"}]), ['Each of "pairs" needs "right".']),
    (item("matching", pairs=[*PAIRS, {"right": "3"}]), ['Each of "pairs" needs "left".']),
    (item("matching", pairs=[*PAIRS, {"left": "1", "right": "c"}]), ["Two choices read the same: 1, 2, 1."]),
    (item("matching", pairs=PAIRS, distractors="c"), ['"distractors" is a list of texts.']),
    (item("ordering"), ['"sequence" needs at least 2.']),
    (item("ordering", sequence=["a"]), ['"sequence" needs at least 2.']),
    (item("ordering", sequence=["a", "b"]), []),
    (item("ordering", sequence_by=[{"text": "a", "value": "1"}]), ['"sequence_by" needs at least 2.']),
    (item("ordering", sequence_by=[{"text": t} for t in "ab"]), ['Each of "sequence_by" needs "value".']),
    (item("ordering", sequence_by=[{"value": t} for t in "12"]), ['Each of "sequence_by" needs "text".']),
    (item("cloze"), ['"gaps" needs at least 1.']),
    (item("cloze", prompt="[[1]]", gaps=[{}]), ['Each of "gaps" needs "answer".']),
    (item("cloze", prompt="[[1]] [[1]]", gaps=[{"answer": "a"}] * 2), [
        "The prompt needs each of [[1]] to [[2]] once, one for each gap."]),
    (item("cloze", prompt="[[2]] [[1]]", gaps=[{"answer": "a"}] * 2), []),
    (item("cloze", prompt="[[1]] [[2]]", gaps=[{"answer": "a"}, {"answer": "a", "choices": ["c"]}]), [
        "The answer of gap 2 is not among its choices."]),
    (item("cloze", prompt="[[1]]", gaps=[{"answer": "a", "choices": ["a", "a"]}]), [
        "Two choices read the same: a, a."]),
    (item("essay"), ['"rubric" needs at least 1.']),
    (item("essay", rubric="text"), [POINTS]),
    (item("performance", rubric=[{}]), ['Each of "rubric" needs "text".']),
    (item("essay", rubric=[{"text": "a", "points": 0}]), [RUBRIC]),
    (item("essay", rubric=[{"text": "a", "points": -1}, {"text": "b", "points": 2}]), [RUBRIC]),
    (item("essay", rubric=[{"text": "a", "points": 1.5}]), [RUBRIC]),
    (item("essay", rubric=[{"text": "a"}]), []),
    (item("essay", rubric=[{"text": "a", "points": 0}, {"text": "b", "points": 1}]), []),
]  # fmt: skip


@pytest.mark.parametrize(("written", "told"), FAULTS, ids=range(len(FAULTS)))
def test_a_fault_is_told_once_and_nothing_else(written: Item, told: list[str] | None) -> None:
    if told is None:
        (only,) = problems_of(written)
        assert only.startswith("The item is not written as content/README.md says (")
        assert "many" in only
    else:
        assert problems_of(written) == told


def test_a_use_and_a_difficulty_are_one_of_three() -> None:
    for use in ("test", "practice", "both"):
        for difficulty in (1, 2, 3):
            body = {"prompt": "?", "correct": False}
            assert problems_of(Item("i", "g", 1, "true_false", body, use=use, difficulty=difficulty)) == []


REMARKS = [
    (item("single_choice", options=OPTIONS), ['The wrong option "b" names no misconception.']),
    (item("multiple_choice", options=[{}, "c"]), ['The wrong option "" names no misconception.']),
    (item("single_choice", options=({"text": "b", "misconception": "m"},)), []),
    (item("single_choice", options="ab"), []),
    (item("single_choice"), []),
    (item("matching", options=OPTIONS), []),
    (item("numeric", answer="5"), ["No likely mistake is listed, so none will be recognised."]),
    (item("numeric", answer="5", mistakes=[{"value": "6"}]), []),
    (item("essay"), ["There is no model answer (`solution`)."]),
    (item("essay", solution="So."), []),
    (item("true_false", picture="a.svg"), ["The picture has no words for those who cannot see it (`picture_alt`)."]),
    (item("true_false", picture="a.svg", picture_alt="A dial"), []),
]


@pytest.mark.parametrize(("written", "remarks"), REMARKS, ids=range(len(REMARKS)))
def test_a_sound_item_could_be_better(written: Item, remarks: list[str]) -> None:
    assert remarks_of(written) == remarks
