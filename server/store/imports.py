"""Files of questions that were brought in: what was read, what was doubtful, and which repairs were undone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import peewee

from server.store import facts
from server.store.content import ItemRow
from server.store.database import Table


class ImportedRow(Table):
    id = peewee.TextField(primary_key=True)
    at = peewee.TextField()
    file = peewee.TextField()
    kind = peewee.TextField()
    objective = peewee.TextField()
    body = peewee.TextField()

    class Meta:
        table_name = "imported"


@dataclass(frozen=True)
class Import:
    """One file as it was brought in. `body` has `items`, `by_type`, `added`, `changed`, `unchanged`, `skipped`
    (where, why), `warnings` about the whole file, `repairs` (item, where, found, done, otherwise), `undone` (places in
    `repairs`, from 0), `mended` (for each item whose repair is undone, what it was: type and body), `questions` (the
    objective and id of each, in the file's order), `new` (places in `questions` of those that no bank had) and `moved`
    (for the places of those that were moved, the objective and id they have now)."""

    id: str
    at: str
    file: str
    kind: str
    objective: str
    body: dict[str, Any]

    @property
    def questions(self) -> list[tuple[str, str]]:
        """Where each question is now: its objective and its id there, in the order of the file."""
        moved = self.body.get("moved", {})
        asked = self.body.get("questions", ())
        return [(place[0], place[1]) for n, was in enumerate(asked) for place in [moved.get(str(n), was)]]

    def place_of(self, item: str) -> tuple[str, str]:
        """Where the question of that id in the file is now: its objective and its id there."""
        ids = [id for _objective, id in self.body.get("questions", ())]
        return self.questions[ids.index(item)] if item in ids else (self.objective, item)


def note_import(file: str, kind: str, objective: str, body: dict[str, Any], at: str, id: str = "") -> str:
    """Keep what an import did; returns its id, a new one where none is given. Ids sort by time."""
    id = id or facts.new_id()
    whole = {"skipped": [], "warnings": [], "repairs": [], "questions": [], **body, "undone": [], "mended": {}}
    ImportedRow.create(
        id=id, at=at, file=file, kind=kind, objective=objective, body=json.dumps(whole, ensure_ascii=False)
    )
    return id


def imports() -> list[Import]:
    """Every import, the newest first."""
    return [_import(row) for row in ImportedRow.select().order_by(ImportedRow.id.desc())]


def import_of(id: str) -> Import | None:
    """One import, or None."""
    row = ImportedRow.get_or_none(ImportedRow.id == id)
    return _import(row) if row else None


def brought_in() -> set[tuple[str, str]]:
    """Every question (objective, id) that came from a file: no content pack has it, and none may take it away."""
    return {found.questions[n] for found in imports() for n in found.body.get("new", ())}


def in_banks(objectives: Iterable[str]) -> set[tuple[str, str]]:
    """The questions that are in the banks of these objectives now: their objective and id."""
    rows = ItemRow.select(ItemRow.objective, ItemRow.id).where(
        ItemRow.objective.in_(list(objectives)) & (ItemRow.current == 1)
    )
    return {(row.objective, row.id) for row in rows}


def new_among(questions: Sequence[Sequence[str]]) -> list[int]:
    """The places in a list of questions (objective, id) of those that no bank has yet."""
    had = in_banks({objective for objective, _id in questions})
    return [n for n, (objective, id) in enumerate(questions) if (objective, id) not in had]


def mark_undone(id: str, n: int, mended: dict[str, Any]) -> None:
    """Note that repair `n` is undone, and with it the others of its question; `mended` is what the question was."""
    found = _row(id)
    body = json.loads(found.body)
    item = body["repairs"][n]["item"]
    same = [place for place, other in enumerate(body["repairs"]) if other["item"] == item]
    body["undone"] = sorted({*body["undone"], *same})
    body["mended"][item] = mended
    _keep(found, body)


def mark_mended(id: str, n: int) -> None:
    """Note that repair `n` stands again, and with it the others of its question."""
    found = _row(id)
    body = json.loads(found.body)
    item = body["repairs"][n]["item"]
    body["undone"] = [at for at in body["undone"] if body["repairs"][at]["item"] != item]
    del body["mended"][item]
    _keep(found, body)


def mark_moved(id: str, places: Mapping[int, tuple[str, str]]) -> None:
    """Note that questions of an import, by their places, are in another bank now: its objective, their id there."""
    found = _row(id)
    body = json.loads(found.body)
    body["moved"] = body.get("moved", {}) | {str(n): list(place) for n, place in places.items()}
    _keep(found, body)


def _row(id: str) -> ImportedRow:
    row: ImportedRow = ImportedRow.get(ImportedRow.id == id)
    return row


def _keep(row: ImportedRow, body: dict[str, Any]) -> None:
    ImportedRow.update(body=json.dumps(body, ensure_ascii=False)).where(ImportedRow.id == row.id).execute()


def _import(row: ImportedRow) -> Import:
    return Import(row.id, row.at, row.file, row.kind, row.objective, json.loads(row.body))
