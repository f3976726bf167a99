"""Marking what the server could not: points for one answer, row by row of its rubric, or what a number meant.

A mark is a fact; the last one counts, and those before it stay in the history. An answer whose talk is over can be
marked as well: the mark and the score are kept, how the talk ended stays.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from server.actions.acting import Actor, Answer, Tap, act
from server.actions.hand_in import drawn_items, marks_of, standing_of
from server.mastery.meanings import meanings
from server.mastery.progression import No
from server.mastery.values import DrawnItem, Mark
from server.store import attempts
from server.store.attempts import AttemptRow

MARKABLE = ("handed_in", "closed")


def mark_response(
    actor: Actor, attempt_id: str, place: int, points: float, op: str, rubric: Sequence[int] = ()
) -> Answer:
    """Points for one answer, or `rubric`: the points of each row, in order, which are then added up."""

    def change(tap: Tap) -> Answer:
        found = _find(actor, attempt_id, place)
        if isinstance(found, No):
            return found
        row, items, marks = found
        given, rows = points, rows_of(items[place])
        if rubric:
            if len(rubric) != len(rows) or not all(0 <= got <= of for got, of in zip(rubric, rows, strict=True)):
                return No("rubric")
            given = float(sum(rubric))
        if not 0 <= given <= items[place].points:
            return No("unknown")
        changed = Mark(**{**marks[place].__dict__, "points": given})
        more = {"rubric": [*rubric]} if rubric else {}
        return _note(tap, row, items, marks, place, changed, {"points": given, "marked_by": actor.id, **more})

    return act(actor, op, change)


def mark_meaning(actor: Actor, attempt_id: str, place: int, meant: int, op: str) -> Answer:
    """A number that can be read in two ways was meant in the first (0) or the second (1): it is worth what that is."""

    def change(tap: Tap) -> Answer:
        found = _find(actor, attempt_id, place)
        if isinstance(found, No):
            return found
        row, items, marks = found
        ways = meanings(items[place], json.loads(row.responses).get(str(place), {}))
        if not 0 <= meant < len(ways):
            return No("unknown")
        mark = ways[meant].mark
        said = {name: getattr(mark, name) for name in ("points", "reading", "misconception", "feedback", "parts")}
        return _note(tap, row, items, marks, place, mark, {**said, "marked_by": actor.id})

    return act(actor, op, change)


def rows_of(item: DrawnItem) -> list[int]:
    """What each row of an item's own rubric is worth."""
    return [int(line.get("points", 1)) for line in item.rubric]


def missed_now(row: AttemptRow, missed: list[str]) -> list[str]:
    """The objectives missed, as a score worked out again has them. Once the talk is over it can only become fewer:
    nothing may be left to go over in a talk that nobody will hold."""
    return [code for code in missed if code in json.loads(row.missed)] if row.state == "closed" else missed


def _find(actor: Actor, attempt_id: str, place: int) -> tuple[AttemptRow, list[DrawnItem], list[Mark]] | No:
    row = attempts.attempt(attempt_id)
    if row is None or row.section != actor.section:
        return No("unknown")
    if row.state not in MARKABLE:
        return No("no_talk")
    items = drawn_items(row)
    return (row, items, marks_of(row)) if 0 <= place < len(items) else No("unknown")


def _note(
    tap: Tap, row: AttemptRow, items: list[DrawnItem], marks: list[Mark], place: int, mark: Mark, said: dict[str, Any]
) -> Answer:
    changed = [*marks]
    changed[place] = mark
    share, missed = standing_of(items, changed, row.pass_share)
    tap.note(
        "response_marked", row.student, attempt=row.id, place=place, share=share, missed=missed_now(row, missed), **said
    )
    return {"attempt": row.id, "student": row.student}
