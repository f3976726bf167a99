"""Content packs: a folder or zip that a teacher wrote, read whole or refused with every fault named."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import partial
from graphlib import CycleError, TopologicalSorter
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from server.content.pack_banks import read_bank, read_foreign_bank, read_worksheet
from server.content.pack_units import read_unit
from server.content.pack_values import BadPack, MediaFile, Pack, Worksheet
from server.content.pack_writing import write_pack
from server.content.sources import LONGEST_TEXT, Source, file_opener, source_of
from server.content.tables import Findings, Table
from server.formats.guarded_zip import Refused
from server.formats.question_package import LONGEST_FILE
from server.mastery.values import Item, LearningObject, Unit

__all__ = ["FORMAT", "BadPack", "MediaFile", "Pack", "Worksheet", "read_pack", "write_pack"]

FORMAT = 1


def read_pack(path: Path, extra_media: Path | None = None) -> Pack:
    """The pack in that folder or zip. BadPack with every problem found, each with its file and place.

    `media/x.mp4` that the pack lacks is looked up as `x.mp4` in `extra_media`, with the captions and poster beside it.
    """
    if not path.exists():
        raise BadPack([f"There is no file or folder {path.name}."])
    try:
        source = source_of(path)
        return _read(source, path.name, extra_media)
    except Refused as refusal:
        raise BadPack([str(refusal)]) from refusal


def _read(source: Source, name: str, extra_media: Path | None) -> Pack:
    findings = Findings()
    if "pack.toml" not in source.names():
        raise BadPack([f"{name} is not a content pack: it has no pack.toml."])
    head = _table(source, "pack.toml", findings)
    if head.values and head.whole("format", FORMAT, least=1) > FORMAT:
        raise BadPack([f"{name} is written for a later version of this program (format {head.values['format']})."])
    units = tuple(_units(source, head, findings))
    media = _media(source, units, extra_media)
    worksheets = _worksheets(source, units, findings)
    items, pictures = _banks(source, units, findings)
    media = {**pictures, **media}
    media = {path: file for path, file in media.items() if path not in worksheets}
    about = _about(head)
    head.nothing_else()
    pack = Pack(
        **about,
        units=units,
        items=tuple(items),
        worksheets=worksheets,
        media=media,
        warnings=tuple(findings.warnings),
    )
    _check_requires(units, findings)
    _check_paths(pack, findings)
    if findings.problems:
        raise BadPack(list(dict.fromkeys(findings.problems)))
    return pack


def _about(head: Table) -> dict[str, Any]:
    return {
        "id": head.text("id"),
        "name": head.text("name"),
        "version": head.text("version", "1.0"),
        "subject": head.text("subject", ""),
        "grade": head.whole("grade", 0),
        "language": head.text("language", "en"),
        "licence": head.text("licence", ""),
        "author": head.text("author", ""),
    }


def _table(source: Source, name: str, findings: Findings) -> Table:
    """A TOML file as a table; an empty one, with the fault named, when it cannot be read."""
    try:
        values = tomllib.loads(source.read(name, LONGEST_TEXT).decode("utf-8-sig"))
    except UnicodeDecodeError:
        findings.wrong(name, "is not UTF-8 text")
    except tomllib.TOMLDecodeError as error:
        findings.wrong(name, f"is not written as TOML: {error}")
    except RecursionError:
        findings.wrong(name, "is nested too deeply")
    else:
        return Table(values, name, findings)
    return Table({}, name, Findings())


def _units(source: Source, head: Table, findings: Findings) -> list[Unit]:
    found = {PurePosixPath(n).stem: n for n in source.names() if n.startswith("units/") and n.endswith(".toml")}
    listed = head.texts("units") or tuple(sorted(found))
    if not listed:
        findings.wrong("pack.toml", "the pack has no unit")
    units = []
    for stem in listed:
        if stem not in found:
            findings.wrong("pack.toml", f'names the unit "{stem}", but there is no units/{stem}.toml')
            continue
        table = _table(source, found[stem], findings)
        if table.values:
            units.append(read_unit(table))
    for stem in sorted(found.keys() - set(listed)):
        findings.odd("pack.toml", f'does not list the unit "{stem}", so {found[stem]} was left aside')
    return units


def _banks(source: Source, units: Sequence[Unit], findings: Findings) -> tuple[list[Item], dict[str, MediaFile]]:
    """The items of all banks, objective by objective, and the pictures that came inside of their files."""
    codes = [objective.code for unit in units for objective in unit.objectives]
    items: list[Item] = []
    pictures: dict[str, MediaFile] = {}
    for name in source.names():
        path = PurePosixPath(name)
        if path.parts[0] != "banks" or len(path.parts) != 2:
            continue
        # `gases-2.gift.txt` is of gases-2; a code may have dots of its own.
        code = max((c for c in codes if path.name.startswith(f"{c}.")), key=len, default="")
        if not code:
            findings.wrong(name, f'there is no objective "{path.stem}"')
        elif path.suffix == ".toml":
            items += read_bank(_table(source, name, findings), code)
        else:
            read = read_foreign_bank(source.read(name, LONGEST_FILE), name, code, findings)
            items += read.questions
            pictures |= {at: MediaFile(at, len(data), partial(BytesIO, data)) for at, data in read.files.items()}
    seen: set[tuple[str, str]] = set()
    for item in items:
        if (item.objective, item.id) in seen:
            findings.wrong(f"banks/{item.objective}", f'there are two items "{item.id}"')
        seen.add((item.objective, item.id))
    return sorted(items, key=lambda item: codes.index(item.objective)), pictures


def _worksheets(source: Source, units: Sequence[Unit], findings: Findings) -> dict[str, Worksheet]:
    """Sheets by path. A problem belongs to the first objective that its sheet serves."""
    names = set(source.names())
    sheets: dict[str, Worksheet] = {}
    for thing in _objects(units):
        if thing.is_sheet and thing.path in names - sheets.keys():
            objective = thing.objectives[0] if thing.objectives else ""
            sheets[thing.path] = read_worksheet(_table(source, thing.path, findings), objective)
    return sheets


def _media(source: Source, units: Sequence[Unit], extra_media: Path | None) -> dict[str, MediaFile]:
    names = [name for name in source.names() if name.startswith("media/")]
    media = {name: MediaFile(name, source.size(name), partial(source.open, name)) for name in names}
    if extra_media is None:
        return media
    for thing in _objects(units):
        path = PurePosixPath(thing.path)
        if thing.path in media or path.parent != PurePosixPath("media") or ".." in path.name:
            continue
        if (extra_media / path.name).is_file():
            for beside in sorted(extra_media.iterdir()):
                if beside.is_file() and beside.name.split(".")[0] == path.name.split(".")[0]:
                    name = f"media/{beside.name}"
                    media.setdefault(name, MediaFile(name, beside.stat().st_size, file_opener(beside)))
    return dict(sorted(media.items()))


def _objects(units: Sequence[Unit]) -> list[LearningObject]:
    return [thing for unit in units for thing in unit.objects]


def _check_requires(units: Sequence[Unit], findings: Findings) -> None:
    objectives = {o.code: o.requires for unit in units for o in unit.objectives}
    every = [o.code for unit in units for o in unit.objectives]
    for code in sorted({c for c in every if every.count(c) > 1}):
        findings.wrong("units", f'two objectives have the code "{code}"')
    for unit in units:
        own = {o.code for o in unit.objectives}
        for objective in unit.objectives:
            for other in sorted(set(objective.requires) & set(every) - own):
                findings.wrong(
                    "units",
                    f'objective {objective.code} requires "{other}" of another unit; let the unit require that unit',
                )
        if unit.objectives and not unit.essentials:
            findings.odd("units", f"the unit {unit.id} has no essential objective: its test has no questions")
    for what, needs in (("objective", objectives), ("unit", {unit.id: unit.requires for unit in units})):
        for name, required in needs.items():
            for other in required:
                if other not in needs:
                    findings.wrong("units", f'{what} {name} requires "{other}", which this pack does not have')
        circle = _circle(needs)
        if circle:
            findings.wrong("units", f"{what}s require each other in a circle: {' → '.join(circle)}")
    ids = [unit.id for unit in units]
    for repeated in sorted({i for i in ids if ids.count(i) > 1}):
        findings.wrong("units", f'two units have the id "{repeated}"')


def _circle(needs: Mapping[str, Sequence[str]]) -> list[str]:
    """One circle among the requirements, from a name back to itself; empty when there is none."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def _check_paths(pack: Pack, findings: Findings) -> None:
    def need(path: str, where: str) -> None:
        if path not in pack.media and path not in pack.worksheets:
            findings.wrong(where, f'there is no file "{path}" in the pack')

    for unit in pack.units:
        for thing in unit.objects:
            if thing.path:
                need(thing.path, f"units, learning object {thing.id}")
                if thing.kind == "notes" and not thing.path.endswith(".md"):
                    findings.wrong(f"units, learning object {thing.id}", "guided notes are a Markdown text: media/….md")
            elif not thing.reference:
                findings.wrong(f"units, learning object {thing.id}", 'it needs a "path" or a "reference"')
        for activity in unit.activities:
            if activity.instructions.startswith("media/"):
                need(activity.instructions, f"units, activity {activity.id}")
        if unit.guide:
            need(unit.guide, f"units, {unit.id}: guide")
            if not unit.guide.endswith(".md"):
                findings.wrong(f"units, {unit.id}: guide", "the guide is a Markdown text: media/….md")
    for item in pack.items:
        if item.body.get("picture"):
            need(str(item.body["picture"]), f"banks/{item.objective}, item {item.id}")
    for path, sheet in pack.worksheets.items():
        for problem in sheet.problems:
            if problem.body.get("picture"):
                need(str(problem.body["picture"]), f"{path}, problem {problem.id}")
