"""What students type into worksheets and how far they watched: kept for them, and as evidence for the talk."""

from __future__ import annotations

import peewee

from server.store.database import Table, db


class Paper(Table):
    """One field of a worksheet on screen."""

    student = peewee.TextField()
    object = peewee.TextField()
    place = peewee.TextField()
    rev = peewee.IntegerField()
    value = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "object", "place")


class Watched(Table):
    student = peewee.TextField()
    object = peewee.TextField()
    seconds = peewee.FloatField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "object")


def paper_of(student: str, object: str) -> dict[str, tuple[int, str]]:
    """What a student wrote on a worksheet: place → (revision, text)."""
    rows = Paper.select().where((Paper.student == student) & (Paper.object == object))
    return {r.place: (r.rev, r.value) for r in rows}


def save_paper(student: str, object: str, place: str, rev: int, value: str) -> int:
    """Keep one field of a worksheet; the newer revision wins. Returns the revision that stands."""
    db.execute_sql(
        "INSERT INTO paper VALUES (?, ?, ?, ?, ?) ON CONFLICT (student, object, place) DO UPDATE SET "
        "rev = excluded.rev, value = excluded.value WHERE excluded.rev > paper.rev",
        (student, object, place, rev, value),
    )
    found = Paper.get((Paper.student == student) & (Paper.object == object) & (Paper.place == place))
    return int(found.rev)


def watched(student: str) -> dict[str, float]:
    """How far each video was watched, in seconds."""
    return {w.object: w.seconds for w in Watched.select().where(Watched.student == student)}


def set_watched(student: str, object: str, seconds: float) -> None:
    """Remember where a video stopped."""
    Watched.replace(student=student, object=object, seconds=seconds).execute()
