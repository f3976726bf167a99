"""A test's blueprint: written by hand, read, kept, and written out again."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict

import pytest

from server.content.pack_units import read_unit
from server.content.pack_writing import unit_text
from server.content.tables import Findings, Table
from server.mastery.blueprint import Blueprint, Part
from server.mastery.values import Unit

UNIT = """
id = "air"
title = "Air"
[test]
retrieval = 2
pass_percent = 75
[[test.part]]
objective = "air-1"
n = 2
types = ["numeric", "cloze"]
tags = ["wind"]
difficulty = [2, 3]
[[test.part]]
difficulty = 1
[[objective]]
code = "air-1"
title = "Wind"
statement = "I can say where wind comes from."
"""
PARTS = (Part(2, "air-1", ("numeric", "cloze"), ("wind",), (2, 3)), Part(1, difficulty=(1,)))


def read(text: str) -> tuple[Unit, list[str]]:
    findings = Findings()
    return read_unit(Table(tomllib.loads(text), "air", findings)), [*findings.problems, *findings.warnings]


def test_a_blueprint_with_parts_is_read_and_written_and_kept() -> None:
    unit, faults = read(UNIT)
    assert faults == []
    assert unit.blueprint == Blueprint(pass_share=0.75, retrieval=2, parts=PARTS)
    assert read(unit_text(unit)) == (unit, [])
    kept = json.loads(json.dumps(asdict(unit.blueprint)))
    assert Blueprint(**kept) == unit.blueprint
    assert Blueprint(**{"items_per_bank": 2}) == Blueprint(2), "a unit kept before there were parts"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("n = 2", "n = 0", '"n" is a whole number from 1 on'),
        ('objective = "air-1"', 'objective = "air-9"', 'there is no objective "air-9" in this unit'),
        ('"cloze"]', '"closed"]', '"types" has "closed"; each is one of: single_choice'),
        ("difficulty = [2, 3]", 'difficulty = ["hard"]', '"difficulty" is 1, 2 or 3, or a list of these'),
        ("difficulty = 1", "difficulty = 1" + "\n[[test.part]]" * 6, '"every bank" has more than 6 parts'),
        ("retrieval = 2", "retrieval = -1", '"retrieval" is a whole number from 0 on'),
    ],
)
def test_what_cannot_be_is_said(old: str, new: str, told: str) -> None:
    _, faults = read(UNIT.replace(old, new, 1))
    assert any(told in fault for fault in faults), faults
