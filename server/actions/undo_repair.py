"""A mended question as other programs would have read it; and mended again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from server.actions.acting import Actor, Answer, Tap, act
from server.formats.described import alike, described
from server.formats.unkeyed import names_no_right
from server.mastery.progression import No
from server.mastery.values import Item
from server.mastery.variants import problems_of
from server.store import content, imports

_KEPT = ("prompt", "format", "name", "category", "tags", "use")
"""what the other reading keeps of the question where it says nothing about it"""
Why = Literal["unread", "no_key", "anything", "twice", "unfit"]


@dataclass(frozen=True)
class Otherwise:
    """The other reading can be used: this is what the question becomes."""

    item: Item


@dataclass(frozen=True)
class LeftOut:
    """Nothing that can be asked is left, so the question goes out of the bank.

    `unread`: there is no other reading · `no_key`: nothing is right in it · `anything`: any number is · `twice`: two of
    its choices or pairs read the same · `unfit`: it cannot be asked for another reason. `item` is that reading, if
    there is one.
    """

    why: Why
    item: Item | None = None


@dataclass(frozen=True)
class Same:
    """The other reading asks the same, so there is nothing to undo."""


Undone = Otherwise | LeftOut | Same


def undoing(item: Item, reading: Mapping[str, Any]) -> Undone:
    """What the question becomes when a repair is undone; `reading` is the repair's `otherwise`. Nothing is changed."""
    if not reading:
        return LeftOut("unread")
    kept = {key: item.body[key] for key in _KEPT if key in item.body}
    body = {"id": item.id, **kept, **{key: value for key, value in reading.items() if key != "id"}}
    other = replace(item, type=str(body["type"]), body=body, variants=None)
    if alike(described(other), described(item)):
        return Same()
    if not problems_of(other):
        return Otherwise(other)
    if names_no_right(other):
        return LeftOut("no_key", other)
    if other.type == "numeric" and other.body.get("answer") in ("*", ""):
        return LeftOut("anything", other)
    return LeftOut("twice" if _reads_the_same(other) else "unfit", other)


def best_undone(item: Item, readings: Sequence[Mapping[str, Any]]) -> tuple[int, Undone]:
    """Of several repairs of one question the place of the one whose undoing leaves the most, and what that is.

    All of them are undone together, and the question should not be lost where one of them knows another reading.
    """
    found = [undoing(item, reading) for reading in readings]
    place = min(range(len(found)), key=lambda n: (Otherwise, LeftOut, Same).index(type(found[n])))
    return place, found[place]


def undo_repair(actor: Actor, imported: str, n: int, op: str = "") -> Answer:
    """Undo repair `n` (from 0) of an import: the question becomes what `undoing` says, in a new version, or is taken
    out of the bank. All repairs of one question are undone together.

    Done: {"item", "objective", "became": "otherwise" | "retired"}. No: `unknown` (no such import or repair) ·
    `already` (it is undone) · `gone` (the question is no longer in the bank) · `same` (nothing was changed, so there
    is nothing to undo).
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
        match undoing(item, repair["otherwise"]):
            case Same():
                return No("same")
            case Otherwise(other):
                content.save_items([other], _unit_of(objective))
                became = "otherwise"
            case LeftOut():
                content.retire_item(objective, item.id)
                became = "retired"
        imports.mark_undone(imported, n, {"type": item.type, "body": dict(item.body)})
        return {"item": item.id, "objective": objective, "became": became}

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
        # Left out, it is in no bank any more; its last version says what it was for and how hard it is.
        now = content.versions_of(objective, id)[-1]
        tags = tuple(before["body"].get("tags", now.tags))
        mended = replace(now, type=before["type"], body={**before["body"], "id": id}, tags=tags, variants=None)
        content.save_items([mended], _unit_of(objective))
        imports.mark_mended(imported, n)
        return {"item": id, "objective": objective, "became": "mended"}

    return act(actor, op, change)


def _in_bank(objective: str, id: str) -> Item | None:
    return next((item for item in content.bank(objective) if item.id == id), None)


def _reads_the_same(item: Item) -> bool:
    texts = [str(option.get("text", "")).strip() for option in item.body.get("options", ())]
    texts += [str(pair.get("left", "")).strip() for pair in item.body.get("pairs", ())]
    return len(set(texts)) < len(texts)


def _unit_of(objective: str) -> str:
    unit = content.unit_with_objective(objective)
    assert unit is not None, "an item in a bank has a unit"
    return unit.id
