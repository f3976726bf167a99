"""Results for the school office: one bundle, in a chain that shows when one is missing."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from pathlib import Path

from server.actions.acting import Actor, Answer, Tap, act
from server.actions.help_queue import pace_of
from server.bundle.build import build
from server.bundle.facts import may_leave
from server.formats.section_results import (
    GradingPeriod,
    ObjectiveColumn,
    Section,
    SectionResults,
    Standing,
    Student,
    TestAttempt,
    UnitColumn,
)
from server.mastery import pacing
from server.mastery.grades import Grade, GradeRule, grade
from server.mastery.progression import No, Record
from server.mastery.values import Unit
from server.store import attempts, box, bundles, facts, lessons, people, records
from server.store.bundles import BundleRow


def units_begun(units: list[Unit], known: dict[str, Record]) -> list[Unit]:
    """The units that the class has reached: the first, and each that somebody was let into."""
    begun = units[:1]
    for unit in units[1:]:
        if any(
            all(r.passed_and_talked_over(u) for u in unit.requires) or f"unit:{unit.id}" in r.opened
            for r in known.values()
        ):
            begun.append(unit)
    return begun


def due_objectives(section: str, units: list[Unit]) -> list[str]:
    """The essential objectives that the class should have mastered by now, by its pace."""
    essentials = [o.code for unit in units for o in unit.essentials]
    return list(pacing.due(essentials, lessons.meetings_held(section), pace_of(section)))


def grades_of(section: str) -> dict[str, Grade]:
    """The grade of every student of a class, with the sum behind it."""
    students = [s.id for s in people.students_of(section)]
    known = records.records_of(students)
    units = units_begun(records.units_of(section), known)
    due = due_objectives(section, units)
    nice = [o.code for u in units for o in u.objectives if not o.essential]
    taken = attempts.attempts_of(students)
    found = {}
    for student in students:
        tests: dict[str, list[float]] = {}
        for attempt in taken[student]:
            if attempt.share is not None:
                tests.setdefault(attempt.unit, []).append(attempt.share)
        found[student] = grade(GradeRule(), due=due, mastered=known[student].mastered, nice=nice, tests=tests)
    return found


def _state(record: Record, code: str, unit: Unit) -> tuple[str, str]:
    # What only the queue knows ("asked for a check") stays on the box.
    if code in record.mastered:
        return "mastered", record.mastered[code].at
    if record.not_yet.get(code):
        return "not_yet", ""
    begun = any(a.id in record.activities for a in unit.required(code)) or any(
        o.id in record.used for o in unit.menu(code)
    )
    return ("in_progress", "") if begun else ("not_started", "")


def period_of(at: str) -> GradingPeriod:
    """The grading period that a label falls in: half a school year, until the school's own are set."""
    day = date.fromisoformat(at[:10])
    first = day.year if day.month >= 8 else day.year - 1
    if day.month >= 8 or day.month == 1:
        return GradingPeriod(f"{first}/{first + 1} first half", f"{first}-08-01", f"{first + 1}-02-01", first + 1)
    return GradingPeriod(f"{first}/{first + 1} second half", f"{first + 1}-02-01", f"{first + 1}-08-01", first + 1)


def results_of(section_id: str, sequence: int, made_at: str, previous: str, after: int) -> SectionResults:
    """A class's results as they stand."""
    row = people.Section.get_by_id(section_id)
    students = list(people.Student.select().where(people.Student.section == section_id).order_by(people.Student.id))
    known = records.records_of([s.id for s in students])
    units = records.units_of(section_id)
    grades = grades_of(section_id)
    taken = attempts.attempts_of([s.id for s in students])
    standings = []
    for student in students:
        for unit in units:
            for objective in unit.objectives:
                state, at = _state(known[student.id], objective.code, unit)
                if state != "not_started":
                    standings.append(Standing(student.id, objective.code, state, at))
    return SectionResults(
        box=box.value("box"),
        school=box.value("school") or "School",
        section=Section(row.id, row.code, row.title, row.course),
        period=period_of(made_at),
        sequence=sequence,
        made_at=made_at,
        students=tuple(Student(s.id, s.number, s.given, s.family, bool(s.active)) for s in students),
        units=tuple(UnitColumn(u.id, u.title) for u in units),
        objectives=tuple(
            ObjectiveColumn(o.code, o.label, o.statement, o.essential, u.id) for u in units for o in u.objectives
        ),
        standings=tuple(standings),
        attempts=tuple(
            TestAttempt(s, a.unit, a.number, a.share, bool(a.passed), a.state == "closed", a.at)
            for s, rows in sorted(taken.items())
            for a in rows
            if a.share is not None
        ),
        grades=grades,
        facts=tuple(public for f in facts.facts(section=section_id, after=after) if may_leave(public := f.public())),
        previous_sha256=previous,
    )


def export_results(actor: Actor, section_id: str, to: Path, confirmed: bool, op: str = "") -> Answer:
    """Write one results bundle of a class to a folder or file, and note it in the chain.

    Until an office key is set the bundle is plain, and needs the teacher's word that the stick is kept safe
    (`confirmed`, logged): No(confirm) without. No(empty) for a class without students. OSError when `to` cannot be
    written; nothing is counted then.
    """
    if not confirmed:
        return No("confirm")

    def change(tap: Tap) -> Answer:
        if not people.students_of(section_id):
            return No("empty")
        before, received = bundles.last(section_id), bundles.last_received(section_id)
        sequence = before.sequence + 1 if before else 1
        # "As of" the newest fact, not of this moment: the same state and sequence give the same bytes.
        made_at = facts.last_at(section_id)
        upto = facts.last_seq(section_id)
        built = build(
            results_of(section_id, sequence, made_at, before.sha256 if before else "", received.upto if received else 0)
        )
        target = to / built.name if to.is_dir() or not to.suffix else to
        if target.exists():
            raise FileExistsError(17, "is there already; nothing was overwritten", str(target))
        place = write_file(target, built.data)
        BundleRow.create(
            section=section_id,
            sequence=sequence,
            file=built.name,
            sha256=built.sha256,
            upto=upto,
            at=made_at,
            received=0,
        )
        facts.append(
            "results_exported", at=tap.moment.at, by=actor.id, section=section_id, op=op, sequence=sequence,
            sha256=built.sha256, file=built.name, plain=True,
        )  # fmt: skip
        active = len(people.students_of(section_id))
        return {
            "file": str(place), "sequence": sequence, "sha256": built.sha256, "results": built.results,
            "students": active,
        }  # fmt: skip

    return act(actor, op, change)


def write_file(place: Path, data: bytes) -> Path:
    """Write a file so that it is whole or not there: beside it first, to disk, read back, then renamed."""
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_name(f".{place.name}.part")
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if hashlib.sha256(unfinished.read_bytes()).digest() != hashlib.sha256(data).digest():
            raise OSError(f"{place.name} did not read back as written; try another stick.")
        unfinished.replace(place)
    finally:
        unfinished.unlink(missing_ok=True)
    return place
