"""Class begins, *Go*, and the bell."""

from __future__ import annotations

from server import clock
from server.actions.acting import Actor, Answer, Tap, act
from server.actions.draw_for import swap_unanswered
from server.actions.hand_in import submit
from server.actions.help_queue import join, move_ticket
from server.actions.show_on_board import take_away
from server.mastery.progression import No
from server.store import attempts, facts, lessons
from server.store.attempts import NO_SEAT, AttemptRow
from server.store.help_queue import TicketRow, open_tickets
from server.store.people import students_of
from server.store.signins import Session


def start_class(actor: Actor, op: str) -> Answer:
    """Open a class period: those promised from last time stand first, and talks not yet had are called back."""

    def change(tap: Tap) -> Answer:
        if tap.meeting is not None:
            return No("already")
        meeting = facts.new_id()
        tap.note(
            "meeting_opened", id=meeting, number=lessons.meetings_held(actor.section) + 1, tick=tap.moment.tick,
            boot=tap.moment.boot,
        )  # fmt: skip
        tap = Tap(tap.actor, tap.op, tap.moment, lessons.open_meeting(actor.section))
        for ticket in open_tickets(actor.section):
            if ticket.state == "carried":
                move_ticket(tap, ticket, "carry_on", "server")
        talks = {t.attempt for t in open_tickets(actor.section) if t.kind == "appointment"}
        students = {s.id: s for s in students_of(actor.section)}
        for student, taken in attempts.attempts_of(list(students)).items():
            for attempt in taken:
                if attempt.state == "handed_in" and attempt.id not in talks:
                    join(tap, student, "appointment", attempt=attempt.id, promised=True)
        signed_in = Session.select().where((Session.role == "student") & (Session.section == actor.section))
        for student in sorted({s.person for s in signed_in} & set(students)):
            tap.note("student_arrived", student)
        return {"meeting": meeting}

    return act(actor, op, change)


def go(actor: Actor, op: str) -> Answer:
    """The five minutes together are over: the queue is called."""

    def change(tap: Tap) -> Answer:
        if tap.meeting is None:
            return No("no_meeting")
        tap.note("meeting_started", id=tap.meeting.id)
        return {"meeting": tap.meeting.id}

    return act(actor, op, change)


def ring_bell(actor: Actor, tests: str, op: str) -> Answer:
    """End the class period. Open tests are kept for next time (`keep`) or handed in (`hand_in`), as the teacher says.

    In a test that is kept, what was not answered yet is swapped for other questions.

    No(tests) asks which, when tests are open and the teacher has not said.
    """

    def change(tap: Tap) -> Answer:
        if tap.meeting is None:
            return No("no_meeting")
        under_way = list(
            AttemptRow.select().where(
                (AttemptRow.section == actor.section) & AttemptRow.state.in_(["open", "released"])
                & AttemptRow.seat.not_in(attempts.OFF_SCREEN)
            )
        )
        opened = [a for a in under_way if a.state == "open"]
        if opened and tests not in {"keep", "hand_in"}:
            return No("tests", objectives=tuple(a.student for a in opened))
        for attempt in under_way:
            if attempt.state == "open" and tests == "hand_in":
                submit(tap, attempt, {})
            elif attempt.state == "open":
                swap_unanswered(tap, attempt)
                tap.note("attempt_moved", attempt.student, attempt=attempt.id, seat=NO_SEAT)
            else:
                tap.note("attempt_withdrawn", attempt.student, attempt=attempt.id)
        for ticket in open_tickets(actor.section):
            if ticket.kind == "seat":
                move_ticket(tap, ticket, "cancel", "teacher")
            else:
                if ticket.state == "helping":
                    # A talk cut short by the bell goes on next lesson.
                    move_ticket(tap, ticket, "come_back", "teacher")
                    ticket = TicketRow.get_by_id(ticket.id)
                move_ticket(tap, ticket, "bell", "server")
        take_away(tap)
        tap.note("meeting_closed", id=tap.meeting.id)
        Session.delete().where((Session.role == "student") & (Session.section == actor.section)).execute()
        return {"meeting": tap.meeting.id}

    return act(actor, op, change)


def minutes_into(meeting: lessons.Meeting) -> int:
    """Whole minutes since class began, by the clock that cannot jump."""
    return int(clock.waited(meeting.tick, meeting.boot, clock.now()) // 60)
