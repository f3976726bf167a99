"""Marking by a rubric: a level for each row, the sum, and whether it is as much as the author asks for.

The sum advises. Whether an objective is mastered stays the teacher's word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server.mastery.values import Objective


@dataclass(frozen=True)
class Row:
    """One thing that is looked at: worth 0 to `points`, with words for each level where the author gave them."""

    title: str
    points: int
    levels: tuple[str, ...] = ()

    def level(self, points: int) -> str:
        """What this many points say; empty where the author gave no words."""
        return self.levels[points] if points < len(self.levels) else ""


@dataclass(frozen=True)
class Marking:
    """A rubric filled in. `zeros` are the rows that got nothing, `missing` those nobody has marked."""

    points: int
    of: int
    zeros: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Passes:
    """What a rubric asks for: so many points of all there are, and no row with nothing where `no_zero`."""

    points: int
    of: int
    no_zero: bool = False

    def __str__(self) -> str:
        return f"{self.points} of {self.of}" + (", no zero" if self.no_zero else "")


def rows_of(objective: Objective) -> tuple[Row, ...]:
    """The rows of an objective's rubric, as listed; none where it has no rubric."""
    return tuple(Row(str(r["title"]), int(r["points"]), tuple(r.get("levels", ()))) for r in objective.rubric)


def passes(objective: Objective) -> Passes | None:
    """What an objective's rubric asks for; None where the author leaves it to the teacher alone."""
    if objective.rubric_passes is None:
        return None
    return Passes(objective.rubric_passes.right, objective.rubric_passes.of, objective.rubric_no_zero)


def is_rubric_of(objective: Objective, given: Mapping[str, int]) -> bool:
    """Whether every mark given is a level of a row that the rubric has. Rows may be left out."""
    most = {row.title: row.points for row in rows_of(objective)}
    return all(title in most and 0 <= points <= most[title] for title, points in given.items())


def added_up(objective: Objective, given: Mapping[str, int]) -> Marking:
    """The sum over the rows of a rubric. A mark for a row that the rubric no longer has is left out, and one above
    what a row is worth now counts as that."""
    rows = rows_of(objective)
    return Marking(
        points=sum(min(given[row.title], row.points) for row in rows if row.title in given),
        of=sum(row.points for row in rows),
        zeros=tuple(row.title for row in rows if given.get(row.title) == 0),
        missing=tuple(row.title for row in rows if row.title not in given),
    )


def falls_short(objective: Objective, marking: Marking) -> bool:
    """Less than the rubric asks for: too few points, or nothing in a row where each must have something.

    Rows not marked count as nothing. False where the rubric asks for nothing.
    """
    asked = passes(objective)
    if asked is None:
        return False
    return marking.points < asked.points or (asked.no_zero and bool(marking.zeros or marking.missing))
