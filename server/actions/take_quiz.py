"""A quiz as a check: five questions on one objective, and three more where five do not settle it.

It is an attempt like a unit test: drawn afresh, saved as it is typed, graded on the server at hand-in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from server.actions.acting import Actor, Answer, Tap, act
from server.actions.close_quizzes import close_quizzes
from server.actions.draw_for import draw_for, fresh_draw
from server.actions.hand_in import drawn_items, hand_over
from server.actions.help_queue import close_tickets
from server.actions.take_test import sit_down
from server.mastery import progression
from server.mastery.progression import No
from server.mastery.values import DrawnItem, Mark, Objective, Unit
from server.store import attempts, content, facts, people, records
from server.store.attempts import BY_TEACHER, AttemptRow

ANY_SEAT = ""
UNDECIDED = {"released", "open", "handed_in"}
"""the states of a quiz that no verdict has closed"""


def give_quiz(actor: Actor, student: str, objective: str, op: str) -> Answer:
    """The teacher hands a student the quiz on an objective; it starts wherever they sit. No(too_few_items) when the
    bank cannot fill it."""

    def change(tap: Tap) -> Answer:
        found = _find(actor.section, student, objective)
        if isinstance(found, No):
            return found
        return _release(tap, student, *found, seat=ANY_SEAT)

    return act(actor, op, change)


def start_quiz(actor: Actor, objective: str, op: str) -> Answer:
    """The student starts the quiz: where the teacher gave one, or where the objective's check is a quiz."""

    def change(tap: Tap) -> Answer:
        found = _find(actor.section, actor.id, objective)
        if isinstance(found, No):
            return found
        given = quiz_under_way(actor.id, objective)
        if given is None:
            unit, wanted = found
            may = progression.may_request_check(
                unit, wanted, records.record_of(actor.id), meeting_open=tap.meeting is not None
            )
            # A student who waits in line already may take the quiz meanwhile: the talk is then about it.
            if isinstance(may, No) and may.reason != "asked":
                return may
            if wanted.check != "quiz":
                return No("no_quiz")
            if any(_waits(row, objective) for row in attempts.attempts_of([actor.id], kind="check")[actor.id]):
                return No("quiz_talk")
            released = _release(tap, actor.id, unit, wanted, seat=ANY_SEAT)
            if isinstance(released, No):
                return released
            given = attempts.attempt(released["attempt"])
            assert given is not None
        return sit_down(tap, given)

    return act(actor, op, change)


def three_more(actor: Actor, attempt_id: str, op: str) -> Answer:
    """Three more unseen questions after a quiz that did not settle it; they start wherever the student sits.

    Once: No(had_more) for a second time, from a card that was left open. No(no_fresh_items) when the bank has no three
    left that this student has never seen.
    """

    def change(tap: Tap) -> Answer:
        row = attempts.attempt(attempt_id)
        if row is None or row.section != actor.section or row.kind != "check":
            return No("unknown")
        if row.state != "handed_in":
            return No("no_talk")
        if len(attempts.rounds_of(row)) > 1:
            return No("had_more")
        found = _find(actor.section, row.student, row.objective)
        if isinstance(found, No):
            return found
        seat = BY_TEACHER if row.seat == BY_TEACHER else ANY_SEAT
        released = _release(tap, row.student, *found, seat=seat, after=row.whole)
        more = None if isinstance(released, No) else attempts.attempt(released["attempt"])
        if more is not None and seat == BY_TEACHER:
            return draw_for(tap, more, seat=seat) or released
        return released

    return act(actor, op, change)


def mark_together(
    actor: Actor, student: str, objective: str, op: str, sheet: Sequence[DrawnItem] = ()
) -> Answer:
    """Questions gone through with the student, marked by the teacher with a tap each: drawn afresh for this student,
    or the problems of a `sheet` that the student has done on paper (in the student's own version)."""

    def change(tap: Tap) -> Answer:
        found = _find(actor.section, student, objective)
        if isinstance(found, No):
            return found
        released = _release(tap, student, *found, seat=BY_TEACHER, has_sheet=bool(sheet))
        if isinstance(released, No):
            return released
        row = attempts.attempt(released["attempt"])
        assert row is not None
        return draw_for(tap, row, seat=BY_TEACHER, sheet=sheet) or released

    return act(actor, op, change)


def marked_together(actor: Actor, attempt_id: str, right: Mapping[int, bool], op: str) -> Answer:
    """What the teacher tapped for each question, by its place: right or not. No(unmarked) while one is missing."""

    def change(tap: Tap) -> Answer:
        row = attempts.attempt(attempt_id)
        if row is None or row.section != actor.section or row.seat != BY_TEACHER:
            return No("unknown")
        if row.state != "open":
            return No("handed_in")
        items = drawn_items(row)
        if set(right) != set(range(len(items))):
            return No("unmarked")
        marks = [Mark(float(item.points) if right[n] else 0.0, item.points) for n, item in enumerate(items)]
        hand_over(tap, row, {n: {"marked": "right" if right[n] else "wrong"} for n in right}, marks)
        return {"student": row.student, "attempt": row.id}

    return act(actor, op, change)


def put_away(actor: Actor, attempt_id: str, op: str) -> Answer:
    """The teacher takes a quiz back that was given, or questions that were to be gone through aloud.

    A quiz on an objective that is mastered already goes in whatever state it is: nothing is left to be checked.
    """

    def change(tap: Tap) -> Answer:
        row = attempts.attempt(attempt_id)
        if row is None or row.section != actor.section or row.kind != "check":
            return No("unknown")
        if row.state in UNDECIDED and row.objective in records.record_of(row.student).mastered:
            close_quizzes(tap, row.student, row.objective, "mastered")
            close_tickets(tap, row.student, "check", "mastered", row.objective)
            return {"student": row.student}
        if row.state != "released" and not (row.state == "open" and row.seat == BY_TEACHER):
            return No("test_open" if row.state == "open" else "handed_in")
        tap.note("attempt_withdrawn", row.student, attempt=row.id)
        return {"student": row.student}

    return act(actor, op, change)


def quiz_under_way(student: str, objective: str) -> AttemptRow | None:
    """The quiz on an objective that this student was given or is writing; None when there is none."""
    for row in attempts.attempts_of([student], kind="check")[student]:
        if row.objective == objective and row.state in {"released", "open"}:
            return row
    return None


def _waits(row: AttemptRow, objective: str) -> bool:
    """Whether a quiz on this objective is handed in and not talked over: until then there is no other."""
    return bool(row.objective == objective and row.state == "handed_in")


def _find(section: str, student: str, objective: str) -> tuple[Unit, Objective] | No:
    row = people.Student.get_or_none((people.Student.id == student) & (people.Student.section == section))
    unit = content.unit_with_objective(objective, people.Section.get_by_id(section).unit_ids)
    return No("unknown") if row is None or unit is None else (unit, unit.objective(objective))


def _release(
    tap: Tap, student: str, unit: Unit, objective: Objective, *, seat: str, after: str = "", has_sheet: bool = False
) -> Answer:
    if tap.meeting is None:
        return No("no_meeting")
    if attempts.in_a_test(student) or quiz_under_way(student, objective.code):
        return No("test_open")
    if objective.code in records.record_of(student).mastered:
        return No("mastered", objectives=(objective.code,))
    taken = [r for r in attempts.attempts_of([student], kind="check")[student] if r.objective == objective.code]
    attempt = facts.new_id()
    if not has_sheet:
        planned = AttemptRow(
            id=attempt, student=student, unit=unit.id, kind="check", objective=objective.code, after=after
        )
        drawn = fresh_draw(planned, unit, tap.meeting_number)
        if isinstance(drawn, No):
            return replace(drawn, reason="no_fresh_items") if after else drawn
    tap.note(
        "attempt_released", student, attempt=attempt, unit=unit.id, kind="check", objective=objective.code, after=after,
        number=max((r.number for r in taken), default=0) + 1, seat=seat,
    )  # fmt: skip
    return {"student": student, "attempt": attempt}

