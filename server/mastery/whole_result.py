"""What counts as one result: a test on its own, a quiz together with the three more that followed it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from server.mastery.values import DrawnItem, Mark


@dataclass(frozen=True)
class Whole:
    """How a result stands: so many `points` of `of`, over all its rounds, and whether that passes.

    `passed` is None while an answer waits to be marked.
    """

    points: float
    of: int
    passed: bool | None

    @property
    def share(self) -> float | None:
        """The share reached, from 0 to 1; None while an answer waits to be marked."""
        return None if self.passed is None else self.points / self.of


def whole(rounds: Iterable[tuple[Sequence[DrawnItem], Sequence[Mark]]], pass_share: float) -> Whole:
    """How a result stands by what was asked in each round and the marks for it; `pass_share` (0–1) of its points pass.

    Questions that came back from an earlier objective do not count.
    """
    counted = [
        mark for items, marks in rounds for item, mark in zip(items, marks, strict=True) if item.purpose != "retrieval"
    ]
    points, of = math.fsum(mark.points or 0.0 for mark in counted), sum(mark.out_of for mark in counted)
    waits = not of or any(mark.points is None for mark in counted)
    return Whole(points, of, None if waits else points >= pass_share * of - 1e-9)
