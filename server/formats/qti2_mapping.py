"""What a QTI mapping pays for a response."""

from __future__ import annotations

from server.formats.qti2_tree import Element, children, first
from server.formats.qti2_values import NotHere, Scope, Value, as_text, comparable, listed, number, parsed


def map_response(name: str, scope: Scope) -> float:
    """What the mapping of a response is worth for its value: each entry once, within its bounds."""
    declaration = scope.declared.get(name)
    mapping = None if declaration is None else first(declaration, "mapping")
    if mapping is None:
        raise NotHere("a mapping that is not there")
    base = scope.types[name][1]
    if name not in scope.tables:
        scope.tables[name] = _table(mapping, base)
    values = dict.fromkeys(listed(scope.values.get(name)))
    scope.budget.spend(len(values))
    otherwise = number(mapping.get("defaultValue", "")) or 0.0
    table = scope.tables[name]
    total = sum(table.get(comparable(value), table.get(_folded(value), otherwise)) for value in values)
    lower, upper = number(mapping.get("lowerBound", "")), number(mapping.get("upperBound", ""))
    total = total if lower is None else max(total, lower)
    return total if upper is None else min(total, upper)


def _table(mapping: Element, base: str) -> dict[object, float]:
    """What each value is worth; entries that do not care about capitals stand under `_folded`, too."""
    table: dict[object, float] = {}
    for entry in children(mapping, "mapEntry"):
        key = parsed(entry.get("mapKey", ""), base)
        worth = number(entry.get("mappedValue", "")) or 0.0
        table.setdefault(comparable(key), worth)
        if entry.get("caseSensitive", "true") in ("false", "0"):
            table.setdefault(_folded(key), worth)
    return table


def _folded(value: Value) -> tuple[str]:
    # In a tuple, so that no value written in small letters is taken for one.
    return (as_text(value).casefold(),)
