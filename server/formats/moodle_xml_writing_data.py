"""Items whose numbers vary, as Moodle's calculated questions: rows of data, and formulas over them."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from server.formats.moodle_xml_writing_texts import CannotHold, bare
from server.mastery.expressions import ExpressionError, names_in
from server.mastery.values import Item
from server.mastery.variants import offered, variant

_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,12})?")
_NAME = re.compile(r"\{([^\W\d]\w*)\}")
_SIGNS: dict[type[ast.AST], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_SAME = """
    sqrt abs min max round log log10 exp sin cos tan asin acos atan atan2 sinh cosh tanh floor ceil pow fmod
"""
_FUNCTIONS = {name: name for name in _SAME.split()} | {"ln": "log", "deg": "rad2deg", "rad": "deg2rad"}
Row = Mapping[str, str]


def rows_of(item: Item) -> list[dict[str, str]]:
    """The item's variants as rows of numbers: its own rows where it has them, else the first variants offered.

    CannotHold when a value that the texts show is a word, or written in a way that Moodle does not read as a number.
    """
    given = item.body.get("given", {})
    rules = list(given.values())
    listed: Sequence[Row] = []
    if len(rules) == 1 and isinstance(rules[0], Mapping) and "rows" in rules[0] and not item.body.get("require"):
        listed = rules[0]["rows"]
    rows = [dict(row) for row in listed] or [dict(variant(item, number).values) for number in offered(item)]
    used = _used(item)
    kept = [{name: str(text) for name, text in row.items() if name in used} for row in rows]
    if not kept or not all(_NUMBER.fullmatch(text) for row in kept for text in row.values()):
        raise CannotHold("a value that varies is no plain number")
    if not all(row.keys() == kept[0].keys() for row in kept) or not kept[0]:
        raise CannotHold("its rows do not hold the same values")
    return kept


def _used(item: Item) -> set[str]:
    """The names that the texts show or the answers are worked out from."""
    body = item.body
    expressions = [str(body.get("answer", ""))] if item.type == "numeric" else []
    for key in ("mistakes", "credit"):
        expressions += [str(entry.get("value", "")) for entry in body.get(key, ()) if item.type == "numeric"]
    formulas = body.get("formulas", {})
    expressions += list(formulas.values())
    used = {name for text in _texts(body) for name in _NAME.findall(text)} - set(formulas)
    for expression in expressions:
        if expression not in ("", "*"):
            used |= names_in(expression)
    return used - {"answer"}


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return [text for each in inside for text in _texts(each)]


def formula(expression: str) -> str:
    """An expression of an item as Moodle writes it: `P1*V1/V2` → `{P1}*{V1}/{V2}`. CannotHold for what it lacks."""
    try:
        names_in(expression)
        tree = ast.parse(expression.strip(), mode="eval").body
    except (ExpressionError, SyntaxError) as wrong:
        raise CannotHold(f"its answer cannot be read ({wrong})") from None
    return _written(tree)


def _written(node: ast.expr, inside: int = 0) -> str:
    match node:
        case ast.Constant(value=int() | float() as number):
            return repr(number)
        case ast.Name(id="pi"):
            return "pi()"
        case ast.Name(id=name):
            return f"{{{name}}}"
        case ast.BinOp(left, ast.Pow(), right):
            return f"pow({_written(left)},{_written(right)})"
        case ast.BinOp(left, sign, right) if type(sign) in _SIGNS:
            rank = 1 if isinstance(sign, ast.Add | ast.Sub) else 2
            text = f"{_written(left, rank)}{_SIGNS[type(sign)]}{_written(right, rank + 1)}"
            return f"({text})" if rank < inside else text
        case ast.UnaryOp(ast.USub(), operand):
            text = f"-{_written(operand, 3)}"
            return f"({text})" if inside else text
        case ast.UnaryOp(ast.UAdd(), operand):
            return _written(operand, inside)
        case ast.Call(ast.Name(id=name), args) if name in _FUNCTIONS:
            return f"{_FUNCTIONS[name]}({','.join(_written(part) for part in args)})"
        case _:
            raise CannotHold("Moodle's formulas do not know all of its answer")


def with_formulas(text: str, formulas: Mapping[str, str], answer: str = "") -> str:
    """A text in which `{answer}` and the columns that were worked out stand as Moodle's `{=…}`."""
    known = {**formulas, **({"answer": answer} if answer else {})}
    return _NAME.sub(lambda hit: f"{{={formula(known[hit[1]])}}}" if hit[1] in known else hit[0], text)


def add_data(question: etree._Element, rows: Sequence[Row]) -> None:
    """The rows as Moodle's data: one definition for each name, its values numbered by row."""
    holder = etree.SubElement(question, "dataset_definitions")
    for name in rows[0]:
        texts = [row[name] for row in rows]
        places = max(len(text.partition(".")[2]) for text in texts)
        definition = etree.SubElement(holder, "dataset_definition")
        lowest, highest = min(texts, key=float), max(texts, key=float)
        for key, text in (
            ("status", "private"), ("name", name), ("type", "calculated"), ("distribution", "uniform"),
            ("minimum", lowest), ("maximum", highest), ("decimals", str(places)),
        ):  # fmt: skip
            if key == "type":
                bare(definition, key, text)
            else:
                bare(etree.SubElement(definition, key), "text", text)
        bare(definition, "itemcount", len(texts))
        items = etree.SubElement(definition, "dataset_items")
        for number, text in enumerate(texts, 1):
            item = etree.SubElement(items, "dataset_item")
            bare(item, "number", number)
            bare(item, "value", text)
        bare(definition, "number_of_items", len(texts))
