"""Questions in QTI 2.0 to 3.0, from a package, loose files or one file; tests say in which order."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from server.formats.guarded_zip import Refused
from server.formats.qti2_items import ItemRead, read_item
from server.formats.qti2_tree import Element, children, copied, first, inside, read_tree, renamed
from server.formats.question_package import Package
from server.formats.questions import Questions, Repair
from server.formats.skipped import Skipped
from server.mastery.values import Item

QTI2_ELEMENTS = rb"assessment(?:Item|Test|Section)|qti-assessment-(?:item|test|section)"
"""what a file of QTI 2 or 3 begins with, as a pattern"""
MOST_BYTES = 200_000_000
_DEEPEST = 20
_ELSEWHERE = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//|data:)", re.IGNORECASE)
_REMARKS = {
    "whole": ("Only an answer that is right as a whole earns points there.", "Here each right part earns its share."),
    "weights": ("Some pairs or gaps earn more points than others there.", "Here each earns the same."),
    "columns": ("The things to join stand in one list there.", "Here they stand in two columns."),
    "distinct": ("The answers in its gaps must differ from one another.", "Here the same may stand in several."),
    "note": ("It has texts for you, or that appear in ways unknown here.", "They are kept with it, as a note."),
}
"""what a question loses or has of its own: what was found, and what was done"""


@dataclass
class _Reading:
    """A package while it is read: what was found so far, and what is said once at the end."""

    package: Package
    objective: str
    read: Questions = field(default_factory=Questions)
    roots: dict[str, Element] = field(default_factory=dict)
    found: list[tuple[dict[str, object], str, ItemRead, str]] = field(default_factory=list)
    sections: set[str] = field(default_factory=set)
    """files of sections that a test has come to: each is gone through once, since they may ask for each other"""
    missing: dict[str, None] = field(default_factory=dict)


def read_qti2(path: Path, objective: str) -> Questions:
    """Every question of a QTI 2 or 3 file or package, as native items of that objective, each once.

    A test gives the order and its title, with those of its sections, as the category. What no screen can grade is kept
    as `other`. Refused when the package may not be opened; a file in it that cannot be read is skipped and named.
    """
    reading = _Reading(Package.open(path), objective)
    reading.read.warnings += reading.package.warnings
    _parse_all(reading)
    done = set[str]()
    for name, root in reading.roots.items():
        if root.tag == "assessmentTest":
            for href, line, category in _references(reading, name, root, (), 0):
                file = reading.package.find(href, name)
                if file not in reading.roots:
                    asked = f"The test asks for {href}" if href else "The test asks for a question without a name"
                    why = f"{asked}, which is not here."
                    reading.read.skipped.append(Skipped(f"{name}, line {line}", why))
                elif file not in done:
                    done.add(file)
                    _read_file(reading, file, category)
    for name, root in reading.roots.items():
        if name not in done and root.tag != "assessmentTest":
            _read_file(reading, name, "")
    _finish(reading)
    return reading.read


def _parse_all(reading: _Reading) -> None:
    much = 0
    for name in reading.package.question_files(QTI2_ELEMENTS):
        try:
            data = reading.package.read(name)
            much += len(data)
            if much > MOST_BYTES:
                raise Refused(f"{reading.package.title} holds more than {MOST_BYTES // 1_000_000} MB of questions.")
            reading.roots[name], mended = read_tree(data, name)
            reading.read.warnings += mended
        except Refused as reason:
            reading.read.skipped.append(Skipped(name, str(reason)))


def _references(
    reading: _Reading, name: str, element: Element, titles: tuple[str, ...], depth: int
) -> Iterator[tuple[str, int, str]]:
    """The items that a test or section asks for, in its order: path, line, and the titles on the way to it."""
    title = element.get("title", "").strip()
    titles = (*titles, title) if title and title not in titles else titles
    for child in children(element) if depth < _DEEPEST else ():
        if child.tag == "assessmentItemRef":
            yield child.get("href", ""), child.sourceline or 0, "/".join(titles)
        elif child.tag in ("testPart", "assessmentSection"):
            yield from _references(reading, name, child, titles, depth + 1)
        elif child.tag == "assessmentSectionRef":
            file = reading.package.find(child.get("href", ""), name) or ""
            root = reading.roots.get(file)
            if root is not None and root.tag == "assessmentSection" and file not in reading.sections:
                reading.sections.add(file)
                for href, line, category in _references(reading, file, root, titles, depth + 1):
                    yield reading.package.find(href, file) or href, line, category


def _read_file(reading: _Reading, name: str, category: str) -> None:
    root = reading.roots[name]
    items = [root] if root.tag == "assessmentItem" else list(inside(root, "assessmentItem"))
    for item in items:
        where = f"{name}, line {item.sourceline or 1}"
        _put_stimuli(reading, name, item)
        source = _source(reading.package, name) if item is root else ""
        read = read_item(item, item.get("identifier", ""), lambda path: _media(reading, name, path), source)
        body: dict[str, object] = {"type": read.type, **read.body}
        title = item.get("title", "").strip()
        if title and title != item.get("identifier"):
            body["name"] = title
        if category:
            body["category"] = category
            if category not in reading.read.categories:
                reading.read.categories.append(category)
        reading.found.append((body, item.get("identifier", ""), read, where))


def _put_stimuli(reading: _Reading, name: str, item: Element) -> None:
    """Puts texts that several items share, each in a file of its own, where the item wants them: else at its start."""
    for reference in children(item, "assessmentStimulusRef"):
        href = reference.get("href", "")
        file = reading.package.find(href, name)
        try:
            root = None if file is None else read_tree(reading.package.read(file), file)[0]
        except Refused:
            root = None
        text = None if root is None else first(root, "stimulusBody")
        body = first(item, "itemBody")
        if text is None or body is None:
            reading.missing[f"“{href}” is not in the file"] = None
            continue
        wanted = [each for each in inside(body) if each.get("data-stimulus-idref") == reference.get("identifier")]
        if not wanted:
            body.insert(0, renamed(copied(text), "div"))
        for place in wanted[:1]:
            place.insert(0, renamed(copied(text), "div"))


def _source(package: Package, name: str) -> str:
    return package.read(name).decode("utf-8", "replace").removeprefix("\ufeff")


def _media(reading: _Reading, name: str, path: str) -> str:
    """Takes a picture into the files, once, and returns the path the texts show it under."""
    if _ELSEWHERE.match(path):
        if not path.startswith("data:"):
            reading.missing[f"“{path}” is on the internet and cannot be shown here"] = None
        return path
    file = reading.package.find(path, name)
    if file is None:
        reading.missing[f"“{path}” is not in the file"] = None
        return path
    try:
        data = reading.package.read(file)
    except Refused as reason:
        reading.missing[str(reason).rstrip(".")] = None
        return path
    safe = re.sub(r"[^A-Za-z0-9._-]+", "-", unicodedata.normalize("NFKD", file.rpartition("/")[2])).strip("-.")[-60:]
    digest = hashlib.sha256(data).hexdigest()[:10]
    key = f"media/{digest}-{safe.removeprefix(f'{digest}-') or 'file'}"
    reading.read.files[key] = data
    return key


def _finish(reading: _Reading) -> None:
    read = reading.read
    slugs = Counter(_slug(identifier) for _, identifier, _, _ in reading.found)
    seen: Counter[str] = Counter()
    for body, identifier, item, where in reading.found:
        id_ = _identity(body, _slug(identifier), slugs, seen)
        read.items.append(Item(id_, reading.objective, 1, item.type, {"id": id_, **body}))
        literal = item.to_the_letter if item.doubts else body
        otherwise = {"id": id_, **literal} if literal else {}
        for doubt in item.doubts:
            read.repairs.append(Repair(id_, where, doubt.found, doubt.done, otherwise))
        if item.why_other:
            why = f"{item.why_other[:1].upper()}{item.why_other[1:]}."
            read.repairs.append(Repair(id_, where, why, "You mark it by hand.", otherwise))
        if item.by_key and not item.why_other:
            found = f"Its marking asks for {item.by_key}, which is not done here."
            read.repairs.append(Repair(id_, where, found, "It is marked by its key.", otherwise))
        for remark in sorted(item.remarks):
            read.repairs.append(Repair(id_, where, *_REMARKS[remark], otherwise))
    read.warnings += [f"{sentence}." for sentence in reading.missing]


def _identity(body: dict[str, object], slug: str, slugs: Counter[str], seen: Counter[str]) -> str:
    """The file's own identifier where no other question has it; else with some letters made of the content."""
    digest = hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:10]
    base = slug if slug and slugs[slug] == 1 else f"{slug or 'q'}-{digest}"
    seen[base] += 1
    return base if seen[base] == 1 else f"{base}-{seen[base]}"


def _slug(text: str) -> str:
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")[:60].strip("-")
