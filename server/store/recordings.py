"""A teacher's own films, shown to their classes in place of the pack's."""

from __future__ import annotations

import peewee

from server.store.database import Table
from server.store.facts import Fact, derives, section_tables


class Recording(Table):
    teacher = peewee.TextField()
    object = peewee.TextField()
    sha256 = peewee.TextField()
    size = peewee.IntegerField()
    suffix = peewee.TextField()
    seconds = peewee.FloatField()
    captions = peewee.TextField()
    """the hash of its captions; empty while there are none"""

    class Meta:
        primary_key = peewee.CompositeKey("teacher", "object")


section_tables += [Recording]


def _of(teacher: str, object: str) -> peewee.Expression:
    return (Recording.teacher == teacher) & (Recording.object == object)


@derives("recording_chosen")
def _recording_chosen(fact: Fact) -> None:
    d = fact.data
    Recording.replace(
        teacher=fact.by, object=d["object"], sha256=d["sha256"], size=d["size"], suffix=d["suffix"],
        seconds=d["seconds"], captions="",
    ).execute()  # fmt: skip


@derives("recording_captioned")
def _recording_captioned(fact: Fact) -> None:
    Recording.update(captions=fact.data["sha256"]).where(_of(fact.by, fact.data["object"])).execute()


@derives("recording_dropped")
def _recording_dropped(fact: Fact) -> None:
    Recording.delete().where(_of(fact.by, fact.data["object"])).execute()


def recording_of(teacher: str, object: str) -> Recording | None:
    """The film that this teacher recorded for a learning object, if any."""
    found: Recording | None = Recording.get_or_none(_of(teacher, object))
    return found


def recorded_by(teacher: str) -> set[str]:
    """The learning objects for which this teacher has a film of their own."""
    return {row.object for row in Recording.select(Recording.object).where(Recording.teacher == teacher)}
