"""Undo: the last tap about a student is taken back, by another fact."""

from __future__ import annotations

from server import clock
from server.actions.acting import Actor, Answer, Tap, act
from server.actions.withdraw_correction import correction_of, take_back
from server.mastery.progression import No
from server.store import facts

SECONDS = 15
GRACE = 45
"""A tap may be long on its way over weak Wi-Fi: the button shows for SECONDS, the server takes it this much longer."""

UNDOABLE = {
    "verdict_given", "remedy_given", "contact_made", "contact_asked", "ticket_moved", "activity_owed",
    "activity_excused", "opened_by_word", "mastery_withdrawn", "objective_cleared", "appointment_closed",
    "attempt_released", "attempt_moved", "attempt_withdrawn",
}  # fmt: skip

APART = {"student_arrived", "object_used", "practice_answered", "practice_shown", "item_shown", "item_gone_over"}
"""What a student does alone, or sees on the board, on which nothing that can be taken back depends."""


def undo(actor: Actor, undone_op: str, op: str) -> Answer:
    """Take back what one tap of this teacher did, unless something newer happened to the same student.

    No(too_late) after a minute, No(newer) when the student's story went on, No(unknown) otherwise. A correction is
    about the whole class: any of its teachers takes it back, at any time, until something is built on it.
    """

    def change(tap: Tap) -> Answer:
        correction = correction_of(undone_op, actor.section)
        if correction is not None:
            return take_back(tap, correction)
        done = [f for f in facts.of_op(undone_op) if f.by == actor.id and f.section == actor.section]
        if not done or not {f.kind for f in done} <= UNDOABLE | {"ticket_joined"}:
            return No("unknown")
        if clock.seconds_between(done[-1].at, tap.moment.at) > SECONDS + GRACE:
            return No("too_late")
        for student in sorted({f.student for f in done}):
            own = [f for f in done if f.student == student]
            later = [f for f in facts.facts(student=student, after=own[-1].seq) if f.op != undone_op]
            if any(f.kind == "fact_undone" and set(f.data["facts"]) & {o.id for o in own} for f in later):
                return No("unknown")
            if any(f.kind not in APART for f in later):
                return No("newer")
        for student in sorted({f.student for f in done}):
            tap.note("fact_undone", student, facts=[f.id for f in done if f.student == student])
        return {"student": done[0].student}

    return act(actor, op, change)
