"""The box itself: its name, its secrets, and the counters that others watch. None of it leaves the box as a fact."""

from __future__ import annotations

import secrets

import peewee

from server.store.database import Table, db


class BoxValue(Table):
    name = peewee.TextField(primary_key=True)
    value = peewee.TextField()


class Version(Table):
    scope = peewee.TextField(primary_key=True)
    n = peewee.IntegerField()


class DoneOp(Table):
    op = peewee.TextField()
    actor = peewee.TextField()
    action = peewee.TextField()
    answer = peewee.TextField()

    class Meta:
        # Two people at one netbook may send the id of the same page.
        primary_key = peewee.CompositeKey("op", "actor", "action")


def value(name: str, default: str = "") -> str:
    """A value of the box, or the default."""
    row = BoxValue.get_or_none(BoxValue.name == name)
    return str(row.value) if row else default


def set_value(name: str, text: str) -> None:
    """Keep a value of the box."""
    BoxValue.replace(name=name, value=text).execute()
    _identities.clear()


_identities: dict[str, tuple[str, str]] = {}


def identity() -> tuple[str, str]:
    """The box's id and its incarnation, which stand in every fact; read once for each database opened."""
    place = str(db.database)
    if place not in _identities:
        _identities[place] = (value("box"), value("incarnation"))
    return _identities[place]


def first_start() -> None:
    """Give a new box its identity: an id, an incarnation, a secret, the printed set-up code. Changes nothing later."""
    with db.atomic("IMMEDIATE"):
        if value("box"):
            return
        set_value("box", secrets.token_hex(4))
        set_value("incarnation", secrets.token_hex(4))
        set_value("secret", secrets.token_hex(32))
        set_value("setup_code", f"{secrets.randbelow(10**6):06d}")


def bump(*scopes: str) -> None:
    """Tell whoever watches these scopes that something changed."""
    for scope in scopes:
        db.execute_sql("INSERT INTO version VALUES (?, 1) ON CONFLICT (scope) DO UPDATE SET n = n + 1", (scope,))


def versions(*scopes: str) -> str:
    """The versions of some scopes as one short text that changes when any of them does."""
    found = {v.scope: v.n for v in Version.select().where(Version.scope.in_(scopes))}
    return ".".join(str(found.get(scope, 0)) for scope in scopes)
