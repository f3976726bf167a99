"""Checking a bundle without a database: is it whole, is it as it was written, and what does it say?

The container is written again from what was read and compared, so that a change anywhere in the file is found,
even where no checksum looks.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.bundle.bag import BrokenBag, open_bag
from server.bundle.build import FORMAT, NO_PREVIOUS, bundle_name
from server.bundle.facts import BadFact, may_leave, read_facts
from server.formats.stored_zip import MOST_BYTES, UnreadableZip, pack, unpack
from server.mastery.grades import BadRule, GradeRule, rule_from_data

_PARTS = (
    "oneroster/oneroster.zip",
    "gradebook/grid.csv",
    "gradebook/long.csv",
    "facts/facts.jsonl",
    "grade-rules.json",
    "report.html",
    "datapackage.json",
)
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Verified:
    """A whole bundle. `section` is the section's code, `section_id` the box's id of it; `previous_sha256` names the
    plain bundle before this one ("" for the first)."""

    name: str
    box: str
    section: str
    section_id: str
    sequence: int
    made_at: str
    previous_sha256: str
    sha256: str
    students: int
    results: int
    rule: GradeRule
    facts: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Broken:
    """Not a whole bundle: `problems` says why, in sentences for a person."""

    problems: tuple[str, ...]


def verify(source: Path | bytes) -> Verified | Broken:
    """Check a bundle, given its bytes or where it lies. Whatever is handed in, the answer is one of the two."""
    try:
        return _whole(source if isinstance(source, bytes) else _read(source))
    except BrokenBag as broken:
        return Broken(broken.problems)
    except (UnreadableZip, BadFact, BadRule) as error:
        return Broken((str(error),))


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise BrokenBag(["This is a folder; a bundle is one .zip file."])
        if not path.is_file():
            raise BrokenBag(["There is no such file."])
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, BrokenBag):
            raise
        raise BrokenBag([f"The file cannot be read ({error})."]) from None


def _whole(data: bytes) -> Verified:
    members = unpack(data)
    roots = {name.partition("/")[0] for name in members}
    if len(roots) != 1 or any("/" not in name for name in members):
        raise BrokenBag(["It is a zip, but not a bundle of results: a bundle holds one folder with a bag in it."])
    root = roots.pop()
    payload, info = open_bag({name.partition("/")[2]: content for name, content in members.items()})
    if pack(members) != data:
        raise BrokenBag(["The zip around the files was changed: something was added, reordered or damaged in it."])
    if missing := [f"data/{part} is missing." for part in _PARTS if part not in payload]:
        raise BrokenBag(missing)
    sequence, previous = _chain(info)
    if root != bundle_name(info["Bag-Group-Identifier"], sequence):
        raise BrokenBag([f"The folder {root} does not carry the section and the number that the bundle names."])
    facts = read_facts(payload["facts/facts.jsonl"])
    if any(not may_leave(fact) for fact in facts):
        raise BrokenBag(["It holds facts of a kind that never leaves a box; it was not made by Classroom."])
    tables = _oneroster(payload["oneroster/oneroster.zip"])
    return Verified(
        name=f"{root}.zip",
        box=info["Bundle-Box"],
        section=info["Bag-Group-Identifier"],
        section_id=info["Bundle-Section"],
        sequence=sequence,
        made_at=info["Bundle-Made-At"],
        previous_sha256="" if previous == NO_PREVIOUS else previous,
        sha256=hashlib.sha256(data).hexdigest(),
        students=_rows(tables, "users.csv"),
        results=_rows(tables, "results.csv"),
        rule=_rule(payload["grade-rules.json"]),
        facts=facts,
    )


def _chain(info: Mapping[str, str]) -> tuple[int, str]:
    """The bundle's number and the checksum of the one before, after finding every label there and sensible."""
    needed = ("Bundle-Box", "Bundle-Section", "Bundle-Made-At", "Bag-Group-Identifier", "Bundle-Sequence")
    if missing := [f"bag-info.txt does not say {label}." for label in needed if not info.get(label)]:
        raise BrokenBag(missing)
    if info.get("Bundle-Format") != str(FORMAT):
        raise BrokenBag(["It was made by a version of Classroom that this one does not know; update this one."])
    number, previous = info["Bundle-Sequence"], info.get("Previous-Bundle-SHA256", "")
    if not re.fullmatch(r"[1-9][0-9]{0,8}", number):
        raise BrokenBag(["The bundle's number in bag-info.txt is not a number."])
    if previous != NO_PREVIOUS and not _SHA256.fullmatch(previous):
        raise BrokenBag(["bag-info.txt does not name the bundle before this one."])
    return int(number), previous


def _oneroster(package: bytes) -> dict[str, bytes]:
    try:
        tables = unpack(package)
    except UnreadableZip as error:
        raise BrokenBag([f"The OneRoster package inside cannot be read. {error}"]) from None
    if "manifest.csv" not in tables or pack(tables) != package:
        raise BrokenBag(["The OneRoster package inside is not as Classroom writes it."])
    return tables


def _rows(tables: Mapping[str, bytes], name: str) -> int:
    """Rows of a table; no cell holds a line end, so its lines can be counted."""
    return max(0, tables.get(name, b"").count(b"\r\n") - 1)


def _rule(data: bytes) -> GradeRule:
    try:
        rule = json.loads(data)["rule"]
    except (ValueError, RecursionError, KeyError, TypeError):
        raise BadRule("grade-rules.json cannot be read.") from None
    if not isinstance(rule, dict):
        raise BadRule("grade-rules.json holds no rule.")
    return rule_from_data(rule)
