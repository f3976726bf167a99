"""Pace, counted in class meetings so that a wrong clock locks nobody out: 3 essentials in 5 meetings, floor 2."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """Objectives to master in so many meetings; `floor` is the least before support is offered."""

    target: int = 3
    meetings: int = 5
    floor: int = 2


def due(essentials: Sequence[str], meetings_held: int, pace: Pace) -> tuple[str, ...]:
    """The essential objectives that the class should have mastered after so many meetings."""
    return tuple(essentials[: min(len(essentials), meetings_held * pace.target // pace.meetings)])


def this_week(essentials: Sequence[str], meetings_held: int, pace: Pace) -> tuple[str, ...]:
    """The essentials to master by the end of the present stretch of meetings ("this week")."""
    stretch = max(0, meetings_held - 1) // pace.meetings
    return tuple(essentials[stretch * pace.target : (stretch + 1) * pace.target])


def behind(essentials: Sequence[str], mastered: Collection[str], meetings_held: int, pace: Pace) -> int:
    """How many essential objectives a student is behind the class's pace; negative when ahead."""
    done = sum(1 for code in essentials if code in mastered)
    return len(due(essentials, meetings_held, pace)) - done
