"""What each invented student will do in which lesson: decided beforehand, from a seed alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.mastery.luck import Dice
from server.simulate.people import LATE, MASTERED_BEFORE_TODAY

LESSONS = 11
"""Lessons before today's."""
LATE_LESSON = 7
LAST_LESSON_OF = {1: 5, 2: 8, 3: 10, 4: 11, 5: 11, 6: 8}
"""For so many objectives mastered, the lesson of the last one: who has all six needs time for the test."""
CELSIUS = "uses °C"


@dataclass(frozen=True)
class Stumble:
    """A check that ends with *not yet*. An empty `misconception` takes any that the objective knows.

    way: the learning object to open, and say: what to do with it (empty: the remedy's own). With a way of its own the
    remedy is done in the same lesson.
    """

    lesson: int
    misconception: str = ""
    way: str = ""
    say: str = ""


@dataclass(frozen=True)
class Plan:
    """A student's way so far. mastered: objective → lesson; stumbles: objective → the checks before that."""

    joins: int
    mastered: Mapping[str, int]
    stumbles: Mapping[str, Sequence[Stumble]]


@dataclass(frozen=True)
class Sitting:
    """One unit test: the lesson it is taken in, the objectives it will miss, and how the talk in the next one ends."""

    name: str
    lesson: int
    minute: float
    missed: tuple[str, ...] = ()
    one_slip: bool = False
    outcome: str = "passed"


SITTINGS = (
    Sitting("Leila Farahani", 9, 8),
    Sitting("Minh Tran", 9, 9, missed=("gases-2", "gases-4", "gases-6"), outcome="cleared_for_retake"),
    Sitting("Ingrid Solberg", 10, 8, one_slip=True),
    Sitting("Minh Tran", 10, 18),
    Sitting("Omar Siddiq", 10, 10, missed=("gases-3", "gases-5", "gases-6"), outcome="cleared_for_retake"),
)
"""Tests taken before today. Minh's second is the retake; Omar is cleared for his."""

STARTED_LAST_TIME = "Sara Petrova"
"""Her test was under way at the last bell, and kept."""
MISSED_TODAY = "gases-3"
"""What she gets wrong in it today."""

QUIZZED = ("gases-1", "gases-2")
"""The first talk about each of these is about a quiz: enough answers for their banks to tell something."""

SCRIPTED = {
    "Amina Kamau": {
        "gases-2": [Stumble(6, CELSIUS)],
        "gases-3": [Stumble(10, CELSIUS, "path-3", "Write every temperature in kelvin, then follow the two steps.")],
    },
    "Joseph Mensah": {"gases-2": [Stumble(10, CELSIUS)]},
    "Fatou Diallo": {"gases-2": [Stumble(11, CELSIUS)]},
    "Tomasz Wilk": {"gases-2": [Stumble(11, CELSIUS)]},
}  # fmt: skip
"""What the five moments of the demonstration need."""


def plan_of(name: str, essentials: Sequence[str], dice: Dice) -> Plan:
    """A student's plan: mastered objectives spread over the lessons, about every third after a *not yet*."""
    joins = LATE_LESSON if name == LATE else 1
    count = MASTERED_BEFORE_TODAY[name]
    last = max(LAST_LESSON_OF[count], joins + 2)
    mastered: dict[str, int] = {}
    stumbles: dict[str, Sequence[Stumble]] = {}
    before = joins - 1
    for place, code in enumerate(essentials[:count], start=1):
        due = joins - 1 + (place * (last - joins + 1)) // count
        lesson = max(before + 1, due - dice.below(2))
        mastered[code] = lesson
        scripted = SCRIPTED.get(name, {}).get(code)
        if scripted is not None:
            # The scripted stumble comes in its own lesson, and mastery after it.
            mastered[code] = lesson = max(lesson, max(s.lesson for s in scripted) + 1)
            stumbles[code] = scripted
        elif dice.below(100) < 35:
            stumbles[code] = [Stumble(lesson - 1 if lesson - 1 > before else lesson)]
        before = lesson
    for code, scripted in SCRIPTED.get(name, {}).items():
        stumbles.setdefault(code, scripted)
    return Plan(joins, mastered, stumbles)
