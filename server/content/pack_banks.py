"""Banks and worksheets of a pack: native items, and question files in GIFT as they come."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from server.content.pack_values import Worksheet
from server.content.tables import Findings, Table
from server.formats.gift import read_gift
from server.formats.plain_text import as_text
from server.mastery.values import ITEM_TYPES, Item
from server.mastery.variants import problems_of

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


def read_gift_bank(data: bytes, where: str, objective: str, findings: Findings) -> list[Item]:
    """The questions of banks/<objective>.gift that can be used; what cannot is left out with a warning."""
    text, guesses = as_text(data)
    read = read_gift(text, objective)
    for remark in (*guesses, *read.warnings, *(f"{skip.where}: {skip.why}" for skip in read.skipped)):
        findings.odd(where, remark)
    sound = []
    for item in read.questions:
        faults = problems_of(item)
        for fault in faults:
            findings.odd(f"{where}, item {item.id}", f"left out: {fault}")
        if not faults:
            sound.append(item)
    if not sound:
        findings.wrong(where, "no question in it can be used")
    return sound


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
        for fault in problems_of(item):
            entry.wrong(fault[:1].lower() + fault[1:].rstrip("."))
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
