"""What grading needs beside a drawn item: values, tolerances, accepted texts, and what each answer earns.

A key holds only what its item asks for, so that tests drawn before a field was thought of have the same key as ever.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from server.mastery.expressions import evaluate_number
from server.mastery.givens import NoVariant, Variant, worked_out
from server.mastery.reading import Number, read_number
from server.mastery.rounding import shown
from server.mastery.values import JSON, Item

ANYTHING = "*"
"""stands for every other number in a list of credit"""

USUAL_FIGURES = 3
_MOST = 12
"""significant figures to which a key is worked out"""

Fill = Callable[[object], str]
"""puts the variant's values into a text"""


def why(entry: Mapping[str, Any], fill: Fill) -> JSON:
    """What an answer betrays and what is said to it, both empty where the author wrote nothing."""
    return {name: fill(entry.get(name, "")) for name in ("misconception", "feedback")}


def flags(entry: Mapping[str, Any], *names: str) -> JSON:
    """Those of the names that the entry switches on."""
    return {name: True for name in names if entry.get(name)}


def text_credit(entry: Mapping[str, Any], fill: Fill) -> JSON:
    """One line of a list of texts that earn something: the text and the share of the points, from −1 to 1."""
    return {"text": fill(entry["text"]), "fraction": float(entry.get("fraction", 0)), **why(entry, fill)}


def tolerance_of(item: Item, key: float) -> float:
    """How far from the key an answer may lie, in its unit: from "1 %", "0.5" or "3 figures" (half a step)."""
    return reach(item.body.get("tolerance", "1 %"), key)


def reach(tolerance: object, key: float) -> float:
    """What a tolerance as written ("1 %", "0.5", "3 figures") allows around this key. NoVariant when it is no such."""
    written = str(tolerance).strip()
    found = re.fullmatch(r"(\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?)\s*(%|figures?)?", written)
    if not found:
        raise NoVariant(f'The tolerance "{written}" is none of: "1 %", "0.5", "3 figures".')
    width = amount = float(found[1])
    if found[2] == "%":
        width = amount / 100 * abs(key)
    elif found[2]:
        size = Decimal(str(key)).adjusted() if key else 0
        width = 0.5 * 10.0 ** (size - int(min(amount, 99)) + 1)
    if not math.isfinite(width):
        raise NoVariant(f'The tolerance "{written}" would take any number for right.')
    return width


def enough_figures(value: float, width: float) -> int:
    """How many significant figures a key is shown with: three, or as many as keep it within its own tolerance."""
    for figures in range(USUAL_FIGURES, _MOST):
        if abs(shown(value, figures=figures)[1] - value) <= width:
            return figures
    return _MOST


def numeric_key(item: Item, chosen: Variant, text: str, fill: Fill) -> JSON:
    """The key of a numeric item: `text` is the key as shown.

    `credit` (other values that earn a share), `unit_required`, `fractions` (3/4 may be typed) and `figures_asked` are
    there where the item has them.
    """
    body = item.body
    wrong = zip(body.get("mistakes", ()), chosen.mistakes, strict=True)
    parts = {
        "value": chosen.answer,
        "shown": text,
        "unit": str(body.get("unit", "")),
        "tolerance": _twelve(tolerance_of(item, chosen.answer)),
        "accept": [
            {"unit": str(other["unit"]), "times": evaluate_number(str(other["times"]), chosen.numbers)}
            for other in body.get("accept", ())
        ],
        "mistakes": [{"value": value, **why(mistake, fill)} for mistake, value in wrong],
        **flags(body, "unit_required", "fractions"),
    }
    if body.get("figures_asked"):
        parts["figures_asked"] = int(body["figures_asked"])
    if body.get("credit"):
        parts["credit"] = [_number_credit(entry, entry["value"], chosen.numbers, fill) for entry in body["credit"]]
    return parts


def gap_key(gap: Mapping[str, Any], numbers: Mapping[str, float], fill: Fill) -> JSON:
    """The key of one gap of a cloze. A gap for a number has `numbers`: every value that earns something."""
    answers = [gap["answer"], *gap.get("accept", ())]
    key = {"answers": [fill(answer) for answer in answers], **why(gap, fill)}
    key |= flags(gap, "case", "accents", "wildcards")
    if "weight" in gap:
        key["weight"] = float(gap["weight"])
    credit = gap.get("credit", ())
    if gap.get("numeric"):
        values = [_number(answer, numbers) for answer in answers]
        key["answers"] = [
            _as_shown(fill(answer), value, reach(gap.get("tolerance", "0"), value))
            for answer, value in zip(answers, values, strict=True)
        ]
        listed = [_number_credit(entry, entry["text"], numbers, fill, gap.get("tolerance")) for entry in credit]
        named = {entry["value"] for entry in listed if entry["fraction"] >= 1}
        right = [{"value": value, "fraction": 1} for value in values if value not in named]
        key["numbers"] = [_number_credit(r, r["value"], numbers, fill, gap.get("tolerance")) for r in right] + listed
    elif credit:
        key["credit"] = [text_credit(entry, fill) for entry in credit]
    return key


def _number_credit(
    entry: Mapping[str, Any], value: object, numbers: Mapping[str, float], fill: Fill, tolerance: object = None
) -> JSON:
    """One line of a list of numbers that earn something: the value, or "*" for any other, and how far it reaches.

    `tolerance` is used where the line has none of its own.
    """
    share = {"fraction": float(entry.get("fraction", 0)), **why(entry, fill)}
    if str(value).strip() == ANYTHING:
        return {"value": ANYTHING, "tolerance": 0.0, **share}
    number = _number(value, numbers)
    width = reach(entry.get("tolerance") or tolerance or "0", number)
    return {"value": number, "tolerance": _twelve(width), **share}


def _number(written: object, numbers: Mapping[str, float]) -> float:
    """A number as half the world writes it, or a sum over the names."""
    read = read_number(str(written))
    return _twelve(read.value) if isinstance(read, Number) else worked_out(written, numbers)


def _as_shown(text: str, value: float, width: float) -> str:
    return text if isinstance(read_number(text), Number) else shown(value, figures=enough_figures(value, width))[0]


def _twelve(value: float) -> float:
    return float(f"{value:.12g}")
