"""A file of questions from the teacher's browser: kept until it was looked at, then taken in once."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path
from typing import IO

from server.actions.acting import Actor
from server.actions.import_path import import_path
from server.actions.imported import CannotImport, Imported
from server.formats.guarded_zip import GuardedZip, Refused
from server.formats.recognise import QUESTIONS, recognise
from server.mastery.progression import No
from server.settings import Settings
from server.store.card import is_full
from server.store.facts import new_id
from server.store.imports import import_of

LARGEST = 50 * 1024 * 1024
"""bytes of a file of questions with its pictures"""
SPARE = 100 * 1024 * 1024
"""bytes that stay free on the card"""
MOST_WAITING = 3
"""files of one teacher that are looked at and not taken in yet"""
MOST_UNPACKED = 200_000_000
"""bytes of all files of a zip; of a course, texts shrink tenfold, and pictures, which are most of it, hardly at all"""
KEPT_IN_MEMORY = 5_000_000
"""bytes of pictures of what was looked at last"""
# Page after page of one file is looked at; to read it again for each takes half a minute where it holds thousands.
_last_look: dict[tuple[str, str], Imported] = {}
_ID = re.compile(r"[0-9a-f]{16,64}")
_NOT_SHOWN = re.compile(r"[^\w .,()+&-]")


def keep_waiting(settings: Settings, actor: Actor, name: str, source: IO[bytes]) -> str | No:
    """Keep a file that is to be looked at; returns the id under which it waits, and is noted once it is taken in.

    Up to three files of each teacher wait side by side, as in three tabs. No(no_file | file_too_large |
    file_no_room | files_wait).
    """
    if len(waiting_now(settings, actor)) >= MOST_WAITING:
        return No("files_wait")
    id = new_id()
    place = settings.data / "questions" / actor.id / id / _safe_name(name)
    place.parent.mkdir(parents=True)
    size = 0
    try:
        if shutil.disk_usage(place.parent).free < LARGEST + SPARE:
            return No("file_no_room")
        with place.open("wb") as kept:
            while size <= LARGEST and (chunk := source.read(1 << 20)):
                size += len(chunk)
                kept.write(chunk)
        return id if 0 < size <= LARGEST else No("file_too_large" if size else "no_file")
    finally:
        if not 0 < size <= LARGEST:
            drop_waiting(settings, actor, id)


def waiting_file(settings: Settings, actor: Actor, id: str) -> Path | None:
    """The file that waits under this id for this teacher; None where there is none."""
    folder = settings.data / "questions" / actor.id / id
    return next(folder.iterdir(), None) if _ID.fullmatch(id) and folder.is_dir() else None


def waiting_now(settings: Settings, actor: Actor) -> list[tuple[str, str]]:
    """The id and the name of each file that this teacher has not taken in or left yet, the newest first."""
    mine = settings.data / "questions" / actor.id
    ids = sorted((folder.name for folder in mine.iterdir()), reverse=True) if mine.is_dir() else []
    return [(id, path.name) for id in ids if (path := waiting_file(settings, actor, id)) is not None]


def look_first(settings: Settings, actor: Actor, id: str, into: str) -> Imported | No:
    """What taking the file in would bring; nothing is changed. `into` is an objective, or empty for a bank of its own.

    No(unknown | a_pack | a_roster). Raises CannotImport and NoSuchPlace, each with a sentence.
    """
    looked = _last_look.get((id, into))
    if looked is not None and waiting_file(settings, actor, id) is not None:
        return looked
    told = _read(settings, actor, id, into, dry_run=True)
    _last_look.clear()
    if isinstance(told, Imported) and sum(map(len, told.files.values())) < KEPT_IN_MEMORY:
        _last_look[id, into] = told
    return told


def take_questions(settings: Settings, actor: Actor, id: str, into: str) -> Imported | No | None:
    """Take the file in. However often it is asked, it is taken in once: None where that was done before.

    No and raises as `look_first`.
    """
    if import_of(id) is not None:
        return None
    try:
        told = _read(settings, actor, id, into, dry_run=False)
    except CannotImport:
        # A repeated tap may find the file gone under its hands.
        if import_of(id) is not None:
            return None
        raise
    if not isinstance(told, No):
        drop_waiting(settings, actor, id)
    return told


def drop_waiting(settings: Settings, actor: Actor, id: str) -> None:
    """Forget a file that waits."""
    _last_look.clear()
    if _ID.fullmatch(id):
        shutil.rmtree(settings.data / "questions" / actor.id / id, ignore_errors=True)


def _read(settings: Settings, actor: Actor, id: str, into: str, dry_run: bool) -> Imported | No:
    path = waiting_file(settings, actor, id)
    if path is None:
        return No("unknown")
    try:
        _not_too_much(path)
        kind = recognise(path)
        if kind not in (*QUESTIONS, "native", "unknown"):
            return No("a_pack" if kind == "pack" else "a_roster")
        return import_path(path, settings.media, into, dry_run=dry_run, noted_as=id, kind=kind)
    except Refused as refused:
        raise CannotImport(str(refused)) from refused
    except OSError as error:
        if is_full(error, settings.data):
            raise
        raise CannotImport(f"{path.name} cannot be read.") from error


def _not_too_much(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        return
    packed = GuardedZip(path)
    size = sum(packed.size(name) for name in packed.names())
    if size > MOST_UNPACKED:
        raise Refused(
            f"{path.name} would unpack to {size // 1_000_000} MB; {MOST_UNPACKED // 1_000_000} MB is the most. "
            "Export fewer questions, or fewer pictures."
        )


def _safe_name(name: str) -> str:
    """A file's name as its owner knows it, without what a file's name may not hold here."""
    bare = _NOT_SHOWN.sub("_", re.split(r"[/\\]", name)[-1]).strip(" .")
    stem, dot, ending = bare.rpartition(".")
    # Sixty letters of any script fit into the 255 bytes that a card's file names have.
    return f"{stem[:50]}{dot}{ending[:8]}" if stem else bare[:58] or "questions"
