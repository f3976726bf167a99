"""Seats: a test is released to one student at one seat; a dead battery moves it to another."""

from __future__ import annotations

from server.actions.acting import Actor, Answer, Tap, act
from server.actions.draw_for import fresh_draw
from server.actions.help_queue import close_tickets, join
from server.mastery import help_queue as rules
from server.mastery import progression
from server.mastery.progression import No
from server.store import attempts, facts, people, records
from server.store.attempts import AttemptRow
from server.store.help_queue import open_tickets
from server.store.signins import Device
from server.store.writer import write


def request_seat(actor: Actor, op: str) -> Answer:
    """A student asks for a seat to take the unit's test (or the retake). No(…) says what is missing."""

    def change(tap: Tap) -> Answer:
        record = records.record_of(actor.id)
        unit = records.current_unit(records.units_of(actor.section), record)
        if unit is None:
            return No("unknown")
        may = progression.test_opens(unit, record, meeting_open=tap.meeting is not None)
        if isinstance(may, No):
            return may
        mine = [(t.kind, t.objective) for t in open_tickets(student=actor.id)]
        if not rules.may_join("seat", mine):
            return No("asked")
        return {"ticket": join(tap, actor.id, "seat", note=unit.id)}

    return act(actor, op, change)


def release_seat(actor: Actor, student: str, seat: str, op: str) -> Answer:
    """Release the unit's test to this student at this seat (a device; empty: wherever they sign in next).

    The same gates as for the request hold; the teacher opens them by an override first. No(too_few_items) when a bank
    cannot fill the test.
    """

    def change(tap: Tap) -> Answer:
        row = people.Student.get_or_none((people.Student.id == student) & (people.Student.section == actor.section))
        if row is None:
            return No("unknown")
        record = records.record_of(student)
        unit = records.current_unit(records.units_of(actor.section), record)
        if unit is None:
            return No("unknown")
        may = progression.test_opens(unit, record, meeting_open=tap.meeting is not None)
        if isinstance(may, No):
            return may
        attempt = facts.new_id()
        number = len(record.attempts_of(unit.id)) + 1
        planned = AttemptRow(id=attempt, student=student, unit=unit.id, kind="test", objective="", after="")
        drawn = fresh_draw(planned, unit, tap.meeting_number)
        if isinstance(drawn, No):
            return drawn
        tap.note("attempt_released", student, attempt=attempt, unit=unit.id, number=number, seat=seat)
        close_tickets(tap, student, "seat", "released")
        return {"student": student, "attempt": attempt}

    return act(actor, op, change)


def move_seat(actor: Actor, attempt_id: str, seat: str, op: str) -> Answer:
    """Resume a test on another seat: same questions, same half-typed answers."""

    def change(tap: Tap) -> Answer:
        row = attempts.attempt(attempt_id)
        if row is None or row.section != actor.section:
            return No("unknown")
        if row.state not in {"released", "open"}:
            return No("handed_in")
        if tap.meeting is None:
            return No("no_meeting")
        tap.note("attempt_moved", row.student, attempt=row.id, seat=seat)
        return {"student": row.student, "attempt": row.id}

    return act(actor, op, change)


def withdraw_seat(actor: Actor, attempt_id: str, op: str) -> Answer:
    """Take back a release that was not started yet."""

    def change(tap: Tap) -> Answer:
        row = attempts.attempt(attempt_id)
        if row is None or row.section != actor.section:
            return No("unknown")
        if row.state != "released":
            return No("test_open")
        tap.note("attempt_withdrawn", row.student, attempt=row.id)
        return {"student": row.student}

    return act(actor, op, change)


def name_device(device: str, name: str) -> None:
    """Name a netbook ("Netbook 3"), which makes it a shared seat."""

    def change() -> None:
        Device.replace(id=device, name=name.strip()[:40], seat=int(bool(name.strip()))).execute()

    write(change)
