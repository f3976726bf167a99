"""Worksheets in versions: everybody's own numbers, and a short code on the paper that finds them again.

A code such as "7KC-M4T" has two halves. The first is the edition: what the sheet asked when it was printed. The
second is the place of the version among all that the edition has. Nothing else is needed to draw the sheet again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from math import gcd, prod
from typing import Any

from server.mastery.drawing import draw_item
from server.mastery.luck import Dice
from server.mastery.offered_variants import offered
from server.mastery.values import JSON, DrawnItem, Item

SIGNS = "23456789CDFHJKMNPRTVWXY"
"""What a code is written with: no two of them look alike, and without vowels they spell no words."""
HALF = 3
VERSIONS = len(SIGNS) ** HALF
"""of every sheet: 12 167 codes, so that two of a class seldom want the same"""

_READ_AS = str.maketrans("SBZG", "5826")
_NOT_ASKED = frozenset({"space", "hint", "solution", "difficulty", "use", "tags", "nice"})
_RULE = 1
"""Goes up when the same sheet would be drawn with other numbers, so that papers printed before are known as such."""


@dataclass(frozen=True)
class NotACode:
    """What was typed cannot stand on any paper: a sign too many or too few, or one that is never printed."""


@dataclass(frozen=True)
class OtherEdition:
    """The code of another edition of this sheet, or of another sheet. Its numbers are not known here any more."""

    edition: str


@dataclass(frozen=True)
class Sheet:
    """A worksheet that is drawn in versions: the id of its learning object, and its problems as written."""

    object: str
    problems: tuple[Item, ...]

    @cached_property
    def edition(self) -> str:
        """Three signs that change with anything that a student is asked or that an answer depends on.

        A hint, a worked solution or the space to write may be improved without making papers out of date.
        """
        asked = [[p.objective, p.id, p.version, p.type, _asked(p.body)] for p in self.problems]
        text = json.dumps([_RULE, self.object, asked], sort_keys=True, default=str)
        return _written(int.from_bytes(sha256(text.encode()).digest(), "big") % VERSIONS)

    @cached_property
    def combinations(self) -> int:
        """How many different sets of numbers there are; 1 when nothing varies."""
        return prod(len(numbers) for numbers in self._choices)

    @cached_property
    def _choices(self) -> list[tuple[int, ...]]:
        return [offered(p) or (0,) for p in self.problems]

    def numbers(self, place: int) -> tuple[int, ...]:
        """Which variant of each problem the version at that place has.

        The combinations are walked with a stride that has no factor in common with their number: such a walk comes
        past each of them once before it comes past any a second time.
        """
        dice = Dice(f"{self.object}/{self.edition}/walk")
        start, stride = dice.below(self.combinations), dice.below(self.combinations)
        while gcd(stride, self.combinations) > 1:
            stride += 1
        left, chosen = (start + place * stride) % self.combinations, []
        for numbers in self._choices:
            left, at = divmod(left, len(numbers))
            chosen.append(numbers[at])
        return tuple(chosen)


def places_of(sheet: Sheet, students: Iterable[str]) -> dict[str, int]:
    """Each student's version, as its place. Give the whole class, those who left as well, in the order they came.

    A place follows from the student and the sheet alone, so it is the same on every machine and stays when others
    come or go. Should somebody who came before have it already, or have its numbers, the next throw of the student's
    own dice decides. So no two of a class share a code; and no two share a set of numbers, unless the sheet has fewer
    sets than the class has students: then each set is given out once before any is given out twice.
    """
    chosen: dict[str, int] = {}
    taken: set[int] = set()
    numbers: set[tuple[int, ...]] = set()
    for student in dict.fromkeys(students):
        dice = Dice(f"{sheet.object}/{sheet.edition}/{student}")
        place = dice.below(VERSIONS)
        while place in taken or (len(numbers) < sheet.combinations and sheet.numbers(place) in numbers):
            place = dice.below(VERSIONS)
        taken.add(place)
        numbers.add(sheet.numbers(place))
        chosen[student] = place
    return chosen


def code_of(sheet: Sheet, place: int) -> str:
    """The code printed on that version: "7KC-M4T". ValueError when there is no such place."""
    if not 0 <= place < VERSIONS:
        raise ValueError(f"There is no version {place} of {VERSIONS}.")
    return f"{sheet.edition}-{_written(place)}"


def place_of(sheet: Sheet, code: str) -> int | OtherEdition | NotACode:
    """The version of this sheet that a code stands for, as typed by somebody: in any case, with or without the dash."""
    typed = read_code(code)
    if isinstance(typed, NotACode):
        return typed
    edition, rest = typed[:HALF], typed[HALF:]
    if edition != sheet.edition:
        return OtherEdition(edition)
    return _number(rest)


def read_code(code: str) -> str | NotACode:
    """A code as printed, without its dash, from what somebody typed. An S can only be a 5, a B an 8."""
    typed = "".join(sign for sign in code.upper() if sign not in " -–—_.").translate(_READ_AS)
    if len(typed) != 2 * HALF or not set(typed) <= set(SIGNS):
        return NotACode()
    return typed


def draw_version(sheet: Sheet, place: int) -> tuple[DrawnItem, ...]:
    """The problems of that version, with their numbers and their options in an order of its own; keys beside them."""
    return tuple(
        draw_item(problem, number, Dice(f"{sheet.object}/{sheet.edition}/{place}/{problem.id}"))
        for problem, number in zip(sheet.problems, sheet.numbers(place), strict=True)
    )


def _asked(body: Mapping[str, Any]) -> JSON:
    """What of a problem is on the paper or in its key. Of `given` the order counts: a value may use those above it."""
    asked = {name: value for name, value in body.items() if name not in _NOT_ASKED}
    if isinstance(given := asked.get("given"), Mapping):
        asked["given"] = list(given.items())
    return asked


def _written(number: int) -> str:
    signs = ""
    for _ in range(HALF):
        number, sign = divmod(number, len(SIGNS))
        signs = SIGNS[sign] + signs
    return signs


def _number(signs: str) -> int:
    number = 0
    for sign in signs:
        number = number * len(SIGNS) + SIGNS.index(sign)
    return number
