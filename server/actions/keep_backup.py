"""A copy of the whole box in one file, and putting it back."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import tempfile
import zipfile
from pathlib import Path

from server.formats.guarded_zip import GuardedZip, Refused
from server.settings import Settings
from server.store import box, database


class CannotRestore(Exception):
    """The backup cannot be put back; says why."""


def backup(settings: Settings, to: Path) -> int:
    """Copy the database as it stands at one moment, and every media file, into one zip. Returns its size in bytes."""
    # A folder that is not there is most often a stick that is not: nothing is made in its place.
    if not to.parent.is_dir():
        raise FileNotFoundError(2, "there is no such folder", str(to.parent))
    unfinished = to.with_name(f".{to.name}.part")
    with tempfile.TemporaryDirectory(dir=settings.data) as scratch:
        copy = Path(scratch) / "classroom.db"
        source, target = sqlite3.connect(settings.database), sqlite3.connect(copy)
        try:
            source.backup(target)
        finally:
            target.close()
            source.close()
        try:
            with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
                archive.write(copy, "classroom.db")
                for file in (
                    sorted(p for p in settings.media.rglob("*") if p.is_file()) if settings.media.exists() else []
                ):
                    archive.write(file, f"media/{file.parent.name}/{file.name}", zipfile.ZIP_STORED)
            with unfinished.open("rb+") as written:
                os.fsync(written.fileno())
            unfinished.replace(to)
        finally:
            unfinished.unlink(missing_ok=True)
    return to.stat().st_size


def restore(settings: Settings, file: Path, *, force: bool) -> None:
    """Put a backup back into the data folder. What stands there is only overwritten with `force`, and kept aside.

    A restored box gets a new incarnation: its facts from now on are not mistaken for those made after the backup.
    """
    if not file.exists():
        raise CannotRestore(f"There is no {file}.")
    if settings.database.exists() and not force:
        raise CannotRestore(f"There is a box in {settings.data} already. --force puts the backup in its place.")
    settings.data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.data) as scratch:
        place = Path(scratch)
        try:
            # A class's own films may be many: what there is room for may come back.
            archive = GuardedZip(file, shutil.disk_usage(settings.data).free)
            if "classroom.db" not in archive.names():
                raise CannotRestore(f"{file.name} is not a backup of a box.")
            for name in archive.names():
                if name == "classroom.db" or name.startswith("media/"):
                    (place / name).parent.mkdir(parents=True, exist_ok=True)
                    with archive.open(name) as packed, (place / name).open("wb") as out:
                        shutil.copyfileobj(packed, out, 1 << 20)
        except (Refused, zipfile.BadZipFile, OSError, RuntimeError) as error:
            raise CannotRestore(f"{file.name} cannot be read: {error}") from error
        try:
            check = sqlite3.connect(place / "classroom.db")
            answer = check.execute("PRAGMA integrity_check").fetchone()[0]
            check.close()
        except sqlite3.DatabaseError as error:
            raise CannotRestore(f"{file.name} is damaged: {error}") from error
        if answer != "ok":
            raise CannotRestore(f"{file.name} is damaged: {answer}")
        database.close()
        aside = settings.data / f"before-restore-{secrets.token_hex(3)}"
        for name in ("classroom.db", "classroom.db-wal", "classroom.db-shm"):
            old = settings.data / name
            if old.exists():
                aside.mkdir(exist_ok=True)
                old.replace(aside / name)
        (place / "classroom.db").replace(settings.database)
        for media in (p for p in (place / "media").rglob("*") if p.is_file()):
            target = settings.media / media.parent.name / media.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(media, target)
    try:
        database.open_database(settings.database)
    except database.NotOurs as error:
        raise CannotRestore(str(error)) from error
    box.set_value("incarnation", secrets.token_hex(4))
