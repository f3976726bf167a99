"""What our readers make of other people's question files, beside what Moodle's own importer makes of them.

`python tests/formats/banks_table.py [FOLDER]` prints the table; test_banks.py holds us to it. For GIFT and Aiken every
question is compared with Moodle's reading (EXPECTED.json): it is *equal*; or *knowingly better*, which means that a
repair says so and that its `otherwise` is Moodle's reading to the letter; or else *wrong*. For the other formats the
questions are counted, and for Moodle XML by type.
"""

from __future__ import annotations

import html
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from server.formats.described import alike, described
from server.formats.gift_text import as_html, words
from server.formats.guarded_xml import read_xml
from server.formats.guarded_zip import Refused
from server.formats.question_files import read_questions
from server.formats.questions import Questions
from server.formats.recognise import QUESTIONS, recognise
from server.formats.sound import made_sound
from server.mastery.values import Item

FORMATS = ("gift", "aiken", "moodle_xml", "qti12", "qti21", "qti22", "qti30")
TYPES = {
    "multichoice": "single_choice", "multichoice_multi": "multiple_choice", "truefalse": "true_false",
    "shortanswer": "short_text", "match": "matching", "numerical": "numeric", "essay": "essay",
    "description": "description",
}  # fmt: skip
CHOICES = {"single_choice", "multiple_choice", "other"}
XML_TYPES: dict[str, set[str]] = {
    "multichoice": CHOICES, "calculatedmulti": CHOICES, "oumultiresponse": {"multiple_choice"},
    "truefalse": {"true_false"}, "shortanswer": {"short_text"}, "matching": {"matching"}, "numerical": {"numeric"},
    "calculated": {"numeric", "other"}, "calculatedsimple": {"numeric", "other"}, "varnumeric": {"numeric", "other"},
    "essay": {"essay", "other"}, "description": {"description"}, "ordering": {"ordering"},
    "cloze": {"cloze", "other", "description"}, "gapselect": {"cloze"}, "ddwtos": {"cloze"}, "gapfill": {"cloze"},
}  # fmt: skip
"""Moodle's type → ours. A question without a key, or with a broken one, is marked by hand; so is every other type;
a text without a single gap is a description."""
_MARKUP = {"0": "moodle", "1": "html", "2": "plain", "4": "markdown"}


@dataclass
class Row:
    """One line of the table."""

    format: str
    files: int = 0
    imported: int = 0
    questions: int = 0
    """as EXPECTED.json counts them"""
    read: int = 0
    equal: int = 0
    better: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def banks_table(banks: Path) -> list[Row]:
    """A row for each format. `wrong` names every file that is not read, miscounted or mistyped, and every question."""
    expected = json.loads((banks / "EXPECTED.json").read_text())
    rows = {format: Row(format) for format in FORMATS}
    for name, told in expected.items():
        row = rows.get(name.split("/")[0])
        if row is not None and (banks / name).exists():
            row.files += 1
            _look_at(banks / name, name, told, row)
    return list(rows.values())


def _look_at(path: Path, name: str, told: Mapping[str, Any], row: Row) -> None:
    well_formed = not isinstance(told.get("problems"), str)
    counted = told["by_type"]
    if row.format == "moodle_xml" and well_formed:
        counted = Counter(counted) - _inside_others(path)
    known = "moodle_import" in told or row.format != "gift"
    due = _due(told["n_questions"], told["by_type"], counted) if known else None
    row.questions += due or 0
    try:
        kind = recognise(path)
        if kind not in QUESTIONS:
            raise Refused(f"recognised as {kind}")
        read = read_questions(path, kind, "o")
    except Refused as reason:
        if well_formed and due:
            row.wrong.append(f"{name}: refused: {reason}")
        return
    kept = made_sound(read, path.name)
    row.imported += bool(kept.items)
    row.read += len(kept.items)
    if well_formed and due is not None and len(kept.items) != due:
        row.wrong.append(f"{name}: {len(kept.items)} of {due} questions; skipped {[skip.why for skip in kept.skipped]}")
    if row.format == "moodle_xml" and well_formed and not _types_fit(counted, kept.counts_by_type):
        row.wrong.append(f"{name}: {dict(counted)} became {kept.counts_by_type}")
    if "moodle_import" in told:
        _compare(name, told["moodle_import"], read, row)


def _due(listed: int, by_type: Mapping[str, int], counted: Mapping[str, int]) -> int:
    """How many questions there are, without parts of others; and of a Canvas package, which holds each quiz twice,
    those of the fuller copy."""
    twice = sum(n for kind, n in by_type.items() if kind.startswith("cc."))
    canvas = any(kind.endswith("_question") for kind in by_type)
    return listed - (twice if canvas else 0) - (sum(by_type.values()) - sum(counted.values()))


def _inside_others(path: Path) -> Counter[str]:
    """The types of what is called a question and is part of another: a combined one, or Moodle's own bookkeeping."""
    root, _ = read_xml(path.read_bytes(), path.name)
    outer = root.iter("question")
    return Counter(inner.get("type", "?") for each in outer for inner in each.iterdescendants("question"))


def _types_fit(theirs: Mapping[str, int], ours: Mapping[str, int]) -> bool:
    """Whether each of theirs can stand for one of ours, those with the fewest possibilities first."""
    left = Counter(ours)
    named = {kind: n for kind, n in theirs.items() if kind not in ("category", "?")}
    for kind, n in sorted(named.items(), key=lambda entry: len(XML_TYPES.get(entry[0], {"other"}))):
        for possible in sorted(XML_TYPES.get(kind, {"other"}), key=lambda possible: -left[possible]):
            taken = min(n, left[possible])
            left[possible] -= taken
            n -= taken
        if n:
            return False
    return left.total() == theirs.get("?", 0)


def _compare(name: str, moodle: list[dict[str, Any]], read: Questions, row: Row) -> None:
    theirs = [_as_described(question) for question in moodle if question["type"] != "category"]
    ours = [described(item) for item in read.items]
    guessed = any("Windows-1252" in warning for warning in read.warnings)
    for mine, one in _side_by_side(theirs, ours):
        repairs = [repair for repair in read.repairs if mine is not None and repair.item == mine["id"]]
        if one is None or mine is None:
            finder = "Moodle" if mine is None else "we"
            row.wrong.append(f"{name}: only {finder} found “{words((mine or one)['prompt'])}”")
        elif alike(one, mine):
            row.equal += 1
        elif any(repair.otherwise and alike(one, _described(repair.otherwise)) for repair in repairs):
            row.better[repairs[0].found] += 1
        elif guessed and alike(_in_ascii(one), _in_ascii(mine)):
            row.better["The file is not UTF-8; Moodle loses its accents."] += 1
        else:
            row.wrong.append(f"{name}: {mine['id']}: {one} was read as {mine}")


def _side_by_side(theirs: list[Any], ours: list[Any]) -> list[tuple[Any, Any]]:
    if len(theirs) == len(ours):
        return list(zip(ours, theirs, strict=True))
    stems = [[words(question["prompt"]) for question in side] for side in (ours, theirs)]
    pairs: list[tuple[Any, Any]] = []
    for what, a, b, c, d in SequenceMatcher(None, *stems, autojunk=False).get_opcodes():
        if what == "equal":
            pairs += zip(ours[a:b], theirs[c:d], strict=True)
        else:
            pairs += [(mine, None) for mine in ours[a:b]] + [(None, one) for one in theirs[c:d]]
    return pairs


def _described(body: Mapping[str, Any]) -> dict[str, Any]:
    return described(Item("x", "o", 1, str(body["type"]), body))


def _in_ascii(told: Any) -> Any:
    if isinstance(told, str):
        return re.sub(r"[^\x00-\x7f]+", "?", told)
    if isinstance(told, dict):
        return {key: _in_ascii(value) for key, value in told.items()}
    return [_in_ascii(value) for value in told] if isinstance(told, list) else told


def _as_described(question: Mapping[str, Any]) -> dict[str, Any]:
    """A question of EXPECTED.json in the shape of `described`."""
    kind = question["type"]
    told: dict[str, Any] = {"type": TYPES[kind], "options": [], "answers": [], "pairs": []}
    told["prompt"] = as_html(question["text"], _MARKUP[str(question["format"])])
    if kind == "truefalse":
        told["options"] = [
            {"text": str(value), "fraction": float(bool(question["correct"]) is value)} for value in (True, False)
        ]
    elif kind == "match":
        told["pairs"] = [[left, html.escape(right, quote=False)] for left, right in question["pairs"]]
    elif kind in ("multichoice", "multichoice_multi"):
        listed = zip(question["answers"], question["fractions"], strict=True)
        told["options"] = [{"text": text, "fraction": float(share)} for text, share in listed]
    elif kind in ("shortanswer", "numerical"):
        answers = question["answers"]
        tolerances = question.get("tolerance", [""] * len(answers))
        listed = zip(answers, tolerances, question["fractions"], strict=True)
        told["answers"] = [
            {"value": str(value), "tolerance": str(tolerance), "fraction": float(share)}
            for value, tolerance, share in listed
        ]
    return told


def main() -> None:
    """Print the table."""
    beside = Path(__file__).parents[2].parent / "shared" / "data"
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(os.environ.get("CLASSROOM_TEST_DATA", beside)) / "banks"
    rows = banks_table(data)
    print(f"{'format':<12}{'files':>6}{'imported':>9}{'questions':>10}{'read':>6}{'equal':>7}{'better':>7}{'wrong':>6}")
    for row in rows:
        compared = (str(row.equal), str(row.better.total())) if row.equal else ("–", "–")
        print(
            f"{row.format:<12}{row.files:>6}{row.imported:>9}{row.questions:>10}{row.read:>6}"
            f"{compared[0]:>7}{compared[1]:>7}{len(row.wrong):>6}"
        )
    for row in rows:
        for cause, n in row.better.most_common():
            print(f"{row.format}, knowingly better: {n:>4}  {cause}")
    for row in rows:
        for what in row.wrong:
            print(f"{row.format}, wrong: {what[:400]}")


if __name__ == "__main__":
    main()
