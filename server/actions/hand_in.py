"""Handing a test in: graded at once, and the appointment made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from server.actions.acting import Actor, Answer, Tap, act
from server.actions.help_queue import join
from server.actions.take_test import not_here
from server.mastery import grading, variants
from server.mastery.progression import No
from server.mastery.replaying import text_hash
from server.mastery.values import DrawnItem, Mark
from server.store import attempts, records
from server.store.attempts import NO_SEAT, AttemptRow
from server.store.help_queue import open_tickets


def drawn_items(row: AttemptRow) -> list[DrawnItem]:
    """The test as it was drawn."""
    return [variants.from_json(i) for i in json.loads(row.items)]


def marks_of(row: AttemptRow) -> list[Mark]:
    """The marks so far."""
    # Who marked by hand, and by which rows of a rubric, is kept beside the mark.
    beside = {"marked_by", "rubric"}
    return [Mark(**{name: v for name, v in m.items() if name not in beside}) for m in json.loads(row.marks)]


def scores_of(items: list[DrawnItem], marks: list[Mark]) -> tuple[grading.ObjectiveScore, ...]:
    """The score of each objective. Questions that came back from an earlier objective do not count."""
    counted = [(item, mark) for item, mark in zip(items, marks, strict=True) if item.purpose != "retrieval"]
    return grading.score([item for item, _ in counted], [mark for _, mark in counted])


def standing_of(items: list[DrawnItem], marks: list[Mark], pass_share: float) -> tuple[float | None, list[str]]:
    """The share reached (None while a teacher has yet to mark) and the objectives missed."""
    scores = scores_of(items, marks)
    missed = [s.objective for s in scores if not s.waiting and s.points < pass_share * s.out_of - 1e-9]
    return grading.share(scores), missed


def submit(tap: Tap, row: AttemptRow, typed: dict[int, dict[str, str]]) -> None:
    """Grade a test or a quiz and hand it over; runs inside the writer. What `typed` names wins over what was saved."""
    items = drawn_items(row)
    saved = {place: draft["value"] for place, draft in attempts.drafts_of(row.id).items()}
    responses = {place: typed.get(place, saved.get(place, {})) for place in range(len(items))}
    hand_over(tap, row, responses, [grading.grade(item, responses[place]) for place, item in enumerate(items)])


def hand_over(tap: Tap, row: AttemptRow, responses: Mapping[int, Mapping[str, str]], marks: list[Mark]) -> None:
    """Keep an attempt with its marks, and make the appointment of a test or ask for the check of a quiz.

    On an objective that is mastered already there is nothing left to check: such a quiz is over.
    """
    items = drawn_items(row)
    share, missed = standing_of(items, marks, row.pass_share)
    tap.note(
        "attempt_submitted", row.student, attempt=row.id, marks=[asdict(m) for m in marks],
        responses={str(place): dict(typed) for place, typed in responses.items()},
        share=share, missed=missed, pass_share=row.pass_share, grader=grading.GRADER_VERSION,
        text=text_hash(items),
    )  # fmt: skip
    if row.kind == "test":
        join(tap, row.student, "appointment", attempt=row.id)
    elif row.objective in records.record_of(row.student).mastered:
        tap.note("appointment_closed", row.student, attempt=row.id, outcome="mastered")
    elif not any(t.kind == "check" and t.objective == row.objective for t in open_tickets(student=row.student)):
        join(tap, row.student, "check", row.objective, attempt=row.id)


def hand_in(actor: Actor, attempt_id: str, typed: dict[int, dict[str, str]], op: str) -> Answer:
    """Hand a test in where it is written, with whatever the page still holds. Handing in twice is once.

    No(kept) for a test that waits since the bell; else the refusals of starting: No(wrong_seat), No(no_meeting).
    """

    def change(tap: Tap) -> Answer:
        row = attempts.attempt(attempt_id)
        if row is None or row.student != actor.id:
            return No("unknown")
        if row.state == "released":
            return No("not_started")
        if row.state == "open":
            away = No("kept") if row.seat == NO_SEAT else not_here(tap, row)
            if away is not None:
                return away
            submit(tap, row, typed)
        return {"attempt": row.id}

    return act(actor, op, change)


def results_of(row: AttemptRow) -> tuple[grading.ObjectiveScore, ...]:
    """The score of each objective."""
    return scores_of(drawn_items(row), marks_of(row))
