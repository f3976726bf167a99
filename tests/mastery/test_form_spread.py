"""The luck of the draw in figures: chances worked out by hand, and whose ends are left out."""

from __future__ import annotations

from math import exp, log, prod

import pytest
from golden_draw import item, objective

from server.mastery.blueprint import Blueprint, Part
from server.mastery.form_spread import spread, spread_of_test
from server.mastery.values import Item, Unit


def bank(count: int, code: str = "g1") -> list[Item]:
    return [item(code, f"q{n:02}", "short_text") for n in range(count)]


def told(*shares: float, code: str = "g1") -> dict[tuple[str, str], float]:
    return {(code, f"q{n:02}"): share for n, share in enumerate(shares)}


def rights(*shares: float) -> list[float]:
    """The chances on each question of a student who gets 0.8 of such questions right, by another way of searching."""
    able = 0.0
    for _ in range(4000):
        able += 0.05 * (0.8 - sum(1 / (1 + exp(-able) * (1 / s - 1)) for s in shares) / len(shares))
    return [1 / (1 + exp(log(1 / s - 1) - able)) for s in shares]


def test_a_bank_with_one_form_only_has_one_chance_to_pass() -> None:
    easy, hard = rights(0.9, 0.5)
    both, one = round(easy * hard, 2), round(1 - (1 - easy) * (1 - hard), 2)
    assert spread(bank(2), Blueprint(), 2, told(0.9, 0.5)) == (both, both) == (0.62, 0.62)
    assert spread(bank(2), Blueprint(pass_share=0.5), 2, told(0.9, 0.5)) == (one, one) == (0.98, 0.98)
    assert spread(bank(2), Blueprint(), 1, told(0.5, 0.9)) == (round(hard, 2), round(easy, 2)) == (0.66, 0.94)


def test_five_questions_and_four_of_them_unless_said_otherwise() -> None:
    chances = rights(*(shares := (0.95, 0.85, 0.7, 0.5, 0.3)))
    missed_one = sum((1 - p) / p for p in chances)
    four = round(prod(chances) * (1 + missed_one), 2)
    assert spread(bank(5), Blueprint(), facility=told(*shares)) == (four, four)


def test_what_everybody_or_nobody_gets_right_is_not_taken_at_its_word() -> None:
    both = round(prod(rights(0.98, 0.02)), 2)
    assert spread(bank(2), Blueprint(), 2, told(1.0, 0.0)) == (both, both) == (0.6, 0.6)


@pytest.mark.parametrize(
    ("count", "first", "rare", "often"),
    [(17, 0.3, "q00 is in five forms of a hundred", ""), (28, 0.3, "", "q00 is in six"),
     (24, 0.95, "q00 is in five", ""), (17, 0.95, "", "q00 is in six")],
)  # fmt: skip
def test_five_forms_of_a_hundred_are_left_out_at_each_end(count: int, first: float, rare: str, often: str) -> None:
    low, high = spread(bank(count), Blueprint(), 1, told(first, *[0.7] * (count - 1)))
    assert (low == high) == bool(rare), rare or often


def test_nice_items_and_too_few_make_no_form() -> None:
    nice = [item("g1", f"n{n}", "short_text", nice=True) for n in range(3)]
    assert spread([*bank(2), *nice], Blueprint(), 3) == spread([], Blueprint()) == (0.0, 0.0)
    assert spread([*bank(2), *nice], Blueprint(), 2) == (0.64, 0.64)


def test_a_units_test_takes_its_essential_banks_only() -> None:
    unit = Unit("u", "U", (objective("g1"), objective("g2"), objective("g3", essential=False)))
    banks = {"g1": bank(1), "g2": bank(1, "g2")}
    shares = {**told(0.9), **told(0.5, code="g2")}
    assert spread_of_test(unit, banks, shares) == (0.62, 0.62)
    assert spread_of_test(unit, banks) == (0.64, 0.64)
    assert spread_of_test(unit, {**banks, "g1": [item("g1", "q00", "short_text", nice=True)]}) == (0.0, 0.0)
    assert spread_of_test(unit, {"g1": bank(1)}) == spread_of_test(unit, {}) == (0.0, 0.0)
    even = told(0.9, 0.9, 0.4, 0.4)
    two = Unit("u", "U", unit.objectives[:1], blueprint=Blueprint(items_per_bank=2))
    low, high = spread_of_test(two, {"g1": bank(4)}, even)
    assert low == high, "one easy and one hard for everybody, as answers tell"
    one_part = Unit("u", "U", unit.objectives[:1], blueprint=Blueprint(parts=(Part(2),), pass_share=0.4))
    assert spread_of_test(one_part, {"g1": bank(1)}) == (0.0, 0.0)
    assert spread_of_test(one_part, {"g1": bank(2)}) == (0.96, 0.96), "one of two is enough"
