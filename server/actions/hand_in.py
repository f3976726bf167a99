"""Handing a test in: graded at once, and the appointment made."""

from __future__ import annotations

import json
from dataclasses import asdict

from server.actions.acting import Actor, Answer, Tap, act
from server.actions.help_queue import join
from server.mastery import grading, variants
from server.mastery.progression import No
from server.mastery.values import DrawnItem, Mark
from server.store import attempts
from server.store.attempts import AttemptRow


def drawn_items(row: AttemptRow) -> list[DrawnItem]:
    """The test as it was drawn."""
    return [variants.from_json(i) for i in json.loads(row.items)]


def marks_of(row: AttemptRow) -> list[Mark]:
    """The marks so far."""
    return [Mark(**m) for m in json.loads(row.marks)]


def standing_of(items: list[DrawnItem], marks: list[Mark], pass_share: float) -> tuple[float | None, list[str]]:
    """The share reached (None while a teacher has yet to mark) and the objectives missed."""
    scores = grading.score(items, marks)
    missed = [s.objective for s in scores if not s.waiting and s.points < pass_share * s.out_of - 1e-9]
    return grading.share(scores), missed


def submit(tap: Tap, row: AttemptRow, typed: dict[int, dict[str, str]]) -> None:
    """Grade a test and make its appointment; runs inside the writer. What `typed` names wins over what was saved."""
    items = drawn_items(row)
    saved = {place: draft["value"] for place, draft in attempts.drafts_of(row.id).items()}
    responses = {str(place): typed.get(place, saved.get(place, {})) for place in range(len(items))}
    marks = [grading.grade(item, responses[str(place)]) for place, item in enumerate(items)]
    share, missed = standing_of(items, marks, row.pass_share)
    tap.note(
        "attempt_submitted", row.student, attempt=row.id, responses=responses, marks=[asdict(m) for m in marks],
        share=share, missed=missed, pass_share=row.pass_share,
    )  # fmt: skip
    join(tap, row.student, "appointment", attempt=row.id)


def hand_in(actor: Actor, attempt_id: str, typed: dict[int, dict[str, str]], op: str) -> Answer:
    """Hand a test in, with whatever the page still holds. Handing in twice is once."""

    def change(tap: Tap) -> Answer:
        row = attempts.attempt(attempt_id)
        if row is None or row.student != actor.id:
            return No("unknown")
        if row.state == "open":
            submit(tap, row, typed)
        elif row.state == "released":
            return No("not_started")
        return {"attempt": row.id}

    return act(actor, op, change)


def results_of(row: AttemptRow) -> tuple[grading.ObjectiveScore, ...]:
    """The score of each objective."""
    return grading.score(drawn_items(row), marks_of(row))
