"""Facts as they leave: which may, and how one is written down."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Fact = Mapping[str, Any]

KINDS_THAT_STAY = (
    "ticket",
    "queue",
    "hand_raised",
    "stuck",
    "contact",
    "remedy",
    "note",
    "practice",
    "private",
    "pin",
    "session",
    "signed_in",
    "signed_out",
    "token",
    "draft",
)
"""Kinds that never leave the box, each with all that begin with it: `ticket` stands for `ticket_opened` too.

What a student practised is between them and their teacher: whoever may slip unseen learns."""

FIELDS_THAT_STAY = frozenset(
    {"remedy", "remedies", "note", "private_note", "ticket", "contact", "pin", "pin_hash", "password", "token"}
)
"""Names that nothing inside a fact may have: a kind that leaves must not carry one that stays."""

FIELDS = ("id", "box", "incarnation", "seq", "kind", "v", "at", "meeting", "by", "section", "student", "data")
_NEEDED = ("id", "box", "incarnation", "seq", "kind", "v")
_DEEPEST = 20


class BadFact(ValueError):
    """A fact that cannot be written down or read; the message says which and why."""


class FactMustStay(ValueError):
    """A fact of a kind that never leaves the box was about to leave."""


def may_leave(fact: Fact) -> bool:
    """Whether a fact may leave the box: its kind is not one that stays, and it carries nothing that stays."""
    kind = str(fact.get("kind", "")).lower()
    stays = any(kind == name or kind.startswith(name + "_") for name in KINDS_THAT_STAY)
    return bool(kind) and not stays and not _carries(fact.get("data"))


def canonical(fact: Fact) -> bytes:
    """The one way to write a fact: JSON on one line, keys sorted, no spaces, UTF-8. BadFact when it cannot be."""
    try:
        text = json.dumps(fact, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        return text.encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise BadFact(f"The fact {fact.get('id')!r} cannot be written down ({error}).") from None


def facts_file(facts: Iterable[Fact], section: str) -> bytes:
    """facts.jsonl: one fact a line, in the order they happened on their box.

    Raises FactMustStay for a fact that may not leave or belongs to another section, BadFact for an incomplete one
    and for two different facts of one id.
    """
    lines: dict[str, bytes] = {}
    for fact in sorted(_whole(facts), key=happened):
        if not may_leave(fact):
            raise FactMustStay(f"The fact {fact['id']!r} of the kind {fact['kind']!r} never leaves this box.")
        if str(fact.get("section") or section) != section:
            raise FactMustStay(f"The fact {fact['id']!r} belongs to another section.")
        line = canonical(fact)
        if lines.setdefault(fact["id"], line) != line:
            raise BadFact(f"Two different facts have the id {fact['id']!r}.")
    return b"".join(line + b"\n" for line in lines.values())


def read_facts(data: bytes) -> tuple[dict[str, Any], ...]:
    """The facts of a facts.jsonl. BadFact names the first line that is not a whole fact, as we write them."""
    if data and not data.endswith(b"\n"):
        raise BadFact("The last line of the facts is cut short.")
    facts: list[dict[str, Any]] = []
    for number, line in enumerate(data.split(b"\n")[:-1], 1):
        try:
            fact = json.loads(line)
        except (ValueError, RecursionError):
            raise BadFact(f"Line {number} of the facts cannot be read.") from None
        if not isinstance(fact, dict) or _missing(fact) or canonical(fact) != line:
            raise BadFact(f"Line {number} of the facts is not a whole fact.")
        facts.append(fact)
    return tuple(facts)


def happened(fact: Fact) -> tuple[str, int, int, str, int, str]:
    """What facts are ordered by: box, incarnation, count, then id. Never by the time on the label."""
    incarnation = fact["incarnation"]
    counted = isinstance(incarnation, int)
    where = (0, incarnation, "") if counted else (1, 0, str(incarnation))
    return (str(fact["box"]), *where, fact["seq"], str(fact["id"]))


def _whole(facts: Iterable[Fact]) -> Iterator[Fact]:
    for fact in facts:
        if missing := _missing(fact):
            raise BadFact(f"The fact {fact.get('id')!r} has no proper {missing!r}.")
        yield fact


def _missing(fact: Fact) -> str:
    """The first field that a fact needs and does not have, or has in the wrong type; "" when it is whole."""
    types: dict[str, type | tuple[type, ...]] = {"id": str, "box": str, "kind": str, "seq": int, "v": int}
    types["incarnation"] = (int, str)
    for name in _NEEDED:
        if name not in fact or not isinstance(fact[name], types[name]) or fact[name] == "":
            return name
    return ""


def _carries(value: Any, depth: int = 0) -> bool:
    """Whether a value holds, at any depth, a field that stays. What is too deep to look through stays."""
    if depth > _DEEPEST:
        return True
    if isinstance(value, Mapping):
        return any(str(key).lower() in FIELDS_THAT_STAY or _carries(v, depth + 1) for key, v in value.items())
    if isinstance(value, list | tuple):
        return any(_carries(v, depth + 1) for v in value)
    return False
