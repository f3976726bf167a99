"""What luck alone is worth: reckoned from a question's shape, and tried out on the real grader."""

from __future__ import annotations

from itertools import permutations
from math import sqrt
from operator import eq
from random import Random
from typing import Any

import pytest
from certainty_figures import KINDS
from hypothesis import given
from hypothesis import strategies as st

from server.mastery.drawing import draw_item
from server.mastery.grading import grade
from server.mastery.guessing import counts_as_right, guess_rate
from server.mastery.luck import Dice
from server.mastery.values import DrawnItem, Item, Response


def drawn(type: str, **body: Any) -> DrawnItem:
    item = Item("q", "g1", 1, type, {"prompt": "What now?", **(body or KINDS[type])})
    return draw_item(item, 0, Dice("q"))


def options(*shares: float) -> list[dict[str, Any]]:
    return [{"text": f"o{n}", "correct": share > 0, "fraction": share} for n, share in enumerate(shares)]


def pairs(*rights: str) -> list[dict[str, str]]:
    return [{"left": str(n), "right": right} for n, right in enumerate(rights)]


GAPS = [{"choices": ["a", "b", "c"], "answer": "a"}, {"choices": ["x", "y"], "answer": "x"}]
SHAPES = {
    "four options": (drawn("single_choice"), 1 / 4),
    "three options, one nearly right": (drawn("single_choice", options=options(1, 0.5, 0)), 1 / 3),
    "true or false": (drawn("true_false"), 1 / 2),
    "two of four to tick": (drawn("multiple_choice"), 1 / 15),
    "ticks with shares, where two will do": (drawn("multiple_choice", options=options(0.5, 0.4, 0.1, -1)), 2 / 15),
    "ticks at thirds": (drawn("multiple_choice", options=options(0.33333, 0.33333, 0.33333, 0)), 2 / 15),
    "three pairs and one too many": (drawn("matching"), 1 / 24),
    "six pairs": (drawn("matching", pairs=pairs(*"abcdef")), 1 / 720),
    "pairs that share an option": (drawn("matching", pairs=pairs("x", "y", "x")), 1 / 8),
    "three to order": (drawn("ordering"), 1 / 6),
    "two gaps to choose in": (
        drawn("cloze", prompt="[[1]] [[2]]", gaps=[{**GAPS[0], "weight": 6}, {**GAPS[1], "weight": 4}]),
        1 / 6,
    ),
    "a gap where a second choice is right too": (
        drawn("cloze", prompt="[[1]]", gaps=[{**GAPS[0], "credit": [{"text": "b", "fraction": 1}]}]),
        2 / 3,
    ),
    "a gap that hardly weighs": (
        drawn("cloze", prompt="[[1]] [[2]]", gaps=[{**GAPS[0], "weight": 9}, {**GAPS[1], "weight": 1}]),
        1 / 3,
    ),
    "a gap to type in": (drawn("cloze"), 0.0),
    "a number": (drawn("numeric"), 0.0),
    "a text": (drawn("short_text"), 0.0),
    "an essay": (drawn("essay", rubric=[{"points": 2, "text": "says why"}]), 0.0),
}


def by_luck(item: DrawnItem, luck: Random) -> Response:
    """What somebody puts in who knows nothing."""
    count = len(item.options)
    match item.type:
        case "single_choice":
            return {"choice": str(luck.randrange(count))}
        case "true_false":
            return {"choice": luck.choice(("true", "false"))}
        case "multiple_choice":
            ticks: Response = {}
            while not ticks:
                ticks = {str(n): "on" for n in range(count) if luck.random() < 0.5}
            return ticks
        case "matching" if len(set(item.key["right"])) < len(item.left):
            return {str(n): str(luck.randrange(count)) for n, _ in enumerate(item.left)}
        case "matching":
            return {str(n): str(place) for n, place in enumerate(luck.sample(range(count), len(item.left)))}
        case "ordering":
            return {str(n): str(place + 1) for n, place in enumerate(luck.sample(range(count), count))}
        case _:
            return {str(n): luck.choice(choices) if choices else "?" for n, choices in enumerate(item.gaps)}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_luck_in_a_question(shape: str) -> None:
    item, rate = SHAPES[shape]
    assert guess_rate(item) == pytest.approx(rate, abs=1e-6)


@pytest.mark.full
@pytest.mark.parametrize("shape", [name for name, (item, _) in SHAPES.items() if item.options or item.gaps])
def test_the_grader_says_the_same(shape: str) -> None:
    item, rate = SHAPES[shape]
    luck, tries = Random(shape), 3000
    marks = [grade(item, by_luck(item, luck)) for _ in range(tries)]
    right = sum(counts_as_right(mark.points or 0.0, mark.out_of) for mark in marks)
    assert abs(right - tries * rate) <= 4 * sqrt(tries * rate * (1 - rate)) + 1


@given(st.integers(1, 6), st.integers(0, 2))
def test_pairs_are_counted_as_they_fall(count: int, more: int) -> None:
    """Against every way there is to give each of a few pairs an option."""
    item = drawn("matching", pairs=pairs(*map(str, range(count))), distractors=[f"d{n}" for n in range(more)])
    ways = list(permutations(range(count + more), count))
    right = sum(counts_as_right(sum(map(eq, way, item.key["right"])), count) for way in ways)
    assert guess_rate(item) == pytest.approx(right / len(ways))


def test_ten_places_may_miss_two() -> None:
    ten = drawn("ordering", sequence=[str(n) for n in range(10)])
    # All ten; nine is impossible; eight leave one way for the other two, and 45 pairs of them.
    assert guess_rate(ten) == pytest.approx(46 / 3628800)


@pytest.mark.parametrize(("points", "out_of", "right"), [(4, 5, True), (3.99, 5, False), (1, 1, True), (0, 0, False)])
def test_four_fifths_of_the_points_count_as_right(points: float, out_of: float, right: bool) -> None:
    assert counts_as_right(points, out_of) is right
