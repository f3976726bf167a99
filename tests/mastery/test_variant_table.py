"""Every variant is worked out when an item is saved: what is struck out, and why; what is left is fit for a test."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import server.content
from server.mastery.drawing import draw_item
from server.mastery.givens import variant, varies
from server.mastery.grading import grade
from server.mastery.luck import Dice
from server.mastery.offered_variants import OFFERED, offered
from server.mastery.right_answers import right_answer
from server.mastery.values import Item
from server.mastery.variant_table import variant_table, with_variants

SAMPLES = Path(server.content.__file__).parent / "sample"


def item(type: str = "numeric", /, **body: Any) -> Item:
    return Item("i", "gases-2", 1, type, {"prompt": "What now?", **body})


def rows(*values: str) -> dict[str, Any]:
    return {"row": {"rows": [{"x": value} for value in values]}}


BAD = [
    (item(given=rows("1", "0", "2"), answer="6/x"), 1, '"6/x" divides by zero.'),
    (item(given=rows("1", "2", "40"), answer="x", range=[0, 30]), 2, "The answer is 40, outside 0 to 30."),
    (
        item(given=rows("1", "2", "3"), answer="x", tolerance="0.5", mistake_gap=0, mistakes=[{"value": "3.4"}]),
        2,
        "A known mistake (3.4) lies within the tolerance of 3.",
    ),
    (
        item(given=rows("1.25", "2", "3"), answer="x", figures=2, tolerance="1 %"),
        0,
        "The answer as shown (1.3) would itself be marked wrong; show more figures.",
    ),
    (
        item(given=rows("1", "0", "2"), answer="x", tolerance="1 %"),
        1,
        'The answer is 0, so a tolerance in % leaves no room; give it in the unit, like "0.5".',
    ),
    (
        item("single_choice", given=rows("5", "7", "9"), options=[{"text": "{x}", "correct": True}, {"text": "7"}]),
        1,
        "Two choices read the same: 7, 7.",
    ),
    (
        item("cloze", prompt="[[1]]", given=rows("a", "b", "c"), gaps=[{"answer": "c", "choices": ["{x}", "c"]}]),
        2,
        "Two choices read the same: c, c.",
    ),
    (
        item(
            "ordering",
            given=rows("1", "2", "3"),
            sequence_by=[{"text": "one", "value": "x"}, {"text": "two", "value": "2"}],
        ),
        1,
        "This row of values cannot be used: Two of the things to put in order have the same value.",
    ),
]


@pytest.mark.parametrize(("written", "place", "why"), BAD, ids=range(len(BAD)))
def test_a_bad_variant_is_struck_out_and_told(written: Item, place: int, why: str) -> None:
    table = variant_table(written)
    assert set(table.good) == {0, 1, 2} - {place}
    (struck,) = table.struck
    assert struck[0] == place
    assert struck[1].startswith(why)
    assert table.told == f"1 of 3 variants cannot be used and are never drawn. In 1: {struck[1]}"
    assert offered(with_variants(written)) == table.good


def test_luck_is_looked_at_too_and_each_reason_counted() -> None:
    lucky = item(given={"x": {"from": 0, "to": 5, "step": 1, "figures": 1}}, answer="6/x", range=[0, 5])
    table = variant_table(lucky)
    values = [variant(lucky, number).numbers["x"] for number in table.good]
    assert sorted(values) == [2, 3, 4, 5], "0 has no answer, and 6 is out of its range"
    assert table.told.startswith(f"{len(table.struck)} of 24 variants cannot be used and are never drawn. In ")
    assert set(table.faults) == {reason for _, reason in table.struck}
    assert set(table.faults) == {'"6/x" divides by zero.', "The answer is 6, outside 0 to 5."}
    assert set(offered(lucky)) == set(table.good), "nor are they drawn where nobody has worked the variants out"


def test_each_kind_of_reason_is_told_with_its_count() -> None:
    told = variant_table(item(given=rows("1", "0", "40", "0", "2"), answer="6/x", range=[1, 30])).told
    assert told == (
        "3 of 5 variants cannot be used and are never drawn. "
        'In 2: "6/x" divides by zero. In 1: The answer is 0.15, outside 1 to 30.'
    )


def test_what_fails_in_every_draw_is_not_tried_two_dozen_times() -> None:
    never = item(given={"x": {"from": 1, "to": 2, "step": 1}}, require=["x > 2"], answer="x")
    assert [number for number, _ in variant_table(never).struck] == [0]
    no_table = variant_table(item(given=["x"], answer="5"))
    assert (no_table.good, no_table.told[:7]) == ((), "1 of 1 ")


def test_a_files_own_rows_are_all_kept_in_their_order() -> None:
    table = item(given=rows(*map(str, range(1, 101))), answer="2*x", tolerance="0")
    assert variant_table(table).good == offered(table) == tuple(range(100))
    assert [variant(table, n).values["x"] for n in (0, 41, 99)] == ["1", "42", "100"]
    many = item(given=rows(*map(str, range(1, 301))), answer="x")
    assert len(variant_table(many).good) == 200
    assert len(variant_table(item(given={"t": rows("1", "2")["row"]}, answer="x")).good) == 2, "a table of ours: drawn"


def test_what_was_worked_out_is_not_worked_out_again() -> None:
    known = Item("i", "gases-2", 1, "numeric", {"answer": "no sum at all ("}, variants=(3, 5))
    assert offered(known) == (3, 5)
    assert variant_table(item(answer="5")).good == (0,)
    assert variant_table(item(answer="5/0")).good == ()


@given(st.lists(st.sampled_from(["0", "1", "2", "3", "2.0", "x", ""]), min_size=1, max_size=6), st.booleans())
def test_what_is_offered_can_be_answered(values: list[str], ranged: bool) -> None:
    body = {"given": rows(*values), "answer": "6/x", **({"range": [2, 5]} if ranged else {})}
    table = variant_table(item(**body))
    assert sorted({*table.good, *(number for number, _ in table.struck)}) == sorted(
        {*range(len(values))} - {n for n in range(len(values)) if values.index(values[n]) < n and n not in
                                dict(table.struck)}
    )  # fmt: skip
    for number in table.good:
        drawn = draw_item(item(**body), number, Dice(""))
        assert grade(drawn, right_answer(drawn) or {}).right


def shipped() -> list[Item]:
    """Every item and every problem of the packs that come with the program, worksheets included."""
    found = []
    for file in sorted(SAMPLES.rglob("*.toml")):
        table = tomllib.loads(file.read_text("utf-8"))
        for body in (*table.get("item", ()), *table.get("problem", ())):
            found.append(Item(body["id"], file.stem, 1, body["type"], body))
    return found


@pytest.mark.full
def test_every_variant_of_every_shipped_item_is_fit_for_a_test() -> None:
    """The key earns everything, nothing earns nothing, and no option gains by where it stands."""
    items = shipped()
    assert len(items) > 200
    for one in items:
        table = variant_table(one)
        assert table.struck == (), (one.objective, one.id, table.told)
        assert not varies(one) or len(table.good) > 1
        for number in range(OFFERED if varies(one) else 1):
            for dice in ("a", "b"):
                drawn = draw_item(one, number, Dice(dice))
                right = right_answer(drawn)
                assert right is None or grade(drawn, right).right, (one.objective, one.id, number)
                assert drawn.type == "performance" or grade(drawn, {"sure": "sure"}).points == 0
