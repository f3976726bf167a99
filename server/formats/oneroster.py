"""A section's results as a OneRoster 1.2.1 CSV package (bulk): what a school's gradebook reads without typing.

One line item for each objective (0 or 1), one for each unit test (percent, the best attempt), one for the grade.
Ids are made from the box's own ids, so writing the same results again gives the same records; where the roster came
with the school's ids, those are used. Scores are whole numbers, except the grade, which is the number the pages show:
rounded a second time it could contradict its letter. An objective that nobody has begun has no result.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from server.formats.oneroster_columns import COLUMNS, FILES
from server.formats.section_results import SectionResults, Standing, Student, day
from server.formats.spreadsheet import one_line, short_titles, table
from server.formats.stored_zip import pack
from server.mastery.grades import exact_share

Rows = dict[str, list[dict[str, str]]]

_PLAIN_PART = re.compile(r"[0-9A-Za-z._-]{1,60}")
_GUID = re.compile(r"[0-9A-Za-z._/@-]{1,255}")
_SCORE_STATUS = {
    "mastered": "fully graded",
    "not_yet": "fully graded",
    "in_progress": "not submitted",
    "excused": "exempt",
}
_TEXT_LIMIT = 255


def oneroster_zip(results: SectionResults) -> bytes:
    """The whole package as zip bytes, files at its root. The same results give the same bytes."""
    rows = oneroster_rows(results)
    files = {f"{name}.csv": _file(name, rows[name]) for name in COLUMNS if rows.get(name)}
    manifest = [("manifest.version", "1.0"), ("oneroster.version", "1.2")]
    manifest += [(f"file.{name}", "bulk" if rows.get(name) else "absent") for name in FILES]
    manifest += [("source.systemName", "Classroom"), ("source.systemCode", results.box)]
    return pack(files | {"manifest.csv": table(("propertyName", "value"), manifest)})


def oneroster_rows(results: SectionResults) -> Rows:
    """The rows of every file (file name without `.csv` → rows by header), complete: every id mentioned is in it."""
    ids = _Ids(results)
    rows = _people_and_places(results, ids)
    rows["categories"] = _categories(results, ids)
    rows["lineItems"] = _line_items(results, ids)
    rows["results"] = [*_objective_results(results, ids), *_test_results(results, ids), *_grade_results(results, ids)]
    rows["lineItemLearningObjectiveIds"] = [
        _about(ids.objective(o.code), o.code, lineItemSourcedId=ids.objective(o.code)) for o in results.objectives
    ] + [_about(ids.test(o.unit), o.code, lineItemSourcedId=ids.test(o.unit)) for o in results.objectives]
    rows["resultLearningObjectiveIds"] = [
        _about(result, standing.objective, resultSourcedId=result)
        | {"score": "1" if standing.state == "mastered" else "0", "textScore": standing.state}
        for student, standing in _decided(results)
        for result in [ids.result(ids.objective(standing.objective), student)]
    ]
    return rows


class _Ids:
    """The sourcedIds of everything in the package."""

    def __init__(self, results: SectionResults) -> None:
        self._results = results
        self.org = _given(results.school_sourced_id) or _id("org", results.school)
        section, period = results.section, results.period
        self.section = _given(section.sourced_id) or self._own("class", section.id)
        self.course = _given(section.course_sourced_id) or self._own("course", section.course_code or section.course)
        self.period = _given(period.sourced_id) or self._own("period", period.start, period.title)
        self.term = self._own("term", period.start, period.title)
        self.grade = self._own("grade", section.id, period.start)

    def _own(self, kind: str, *parts: str) -> str:
        return _id(kind, self._results.box, *parts)

    def user(self, student: Student) -> str:
        return _given(student.sourced_id) or self._own("user", student.id)

    def category(self, name: str) -> str:
        return self._own("category", self._results.section.id, name)

    def objective(self, code: str) -> str:
        return self._own("objective", self._results.section.id, code)

    def test(self, unit: str) -> str:
        return self._own("test", self._results.section.id, unit)

    def result(self, line_item: str, student: Student) -> str:
        return _id("result", line_item, self.user(student))


def _id(kind: str, *parts: str) -> str:
    """An id that is the same every time. A part with other characters than an id may have stands in as its hash."""
    plain = [p if _PLAIN_PART.fullmatch(p) else hashlib.sha256(p.encode()).hexdigest()[:24] for p in parts]
    return "@".join((kind, *plain))


def _given(sourced_id: str) -> str:
    """The school's own id, if it is one that the standard allows."""
    return sourced_id if _GUID.fullmatch(sourced_id) else ""


def _people_and_places(results: SectionResults, ids: _Ids) -> Rows:
    period, section = results.period, results.section
    span = {"startDate": period.start, "endDate": period.end, "schoolYear": str(period.school_year)}
    rows: Rows = {"users": [], "roles": [], "enrollments": []}
    rows["orgs"] = [{"sourcedId": ids.org, "name": results.school or "School", "type": "school"}]
    rows["academicSessions"] = [
        {"sourcedId": ids.term, "title": period.title, "type": "term"} | span,
        {"sourcedId": ids.period, "title": period.title, "type": "gradingPeriod", "parentSourcedId": ids.term} | span,
    ]
    course = {"title": section.course, "courseCode": section.course_code, "orgSourcedId": ids.org}
    rows["courses"] = [{"sourcedId": ids.course} | course]
    places = {"courseSourcedId": ids.course, "schoolSourcedId": ids.org, "termSourcedIds": ids.term}
    names = {"title": section.title or section.code, "classCode": section.code, "classType": "scheduled"}
    rows["classes"] = [{"sourcedId": ids.section} | names | places]
    for student in results.roll:
        user = ids.user(student)
        names = {"givenName": student.given or "-", "familyName": student.family or "-", "identifier": student.number}
        account = {"enabledUser": "true" if student.active else "false", "username": student.number or student.id}
        rows["users"].append({"sourcedId": user, "primaryOrgSourcedId": ids.org} | account | names)
        role = {"userSourcedId": user, "roleType": "primary", "role": "student", "orgSourcedId": ids.org}
        rows["roles"].append({"sourcedId": _id("role", ids.org, user)} | role)
        seat = {"classSourcedId": ids.section, "schoolSourcedId": ids.org, "userSourcedId": user, "role": "student"}
        rows["enrollments"].append({"sourcedId": _id("enrollment", ids.section, user)} | seat)
    return rows


def _categories(results: SectionResults, ids: _Ids) -> list[dict[str, str]]:
    """Weights as in the rule; the grade itself weighs nothing, or the gradebook would count everything twice."""
    weights = {
        "Objectives": results.rule.formative_weight if results.objectives else None,
        "Unit tests": results.rule.summative_weight if results.units else None,
        "Grade": 0,
    }
    return [
        {"sourcedId": ids.category(name), "title": name, "weight": str(weight)}
        for name, weight in weights.items()
        if weight is not None
    ]


def _line_items(results: SectionResults, ids: _Ids) -> list[dict[str, str]]:
    period = results.period
    last_day = day(period.end) - datetime.timedelta(days=1)
    same = {
        "assignDate": period.start,
        "dueDate": last_day.isoformat(),
        "classSourcedId": ids.section,
        "academicSessionSourcedId": ids.period,
        "schoolSourcedId": ids.org,
        "resultValueMin": "0",
    }
    items = [
        (ids.objective(o.code), o.statement + ("" if o.essential else " (nice to know)"), "Objectives", "1")
        for o in results.objectives
    ]
    items += [(ids.test(u.id), f"Best attempt, percent: {u.title}", "Unit tests", "100") for u in results.units]
    items += [(ids.grade, f"By the rule {results.rule.name}", "Grade", str(results.rule.highest))]
    return [
        {"sourcedId": key, "title": title, "description": one_line(text)[:_TEXT_LIMIT]}
        | {"categorySourcedId": ids.category(category), "resultValueMax": most}
        | same
        for (key, text, category, most), title in zip(items, column_titles(results), strict=True)
    ]


def column_titles(results: SectionResults) -> tuple[str, ...]:
    """The title of each objective, then of each unit test, then of the grade: short, plain and unlike each other."""
    wanted = [o.label or o.code for o in results.objectives]
    wanted += [f"Test: {u.title or u.id}" for u in results.units]
    return short_titles(
        [*wanted, f"Grade {results.period.title}"], reserved=("number", "family", "given", "grade", "letter")
    )


def best_percent(share: float) -> str:
    """A share (0–1) as a whole percentage, half up."""
    return str((exact_share(share) * 100 + Fraction(1, 2)).__floor__())


def _standings(results: SectionResults) -> Iterator[tuple[Student, Standing]]:
    """Every student's standing on every objective that they have begun."""
    for student in results.roll:
        for objective in results.objectives:
            standing = results.state(student.id, objective.code)
            if standing.state in _SCORE_STATUS:
                yield student, standing


def _decided(results: SectionResults) -> Iterator[tuple[Student, Standing]]:
    return ((who, standing) for who, standing in _standings(results) if standing.state in ("mastered", "not_yet"))


def _objective_results(results: SectionResults, ids: _Ids) -> Iterator[dict[str, str]]:
    for student, standing in _standings(results):
        row = _result(results, ids, ids.objective(standing.objective), student, standing.at)
        row["scoreStatus"] = _SCORE_STATUS[standing.state]
        if standing.state in ("mastered", "not_yet"):
            row["score"] = "1" if standing.state == "mastered" else "0"
            row["textScore"] = standing.state
            row["incomplete"] = "true" if standing.state == "not_yet" else "false"
        elif standing.state != "excused":
            row["inProgress"] = "true"
        yield row


def _test_results(results: SectionResults, ids: _Ids) -> Iterator[dict[str, str]]:
    for student in results.roll:
        for unit in results.units:
            best = results.best(student.id, unit.id)
            if best:
                passed = any(a.passed for a in results.tries(student.id, unit.id))
                yield _result(results, ids, ids.test(unit.id), student, best.at) | {
                    "scoreStatus": "fully graded",
                    "score": best_percent(best.share),
                    "textScore": "passed" if passed else "not_yet",
                }


def _grade_results(results: SectionResults, ids: _Ids) -> Iterator[dict[str, str]]:
    for student in results.roll:
        grade = results.grades.get(student.id)
        if grade and grade.value is not None:
            score = str(grade.value).removesuffix(".0")
            yield _result(results, ids, ids.grade, student, results.made_at) | {
                "scoreStatus": "fully graded",
                "score": score,
                "textScore": grade.letter,
            }


def _result(results: SectionResults, ids: _Ids, line_item: str, student: Student, at: str) -> dict[str, str]:
    return {
        "sourcedId": ids.result(line_item, student),
        "lineItemSourcedId": line_item,
        "studentSourcedId": ids.user(student),
        "scoreDate": day(at or results.made_at).isoformat(),
        "classSourcedId": ids.section,
    }


def _about(subject: str, code: str, **link: str) -> dict[str, str]:
    """Which objective a line item or a result is about."""
    return {"sourcedId": _id("about", subject, code), "source": "unknown", "learningObjectiveId": code, **link}


def _file(name: str, rows: list[dict[str, str]]) -> bytes:
    headers = COLUMNS[name]
    identifiers = {h for h in headers if h.lower().endswith(("sourcedid", "sourcedids"))}
    cells: list[list[str]] = [[_cell(row, header, identifiers) for header in headers] for row in rows]
    return table(headers, cells, exact=identifiers)


def _cell(row: Mapping[str, str], header: str, identifiers: set[str]) -> str:
    value = row.get(header, "")
    return value if header in identifiers else one_line(value)[:_TEXT_LIMIT]
