"""Units, banks and media on this box. Items are kept in every version that was ever drawn from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from functools import lru_cache
from typing import Any

import peewee

from server.mastery.blueprint import Blueprint
from server.mastery.values import Activity, Item, KeyQuestion, LearningObject, Objective, Remedy, Threshold, Unit
from server.mastery.variant_table import variant_table
from server.store.database import Table


class PackRow(Table):
    id = peewee.TextField(primary_key=True)
    body = peewee.TextField()

    class Meta:
        table_name = "pack"


class UnitRow(Table):
    id = peewee.TextField(primary_key=True)
    pack = peewee.TextField()
    title = peewee.TextField()
    language = peewee.TextField()
    body = peewee.TextField()
    hash = peewee.TextField()

    class Meta:
        table_name = "unit"


class ItemRow(Table):
    objective = peewee.TextField()
    id = peewee.TextField()
    version = peewee.IntegerField()
    unit = peewee.TextField()
    body = peewee.TextField()
    hash = peewee.TextField()
    current = peewee.IntegerField()
    variants = peewee.TextField()
    """the variants found good when the item was saved, as a list; empty where nobody looked"""

    class Meta:
        table_name = "item"
        primary_key = peewee.CompositeKey("objective", "id", "version")


class MediaRow(Table):
    pack = peewee.TextField()
    path = peewee.TextField()
    sha256 = peewee.TextField()
    size = peewee.IntegerField()

    class Meta:
        table_name = "media"
        primary_key = peewee.CompositeKey("pack", "path")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def save_pack(id: str, head: dict[str, Any]) -> None:
    """Keep a pack's head (name, version, licence, author …)."""
    PackRow.replace(id=id, body=json.dumps(head, ensure_ascii=False)).execute()


def pack_head(id: str) -> dict[str, Any]:
    """A pack's head, empty when unknown."""
    row = PackRow.get_or_none(PackRow.id == id)
    return dict(json.loads(row.body)) if row else {}


def save_unit(unit: Unit, pack: str, language: str) -> str:
    """Keep a unit; "added", "changed" or "unchanged"."""
    body = json.dumps(asdict(unit), ensure_ascii=False)
    had = UnitRow.get_or_none(UnitRow.id == unit.id)
    if had is not None and had.body == body:
        return "unchanged"
    UnitRow.replace(id=unit.id, pack=pack, title=unit.title, language=language, body=body, hash=_hash(body)).execute()
    return "changed" if had else "added"


def save_items(items: list[Item], unit: str) -> dict[str, int]:
    """Keep items of a unit: a changed one becomes a new version. Returns counts of added, changed, unchanged."""
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    newest: dict[tuple[str, str], ItemRow] = {}
    for row in ItemRow.select().where(ItemRow.unit == unit).order_by(ItemRow.version):
        newest[row.objective, row.id] = row
    for item in items:
        facets = {"type": item.type, "difficulty": item.difficulty, "nice": item.nice, "use": item.use}
        # In the order written: a given value may use the names above it.
        body = json.dumps({**facets, "tags": item.tags, "body": item.body}, ensure_ascii=False)
        had = newest.get((item.objective, item.id))
        if had is not None and had.body == body and had.current:
            if not had.variants:
                ItemRow.update(variants=_variants(item, had.version)).where(
                    (ItemRow.objective == item.objective) & (ItemRow.id == item.id) & (ItemRow.version == had.version)
                ).execute()
            counts["unchanged"] += 1
            continue
        ItemRow.update(current=0).where((ItemRow.objective == item.objective) & (ItemRow.id == item.id)).execute()
        version = had.version + 1 if had is not None else 1
        ItemRow.create(
            objective=item.objective, id=item.id, version=version, unit=unit, body=body, hash=_hash(body), current=1,
            variants=_variants(item, version),
        )  # fmt: skip
        counts["changed" if had is not None else "added"] += 1
    return counts


def _variants(item: Item, version: int) -> str:
    """The good variants of an item, worked out as the version it is kept as: each version has numbers of its own."""
    return json.dumps(variant_table(replace(item, version=version)).good)


def retire_items(unit: str, keep: set[tuple[str, str]]) -> None:
    """Take items that a newer pack no longer has out of future draws; tests already drawn keep them."""
    for row in ItemRow.select().where((ItemRow.unit == unit) & (ItemRow.current == 1)):
        if (row.objective, row.id) not in keep:
            ItemRow.update(current=0).where((ItemRow.objective == row.objective) & (ItemRow.id == row.id)).execute()


def save_media(pack: str, path: str, sha256: str, size: int) -> None:
    """Note which stored file stands for a pack's path."""
    MediaRow.replace(pack=pack, path=path, sha256=sha256, size=size).execute()


def media_of(pack: str, path: str) -> MediaRow | None:
    """The stored file behind a pack's path."""
    found: MediaRow | None = MediaRow.get_or_none((MediaRow.pack == pack) & (MediaRow.path == path))
    return found


def media_beside(pack: str, path: str) -> list[MediaRow]:
    """The file and those of the same stem: a video's captions and its poster."""
    stem = path.rsplit(".", 1)[0]
    rows = MediaRow.select().where((MediaRow.pack == pack) & MediaRow.path.startswith(stem + "."))
    return list(rows.order_by(MediaRow.path))


def all_media(pack: str) -> list[MediaRow]:
    """Every file of a pack."""
    return list(MediaRow.select().where(MediaRow.pack == pack).order_by(MediaRow.path))


def unit_ids() -> list[str]:
    """Every unit on this box."""
    return [r.id for r in UnitRow.select(UnitRow.id).order_by(UnitRow.id)]


def pack_of(unit: str) -> str:
    """The pack a unit came with; empty when unknown."""
    row = UnitRow.get_or_none(UnitRow.id == unit)
    return str(row.pack) if row else ""


def unit(id: str) -> Unit | None:
    """A unit by its id."""
    row = UnitRow.select(UnitRow.hash).where(UnitRow.id == id).first()
    return _unit(id, row.hash) if row else None


@lru_cache(maxsize=64)
def _unit(id: str, hash: str) -> Unit:
    # Keyed by the hash, so that an import is seen at once and an unchanged unit is parsed once.
    return unit_from(json.loads(UnitRow.get((UnitRow.id == id) & (UnitRow.hash == hash)).body))


def unit_from(body: dict[str, Any]) -> Unit:
    """A unit from its JSON."""

    def objective(o: dict[str, Any]) -> Objective:
        questions = tuple(
            KeyQuestion(**{**q, "misconceptions": tuple(q["misconceptions"])}) for q in o["key_questions"]
        )
        return Objective(
            **{
                **o,
                "threshold": Threshold(**o["threshold"]),
                "requires": tuple(o["requires"]),
                "evidence": tuple(o["evidence"]),
                "key_questions": questions,
                "remedies": tuple(Remedy(**r) for r in o["remedies"]),
                "rubric": tuple(o["rubric"]),
                "rubric_passes": Threshold(**o["rubric_passes"]) if o.get("rubric_passes") else None,
            }
        )

    return Unit(
        id=body["id"],
        title=body["title"],
        objectives=tuple(objective(o) for o in body["objectives"]),
        objects=tuple(LearningObject(**{**o, "objectives": tuple(o["objectives"])}) for o in body["objects"]),
        activities=tuple(
            Activity(**{**a, "objectives": tuple(a["objectives"]), "roles": tuple(a.get("roles", ()))})
            for a in body["activities"]
        ),
        blueprint=Blueprint(**body["blueprint"]),
        requires=tuple(body["requires"]),
        guide=body.get("guide", ""),
    )


def unit_with_objective(code: str, among: list[str] | None = None) -> Unit | None:
    """The unit that has an objective of this code."""
    for id in among if among is not None else unit_ids():
        found = unit(id)
        if found is not None and any(o.code == code for o in found.objectives):
            return found
    return None


@lru_cache(maxsize=4096)
def _item(objective: str, id: str, version: int, hash: str, variants: str) -> Item:
    # Banks are read for every page and every draw; what an item says changes only with its version.
    row = ItemRow.get((ItemRow.objective == objective) & (ItemRow.id == id) & (ItemRow.version == version))
    b = json.loads(row.body)
    return Item(
        id, objective, version, b["type"], b["body"], b["difficulty"], b["nice"], b["use"], tuple(b["tags"]),
        tuple(json.loads(variants)) if variants else None,
    )  # fmt: skip


_KNOWN_BY: tuple[Any, ...] = (ItemRow.objective, ItemRow.id, ItemRow.version, ItemRow.hash, ItemRow.variants)


def bank(objective: str) -> list[Item]:
    """The current items of an objective, by id."""
    rows: Any = ItemRow.select(*_KNOWN_BY).where((ItemRow.objective == objective) & (ItemRow.current == 1))
    return [_item(*row) for row in rows.order_by(ItemRow.id).tuples()]


def banks(unit: Unit) -> dict[str, list[Item]]:
    """The current items of every objective of a unit."""
    found: dict[str, list[Item]] = {o.code: [] for o in unit.objectives}
    rows: Any = ItemRow.select(*_KNOWN_BY).where((ItemRow.objective.in_(list(found))) & (ItemRow.current == 1))
    for row in rows.order_by(ItemRow.objective, ItemRow.id).tuples():
        found[row[0]].append(_item(*row))
    return found


def versions_of(objective: str, id: str) -> list[Item]:
    """An item in every version that was ever kept, oldest first; none where the bank never had it."""
    rows: Any = ItemRow.select(*_KNOWN_BY).where((ItemRow.objective == objective) & (ItemRow.id == id))
    return [_item(*row) for row in rows.order_by(ItemRow.version).tuples()]


def home_of(objective: str, id: str) -> tuple[str, int]:
    """The unit that keeps an item, and the version that is drawn from (0 where it is drawn no more)."""
    rows = ItemRow.select().where((ItemRow.objective == objective) & (ItemRow.id == id))
    newest = rows.order_by(ItemRow.version.desc()).first()
    return (newest.unit, newest.version if newest.current else 0) if newest is not None else ("", 0)


def back_to_version(objective: str, id: str, version: int, instead_of: int) -> None:
    """Draw one item in this version again (0: no more), and forget the newer one, which nobody was asked; 0 where there
    is none to forget."""
    here = (ItemRow.objective == objective) & (ItemRow.id == id)
    ItemRow.delete().where(here & (ItemRow.version == instead_of)).execute()
    ItemRow.update(current=1).where(here & (ItemRow.version == version)).execute()


def retire_item(objective: str, id: str) -> None:
    """Take one item out of future draws; tests already drawn keep it."""
    ItemRow.update(current=0).where((ItemRow.objective == objective) & (ItemRow.id == id)).execute()
