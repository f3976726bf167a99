"""A pack back into a file: the same zip, byte for byte, for the same pack."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from server.content.pack_values import Pack, Worksheet
from server.content.writing import toml
from server.mastery.values import Item, Objective, Unit

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""the date of every file in the zip: the earliest that a zip can hold"""


def write_pack(pack: Pack, to: Path) -> None:
    """Writes the pack as a zip whose reading gives an equal pack. Every bank is written as native items.

    The file appears under its name only when it is whole. OSError when it cannot be written.
    """
    texts = {"pack.toml": toml(_head(pack))}
    texts |= {f"units/{unit.id}.toml": unit_text(unit) for unit in pack.units}
    for code in dict.fromkeys(item.objective for item in pack.items):
        texts[f"banks/{code}.toml"] = toml({"item": [_item(item) for item in pack.bank(code)]})
    texts |= {path: toml(_worksheet(sheet)) for path, sheet in pack.worksheets.items()}
    unfinished = to.with_name(f".{to.name}.part")
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted({*texts, *pack.media}):
                source = io.BytesIO(texts[name].encode()) if name in texts else pack.media[name].open()
                with source:
                    _add(archive, name, source)
        unfinished.replace(to)
    finally:
        unfinished.unlink(missing_ok=True)


def _add(archive: zipfile.ZipFile, name: str, source: BinaryIO) -> None:
    entry = zipfile.ZipInfo(name, LONG_AGO)
    # Films and pictures are packed already; a text with long runs must not look like a zip bomb.
    entry.compress_type = (
        zipfile.ZIP_DEFLATED if name.endswith((".toml", ".md", ".vtt", ".svg")) else zipfile.ZIP_STORED
    )
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    with archive.open(entry, "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target, 1 << 20)


def _head(pack: Pack) -> dict[str, Any]:
    return {
        "format": 1,
        "id": pack.id,
        "name": pack.name,
        "version": pack.version,
        "subject": pack.subject,
        "grade": pack.grade,
        "language": pack.language,
        "licence": pack.licence,
        "author": pack.author,
        "units": [unit.id for unit in pack.units],
    }


def _unit(unit: Unit) -> dict[str, Any]:
    plan = unit.blueprint
    return {
        "id": unit.id,
        "title": unit.title,
        "requires": list(unit.requires),
        **({"guide": unit.guide} if unit.guide else {}),
        "test": {
            "items_per_bank": plan.items_per_bank,
            "items_from_big_bank": plan.items_from_big_bank,
            "big_bank": plan.big_bank,
            "pass_percent": round(100 * plan.pass_share),
            "retrieval": plan.retrieval,
            **({"part": [_without_empty(part) for part in plan.parts]} if plan.parts else {}),
        },
        "objective": [_objective(objective) for objective in unit.objectives],
        "learning_object": [_without_empty(thing) for thing in unit.objects],
        "activity": [_without_empty(activity) for activity in unit.activities],
    }


def _objective(objective: Objective) -> dict[str, Any]:
    table = _without_empty(objective)
    table["threshold"] = str(objective.threshold)
    if objective.rubric_passes is not None:
        table["rubric_passes"] = str(objective.rubric_passes)
    table["essential"] = objective.essential
    for ours, theirs in (("key_questions", "key_question"), ("remedies", "remedy")):
        if ours in table:
            table[theirs] = [_without_empty(entry) for entry in table.pop(ours)]
    return table


def _without_empty(value: Any) -> dict[str, Any]:
    """The fields of a value of the course, less those that are empty (reading fills them in again)."""
    return {key: list(inner) if isinstance(inner, tuple) else inner for key, inner in vars(value).items() if inner}


def _item(item: Item) -> dict[str, Any]:
    table: dict[str, Any] = {"id": item.id, "type": item.type, **item.body}
    if item.version != 1:
        table["version"] = item.version
    said = {"difficulty": (item.difficulty, 2), "nice": (item.nice, False), "use": (item.use, "test")}
    table |= {key: value for key, (value, usual) in said.items() if key not in item.body and value != usual}
    if item.tags and "tags" not in item.body:
        table["tags"] = list(item.tags)
    return table


def _worksheet(sheet: Worksheet) -> Mapping[str, Any]:
    problems = [{**_item(problem), "space": lines} for problem, lines in zip(sheet.problems, sheet.spaces, strict=True)]
    return {"title": sheet.title, "intro": sheet.intro, "problem": problems}


def worksheet_text(sheet: Worksheet) -> str:
    """A worksheet as the TOML file that it is in a pack."""
    return toml(_worksheet(sheet))


def unit_text(unit: Unit) -> str:
    """A unit as the TOML file that it is in a pack."""
    return toml(_unit(unit))
