"""A test or quiz as it fills in: what is answered so far, asked for in a few bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flask import abort

from server.actions import hand_in
from server.mastery import grading
from server.mastery.values import DrawnItem, Mark
from server.store import attempts, box
from server.store.attempts import AttemptRow
from server.web.teacher.lesson import Lesson, version

State = Literal["blank", "right", "partly", "wrong", "waiting"]


@dataclass(frozen=True)
class Dot:
    """One question of an attempt: its number from 1, and how it stands. `earlier` ones do not count."""

    number: int
    state: State
    earlier: bool


def typed_so_far(row: AttemptRow) -> dict[int, dict[str, str]]:
    """What stands in an open test or quiz, by place."""
    return {place: draft["value"] for place, draft in attempts.drafts_of(row.id).items()}


def marks_so_far(items: list[DrawnItem], typed: dict[int, dict[str, str]]) -> list[Mark | None]:
    """What the answers would be worth if they were handed in now; None where nothing was put in yet."""
    given = [(item, typed.get(place, {})) for place, item in enumerate(items)]
    return [None if grading.is_blank(one, item) else grading.grade(item, one) for item, one in given]


def dots_of(items: list[DrawnItem], marks: list[Mark | None]) -> list[Dot]:
    """One dot for each question."""
    pairs = zip(items, marks, strict=True)
    return [Dot(n, _state(mark), item.purpose == "retrieval") for n, (item, mark) in enumerate(pairs, 1)]


def _state(mark: Mark | None) -> State:
    if mark is None:
        return "blank"
    if mark.points is None:
        return "waiting"
    return "right" if mark.right else "partly" if mark.points else "wrong"


def answered_dots(row: AttemptRow) -> list[Dot]:
    """The dots of a unit test: answered or not. How it comes out is for the talk."""
    items = hand_in.drawn_items(row)
    typed = typed_so_far(row)
    told: list[State] = ["blank" if grading.is_blank(typed.get(n, {}), i) else "waiting" for n, i in enumerate(items)]
    return [Dot(n, state, False) for n, state in enumerate(told, 1)]


def watched(at: Lesson, row: AttemptRow) -> str:
    """Changes when an answer of this attempt is saved, or anything else this class's pages show."""
    return box.versions(f"section:{at.section.id}", f"attempt:{row.id}")


def version_of(at: Lesson, attempt: str) -> str:
    """What a page of this class asks for every two seconds; 404 for an attempt of another class."""
    if not attempt:
        return version(at)
    row = attempts.attempt(attempt)
    if row is None or row.section != at.section.id:
        abort(404)
    return watched(at, row)
