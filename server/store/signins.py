"""Who is signed in where; PINs and passphrases, kept only as keyed hashes; and wrong tries."""

from __future__ import annotations

import peewee

from server.store.database import Table


class Credential(Table):
    student = peewee.TextField(primary_key=True)
    secret = peewee.TextField()


class WrongTry(Table):
    who = peewee.TextField(primary_key=True)
    times = peewee.IntegerField()
    tick = peewee.FloatField()
    boot = peewee.TextField()


class Session(Table):
    token = peewee.TextField(primary_key=True)
    """SHA-256 of the cookie: a stolen backup signs nobody in"""
    role = peewee.TextField()
    person = peewee.TextField()
    section = peewee.TextField()
    device = peewee.TextField()
    tick = peewee.FloatField()
    boot = peewee.TextField()


class Device(Table):
    id = peewee.TextField(primary_key=True)
    name = peewee.TextField()
    seat = peewee.IntegerField(default=0)


def named(device: str) -> str:
    """What the class calls a netbook, or "" where it has no name."""
    found = Device.get_or_none(Device.id == device)
    return found.name if found else ""


def where_signed_in(students: list[str]) -> dict[str, list[str]]:
    """For each student, the devices on which they are signed in now."""
    found: dict[str, list[str]] = {}
    rows = Session.select().where((Session.role == "student") & Session.person.in_(students))
    for row in rows.order_by(Session.tick.desc()):
        found.setdefault(row.person, []).append(row.device)
    return found


def device_names() -> dict[str, str]:
    """The names teachers gave to devices."""
    return {d.id: d.name for d in Device.select()}
