"""What an author should know about an item before a student meets it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from server.mastery.drawing import READ_BY_TEACHER, draw_item
from server.mastery.expressions import ExpressionError
from server.mastery.givens import OFFERED, NoVariant, Skipped, draws, varies
from server.mastery.luck import Dice
from server.mastery.values import ITEM_TYPES, DrawnItem, Item

_MATHS = re.compile(r"\$\$.*?\$\$|\$[^$\n]*\$", re.DOTALL)
_NAME = re.compile(r"\{([^\W\d]\w*)\}")


def problems_of(item: Item) -> list[str]:
    """Everything that keeps an item from being used, in sentences; empty when it is sound.

    Looks at how it is written, then draws its first 24 variants and looks at each.
    """
    problems = [*_written(item)] if item.type in ITEM_TYPES else [f'There is no item type "{item.type}".']
    if problems:
        return problems
    # The same fault in twenty variants is one sentence: the first one found of each kind.
    found: dict[str, str] = {}
    for number in range(OFFERED if varies(item) else 1):
        for kind, sentence in _in_variant(item, number):
            found.setdefault(kind, sentence)
        if "no variant" in found:
            break
    return list(found.values())


def remarks_of(item: Item) -> list[str]:
    """What would make a sound item better, in sentences. An item with remarks can be used."""
    body, remarks = item.body, list[str]()
    options = body.get("options", ())
    if item.type in ("single_choice", "multiple_choice") and isinstance(options, list | tuple):
        for option in options:
            if isinstance(option, Mapping) and not option.get("correct") and not option.get("misconception"):
                remarks.append(f'The wrong option "{option.get("text", "")}" names no misconception.')
    if item.type == "numeric" and not body.get("mistakes"):
        remarks.append("No likely mistake is listed, so none will be recognised.")
    if item.type == "essay" and not body.get("solution"):
        remarks.append("There is no model answer (`solution`).")
    if body.get("picture") and not body.get("picture_alt"):
        remarks.append("The picture has no words for those who cannot see it (`picture_alt`).")
    return remarks


def _in_variant(item: Item, number: int) -> Iterator[tuple[str, str]]:
    """Faults of one variant, each with its kind."""
    try:
        for draw in draws(item, number):
            if isinstance(draw, Skipped) and draw.undefined:
                yield "undefined", f"For some values: {draw.reason} Add a condition under `require`."
            if not isinstance(draw, Skipped):
                break
        drawn = draw_item(item, number, Dice(f"{item.id}/{number}"))
    except (NoVariant, ExpressionError) as wrong:
        yield "no variant", str(wrong)
        return
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        yield "malformed", f"The item is not written as content/README.md says ({wrong})."
        return
    for kind, texts in (("options", drawn.options), ("left", drawn.left), *(("gap", gap) for gap in drawn.gaps)):
        if len(set(texts)) < len(texts):
            yield kind, f"Two choices read the same: {', '.join(texts)}."
    if drawn.type == "numeric":
        yield from _numeric_faults(drawn)
    if drawn.type == "cloze":
        for place, gap in enumerate(drawn.gaps):
            if gap and drawn.key["gaps"][place]["answers"][0] not in gap:
                yield f"gap {place}", f"The answer of gap {place + 1} is not among its choices."
    for where, text in (("prompt", drawn.prompt), ("hint", drawn.hint), ("solution", drawn.solution)):
        for name in _NAME.findall(_MATHS.sub("", text)):
            yield f"{where} {name}", f"The {where} says {{{name}}}, which is not a given value."


def _numeric_faults(drawn: DrawnItem) -> Iterator[tuple[str, str]]:
    key = drawn.key
    near = key["tolerance"] * (1 + 1e-9)
    if key["tolerance"] <= 0 and key["value"] == 0:
        yield "zero", 'The answer is 0, so a tolerance in % leaves no room; give it in the unit, like "0.5".'
    if " × 10" not in key["shown"] and abs(float(key["shown"]) - key["value"]) > near > 0:
        yield "shown", f"The answer as shown ({key['shown']}) would itself be marked wrong; show more figures."
    for mistake in key["mistakes"]:
        if abs(mistake["value"] - key["value"]) <= near:
            yield "tolerated", f"A known mistake ({mistake['value']:g}) lies within the tolerance of {key['value']:g}."
    for other in key["accept"]:
        if other["times"] == 0:
            yield "times", f"The unit {other['unit']} is accepted zero times."


def _written(item: Item) -> Iterator[str]:
    body = item.body
    if not item.id:
        yield "The item has no id."
    if not isinstance(body.get("prompt"), str) or not body["prompt"].strip():
        yield "The prompt is missing."
    if item.use not in ("test", "practice", "both"):
        yield f'"use" is test, practice or both, not "{item.use}".'
    if item.difficulty not in (1, 2, 3):
        yield f"The difficulty is 1, 2 or 3, not {item.difficulty}."
    if not isinstance(body.get("given", {}), Mapping):
        yield '"given" is a table of named values.'
    yield from _CHECKS[item.type](body)
    if item.type in READ_BY_TEACHER:
        yield from _rubric(body)


def _tables(body: Mapping[str, Any], name: str, needed: str, fewest: int) -> Iterator[str]:
    """Faults of a list of tables, each of which needs one text."""
    rows = body.get(name, [])
    if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
        yield f'"{name}" is a list of tables, like [{{ {needed} = "…" }}].'
    elif len(rows) < fewest:
        yield f'"{name}" needs at least {fewest}.'
    elif not all(str(row.get(needed, "")).strip() for row in rows):
        yield f'Each of "{name}" needs "{needed}".'


def _texts(body: Mapping[str, Any], name: str, fewest: int) -> Iterator[str]:
    listed = body.get(name, [])
    if not isinstance(listed, list | tuple) or not all(isinstance(text, str) and text.strip() for text in listed):
        yield f'"{name}" is a list of texts.'
    elif len(listed) < fewest:
        yield f'"{name}" needs at least {fewest}.'


def _numeric(body: Mapping[str, Any]) -> Iterator[str]:
    if body.get("answer", "") == "":
        yield "The answer is missing."
    yield from _tables(body, "mistakes", "value", 0)
    yield from _tables(body, "accept", "unit", 0)
    gap = body.get("mistake_gap", 0.05)
    if not isinstance(gap, int | float) or not 0 <= gap < 1:
        yield '"mistake_gap" is a share from 0 to 1, like 0.05.'


def _choice(body: Mapping[str, Any]) -> Iterator[str]:
    wrong = list(_tables(body, "options", "text", 2))
    yield from wrong
    if not wrong and not any(option.get("correct") for option in body["options"]):
        yield "No option is marked as right (correct = true)."


def _single_choice(body: Mapping[str, Any]) -> Iterator[str]:
    wrong = list(_choice(body))
    yield from wrong
    if not wrong and sum(bool(option.get("correct")) for option in body["options"]) > 1:
        yield "More than one option is marked as right; that is multiple_choice."


def _true_false(body: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(body.get("correct"), bool):
        yield '"correct" is true or false.'


def _matching(body: Mapping[str, Any]) -> Iterator[str]:
    yield from _tables(body, "pairs", "left", 2)
    yield from _tables(body, "pairs", "right", 0)
    yield from _texts(body, "distractors", 0)


def _ordering(body: Mapping[str, Any]) -> Iterator[str]:
    if "sequence_by" in body:
        yield from _tables(body, "sequence_by", "text", 2)
        yield from _tables(body, "sequence_by", "value", 0)
    else:
        yield from _texts(body, "sequence", 2)


def _cloze(body: Mapping[str, Any]) -> Iterator[str]:
    wrong = list(_tables(body, "gaps", "answer", 1))
    yield from wrong
    marks = re.findall(r"\[\[(\d+)\]\]", str(body.get("prompt", "")))
    if not wrong and sorted(map(int, marks)) != list(range(1, len(body["gaps"]) + 1)):
        yield f"The prompt needs each of [[1]] to [[{len(body['gaps'])}]] once, one for each gap."


def _rubric(body: Mapping[str, Any]) -> Iterator[str]:
    wrong = list(_tables(body, "rubric", "text", 1))
    yield from wrong
    points = [] if wrong else [line.get("points", 1) for line in body["rubric"]]
    if not all(type(p) is int and p >= 0 for p in points) or (points and not sum(points)):
        yield "The points of a rubric are whole numbers, more than 0 together."


_CHECKS: dict[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    "numeric": _numeric,
    "single_choice": _single_choice,
    "multiple_choice": _choice,
    "true_false": _true_false,
    "short_text": lambda body: _texts(body, "answers", 1),
    "matching": _matching,
    "ordering": _ordering,
    "cloze": _cloze,
    "essay": lambda body: iter(()),
    "performance": lambda body: iter(()),
}
