"""Meetings (class periods), who was there, and whom the teacher talked to."""

from __future__ import annotations

import peewee

from server.store.database import Table
from server.store.facts import Fact, derives, section_tables, student_tables


class Meeting(Table):
    id = peewee.TextField(primary_key=True)
    section = peewee.TextField()
    number = peewee.IntegerField()
    state = peewee.TextField()
    """orientation (five minutes together) | going | closed"""
    at = peewee.TextField()
    tick = peewee.FloatField()
    boot = peewee.TextField()


class Presence(Table):
    student = peewee.TextField()
    meeting = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "meeting")


class Contact(Table):
    student = peewee.TextField()
    meeting = peewee.TextField()
    times = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "meeting")


section_tables += [Meeting]
student_tables += [Presence, Contact]


@derives("meeting_opened")
def _meeting_opened(fact: Fact) -> None:
    d = fact.data
    Meeting.create(
        id=d["id"], section=fact.section, number=d["number"], state="orientation", at=fact.at, tick=d["tick"],
        boot=d["boot"],
    )  # fmt: skip


@derives("meeting_started")
def _meeting_started(fact: Fact) -> None:
    Meeting.update(state="going").where(Meeting.id == fact.data["id"]).execute()


@derives("meeting_closed")
def _meeting_closed(fact: Fact) -> None:
    Meeting.update(state="closed").where(Meeting.id == fact.data["id"]).execute()


@derives("student_arrived")
def _student_arrived(fact: Fact) -> None:
    Presence.replace(student=fact.student, meeting=fact.meeting).execute()


@derives("contact_made")
def _contact_made(fact: Fact) -> None:
    _, new = Contact.get_or_create(student=fact.student, meeting=fact.meeting, defaults={"times": 1})
    if not new:
        Contact.update(times=Contact.times + 1).where(
            (Contact.student == fact.student) & (Contact.meeting == fact.meeting)
        ).execute()


def open_meeting(section: str) -> Meeting | None:
    """The class period under way, if there is one."""
    found: Meeting | None = Meeting.get_or_none((Meeting.section == section) & (Meeting.state != "closed"))
    return found


def meetings_held(section: str) -> int:
    """How many class periods this class has had, the present one included."""
    return int(Meeting.select().where(Meeting.section == section).count())


def contacts(meeting: str) -> dict[str, int]:
    """How often each student was talked to in a class period."""
    return {c.student: c.times for c in Contact.select().where(Contact.meeting == meeting)}


def present(meeting: str) -> set[str]:
    """Who is there."""
    return {p.student for p in Presence.select().where(Presence.meeting == meeting)}
