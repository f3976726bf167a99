"""Questions that came from a file, moved from one bank into another: from a bank of their own to an objective's."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from server.actions.acting import Actor, Answer, Tap, act
from server.actions.choose_right import before_choosing
from server.formats.questions import Ids
from server.mastery.progression import No
from server.mastery.values import Item
from server.store import content, imports
from server.store.exposure import Exposure


def move_questions(actor: Actor, imported: str, places: Iterable[int], to: str, op: str = "") -> Answer:
    """Move questions of an import, named by their places in its `questions`, into the bank of the objective `to`.

    Their pictures go along; one whose id is taken there gets another. A question that a student has been shown stays:
    who saw it is known under its old objective. Done: {"moved", "seen", "to"}. No: `unknown` (no such import, question
    or objective) · `nothing_ticked`.
    """
    chosen = sorted(set(places))

    def change(tap: Tap) -> Answer:
        found, unit = imports.import_of(imported), content.unit_with_objective(to)
        if found is None or unit is None or not set(chosen) <= set(range(len(found.questions))):
            return No("unknown")
        if not chosen:
            return No("nothing_ticked")
        ids = Ids(id for _objective, id in imports.in_banks([to]))
        banks = {objective: {i.id: i for i in content.bank(objective)} for objective, _id in found.questions}
        seen, moved = 0, dict[int, Item]()
        for n in chosen:
            objective, id = found.questions[n]
            item = banks[objective].get(id)
            if item is None or objective == to:
                continue
            if Exposure.select().where((Exposure.objective == objective) & (Exposure.item == id)).exists():
                seen += 1
                continue
            new, earlier = ids.free(id), before_choosing(item)
            content.retire_item(objective, id)
            if earlier is not None:
                # Its right choice was the teacher's, who may still take it back there.
                content.save_items([_moved(earlier, new, to, unit.id)], unit.id)
            moved[n] = _moved(item, new, to, unit.id)
        content.save_items(list(moved.values()), unit.id)
        imports.mark_moved(imported, {n: (to, item.id) for n, item in moved.items()})
        return {"moved": len(moved), "seen": seen, "to": to}

    return act(actor, op, change)


def _moved(item: Item, id: str, to: str, unit: str) -> Item:
    body = _with_pictures(item, content.pack_of(unit)) | {"id": id}
    return replace(item, id=id, objective=to, body=body, version=1, variants=None)


def _with_pictures(item: Item, pack: str) -> dict[str, object]:
    """The body of the item with its pictures in that pack; one that would take another's name gets its own."""
    home = content.unit_with_objective(item.objective)
    text = json.dumps(dict(item.body), ensure_ascii=False)
    for row in content.all_media(content.pack_of(home.id)) if home is not None else ():
        if row.path not in text:
            continue
        there = content.media_of(pack, row.path)
        path = row.path
        if there is not None and there.sha256 != row.sha256:
            path = f"media/{row.sha256[:8]}-{PurePosixPath(row.path).name}"
            text = text.replace(row.path, path)
        content.save_media(pack, path, row.sha256, row.size)
    return dict(json.loads(text))
