"""A class list: names pasted from anywhere, or a table saved by a spreadsheet or a school system."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from server.formats.guarded_zip import Refused
from server.formats.plain_text import as_text, tidy
from server.formats.skipped import Skipped

MOST_ROWS = 2000
MOST_BYTES = 2_000_000
LONGEST_NAME = 100

_HEADINGS = {
    "given": "first name|firstname|first|given name|givenname|given names|given|forename|forenames|preferred name"
    "|vorname|prenom|nombre|nome",
    "family": "last name|lastname|last|family name|familyname|family|surname|nachname|familienname|nom|apellido"
    "|apellidos|cognome",
    "name": "name|full name|fullname|student|student name|students|pupil|pupil name|learner|display name|schuler",
    "number": "student number|student id|studentid|student no|student nr|number|no|nr|id|sis id|sis user id|sisid"
    "|id number|sourcedid|identifier|student sis id|pupil number|matriculation number|upn|admission number",
    "role": "role|user type|type",
}  # fmt: skip
_COLUMN_OF = {wording: column for column, wordings in _HEADINGS.items() for wording in wordings.split("|")}
_BEST_NUMBER = ("student number", "student id", "studentid", "sis user id", "sis id", "sourcedid", "id number")
_LIST_MARK = re.compile(r"^\s*(?:[-–•*▪·]\s+|\(?\d{1,4}[.):]\s*|\d{1,4}\s*[-–]\s+|\[[ xX]?\]\s*)")
_PARTICLES = {"da", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "la", "le", "ter", "van", "von"}


@dataclass(frozen=True)
class RosterStudent:
    """One student as listed. `number` is text, with its leading zeros; empty when the list has none."""

    number: str
    given: str
    family: str


@dataclass
class RosterRead:
    """What was found in a class list."""

    students: list[RosterStudent] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_roster(data: str | bytes) -> RosterRead:
    """The students of a class list, in its order: names one to a line, or a table with or without headings.

    A row without a name, and one that repeats an earlier student, is skipped and named by its row (from 1, headings
    included). Refused when there is too much of it: 2000 rows or 2 MB.
    """
    if len(data) > MOST_BYTES:
        raise Refused("The class list is longer than 2 MB.")
    text, warnings = as_text(data) if isinstance(data, bytes) else (tidy(data), [])
    rows = _rows(text)
    if len(rows) > MOST_ROWS + 1:
        raise Refused(f"The class list has {len(rows)} rows; {MOST_ROWS} is the most.")
    read = RosterRead(warnings=warnings)
    columns, first = _columns(rows)
    seen: dict[str, int] = {}
    for number, row in rows[first:]:
        student = _student(row, columns)
        reason = _fault(student, row, columns)
        if student is None or reason:
            read.skipped.append(Skipped(f"row {number}", reason or "There is no name in it."))
            continue
        key = f"#{student.number}" if student.number else f"{student.family}, {student.given}".casefold()
        if key in seen:
            what = (
                f"The student number {student.number}"
                if student.number
                else f"{student.given} {student.family}".strip()
            )
            read.skipped.append(Skipped(f"row {number}", f"{what} is in row {seen[key]} already."))
            continue
        seen[key] = number
        read.students.append(student)
    _warn_of_namesakes(read)
    return read


def heading_of(cell: str) -> str:
    """Which column a heading means (`given`, `family`, `name`, `number`, `role`); empty when it is none we use."""
    bare = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cell.strip().lstrip("*"))
    bare = " ".join(re.sub(r"[_\-.:#*()]", " ", bare).casefold().split())
    bare = bare.replace("é", "e").replace("ü", "u")
    return _COLUMN_OF.get(bare, "") or _COLUMN_OF.get(bare.replace(" ", ""), "")


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """The rows that hold something, each with its number."""
    delimiter = _delimiter(text)
    if not delimiter:
        rows = [[line.strip()] for line in text.split("\n")]
    else:
        try:
            rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
        except csv.Error as error:
            raise Refused(f"The class list is not a table that can be read ({error}).") from error
    return [(number, row) for number, row in enumerate(rows, start=1) if any(row)]


def _delimiter(text: str) -> str:
    """What parts the cells; nothing for plain lines of names, where a comma may part family and given name."""
    lines = [line for line in text.split("\n") if line.strip()][:50]
    if not lines:
        return ""
    for sign in ("\t", ";", ","):
        headings = [heading_of(cell.strip('" ')) for cell in lines[0].split(sign)]
        if sum(map(bool, headings)) >= 2 or (sign != "," and sum(sign in line for line in lines) > len(lines) / 2):
            return sign
    several = sum(line.count(",") >= 2 for line in lines)
    return "," if several > len(lines) / 2 or lines[0].startswith('"') else ""


def _columns(rows: list[tuple[int, list[str]]]) -> tuple[dict[str, int], int]:
    """Where each column stands, and the first row of students."""
    if not rows:
        return {}, 0
    found = [heading_of(cell) for cell in rows[0][1]]
    if not ({"given", "family", "name"} & set(found)):
        if "number" in found and not any(any(map(str.isdigit, cell)) for cell in rows[0][1]):
            raise Refused("The table has headings, but no column of names: call one of them “Name”.")
        return _guessed([row for _, row in rows]), 0
    columns: dict[str, int] = {}
    for place, column in enumerate(found):
        if column and column not in columns:
            columns[column] = place
    for place, cell in enumerate(rows[0][1]):
        bare = " ".join(re.sub(r"[_\-]", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cell)).casefold().split())
        held = rows[0][1][columns["number"]].casefold() if "number" in columns else ""
        if bare in _BEST_NUMBER and found[place] == "number" and held in ("id", "no", "nr", "number", "identifier"):
            columns["number"] = place
    if len(found) == 1 and len(rows) == 1:
        return {"name": 0}, 0
    return columns, 1


def _guessed(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Columns of a table without headings: a column of digits is the number, the others are names."""
    width = max(len(row) for row in rows)
    if width == 1:
        return {"name": 0}
    digits = [
        place
        for place in range(width)
        if all(re.fullmatch(r"[A-Za-z]?\d+", row[place]) for row in rows if place < len(row) and row[place])
        and any(place < len(row) and row[place] for row in rows)
    ]
    names = [place for place in range(width) if place not in digits]
    # A list that only counts its lines has no student numbers.
    counted = [
        place
        for place in digits
        if [row[place] for row in rows if place < len(row)] == [str(n + 1) for n in range(len(rows))]
    ]
    numbers = [place for place in digits if place not in counted]
    columns = {"number": numbers[0]} if numbers else {}
    if len(names) == 1:
        return {**columns, "name": names[0]}
    return {**columns, "family": names[0], "given": names[1]} if names else columns


def _student(row: Sequence[str], columns: dict[str, int]) -> RosterStudent | None:
    def cell(column: str) -> str:
        place = columns.get(column, -1)
        return " ".join(row[place].split()) if 0 <= place < len(row) else ""

    given, family = cell("given"), cell("family")
    if not given and not family:
        given, family = split_name(cell("name"))
    if not given and not family:
        return None
    return RosterStudent(cell("number"), given, family)


def split_name(name: str) -> tuple[str, str]:
    """Given and family name of "Family, Given" or "Given Family"; a number or bullet before it is dropped."""
    name = " ".join(_LIST_MARK.sub("", name).split()).strip(",;")
    if "," in name:
        family, _, given = name.partition(",")
        return given.strip(), family.strip()
    words = name.split(" ")
    if len(words) < 2:
        return name, ""
    start = len(words) - 1
    while start > 1 and words[start - 1].casefold() in _PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def _fault(student: RosterStudent | None, row: Sequence[str], columns: dict[str, int]) -> str:
    place = columns.get("role", -1)
    role = row[place].casefold() if 0 <= place < len(row) else ""
    if role and role not in ("student", "students", "learner", "pupil"):
        return f"This is a {row[place]}, not a student."
    if student is None:
        return "There is no name in it."
    if len(student.given) > LONGEST_NAME or len(student.family) > LONGEST_NAME:
        return f"The name is longer than {LONGEST_NAME} characters."
    if (student.given, student.family) == ("Points", "Possible"):
        return "This row of a gradebook tells the points, not a student."
    if not any(letter.isalpha() for letter in student.given + student.family):
        return f"“{(student.given + ' ' + student.family).strip()}” is not a name."
    return ""


def _warn_of_namesakes(read: RosterRead) -> None:
    names: dict[str, int] = {}
    for student in read.students:
        name = f"{student.given} {student.family}".strip()
        names[name] = names.get(name, 0) + 1
    read.warnings += [f"{count} students are called {name}." for name, count in names.items() if count > 1]
