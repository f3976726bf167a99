"""The little sums that a teacher writes into an item: `P1*V1/V2`, `abs(V2 - V1) > 5`.

An expression may come from a stranger's file, so it is never handed to Python: it is parsed, every part is
checked against a short list of what is allowed, and the sum is done here, with decimal numbers only.
"""

from __future__ import annotations

import ast
import math
import operator
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

LONGEST = 500
"""characters in one expression"""
MOST_PARTS = 200
"""numbers, names and operations in one expression"""

_ALLOWED = re.compile(r"[\w\s.+\-*/%(),<>=!]*")
Value = float | bool


class ExpressionError(ValueError):
    """An expression that cannot be used; the message is a sentence for the teacher who wrote it."""


class Undefined(ExpressionError):
    """The expression is well written, but has no value for these numbers (a division by zero, say)."""


def _round(value: float, places: float = 0.0) -> float:
    # Halves go up, as taught in school; Python's round(2.5) is 2.
    if places != int(places) or abs(places) > 12:
        raise ExpressionError("round() takes whole decimal places from -12 to 12.")
    if abs(value) >= 1e14:
        return value
    return float(Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP))


_FUNCTIONS: dict[str, tuple[Callable[..., float], int, int]] = {
    "sqrt": (math.sqrt, 1, 1),
    "abs": (math.fabs, 1, 1),
    "min": (min, 2, 20),
    "max": (max, 2, 20),
    "round": (_round, 1, 2),
    "log": (math.log, 1, 1),
    "log10": (math.log10, 1, 1),
    "exp": (math.exp, 1, 1),
}
FUNCTIONS = frozenset(_FUNCTIONS)
_SUMS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
    ast.Pow: math.pow,
}
_SIGNS: dict[type[ast.unaryop], Callable[[float], float]] = {ast.UAdd: operator.pos, ast.USub: operator.neg}
_COMPARISONS: dict[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def evaluate(text: str, names: Mapping[str, float]) -> Value:
    """The value of an expression: a number, or true/false for a condition.

    `names` are the numbers it may use. `**` is a power, `%` the remainder, `log` the natural logarithm; `round`
    rounds halves up. ExpressionError, in a sentence, for anything else, too long or too big; Undefined where
    these numbers have no answer.
    """
    tree = _parsed(text)
    try:
        value = _value(tree, {unicodedata.normalize("NFKC", name): number for name, number in names.items()})
    except ZeroDivisionError:
        raise Undefined(f'"{text}" divides by zero.') from None
    except OverflowError:
        raise Undefined(f'"{text}" becomes too big to calculate.') from None
    except RecursionError:
        raise ExpressionError(f'"{text}" is nested too deeply.') from None
    except ExpressionError:
        raise
    except ValueError:
        raise Undefined(f'"{text}" has no value here (a root or logarithm of a negative number, perhaps).') from None
    if isinstance(value, bool):
        return value
    return _finite(value, text) or 0.0


def evaluate_number(text: str, names: Mapping[str, float]) -> float:
    """Like `evaluate`, for an expression that must give a number."""
    value = evaluate(text, names)
    if isinstance(value, bool):
        raise ExpressionError(f'"{text}" is a condition; a number is needed here.')
    return value


def evaluate_condition(text: str, names: Mapping[str, float]) -> bool:
    """Like `evaluate`, for an expression that must be true or false."""
    value = evaluate(text, names)
    if not isinstance(value, bool):
        raise ExpressionError(f'"{text}" is a number; a condition like "x > 5" is needed here.')
    return value


@lru_cache(maxsize=2048)
def names_in(text: str) -> frozenset[str]:
    """The names an expression uses, without those of functions. ExpressionError when it cannot be read."""
    nodes = list(ast.walk(_parsed(text)))
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    return frozenset(node.id for node in nodes if isinstance(node, ast.Name) and id(node) not in called)


@lru_cache(maxsize=2048)
def _parsed(text: str) -> ast.expr:
    if len(text) > LONGEST:
        raise ExpressionError(f"An expression may have {LONGEST} characters; this one has {len(text)}.")
    if not text.strip():
        raise ExpressionError("The expression is empty.")
    if not _ALLOWED.fullmatch(text):
        raise ExpressionError(f'"{text}" has characters that a calculation does not need.')
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ExpressionError(f'"{text}" is not a calculation we can read.') from None
    if sum(isinstance(node, ast.expr) for node in ast.walk(tree)) > MOST_PARTS:
        raise ExpressionError(f"An expression may have {MOST_PARTS} parts; this one has more.")
    return tree


def _value(node: ast.expr, names: Mapping[str, float]) -> Value:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return _finite(float(number), str(number)[:20])
        case ast.Name(id=name):
            if name not in names:
                known = ", ".join(sorted(names)) or "none"
                raise ExpressionError(f'The name "{name}" is not a number here. Known numbers: {known}.')
            return float(names[name])
        case ast.BinOp(op=op) if type(op) in _SUMS:
            left, right = _number(node.left, names), _number(node.right, names)
            return _finite(_SUMS[type(op)](left, right), "A step of the calculation")
        case ast.UnaryOp(op=ast.Not()):
            return not _condition(node.operand, names)
        case ast.UnaryOp(op=sign) if type(sign) in _SIGNS:
            return _SIGNS[type(sign)](_number(node.operand, names))
        case ast.BoolOp(op=ast.And()):
            return all(_condition(part, names) for part in node.values)
        case ast.BoolOp(op=ast.Or()):
            return any(_condition(part, names) for part in node.values)
        case ast.Compare(ops=ops) if all(type(op) in _COMPARISONS for op in ops):
            sides = [_number(side, names) for side in (node.left, *node.comparators)]
            return all(_COMPARISONS[type(op)](sides[i], sides[i + 1]) for i, op in enumerate(ops))
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name in _FUNCTIONS:
            function, fewest, most = _FUNCTIONS[name]
            if not fewest <= len(node.args) <= most:
                raise ExpressionError(f"{name}() cannot take {len(node.args)} numbers.")
            return _finite(float(function(*[_number(part, names) for part in node.args])), f"{name}()")
        case _:
            allowed = ", ".join(sorted(FUNCTIONS))
            raise ExpressionError(f"Only numbers, names, + - * / % **, comparisons, and, or, not, and {allowed}.")


def _number(node: ast.expr, names: Mapping[str, float]) -> float:
    value = _value(node, names)
    if isinstance(value, bool):
        raise ExpressionError("A comparison stands where a number belongs.")
    return value


def _condition(node: ast.expr, names: Mapping[str, float]) -> bool:
    value = _value(node, names)
    if not isinstance(value, bool):
        raise ExpressionError("and, or, not join conditions like x > 5, not numbers.")
    return value


def _finite(value: float, what: str) -> float:
    if not math.isfinite(value):
        raise Undefined(f"{what} is not a finite number.")
    return value
