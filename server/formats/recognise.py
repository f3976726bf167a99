"""What a file is, by what is in it: its name may say anything."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from server.formats.gift_text import unescaped
from server.formats.guarded_zip import GuardedZip
from server.formats.plain_text import as_text
from server.formats.roster_csv import heading_of

Kind = Literal["pack", "gift", "native", "moodle_xml", "aiken", "qti", "roster", "unknown"]
LOOKED_AT = 200_000
"""bytes of a file that are looked at"""
_QTI = re.compile(rb"<(?:\w+:)?(?:questestinterop|assessmentItem|assessmentTest|qti-assessment-\w+)\b")
_ROSTER_FILES = {"users.csv", "enrollments.csv", "student.csv", "studentenrollment.csv"}


def recognise(path: Path) -> Kind:
    """The kind of a file, folder or zip. Refused for a zip that may not be opened; OSError when it cannot be read."""
    if path.is_dir():
        names = [entry.name for entry in path.iterdir()]
        return _by_names(names, nested="")
    with path.open("rb") as file:
        data = file.read(LOOKED_AT)
    return _zipped(path) if data.startswith(b"PK") else _single(data)


def _by_names(names: list[str], nested: str) -> Kind:
    lower = {name.removeprefix(nested).casefold() for name in names}
    if "pack.toml" in lower:
        return "pack"
    if "imsmanifest.xml" in lower:
        return "qti"
    return "roster" if lower & _ROSTER_FILES else "unknown"


def _zipped(path: Path) -> Kind:
    archive = GuardedZip(path)
    names = [name for name in archive.names() if not name.startswith("__MACOSX/")]
    tops = {name.split("/", 1)[0] for name in names}
    kind = _by_names(names, nested=f"{next(iter(tops))}/" if len(tops) == 1 else "")
    if kind != "unknown":
        return kind
    for name in names:
        if name.lower().endswith((".txt", ".gift", ".xml", ".csv")):
            with archive.open(name) as file:
                kind = _single(file.read(LOOKED_AT))
            if kind != "unknown":
                return kind
    return "unknown"


def _single(data: bytes) -> Kind:
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "unknown"
    text, _ = as_text(data)
    start = text.lstrip()[:1]
    if start == "<":
        if _QTI.search(data):
            return "qti"
        return "moodle_xml" if re.search(r"<quiz\b|<question\s[^>]*type=", text) else "unknown"
    if re.search(r"^\[\[item\]\][ \t]*$", text, re.MULTILINE):
        return "native"
    if _is_aiken(text):
        return "aiken"
    if _is_gift(text):
        return "gift"
    return "roster" if _is_roster(text) else "unknown"


def _is_aiken(text: str) -> bool:
    keys = re.findall(r"^[ \t]*ANS(?:WER)?[ \t]*:[ \t]*[A-Za-z][ \t]*$", text, re.MULTILINE | re.IGNORECASE)
    choices = re.findall(r"^[ \t]*[A-Za-z][.)][ \t]*\S", text, re.MULTILINE)
    return bool(keys) and len(choices) >= 2 * len(keys)


def _is_gift(text: str) -> bool:
    bare = unescaped("\n".join(line for line in text.split("\n") if not line.lstrip().startswith("//")))
    if re.search(r"^[ \t]*(?:::[^:]|\$CATEGORY:)", bare, re.MULTILINE):
        return True
    return bool(re.search(r"\{[^{}]*\}", bare))


def _is_roster(text: str) -> bool:
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        return False
    cells = re.split(r"[,;\t]", lines[0])
    if any(heading_of(cell.strip('" ')) in ("given", "family", "name") for cell in cells):
        return True
    # Names are short lines of one to five words and no punctuation that prose has.
    name = re.compile(r"\s*(?:[-•*]\s*|\(?\d{1,4}[.)]?\s+)?[^\W\d_][\w'’.\-]*(?:[ ,;\t]+[\w'’.\-]+){0,4}\s*")
    return sum(bool(name.fullmatch(line)) and not line.rstrip().endswith(".") for line in lines) >= 0.9 * len(lines)
