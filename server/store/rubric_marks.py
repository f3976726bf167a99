"""How work was marked by a rubric: for each student and objective, as it stood at the last verdict."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import peewee

from server.store.database import Table
from server.store.facts import student_tables


class RubricMarkRow(Table):
    student = peewee.TextField()
    objective = peewee.TextField()
    at = peewee.TextField()
    meeting = peewee.IntegerField()
    verdict = peewee.TextField()
    marks = peewee.TextField()

    class Meta:
        table_name = "rubric_mark"
        primary_key = peewee.CompositeKey("student", "objective")


student_tables += [RubricMarkRow]


@dataclass(frozen=True)
class RubricMarks:
    """Points by the title of the row, with when they were given and with which verdict (mastered | not_yet)."""

    points: Mapping[str, int]
    at: str
    meeting: int
    verdict: str


def keep(student: str, objective: str, marks: RubricMarks) -> None:
    """These marks stand in place of earlier ones; called as a verdict takes effect."""
    RubricMarkRow.replace(
        student=student, objective=objective, at=marks.at, meeting=marks.meeting, verdict=marks.verdict,
        marks=json.dumps(dict(marks.points), ensure_ascii=False, sort_keys=True),
    ).execute()  # fmt: skip


def rubric_marks_of(student: str) -> dict[str, RubricMarks]:
    """How this student's work was marked, by objective."""
    rows = RubricMarkRow.select().where(RubricMarkRow.student == student)
    return {r.objective: RubricMarks(json.loads(r.marks), r.at, r.meeting, r.verdict) for r in rows}
