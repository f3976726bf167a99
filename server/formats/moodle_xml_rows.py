"""The rows of data of a question whose numbers vary, and Moodle's formulas over them as expressions of ours."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from server.formats.moodle_xml_texts import Source, Ungradable
from server.mastery.expressions import FUNCTIONS, ExpressionError, Undefined, evaluate_number

MOST_ROWS = 500
FORMULA = re.compile(r"\{=((?:[^{}]|\{[^{}]*\})*)\}")
_NAME = re.compile(r"\{([^{}=<>&\\]{1,60})\}")
_CALL = re.compile(r"([A-Za-z_][A-Za-z_0-9]*)\s*\(")


@dataclass
class Rows:
    """The data of a question: rows of texts by name, and columns worked out of them while its texts are read."""

    rows: list[dict[str, str]]
    names: Mapping[str, str]
    """the file's name for a value → the name it has in the item"""
    formulas: dict[str, str] = field(default_factory=dict)

    def numbers(self) -> list[dict[str, float]]:
        """The rows as numbers."""
        return [{name: float(text) for name, text in row.items()} for row in self.rows]

    def expression(self, formula: str) -> str:
        """A formula of Moodle's as an expression over the rows. Ungradable when it has no value for any row.

        Rows for which it has none (a division by zero) are dropped.
        """
        ours = translated(formula, self.names)
        kept = []
        for row, values in zip(self.rows, self.numbers(), strict=True):
            try:
                evaluate_number(ours, values)
            except Undefined:
                continue
            except ExpressionError as wrong:
                raise Ungradable(f"its formula “{formula[:60]}” cannot be worked out here ({wrong})") from None
            kept.append(row)
        if not kept:
            raise Ungradable(f"its formula “{formula[:60]}” has no value for any row of its data")
        self.rows = kept
        return ours

    def column(self, formula: str, as_shown: Callable[[float], str]) -> str:
        """The name of a column with the formula's value in every row, as it is shown."""
        ours = self.expression(formula)
        name = next((name for name, other in self.formulas.items() if other == ours), "")
        if name and all(row[name] == as_shown(v) for row, v in zip(self.rows, self._values(ours), strict=True)):
            return name
        name = f"result_{len(self.formulas) + 1}"
        while name in self.names.values():
            name += "_"
        for row, worked_out in zip(self.rows, self._values(ours), strict=True):
            row[name] = as_shown(worked_out)
        self.formulas[name] = ours
        return name

    def _values(self, ours: str) -> list[float]:
        return [evaluate_number(ours, values) for values in self.numbers()]

    def filled(self, text: str) -> str:
        """A text whose `{=…}` became columns and whose `{a}` have the item's names."""
        text = FORMULA.sub(lambda hit: f"{{{self.column(hit[1], _bare)}}}", text)
        return _NAME.sub(lambda hit: f"{{{self.names.get(hit[1].strip(), hit[1])}}}", text)

    def body(self) -> dict[str, Any]:
        """What the item holds of it."""
        added = {"formulas": self.formulas} if self.formulas else {}
        return {"given": {"row": {"rows": self.rows}}, **added}


def translated(formula: str, names: Mapping[str, str]) -> str:
    """Moodle's `{a}*pow({b},2)` as the item's `a*pow(b,2)`. Ungradable for signs and functions not known here."""
    text = formula.strip().removeprefix("=")
    unknown = [name for name in _NAME.findall(text) if name.strip() not in names]
    if unknown:
        raise Ungradable(f"its formula uses {{{unknown[0]}}}, for which the file has no data")
    text = _NAME.sub(lambda hit: f" {names[hit[1].strip()]} ", text)
    if re.search(r"[^\w\s.+\-*/(),]", text):
        raise Ungradable(f"its formula “{formula[:60]}” has signs that are not used here")
    text = re.sub(r"\bpi\s*\(\s*\)", "pi", text, flags=re.IGNORECASE)
    text = re.sub(r"\bpi\b", "3.141592653589793", text, flags=re.IGNORECASE) if "pi" not in names.values() else text
    text = re.sub(r"\bdeg2rad\s*\(", "3.141592653589793/180*(", text, flags=re.IGNORECASE)
    text = re.sub(r"\brad2deg\s*\(", "180/3.141592653589793*(", text, flags=re.IGNORECASE)
    text = _CALL.sub(lambda hit: f"{hit[1].lower()}(", text)
    return re.sub(r"\s+", " ", re.sub(r"\s*([+\-*/(),])\s*", r"\1", text)).strip()


def _bare(number: float) -> str:
    return f"{number:.12g}"


def _named(written: list[str]) -> dict[str, str]:
    """For each name of the file one that an expression may use."""
    found: dict[str, str] = {}
    for name in written:
        ours = re.sub(r"\W", "_", name.strip(), flags=re.ASCII)
        ours = f"v_{ours}" if not ours or ours[0].isdigit() or ours.startswith("_") else ours
        while keyword.iskeyword(ours) or ours in FUNCTIONS or ours in ("answer", "pi", "row") or ours in found.values():
            ours += "_"
        found[name.strip()] = ours
    return found


def joined(
    source: Source, columns: Mapping[str, Mapping[str, Decimal | None]], written: Mapping[str, Mapping[str, str]]
) -> Rows:
    """The rows that hold a value of every name. Ungradable without a whole row."""
    names = _named(list(columns))
    first = next(iter(columns), "")
    whole = [row for row in columns.get(first, ()) if all(c.get(row) is not None for c in columns.values())]
    longest = max((len(column) for column in columns.values()), default=0)
    if not whole:
        raise Ungradable("the file holds no data for its numbers")
    if len(whole) < longest:
        source.warnings.append(f"{longest - len(whole)} values of its data stand in no whole row and were left out")
    if len(whole) > MOST_ROWS:
        source.warnings.append(f"of its {len(whole)} rows of data the first {MOST_ROWS} are used")
    return Rows([{names[name]: written[name][row] for name in columns} for row in whole[:MOST_ROWS]], names)
