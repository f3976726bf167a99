"""Sections, their students, the teachers, and the settings a teacher changes."""

from __future__ import annotations

import json
from collections import Counter

import peewee

from server.store.database import Table
from server.store.facts import Fact, derives, section_tables, student_tables


class Teacher(Table):
    id = peewee.TextField(primary_key=True)
    name = peewee.TextField(unique=True)
    secret = peewee.TextField()
    role = peewee.TextField()


class Section(Table):
    id = peewee.TextField(primary_key=True)
    code = peewee.TextField(unique=True)
    title = peewee.TextField()
    course = peewee.TextField()
    teacher = peewee.TextField()
    language = peewee.TextField()
    time_zone = peewee.TextField()
    units = peewee.TextField()

    @property
    def unit_ids(self) -> list[str]:
        """The units of this class, in order."""
        return list(json.loads(self.units))


class Setting(Table):
    section = peewee.TextField()
    name = peewee.TextField()
    value = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("section", "name")


class Student(Table):
    id = peewee.TextField(primary_key=True)
    section = peewee.TextField()
    given = peewee.TextField()
    family = peewee.TextField()
    number = peewee.TextField()
    active = peewee.IntegerField()
    joined_meeting = peewee.IntegerField()

    @property
    def tile(self) -> str:
        """First name and initial, as on the board and the name tiles."""
        return f"{self.given} {self.family[:1]}." if self.family else str(self.given)

    @property
    def full(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}".strip()


class BoardCode(Table):
    section = peewee.TextField(primary_key=True)
    code = peewee.TextField(unique=True)


section_tables += [Section, Setting]
student_tables += [Student]


@derives("section_opened")
def _section_opened(fact: Fact) -> None:
    d = fact.data
    Section.create(
        id=fact.section, code=d["code"], title=d["title"], course=d["course"], teacher=d["teacher"],
        language=d["language"], time_zone=d["time_zone"], units=json.dumps(d["units"]),
    )  # fmt: skip


@derives("units_changed")
def _units_changed(fact: Fact) -> None:
    Section.update(units=json.dumps(fact.data["units"])).where(Section.id == fact.section).execute()


@derives("setting_changed")
def _setting_changed(fact: Fact) -> None:
    Setting.replace(section=fact.section, name=fact.data["name"], value=fact.data["value"]).execute()


@derives("student_enrolled")
def _student_enrolled(fact: Fact) -> None:
    d = fact.data
    Student.replace(
        id=fact.student, section=fact.section, given=d["given"], family=d["family"], number=d["number"], active=1,
        joined_meeting=d["joined_meeting"],
    ).execute()  # fmt: skip


@derives("student_changed")
def _student_changed(fact: Fact) -> None:
    d = fact.data
    Student.update(given=d["given"], family=d["family"], number=d["number"]).where(Student.id == fact.student).execute()


@derives("enrollment_ended")
def _enrollment_ended(fact: Fact) -> None:
    Student.update(active=0).where(Student.id == fact.student).execute()


def students_of(section: str) -> list[Student]:
    """The active students of a class, by given name."""
    rows = Student.select().where((Student.section == section) & (Student.active == 1))
    return sorted(rows, key=lambda s: (s.given.casefold(), s.family.casefold(), s.id))


def tiles(students: list[Student]) -> dict[str, str]:
    """What each is called where others can read it: first name and initial, the whole name where two would be alike."""
    seen = Counter(s.tile for s in students)
    return {s.id: s.tile if seen[s.tile] == 1 else s.full for s in students}


def tile_of(student: Student) -> str:
    """What one student is called: as on their tile."""
    alike = Student.select().where(
        (Student.section == student.section) & (Student.given == student.given) & (Student.active == 1)
    )
    return tiles(list(alike)).get(str(student.id), student.tile)


def setting(section: str, name: str, default: str) -> str:
    """What the teacher set for this class, or the default."""
    row = Setting.get_or_none((Setting.section == section) & (Setting.name == name))
    return str(row.value) if row else default
