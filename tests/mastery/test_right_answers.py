"""What somebody would put in who knows the key by heart, as the form would send it."""

from typing import Any

import pytest

from server.mastery.drawing import draw_item
from server.mastery.grading import grade
from server.mastery.luck import Dice
from server.mastery.right_answers import right_answer
from server.mastery.values import DrawnItem, Item


def drawn(type: str, **body: Any) -> DrawnItem:
    return draw_item(Item("i", "gases-2", 1, type, {"prompt": "[[1]] [[2]]", **body}), 0, Dice("known"))


def options(*shares: float) -> list[dict[str, Any]]:
    return [{"text": text, "fraction": share} for text, share in zip("abcd", shares, strict=False)]


def credit(text: str, fraction: float) -> dict[str, Any]:
    return {"answers": [], "credit": [{"text": text, "fraction": fraction}]}


TICKED = [{"text": text, "correct": text in "bd"} for text in "abcd"]
KNOWN: list[tuple[DrawnItem, dict[str, str] | None]] = [
    (drawn("numeric", answer="5", unit="kPa"), {"number": "5.00"}),
    (drawn("numeric", answer="5", unit="kPa", unit_required=True), {"number": "5.00 kPa"}),
    (drawn("single_choice", options=TICKED[:2], fixed_order=True), {"choice": "1"}),
    (drawn("multiple_choice", options=TICKED, fixed_order=True), {"1": "on", "3": "on"}),
    (drawn("multiple_choice", options=options(0, 0.5, 0.5, -1), fixed_order=True), {"1": "on", "2": "on"}),
    (drawn("true_false", correct=True), {"choice": "true"}),
    (drawn("true_false", correct=False), {"choice": "false"}),
    (drawn("short_text", answers=["Boyle", "Mariotte"]), {"text": "Boyle"}),
    (drawn("short_text", answers=[r"5\*3", "15"], wildcards=True), {"text": "5*3"}),
    (drawn("short_text", answers=[r"5\*3"]), {"text": r"5\*3"}),
    (drawn("short_text", **credit("Boyle", 1)), {"text": "Boyle"}),
    (drawn("cloze", gaps=[{"answer": "up", "accept": ["high"]}, {"answer": "two"}]), {"0": "up", "1": "two"}),
]


@pytest.mark.parametrize(("item", "response"), KNOWN, ids=range(len(KNOWN)))
def test_what_the_key_says_is_put_in_as_the_form_sends_it(item: DrawnItem, response: dict[str, str]) -> None:
    assert right_answer(item) == response
    assert grade(item, response).right


def test_each_pair_and_each_thing_in_its_place() -> None:
    pairs = drawn("matching", pairs=[{"left": n, "right": n.upper()} for n in "abc"])
    assert right_answer(pairs) == {str(n): str(pairs.options.index(right)) for n, right in enumerate("ABC")}
    order = drawn("ordering", sequence=["a", "b", "c"])
    assert right_answer(order) == {str(n): str("abc".index(text) + 1) for n, text in enumerate(order.options)}


def test_where_the_key_says_nothing_only_a_teacher_knows() -> None:
    assert right_answer(drawn("short_text", **credit("Boyle", 0.9))) is None
    assert right_answer(drawn("essay", rubric=[{"text": "says why"}])) is None
    assert right_answer(DrawnItem("i", 1, "g", "single_choice", 0, "?", {}, {"right": []})) is None
