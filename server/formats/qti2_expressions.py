"""QTI's expressions: what `<sum>`, `<match>`, `<mapResponse>` and their like are worth."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from server.formats.qti2_comparisons import equal, equal_rounded, match, string_match
from server.formats.qti2_mapping import map_response
from server.formats.qti2_numbers import NUMBERS, ROUNDED, rounded_to
from server.formats.qti2_tree import Element, children, said_by
from server.formats.qti2_values import (
    LARGEST,
    MOST_IN_A_LIST,
    NotHere,
    Scope,
    Single,
    Value,
    attribute,
    listed,
    parsed,
    same,
)

Operator = Callable[[Element, Scope], Value]
_FLOAT_STEPS = 10_000
"""how finely a random number between two bounds is thrown"""


def evaluate(element: Element, scope: Scope) -> Value:
    """The value of an expression. NotHere for one that this reader does not know, or that never ends."""
    scope.budget.spend()
    known = _OPERATORS.get(str(element.tag))
    if known is None:
        raise NotHere(f"“{element.get('class') or element.tag}”")
    value = known(element, scope)
    if isinstance(value, list | tuple) and len(value) > MOST_IN_A_LIST:
        raise NotHere("lists longer than any question needs")
    # Turned round, it is true of what is no number as well, and holds for whole numbers that no float could.
    if isinstance(value, int | float) and not abs(value) <= LARGEST:
        return None
    return value


def _operands(element: Element, scope: Scope) -> list[Value]:
    return [evaluate(child, scope) for child in children(element)]


def _variable(element: Element, scope: Scope) -> Value:
    name = element.get("identifier", "")
    if name not in scope.types:
        raise NotHere(f"the variable “{name}”, which is nowhere declared")
    return scope.values.get(name)


def _base_value(element: Element, scope: Scope) -> Value:
    return parsed(said_by(element), element.get("baseType", "string"))


def _gathered(element: Element, scope: Scope) -> list[Single]:
    return [single for value in _operands(element, scope) for single in listed(value)]


def _throw(scope: Scope, sides: int) -> int:
    if scope.luck is None:
        raise NotHere("luck in its marking")
    return scope.luck.below(max(1, sides))


def _random(element: Element, scope: Scope) -> Value:
    choices = _gathered(element, scope)
    return choices[_throw(scope, len(choices))] if choices else None


def _random_integer(element: Element, scope: Scope) -> Value:
    low, high, step = (int(attribute(element, name, scope, 1)) for name in ("min", "max", "step"))
    low = low if element.get("min") else 0
    return low + max(1, step) * _throw(scope, (high - low) // max(1, step) + 1)


def _random_float(element: Element, scope: Scope) -> Value:
    low, high = attribute(element, "min", scope), attribute(element, "max", scope, 1)
    return low + (high - low) * _throw(scope, _FLOAT_STEPS + 1) / _FLOAT_STEPS


def _index(element: Element, scope: Scope) -> Value:
    values = _gathered(element, scope)
    place = int(attribute(element, "n", scope))
    return values[place - 1] if 0 < place <= len(values) else None


def _member(element: Element, scope: Scope) -> Value:
    one, many = _two(element, scope)
    if one is None or many is None:
        return None
    return any(same(one, entry) for entry in listed(many))


def _delete(element: Element, scope: Scope) -> Value:
    one, many = _two(element, scope)
    kept = [entry for entry in listed(many) if not same(one, entry)]
    return tuple(kept) if isinstance(many, tuple) else kept


def _contains(element: Element, scope: Scope) -> Value:
    many, few = (listed(value) for value in _two(element, scope))
    return all(sum(same(entry, other) for other in many) >= few.count(entry) for entry in few)


def _two(element: Element, scope: Scope) -> tuple[Value, Value]:
    operands = _operands(element, scope)
    if len(operands) != 2:
        raise NotHere(f"“{element.tag}” of {len(operands)} things")
    return operands[0], operands[1]


def _of_two(comparison: Callable[[Element, Scope, Value, Value], Value]) -> Operator:
    return lambda element, scope: comparison(element, scope, *_two(element, scope))


def _compared(how: Callable[[Any, Any], bool]) -> Operator:
    def compare(element: Element, scope: Scope) -> Value:
        operands = _operands(element, scope)
        if not all(isinstance(value, int | float) for value in operands):
            return None
        return all(how(one, other) for one, other in pairwise(operands))

    return compare


def _and(element: Element, scope: Scope) -> Value:
    values = [evaluate(child, scope) for child in children(element)]
    return False if any(value is False for value in values) else (None if None in values else True)


def _or(element: Element, scope: Scope) -> Value:
    values = [evaluate(child, scope) for child in children(element)]
    return True if any(value is True for value in values) else (None if None in values else False)


def _not(element: Element, scope: Scope) -> Value:
    value = next(iter(_operands(element, scope)), None)
    return (not value) if isinstance(value, bool) else None


def _any_of(element: Element, scope: Scope) -> Value:
    held = sum(value is True for value in _operands(element, scope))
    return attribute(element, "min", scope) <= held <= attribute(element, "max", scope)


def _is_null(element: Element, scope: Scope) -> Value:
    value = next(iter(_operands(element, scope)), None)
    return value is None or value == "" or (isinstance(value, list | tuple) and not value)


def _repeat(element: Element, scope: Scope) -> Value:
    times = int(attribute(element, "numberRepeats", scope))
    scope.budget.spend(max(0, times))
    return tuple(single for _ in range(times) for single in _gathered(element, scope))


def _worked_out(name: str) -> Operator:
    def work_out(element: Element, scope: Scope) -> Value:
        numbers: Sequence[Single] = _gathered(element, scope)
        count = len(_operands(element, scope)) if not numbers else len(numbers)
        if len(numbers) < count or not all(isinstance(n, int | float) for n in numbers):
            return None
        try:
            return NUMBERS[name]([float(n) if isinstance(n, bool) else n for n in numbers if not isinstance(n, str)])
        except (ArithmeticError, ValueError, IndexError):
            return None

    return work_out


def _named(element: Element, scope: Scope) -> Value:
    name = element.get("name", "")
    if name not in NUMBERS:
        raise NotHere(f"“{name}”")
    return _worked_out(name)(element, scope)


def _round_to(element: Element, scope: Scope) -> Value:
    value = next(iter(_operands(element, scope)), None)
    if not isinstance(value, int | float):
        return None
    return rounded_to(value, element.get("roundingMode", ROUNDED), int(attribute(element, "figures", scope, 3)))


_OPERATORS: dict[str, Operator] = {
    "baseValue": _base_value,
    "variable": _variable,
    "correct": lambda element, scope: scope.correct.get(element.get("identifier", "")),
    "default": lambda element, scope: scope.defaults.get(element.get("identifier", "")),
    "mapResponse": lambda element, scope: map_response(element.get("identifier", ""), scope),
    "null": lambda element, scope: None,
    "random": _random,
    "randomInteger": _random_integer,
    "randomFloat": _random_float,
    "multiple": lambda element, scope: _gathered(element, scope),
    "ordered": lambda element, scope: tuple(_gathered(element, scope)),
    "containerSize": lambda element, scope: len(_gathered(element, scope)),
    "index": _index,
    "member": _member,
    "delete": _delete,
    "contains": _contains,
    "match": _of_two(match),
    "stringMatch": _of_two(string_match),
    "substring": _of_two(string_match),
    "equal": _of_two(equal),
    "equalRounded": _of_two(equal_rounded),
    "lt": _compared(operator.lt),
    "lte": _compared(operator.le),
    "gt": _compared(operator.gt),
    "gte": _compared(operator.ge),
    "durationLT": _compared(operator.lt),
    "durationGTE": _compared(operator.ge),
    "and": _and,
    "or": _or,
    "not": _not,
    "anyN": _any_of,
    "isNull": _is_null,
    "repeat": _repeat,
    "roundTo": _round_to,
    "mathOperator": _named,
    "statsOperator": _named,
    "mathConstant": lambda element, scope: {"pi": math.pi, "e": math.e}.get(element.get("name", "")),
    **{
        name: _worked_out(name)
        for name in (
            "sum", "product", "subtract", "divide", "power", "integerDivide", "integerModulus", "truncate", "round",
            "integerToFloat", "min", "max", "gcd", "lcm",
        )
    },
}  # fmt: skip
