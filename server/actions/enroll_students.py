"""Putting students on a class's roster, and taking them off."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from server.actions.acting import Actor, Answer, Tap, act
from server.mastery.progression import No
from server.store import facts, lessons
from server.store.people import Student, students_of


class NewStudent(NamedTuple):
    """A line of a roster."""

    number: str
    given: str
    family: str


def _name(given: str, family: str) -> str:
    return unicodedata.normalize("NFC", f"{given} {family}").casefold().strip()


def enroll_students(actor: Actor, section: str, roster: Iterable[NewStudent], op: str) -> Answer:
    """Enroll everybody on a roster. A student is known by number, else by name; nobody is ever removed by this.

    Returns counts of added, changed and unchanged.
    """

    def change(tap: Tap) -> Answer:
        counts = {"added": 0, "changed": 0, "unchanged": 0}
        known = students_of(section)
        by_number = {s.number: s for s in known if s.number}
        by_name = {_name(s.given, s.family): s for s in known}
        for line in roster:
            had = by_number.get(line.number) if line.number else None
            if had is None:
                same = by_name.get(_name(line.given, line.family))
                # Two numbers under one name are two people.
                had = same if same is not None and not (line.number and same.number) else None
            if had is None:
                student = facts.new_id()
                tap.note(
                    "student_enrolled", student, given=line.given, family=line.family, number=line.number,
                    joined_meeting=lessons.meetings_held(section) + (0 if tap.meeting else 1),
                )  # fmt: skip
                counts["added"] += 1
                new = Student.get_by_id(student)
                by_name[_name(line.given, line.family)] = new
                if line.number:
                    by_number[line.number] = new
            elif (had.given, had.family, had.number) != (line.given, line.family, line.number or had.number):
                tap.note(
                    "student_changed", had.id, given=line.given, family=line.family, number=line.number or had.number
                )
                counts["changed"] += 1
            else:
                counts["unchanged"] += 1
        return dict(counts)

    return act(actor, op, change)


def end_enrollment(actor: Actor, student: str, op: str) -> Answer:
    """Take a student off the roster; what they did is kept."""

    def change(tap: Tap) -> Answer:
        if Student.get_or_none((Student.id == student) & (Student.section == actor.section)) is None:
            return No("unknown")
        tap.note("enrollment_ended", student)
        return {"student": student}

    return act(actor, op, change)
