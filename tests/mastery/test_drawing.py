"""Every kind of item, drawn once with all that may be written into it and once with the least."""

import json
from typing import Any

import pytest

from server.mastery.drawing import draw_item, from_json, key_text, to_json
from server.mastery.givens import NoVariant
from server.mastery.keys import tolerance_of
from server.mastery.luck import Dice
from server.mastery.values import DrawnItem, Item

FILLED = {"given": {"p": {"fixed": "98.5"}}, "prompt": "At {p} kPa, ${\\rm x}_{q}$?"}
SHOWN = {"prompt": "At 98.5 kPa, ${\\rm x}_{q}$?", "values": {"p": "98.5"}}
NO_WHY = {"misconception": "", "feedback": ""}


def item(type: str, /, **body: Any) -> Item:
    return Item("i", "gases-2", 7, type, {**FILLED, **body}, nice=True)


def drawn(type: str, /, **parts: Any) -> DrawnItem:
    return DrawnItem(id="i", version=7, objective="gases-2", type=type, variant=5, nice=True, **{**SHOWN, **parts})


DRAWS = [
    (
        item(
            "numeric", answer="p*2", unit="kPa", figures=4, tolerance="2 %", picture="a.svg",
            picture_alt="{p} on a dial", hint="Double {p}, not {answer}.", solution="2 × {p} = {answer}", format="html",
            accept=[{"unit": "atm", "times": "1/p"}, {"unit": "Pa", "times": 1000}],
            mistakes=[{"value": "p", "misconception": "forgot {p}", "feedback": "It is {answer}."}, {"value": "1"}],
        ),
        drawn(
            "numeric", unit="kPa", figures=4, picture="a.svg", picture_alt="98.5 on a dial",
            hint="Double 98.5, not {answer}.", solution="2 × 98.5 = 197.0", format="html",
            key={
                "value": 197.0, "shown": "197.0", "unit": "kPa", "tolerance": 3.94,
                "accept": [{"unit": "atm", "times": 1 / 98.5}, {"unit": "Pa", "times": 1000.0}],
                "mistakes": [
                    {"value": 98.5, "misconception": "forgot 98.5", "feedback": "It is 197.0."},
                    {"value": 1.0, **NO_WHY},
                ],
            },
        ),
    ),
    (
        item("numeric", answer=3),
        drawn(
            "numeric", figures=3,
            key={"value": 3.0, "shown": "3.00", "unit": "", "tolerance": 0.03, "accept": [], "mistakes": []},
        ),
    ),
    (
        item("numeric", answer="10/3", decimals=1, tolerance=1),
        drawn(
            "numeric", figures=0,
            key={"value": 3.33333333333, "shown": "3.3", "unit": "", "tolerance": 1.0, "accept": [], "mistakes": []},
        ),
    ),
    (
        item(
            "single_choice", fixed_order=True, solution="It is {p}.",
            options=[
                {"text": "{p}", "correct": True},
                {"text": "b", "misconception": "m{p}", "feedback": "f{p}"},
                {"text": "c", "correct": False},
            ],
        ),
        drawn(
            "single_choice", options=("98.5", "b", "c"), order=(0, 1, 2), solution="It is 98.5.",
            key={"right": [0], "options": [NO_WHY, {"misconception": "m98.5", "feedback": "f98.5"}, NO_WHY]},
        ),
    ),
    (
        item("multiple_choice", options=[{"text": t, "correct": t in "bc", "feedback": t} for t in "abc"]),
        drawn(
            "multiple_choice", options=("b", "c", "a"), order=(1, 2, 0),
            key={"right": [0, 1], "options": [{"misconception": "", "feedback": t} for t in "bca"]},
        ),
    ),
    (
        item("true_false", correct=True, misconception="m{p}", feedback="f"),
        drawn(
            "true_false", options=("True", "False"), order=(0, 1),
            key={"right": True, "misconception": "m98.5", "feedback": "f"},
        ),
    ),
    (
        item("short_text", answers=["{p} kPa", 98], misconception="m"),
        drawn("short_text", key={"answers": ["98.5 kPa", "98"], "misconception": "m", "feedback": ""}),
    ),
    (
        item(
            "matching", feedback="f", distractors=["d{p}", "a98.5"],
            pairs=[{"left": "1{p}", "right": "a{p}"}, {"left": "2", "right": "b"}, {"left": "3", "right": "a{p}"}],
        ),
        drawn(
            "matching", options=("b", "d98.5", "a98.5"), order=(1, 2, 0), left=("198.5", "2", "3"),
            key={"right": [2, 0, 2], "misconception": "", "feedback": "f"},
        ),
    ),
    (
        item("matching", pairs=[{"left": "1", "right": "a"}, {"left": "2", "right": "b"}]),
        drawn("matching", options=("a", "b"), order=(0, 1), left=("1", "2"), key={"right": [0, 1], **NO_WHY}),
    ),
    (
        item("ordering", sequence=["a{p}", "b", "c"], misconception="m"),
        drawn(
            "ordering", options=("b", "c", "a98.5"), order=(1, 2, 0),
            key={"places": [2, 3, 1], "misconception": "m", "feedback": ""},
        ),
    ),
    (
        item("ordering", sequence_by=[{"text": f"{n}{{p}}", "value": f"{n}*p"} for n in (3, 1, 2)]),
        drawn(
            "ordering", options=("298.5", "398.5", "198.5"), order=(2, 0, 1), key={"places": [2, 3, 1], **NO_WHY}
        ),
    ),
    (
        item(
            "cloze",
            gaps=[
                {"answer": "a{p}", "choices": ["b{p}", "a{p}", "c"], "misconception": "m"},
                {"answer": "P", "accept": ["p{p}", "pp"]},
            ],
        ),
        drawn(
            "cloze", gaps=(("a98.5", "c", "b98.5"), ()),
            key={"gaps": [
                {"answers": ["a98.5"], "misconception": "m", "feedback": ""},
                {"answers": ["P", "p98.5", "pp"], **NO_WHY},
            ]},
        ),
    ),
    (
        item(
            "numeric", answer="p", unit_required=True, figures_asked=4, fractions=True, tolerance="0",
            credit=[
                {"value": "p*2", "tolerance": "1 %", "fraction": 0.5, "feedback": "Twice {p}."},
                {"value": "98,25", "tolerance": "", "fraction": "0.25"},
                {"value": "*", "fraction": 0, "feedback": "No."},
            ],
        ),
        drawn(
            "numeric", figures=4,
            key={
                "value": 98.5, "shown": "98.50", "unit": "", "tolerance": 0.0, "accept": [], "mistakes": [],
                "unit_required": True, "fractions": True, "figures_asked": 4,
                "credit": [
                    {"value": 197.0, "tolerance": 1.97, "fraction": 0.5, **NO_WHY, "feedback": "Twice 98.5."},
                    {"value": 98.25, "tolerance": 0.0, "fraction": 0.25, **NO_WHY},
                    {"value": "*", "tolerance": 0.0, "fraction": 0.0, "misconception": "", "feedback": "No."},
                ],
            },
        ),
    ),
    (
        item("numeric", answer="1/7", tolerance="0.000001"),
        drawn(
            "numeric", figures=0,
            key={
                "value": 0.142857142857, "shown": "0.142857", "unit": "", "tolerance": 1e-06, "accept": [],
                "mistakes": [],
            },
        ),
    ),
    (
        item(
            "single_choice", fixed_order=True,
            options=[{"text": "a", "fraction": 0.5, "correct": True}, {"text": "b", "correct": True}, {"text": "c"}],
        ),
        drawn(
            "single_choice", options=("a", "b", "c"), order=(0, 1, 2),
            key={"right": [1], "options": [NO_WHY] * 3, "fractions": [0.5, 1.0, 0.0]},
        ),
    ),
    (
        item(
            "multiple_choice", fixed_order=True,
            options=[{"text": t, "fraction": f} for t, f in (("a", 0.5), ("b", 0.5), ("c", -1))],
        ),
        drawn(
            "multiple_choice", options=("a", "b", "c"), order=(0, 1, 2),
            key={"right": [0, 1], "options": [NO_WHY] * 3, "fractions": [0.5, 0.5, -1.0]},
        ),
    ),
    (
        item("true_false", correct=True, feedback="no {p}", feedback_right="yes {p}"),
        drawn(
            "true_false", options=("True", "False"), order=(0, 1),
            key={"right": True, "misconception": "", "feedback": "no 98.5", "feedback_right": "yes 98.5"},
        ),
    ),
    (
        item(
            "short_text", answers=["{p} kPa"], case=True, accents=True, wildcards=True, strict=False,
            credit=[{"text": "{p}*", "fraction": 0.5, "feedback": "In kPa?"}],
        ),
        drawn(
            "short_text",
            key={
                "answers": ["98.5 kPa"], **NO_WHY, "case": True, "accents": True, "wildcards": True,
                "credit": [{"text": "98.5*", "fraction": 0.5, "misconception": "", "feedback": "In kPa?"}],
            },
        ),
    ),
    (
        item("short_text", answers=["Na -> Na^+ + e^-"], reads="equation", states=True),
        drawn("short_text", reads="equation", key={"answers": ["Na -> Na^+ + e^-"], **NO_WHY, "states": True}),
    ),
    (
        item("short_text", answers=["Ca(OH)2"], reads="formula", strict=True),
        drawn("short_text", reads="formula", key={"answers": ["Ca(OH)2"], **NO_WHY, "strict": True}),
    ),
    (
        item(
            "cloze",
            gaps=[
                {"answer": "p*2", "accept": ["1"], "numeric": True, "tolerance": "1 %", "weight": 2,
                 "credit": [{"text": "1", "fraction": 1, "feedback": "f"}, {"text": "*", "tolerance": "5"}]},
                {"answer": "a", "case": True, "credit": [{"text": "b", "fraction": 0.5}]},
            ],
        ),
        drawn(
            "cloze", gaps=((), ()),
            key={"gaps": [
                {
                    "answers": ["197", "1"], **NO_WHY, "weight": 2.0,
                    "numbers": [
                        {"value": 197.0, "tolerance": 1.97, "fraction": 1.0, **NO_WHY},
                        {"value": 1.0, "tolerance": 0.01, "fraction": 1.0, "misconception": "", "feedback": "f"},
                        {"value": "*", "tolerance": 0.0, "fraction": 0.0, **NO_WHY},
                    ],
                },
                {"answers": ["a"], **NO_WHY, "case": True, "credit": [{"text": "b", "fraction": 0.5, **NO_WHY}]},
            ]},
        ),
    ),
    (
        item(
            "essay", passage="{p} kPa.", marks=["claim"], why=True, template="At {p} …", upload=True,
            rubric=[{"text": "why"}],
        ),
        drawn(
            "essay", points=1, rubric=({"text": "why"},), key={"rubric": [{"text": "why"}]}, passage="98.5 kPa.",
            marks=("claim",), why=True, template="At 98.5 …", upload=True,
        ),
    ),
    (
        item("essay", rubric=[{"points": 2, "text": "says {p}"}, {"text": "why"}]),
        drawn(
            "essay", points=3, rubric=({"points": 2, "text": "says 98.5"}, {"text": "why"}),
            key={"rubric": [{"points": 2, "text": "says 98.5"}, {"text": "why"}]},
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("written", "whole"), DRAWS, ids=range(len(DRAWS)))
def test_an_item_is_drawn_with_all_that_is_written_in_it(written: Item, whole: DrawnItem) -> None:
    assert draw_item(written, 5, Dice("k")) == whole


@pytest.mark.parametrize("whole", [whole for _, whole in DRAWS], ids=range(len(DRAWS)))
def test_what_is_drawn_survives_storage(whole: DrawnItem) -> None:
    stored = json.loads(json.dumps(to_json(whole)))
    assert from_json(stored) == whole
    assert {"why", "reads", "passage", "marks", "purpose"}.isdisjoint(stored) or whole.reads or whole.passage


def test_an_item_without_a_prompt_is_drawn_for_its_proofs() -> None:
    bare = Item("i", "gases-2", 1, "true_false", {"correct": False})
    assert draw_item(bare, 0, Dice("k")).prompt == ""


def test_two_things_in_order_may_be_shown_already_right() -> None:
    pair = item("ordering", sequence=["a", "b"])
    assert {draw_item(pair, 0, Dice(str(n))).order for n in range(20)} == {(0, 1), (1, 0)}


@pytest.mark.parametrize(
    ("tolerance", "key", "room"),
    [
        ("1 %", 200.0, 2.0),
        ("1%", -200.0, 2.0),
        (" 2.5 % ", 200.0, 5.0),
        ("12 %", 200.0, 24.0),
        ("0.5", -200.0, 0.5),
        ("1 figure", 200.0, 50.0),
        ("3 figures", 0.0123, 0.00005),
        ("2 figures", 0.0, 0.05),
    ],
)
def test_a_tolerance_as_written(tolerance: str, key: float, room: float) -> None:
    assert tolerance_of(item("numeric", tolerance=tolerance), key) == pytest.approx(room)


def test_a_tolerance_is_one_percent_unless_written_otherwise() -> None:
    assert tolerance_of(item("numeric"), 50) == 0.5
    for wrong in ("about", "1 kPa", "-1", "", "1 % 2"):
        with pytest.raises(NoVariant) as refused:
            tolerance_of(item("numeric", tolerance=wrong), 1)
        assert str(refused.value) == f'The tolerance "{wrong}" is none of: "1 %", "0.5", "3 figures".'


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (item("numeric", answer="p", unit="kPa"), "98.5 kPa"),
        (item("numeric", answer="p"), "98.5"),
        (item("multiple_choice", fixed_order=True, options=[{"text": t, "correct": t != "b"} for t in "abc"]), "a; c"),
        (item("true_false", correct=True), "True"),
        (item("true_false", correct=False), "False"),
        (item("matching", pairs=[{"left": "1", "right": "a"}, {"left": "2", "right": "b"}]), "1 → a; 2 → b"),
        (item("essay", rubric=[{"text": "why"}, {"text": "how"}]), "why; how"),
        (item("short_text", answers=["Ca(OH)2"], reads="formula"), "Ca(OH)₂"),
        (item("short_text", answers=["Ca(OH)2", "lime"]), "Ca(OH)2"),
        (item("short_text", credit=[{"text": "half", "fraction": 0.5}]), "half"),
        (item("cloze", gaps=[{"answer": "up", "choices": ["down", "up"]}, {"answer": "P", "accept": ["p"]}]), "up; P"),
        (item("ordering", sequence=["a", "b", "c"]), "1. a; 2. b; 3. c"),
        (item("performance", rubric=[{"text": "why"}], solution="Because of {p}."), "Because of 98.5."),
    ],
)
def test_the_right_answer_in_words(written: Item, text: str) -> None:
    assert key_text(draw_item(written, 5, Dice("k"))) == text


def test_what_was_stored_before_a_field_was_thought_of_can_be_read() -> None:
    stored = {"id": "i", "version": 7, "objective": "gases-2", "type": "essay", "variant": 5, "nice": True, "key": {}}
    assert from_json({**stored, **SHOWN}) == drawn("essay", key={})
