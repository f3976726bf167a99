"""Facts that came in with bundles, from this box or another, and the chain of bundles they came by."""

from __future__ import annotations

import json
from typing import Any

import peewee

from server.store.database import Table


class ReceivedFact(Table):
    id = peewee.TextField(primary_key=True)
    body = peewee.TextField()


class ReceivedBundle(Table):
    sha256 = peewee.TextField(primary_key=True)
    box = peewee.TextField()
    section = peewee.TextField()
    sequence = peewee.IntegerField()
    previous = peewee.TextField()


def facts() -> list[dict[str, Any]]:
    """Every fact received so far."""
    return [json.loads(r.body) for r in ReceivedFact.select().order_by(ReceivedFact.id)]


def keep(merged: list[dict[str, Any]]) -> None:
    """Keep exactly these facts: what an erasure removed is gone."""
    ReceivedFact.delete().execute()
    for fact in merged:
        ReceivedFact.create(id=fact["id"], body=json.dumps(fact, ensure_ascii=False, sort_keys=True))


def note_bundle(sha256: str, box: str, section: str, sequence: int, previous: str) -> None:
    """Note a bundle in its chain."""
    ReceivedBundle.replace(sha256=sha256, box=box, section=section, sequence=sequence, previous=previous).execute()


def gaps() -> list[str]:
    """Bundles that must have been made but never came: "10B 3"."""
    found: list[str] = []
    chains: dict[tuple[str, str], set[int]] = {}
    for row in ReceivedBundle.select():
        chains.setdefault((row.box, row.section), set()).add(row.sequence)
    for (_, section), numbers in sorted(chains.items()):
        found += [f"{section} {n}" for n in range(1, max(numbers)) if n not in numbers]
    return found


def forks() -> list[str]:
    """Bundles of one class and number that differ: the box was restored from a backup and went two ways."""
    seen: dict[tuple[str, str, int], int] = {}
    for row in ReceivedBundle.select():
        key = (row.box, row.section, row.sequence)
        seen[key] = seen.get(key, 0) + 1
    return [f"{section} {sequence}" for (_, section, sequence), times in sorted(seen.items()) if times > 1]
