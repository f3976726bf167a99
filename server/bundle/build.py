"""Making a results bundle: a section's results as one file for the school office.

The same results and the same sequence number give the same bytes, on every machine.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass

from server.bundle.bag import bag
from server.bundle.datapackage import datapackage
from server.bundle.facts import facts_file
from server.bundle.report import report, rule_in_words
from server.formats.gradebook_csv import grid, long
from server.formats.oneroster import oneroster_rows, oneroster_zip
from server.formats.section_results import SectionResults
from server.formats.spreadsheet import one_line
from server.formats.stored_zip import pack

FORMAT = 1
NO_PREVIOUS = "none"
_LONGEST_CODE = 50


@dataclass(frozen=True)
class Built:
    """A bundle: its file name, its bytes, their SHA-256, and how many students and results it tells about."""

    name: str
    data: bytes
    sha256: str
    students: int
    results: int


def build(results: SectionResults) -> Built:
    """The bundle of these results.

    Raises FactMustStay when a fact among them may not leave the box, BadFact when one cannot be written down.
    """
    payload = _payload(results)
    files = bag(payload, _info(results))
    root = bundle_name(results.section.code, results.sequence)
    data = pack({f"{root}/{path}": content for path, content in files.items()})
    count = len(oneroster_rows(results)["results"])
    return Built(f"{root}.zip", data, hashlib.sha256(data).hexdigest(), len(results.students), count)


def bundle_name(code: str, sequence: int) -> str:
    """The bundle's name without `.zip`, which is also the folder it unzips to: `CHEM-P3_seq0012`.

    Plain ASCII that every stick's file system takes. Where that loses something of the section's code, a few digits
    of the code's checksum keep two sections apart.
    """
    code = one_line(code)
    letters = unicodedata.normalize("NFKD", code).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9-]+", "-", letters).strip("-")[:_LONGEST_CODE].strip("-")
    if not plain or plain != code:
        plain = f"{plain or 'section'}-{hashlib.sha256(code.encode('utf-8', 'replace')).hexdigest()[:6]}"
    return f"{plain}_seq{sequence:04d}"


def _payload(results: SectionResults) -> dict[str, bytes]:
    grid_csv, long_csv = grid(results), long(results)
    return {
        "oneroster/oneroster.zip": oneroster_zip(results),
        "gradebook/grid.csv": grid_csv,
        "gradebook/long.csv": long_csv,
        "facts/facts.jsonl": facts_file(results.facts, results.section.id),
        "grade-rules.json": _grade_rules(results),
        "report.html": report(results),
        "datapackage.json": datapackage(results, grid_csv, long_csv),
    }


def _info(results: SectionResults) -> list[tuple[str, str]]:
    section = results.section
    return [
        ("Source-Organization", results.school),
        ("External-Description", f"Results of {section.title or section.code}, {results.period.title}"),
        ("Bagging-Date", results.made_at[:10]),
        ("External-Identifier", f"{results.box}:{section.id}:{results.sequence}"),
        ("Bag-Group-Identifier", section.code),
        ("Bundle-Format", str(FORMAT)),
        ("Bundle-Box", results.box),
        ("Bundle-Section", section.id),
        ("Bundle-Sequence", str(results.sequence)),
        ("Bundle-Made-At", results.made_at),
        ("Previous-Bundle-SHA256", results.previous_sha256 or NO_PREVIOUS),
    ]


def _grade_rules(results: SectionResults) -> bytes:
    """The rule as data and in words, and for every number the lines it was summed from."""
    sums = [
        {
            "student": student.id,
            "value": None if grade.value is None else str(grade.value),
            "letter": grade.letter,
            "rule": grade.rule,
            "lines": [{"key": line.key, **line.numbers} for line in grade.lines],
        }
        for student in results.roll
        if (grade := results.grades.get(student.id)) is not None
    ]
    whole = {"format": 1, "rule": results.rule.as_data(), "words": rule_in_words(results.rule), "grades": sums}
    return (json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
