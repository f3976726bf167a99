"""What a section's results are, as plain values: the one thing that every export format is written from.

Times are labels (ISO text), never compared with a clock. Ids are the box's own; where the roster came from the
school's system, `sourced_id` carries the school's id, so that results find their way back to the right record.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from server.mastery.grades import Grade, GradeRule

State = Literal["mastered", "not_yet", "in_progress", "not_started", "excused"]
STATES: tuple[str, ...] = State.__args__  # type: ignore[attr-defined]
"""Who asked for a check is the help queue's, which never leaves the box: to a gradebook that is `in_progress`."""
STATE_WORDS: Mapping[str, str] = {
    "mastered": "mastered",
    "not_yet": "not yet",
    "in_progress": "started",
    "not_started": "not started",
    "excused": "excused",
}


class BadResults(ValueError):
    """Results that cannot be exported as they are; the message says what to put right."""


@dataclass(frozen=True)
class Section:
    """A class on the roster. `code` is short ("CHEM-P3") and names the bundle's file."""

    id: str
    code: str
    title: str
    course: str
    course_code: str = ""
    sourced_id: str = ""
    course_sourced_id: str = ""


@dataclass(frozen=True)
class GradingPeriod:
    """A grading period. `start` is its first day, `end` the day after its last (YYYY-MM-DD);
    `school_year` is the year in which the school year ends."""

    title: str
    start: str
    end: str
    school_year: int
    sourced_id: str = ""


@dataclass(frozen=True)
class Student:
    """A student of the section. `number` is the school's; one who left is kept, with `active` false."""

    id: str
    number: str
    given: str
    family: str
    active: bool = True
    sourced_id: str = ""


@dataclass(frozen=True)
class UnitColumn:
    """A unit, as far as a gradebook cares."""

    id: str
    title: str


@dataclass(frozen=True)
class ObjectiveColumn:
    """An objective, as far as a gradebook cares. `unit` is the id of its unit."""

    code: str
    label: str
    statement: str
    essential: bool
    unit: str


@dataclass(frozen=True)
class Standing:
    """Where a student stands on an objective. `at`: since when, as a label."""

    student: str
    objective: str
    state: str
    at: str = ""


@dataclass(frozen=True)
class TestAttempt:
    """One handed-in unit test. `share` is the part of the points earned, 0–1; `number` counts from 1."""

    __test__ = False  # pytest would take the class for a test

    student: str
    unit: str
    number: int
    share: float
    passed: bool
    talked_over: bool
    at: str = ""


@dataclass(frozen=True)
class SectionResults:
    """Everything about one section that leaves the box at one time.

    `sequence` counts the section's bundles from 1; `previous_sha256` is the plain bundle before this one ("" for the
    first). `grades` maps a student's id to the grade that the pages show. `facts` are those that may leave.
    Raises BadResults when something refers to a student, an objective or a unit that is not listed.
    """

    box: str
    school: str
    section: Section
    period: GradingPeriod
    sequence: int
    made_at: str
    students: tuple[Student, ...]
    units: tuple[UnitColumn, ...]
    objectives: tuple[ObjectiveColumn, ...]
    standings: tuple[Standing, ...] = ()
    attempts: tuple[TestAttempt, ...] = ()
    grades: Mapping[str, Grade] = field(default_factory=dict)
    facts: tuple[Mapping[str, Any], ...] = ()
    rule: GradeRule = field(default_factory=GradeRule)
    previous_sha256: str = ""
    school_sourced_id: str = ""

    def __post_init__(self) -> None:
        """Refuse what would make an export that contradicts itself."""
        students = _once("student", (s.id for s in self.students))
        units = _once("unit", (u.id for u in self.units))
        objectives = _once("objective", (o.code for o in self.objectives))
        _once("result", ((s.student, s.objective) for s in self.standings))
        _once("attempt", ((a.student, a.unit, a.number) for a in self.attempts))
        mentioned = {s.student for s in self.standings} | {a.student for a in self.attempts} | set(self.grades)
        _known("student", mentioned, students)
        _known("objective", {s.objective for s in self.standings}, objectives)
        _known("unit", {o.unit for o in self.objectives} | {a.unit for a in self.attempts}, units)
        if wrong := {s.state for s in self.standings} - set(STATES):
            raise BadResults(f"No such state of an objective: {sorted(wrong)}.")
        if any(not 0 <= a.share <= 1 for a in self.attempts):
            raise BadResults("The share of points in a test lies between 0 and 1.")
        names = (self.box, self.section.id, self.section.code, self.period.title)
        if not all(name.strip() for name in names):
            raise BadResults("The box, the section (its id and code) and the grading period all need a name.")
        if self.sequence < 1:
            raise BadResults("Bundles of a section are counted from 1.")
        if self.previous_sha256 and not re.fullmatch(r"[0-9a-f]{64}", self.previous_sha256):
            raise BadResults("The previous bundle is named by its SHA-256: 64 digits 0-9 a-f.")
        start, end = day(self.period.start), day(self.period.end)
        if start >= end:
            raise BadResults("The grading period ends before it starts; check its two dates.")
        day(self.made_at)

    def state(self, student: str, objective: str) -> Standing:
        """Where the student stands on the objective; `not_started` when nothing was recorded."""
        return self._standings.get((student, objective), Standing(student, objective, "not_started"))

    def best(self, student: str, unit: str) -> TestAttempt | None:
        """The student's best test of the unit (the first of equals); None while there is none."""
        tries = self.tries(student, unit)
        return max(tries, key=lambda a: (a.share, -a.number)) if tries else None

    def tries(self, student: str, unit: str) -> tuple[TestAttempt, ...]:
        """The student's tests of the unit, in order."""
        return self._attempts.get((student, unit), ())

    @property
    def roll(self) -> tuple[Student, ...]:
        """The students as a register lists them: by family name, given name, number."""
        return tuple(sorted(self.students, key=lambda s: (s.family.casefold(), s.given.casefold(), s.number, s.id)))

    @cached_property
    def _standings(self) -> Mapping[tuple[str, str], Standing]:
        return {(s.student, s.objective): s for s in self.standings}

    @cached_property
    def _attempts(self) -> Mapping[tuple[str, str], tuple[TestAttempt, ...]]:
        found: dict[tuple[str, str], tuple[TestAttempt, ...]] = {}
        for attempt in sorted(self.attempts, key=lambda a: a.number):
            key = (attempt.student, attempt.unit)
            found[key] = (*found.get(key, ()), attempt)
        return found


def day(label: str) -> datetime.date:
    """The day of an ISO label ("2026-11-20T10:05:00Z" → 20 November). BadResults when it does not start with one."""
    try:
        return datetime.date.fromisoformat(label[:10])
    except ValueError:
        raise BadResults(f"A date is written like 2026-11-20, not {label!r}.") from None


def _once(what: str, keys: Iterable[Any]) -> set[Any]:
    seen: set[Any] = set()
    for key in keys:
        if key in seen:
            raise BadResults(f"The {what} {key!r} is listed twice.")
        seen.add(key)
    return seen


def _known(what: str, mentioned: set[str], listed: set[str]) -> None:
    if unknown := mentioned - listed:
        raise BadResults(f"Results mention a {what} that is not in the section: {sorted(unknown)[0]!r}.")
