"""Standing in the help queue, and what the teacher does with it."""

from __future__ import annotations

from server import clock
from server.actions.acting import Actor, Answer, Tap, act
from server.mastery import help_queue as rules
from server.mastery import pacing, progression
from server.mastery.progression import No
from server.store import content, facts, lessons, people, records
from server.store.help_queue import TicketRow, open_tickets, ticket


def join(
    tap: Tap, student: str, kind: str, objective: str = "", note: str = "", attempt: str = "", promised: bool = False
) -> str:
    """Put a student in line; runs inside the writer. Returns the ticket's id."""
    id = facts.new_id()
    tap.note(
        "ticket_joined", student, ticket=id, kind=kind, objective=objective, note=note, attempt=attempt,
        promised=promised, tick=tap.moment.tick, boot=tap.moment.boot,
    )  # fmt: skip
    return id


def move_ticket(tap: Tap, row: TicketRow, move: str, who: str, outcome: str = "") -> No | None:
    """Move a ticket by the table of moves; runs inside the writer. A stale tap gets No(stale)."""
    moved = rules.move(row.state, move, who, missed=row.missed, promised=bool(row.promised))
    if isinstance(moved, rules.Refused):
        return No("stale", objectives=(row.state,))
    tap.note(
        "ticket_moved", row.student, ticket=row.id, to=moved.state, missed=moved.missed, promised=moved.promised,
        outcome=outcome, tick=tap.moment.tick, boot=tap.moment.boot,
    )  # fmt: skip
    return None


def close_tickets(tap: Tap, student: str, kind: str, outcome: str, objective: str = "", attempt: str = "") -> None:
    """Close a student's tickets of a kind, because what they waited for has happened; runs inside the writer."""
    for row in open_tickets(student=student):
        if (
            row.kind == kind
            and (not objective or row.objective == objective)
            and (not attempt or row.attempt == attempt)
        ):
            move_ticket(tap, row, "close", "teacher", outcome)


def request_check(actor: Actor, objective: str, op: str) -> Answer:
    """*I'm ready*: ask for a check of one objective. No(…) says what is missing."""

    def change(tap: Tap) -> Answer:
        unit = content.unit_with_objective(objective, people.Section.get_by_id(actor.section).unit_ids)
        if unit is None:
            return No("unknown")
        record = records.record_of(actor.id)
        may = progression.may_request_check(
            unit, unit.objective(objective), record, meeting_open=tap.meeting is not None
        )
        if isinstance(may, No):
            return may
        mine = [(t.kind, t.objective) for t in open_tickets(student=actor.id)]
        if not rules.may_join("check", mine, objective):
            return No("enough_tickets")
        return {"ticket": join(tap, actor.id, "check", objective)}

    return act(actor, op, change)


def flag_stuck(actor: Actor, objective: str, note: str, op: str) -> Answer:
    """*I'm stuck*, with what: an objective (or none) and the student's own words."""

    def change(tap: Tap) -> Answer:
        if tap.meeting is None:
            return No("no_meeting")
        units = people.Section.get_by_id(actor.section).unit_ids
        if objective and content.unit_with_objective(objective, units) is None:
            return No("unknown")
        mine = [(t.kind, t.objective) for t in open_tickets(student=actor.id)]
        if not rules.may_join("stuck", mine):
            return No("asked" if any(k == "stuck" for k, _ in mine) else "enough_tickets")
        return {"ticket": join(tap, actor.id, "stuck", objective, note.strip()[:300])}

    return act(actor, op, change)


def student_moves(actor: Actor, ticket_id: str, move: str, op: str) -> Answer:
    """*Cancel* or *I'm here* by the student whose ticket it is."""

    def change(tap: Tap) -> Answer:
        row = ticket(ticket_id)
        if row is None or row.student != actor.id:
            return No("unknown")
        if row.kind == "appointment" and move == "cancel":
            return No("talk_stays")
        refused = move_ticket(tap, row, move, "student")
        return {"ticket": row.id} if refused is None else refused

    return act(actor, op, change)


def teacher_moves(actor: Actor, ticket_id: str, move: str, op: str) -> Answer:
    """*Call*, *Not here*, *Come back*, *Dismiss* … by the teacher, on any row."""

    def change(tap: Tap) -> Answer:
        row = ticket(ticket_id)
        if row is None or row.section != actor.section:
            return No("unknown")
        if move == "call":
            _put_back_others(tap, row.id)
        refused = move_ticket(tap, row, move, "teacher")
        return {"ticket": row.id, "student": row.student} if refused is None else refused

    return act(actor, op, change)


def call_next(actor: Actor, op: str) -> Answer:
    """Call whoever is next by the order of the queue."""

    def change(tap: Tap) -> Answer:
        if tap.meeting is None:
            return No("no_meeting")
        rows = line(actor.section, tap.meeting)
        if not rows:
            return No("nobody")
        found = ticket(rows[0].ticket.id)
        assert found is not None
        _put_back_others(tap, found.id)
        refused = move_ticket(tap, found, "call", "teacher")
        return {"ticket": found.id, "student": found.student} if refused is None else refused

    return act(actor, op, change)


def _put_back_others(tap: Tap, but: str) -> None:
    # One teacher talks with one student: whoever was called and not talked to keeps their place.
    # Whoever was not here once has let this one go first, and stands in line again.
    for row in open_tickets(tap.actor.section):
        if row.id != but and (row.state == "called" or (row.state == "held" and row.missed)):
            move_ticket(tap, row, "ready", "teacher")


def note_contact(actor: Actor, student: str, op: str) -> Answer:
    """The teacher talked with a student who was not in line."""

    def change(tap: Tap) -> Answer:
        row = people.Student.get_or_none((people.Student.id == student) & (people.Student.section == actor.section))
        if row is None:
            return No("unknown")
        if tap.meeting is None:
            return No("no_meeting")
        tap.note("contact_made", student, how="talked")
        return {"student": student}

    return act(actor, op, change)


def close_stuck(actor: Actor, ticket_id: str, outcome: str, op: str) -> Answer:
    """The talk with a stuck student is over: *unstuck*, or *come back* later."""

    def change(tap: Tap) -> Answer:
        row = ticket(ticket_id)
        if row is None or row.section != actor.section:
            return No("unknown")
        refused = move_ticket(tap, row, "close", "teacher", outcome)
        if refused is not None:
            return refused
        tap.note("contact_made", row.student, how="stuck")
        return {"student": row.student}

    return act(actor, op, change)


def pace_of(section: str) -> pacing.Pace:
    """The class's pace, as the teacher set it or by default."""
    return pacing.Pace(
        int(people.setting(section, "pace_target", "3")),
        int(people.setting(section, "pace_meetings", "5")),
        int(people.setting(section, "pace_floor", "2")),
    )


def behind(section: str, students: list[str]) -> dict[str, int]:
    """How many essential objectives each student is behind the pace, in the unit they are in; negative when ahead.

    Counted from a student's own first meeting, so that whoever joins late starts on their own calendar.
    """
    held, pace, units = lessons.meetings_held(section), pace_of(section), records.units_of(section)
    joined = {
        s.id: s.joined_meeting
        for s in people.Student.select(people.Student.id, people.Student.joined_meeting).where(
            people.Student.section == section
        )
    }
    found = {}
    for student, record in records.records_of(students).items():
        unit = records.current_unit(units, record)
        codes = [o.code for o in unit.essentials] if unit else []
        own = held - max(1, joined.get(student, 1)) + 1
        found[student] = pacing.behind(codes, record.mastered, max(0, own), pace)
    return found


def line(section: str, meeting: lessons.Meeting | None) -> list[rules.Row]:
    """The queue of a class in its order, each row with the reason why it stands there."""
    rows = [t for t in open_tickets(section) if t.state == "waiting" and t.kind != "seat"]
    if not rows:
        return []
    talked = lessons.contacts(meeting.id) if meeting else {}
    moment = clock.now()
    behind_by = behind(section, sorted({t.student for t in rows}))
    return rules.in_order(
        (
            rules.Ticket(
                id=t.id,
                student=t.student,
                kind=t.kind,
                number=t.number,
                objective=t.objective,
                waited=clock.waited(t.tick, t.boot, moment) / 60,
                contacts=talked.get(t.student, 0),
                behind=behind_by[t.student],
                promised=bool(t.promised),
                state=t.state,
            )
            for t in rows
        ),
        ceiling=float(people.setting(section, "ceiling_minutes", str(rules.CEILING_MINUTES))),
    )
