"""The variants of a question, worked out one by one, as one question with a table of rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from server.formats.qti2_concrete import Body

_NAME = re.compile(r"\{([^\W\d]\w*)\}")
_BARE = frozenset({"answer", "value", "accept"})
"""keys of a question for a number that hold a sum, in which a column stands by its bare name"""
_FIXED = frozenset({"type", "format", "tolerance", "other", "kept"})
"""keys whose texts are no texts to be filled in"""


def merged(bodies: Sequence[Body], rows: Sequence[Mapping[str, str]]) -> tuple[Body, list[str]]:
    """One body for the variants: what differs is a column of `given.row.rows`, all else stands once.

    `rows` holds what the placeholders in the texts stand for, variant by variant. What differs in more than texts and
    numbers is left out: first what is said to single wrong numbers, then variants; that is told in sentences.
    """
    bodies = _same_places(_same_look(bodies))
    kept, told = _most_alike(bodies, rows), list[str]()
    if len(kept) < len(bodies) and any("mistakes" in body for body in bodies):
        plainer = _same_places(_same_look([_without_mistakes(body) for body in bodies]))
        if len(_most_alike(plainer, rows)) > len(kept):
            bodies, kept = plainer, _most_alike(plainer, rows)
            told.append("What is said to single wrong numbers was left out.")
    if len(kept) < len(bodies):
        told.append(f"{len(bodies) - len(kept)} of {len(bodies)} were left out.")
    return _in_one([bodies[place] for place in kept], [rows[place] for place in kept]), told


def _most_alike(bodies: Sequence[Body], rows: Sequence[Mapping[str, str]]) -> list[int]:
    groups: dict[str, list[int]] = {}
    for place, (body, row) in enumerate(zip(bodies, rows, strict=True)):
        groups.setdefault(f"{_shape(body)}{sorted(row)}", []).append(place)
    return max(groups.values(), key=len)


def _without_mistakes(body: Body) -> Body:
    credit = [entry for entry in body.get("credit", ()) if entry["fraction"] > 0 or entry["value"] == "*"]
    plainer = {key: value for key, value in body.items() if key not in ("credit", "mistakes", "mistake_gap")}
    return {**plainer, "credit": credit} if credit else plainer


def _shape(value: Any, key: str = "") -> str:
    """What must be the same in all variants: everything but texts and numbers."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{name}:{_shape(inner, name)}" for name, inner in sorted(value.items())) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_shape(inner, key) for inner in value) + "]"
    return "…" if isinstance(value, str) and key not in _FIXED else repr(value)


def _in_one(bodies: Sequence[Body], rows: Sequence[Mapping[str, str]]) -> Body:
    if len(bodies) == 1:
        body: Body = filled(bodies[0], rows[0])
        return body
    table = [dict(row) for row in rows]
    numeric = bodies[0].get("type") == "numeric"
    named: dict[tuple[str, ...], str] = {
        tuple(row[name] for row in table): name for name in table[0] if all(name in row for row in table)
    }

    def column(texts: Sequence[str], bare: bool) -> str:
        values = tuple(filled(text, row) for text, row in zip(texts, table, strict=True))
        if values not in named:
            base = "answer" if bare else "text"
            name = next(f"{base}_{n}" for n in range(1, 10_000) if f"{base}_{n}" not in table[0])
            named[values] = name
            for row, value in zip(table, values, strict=True):
                row[name] = value
        return named[values] if bare else f"{{{named[values]}}}"

    body = _joined(bodies, "", numeric, column)
    if any(row != table[0] for row in table):
        used = set(re.findall(r"\w+", str(body)))
        body["given"] = {"row": {"rows": [{k: v for k, v in row.items() if k in used} for row in table]}}
        return body
    plain: Body = filled(body, table[0])
    return plain


def filled(value: Any, row: Mapping[str, str]) -> Any:
    """The same with every placeholder of the row replaced by what it stands for."""
    if isinstance(value, str):
        return _NAME.sub(lambda found: row.get(found[1], found[0]), value)
    if isinstance(value, Mapping):
        return {key: filled(inner, row) for key, inner in value.items()}
    return [filled(inner, row) for inner in value] if isinstance(value, list) else value


def _joined(values: Sequence[Any], key: str, numeric: bool, column: Callable[[Sequence[str], bool], str]) -> Any:
    first = values[0]
    if all(value == first for value in values[1:]) and not (isinstance(first, dict | list) and first):
        return first
    if isinstance(first, str):
        return column(values, numeric and key in _BARE)
    if isinstance(first, dict):
        numeric = numeric or bool(first.get("numeric"))
        return {name: _joined([value[name] for value in values], name, numeric, column) for name in first}
    return [_joined([value[place] for value in values], key, numeric, column) for place in range(len(first))]


def _same_look(bodies: Sequence[Body]) -> list[Body]:
    """The bodies with numbers shown alike: with the decimals that the longest needs."""
    decimals = [body.get("decimals") for body in bodies]
    if all(count is None for count in decimals):
        return list(bodies)
    if None in decimals:
        return [{**{k: v for k, v in body.items() if k != "decimals"}, "figures": 6} for body in bodies]
    most = max(count for count in decimals if count is not None)
    return [{**body, "decimals": most} for body in bodies]


def _same_places(bodies: Sequence[Body]) -> list[Body]:
    """The bodies with the right choices at the same places; where they wander, they come first."""
    rights = [[bool(option.get("correct")) for option in body.get("options", ())] for body in bodies]
    if all(right == rights[0] for right in rights):
        return list(bodies)
    moved = []
    for body in bodies:
        options = sorted(body["options"], key=lambda option: not option.get("correct"))
        moved.append({**{k: v for k, v in body.items() if k != "fixed_order"}, "options": options})
    return moved
