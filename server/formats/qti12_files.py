"""The files of a QTI 1.2 package that hold questions: each quiz once, and what is missing said."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from server.formats.guarded_xml import read_xml
from server.formats.guarded_zip import Refused
from server.formats.qti12_texts import attribute, tag_of
from server.formats.question_package import Package
from server.formats.questions import Questions
from server.formats.skipped import Skipped

FULLER_COPY = "non_cc_assessments"
"""the folder in which Canvas keeps each quiz a second time, with all that a Common Cartridge cannot hold"""
_ONE_BYTE = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"'](?:iso-8859-|windows-|us-)", re.IGNORECASE)


@dataclass
class QuizFile:
    """One file with its questions."""

    name: str
    root: etree._Element
    items: list[etree._Element]
    whole: str
    """what makes two files the same quiz: the id of the assessment or bank"""


def question_files(package: Package, questions: Questions) -> list[QuizFile]:
    """The files of a package that hold QTI 1.2, in the manifest's order; what is broken is told in `questions`."""
    found = []
    for name in package.question_files(rb"questestinterop|assessment|objectbank|section|item"):
        try:
            data = package.read(name)
            root, mended = read_xml(_with_true_encoding(data), name)
        except Refused as reason:
            questions.skipped.append(Skipped(name, str(reason)))
            continue
        if tag_of(root) not in ("questestinterop", "assessment", "objectbank", "section", "item"):
            continue
        questions.warnings += mended
        items = [each for each in root.iter() if tag_of(each) == "item" and not attribute(each, "identifierref")]
        lost = len(re.findall(rb"<(?:\w+:)?item[\s>]", data)) - len(items)
        if lost > 0 and mended:
            why = f"{lost} of its questions stand where the file is broken, and were lost."
            questions.skipped.append(Skipped(name, why))
        whole = next((each for each in root.iter() if tag_of(each) in ("assessment", "objectbank")), None)
        found.append(QuizFile(name, root, items, attribute(whole, "ident") if whole is not None else ""))
    return found


def _with_true_encoding(data: bytes) -> bytes:
    """The file as UTF-8 where it is UTF-8, whatever its first line claims: “é” would be read as “Ã©”."""
    if data.isascii() or not _ONE_BYTE.match(data):
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return data
    return re.sub(rb"encoding\s*=\s*[\"'][^\"']*[\"']", b'encoding="UTF-8"', data, count=1)


def each_once(files: list[QuizFile]) -> list[QuizFile]:
    """The files without second copies: of two of one quiz the one with more questions, or else the fuller format."""
    best: dict[str, QuizFile] = {}
    for file in sorted(files, key=lambda file: (len(file.items), _is_copy(file))):
        best[file.whole] = file
    # Two quizzes of one name are no copies (Respondus calls every quiz A1001) unless one stands where copies do.
    copied = {file.whole for file in files if file.whole and _is_copy(file)}
    return [file for file in files if file.whole not in copied or best[file.whole] is file]


def _is_copy(file: QuizFile) -> bool:
    return FULLER_COPY in file.name.split("/")[:-1] or file.name.endswith(".xml.qti")


def absent_banks(files: list[QuizFile]) -> list[str]:
    """A sentence for each bank that a quiz draws from and that nobody packed."""
    banks = {file.whole for file in files}
    wanted: dict[str, str] = {}
    for file in files:
        for element in file.root.iter():
            bank = (element.text or "").strip() if tag_of(element) == "sourcebank_ref" else ""
            bank = bank or attribute(element, "sourcebank_ref")
            if bank and bank not in banks:
                wanted.setdefault(bank, file.name)
    return [
        f"{name} draws questions from the bank “{bank[:80]}”, which is not in the file. Export that bank as well."
        for bank, name in wanted.items()
    ]
