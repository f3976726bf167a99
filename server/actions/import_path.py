"""Bringing things in: a content pack, a file of questions, a roster. Recognised by content; one transaction a file."""

from __future__ import annotations

import tempfile
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from server.actions.acting import Actor
from server.actions.class_units import add_units
from server.actions.enroll_students import NewStudent, enroll_students
from server.actions.import_native import import_native
from server.actions.import_questions import import_questions
from server.actions.imported import CannotImport, Imported, NoSuchPlace
from server.content.pack import BadPack, MediaFile, Pack, read_pack
from server.content.pack_banks import worksheet_from
from server.content.pack_writing import worksheet_text
from server.content.sources import file_opener
from server.formats.described import described
from server.formats.guarded_zip import Refused
from server.formats.recognise import Kind, recognise
from server.formats.roster_csv import read_roster
from server.mastery.values import Item
from server.store import content, imports
from server.store.media_files import keep_file, place_of
from server.store.people import Section
from server.store.writer import write

__all__ = ["CannotImport", "Imported", "NoSuchPlace", "import_pack", "import_path", "pack_from_store"]


def import_path(
    path: Path,
    media_folder: Path,
    into: str = "",
    *,
    extra_media: Path | None = None,
    dry_run: bool = False,
    noted_as: str = "",
    kind: Kind | None = None,
) -> Imported:
    """Import a file or folder. `into` names the unit or objective that questions go to (default: a bank named after
    the file), or the class that a roster or a pack goes to (default: the class of the box, where it has only one).
    With `dry_run` nothing is changed. `noted_as` is an id for a file of questions, which is taken in once under it.
    `kind` is what `recognise` said, where it was asked before.

    Raises CannotImport with a sentence when nothing in it could be read.
    """
    try:
        match kind := kind or recognise(path):
            case "pack":
                return _pack(path, media_folder, extra_media, into, dry_run)
            case "gift" | "aiken" | "moodle_xml" | "qti12" | "qti2":
                return import_questions(path, kind, media_folder, into, dry_run, noted_as)
            case "native":
                return import_native(path, into, dry_run, noted_as)
            case "roster":
                return _roster(path, into, dry_run)
    except BadPack as bad:
        raise CannotImport("\n".join(bad.problems)) from bad
    except Refused as refused:
        raise CannotImport(str(refused)) from refused
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
    brought = imports.brought_in()
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
            told.count({content.save_unit(unit, pack.id, pack.language): 1})
            codes = {o.code for o in unit.objectives}
            mine = [i for i in pack.items if i.objective in codes]
            told.count(content.save_items(mine, unit.id))
            content.retire_items(unit.id, {(i.objective, i.id) for i in mine} | brought)

    write(change)
    return told


def _stored(folder: Path, file: MediaFile) -> tuple[str, int]:
    with file.open() as source:
        return keep_file(folder, source)


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
    told.count(answer)
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
