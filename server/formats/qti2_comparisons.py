"""How QTI compares: texts with or without capitals, numbers within a tolerance or once they are rounded."""

from __future__ import annotations

import math

from server.formats.qti2_numbers import rounded_to
from server.formats.qti2_tree import Element, children
from server.formats.qti2_values import NotHere, Scope, Value, as_text, attribute, number, same


def match(element: Element, scope: Scope, one: Value, other: Value) -> bool | None:
    """Whether two values are the same; None where one is missing."""
    return None if one is None or other is None else same(one, other)


def string_match(element: Element, scope: Scope, one: Value, other: Value) -> bool | None:
    """Whether two texts are the same, or (`substring`) the first holds the other; None where one is missing."""
    if one is None or other is None:
        return None
    one, other = as_text(one), as_text(other)
    if element.get("caseSensitive", "true") in ("false", "0"):
        one, other = one.casefold(), other.casefold()
    return other in one if element.tag == "substring" or element.get("substring") in ("true", "1") else one == other


def equal(element: Element, scope: Scope, one: Value, other: Value) -> bool | None:
    """Whether two numbers are the same within the tolerance that the element gives; None where one is missing."""
    if not isinstance(one, int | float) or not isinstance(other, int | float):
        return None if one is None or other is None else same(one, other)
    mode = element.get("toleranceMode", "exact")
    if mode == "exact":
        return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)
    below, above = tolerances(element, scope)
    if mode == "relative":
        # Of what the author wrote, not of what was answered: that is what “5 %” is taken to mean.
        answered = children(element)[1].get("identifier") in scope.responses
        below, above = (abs(one if answered else other) * share / 100 for share in (below, above))
    low, high = one >= other - below * (1 + 1e-9), one <= other + above * (1 + 1e-9)
    if element.get("includeLowerBound") == "false":
        low = one > other - below * (1 - 1e-9)
    if element.get("includeUpperBound") == "false":
        high = one < other + above * (1 - 1e-9)
    return low and high


def tolerances(element: Element, scope: Scope) -> tuple[float, float]:
    """How far below and above an `equal` reaches, in its own mode (relative: per cent)."""
    found = []
    for part in element.get("tolerance", "0").split()[:2]:
        value: Value = number(part)
        value = scope.values.get(part.strip("{}")) if value is None else value
        if not isinstance(value, int | float):
            raise NotHere("a tolerance that is not a number")
        found.append(abs(float(value)))
    return (found[0], found[-1]) if found else (0.0, 0.0)


def equal_rounded(element: Element, scope: Scope, one: Value, other: Value) -> bool | None:
    """Whether two numbers are the same once they are rounded; None where one is no number."""
    if not isinstance(one, int | float) or not isinstance(other, int | float):
        return None
    figures = int(attribute(element, "figures", scope, 3))
    mode = element.get("roundingMode", "significantFigures")
    return math.isclose(rounded_to(one, mode, figures), rounded_to(other, mode, figures), rel_tol=1e-9, abs_tol=1e-12)
