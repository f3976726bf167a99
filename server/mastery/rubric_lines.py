"""The rubric of a single question, line by line, with what an answer earned on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.mastery.values import DrawnItem


@dataclass(frozen=True)
class RubricLine:
    """One thing that is looked for in an answer, worth 0 to `points`. `earned` is None where no points were given
    for this line alone."""

    text: str
    points: int
    earned: int | None = None


def rubric_lines(item: DrawnItem, earned: Sequence[int] = ()) -> tuple[RubricLine, ...]:
    """The lines of a question's rubric, in their order; none where it has no rubric.

    `earned` are the points of each line as the teacher gave them. Empty, or for another number of lines than there
    are, it says nothing about any of them.
    """
    got: Sequence[int | None] = earned if len(earned) == len(item.rubric) else [None] * len(item.rubric)
    return tuple(
        RubricLine(str(line.get("text") or line.get("title") or ""), int(line.get("points", 1)), points)
        for line, points in zip(item.rubric, got, strict=True)
    )
