"""Taking facts in from several boxes: a union, in any order, any number of times, with one answer.

An erasure wins: once a fact says that a student was erased, nothing else about that student survives a merge,
whichever side it comes from and whenever it arrives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from server.bundle.facts import Fact, canonical, happened

ERASED = "erased"


@dataclass(frozen=True)
class Conflict:
    """Different facts under one id: a copied box, or a damaged one. The version that counts comes first."""

    id: str
    versions: tuple[Fact, ...]


@dataclass(frozen=True)
class Merged:
    """The result of a merge. `facts` holds one fact for each id, in order; `conflicts` what disagreed.

    Iterating yields every version, so that a merge of merges does not depend on which came first.
    """

    facts: tuple[Fact, ...]
    conflicts: tuple[Conflict, ...] = ()

    def __iter__(self) -> Iterator[Fact]:
        """Every fact, and of each conflict the versions that do not count."""
        yield from self.facts
        for conflict in self.conflicts:
            yield from conflict.versions[1:]


def merge(*sides: Iterable[Fact]) -> Merged:
    """The union of facts by id, ordered by box, incarnation and count.

    Of two different facts with one id an erasure counts, otherwise the one whose text sorts first: arbitrary, but
    the same everywhere; the conflict is named.
    """
    distinct: dict[bytes, Fact] = {canonical(fact): fact for side in sides for fact in side}
    gone = {fact.get("student") for fact in distinct.values() if fact["kind"] == ERASED} - {None, ""}
    versions: dict[str, list[tuple[bool, bytes, Fact]]] = {}
    for text, fact in distinct.items():
        erasure = fact["kind"] == ERASED
        if erasure or not _concerns(fact, gone):
            versions.setdefault(str(fact["id"]), []).append((not erasure, text, fact))
    ranked = {key: [f for _, _, f in sorted(rows, key=lambda row: row[:2])] for key, rows in versions.items()}
    conflicts = tuple(Conflict(key, tuple(rows)) for key, rows in sorted(ranked.items()) if len(rows) > 1)
    return Merged(tuple(sorted((rows[0] for rows in ranked.values()), key=happened)), conflicts)


def _concerns(fact: Fact, students: set[Any]) -> bool:
    """Whether a fact is about one of these students, or was made by one."""
    return fact.get("student") in students or fact.get("by") in students
