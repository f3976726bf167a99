"""Worksheets as pages show them: everybody's version drawn, with its pictures, its code and the key beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from flask import url_for
from markupsafe import Markup

from server.mastery import worksheets as rule
from server.mastery.values import DrawnItem, Item, LearningObject
from server.mastery.worksheets import Sheet
from server.store import content
from server.store.people import Student
from server.web import files, qr
from server.web.markdown import rich

EXAMPLE = "example"
"""the version that nobody in the class has, for a teacher to read"""


@dataclass(frozen=True)
class Problem:
    """One problem of a version: what is asked, as a page, with the lines it needs on paper."""

    item: DrawnItem
    space: int
    picture: str
    pack: str

    @property
    def prompt(self) -> Markup:
        return rich(self.item.prompt, self.item.format, self.pack)


@dataclass(frozen=True)
class Paper:
    """One version of a worksheet, ready to be shown or printed."""

    code: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Worksheet:
    """A worksheet of a pack. `spaces[k]` is the number of lines under problem k."""

    title: str
    intro: str
    pack: str
    sheet: Sheet
    spaces: tuple[int, ...]

    def paper(self, place: int) -> Paper:
        """The version at that place."""
        drawn = zip(rule.draw_version(self.sheet, place), self.spaces, strict=True)
        shown = ((d, space, files.picture(self.pack, d.picture, dict(d.values))) for d, space in drawn)
        return Paper(self.code(place), tuple(Problem(d, space, drawing, self.pack) for d, space, drawing in shown))

    def code(self, place: int) -> str:
        """The code of the version at that place."""
        return rule.code_of(self.sheet, place)

    def places(self, section: str, more: Iterable[str] = ()) -> dict[str, int]:
        """The place of everybody who is or was in a class, in the order they came; after them `more`."""
        came = Student.select(Student.id).where(Student.section == section).order_by(Student.id)
        return rule.places_of(self.sheet, [*(s.id for s in came), *more])

    def place(self, section: str, student: str) -> int:
        """The place of one student of a class."""
        return self.places(section, [student])[student]


def worksheet_of(thing: LearningObject, pack: str) -> Worksheet:
    """The worksheet behind a learning object. One without a file has no problems."""
    row = content.media_of(pack, thing.path) if thing.path else None
    return _worksheet(thing.id, thing.title, thing.path, pack, row.sha256 if row else "")


@lru_cache(maxsize=128)
def _worksheet(object: str, title: str, path: str, pack: str, sha256: str) -> Worksheet:
    # Keyed by the file's hash: an import is seen at once, and a class printing is not read thirty times.
    written, intro, problems = files.worksheet(pack, path)
    # The name of the file stands for the bank, so that the variants drawn are those that were proofread.
    name = PurePosixPath(path).stem
    items = tuple(Item(i.id, name, i.version, i.type, i.body, i.difficulty) for i, _space in problems)
    return Worksheet(written or title, intro, pack, Sheet(object, items), tuple(space for _item, space in problems))


def scan(object: str, code: str) -> Markup:
    """The code to scan on a printed version: it opens that version's key on the teacher's phone, and nobody else's."""
    return qr.drawn(qr.address() + url_for("teacher.key", object=object, version=code))


def short_key(item: DrawnItem) -> str:
    """The answer as it is read off paper: "173 kPa", "B", "A, C", "1C 2A", "2 1 3"; empty where somebody reads it."""
    key = item.key
    match item.type:
        case "numeric":
            return f"{key['shown']} {key['unit']}".strip()
        case "single_choice" | "multiple_choice":
            return ", ".join(letter(place) for place in key["right"])
        case "matching":
            return " ".join(f"{n}{letter(place)}" for n, place in enumerate(key["right"], start=1))
        case "ordering":
            return " ".join(str(place) for place in key["places"])
        case "cloze":
            return " · ".join(str(gap["answers"][0]) for gap in key["gaps"])
        case "short_text":
            return str(key["answers"][0])
        case _:
            return ""


def letter(place: int) -> str:
    """The letter in front of an option on paper: A for the first."""
    return chr(ord("A") + place)
