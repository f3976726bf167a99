"""Bringing things in: a content pack, a file of questions, a roster. Recognised by content; one transaction a file."""

from __future__ import annotations

import tempfile
import tomllib
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from server.actions.acting import Actor
from server.actions.class_units import add_units
from server.actions.enroll_students import NewStudent, enroll_students
from server.content.pack import BadPack, MediaFile, Pack, read_pack
from server.content.pack_banks import native_item, worksheet_from
from server.content.pack_writing import worksheet_text
from server.content.sources import file_opener
from server.formats.described import described
from server.formats.gift import read_gift_file
from server.formats.guarded_zip import Refused
from server.formats.recognise import recognise
from server.formats.roster_csv import read_roster
from server.mastery.values import Blueprint, Item, Objective, Threshold, Unit
from server.mastery.variants import problems_of
from server.store import content
from server.store.media_files import keep_file, place_of
from server.store.people import Section
from server.store.writer import write


@dataclass
class Imported:
    """What an import did, in the shape of the command's JSON."""

    kind: str
    items: int = 0
    by_type: dict[str, int] = field(default_factory=dict)
    students: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: list[dict[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    read: list[dict[str, Any]] = field(default_factory=list)
    units: list[str] = field(default_factory=list)

    def as_json(self, with_items: bool) -> dict[str, Any]:
        """The document that the command prints."""
        told = asdict(self)
        if not with_items:
            del told["read"]
        return told


class CannotImport(Exception):
    """Nothing of it could be read; says why."""


class NoSuchPlace(Exception):
    """There is no such unit, objective or class to import into; says what there is."""


def import_path(
    path: Path, media_folder: Path, into: str = "", *, extra_media: Path | None = None, dry_run: bool = False
) -> Imported:
    """Import a file or folder. `into` names the unit or objective that questions go to (default: a bank named after
    the file), or the class that a roster or a pack goes to (default: the class of the box, where it has only one).
    With `dry_run` nothing is changed.

    Raises CannotImport with a sentence when nothing in it could be read.
    """
    try:
        kind = recognise(path)
        match kind:
            case "pack":
                return _pack(path, media_folder, extra_media, into, dry_run)
            case "gift":
                return _gift(path, into, dry_run)
            case "native":
                return _native(path, into, dry_run)
            case "roster":
                return _roster(path, into, dry_run)
    except BadPack as bad:
        raise CannotImport("\n".join(bad.problems)) from bad
    except Refused as refused:
        raise CannotImport(str(refused)) from refused
    names = {"moodle_xml": "Moodle XML", "aiken": "Aiken", "qti": "QTI"}
    if kind in names:
        raise CannotImport(f"{path.name} looks like {names[kind]}, which this version cannot read yet. GIFT works.")
    raise CannotImport(f"{path.name} is no content pack, no file of questions and no class list that can be read.")


def _pack(path: Path, media_folder: Path, extra_media: Path | None, into: str, dry_run: bool) -> Imported:
    sections = list(Section.select())
    named = [s for s in sections if s.code == into]
    if into and not named and content.unit(into) is None and content.unit_with_objective(into) is None:
        known = ", ".join(s.code for s in sections)
        raise NoSuchPlace(f"There is no class {into}" + (f"; there is: {known}." if known else " on this box."))
    told = import_pack(path, media_folder, extra_media, dry_run)
    getting = named or (sections if len(sections) == 1 else [])
    if sections and not getting:
        told.warnings.append("No class has it yet: choose it under More, Units of this class, or import it --into one.")
    if not dry_run:
        for section in getting:
            add_units(section.id, told.units, "import")
    return told


def import_pack(path: Path, media_folder: Path, extra_media: Path | None, dry_run: bool = False) -> Imported:
    """Bring a content pack onto the box, into no class. BadPack, Refused or CannotImport when it cannot be used."""
    pack = read_pack(path, extra_media)
    told = Imported(
        "pack", items=len(pack.items), by_type=dict(Counter(i.type for i in pack.items)),
        read=[described(i) for i in pack.items], warnings=list(pack.warnings), units=[u.id for u in pack.units],
    )  # fmt: skip
    for unit in pack.units:
        for objective in unit.objectives:
            other = content.unit_with_objective(objective.code)
            if other is not None and other.id != unit.id:
                raise CannotImport(f"The objective {objective.code} is in the unit {other.title} already; rename one.")
    if dry_run:
        return told
    stored = {name: _stored(media_folder, file) for name, file in pack.media.items()}
    for name, sheet in pack.worksheets.items():
        with tempfile.TemporaryFile() as text:
            text.write(worksheet_text(sheet).encode())
            text.seek(0)
            stored[name] = keep_file(media_folder, text)

    def change() -> None:
        head = {k: getattr(pack, k) for k in ("name", "version", "subject", "grade", "licence", "author", "language")}
        content.save_pack(pack.id, head)
        for name, (sha256, size) in stored.items():
            content.save_media(pack.id, name, sha256, size)
        for unit in pack.units:
            _count(told, {content.save_unit(unit, pack.id, pack.language): 1})
            codes = {o.code for o in unit.objectives}
            mine = [i for i in pack.items if i.objective in codes]
            _count(told, content.save_items(mine, unit.id))
            content.retire_items(unit.id, {(i.objective, i.id) for i in mine})

    write(change)
    return told


def _stored(folder: Path, file: MediaFile) -> tuple[str, int]:
    with file.open() as source:
        return keep_file(folder, source)


def _count(told: Imported, counts: dict[str, int]) -> None:
    told.added += counts.get("added", 0)
    told.changed += counts.get("changed", 0)
    told.unchanged += counts.get("unchanged", 0)


def _gift(path: Path, into: str, dry_run: bool) -> Imported:
    objective = _objective_for(path, into)
    read = read_gift_file(path, objective)
    told = Imported(
        "gift", items=len(read.items), by_type=read.counts_by_type, read=[described(i) for i in read.items],
        skipped=[{"where": s.where, "why": s.why} for s in read.skipped], warnings=list(read.warnings),
    )  # fmt: skip
    if not read.items:
        why = read.skipped[0].why if read.skipped else "it holds no question"
        raise CannotImport(f"Nothing in {path.name} could be read: {why}")
    sound = []
    for item in read.questions:
        faults = problems_of(item)
        if faults:
            told.warnings.append(f"{item.body.get('name') or item.id}: not put into the bank: {faults[0]}")
        else:
            sound.append(item)
    if not dry_run:
        write(lambda: _count(told, content.save_items(sound, _unit_for(objective, path))))
    return told


def _native(path: Path, into: str, dry_run: bool) -> Imported:
    """A bank in the native format: one objective's, or several with `objective` in each item."""
    try:
        entries = list(tomllib.loads(path.read_text(encoding="utf-8-sig"))["item"])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, ValueError) as error:
        raise CannotImport(f"{path.name} is not TOML that can be read ({error}).") from error
    told = Imported("native")
    sound: dict[str, list[Item]] = {}
    for number, entry in enumerate(entries, 1):
        code = _objective_for(path, into or str(entry.get("objective", "")))
        item = native_item({k: v for k, v in entry.items() if k != "objective"}, code)
        if faults := problems_of(item):
            told.skipped.append({"where": f"item {item.id or number}", "why": faults[0]})
            continue
        sound.setdefault(code, []).append(item)
        told.read.append(described(item))
        told.by_type[item.type] = told.by_type.get(item.type, 0) + 1
    told.items = len(told.read)
    if not sound:
        why = told.skipped[0]["why"] if told.skipped else "it holds no item"
        raise CannotImport(f"Nothing in {path.name} could be read: {why}")

    def change() -> None:
        for code, items in sound.items():
            _count(told, content.save_items(items, _unit_for(code, path)))

    if not dry_run:
        write(change)
    return told


def _objective_for(path: Path, into: str) -> str:
    unit = content.unit(into) if into else None
    if unit is not None:
        if len(unit.objectives) != 1:
            raise NoSuchPlace(
                f"{unit.title} has several objectives. Name one: " + ", ".join(o.code for o in unit.objectives)
            )
        return unit.objectives[0].code
    if into and content.unit_with_objective(into) is None:
        raise NoSuchPlace(f"There is no unit and no objective {into} on this box.")
    return into or "bank-" + "".join(c if c.isalnum() else "-" for c in path.stem.lower())[:60].strip("-")


def _unit_for(objective: str, path: Path) -> str:
    found = content.unit_with_objective(objective)
    if found is not None:
        return found.id
    # A file without a place of its own becomes a unit of one objective, nice to know until the teacher says otherwise.
    alone = Objective(objective, path.stem, path.stem, "", False, Threshold(4, 5), 0, ())
    content.save_unit(Unit(objective, path.stem, (alone,), blueprint=Blueprint()), "", "en")
    return objective


def _roster(path: Path, into: str, dry_run: bool) -> Imported:
    if path.is_dir() or zipfile.is_zipfile(path):
        raise CannotImport(
            f"{path.name} looks like a OneRoster or SDS package, which this version cannot read yet. "
            "Take the students' file out of it, or any class list as CSV."
        )
    read = read_roster(path.read_bytes())
    told = Imported(
        "roster", students=len(read.students), warnings=list(read.warnings),
        skipped=[{"where": s.where, "why": s.why} for s in read.skipped],
    )  # fmt: skip
    if not read.students:
        raise CannotImport(f"No names could be read in {path.name}.")
    sections = list(Section.select())
    chosen = [s for s in sections if s.code == into] if into else sections
    if dry_run:
        return told
    if len(chosen) != 1:
        known = ", ".join(s.code for s in sections)
        raise NoSuchPlace(f"Say which class it is for with --into: {known}" if known else "Set up a class first.")
    actor = Actor("import", "server", chosen[0].id)
    answer = enroll_students(actor, chosen[0].id, [NewStudent(s.number, s.given, s.family) for s in read.students], "")
    assert isinstance(answer, dict)
    _count(told, answer)
    return told


def pack_from_store(unit_id: str, media_folder: Path) -> Pack | None:
    """A unit on this box as the content pack it came with (only that unit), to be written out again."""
    unit = content.unit(unit_id)
    if unit is None:
        return None
    id = content.pack_of(unit_id) or unit_id
    head = content.pack_head(id)
    sheets = {o.path: o for o in unit.objects if o.is_sheet}
    media: dict[str, MediaFile] = {}
    worksheets = {}
    for row in content.all_media(id):
        place = place_of(media_folder, row.sha256)
        if row.path in sheets:
            worksheets[row.path] = worksheet_from(place.read_text(encoding="utf-8"), sheets[row.path].objectives[0])
        else:
            media[row.path] = MediaFile(row.path, row.size, file_opener(place))
    items: Sequence[Item] = [i for bank in content.banks(unit).values() for i in bank]
    return Pack(
        id=id, name=head.get("name", unit.title), version=head.get("version", "1.0"), subject=head.get("subject", ""),
        grade=head.get("grade", 0), language=head.get("language", "en"), licence=head.get("licence", ""),
        author=head.get("author", ""), units=(unit,), items=tuple(items), worksheets=worksheets, media=media,
    )  # fmt: skip
