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
from functools import lru_cache, partial

LONGEST = 500
"""characters in one expression"""
MOST_PARTS = 200
"""numbers, names and operations in one expression"""
BIGGEST_FACTORIAL = 170
"""the last whose result a number here can hold"""
BIGGEST_ANGLE = 1e6
NO_MORE_THAN_ROUNDING = 1e-13
"""sin(pi) is 0.00000000000000012 in the machine"""

_ALLOWED = re.compile(r"[\w\s.+\-*/%(),<>=!]*")
Value = float | bool
Names = Mapping[str, float]
Calculation = Callable[[Names], Value]


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


def _whole(value: float) -> float:
    # 0.29*100 is 28.999999999999996 in the machine; on paper, and so in floor(), it is 29.
    return float(f"{value:.14g}")


def _of_angle(function: Callable[[float], float], angle: float) -> float:
    """A function of an angle in radians: 0 where paper says 0, and no turn so big that machines would differ."""
    if abs(angle) > BIGGEST_ANGLE:
        raise Undefined(f"An angle of {angle:g} is too big; take away whole turns.")
    value = function(angle)
    return 0.0 if abs(value) < NO_MORE_THAN_ROUNDING else value


def _tan(angle: float) -> float:
    if abs(math.cos(angle)) < NO_MORE_THAN_ROUNDING:
        raise Undefined("tan() has no value at a right angle.")
    return math.tan(angle)


def _factorial(value: float) -> float:
    if value != int(value) or not 0 <= value <= BIGGEST_FACTORIAL:
        raise Undefined(f"fact() takes whole numbers from 0 to {BIGGEST_FACTORIAL}.")
    return float(math.factorial(int(value)))


_FUNCTIONS: dict[str, tuple[Callable[..., float], int, int]] = {
    "sqrt": (math.sqrt, 1, 1),
    "abs": (math.fabs, 1, 1),
    "min": (min, 2, 20),
    "max": (max, 2, 20),
    "round": (_round, 1, 2),
    "log": (math.log, 1, 1),
    "log10": (math.log10, 1, 1),
    "exp": (math.exp, 1, 1),
    "ln": (math.log, 1, 1),
    "pow": (math.pow, 2, 2),
    "floor": (lambda value: float(math.floor(_whole(value))), 1, 1),
    "ceil": (lambda value: float(math.ceil(_whole(value))), 1, 1),
    "fmod": (math.fmod, 2, 2),
    "fact": (_factorial, 1, 1),
    "sin": (partial(_of_angle, math.sin), 1, 1),
    "cos": (partial(_of_angle, math.cos), 1, 1),
    "tan": (partial(_of_angle, _tan), 1, 1),
    "asin": (math.asin, 1, 1),
    "acos": (math.acos, 1, 1),
    "atan": (math.atan, 1, 1),
    "atan2": (math.atan2, 2, 2),
    "sinh": (math.sinh, 1, 1),
    "cosh": (math.cosh, 1, 1),
    "tanh": (math.tanh, 1, 1),
    "deg": (math.degrees, 1, 1),
    "rad": (math.radians, 1, 1),
}
FUNCTIONS = frozenset(_FUNCTIONS)
RESERVED = frozenset({"sqrt", "abs", "min", "max", "round", "log", "log10", "exp"})
"""names that no given value may have; the other functions came later, when banks had values called `rad` or `pi`"""
CONSTANTS = {"pi": math.pi}
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

    `names` are the numbers it may use, beside `pi`. `**` is a power, `%` the remainder, `log` and `ln` the natural
    logarithm; angles are in radians, `rad(30)` turns degrees into them and `deg` back; `round` rounds halves up.
    Results agree on every machine to twelve figures. ExpressionError, in a sentence, for anything else, too long or
    too big; Undefined where these numbers have no answer.
    """
    worked_out = _compiled(text)
    if not all(map(str.isascii, names)):
        names = {unicodedata.normalize("NFKC", name): number for name, number in names.items()}
    try:
        value = worked_out(names)
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


@lru_cache(maxsize=2048)
def _compiled(text: str) -> Calculation:
    """The checked expression as one function of its names: banks are drawn from far more often than they change."""
    tree = _parsed(text)
    try:
        return _condition(tree) if _is_condition(tree) else _number(tree)
    except RecursionError:
        raise ExpressionError(f'"{text}" is nested too deeply.') from None


def _number(node: ast.expr) -> Callable[[Names], float]:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return _constant(number)
        case ast.Name(id=name):
            return lambda names: float(names[name]) if name in names else _known(name, names)
        case ast.BinOp(op=op) if type(op) in _SUMS:
            return _sum(_SUMS[type(op)], _number(node.left), _number(node.right))
        case ast.UnaryOp(op=sign) if type(sign) in _SIGNS:
            signed, operand = _SIGNS[type(sign)], _number(node.operand)
            return lambda names: signed(operand(names))
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name in _FUNCTIONS:
            function, fewest, most = _FUNCTIONS[name]
            if not fewest <= len(node.args) <= most:
                raise ExpressionError(f"{name}() cannot take {len(node.args)} numbers.")
            parts = [_number(part) for part in node.args]
            return lambda names: _finite(float(function(*[part(names) for part in parts])), f"{name}()")
        case _ if _is_condition(node):
            raise ExpressionError("A comparison stands where a number belongs.")
        case _:
            raise _not_allowed()


def _condition(node: ast.expr) -> Callable[[Names], bool]:
    match node:
        case ast.UnaryOp(op=ast.Not()):
            operand = _condition(node.operand)
            return lambda names: not operand(names)
        case ast.BoolOp(op=op):
            parts = [_condition(part) for part in node.values]
            joined = all if isinstance(op, ast.And) else any
            return lambda names: joined(part(names) for part in parts)
        case ast.Compare(ops=ops) if all(type(op) in _COMPARISONS for op in ops):
            steps = [_COMPARISONS[type(op)] for op in ops]
            sides = [_number(side) for side in (node.left, *node.comparators)]
            return lambda names: _holds(steps, [side(names) for side in sides])
        case ast.Compare():
            raise _not_allowed()
        case _:
            _number(node)
            raise ExpressionError("and, or, not join conditions like x > 5, not numbers.")


def _is_condition(node: ast.expr) -> bool:
    return isinstance(node, ast.Compare | ast.BoolOp) or (isinstance(node, ast.UnaryOp) and type(node.op) is ast.Not)


def _constant(number: float) -> Callable[[Names], float]:
    try:
        value = float(number)
    except OverflowError:
        value = math.inf
    return (lambda names: value) if math.isfinite(value) else lambda names: _finite(value, str(number)[:20])


def _sum(
    operation: Callable[[float, float], float], left: Callable[[Names], float], right: Callable[[Names], float]
) -> Callable[[Names], float]:
    def of(names: Names) -> float:
        value = operation(left(names), right(names))
        return value if math.isfinite(value) else _finite(value, "A step of the calculation")

    return of


def _holds(steps: list[Callable[[float, float], bool]], sides: list[float]) -> bool:
    return all(step(sides[i], sides[i + 1]) for i, step in enumerate(steps))


def _known(name: str, names: Names) -> float:
    if name in CONSTANTS:
        return CONSTANTS[name]
    known = ", ".join(sorted(names)) or "none"
    raise ExpressionError(f'The name "{name}" is not a number here. Known numbers: {known}.')


def _not_allowed() -> ExpressionError:
    allowed = ", ".join(sorted(FUNCTIONS))
    return ExpressionError(f"Only numbers, names, + - * / % **, comparisons, and, or, not, and {allowed}.")


def _finite(value: float, what: str) -> float:
    if not math.isfinite(value):
        raise Undefined(f"{what} is not a finite number.")
    return value
