"""The talk after every test: the student chooses when; the teacher ticks each missed objective and says how it ends."""

from __future__ import annotations

import json

from server.actions.acting import Actor, Answer, Tap, act
from server.actions.hand_in import drawn_items
from server.actions.help_queue import close_tickets, move_ticket
from server.mastery import progression
from server.mastery.progression import No
from server.store import attempts, records
from server.store.attempts import AttemptRow
from server.store.help_queue import open_tickets


def _talk(actor: Actor, attempt_id: str) -> AttemptRow | No:
    row = attempts.attempt(attempt_id)
    if row is None or row.section != actor.section:
        return No("unknown")
    return row if row.state == "handed_in" else No("no_talk")


def choose_appointment(actor: Actor, attempt_id: str, when: str, op: str) -> Answer:
    """The student chooses `today` or `next` lesson. Whoever does not choose has it today."""

    def change(tap: Tap) -> Answer:
        row = attempts.attempt(attempt_id)
        if row is None or row.student != actor.id or when not in {"today", "next"}:
            return No("unknown")
        if row.state != "handed_in":
            return No("no_talk")
        tap.note("appointment_chosen", actor.id, attempt=row.id, when=when)
        for ticket in open_tickets(student=actor.id):
            if ticket.attempt == row.id:
                if when == "next" and ticket.state == "waiting":
                    move_ticket(tap, ticket, "bell", "server")
                elif when == "today" and ticket.state == "carried":
                    move_ticket(tap, ticket, "ready", "student")
        return {"attempt": row.id}

    return act(actor, op, change)


def clear_objective(actor: Actor, attempt_id: str, objective: str, say: str, object_id: str, op: str) -> Answer:
    """Tick a missed objective: gone over with the teacher, with a remedy where one is given."""

    def change(tap: Tap) -> Answer:
        row = _talk(actor, attempt_id)
        if isinstance(row, No):
            return row
        if all(item.objective != objective for item in drawn_items(row)):
            return No("unknown")
        tap.note("objective_cleared", row.student, attempt=row.id, objective=objective, how="talked")
        if say.strip() or object_id:
            tap.note(
                "remedy_given", row.student, objective=objective, say=say.strip()[:300], misconception="",
                object=object_id, attempt=row.id,
            )  # fmt: skip
        return {"attempt": row.id, "objective": objective}

    return act(actor, op, change)


def next_to_go_over(attempt_id: str, after: str) -> str:
    """The missed objective that comes next in a talk after the one just gone over, and round to those passed over;
    empty where none is left."""
    row = attempts.attempt(attempt_id)
    missed: list[str] = json.loads(row.missed) if row else []
    start = missed.index(after) + 1 if after in missed else 0
    done = attempts.cleared_in([attempt_id])[attempt_id]
    return next((code for code in (*missed[start:], *missed[:start]) if code not in done), "")


def close_appointment(actor: Actor, attempt_id: str, outcome: str, op: str) -> Answer:
    """End the talk: `passed` (passed and talked over), `cleared_for_retake`, or `more_help` (the talk stays owed)."""

    def change(tap: Tap) -> Answer:
        row = _talk(actor, attempt_id)
        if isinstance(row, No):
            return row
        if outcome not in {"passed", "cleared_for_retake", "more_help"}:
            return No("unknown")
        taken = next(a for a in records.record_of(row.student).attempts if a.id == row.id)
        if outcome != "more_help":
            may = progression.may_close_appointment(taken, outcome)
            if isinstance(may, No):
                return may
        tap.note("appointment_closed", row.student, attempt=row.id, outcome=outcome)
        if tap.meeting is not None:
            tap.note("contact_made", row.student, how="appointment")
        if outcome == "more_help":
            for ticket in open_tickets(student=row.student):
                if ticket.attempt == row.id:
                    move_ticket(tap, ticket, "come_back", "teacher")
        else:
            close_tickets(tap, row.student, "appointment", outcome, attempt=row.id)
        return {"student": row.student, "attempt": row.id}

    return act(actor, op, change)
