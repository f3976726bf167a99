"""Plain gradebook tables that a person opens in a spreadsheet: one grid, and one long list."""

from __future__ import annotations

from collections.abc import Iterator

from server.formats.oneroster import best_percent, column_titles
from server.formats.section_results import STATE_WORDS, SectionResults, Student
from server.formats.spreadsheet import table

WHO = ("number", "family", "given")
LONG = (
    "student_id",
    "number",
    "family",
    "given",
    "enrolled",
    "kind",
    "code",
    "title",
    "unit",
    "essential",
    "result",
    "score",
    "out_of",
    "tries",
    "talked_over",
    "date",
)


def grid_headers(results: SectionResults) -> tuple[str, ...]:
    """The grid's columns: who, each objective, each unit test (percent), the grade and its letter."""
    *titles, _ = column_titles(results)
    return (*WHO, *titles, "grade", "letter")


def grid(results: SectionResults) -> bytes:
    """One row for each student still in the section: a word for each objective, the best of each test, the grade.

    A test not taken, and a grade that has nothing to stand on yet, are empty cells, never zeros.
    """
    rows: list[list[str]] = []
    for student in results.roll:
        if not student.active:
            continue
        row = [student.number, student.family, student.given]
        row += [STATE_WORDS[results.state(student.id, o.code).state] for o in results.objectives]
        for unit in results.units:
            best = results.best(student.id, unit.id)
            row.append(best_percent(best.share) if best else "")
        grade = results.grades.get(student.id)
        row += [str(grade.value), grade.letter] if grade and grade.value is not None else ["", ""]
        rows.append(row)
    return table(grid_headers(results), rows, for_a_person=True)


def long(results: SectionResults) -> bytes:
    """One row for each student and result: every objective, every test taken, the grade. Those who left are in it."""
    rows = [row for student in results.roll for row in _rows_of(results, student)]
    return table(LONG, rows, for_a_person=True)


def _rows_of(results: SectionResults, student: Student) -> Iterator[list[str]]:
    enrolled = "yes" if student.active else "no"
    who = [student.id, student.number, student.family, student.given, enrolled]
    titles = dict(zip([o.code for o in results.objectives], column_titles(results), strict=False))
    for objective in results.objectives:
        standing = results.state(student.id, objective.code)
        decided = standing.state in ("mastered", "not_yet")
        score = ["1" if standing.state == "mastered" else "0", "1"] if decided else ["", ""]
        essential = "yes" if objective.essential else "no"
        what = ["objective", objective.code, titles[objective.code], objective.unit, essential]
        yield [*who, *what, STATE_WORDS[standing.state], *score, "", "", standing.at[:10]]
    for unit in results.units:
        tries = results.tries(student.id, unit.id)
        best = results.best(student.id, unit.id)
        if best:
            result = "passed" if any(a.passed for a in tries) else "not yet"
            talked = "yes" if all(a.talked_over for a in tries) else "no"
            score = [best_percent(best.share), "100", str(len(tries)), talked, best.at[:10]]
            yield [*who, "test", unit.id, unit.title, unit.id, "", result, *score]
    grade = results.grades.get(student.id)
    if grade and grade.value is not None:
        most = str(results.rule.highest)
        what = ["grade", results.period.title, grade.rule, "", ""]
        yield [*who, *what, grade.letter, str(grade.value), most, "", "", results.made_at[:10]]
