"""What a key is made of: how far an answer may lie, how it is shown, and what each gap accepts."""

from typing import Any

import pytest

from server.mastery.givens import NoVariant
from server.mastery.keys import enough_figures, gap_key, reach

SILENT = {"misconception": "", "feedback": ""}


@pytest.mark.parametrize(
    ("tolerance", "key", "width"),
    [
        ("1 %", -50, 0.5), ("2%", 50, 1), ("0.5", 50, 0.5), (" 5e-1 ", 50, 0.5), ("5E-1", 50, 0.5), (2, 50, 2),
        ("3 figures", 50, 0.05), ("1 figure", 50, 5), ("2.5 figures", 50, 0.5),
        ("2 figures", 0, 0.05), ("2 figures", 0.012, 0.0005),
    ],
)  # fmt: skip
def test_a_tolerance_reaches_so_far(tolerance: object, key: float, width: float) -> None:
    assert reach(tolerance, key) == pytest.approx(width, rel=1e-12)


@pytest.mark.parametrize("tolerance", ["", "about 1", "-1", "1 percent", "1,5", "1e9999"])
def test_what_is_no_tolerance_is_refused(tolerance: str) -> None:
    with pytest.raises(NoVariant, match=r'^The tolerance ".*" is none of: "1 %", "0\.5", "3 figures"\.$'):
        reach(tolerance, 5)


@pytest.mark.parametrize(
    ("value", "width", "figures"), [(2.5, 0, 3), (10 / 3, 0.01, 3), (10 / 3, 0.001, 4), (10 / 3, 0, 12), (0, 0, 3)]
)
def test_a_key_is_shown_with_as_many_figures_as_it_needs(value: float, width: float, figures: int) -> None:
    assert enough_figures(value, width) == figures


def credit(value: float | str, tolerance: float, fraction: float, **said: str) -> dict[str, Any]:
    return {"value": value, "tolerance": tolerance, "fraction": fraction, **SILENT, **said}


GAPS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"answer": "up", "accept": ["high"], "misconception": "m", "feedback": "f"},
     {"answers": ["up", "high"], "misconception": "m", "feedback": "f"}),
    ({"answer": "a*", "case": True, "accents": True, "wildcards": True, "weight": 2},
     {"answers": ["a*"], **SILENT, "case": True, "accents": True, "wildcards": True, "weight": 2.0}),
    ({"answer": "a", "credit": [{"text": "b", "feedback": "f"}]},
     {"answers": ["a"], **SILENT, "credit": [{"text": "b", "fraction": 0.0, "misconception": "", "feedback": "f"}]}),
    ({"answer": "P*2", "numeric": True}, {"answers": ["6.00"], **SILENT, "numbers": [credit(6.0, 0.0, 1.0)]}),
    ({"answer": "10/P", "numeric": True, "tolerance": "0.0001"},
     {"answers": ["3.3333"], **SILENT, "numbers": [credit(3.33333333333, 0.0001, 1.0)]}),
    ({"answer": "1,5", "accept": ["P"], "numeric": True, "tolerance": "10 %",
      "credit": [{"text": "P", "fraction": 1, "feedback": "Also right."}, {"text": "P*3", "tolerance": "0.5",
                 "fraction": 0.5}, {"text": " * ", "misconception": "m"}]},
     {"answers": ["1,5", "3.00"], **SILENT, "numbers": [
         credit(1.5, 0.15, 1.0), credit(3.0, 0.3, 1.0, feedback="Also right."), credit(9.0, 0.5, 0.5),
         credit("*", 0.0, 0.0, misconception="m")]}),
]  # fmt: skip


@pytest.mark.parametrize(("gap", "key"), GAPS, ids=range(len(GAPS)))
def test_the_key_of_a_gap(gap: dict[str, Any], key: dict[str, Any]) -> None:
    assert gap_key(gap, {"P": 3.0}, str) == key
