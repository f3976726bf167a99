"""QTI's little programs: the one that makes a question's numbers, and the one that marks an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from server.formats.qti2_expressions import evaluate
from server.formats.qti2_mapping import map_response
from server.formats.qti2_tree import Element, children, first
from server.formats.qti2_values import NotHere, Scope, Value, as_text, listed, number, same, scope_of
from server.mastery.luck import Dice

MOST_ROWS = 24
"""variants that are kept; more would not make a test fairer"""
WANTED_ROWS = 20
_TRIES = 400
_CONDITIONS = {"responseCondition": "response", "templateCondition": "template"}


class _Leave(Exception):
    """The program says that it is done."""


class _Again(Exception):
    """These numbers do not fit: throw again."""


def variants(item: Element, key: str) -> list[Scope]:
    """The item's variables in each of its variants, at most 24, no two the same; one where nothing varies.

    Where all throws can be taken in turn they are; else the dice fall from `key`, until 20 different variants are
    found. NotHere when the program uses what this reader does not know; empty when no variant meets its conditions.
    """
    scope = scope_of(item)
    program = first(item, "templateProcessing")
    if program is None:
        return [scope]
    odometer = _Odometer()
    found = list(_different(program, scope, odometer.turns(_TRIES)))
    if not odometer.done or len(found) > MOST_ROWS:
        found = list(_different(program, scope, (Dice(f"{key}/{turn}") for turn in range(_TRIES))))[:WANTED_ROWS]
    return found


def mark(item: Element, scope: Scope, responses: Mapping[str, Value]) -> Scope:
    """The variables after these responses were marked. NotHere for a program that this reader does not know."""
    after = scope.twin()
    for name in after.responses:
        after.values[name] = responses.get(name)
    program = first(item, "responseProcessing")
    if program is None:
        return after
    standard = program.get("template", "").rpartition("/")[2].removesuffix(".xml")
    statements = children(program)
    if statements:
        with suppress(_Leave):
            _run(statements, after)
        return after
    marked = "RESPONSE" if "RESPONSE" in after.responses else next(iter(after.responses), "")
    if standard in ("match_correct", "CC2_match_basic") and marked:
        after.values["SCORE"] = float(same(after.values[marked], after.correct.get(marked)) and _known(after, marked))
    elif standard in ("map_response", "CC2_map_response") and marked:
        after.values["SCORE"] = map_response(marked, after) if _known(after, marked) else 0.0
    elif standard:
        raise NotHere(f"the marking scheme “{standard}”")
    return after


def _known(scope: Scope, name: str) -> bool:
    return scope.values.get(name) is not None


def _different(program: Element, start: Scope, throws: Iterator[Dice | _Odometer]) -> Iterator[Scope]:
    seen = set()
    for luck in throws:
        scope = start.twin()
        scope.luck = luck
        try:
            _run(children(program), scope)
        except _Again:
            continue
        except _Leave:
            pass
        row = tuple(repr(scope.values.get(name)) for name in scope.templates)
        row += tuple(repr(scope.correct.get(name)) for name in scope.responses)
        if row not in seen:
            seen.add(row)
            scope.luck = None
            yield scope
            if len(seen) > MOST_ROWS:
                return


class _Odometer:
    """Luck that takes every possible throw in turn, as the wheels of a milometer do."""

    def __init__(self) -> None:
        self._digits: list[int] = []
        self._sides: list[int] = []
        self._at = 0
        self.done = False

    def turns(self, most: int) -> Iterator[_Odometer]:
        """Itself, once for each way the throws can fall, at most so often; `done` says whether that was all."""
        for _ in range(most):
            self._at = 0
            yield self
            del self._digits[self._at :], self._sides[self._at :]
            while self._digits and self._digits[-1] + 1 == self._sides[-1]:
                del self._digits[-1], self._sides[-1]
            if not self._digits:
                self.done = True
                return
            self._digits[-1] += 1

    def below(self, n: int) -> int:
        if self._at == len(self._digits):
            self._digits.append(0)
            self._sides.append(n)
        self._at += 1
        return min(self._digits[self._at - 1], n - 1)


def _run(statements: Sequence[Element], scope: Scope) -> None:
    for statement in statements:
        scope.budget.spend()
        name = statement.get("identifier", "")
        inner = children(statement)
        match statement.tag:
            case "setOutcomeValue" | "setTemplateValue":
                scope.values[name] = _held(_only(inner, scope), scope, name)
            case "setCorrectResponse":
                scope.correct[name] = _held(_only(inner, scope), scope, name)
            case "setDefaultValue":
                scope.defaults[name] = _held(_only(inner, scope), scope, name)
            case "templateConstraint":
                if _only(inner, scope) is not True:
                    raise _Again
            case "responseCondition" | "templateCondition":
                _branch(inner, _CONDITIONS[statement.tag], scope)
            case "lookupOutcomeValue":
                scope.values[name] = _looked_up(name, _only(inner, scope), scope)
            case "responseProcessingFragment" | "include":
                _run(inner, scope)
            case "exitResponse" | "exitTemplate":
                raise _Leave
            case other:
                raise NotHere(f"“{other}”")


def _branch(branches: Sequence[Element], kind: str, scope: Scope) -> None:
    for branch in branches:
        if branch.tag == f"{kind}Else":
            return _run(children(branch), scope)
        condition, *statements = children(branch) or [branch]
        if condition is not branch and evaluate(condition, scope) is True:
            return _run(statements, scope)
    return None


def _only(inner: Sequence[Element], scope: Scope) -> Value:
    return evaluate(inner[0], scope) if inner else None


def _held(value: Value, scope: Scope, name: str) -> Value:
    """A value as the variable's declaration wants it: a list for a list, a whole number for an integer."""
    cardinality, base = scope.types.get(name, ("single", ""))
    if value is None:
        return None
    if cardinality == "multiple":
        return listed(value)
    if cardinality == "ordered":
        return tuple(listed(value))
    if isinstance(value, list | tuple):
        value = value[0] if len(value) == 1 else None
    if base == "integer" and isinstance(value, float) and value == int(value):
        return int(value)
    if base in ("identifier", "string") and value is not None and not isinstance(value, str):
        return as_text(value)
    return value


def _looked_up(name: str, value: Value, scope: Scope) -> Value:
    declaration = scope.declared.get(name)
    table = None if declaration is None else first(declaration, "matchTable")
    if table is None:
        raise NotHere("a table that is not there")
    for entry in children(table, "matchTableEntry"):
        if same(number(entry.get("sourceValue", "")), value):
            return _typed(entry.get("targetValue", ""), scope, name)
    default = table.get("defaultValue")
    return None if default is None else _typed(default, scope, name)


def _typed(text: str, scope: Scope, name: str) -> Value:
    return number(text) if scope.types[name][1] in ("float", "integer") else text
