"""What QTI's little programs work with: single values, lists that have an order or none, and what was declared."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from server.formats.qti2_tree import Element, children, first, said_by

Single = str | int | float | bool
Value = Single | list[Single] | tuple[Single, ...] | None
"""list: `multiple`, where order does not count; tuple: `ordered`; None: no value"""

MOST_STEPS = 600_000
"""of all programs of one item together, for every answer that is tried"""
MOST_IN_A_LIST = 1000
LARGEST = 1e15


class NotHere(ValueError):
    """A program that this reader does not run; the message names what it asks for."""


class Luck(Protocol):
    """Where throws come from: mastery's Dice, or one that takes every throw in turn."""

    def below(self, n: int) -> int:
        """A whole number from 0 to n − 1."""


@dataclass
class Budget:
    """How much may still be worked out for one item, whatever its programs say."""

    left: int = MOST_STEPS

    def spend(self, steps: int = 1) -> None:
        """Raises NotHere when nothing is left."""
        self.left -= steps
        if self.left < 0:
            raise NotHere("more steps than a question needs")


@dataclass
class Scope:
    """The variables of an item while one of its programs runs."""

    values: dict[str, Value] = field(default_factory=dict)
    types: dict[str, tuple[str, str]] = field(default_factory=dict)
    """cardinality and base type of each variable"""
    correct: dict[str, Value] = field(default_factory=dict)
    defaults: dict[str, Value] = field(default_factory=dict)
    declared: dict[str, Element] = field(default_factory=dict)
    templates: tuple[str, ...] = ()
    responses: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    tables: dict[str, dict[object, float]] = field(default_factory=dict)
    """mappings, read once"""
    luck: Luck | None = None
    budget: Budget = field(default_factory=Budget)

    def twin(self) -> Scope:
        """A scope to change freely; the budget is shared."""
        return Scope(
            dict(self.values), self.types, dict(self.correct), dict(self.defaults), self.declared, self.templates,
            self.responses, self.outcomes, self.tables, self.luck, self.budget,
        )  # fmt: skip


def scope_of(item: Element) -> Scope:
    """The variables that an item declares, each with its default."""
    scope = Scope()
    kinds: dict[str, list[str]] = {"templateDeclaration": [], "responseDeclaration": [], "outcomeDeclaration": []}
    for declaration in children(item, *kinds):
        name = declaration.get("identifier", "")
        kinds[declaration.tag].append(name)
        cardinality = declaration.get("cardinality", "single")
        base = declaration.get("baseType", "identifier" if cardinality == "record" else "string")
        scope.types[name] = (cardinality, base)
        scope.declared[name] = declaration
        scope.defaults[name] = _given(declaration, "defaultValue", cardinality, base)
        scope.correct[name] = _given(declaration, "correctResponse", cardinality, base)
        scope.values[name] = None if declaration.tag == "responseDeclaration" else scope.defaults[name]
        # The standard gives numbers without a default the value 0 where they are outcomes.
        if declaration.tag == "outcomeDeclaration" and scope.values[name] is None and base in ("float", "integer"):
            scope.values[name] = 0 if cardinality == "single" else None
    scope.templates, scope.responses, scope.outcomes = (tuple(names) for names in kinds.values())
    return scope


def parsed(text: str, base: str) -> Single | None:
    """A value as written in the file, by its base type; None where it is none of that type."""
    words = " ".join(text.split())
    if base in ("integer", "float", "duration"):
        return number(words)
    if base == "boolean":
        return words in ("true", "1")
    if base == "pair":
        return " ".join(sorted(words.split()))
    return words


def number(text: str) -> int | float | None:
    """A number as programs write it; None for anything else, and for what is beyond all sense."""
    try:
        value = float(text)
    except ValueError:
        return None
    if not math.isfinite(value) or abs(value) > LARGEST:
        return None
    return int(value) if value == int(value) and "." not in text and "e" not in text.lower() else value


def attribute(element: Element, name: str, scope: Scope, otherwise: float = 0) -> float:
    """An attribute that holds a number or, with or without braces, the name of a variable."""
    text = element.get(name, "").strip().strip("{}")
    if not text:
        return otherwise
    value: Value = number(text)
    if value is None:
        value = scope.values.get(text)
    if not isinstance(value, int | float):
        raise NotHere(f"“{name}” that is not a number")
    return value


def listed(value: Value) -> list[Single]:
    """The members of a value: of a list its entries, of a single value itself, of none nothing."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def same(one: Value, other: Value) -> bool:
    """Whether two values are the same; lists without an order are compared without one."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, list | tuple) or isinstance(other, list | tuple):
        return Counter(map(comparable, listed(one))) == Counter(map(comparable, listed(other)))
    return comparable(one) == comparable(other)


def as_text(value: Value) -> str:
    """A value as it is printed: numbers in full and without needless digits, lists with commas."""
    if isinstance(value, list | tuple):
        return ", ".join(map(as_text, value))
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_text(value) if isinstance(value, int | float) else value


def number_text(value: float) -> str:
    """A number with at most 12 digits and without a power of ten: `0.0005`, `1822`."""
    exact = Decimal(f"{value:.12g}")
    text = f"{exact:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def comparable(value: Value) -> object:
    """A value as it is compared: numbers to nine decimal places."""
    return round(float(value), 9) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _given(declaration: Element, name: str, cardinality: str, base: str) -> Value:
    holder = first(declaration, name)
    if holder is None:
        return None
    values = [parsed(said_by(entry), entry.get("baseType", base)) for entry in children(holder, "value")]
    known = [value for value in values if value is not None]
    if cardinality in ("multiple", "ordered"):
        return tuple(known) if cardinality == "ordered" else known
    return known[0] if known else None
