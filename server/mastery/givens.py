"""The numbers that vary: how an item's `given` table becomes one variant, the same one for ever."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from server.mastery.expressions import (
    CONSTANTS,
    RESERVED,
    ExpressionError,
    Undefined,
    evaluate_condition,
    evaluate_number,
    names_in,
)
from server.mastery.luck import Dice
from server.mastery.reading import Number, read_number
from server.mastery.rounding import shown
from server.mastery.values import Item

TRIES = 400
"""draws before we say that no variant meets the conditions"""
ROWS = "row"
"""a table of rows that stands alone under this name is a file's own: variant n is its row n, and none is left out"""
MOST_ROWS = 200
MISTAKE_GAP = 0.05


class NoVariant(ValueError):
    """An item that cannot be made concrete; `reason` is a sentence for its author."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Variant:
    """One way an item's values can stand: the texts as shown, and the numbers that a student reads from them.

    For a numeric item also its right answer and the known mistakes, worked out from those numbers.
    """

    number: int
    values: Mapping[str, str]
    numbers: Mapping[str, float]
    answer: float = math.nan
    mistakes: Sequence[float] = ()


@dataclass(frozen=True)
class Skipped:
    """A draw that was not used, and why.

    `undefined` when it was not only unlucky: a calculation had no value (a division by zero), or the key lies outside
    the range in which its author says that it makes sense. A number whose draws meet one of these is never offered.
    """

    reason: str
    undefined: bool = False


def variant(item: Item, number: int) -> Variant:
    """The item's variant of that number: the same on every machine, for ever.

    Every value is rounded to what is shown before anything is worked out from it. Draws that break a condition
    or bring the key too near a known mistake are thrown again, up to 400 times; then NoVariant says why.
    ExpressionError when the item's sums cannot be read.
    """
    last = "no draw was made"
    for draw in draws(item, number):
        if isinstance(draw, Variant):
            return draw
        last = draw.reason
    if own_rows(item):
        raise NoVariant(f"This row of values cannot be used: {last}")
    raise NoVariant(f"None of {TRIES} draws can be used. The last one: {last}")


def draws(item: Item, number: int) -> Iterator[Variant | Skipped]:
    """The draws for that number, one after another, used or not. At most 400; `variant` takes the first usable one."""
    for attempt in range(TRIES if varies(item) and not own_rows(item) else 1):
        dice = Dice(f"{item.objective}/{item.id}/{item.version}/{number}/{attempt}")
        try:
            yield _draw(item, number, dice)
        except Undefined as undefined:
            yield Skipped(str(undefined), undefined=True)


def flaw(item: Item, number: int) -> str:
    """Why the variant of that number is never to be drawn: a sentence, or empty. Errors as for `variant`."""
    for draw in draws(item, number):
        if isinstance(draw, Variant):
            return ""
        if draw.undefined:
            return draw.reason
    return ""


def own_rows(item: Item) -> Sequence[Any]:
    """The rows of a file's own table of values, up to 200; empty where the values are drawn."""
    given = _given(item)
    rule = given.get(ROWS)
    if len(given) != 1 or not isinstance(rule, Mapping) or not isinstance(rule.get("rows"), list | tuple):
        return ()
    return rule["rows"][:MOST_ROWS]  # type: ignore[no-any-return]


def varies(item: Item) -> bool:
    """Whether any of the item's values is left to luck."""
    for rule in _given(item).values():
        if isinstance(rule, Mapping):
            listed = rule.get("choose", rule.get("rows", ()))
            if "from" in rule or (isinstance(listed, Sequence) and len(listed) > 1):
                return True
    return False


def answer_of(item: Item, numbers: Mapping[str, float]) -> float:
    """A numeric item's right answer for these numbers, in its unit. ExpressionError when it cannot be worked out."""
    return worked_out(item.body.get("answer", ""), numbers)


def mistakes_of(item: Item, numbers: Mapping[str, float]) -> list[float]:
    """The wrong values that a numeric item wants to recognise, for these numbers, as listed."""
    return [worked_out(mistake.get("value", ""), numbers) for mistake in item.body.get("mistakes", ())]


def ranked(item: Item, numbers: Mapping[str, float]) -> list[float]:
    """What an ordering item's `sequence_by` entries are sorted by, as listed."""
    return [worked_out(entry.get("value", ""), numbers) for entry in item.body.get("sequence_by", ())]


def worked_out(expression: object, numbers: Mapping[str, float]) -> float:
    """What a sum gives for these numbers, to twelve figures. ExpressionError when it cannot be worked out."""
    # Two machines may differ in the last of sixteen digits (exp, log, powers); a stored key must not.
    return float(f"{evaluate_number(str(expression), numbers):.12g}")


def _given(item: Item) -> Mapping[str, Any]:
    given = item.body.get("given", {})
    if not isinstance(given, Mapping):
        raise NoVariant('"given" is a table of named values.')
    return given


def _draw(item: Item, number: int, dice: Dice) -> Variant | Skipped:
    values: dict[str, str] = {}
    numbers: dict[str, float] = {}
    given = _given(item)
    pending = [str(condition) for condition in _listed(item.body.get("require", ()))]
    constants = CONSTANTS.keys() - given.keys()
    if rows := own_rows(item):
        given = {ROWS: {"rows": [rows[number % len(rows)]]}}
    for name, rule in given.items():
        for part, (text, value) in _one(name, rule, dice, numbers).items():
            if not part.isidentifier() or part in RESERVED or part == "answer":
                raise NoVariant(f'"{part}" cannot be the name of a value.')
            values[part] = text
            if value is not None:
                numbers[part] = value
        # A condition is asked as soon as it can be, so that `x != 0` protects a later 1/x.
        for condition in [c for c in pending if names_in(c) <= numbers.keys() | constants]:
            pending.remove(condition)
            if not evaluate_condition(condition, numbers):
                return Skipped(f'"{condition}" does not hold.')
    for condition in pending:
        if not evaluate_condition(condition, numbers):
            return Skipped(f'"{condition}" does not hold.')
    if item.type == "numeric":
        answer, mistakes = answer_of(item, numbers), mistakes_of(item, numbers)
        return _too_close(item, answer, mistakes) or Variant(number, values, numbers, answer, mistakes)
    if item.type == "ordering" and "sequence_by" in item.body:
        places = ranked(item, numbers)
        if len(set(places)) < len(places):
            return Skipped("Two of the things to put in order have the same value.")
    return Variant(number, values, numbers)


def _too_close(item: Item, answer: float, mistakes: Sequence[float]) -> Skipped | None:
    low, high = item.body.get("range", (-math.inf, math.inf))
    if not low <= answer <= high:
        return Skipped(f"The answer is {answer:g}, outside {low:g} to {high:g}.", undefined=True)
    gap = float(item.body.get("mistake_gap", MISTAKE_GAP)) * abs(answer)
    for wrong in mistakes:
        if abs(wrong - answer) <= gap:
            return Skipped(f"A known mistake gives {wrong:g}, too near the right answer {answer:g}.")
    return None


def _one(name: str, rule: object, dice: Dice, numbers: Mapping[str, float]) -> dict[str, tuple[str, float | None]]:
    """What one line of `given` adds: usually one value; a line with rows adds one for each of its columns."""
    if not isinstance(rule, Mapping):
        return {name: _as_written(rule, {})}
    kinds = [kind for kind in ("from", "choose", "rows", "value", "fixed") if kind in rule]
    if len(kinds) != 1:
        raise NoVariant(f'"{name}" needs one of: from … to … step, choose, rows, value, fixed.')
    try:
        match kinds[0]:
            case "from":
                return {name: _shown(float(_step(name, rule, dice)), rule)}
            case "choose":
                return {name: _as_written(dice.pick(_listed(rule["choose"])), rule)}
            case "rows":
                row = dice.pick(_listed(rule["rows"]))
                if not isinstance(row, Mapping):
                    raise NoVariant(f'Each of the rows of "{name}" is a table.')
                return {column: _as_written(cell, {}) for column, cell in row.items()}
            case "value":
                return {name: _shown(evaluate_number(str(rule["value"]), numbers), rule)}
            case _:
                return {name: _as_written(rule["fixed"], rule)}
    except (ExpressionError, NoVariant):
        raise
    except (ValueError, TypeError, ArithmeticError) as wrong:
        raise NoVariant(f'"{name}": {wrong}') from None


def _step(name: str, rule: Mapping[str, Any], dice: Dice) -> Decimal:
    try:
        start, step, steps = _steps(str(rule["from"]), str(rule["to"]), str(rule["step"]))
    except (KeyError, InvalidOperation, ArithmeticError, ValueError):
        raise NoVariant(f'"{name}" needs three numbers: from, to and step.') from None
    if steps < 0:
        raise NoVariant(f'"{name}" needs a step above 0, and a "to" that is not below "from".')
    return start + step * dice.below(steps + 1)


@lru_cache(maxsize=1024)
def _steps(start: str, stop: str, step: str) -> tuple[Decimal, Decimal, int]:
    """Where it starts, how wide a step is, and how many there are; −1 where there is no way from start to stop."""
    first, last, width = Decimal(start), Decimal(stop), Decimal(step)
    return first, width, int((last - first) / width) if width > 0 and last >= first else -1


def _shown(value: float, rule: Mapping[str, Any]) -> tuple[str, float]:
    return shown(value, figures=rule.get("figures"), decimals=rule.get("decimals"))


def _as_written(value: object, rule: Mapping[str, Any]) -> tuple[str, float | None]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        if "figures" in rule or "decimals" in rule:
            return _shown(float(value), rule)
        return str(value), float(value)
    return _read(str(value))


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[str, float | None]:
    read = read_number(text)
    return text, read.value if isinstance(read, Number) else None


def _listed(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else (value,)
