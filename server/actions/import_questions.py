"""Questions from other programs into a bank: GIFT, Aiken, Moodle XML, QTI; files, folders and zips."""

from __future__ import annotations

import io
import logging
from dataclasses import asdict
from pathlib import Path

from server import clock
from server.actions.imported import CannotImport, Imported, objective_for, unit_for
from server.formats.described import described
from server.formats.guarded_zip import Refused
from server.formats.question_files import read_questions
from server.formats.questions import Questions
from server.formats.recognise import Kind
from server.formats.sound import made_sound
from server.store import content
from server.store.imports import import_of, new_among, note_import
from server.store.media_files import keep_file
from server.store.writer import write

log = logging.getLogger("classroom.import")


def import_questions(
    path: Path, kind: Kind, media_folder: Path, into: str, dry_run: bool = False, noted_as: str = ""
) -> Imported:
    """Bring the questions of a file, folder or zip into a bank, all of them in one transaction.

    `into` is an objective, or a unit that has only one; without it they go to a bank named after the file. What was
    doubtful is told and kept, so that it can be undone (undo_repair). With `dry_run` nothing is changed. `noted_as` is
    the id under which it is noted: a file that is noted under it already is not taken in again.

    Raises CannotImport when nothing in it could be read, Refused when it may not be opened, NoSuchPlace.
    """
    objective = objective_for(path, into)
    read, kept = _read(path, kind, objective)
    told = Imported(
        kind, items=len(kept.items), by_type=kept.counts_by_type, warnings=kept.remarks,
        read=[described(item) for item in read.items],
        skipped=[{"where": skip.where, "why": skip.why} for skip in kept.skipped],
        repairs=[{"item": r.item, "where": r.where, "found": r.found, "done": r.done} for r in kept.repairs],
        kept=kept.questions, files=kept.files,
    )  # fmt: skip
    told.note = {
        "items": told.items, "by_type": told.by_type, "skipped": told.skipped, "warnings": kept.warnings,
        "repairs": [{**asdict(repair), "otherwise": dict(repair.otherwise)} for repair in kept.repairs],
        "questions": [[objective, item.id] for item in kept.questions],
    }  # fmt: skip
    if not kept.items and (kept.skipped or not kept.categories):
        why = kept.skipped[0].why if kept.skipped else "it holds no question"
        raise CannotImport(f"Nothing in {path.name} could be read: {why}", told.skipped)
    if not kept.items:
        told.warnings.append(f"{path.name} names categories, but there is no question in it.")
    elif not dry_run:
        _save(path, objective, kept, told, media_folder, noted_as)
    return told


def _read(path: Path, kind: Kind, objective: str) -> tuple[Questions, Questions]:
    """What the file says, and what of it may go into a bank."""
    try:
        read = read_questions(path, kind, objective)
        return read, made_sound(read, path.name)
    except (Refused, OSError):
        raise
    except Exception as fault:
        # A stranger's file may be broken in ways that no reader has met; the teacher gets a sentence, the log the rest.
        log.exception("%s could not be read", path.name)
        raise CannotImport(f"{path.name} is broken in a way that this version does not know.") from fault


def _save(path: Path, objective: str, kept: Questions, told: Imported, media_folder: Path, noted_as: str) -> None:
    stored = {name: keep_file(media_folder, io.BytesIO(data)) for name, data in kept.files.items()}
    at = clock.now().at

    def change() -> None:
        if noted_as and import_of(noted_as) is not None:
            return
        told.note["new"] = new_among(told.note["questions"])
        unit = unit_for(objective, path.stem)
        told.count(content.save_items(kept.questions, unit))
        pack = content.pack_of(unit)
        for name, (sha256, size) in stored.items():
            content.save_media(pack, name, sha256, size)
        note_import(path.name, told.kind, objective, told.note | told.counts, at, noted_as)

    write(change)
