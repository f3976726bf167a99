"""Banks and worksheets of a pack: native items, and question files of other programs as they come."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from server.content.pack_values import Worksheet
from server.content.tables import Findings, Table
from server.formats.guarded_zip import Refused
from server.formats.question_files import read_questions
from server.formats.questions import Questions
from server.formats.recognise import QUESTIONS, recognise
from server.formats.sound import made_sound
from server.mastery.proofing import proofread
from server.mastery.values import ITEM_TYPES, Item

USUAL_SPACE = 3
"""lines under a problem whose author gave none"""


def native_item(body: Mapping[str, Any], objective: str) -> Item:
    """An item from its table, which it keeps as written; `version` and a worksheet's `space` are not part of it."""
    written = {key: value for key, value in body.items() if key not in ("version", "space")}
    return Item(
        id=str(body.get("id", "")),
        objective=objective,
        version=body.get("version", 1),
        type=str(body.get("type", "")),
        body=written,
        difficulty=body.get("difficulty", 2),
        nice=body.get("nice", False),
        use=body.get("use", "test"),
        tags=tuple(body.get("tags", ())),
    )


def read_bank(table: Table, objective: str) -> list[Item]:
    """The items of banks/<objective>.toml that are sound; each other is named in the findings."""
    items = _items(table.tables("item", "id"), objective)
    table.nothing_else()
    return items


def read_foreign_bank(data: bytes, where: str, objective: str, findings: Findings) -> Questions:
    """The questions of banks/<objective>.gift, .xml, .txt … by what is in the file, and the pictures that it holds.

    What was doubtful in them is a warning, and so is what had to be left out.
    """
    name = where.rpartition("/")[2]
    with TemporaryDirectory() as folder:
        # A file of its own, since some formats are a zip, and all are recognised by what is in them.
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            kind = recognise(path)
            if kind not in QUESTIONS:
                findings.wrong(where, "is no file of questions: banks are TOML, GIFT, Aiken, Moodle XML or QTI")
                return Questions()
            read = made_sound(read_questions(path, kind, objective), name)
        except Refused as refused:
            findings.wrong(where, str(refused))
            return Questions()
    for remark in read.warnings:
        findings.odd(where, remark)
    told = [(repair.where, f"{repair.found} {repair.done}") for repair in read.repairs]
    for place, remark in (*told, *((skip.where, skip.why) for skip in read.skipped)):
        findings.odd(f"banks/{place}" if place.startswith(name) else f"{where}, {place}", remark)
    if not read.questions:
        findings.wrong(where, "no question in it can be used")
    return read


def read_worksheet(table: Table, objective: str) -> Worksheet:
    """A worksheet from its file. Faults go to the table's findings."""
    entries = table.tables("problem", "id")
    spaces = tuple(entry.whole("space", USUAL_SPACE) for entry in entries)
    sheet = Worksheet(table.text("title"), table.text("intro", ""), tuple(_items(entries, objective)), spaces)
    table.nothing_else()
    if not entries:
        table.wrong("a worksheet needs at least one [[problem]]")
    return sheet


def worksheet_from(text: str, objective: str) -> Worksheet:
    """A worksheet from the text that `worksheet_text` wrote."""
    return read_worksheet(Table(tomllib.loads(text), "worksheet", Findings()), objective)


def _items(entries: list[Table], objective: str) -> list[Item]:
    items: list[Item] = []
    for entry in entries:
        if not _well_formed(entry):
            continue
        item = native_item(entry.values, objective)
        if item.id in {other.id for other in items}:
            entry.wrong("there are two items of this id")
        proof = proofread(item)
        for fault in proof.problems:
            entry.wrong(fault[:1].lower() + fault[1:].rstrip("."))
        if proof.variants.told:
            entry.findings.odd(entry.where, proof.variants.told)
        items.append(item)
    return items


def _well_formed(entry: Table) -> bool:
    """Whether the values that every item has are of the right kind, so that an item can be made of them."""
    before = len(entry.findings.problems)
    entry.text("id")
    entry.choice("type", ITEM_TYPES)
    entry.whole("difficulty", 2, least=1)
    entry.whole("version", 1, least=1)
    entry.flag("nice", False)
    entry.choice("use", ("test", "practice", "both"), "test")
    entry.texts("tags")
    return len(entry.findings.problems) == before
