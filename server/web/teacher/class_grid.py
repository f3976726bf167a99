"""The whole class at a glance: students by objectives, pace, and the last talk."""

from __future__ import annotations

from typing import Any

from flask import request

from server.actions import help_queue as actions
from server.mastery.progression import standing
from server.store import records
from server.store.lessons import Contact, Meeting
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import Lesson, lesson, show


def last_talks(at: Lesson) -> dict[str, int]:
    """For each student, the number of the last class period in which somebody talked with them."""
    held = Meeting.select(Meeting.id, Meeting.number).where(Meeting.section == at.section.id)
    numbers = {m.id: m.number for m in held}
    found: dict[str, int] = {}
    for contact in Contact.select().where(Contact.student.in_(list(at.students))):
        if contact.times:
            found[contact.student] = max(found.get(contact.student, 0), numbers.get(contact.meeting, 0))
    return found


@bp.get("/class", endpoint="class_grid")
def class_page() -> str:
    """Students by objectives of one unit."""
    at = lesson()
    asked = request.args.get("unit", "")
    unit = at.unit(asked) if asked else next(iter(at.units), None)
    known, talks = records.records_of(list(at.students)), last_talks(at)
    behind = actions.behind(at.section.id, list(at.students))
    rows: list[dict[str, Any]] = [
        {
            "student": student,
            "cells": [(o, standing(unit, o, known[id])) for o in unit.objectives] if unit else [],
            "behind": behind[id],
            "talk": talks.get(id, 0),
            "tests": list(known[id].attempts_of(unit.id)) if unit else [],
        }
        for id, student in at.students.items()
    ]
    return show("class.html", at, "class", live=True, unit=unit, rows=rows)
