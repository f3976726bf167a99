"""What an author is told, word for word: one fault each, in an item that is sound otherwise."""

from typing import Any

import pytest

from server.mastery.proofing import problems_of, proofread, remarks_of
from server.mastery.values import Item
from server.mastery.variant_table import VariantTable, variant_table


def item(type: str, /, **body: Any) -> Item:
    return Item("i", "gases-2", 1, type, {"prompt": "What now?", **body})


X = {"x": {"choose": ["1", "2"]}}
OPTIONS = [{"text": "a", "correct": True}, {"text": "b"}]
PAIRS = [{"left": "1", "right": "a"}, {"left": "2", "right": "b"}]
RUBRIC = "The points of a rubric are whole numbers, more than 0 together."
SHARE = '"mistake_gap" is a share from 0 to 1, like 0.05.'
RANGE = '"range" is the lowest and the highest answer that make sense, like [0.5, 20].'
FRACTION = 'A "fraction" in "credit" is a share of the points from -1 to 1, like 0.5.'
TAGS = 'The "marks" are different tags without the sign |.'
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
    (item("numeric", answer="5", tolerance="1e999"), ['The tolerance "1e999" would take any number for right.']),
    (item("numeric", answer="1e308", tolerance="100000 %"), [
        'The tolerance "100000 %" would take any number for right.']),
    (item("numeric", answer="1.2345", figures=2, tolerance="1 %"), [
        "The answer as shown (1.2) would itself be marked wrong; show more figures."]),
    (item("numeric", answer="1.25", figures=2, tolerance="0.05"), []),
    (item("numeric", answer="1.2345e9", figures=2, tolerance="1 %"), [
        "The answer as shown (1.2 × 10⁹) would itself be marked wrong; show more figures."]),
    (item("numeric", answer="1.2345e9", figures=3, tolerance="1 %"), []),
    (item("numeric", answer="1.2345", tolerance="0.0001"), []),
    (item("numeric", answer="10/3", tolerance="0"), []),
    (item("numeric", answer="5", figures=2, figures_asked=3), [
        "The answer as shown (5.0) has not the 3 figures asked for."]),
    (item("numeric", answer="5", figures_asked=2), []),
    (item("numeric", answer="5", unit="kPa", unit_required=True), []),
    (item("numeric", answer="5", figures_asked=0), ['"figures_asked" is a whole number from 1 to 14.']),
    (item("numeric", answer="5", figures_asked=14), []),
    (item("numeric", answer="5", range=[6, 9]), [
        "The answer is 5, outside 6 to 9."]),
    (item("numeric", answer="5", range=[5, 5]), []),
    (item("numeric", answer="5", range=[9, 6]), [RANGE]),
    (item("numeric", answer="5", range="5 to 9"), [RANGE]),
    (item("numeric", answer="5", range=5), [RANGE]),
    (item("numeric", answer="5", range=[4, 5, 6]), [RANGE]),
    (item("numeric", answer="5", credit=[{"value": "4", "fraction": 0.5}, {"value": "*"}]), []),
    (item("numeric", answer="5", credit=[{"fraction": 0.5}]), ['Each of "credit" needs "value".']),
    (item("numeric", answer="5", credit=[{"value": "4", "fraction": 2}]), [FRACTION]),
    (item("numeric", answer="5", credit=[{"value": "4", "fraction": -1.5}]), [FRACTION]),
    (item("numeric", answer="5", credit=[{"value": "4", "fraction": -1}, {"value": "5", "fraction": 1}]), []),
    (item("numeric", answer="5", tolerance="0.5", mistakes=[{"value": "5.5"}]), [
        "A known mistake (5.5) lies within the tolerance of 5."]),
    (item("numeric", answer="5", tolerance="0.5", mistakes=[{"value": "5.51"}, {"value": "4.4"}]), []),
    (item("numeric", answer="5", figures="many"), None),
    (item("numeric", answer="5", given=X, prompt="{x} {y} of $x_{z}$, $$\n{w}$$", hint="{h}", solution="{answer}{s}"), [
        "The prompt says {y}, which is not a given value.",
        "The hint says {h}, which is not a given value.",
        "The solution says {s}, which is not a given value."]),
    (item("numeric", answer="5/(x - 1)", given=X), []),
    (item("numeric", answer="5/(x - x)", given=X), ['"5/(x - x)" divides by zero.']),
    (item("numeric", answer="{x}"), ['"{x}" has characters that a calculation does not need.']),
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
    (item("single_choice", format="html", options=[{"text": t, "correct": True} for t in "ab"]), []),
    (item("multiple_choice", options=[{"text": t, "fraction": f} for t, f in (("a", 0.5), ("b", -1))]), []),
    (item("multiple_choice", options=[{"text": "a", "fraction": 0}, {"text": "b"}]), [
        "No option is marked as right (correct = true)."]),
    (item("multiple_choice", options=[{"text": "a", "fraction": "1/2"}, {"text": "b"}]), [
        FRACTION.replace("credit", "options")]),
    (item("true_false", correct=True, format="html", prompt=r"Is \(\frac{a}{b}\) or {c} more?"), []),
    (item("true_false", correct=True, format="html", given=X, prompt="{c}"), [
        "The prompt says {c}, which is not a given value."]),
    (item("short_text", answers=[], credit=[{"text": "a", "fraction": 0.5}]), []),
    (item("short_text", answers=[], credit=[{"text": "a", "fraction": 0}]), ['"answers" needs at least 1.']),
    (item("short_text", answers=[], credit=[{"text": "a"}]), ['"answers" needs at least 1.']),
    (item("short_text", answers=["a"], credit=["a"]), ['"credit" is a list of tables, like [{ text = "…" }].']),
    (item("short_text", answers=["a"], reads="Chinese"), ['"reads" is formula or equation, not "Chinese".']),
    (item("short_text", answers=["H2O"], reads="formula"), []),
    (item("short_text", answers=["H{x}O"], reads="formula", given=X), []),
    (item("short_text", reads="formula", credit=[{"text": "H2O", "fraction": 0.5}]), []),
    (item("short_text", answers=["H2O"], reads="formula", credit=[{"text": "Xy", "fraction": 0.5}]), [
        'We cannot read "Xy" as a formula: There is no element "Xy".']),
    (item("short_text", answers=["2H2O"], reads="formula"), [
        'We cannot read "2H2O" as a formula: A formula begins with an element, not with "2".']),
    (item("short_text", answers=["H2O"], reads="equation"), [
        'We cannot read "H2O" as an equation: An equation needs one arrow: what reacts → what comes of it.']),
    (item("short_text", answers=["H2 + O2 -> H2O"], reads="equation"), [
        'The equation "H2 + O2 -> H2O" does not balance (O).']),
    (item("short_text", answers=["Fe + Ag+ + O2 -> Fe2+ + Ag"], reads="equation"), [
        'The equation "Fe + Ag+ + O2 -> Fe2+ + Ag" does not balance (charge, O).']),
    (item("short_text", answers=["2 H2 + O2 -> 2 H2O"], reads="equation",
          credit=[{"text": "H2 + O2 -> H2O", "fraction": 0.5}]), []),
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
    (item("cloze", prompt="[[1]]", gaps=[{"answer": "1.5", "numeric": True, "credit": [{"text": "*"}]}]), []),
    (item("cloze", prompt="[[1]]", gaps=[{"answer": "up", "numeric": True}]), [
        'The name "up" is not a number here. Known numbers: none.']),
    (item("cloze", prompt="[[1]]", gaps=[{"answer": "a", "weight": -1}]), [
        'Gap 1: the "weight" is a number from 0 on.']),
    (item("cloze", prompt="[[1]]", gaps=[{"answer": "a", "weight": 0}]), [
        "The right answer itself would not earn full marks."]),
    (item("cloze", prompt="[[1]]", gaps=[{"answer": "a", "credit": [{"text": "b", "fraction": 9}]}]), [
        f"Gap 1: {FRACTION}"]),
    (item("essay"), ['"rubric" needs at least 1.']),
    (item("essay", passage="We came.", marks=["claim"], why=True, rubric=[{"text": "a"}]), []),
    (item("essay", marks=["claim"], rubric=[{"text": "a"}]), ['There are "marks", but no "passage" to mark.']),
    (item("essay", passage=5, rubric=[{"text": "a"}]), ['"passage" is a text.']),
    (item("essay", passage="a", marks="claim", rubric=[{"text": "a"}]), ['"marks" is a list of texts.']),
    (item("essay", passage="a", marks=["a|b"], rubric=[{"text": "a"}]), [TAGS]),
    (item("essay", passage="a", marks=["a", "a"], rubric=[{"text": "a"}]), [TAGS]),
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
    (item("multiple_choice", options=[{"text": t, "fraction": 0.4, "misconception": "m"} for t in "ab"]), [
        "All right options together give only 80 % of the points."]),
    (item("multiple_choice", options=[{"text": t, "fraction": f, "misconception": "m"} for t, f in (("a", 0.95),
          ("b", 0))]), []),
    (item("short_text", answers=["I3-"]), []),
    (item("short_text", answers=["I3-", "Na+"], reads="formula"), ['We read "I3-" as I³⁻. If it is I₃⁻, write it so.']),
    (item("numeric", answer="5/(x - 1)", given=X, mistakes=[{"value": "9"}]), [
        '11 of 24 variants cannot be used and are never drawn. In 11: "5/(x - 1)" divides by zero.']),
    (item("essay", solution="So."), []),
    (item("true_false", picture="a.svg"), ["The picture has no words for those who cannot see it (`picture_alt`)."]),
    (item("true_false", picture="a.svg", picture_alt="A dial"), []),
]  # fmt: skip


@pytest.mark.parametrize(("written", "remarks"), REMARKS, ids=range(len(REMARKS)))
def test_a_sound_item_could_be_better(written: Item, remarks: list[str]) -> None:
    assert remarks_of(written) == remarks


def test_the_variants_are_looked_at_once_and_handed_on() -> None:
    sound, useless, broken = item("numeric", answer="5"), item("numeric", answer="5/0"), item("numeric")
    assert proofread(sound).variants == variant_table(sound)
    assert proofread(useless).variants == variant_table(useless)
    assert proofread(broken).variants == VariantTable(())
    assert len(remarks_of(useless)) == len(remarks_of(broken)) == 1, "what is told beside a problem"
