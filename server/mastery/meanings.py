"""What a number that can be read in two ways may have meant: 1,234 is 1.234 or 1234, and only its writer knows."""

from __future__ import annotations

from dataclasses import dataclass

from server.mastery.grading import grade
from server.mastery.quantities import both_ways
from server.mastery.reading import numbers_and_rest, plain_text
from server.mastery.values import DrawnItem, Mark, Response


@dataclass(frozen=True)
class Meaning:
    """One way to read an answer, written so that it cannot be mistaken, and what the answer is worth if it is meant."""

    said: str
    mark: Mark


def meanings(drawn: DrawnItem, response: Response) -> tuple[Meaning, ...]:
    """The two ways to read a response that waits for the teacher because of its number; none where that is not why.

    Where several gaps can be read in two ways they are read alike: who writes a comma for thousands does so throughout.
    """
    fields = [field for field, text in response.items() if _two_ways(text)]
    if drawn.type not in ("numeric", "cloze") or not fields:
        return ()
    found = []
    for way in (0, 1):
        read = {**response, **{field: both_ways(response[field])[way] for field in fields}}
        mark = grade(drawn, read)
        if mark.points is None:
            return ()
        found.append(Meaning("; ".join(read[field].strip() for field in fields), mark))
    return tuple(found)


def _two_ways(text: str) -> bool:
    # What it is called ("P = 1,234") stands before the number.
    numbers, _rest = numbers_and_rest(plain_text(text).rpartition("=")[2], fractions=True)
    return isinstance(numbers, tuple) and len(numbers) > 1
