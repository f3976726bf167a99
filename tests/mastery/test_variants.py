import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.mastery.luck import Dice
from server.mastery.values import DrawnTest, Item
from server.mastery.variants import (
    NoVariant,
    decimals,
    draw_item,
    figures,
    from_json,
    key_text,
    offered,
    problems_of,
    remarks_of,
    restored_test,
    stored_test,
    to_json,
    variant,
    variants_of,
)


def item(type: str, /, id: str = "i", use: str = "test", **body: Any) -> Item:
    return Item(id, "gases-2", 1, type, {"prompt": "What now?", **body}, use=use)


SYRINGE = item(
    "numeric",
    id="syringe",
    prompt="{V1} mL at {P1} kPa is squeezed to {V2} mL. $\\frac{P_1}{x}$",
    given={
        "P1": {"from": 95.0, "to": 103.0, "step": 0.5, "decimals": 1},
        "V1": {"choose": ["48.0", "60.0"]},
        "V2": {"value": "V1*0.55", "figures": 2},
    },
    require=["abs(V2 - V1) > 5"],
    answer="P1*V1/V2",
    unit="kPa",
    tolerance="1 %",
    figures=3,
    accept=[{"unit": "atm", "times": "1/101.325"}],
    mistakes=[{"value": "P1*V2/V1", "misconception": "upside down", "feedback": "Not {P1} × {V2} ÷ {V1}."}],
    solution="{P1} × {V1} ÷ {V2} = **{answer} kPa**",
)
EVERY = {
    "numeric": SYRINGE,
    "single_choice": item(
        "single_choice", options=[{"text": t, "correct": t == "b", "misconception": f"m{t}"} for t in "abcd"]
    ),
    "multiple_choice": item("multiple_choice", options=[{"text": t, "correct": t in "bd"} for t in "abcde"]),
    "true_false": item("true_false", correct=False, misconception="m", feedback="f"),
    "short_text": item("short_text", answers=["Boyle", "Boyle's law"], misconception="other law"),
    "matching": item(
        "matching", pairs=[{"left": "1", "right": "a"}, {"left": "2", "right": "b"}], distractors=["c", "d"]
    ),
    "ordering": item("ordering", sequence=["first", "second", "third"]),
    "cloze": item(
        "cloze",
        prompt="[[1]] up, [[2]] too",
        gaps=[{"choices": ["hot", "cold"], "answer": "hot", "misconception": "m1"}, {"answer": "P", "accept": ["p"]}],
    ),
    "essay": item("essay", rubric=[{"points": 2, "text": "says why"}, {"points": 1, "text": "says how"}]),
    "performance": item("performance", rubric=[{"points": 3, "text": "reads the gauge"}]),
}


@pytest.mark.parametrize(
    ("value", "n", "text"),
    [
        (48, 3, "48.0"),
        (2.4, 3, "2.40"),
        (0.038, 3, "0.0380"),
        (101325, 3, "101000"),
        (1013, 3, "1010"),
        (9.996, 3, "10.0"),
        (2.345, 3, "2.35"),
        (100.49999999999999, 4, "100.5"),
        (-2.345, 3, "-2.35"),
        (0.00156, 3, "0.00156"),
        (0.000156, 3, "1.56 × 10⁻⁴"),
        (0.00099996, 3, "0.00100"),
        (999999.9, 3, "1.00 × 10⁶"),
        (6.022e23, 4, "6.022 × 10²³"),
        (999999, 6, "999999"),
        (0, 3, "0"),
        (7, 1, "7"),
    ],
)
def test_significant_figures(value: float, n: int, text: str) -> None:
    assert figures(value, n) == text


@pytest.mark.parametrize(
    ("value", "n", "text"), [(12.5, 2, "12.50"), (0.125, 2, "0.13"), (2.5, 0, "3"), (-0.001, 2, "0.00"), (0, 1, "0.0")]
)
def test_decimal_places(value: float, n: int, text: str) -> None:
    assert decimals(value, n) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_not_finite_is_never_shown(value: float) -> None:
    with pytest.raises(ValueError, match="cannot be shown"):
        figures(value, 3)


@given(st.floats(1e-9, 1e9), st.integers(1, 6))
def test_a_rounded_number_is_within_half_a_step(value: float, n: int) -> None:
    text = figures(value, n).replace(" × 10", "e").translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-"))
    assert float(text) == pytest.approx(value, rel=0.5 * 10 ** (1 - n) * 1.0001)


def test_a_variant_is_the_same_for_ever() -> None:
    assert [dict(variant(SYRINGE, n).values) for n in range(3)] == [
        {"P1": "96.5", "V1": "48.0", "V2": "26"},
        {"P1": "103.0", "V1": "48.0", "V2": "26"},
        {"P1": "100.5", "V1": "48.0", "V2": "26"},
    ]


@pytest.mark.parametrize("number", range(24))
def test_the_key_follows_from_the_numbers_shown(number: int) -> None:
    drawn = draw_item(SYRINGE, number, Dice("x"))
    p1, v1, v2 = (float(drawn.values[name]) for name in ("P1", "V1", "V2"))
    assert drawn.key["value"] == pytest.approx(p1 * v1 / v2, rel=1e-11)
    assert drawn.key["shown"] == figures(p1 * v1 / v2, 3)
    assert drawn.key["tolerance"] == pytest.approx(drawn.key["value"] / 100)
    assert drawn.key["mistakes"][0]["value"] == pytest.approx(p1 * v2 / v1)
    assert drawn.key["accept"] == [{"unit": "atm", "times": pytest.approx(1 / 101.325)}]
    assert drawn.prompt == f"{drawn.values['V1']} mL at {drawn.values['P1']} kPa is squeezed to " + (
        f"{drawn.values['V2']} mL. $\\frac{{P_1}}{{x}}$"
    )
    assert drawn.solution.endswith(f"= **{drawn.key['shown']} kPa**")
    assert drawn.values["P1"] in drawn.key["mistakes"][0]["feedback"]
    assert "answer" not in drawn.values


@pytest.mark.parametrize(
    ("tolerance", "value"), [("0.5", 0.5), ("3 figures", 0.5), ("2 %", 4), (0.25, 0.25), ("4 figures", 0.05)]
)
def test_a_tolerance_is_absolute_in_the_key(tolerance: object, value: float) -> None:
    drawn = draw_item(item("numeric", answer="200", tolerance=tolerance), 0, Dice(""))
    assert drawn.key["tolerance"] == pytest.approx(value)


def test_conditions_and_the_mistake_gap_hold_in_every_variant() -> None:
    picky = item(
        "numeric",
        given={"x": {"from": 0, "to": 10, "step": 1, "figures": 2}, "y": {"value": "12/x"}},
        require=["x != 0", "x != 3"],
        answer="x",
        mistakes=[{"value": "y"}],
        mistake_gap=0.5,
    )
    drawn = [variant(picky, n).numbers for n in range(50)]
    assert all(v["x"] not in (0, 3) and abs(v["y"] - v["x"]) > 0.5 * v["x"] for v in drawn)
    assert {v["x"] for v in drawn} == {1, 2, 5, 6, 7, 8, 9, 10} - {x for x in range(1, 11) if abs(12 / x - x) <= x / 2}
    assert problems_of(picky) == []


def test_values_that_go_together_stay_together() -> None:
    rows = [{"t": "20", "Pw": "2.34"}, {"t": "22", "Pw": "2.65"}]
    table = item("numeric", given={"wet": {"rows": rows}, "gas": {"choose": ["neon", "argon"]}}, answer="Pw*t")
    seen = [dict(variant(table, n).values) for n in range(24)]
    assert {(v["t"], v["Pw"]) for v in seen} == {("20", "2.34"), ("22", "2.65")}
    assert variants_of(table) == 4
    different = {str(sorted(values.items())) for values in seen}
    assert sorted(str(sorted(seen[n].items())) for n in offered(table)) == sorted(different)


def test_what_cannot_vary_has_one_variant() -> None:
    assert variants_of(EVERY["single_choice"]) == 1
    assert variants_of(item("numeric", given={"R": {"fixed": "8.314"}}, answer="R")) == 1
    impossible = item("numeric", given={"x": {"choose": ["1", "2"]}}, require=["x > 2"], answer="x")
    assert offered(impossible) == ()
    with pytest.raises(NoVariant, match='"x > 2" does not hold'):
        variant(impossible, 0)


def test_a_shown_option_remembers_its_place_and_its_key() -> None:
    drawn = draw_item(EVERY["single_choice"], 0, Dice("shuffle"))
    assert [list("abcd")[place] for place in drawn.order] == list(drawn.options)
    assert [drawn.options[place] for place in drawn.key["right"]] == ["b"]
    assert [o["misconception"] for o in drawn.key["options"]] == [f"m{t}" for t in drawn.options]
    shown = {draw_item(EVERY["single_choice"], 0, Dice(str(n))).options for n in range(100)}
    assert len(shown) == 24
    fixed = item("single_choice", options=EVERY["single_choice"].body["options"], fixed_order=True)
    assert {draw_item(fixed, 0, Dice(str(n))).options for n in range(20)} == {tuple("abcd")}


def test_right_sides_are_shuffled_among_distractors() -> None:
    pairs = [{"left": left, "right": right} for left, right in ("1a", "2b", "3a")]
    same = item("matching", pairs=pairs, distractors=["c"])
    for n in range(20):
        drawn = draw_item(same, 0, Dice(str(n)))
        assert sorted(drawn.options) == ["a", "b", "c"]
        assert [drawn.options[place] for place in drawn.key["right"]] == ["a", "b", "a"]


def test_an_order_is_never_shown_already_right() -> None:
    for n in range(60):
        drawn = draw_item(EVERY["ordering"], 0, Dice(str(n)))
        assert drawn.options != ("first", "second", "third")
        assert [drawn.options[drawn.key["places"].index(place)] for place in (1, 2, 3)] == ["first", "second", "third"]


def test_an_order_of_varying_numbers_is_sorted_by_value() -> None:
    by_value = item(
        "ordering",
        given={n: {"from": 1, "to": 9, "step": 1, "figures": 1} for n in "abc"},
        sequence_by=[{"text": f"{{{n}}} kPa", "value": n} for n in "abc"],
    )
    assert problems_of(by_value) == []
    for number in range(24):
        drawn = draw_item(by_value, number, Dice(str(number)))
        placed = sorted(zip(drawn.key["places"], drawn.options, strict=True))
        assert [text for _, text in placed] == sorted(set(drawn.options))


@pytest.mark.parametrize("type", EVERY)
def test_a_drawn_item_survives_storage(type: str) -> None:
    for number in offered(EVERY[type])[:3]:
        drawn = draw_item(EVERY[type], number, Dice("s"))
        assert from_json(json.loads(json.dumps(to_json(drawn)))) == drawn
        assert from_json({**json.loads(json.dumps(to_json(drawn))), "later": 1}) == drawn
        whole = DrawnTest("s", (drawn,))
        assert restored_test(json.loads(json.dumps(stored_test(whole)))) == whole


@pytest.mark.parametrize(
    ("type", "text"),
    [
        ("single_choice", "b"),
        ("true_false", "False"),
        ("short_text", "Boyle"),
        ("matching", "1 → a; 2 → b"),
        ("ordering", "1. first; 2. second; 3. third"),
        ("cloze", "hot; P"),
        ("essay", "says why; says how"),
    ],
)
def test_the_right_answer_in_words(type: str, text: str) -> None:
    assert key_text(draw_item(EVERY[type], 0, Dice("w"))) == text


def test_the_right_number_in_words_has_its_unit() -> None:
    assert key_text(draw_item(item("numeric", answer="173.2", unit="kPa"), 0, Dice(""))) == "173 kPa"


def test_a_rubric_gives_the_points() -> None:
    assert draw_item(EVERY["essay"], 0, Dice("")).points == 3
    assert draw_item(EVERY["numeric"], 0, Dice("")).points == 1


@pytest.mark.parametrize("type", EVERY)
def test_a_sound_item_has_no_problem(type: str) -> None:
    assert problems_of(EVERY[type]) == []


BROKEN = [
    (item("riddle"), "no item type"),
    (item("numeric"), "answer is missing"),
    (item("numeric", prompt=" ", answer="1"), "prompt is missing"),
    (item("numeric", answer="Q*2"), '"Q" is not a number'),
    (item("numeric", answer="open(1)"), "Only numbers, names"),
    (item("numeric", answer="1/0"), "divides by zero"),
    (item("numeric", given={"x": {"from": -2, "to": 2, "step": 1}}, answer="1/(x - x)"), "divides by zero"),
    (item("numeric", answer="10**300*10**300"), "not a finite number"),
    (item("numeric", answer="5", tolerance="about"), "tolerance"),
    (item("numeric", answer="0", tolerance="1 %"), "no room"),
    (item("numeric", answer="1.2345", figures=2, tolerance="1 %"), "itself be marked wrong"),
    (item("numeric", answer="5", figures=99), "significant figures"),
    (item("numeric", answer="5", figures="many"), "content/README.md"),
    (item("numeric", answer="5", tolerance="1", mistakes=[{"value": "5.5"}]), "within the tolerance"),
    (item("numeric", answer="5", mistakes=[{"value": "5.1"}]), "too near the right answer"),
    (item("numeric", answer="5", mistakes=["5.1"]), "list of tables"),
    (item("numeric", answer="5", given=["x"]), "table of named values"),
    (item("numeric", answer="5", given={"x": {"from": 1, "to": 2}}), "from, to and step"),
    (item("numeric", answer="5", given={"x": {"from": 3, "to": 2, "step": 1}}), "not below"),
    (item("numeric", answer="5", given={"x": {"choose": []}}), "at least one side"),
    (item("numeric", answer="5", given={"x": {}}), "needs one of"),
    (item("numeric", answer="5", given={"max": {"fixed": "1"}}), "cannot be the name"),
    (item("numeric", answer="5", given={"x": {"choose": ["1", "2"]}}, require=["x > 2"]), "does not hold"),
    (item("numeric", answer="5", require=["5"]), "condition"),
    (item("numeric", answer="5", prompt="Give {V3}"), "{V3}, which is not a given value"),
    (item("numeric", answer="5", prompt="It is {answer}"), "{answer}"),
    (item("single_choice", options=[{"text": "a"}, {"text": "b"}]), "No option is marked"),
    (item("single_choice", options=[{"text": "a", "correct": True}]), "at least 2"),
    (item("single_choice", options=[{"text": t, "correct": True} for t in "ab"]), "multiple_choice"),
    (item("single_choice", options="ab"), "list of tables"),
    (item("single_choice", options=[{"text": "a", "correct": True}, {"text": ""}]), 'needs "text"'),
    (
        item(
            "single_choice",
            given={"x": {"choose": ["1", "2"]}},
            options=[{"text": "{x}", "correct": True}, {"text": "{x}"}],
        ),
        "read the same",
    ),
    (item("true_false", correct="yes"), "true or false"),
    (item("short_text", answers=[]), "at least 1"),
    (item("matching", pairs=[{"left": "a", "right": "b"}]), "at least 2"),
    (item("matching", pairs=[{"left": "a", "right": r} for r in "bc"]), "read the same"),
    (item("ordering", sequence=["a"]), "at least 2"),
    (item("ordering", sequence=["a", "a", "b"]), "read the same"),
    (item("ordering", sequence_by=[{"text": t, "value": "1"} for t in "ab"]), "same value"),
    (item("cloze", prompt="[[1]]", gaps=[{"answer": "a"}, {"answer": "b"}]), "[[1]] to [[2]]"),
    (item("cloze", prompt="[[1]]", gaps=[{"answer": "a", "choices": ["b", "c"]}]), "not among its choices"),
    (item("essay"), "at least 1"),
    (item("essay", rubric=[{"points": 0, "text": "a"}]), "more than 0"),
    (item("essay", use="never", rubric=[{"points": 1, "text": "a"}]), "practice or both"),
]


@pytest.mark.parametrize(("broken", "said"), BROKEN, ids=range(len(BROKEN)))
def test_a_problem_is_said_in_a_sentence(broken: Item, said: str) -> None:
    problems = problems_of(broken)
    assert any(said in problem for problem in problems), problems


def test_a_wrong_option_without_a_misconception_is_only_remarked_on() -> None:
    plain = item("single_choice", options=[{"text": "a", "correct": True}, {"text": "b"}])
    assert problems_of(plain) == []
    assert remarks_of(plain) == ['The wrong option "b" names no misconception.']


@given(
    st.sampled_from(sorted(EVERY)),
    st.dictionaries(
        st.sampled_from(["prompt", "given", "require", "answer", "options", "pairs", "gaps", "sequence", "rubric",
                         "tolerance", "figures", "mistakes", "accept", "mistake_gap", "decimals", "answers",
                         "sequence_by", "distractors"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["text", "value", "from", "to", "step", "choose"]), inner, max_size=3),
            max_leaves=6,
        ),
    ),
)  # fmt: skip
def test_proofing_never_fails_whatever_an_author_writes(type: str, body: dict[str, Any]) -> None:
    assert all(isinstance(problem, str) for problem in problems_of(item(type, **{**EVERY[type].body, **body})))
    remarks_of(item(type, **body))
