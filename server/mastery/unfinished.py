"""What of a test is still open before it is handed in: questions without an answer, and answers begun but not ended.

It is said kindly and stops nobody: half an answer earns its half.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from server.mastery.grading import is_blank
from server.mastery.values import DrawnItem, Response


@dataclass(frozen=True)
class Half:
    """An answer half given: so many of its pairs, places or gaps are `left`, `of` so many. Questions count from 0."""

    place: int
    left: int
    of: int
    what: Literal["pairs", "places", "gaps"]


@dataclass(frozen=True)
class StillOpen:
    """The questions without any answer, by their places from 0, and those answered by half."""

    blank: tuple[int, ...] = ()
    half: tuple[Half, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.blank or self.half)


def still_open(items: Sequence[DrawnItem], responses: Mapping[int, Response]) -> StillOpen:
    """What a student should hear of before handing in. What is shown or given to the teacher in person is no part."""
    blank, half = list[int](), list[Half]()
    for place, item in enumerate(items):
        response = responses.get(place, {})
        if item.in_person:
            continue
        if is_blank(response, item):
            blank.append(place)
        elif found := _half(place, item, response):
            half.append(found)
    return StillOpen(tuple(blank), tuple(half))


def _half(place: int, item: DrawnItem, response: Response) -> Half | None:
    match item.type:
        case "matching":
            left, of, what = _empty(response, len(item.left)), len(item.left), "pairs"
        case "cloze":
            left, of, what = _empty(response, len(item.gaps)), len(item.gaps), "gaps"
        case "ordering":
            # Two cards at one place leave another place empty.
            of, what = len(item.options), "places"
            left = of - len({text for n in range(of) if (text := response.get(str(n), "").strip())})
        case _:
            return None
    return Half(place, left, of, what) if left else None  # type: ignore[arg-type]


def _empty(response: Response, count: int) -> int:
    return sum(not response.get(str(n), "").strip() for n in range(count))
