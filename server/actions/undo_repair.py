"""A mended question as other programs would have read it; and mended again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from server.actions.acting import Actor, Answer, Tap, act
from server.formats.described import alike, described
from server.mastery.progression import No
from server.mastery.values import Item
from server.mastery.variants import problems_of
from server.store import content, imports

_KEPT = ("prompt", "format", "name", "category", "tags", "use")
"""what the other reading keeps of the question where it says nothing about it"""


def undo_repair(actor: Actor, imported: str, n: int, op: str = "") -> Answer:
    """Undo repair `n` (from 0) of an import: the question becomes what other programs make of it, in a new version,
    or is taken out of the bank where they leave it out. All repairs of one question are undone together.

    Done: {"item", "objective", "became": "otherwise" | "retired"}. No: `unknown` (no such import or repair) ·
    `already` (it is undone) · `gone` (the question is no longer in the bank) · `same` (nothing was changed, so there
    is nothing to undo) · `unsound` (that other reading could not be used in a test; see `fault_of_undoing`).
    """

    def change(tap: Tap) -> Answer:
        found = imports.import_of(imported)
        if found is None or not 0 <= n < len(found.body["repairs"]):
            return No("unknown")
        if n in found.body["undone"]:
            return No("already")
        repair = found.body["repairs"][n]
        objective, id = found.place_of(repair["item"])
        item = _in_bank(objective, id)
        if item is None:
            return No("gone")
        other = otherwise(item, repair["otherwise"])
        if other is None:
            imports.retire(objective, item.id)
        elif alike(described(other), described(item)):
            return No("same")
        elif problems_of(other):
            return No("unsound")
        else:
            content.save_items([other], _unit_of(objective))
        imports.mark_undone(imported, n, {"type": item.type, "body": dict(item.body)})
        return {"item": item.id, "objective": objective, "became": "otherwise" if other else "retired"}

    return act(actor, op, change)


def mend_again(actor: Actor, imported: str, n: int, op: str = "") -> Answer:
    """Take the undoing of repair `n` back: the question is what it was before, in a new version.

    Done: {"item", "objective", "became": "mended"}. No: `unknown` (no such import or repair) · `already` (it is not
    undone).
    """

    def change(tap: Tap) -> Answer:
        found = imports.import_of(imported)
        if found is None or not 0 <= n < len(found.body["repairs"]):
            return No("unknown")
        if n not in found.body["undone"]:
            return No("already")
        before = found.body["mended"][found.body["repairs"][n]["item"]]
        objective, id = found.place_of(found.body["repairs"][n]["item"])
        now = _in_bank(objective, id) or Item(id, objective, 1, "", {})
        tags = tuple(before["body"].get("tags", now.tags))
        mended = replace(now, type=before["type"], body={**before["body"], "id": id}, tags=tags, variants=None)
        content.save_items([mended], _unit_of(objective))
        imports.mark_mended(imported, n)
        return {"item": id, "objective": objective, "became": "mended"}

    return act(actor, op, change)


def fault_of_undoing(imported: str, n: int) -> str:
    """Why the other reading of repair `n` could not be used, in a sentence; empty where it could, or is none."""
    found = imports.import_of(imported)
    if found is None or not 0 <= n < len(found.body["repairs"]):
        return ""
    repair = found.body["repairs"][n]
    item = _in_bank(*found.place_of(repair["item"]))
    other = otherwise(item, repair["otherwise"]) if item is not None else None
    return next(iter(problems_of(other)), "") if other is not None else ""


def _in_bank(objective: str, id: str) -> Item | None:
    return next((item for item in content.bank(objective) if item.id == id), None)


def otherwise(item: Item, reading: Mapping[str, Any]) -> Item | None:
    """The item as other programs read it (`otherwise` of a repair); None where they leave it out."""
    if not reading:
        return None
    kept = {key: item.body[key] for key in _KEPT if key in item.body}
    body = {"id": item.id, **kept, **{key: value for key, value in reading.items() if key != "id"}}
    return replace(item, type=str(body["type"]), body=body, variants=None)


def _unit_of(objective: str) -> str:
    unit = content.unit_with_objective(objective)
    assert unit is not None, "an item in a bank has a unit"
    return unit.id
