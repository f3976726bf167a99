"""A student's record as the gates need it: what was shown, what is asked, which tests were taken."""

from __future__ import annotations

from dataclasses import replace

from server.mastery.help_queue import OPEN
from server.mastery.progression import Record
from server.mastery.values import Unit
from server.store import attempts, content, learning
from server.store.help_queue import TicketRow
from server.store.people import Section


def records_of(students: list[str]) -> dict[str, Record]:
    """The records of these students."""
    learned = learning.learning_of(students)
    asked: dict[str, set[str]] = {s: set() for s in students}
    rows = TicketRow.select(TicketRow.student, TicketRow.objective).where(
        TicketRow.student.in_(students) & (TicketRow.kind == "check") & TicketRow.state.in_(OPEN)
    )
    for row in rows:
        asked[row.student].add(row.objective)
    taken = attempts.attempts_of(students)
    return {
        s: replace(learned[s], asked=frozenset(asked[s]), attempts=attempts.as_values(taken[s]) if taken[s] else ())
        for s in students
    }


def record_of(student: str) -> Record:
    """The record of one student."""
    return records_of([student])[student]


def units_of(section: str) -> list[Unit]:
    """The units of a class, in order."""
    row = Section.get_by_id(section)
    return [u for u in (content.unit(id) for id in row.unit_ids) if u is not None]


def current_unit(units: list[Unit], record: Record) -> Unit | None:
    """The unit a student is in: the first that is not passed and talked over, else the last."""
    for unit in units:
        if not record.passed_and_talked_over(unit.id):
            return unit
    return units[-1] if units else None
