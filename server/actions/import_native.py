"""A file of native items into a bank: one objective's, or several with `objective` in each item."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

from server import clock
from server.actions.imported import CannotImport, Imported, objective_for, objective_named, unit_for
from server.content.pack_banks import native_item
from server.content.sources import LONGEST_TEXT
from server.formats.described import described
from server.mastery.values import Item
from server.mastery.variants import problems_of
from server.store import content
from server.store.imports import import_of, new_among, note_import
from server.store.writer import write


def import_native(path: Path, into: str, dry_run: bool = False, noted_as: str = "") -> Imported:
    """Bring the items of a TOML file in, all in one transaction; one that is not sound is skipped and named.

    Without `into` each goes to the objective that it names: where the box has none of that name, to a bank of that
    objective's own. With `dry_run` nothing is changed; a file that is noted under `noted_as` is not taken in again.
    Raises CannotImport when nothing in it could be read, NoSuchPlace.
    """
    told = Imported("native")
    # What an objective that is not on the box is called in the file: the title of its bank.
    titles: dict[str, str] = {}
    for number, entry in enumerate(_entries(path), 1):
        where = f"{path.name}, item {number}"
        if not isinstance(entry, dict):
            told.skipped.append({"where": where, "why": "It is no table of values."})
            continue
        named = "" if into else str(entry.get("objective", ""))
        code = objective_named(named) if named else objective_for(path, into)
        titles.setdefault(code, named or path.stem)
        item = _item(entry, code)
        if item is None:
            told.skipped.append({"where": where, "why": "Its values are not of the right kind."})
        elif faults := problems_of(item):
            told.skipped.append({"where": where, "why": faults[0]})
        elif any((other.objective, other.id) == (code, item.id) for other in told.kept):
            told.skipped.append({"where": where, "why": f"There is an item “{item.id}” above it already."})
        else:
            told.kept.append(item)
    told.items = len(told.kept)
    told.read = [described(item) for item in told.kept]
    told.by_type = dict(Counter(item.type for item in told.kept))
    if not told.kept:
        why = told.skipped[0]["why"] if told.skipped else "it holds no item"
        raise CannotImport(f"Nothing in {path.name} could be read: {why}", told.skipped)
    told.note = {
        "items": told.items, "by_type": told.by_type, "skipped": told.skipped,
        "questions": [[item.objective, item.id] for item in told.kept],
    }  # fmt: skip
    at = clock.now().at

    def change() -> None:
        if noted_as and import_of(noted_as) is not None:
            return
        told.note["new"] = new_among(told.note["questions"])
        for code, title in titles.items():
            if items := [item for item in told.kept if item.objective == code]:
                told.count(content.save_items(items, unit_for(code, title)))
        codes = {item.objective for item in told.kept}
        note_import(path.name, "native", codes.pop() if len(codes) == 1 else "", told.note | told.counts, at, noted_as)

    if not dry_run:
        write(change)
    return told


def _entries(path: Path) -> list[object]:
    if path.stat().st_size > LONGEST_TEXT:
        raise CannotImport(f"{path.name} is too long to be read ({path.stat().st_size} bytes).")
    try:
        return list(tomllib.loads(path.read_text(encoding="utf-8-sig"))["item"])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise CannotImport(f"{path.name} is not TOML that can be read ({error}).") from error


def _item(entry: dict[str, object], objective: str) -> Item | None:
    """The item of a table; None where a value that every item has is of the wrong kind."""
    of_kinds = {"id": str, "type": str, "difficulty": int, "nice": bool, "use": str, "tags": list, "version": int}
    if any(not isinstance(entry[key], kind) for key, kind in of_kinds.items() if key in entry):
        return None
    item = native_item({key: value for key, value in entry.items() if key != "objective"}, objective)
    return item if item.use in ("test", "practice", "both") else None
