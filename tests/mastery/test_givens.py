"""The lines of an item's `given` table, one by one, and what is said about a line that cannot be used."""

from datetime import date
from typing import Any

import pytest

from server.mastery.expressions import ExpressionError
from server.mastery.givens import TRIES, NoVariant, Skipped, answer_of, draws, mistakes_of, ranked, variant, varies
from server.mastery.offered_variants import offered, variants_of
from server.mastery.values import Item


def item(type: str = "numeric", /, **body: Any) -> Item:
    return Item("i", "gases-2", 1, type, {"answer": "5", **body})


LINES = [
    (8.314, "8.314", 8.314),
    (273, "273", 273),
    ("8.314", "8.314", 8.314),
    ("neon", "neon", None),
    (True, "True", None),
    ({"fixed": "1.50"}, "1.50", 1.5),
    ({"fixed": 1.5}, "1.5", 1.5),
    ({"fixed": 1.5, "decimals": 2}, "1.50", 1.5),
    ({"fixed": 2.345, "figures": 3}, "2.35", 2.35),
    ({"choose": 7}, "7", 7),
    ({"choose": [7], "figures": 2}, "7.0", 7),
    ({"choose": ["argon"]}, "argon", None),
    ({"value": "1/3"}, "0.333", 0.333),
    ({"value": "1/3", "decimals": 1}, "0.3", 0.3),
    ({"from": 5, "to": 5, "step": 1}, "5.00", 5),
    ({"from": 0.3, "to": 0.3, "step": 0.1, "decimals": 2}, "0.30", 0.3),
    ({"from": 1, "to": 1.9, "step": 1, "figures": 1}, "1", 1),
]


@pytest.mark.parametrize(("rule", "text", "number"), LINES, ids=range(len(LINES)))
def test_a_line_gives_a_text_and_the_number_read_from_it(rule: object, text: str, number: float | None) -> None:
    chosen = variant(item(given={"x": rule}), 3)
    assert chosen.number == 3
    assert chosen.values == {"x": text}
    assert chosen.numbers == ({} if number is None else {"x": number})


def test_a_row_gives_a_value_for_each_column() -> None:
    chosen = variant(item(given={"water": {"rows": [{"t": 20, "Pw": "2.34", "gas": "neon"}]}}), 0)
    assert chosen.values == {"t": "20", "Pw": "2.34", "gas": "neon"}
    assert chosen.numbers == {"t": 20, "Pw": 2.34}


UNUSABLE = [
    ({"given": ["x"]}, '"given" is a table of named values.'),
    ({"given": {"x": {"from": 1, "to": 2}}}, '"x" needs three numbers: from, to and step.'),
    ({"given": {"x": {"from": "a", "to": 2, "step": 1}}}, '"x" needs three numbers: from, to and step.'),
    (
        {"given": {"x": {"from": 1, "to": 2, "step": 0}}},
        '"x" needs a step above 0, and a "to" that is not below "from".',
    ),
    (
        {"given": {"x": {"from": 1, "to": 2, "step": -1}}},
        '"x" needs a step above 0, and a "to" that is not below "from".',
    ),
    (
        {"given": {"x": {"from": 2, "to": 1, "step": 1}}},
        '"x" needs a step above 0, and a "to" that is not below "from".',
    ),
    ({"given": {"x": {"rows": ["20"]}}}, 'Each of the rows of "x" is a table.'),
    ({"given": {"x": {}}}, '"x" needs one of: from … to … step, choose, rows, value, fixed.'),
    ({"given": {"x": {"value": "1", "fixed": "1"}}}, '"x" needs one of: from … to … step, choose, rows, value, fixed.'),
    ({"given": {"x": {"choose": []}}}, '"x": A die needs at least one side, not 0.'),
    ({"given": {"x": {"fixed": 5, "figures": 15}}}, '"x": A number is shown with 1 to 14 significant figures, not 15.'),
    ({"given": {"answer": "5"}}, '"answer" cannot be the name of a value.'),
    ({"given": {"2x": "5"}}, '"2x" cannot be the name of a value.'),
    ({"given": {"x": "5"}, "require": "x > 5"}, 'None of 400 draws can be used. The last one: "x > 5" does not hold.'),
    ({"require": ["1 > 2"]}, 'None of 400 draws can be used. The last one: "1 > 2" does not hold.'),
    (
        {"mistakes": [{"value": "5.25"}]},
        "None of 400 draws can be used. The last one: A known mistake gives 5.25, too near the right answer 5.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "sentence"), UNUSABLE, ids=range(len(UNUSABLE)))
def test_what_cannot_be_used_is_told_to_its_author(body: dict[str, Any], sentence: str) -> None:
    with pytest.raises(NoVariant) as refused:
        variant(item(**body), 0)
    assert refused.value.reason == str(refused.value) == sentence


def test_two_things_to_put_in_order_must_differ() -> None:
    same = item("ordering", sequence_by=[{"text": t, "value": "1"} for t in "ab"])
    assert list(draws(same, 0)) == [Skipped("Two of the things to put in order have the same value.")]


def test_only_luck_is_thrown_again() -> None:
    assert len(list(draws(item(given={"x": "1"}, require="x > 1"), 0))) == 1
    luckless = item(given={"x": {"choose": ["1", "2"]}}, require="x > 2")
    assert list(draws(luckless, 0)) == [Skipped('"x > 2" does not hold.')] * TRIES
    zero = item(given={"x": {"choose": [0, 0]}}, answer="1/x")
    assert set(draws(zero, 0)) == {Skipped('"1/x" divides by zero.', undefined=True)}


def test_a_condition_with_pi_is_asked_in_time() -> None:
    given = {"x": {"choose": ["0", "2"]}, "y": {"value": "1/x"}}
    protected = item(given=given, require=["x*pi > 0"])
    assert not any(isinstance(d, Skipped) and d.undefined for n in range(24) for d in draws(protected, n))
    assert variant(item(given={"pi": "3", **given}, require=["x*pi == 6"]), 0).numbers["pi"] == 3
    assert variant(item(given={"rad": "3", "sin": "4"}, answer="sin(rad) + sin"), 0)


def test_a_mistake_must_be_further_off_than_the_gap() -> None:
    assert variant(item(mistakes=[{"value": "5.26"}]), 0)
    assert variant(item(mistakes=[{"value": "5.01"}], mistake_gap=0), 0)
    assert variant(item(answer="-5", mistakes=[{"value": "-4.7"}]), 0)
    for wrong in ("-4.8", "-5.2"):
        assert isinstance(next(draws(item(answer="-5", mistakes=[{"value": wrong}]), 0)), Skipped)


@pytest.mark.parametrize(
    ("rule", "luck"),
    [
        ("5", False),
        ({"fixed": "5"}, False),
        ({"value": "2*3"}, False),
        ({"choose": ["1"]}, False),
        ({"rows": [{"a": "1"}]}, False),
        ({"choose": ["1", "2"]}, True),
        ({"rows": [{"a": "1"}, {"a": "2"}]}, True),
        ({"from": 1, "to": 2, "step": 1}, True),
    ],
)
def test_what_is_left_to_luck(rule: object, luck: bool) -> None:
    assert varies(item(given={"x": rule})) is luck


def test_the_variants_worth_drawing() -> None:
    assert offered(item()) == (0,)
    assert offered(item(given={"x": "5"})) == (0,)
    two = item(given={"x": {"choose": ["1", "2"]}}, answer="x")
    first, second = offered(two)
    assert first == 0
    assert variant(two, 0).values != variant(two, second).values
    assert all(variant(two, n).values == variant(two, 0).values for n in range(second))
    wide = item(given={"x": {"from": 1, "to": 10**6, "step": 1, "figures": 7}}, answer="x")
    assert variants_of(wide) == 24
    assert variants_of(item(given={"x": {"choose": ["1", "2"]}}, answer="x", mistakes=[{"value": "1"}])) == 1
    assert variants_of(item(given={"day": {"choose": [date(2024, 9, 2), date(2024, 9, 3)]}})) == 2


def test_what_is_worked_out_has_twelve_figures() -> None:
    tens = item(answer="x/3", mistakes=[{"value": "x"}, {"value": "2*x"}], sequence_by=[{"value": "x"}, {"value": "1"}])
    assert answer_of(tens, {"x": 10}) == 3.33333333333
    assert mistakes_of(tens, {"x": 10}) == [10, 20]
    assert ranked(tens, {"x": 10}) == [10, 1]
    assert mistakes_of(item(), {}) == ranked(item(), {}) == []


def test_a_sum_that_was_left_out_is_called_empty() -> None:
    nothing = Item("i", "gases-2", 1, "numeric", {"mistakes": [{}], "sequence_by": [{}]})
    for worked_out in (answer_of, mistakes_of, ranked):
        with pytest.raises(ExpressionError, match=r"^The expression is empty\.$"):
            worked_out(nothing, {})
