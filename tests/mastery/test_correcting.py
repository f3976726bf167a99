"""A corrected key: worked out for each student's own numbers, the same in the bank, and nobody ever loses by it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.content.pack import read_pack
from server.mastery.amending import amended, same_question
from server.mastery.correcting import WAYS, BadKey, Correction, as_expression, corrected, names_left_out, remarked
from server.mastery.drawing import draw_item, from_json, to_json
from server.mastery.expressions import ExpressionError
from server.mastery.givens import NoVariant
from server.mastery.grading import grade
from server.mastery.luck import Dice
from server.mastery.meanings import meanings
from server.mastery.proofing import problems_of
from server.mastery.right_answers import right_answer
from server.mastery.values import DrawnItem, Item, Mark

BOYLE = Item(
    "boyle", "g-2", 1, "numeric",
    {
        "prompt": "{V1} mL at {P1} kPa become {V2} mL. What is the pressure?",
        "given": {
            "V1": {"choose": ["48.0", "60.0"]}, "P1": {"from": 95, "to": 103, "step": 0.5}, "V2": {"fixed": "20"},
        },
        "answer": "P1*V2/V1", "unit": "kPa", "tolerance": "1 %",
        "mistakes": [{"value": "P1*V1/V2", "misconception": "ratio upside down", "feedback": "Turn it round."}],
        "solution": "It is {answer} kPa.",
    },
)  # fmt: skip
UPSIDE = Correction("replace", ("P1*V1/V2",), "1 %", solution="P₁V₁ ÷ V₂ = {answer} kPa")


def _drawn(type: str, n: int = 0, **body: Any) -> DrawnItem:
    return draw_item(Item("i", "g-1", 1, type, {"prompt": "?", **body}), n, Dice(f"{type}{n}"))


@pytest.mark.parametrize("n", range(6))
def test_a_new_sum_is_worked_out_with_each_students_own_numbers(n: int) -> None:
    drawn = draw_item(BOYLE, n, Dice("any"))
    v = {name: float(text) for name, text in drawn.values.items()}
    after = corrected(drawn, UPSIDE)
    right = v["P1"] * v["V1"] / v["V2"]
    assert after.key["value"] == pytest.approx(right, rel=1e-11)
    assert after.prompt == drawn.prompt and after.values == drawn.values
    assert after.solution == f"P₁V₁ ÷ V₂ = {after.key['shown']} kPa"
    assert grade(after, {"number": f"{right:.6g}"}).right, "and what was listed as a mistake is right now"
    assert not grade(after, {"number": drawn.key["shown"]}).right
    assert from_json(to_json(after)) == after


def test_a_key_that_is_the_same_for_numbers_that_differ_is_noticed() -> None:
    examples = [draw_item(BOYLE, n, Dice("any")) for n in range(6)]
    for same in ("388", "97*4", "V2*2"):
        assert names_left_out(examples, Correction("replace", (same,), "1 %")) == ["V1", "P1"], same
        # Accepted also, it would be as right for everybody.
        assert names_left_out(examples, Correction("accept", (same,), "1 %")) == ["V1", "P1"], same
    assert names_left_out(examples, Correction("accept", ("P1*V1",), "1 %")) == []
    assert names_left_out(examples, UPSIDE) == []
    assert names_left_out(examples[:1], Correction("replace", ("388",), "1 %")) == [], "one student, one number"


def test_of_several_numbers_for_a_gap_one_that_is_the_same_for_all_is_noticed() -> None:
    item = Item("i", "g-1", 1, "cloze", {
        "prompt": "{a} and one is [[1]], in [[2]].", "given": {"a": {"from": 1, "to": 20, "step": 1}},
        "gaps": [{"answer": "a+1", "numeric": True}, {"answer": "words"}],
    })  # fmt: skip
    examples = [draw_item(item, n, Dice("any")) for n in range(6)]
    assert names_left_out(examples, Correction("accept", ("a+1.0", "7"), gap=0)) == ["a"]
    assert names_left_out(examples, Correction("accept", ("a+1.0", "1+a"), gap=0)) == []
    assert names_left_out(examples, Correction("accept", ("7",), gap=1)) == [], "a word is no number"


@pytest.mark.parametrize("how", ["replace", "accept"])
@pytest.mark.parametrize("tolerance", ["1e999", "1e300", "300 %", "0 figures", "40", "-1", "nan"])
def test_a_tolerance_that_takes_almost_anything_is_refused(how: str, tolerance: str) -> None:
    asked = Correction(how, ("3",), tolerance)
    with pytest.raises((BadKey, NoVariant), match=r"\.$"):
        corrected(_drawn("numeric", answer="2"), asked)
    fresh: list[Item] = []
    with suppress(BadKey):
        fresh.append(amended(Item("i", "g-1", 1, "numeric", {"prompt": "?", "answer": "2"}), asked))
    assert all(map(problems_of, fresh)), "nor does it come into the bank"


@pytest.mark.parametrize("tolerance", ["", "0", "100 %", "1 figure", "30", "3 figures"])
def test_a_tolerance_that_somebody_may_mean_is_taken(tolerance: str) -> None:
    assert corrected(_drawn("numeric", answer="2"), Correction("replace", ("3",), tolerance)).key["value"] == 3
    assert corrected(_drawn("numeric", answer="2"), Correction("replace", ("0",), tolerance.replace("30", "9")))


@pytest.mark.parametrize("number", ["1e999", "1e308*10", "1/0", "1e400 L"])
def test_a_key_without_a_value_is_refused(number: str) -> None:
    for gap, drawn in ((0, _drawn("numeric", answer="2")), (1, _drawn("cloze", **TWO_GAPS))):
        for how in ("replace", "accept"):
            with pytest.raises((BadKey, NoVariant, ExpressionError), match=r"\.$"):
                corrected(drawn, Correction(how, (number,), "1 %", gap))


def test_the_bank_gets_the_same_key_and_forgets_the_mistake_that_was_none() -> None:
    item = amended(BOYLE, UPSIDE)
    assert problems_of(item) == [] and item.body["mistakes"] == [] and same_question(item, BOYLE)
    assert BOYLE.body["mistakes"], "the old version stays as it was"
    for n in range(4):
        fresh, mended = draw_item(item, n, Dice("any")), corrected(draw_item(BOYLE, n, Dice("any")), UPSIDE)
        if fresh.values == mended.values:
            assert {**mended.key, "mistakes": []} == dict(fresh.key)
    assert not same_question(item, Item("boyle", "g-2", 2, "numeric", {**BOYLE.body, "prompt": "Another?"}))


OPTIONS = [
    {"text": "up", "correct": True}, {"text": "down", "misconception": "inverse", "feedback": "No."}, {"text": "so"},
]  # fmt: skip
PAIRS = [{"left": "P", "right": "kPa"}, {"left": "V", "right": "L"}]
GAPS = [{"choices": ["up", "down"], "answer": "up"}, {"answer": "3", "numeric": True, "tolerance": "1 %"}]
TWO_GAPS = {"prompt": "[[1]] [[2]]", "gaps": GAPS}
CASES: list[tuple[str, dict[str, Any], Correction, dict[str, str]]] = [
    ("single_choice", {"options": OPTIONS}, Correction("replace", ("down",)), {"down": "choice"}),
    ("single_choice", {"options": OPTIONS}, Correction("accept", ("down",)), {"down": "choice"}),
    ("multiple_choice", {"options": OPTIONS}, Correction("replace", ("down", "so")), {"down": "", "so": ""}),
    ("multiple_choice", {"options": OPTIONS}, Correction("accept", ("so",)), {"up": "", "so": ""}),
    ("true_false", {"correct": True}, Correction("replace", ("false",)), {"=choice": "false"}),
    ("numeric", {"answer": "2", "unit": "L"}, Correction("replace", ("3,5",)), {"=number": "3.5"}),
    ("numeric", {"answer": "2", "unit": "L"}, Correction("accept", ("7/2",)), {"=number": "3.5 L"}),
    ("short_text", {"answers": ["Boyle"]}, Correction("replace", ("Mariotte",)), {"=text": "mariotte"}),
    ("short_text", {"answers": ["Boyle"]}, Correction("accept", ("Mariotte",)), {"=text": "mariotte"}),
    ("cloze", TWO_GAPS, Correction("replace", ("down",), "0", 0), {"=0": "down", "=1": "3"}),
    ("cloze", TWO_GAPS, Correction("accept", ("4",), "1 %", 1), {"=0": "up", "=1": "4"}),
]  # fmt: skip


def _typed(drawn: DrawnItem, said: Mapping[str, str]) -> dict[str, str]:
    typed = {}
    for name, value in said.items():
        if name.startswith("="):
            typed[name[1:]] = value
        else:
            place = str(drawn.options.index(name))
            typed.update({value: place} if value else {place: "on"})
    return typed


@pytest.mark.parametrize(("type", "body", "correction", "said"), CASES)
def test_each_type_in_a_test_and_in_the_bank(
    type: str, body: dict[str, Any], correction: Correction, said: dict[str, str]
) -> None:
    drawn = _drawn(type, **body)
    typed = _typed(drawn, said)
    assert not grade(drawn, typed).right
    assert grade(corrected(drawn, correction), typed).right
    item = Item("i", "g-1", 1, type, json.loads(json.dumps({"prompt": "?", **body})))
    fresh = amended(item, correction)
    assert problems_of(fresh) == []
    again = draw_item(fresh, 0, Dice("other"))
    assert grade(again, _typed(again, said)).right
    old_key = right_answer(drawn) or {}
    # Of several ticks a further right one is asked for from now on: half, and the better mark stays.
    assert grade(corrected(drawn, correction), old_key).right == (correction.how == "accept" and type[0] != "m")
    assert remarked(corrected(drawn, correction), old_key, grade(drawn, old_key)).right


def test_pairs_and_orders() -> None:
    drawn = _drawn("matching", pairs=PAIRS, distractors=["K"])
    swapped = Correction("replace", ("L", "K"))
    assert right_answer(corrected(drawn, swapped)) == {
        "0": str(drawn.options.index("L")), "1": str(drawn.options.index("K"))
    }  # fmt: skip
    body = amended(Item("i", "g", 1, "matching", {"prompt": "?", "pairs": PAIRS, "distractors": ["K"]}), swapped).body
    assert [p["right"] for p in body["pairs"]] == ["L", "K"] and body["distractors"] == ["kPa"]
    drawn = _drawn("ordering", sequence=["a", "b", "c"])
    after = corrected(drawn, Correction("replace", ("c", "a", "b")))
    assert [after.key["places"][drawn.options.index(x)] for x in "cab"] == [1, 2, 3]


@pytest.mark.parametrize(
    ("type", "body", "correction"),
    [
        ("single_choice", {"options": OPTIONS}, Correction("replace", ("sideways",))),
        ("single_choice", {"options": OPTIONS}, Correction("replace", ("down", "so"))),
        ("true_false", {"correct": True}, Correction("accept", ("false",))),
        ("numeric", {"answer": "2"}, Correction("replace", ("1,234",))),
        ("numeric", {"answer": "2"}, Correction("replace", ("",))),
        ("short_text", {"answers": ["x"]}, Correction("replace", ())),
        ("cloze", TWO_GAPS, Correction("replace", ("x",), "", 2)),
    ],
)
def test_what_cannot_be_meant_is_said_in_a_sentence(type: str, body: dict[str, Any], correction: Correction) -> None:
    with pytest.raises(BadKey, match=r"\.$"):
        corrected(_drawn(type, **body), correction)


def test_a_dropped_question_earns_all_and_comes_back_with_a_key() -> None:
    essay = _drawn("essay", rubric=[{"points": 2, "text": "why"}])
    for drawn in (_drawn("single_choice", options=OPTIONS), essay):
        dropped = corrected(drawn, Correction("drop"))
        assert grade(dropped, {}).right
        assert remarked(dropped, {"marked": "wrong"}, Mark(0.0, drawn.points)).right
    gone = corrected(_drawn("true_false", correct=True), Correction("drop"))
    back = corrected(gone, Correction("replace", ("false",)))
    assert not grade(back, {"choice": "true"}).right


def test_what_waits_goes_on_waiting_unless_it_is_right_now() -> None:
    drawn = _drawn("numeric", answer="1.234")
    waits = grade(drawn, {"number": "1,234"})
    assert waits.points is None and [m.said for m in meanings(drawn, {"number": "1,234"})] == ["1.234", "1234"]
    assert [m.mark.points for m in meanings(drawn, {"number": "1,234"})] == [1.0, 0.0]
    assert remarked(corrected(drawn, Correction("replace", ("7",))), {"number": "1,234"}, waits) is waits
    assert remarked(corrected(drawn, Correction("drop")), {"number": "1,234"}, waits).right
    assert meanings(drawn, {"number": "1.234"}) == ()


def test_numbers_as_they_are_typed() -> None:
    assert [as_expression(t) for t in ("1,5", "6.02 × 10^23", " P1*2 ")] == ["1.5", "6.02e+23", "P1*2"]


@pytest.fixture(scope="module")
def sample() -> list[Item]:
    root = Path(__file__).parents[2]
    return list(read_pack(root / "server" / "content" / "sample" / "gas-laws", root / "videos" / "gas-laws").items)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nobody_ever_loses(sample: list[Item], data: st.DataObject) -> None:
    """Whatever was answered to whatever question, and whatever the teacher says is right: the better mark is kept."""
    item = data.draw(st.sampled_from(sample))
    numbers = item.variants or (0, 1, 2)
    drawn = draw_item(item, data.draw(st.sampled_from(numbers)), Dice(str(data.draw(st.integers(0, 99)))))
    fields = st.sampled_from(["choice", "number", "text", "0", "1", "2", "3", "marked"])
    texts = st.sampled_from(["0", "1", "2", "on", "true", "right", "up", "1,234", "173", "0.5 atm"])
    typed = data.draw(st.one_of(st.just(dict(right_answer(drawn) or {})), st.dictionaries(fields, texts)))
    before = grade(drawn, typed)
    texts_right = [*drawn.options, "true", "false", *map(str, drawn.values.values()), "42", "P1*2", "up"]
    some = tuple(data.draw(st.lists(st.sampled_from(texts_right), max_size=4)))
    correction = Correction(data.draw(st.sampled_from(WAYS[item.type])), some, "1 %", data.draw(st.integers(0, 2)))
    try:
        fresh = corrected(drawn, correction)
    except ValueError:
        return
    after = remarked(fresh, typed, before)
    if before.points is None:
        assert after is before or after.right
    else:
        assert after.points is not None and before.points <= after.points <= after.out_of
    assert after.right or correction.how != "drop"
    assert fresh.prompt == drawn.prompt and fresh.options == drawn.options
