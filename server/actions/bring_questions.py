"""A file of questions from the teacher's browser: kept until it was looked at, then taken in once."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import IO

from server.actions.acting import Actor
from server.actions.import_path import import_path
from server.actions.imported import CannotImport, Imported
from server.formats.guarded_zip import Refused
from server.formats.recognise import QUESTIONS, recognise
from server.mastery.progression import No
from server.settings import Settings
from server.store.facts import new_id
from server.store.imports import import_of

LARGEST = 50 * 1024 * 1024
"""bytes of a file of questions with its pictures"""
SPARE = 100 * 1024 * 1024
"""bytes that stay free on the card"""
_ID = re.compile(r"[0-9a-f]{16,64}")
_NOT_SHOWN = re.compile(r"[^\w .,()+&-]")


def keep_waiting(settings: Settings, actor: Actor, name: str, source: IO[bytes]) -> str | No:
    """Keep a file that is to be looked at; returns the id under which it waits, and is noted once it is taken in.

    One file at a time for each teacher: the one that waited before is dropped. No(no_file | file_too_large |
    file_no_room).
    """
    mine = settings.data / "questions" / actor.id
    shutil.rmtree(mine, ignore_errors=True)
    id = new_id()
    place = mine / id / _safe_name(name)
    place.parent.mkdir(parents=True)
    if shutil.disk_usage(mine).free < LARGEST + SPARE:
        return No("file_no_room")
    size = 0
    with place.open("wb") as kept:
        while size <= LARGEST and (chunk := source.read(1 << 20)):
            size += len(chunk)
            kept.write(chunk)
    if 0 < size <= LARGEST:
        return id
    shutil.rmtree(mine, ignore_errors=True)
    return No("file_too_large" if size else "no_file")


def waiting_file(settings: Settings, actor: Actor, id: str) -> Path | None:
    """The file that waits under this id for this teacher; None where there is none."""
    folder = settings.data / "questions" / actor.id / id
    return next(folder.iterdir(), None) if _ID.fullmatch(id) and folder.is_dir() else None


def waiting_now(settings: Settings, actor: Actor) -> tuple[str, str] | None:
    """The id and the name of the file that this teacher has not taken in or left yet."""
    mine = settings.data / "questions" / actor.id
    ids = sorted(folder.name for folder in mine.iterdir()) if mine.is_dir() else []
    found = [(id, path.name) for id in ids if (path := waiting_file(settings, actor, id)) is not None]
    return found[-1] if found else None


def look_first(settings: Settings, actor: Actor, id: str, into: str) -> Imported | No:
    """What taking the file in would bring; nothing is changed. `into` is an objective, or empty for a bank of its own.

    No(unknown | a_pack | a_roster). Raises CannotImport and NoSuchPlace, each with a sentence.
    """
    return _read(settings, actor, id, into, dry_run=True)


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
    if _ID.fullmatch(id):
        shutil.rmtree(settings.data / "questions" / actor.id / id, ignore_errors=True)


def _read(settings: Settings, actor: Actor, id: str, into: str, dry_run: bool) -> Imported | No:
    path = waiting_file(settings, actor, id)
    if path is None:
        return No("unknown")
    try:
        kind = recognise(path)
        if kind not in (*QUESTIONS, "native", "unknown"):
            return No("a_pack" if kind == "pack" else "a_roster")
        return import_path(path, settings.media, into, dry_run=dry_run, noted_as=id)
    except Refused as refused:
        raise CannotImport(str(refused)) from refused
    except OSError as error:
        raise CannotImport(f"{path.name} cannot be read.") from error


def _safe_name(name: str) -> str:
    """A file's name as its owner knows it, without what a file's name may not hold here."""
    bare = _NOT_SHOWN.sub("_", re.split(r"[/\\]", name)[-1]).strip(" .")
    stem, dot, ending = bare.rpartition(".")
    # Sixty letters of any script fit into the 255 bytes that a card's file names have.
    return f"{stem[:50]}{dot}{ending[:8]}" if stem else bare[:58] or "questions"
