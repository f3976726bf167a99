"""A small section with awkward names, the same every time."""

from dataclasses import replace

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
from server.mastery.grades import GradeRule, grade

STUDENTS = (
    Student("st-1", "0007", "Ámina", "Qwerty"),
    Student("st-2", "0012", "=HYPERLINK(1)", "O'Zed, Jr"),
    Student("st-3", "0100", "<b>Bo</b>", "Łan\r\nNewline"),
    Student("st/4", "", "梅", "林", active=False, sourced_id="sis-4"),
)
OBJECTIVES = (
    ObjectiveColumn("gases-1", "Gases 1", "I can explain pressure, in kPa.", True, "gas-laws"),
    ObjectiveColumn("gases-2", "Gases 2", "I can use the gas laws.", True, "gas-laws"),
    ObjectiveColumn("gases-3", "Gases 2", "I can go further.", False, "gas-laws"),
    ObjectiveColumn("moles-1", "grade", "I can count with moles.", True, "moles"),
)
UNITS = (
    UnitColumn("gas-laws", "The Gas Laws"),
    UnitColumn("moles", "Moles and a title that goes on for ever and a day"),
)
STANDINGS = (
    Standing("st-1", "gases-1", "mastered", "2026-09-10T09:00:00Z"),
    Standing("st-1", "gases-2", "mastered", "2026-09-18T09:00:00Z"),
    Standing("st-1", "gases-3", "mastered", "2026-09-20T09:00:00Z"),
    Standing("st-2", "gases-1", "not_yet", "2026-09-10T09:05:00Z"),
    Standing("st-2", "gases-2", "in_progress", "2026-09-11T09:05:00Z"),
    Standing("st-3", "gases-1", "excused"),
    Standing("st-3", "gases-2", "in_progress", "2026-09-19T09:00:00Z"),
    Standing("st/4", "gases-1", "mastered", "2026-09-09T09:00:00Z"),
)
ATTEMPTS = (
    TestAttempt("st-1", "gas-laws", 1, 0.6, False, True, "2026-09-24T09:00:00Z"),
    TestAttempt("st-1", "gas-laws", 2, 5 / 6, True, True, "2026-09-28T09:00:00Z"),
    TestAttempt("st-2", "gas-laws", 1, 0.0, False, False, "2026-09-28T09:00:00Z"),
)


def fact(number, kind="attempt_submitted", **change):
    """A whole fact of the section."""
    row = {
        "id": f"f{number:06d}",
        "box": "box-a",
        "incarnation": 1,
        "seq": number,
        "kind": kind,
        "v": 1,
        "at": "2026-09-28T09:00:00Z",
        "meeting": "m-12",
        "by": "st-1",
        "section": "sec-1",
        "student": "st-1",
        "data": {"share": 0.5, "text": "é\u2028="},
    }
    return row | change


def section_results(**change):
    """The section's results; keywords replace what should be different."""
    grades = {
        student.id: grade(
            GradeRule(),
            due=["gases-1", "gases-2"],
            mastered=[s.objective for s in STANDINGS if s.student == student.id and s.state == "mastered"],
            nice=["gases-3"],
            excused=[s.objective for s in STANDINGS if s.student == student.id and s.state == "excused"],
            tests={"gas-laws": [a.share for a in ATTEMPTS if a.student == student.id]},
        )
        for student in STUDENTS
    }
    results = SectionResults(
        box="box-a",
        school="Hill <School>",
        section=Section("sec-1", "CHEM-P3", "Chemistry, period 3", "Chemistry 10", "CHEM10"),
        period=GradingPeriod("Autumn", "2026-09-01", "2026-12-01", 2027),
        sequence=12,
        made_at="2026-09-28T15:10:00Z",
        students=STUDENTS,
        units=UNITS,
        objectives=OBJECTIVES,
        standings=STANDINGS,
        attempts=ATTEMPTS,
        grades=grades,
        facts=(fact(3), fact(1), fact(2, "mastery_recorded", student="st-2", by="teacher-1")),
        previous_sha256="ab" * 32,
    )
    return replace(results, **change)
