"""What an author should know about an item before a student meets it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.mastery.chemical_equations import read_equation, unbalanced
from server.mastery.chemical_formulas import Unreadable, read_formula
from server.mastery.drawing import READ_BY_TEACHER
from server.mastery.grading import WHOLE
from server.mastery.rounding import MOST_FIGURES
from server.mastery.values import ITEM_TYPES, Item
from server.mastery.variant_table import VariantTable, variant_table


@dataclass(frozen=True)
class Proof:
    """What was found: what keeps the item from being used, what would make it better, and the variants to be drawn."""

    problems: tuple[str, ...]
    remarks: tuple[str, ...]
    variants: VariantTable


def proofread(item: Item) -> Proof:
    """Looks at how an item is written, then draws every variant that it can offer and looks at each.

    Variants that cannot be used are struck out and remarked on; a problem is what leaves none.
    """
    written = [*_written(item)] if item.type in ITEM_TYPES else [f'There is no item type "{item.type}".']
    if written:
        return Proof(tuple(written), tuple(_remarks(item)), VariantTable(()))
    table = variant_table(item)
    if not table.good:
        return Proof(table.faults, tuple(_remarks(item)), table)
    return Proof((), tuple(filter(None, (table.told, *_remarks(item)))), table)


def problems_of(item: Item) -> list[str]:
    """Everything that keeps an item from being used, in sentences; empty when it is sound."""
    return list(proofread(item).problems)


def remarks_of(item: Item) -> list[str]:
    """What would make a sound item better, in sentences. An item with remarks can be used."""
    return list(proofread(item).remarks)


def _remarks(item: Item) -> Iterator[str]:
    body = item.body
    options = body.get("options", ())
    if item.type in ("single_choice", "multiple_choice") and isinstance(options, list | tuple):
        for option in options:
            if isinstance(option, Mapping) and not option.get("correct") and not option.get("misconception"):
                yield f'The wrong option "{option.get("text", "")}" names no misconception.'
        yield from _shares_remark(item.type, options)
    if item.type == "numeric" and not body.get("mistakes"):
        yield "No likely mistake is listed, so none will be recognised."
    if item.type == "essay" and not body.get("solution"):
        yield "There is no model answer (`solution`)."
    if item.type == "short_text" and body.get("reads") == "formula":
        for answer in _as_list(body.get("answers")):
            yield from _two_readings(str(answer))
    if body.get("picture") and not body.get("picture_alt"):
        yield "The picture has no words for those who cannot see it (`picture_alt`)."


def _shares_remark(type: str, options: Iterable[Any]) -> Iterator[str]:
    shares = [o["fraction"] for o in options if isinstance(o, Mapping) and _is_number(o.get("fraction"))]
    best = math.fsum(share for share in shares if share > 0)
    if type == "multiple_choice" and shares and best < WHOLE:
        yield f"All right options together give only {100 * best:.0f} % of the points."


def _two_readings(answer: str) -> Iterator[str]:
    read = read_formula(answer)
    if not isinstance(read, Unreadable) and len(read) > 1:
        first, other = read[:2]
        yield f'We read "{answer}" as {first}. If it is {other}, write it so.'


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
    if item.type in READ_BY_TEACHER or body.get("rubric"):
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
    yield from _credit(body, "value")
    gap = body.get("mistake_gap", 0.05)
    if not isinstance(gap, int | float) or not 0 <= gap < 1:
        yield '"mistake_gap" is a share from 0 to 1, like 0.05.'
    sane = body.get("range", (0, 0))
    if not isinstance(sane, list | tuple) or len(sane) != 2 or not all(map(_is_number, sane)) or sane[0] > sane[1]:
        yield '"range" is the lowest and the highest answer that make sense, like [0.5, 20].'
    figures = body.get("figures_asked", 1)
    if type(figures) is not int or not 1 <= figures <= MOST_FIGURES:
        yield f'"figures_asked" is a whole number from 1 to {MOST_FIGURES}.'


def _choice(body: Mapping[str, Any]) -> Iterator[str]:
    wrong = [*_tables(body, "options", "text", 2)]
    wrong = wrong or [*_shares(body, "options")]
    yield from wrong
    if not wrong and not any(option.get("correct") or option.get("fraction", 0) > 0 for option in body["options"]):
        yield "No option is marked as right (correct = true)."


def _single_choice(body: Mapping[str, Any]) -> Iterator[str]:
    wrong = list(_choice(body))
    yield from wrong
    if wrong or body.get("format") == "html":  # other programs let a single choice have several right options
        return
    if sum(bool(option.get("correct")) for option in body["options"]) > 1:
        yield "More than one option is marked as right; that is multiple_choice."


def _credit(body: Mapping[str, Any], needed: str) -> Iterator[str]:
    yield from [*_tables(body, "credit", needed, 0)] or [*_shares(body, "credit")]


def _shares(body: Mapping[str, Any], name: str) -> Iterator[str]:
    shares = [row["fraction"] for row in body.get(name, ()) if "fraction" in row]
    if not all(_is_number(share) and -1 <= share <= 1 for share in shares):
        yield f'A "fraction" in "{name}" is a share of the points from -1 to 1, like 0.5.'


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _as_list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _short_text(body: Mapping[str, Any]) -> Iterator[str]:
    credit = [*_credit(body, "text")]
    yield from credit
    partly = not credit and any(entry.get("fraction", 0) > 0 for entry in _as_list(body.get("credit")))
    wrong = [*_texts(body, "answers", 0 if partly else 1)]
    yield from wrong
    reads = body.get("reads", "")
    if reads not in ("", "formula", "equation"):
        yield f'"reads" is formula or equation, not "{reads}".'
    elif reads and not wrong and not credit:
        listed = [*body.get("answers", ()), *(entry["text"] for entry in body.get("credit", ()))]
        for answer in listed:
            yield from _chemistry(str(answer), reads, answer in body.get("answers", ()))


def _chemistry(answer: str, reads: str, right: bool) -> Iterator[str]:
    read = read_formula(answer) if reads == "formula" else read_equation(answer)
    if isinstance(read, Unreadable):
        if "{" not in answer:  # with a value in it, it is read when it is drawn
            yield f'We cannot read "{answer}" as {"a formula" if reads == "formula" else "an equation"}: {read.why}'
    elif not isinstance(read, tuple) and right:
        sides = [[(term.number, term.formulas[0]) for term in terms] for terms in (read.left, read.right)]
        if odd := unbalanced(*sides):
            yield f'The equation "{answer}" does not balance ({", ".join(name or "charge" for name in odd)}).'


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
    for place, gap in enumerate([] if wrong else body["gaps"], start=1):
        yield from (f"Gap {place}: {fault}" for fault in _credit(gap, "text"))
        weight = gap.get("weight", 1)
        if not _is_number(weight) or weight < 0:
            yield f'Gap {place}: the "weight" is a number from 0 on.'


def _essay(body: Mapping[str, Any]) -> Iterator[str]:
    yield from _texts(body, "marks", 0)
    tags = [tag for tag in _as_list(body.get("marks")) if isinstance(tag, str)]
    if any("|" in tag for tag in tags) or len(set(tags)) < len(tags):
        yield 'The "marks" are different tags without the sign |.'
    if not isinstance(body.get("passage", ""), str):
        yield '"passage" is a text.'
    elif tags and not body.get("passage", "").strip():
        yield 'There are "marks", but no "passage" to mark.'


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
    "short_text": _short_text,
    "matching": _matching,
    "ordering": _ordering,
    "cloze": _cloze,
    "essay": _essay,
    "performance": lambda body: iter(()),
}
