"""Whoever adds 273 and whoever adds 273.15 are both right, in every variant of every number the sample asks for."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.content.pack_banks import native_item
from server.mastery.expressions import evaluate_number
from server.mastery.grading import grade
from server.mastery.luck import Dice
from server.mastery.offered_variants import offered
from server.mastery.rounding import shown
from server.mastery.values import DrawnItem, Item
from server.mastery.variants import draw_item, variant

pytestmark = pytest.mark.full

SAMPLE = Path(__file__).parents[2] / "server" / "content" / "sample" / "gas-laws"
ZERO = re.compile(r"273(?:\.15)?\b")
CONVENTIONS = ("273", "273.15")


def with_temperatures(path: Path) -> Iterator[Item]:
    """The items of a file that ask for a number which hangs on 0 °C in kelvin."""
    written = tomllib.loads(path.read_text("utf-8"))
    for body in written.get("item", written.get("problem", [])):
        sums = json.dumps([body.get("answer"), body.get("given")])
        if body["type"] == "numeric" and ZERO.search(sums):
            yield native_item(body, path.stem)


def worked_out(item: Item, number: int, zero: str) -> float:
    """The answer by somebody who reads the question, rounds nothing on the way, and adds this to each °C."""
    numbers = dict(variant(item, number).numbers)
    asked = f"{item.body['prompt']} {item.body.get('picture_alt', '')}"
    for name, rule in item.body.get("given", {}).items():
        if "value" in rule and f"{{{name}}}" not in asked:
            numbers[name] = evaluate_number(ZERO.sub(zero, str(rule["value"])), numbers)
    return evaluate_number(ZERO.sub(zero, item.body["answer"]), numbers)


def refused(drawn: DrawnItem, value: float) -> list[str]:
    """The ways of writing a value that do not earn everything."""
    figures = [drawn.key["figures_asked"]] if "figures_asked" in drawn.key else [3, 4, 6]
    written = [shown(value, figures=n)[0].replace("−", "-") for n in figures]
    return [text for text in written if not grade(drawn, {"number": text}).right]


@pytest.mark.parametrize("folder", ["banks", "media"])
def test_both_conventions_are_right_in_every_variant(folder: str) -> None:
    items = [item for path in sorted((SAMPLE / folder).glob("*.toml")) for item in with_temperatures(path)]
    assert len(items) > 20
    wrong = [
        (item.id, number, zero, text)
        for item in items
        for number in offered(item)
        for zero in CONVENTIONS
        for text in refused(draw_item(item, number, Dice(item.id)), worked_out(item, number, zero))
    ]
    assert wrong == []


def test_a_temperature_that_was_asked_for_says_so_in_its_solution() -> None:
    asked = [
        item for path in sorted(SAMPLE.glob("*/*.toml")) if path.parent.name != "units"
        for item in with_temperatures(path) if item.body.get("unit") == "K" and "+ 273" in item.body["solution"]
    ]  # fmt: skip
    assert len(asked) == 6 and [item.id for item in asked if "273.15" not in item.body["solution"]] == []
