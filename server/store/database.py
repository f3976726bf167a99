"""The one SQLite file: how it is opened, and the migrations that shape it."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import peewee

from server.store import migrations
from server.store.card import CardFull, is_full

# WAL with synchronous=FULL: an acknowledged answer survives the power cut a second later.
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "busy_timeout": 10_000,
    "cache_size": -8_000,
    "temp_store": "memory",
}

db = peewee.SqliteDatabase(None, pragmas=PRAGMAS)


class Table(peewee.Model):
    """Base of every table."""

    class Meta:
        database = db
        legacy_table_names = False


class NotOurs(Exception):
    """The file is no Classroom database, or one of a newer release."""


def open_database(path: Path) -> None:
    """Open (or make) the box's database and bring it up to this release. NotOurs; CardFull where it finds no room."""
    if not db.is_closed():
        db.close()
    path.parent.mkdir(parents=True, exist_ok=True)
    db.init(str(path), pragmas=PRAGMAS)
    try:
        connect()
        migrate()
    except peewee.DatabaseError as error:
        close()
        if is_full(error, path.parent):
            raise CardFull from error
        raise NotOurs(f"{path.name} is not a Classroom database ({error}).") from error


def connect() -> None:
    """Make sure that this thread has its connection; it is kept for the thread's life."""
    if db.is_closed():
        db.connect()


def folder() -> Path:
    """The folder that the open database lies in."""
    return Path(str(db.database)).parent


def in_transaction() -> bool:
    """Has this thread's connection a transaction open, as SQLite itself sees it?"""
    return bool(db.connection().in_transaction)


def close() -> None:
    """Close this thread's connection."""
    if not db.is_closed():
        db.close()


def released() -> list[str]:
    """The names of the migrations of this release, in order."""
    return sorted(m.name for m in pkgutil.iter_modules(migrations.__path__))


def migrate() -> None:
    """Apply the migrations that this database has not had yet, all or none."""
    with db.atomic("IMMEDIATE"):
        db.execute_sql("CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY)")
        had = {row[0] for row in db.execute_sql("SELECT name FROM migration")}
        if newer := had - set(released()):
            raise NotOurs(f"This box was last used by a newer release ({min(newer)}); install that one or a later one.")
        for name in released():
            if name not in had:
                for statement in importlib.import_module(f"server.store.migrations.{name}").UP:
                    db.execute_sql(statement)
                db.execute_sql("INSERT INTO migration VALUES (?)", (name,))
