"""Tests and quizzes of an invented history: drawn as for a person, but from the history's own seed, and filled in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from server.actions import hand_in, hold_appointment, mark_answer, release_seat, take_quiz, take_test
from server.actions.acting import Answer, Tap, act
from server.actions.draw_for import draw_for, quiz, unit_test
from server.mastery.assembly import TooFewItems
from server.mastery.drawing import READ_BY_TEACHER
from server.mastery.luck import Dice
from server.mastery.progression import Attempt
from server.mastery.values import DrawnItem
from server.simulate import answers, lures
from server.simulate.plans import LESSONS, MISSED_TODAY, SITTINGS, STARTED_LAST_TIME, Sitting
from server.simulate.stage import Event, Stage, WentWrong, did, do_remedies
from server.store import attempts
from server.store.help_queue import open_tickets

DRAWS = 30
"""tries at a test with something to write: three in four have it"""


def start(scene: Stage, name: str, *, writing: bool = False) -> str:
    """Ask for a seat, get the test released there, and open it. Returns the attempt's id.

    With `writing` it asks for an answer that a teacher reads, outside of what this history gets wrong.
    """
    student = scene.student(name)
    did(release_seat.request_seat(student, ""))
    attempt = str(did(release_seat.release_seat(scene.teacher, student.id, student.device, ""))["attempt"])
    _open(scene, attempt, name, writing)
    return attempt


def _open(scene: Stage, attempt: str, name: str, writing: bool = False) -> None:
    def change(tap: Tap) -> Answer:
        row = attempts.attempt(attempt)
        assert row is not None
        # Drawn from the box's own secret, every demonstration would tell other things of its questions.
        tries = (_draw(scene, row, f"{scene.seed}/{name}/{row.objective}/{row.number}/{n}", tap) for n in range(DRAWS))
        items = next(items for items in tries if not writing or _to_write(items))
        return draw_for(tap, row, seat=tap.actor.device, sheet=items) or {"attempt": attempt}

    did(act(scene.student(name), "", change))


def _draw(scene: Stage, row: attempts.AttemptRow, seed: str, tap: Tap) -> Sequence[DrawnItem]:
    number = tap.meeting_number
    drawn = quiz(row, seed, number) if row.kind == "check" else unit_test(scene.unit, row.student, seed, number)
    if isinstance(drawn, TooFewItems):
        raise WentWrong(f"the bank of {drawn.objective} has too few questions")
    return drawn.items


def _to_write(items: Sequence[DrawnItem]) -> bool:
    return any(item.type in READ_BY_TEACHER and item.objective != MISSED_TODAY for item in items)


# --- quizzes ----------------------------------------------------------------------------------------------------


def take(scene: Stage, name: str, code: str) -> None:
    """The teacher gives a quiz, and the student opens it."""
    given = did(take_quiz.give_quiz(scene.teacher, scene.ids[name], code, ""))
    _open(scene, str(given["attempt"]), name)


def give_in(scene: Stage, name: str, code: str, misses: int) -> str:
    """Hand the quiz in, with so many questions missed. Returns the ticket of the talk about it."""
    student = scene.student(name)
    found = take_quiz.quiz_under_way(student.id, code)
    row = attempts.attempt(found.id) if found else None
    assert row is not None
    typed = lures.quiz_sheet(hand_in.drawn_items(row), misses, Dice(f"{scene.seed}/{name}/{code}"))
    did(hand_in.hand_in(student, row.id, typed, ""))
    return next(t.id for t in open_tickets(student=student.id) if t.kind == "check" and t.objective == code)


# --- unit tests -------------------------------------------------------------------------------------------------


def tests_of(scene: Stage, number: int) -> list[Event]:
    """Tests taken in a lesson, the talks over those of the lesson before, and what is to be done after these."""
    found: list[Event] = []
    for sitting in SITTINGS:
        if sitting.lesson == number:
            found.append((sitting.minute, partial(start, scene, sitting.name)))
            found.append((sitting.minute + 24, partial(_finish, scene, sitting)))
        if sitting.lesson == number - 1:
            found.append((6.0, partial(_talk_over, scene, sitting)))
            # What the talk asked for is done before a retake is: it is the next step on their own page.
            found.append((14.0, partial(do_remedies, scene, sitting.name)))
    if number == LESSONS:
        found.append((26.0, partial(start, scene, STARTED_LAST_TIME, writing=True)))
        found.append((41.0, partial(_write_first, scene, STARTED_LAST_TIME)))
    return found


def last_attempt(scene: Stage, name: str) -> attempts.AttemptRow:
    """A student's newest test, with what was drawn."""
    row = attempts.attempt(attempts.attempts_of([scene.ids[name]])[scene.ids[name]][-1].id)
    assert row is not None
    return row


def _write_first(scene: Stage, name: str) -> None:
    """Whoever has not finished at the bell has written what takes longest; the rest is swapped over night."""
    row = last_attempt(scene, name)
    for place, item in enumerate(hand_in.drawn_items(row)):
        if item.type in READ_BY_TEACHER and item.objective != MISSED_TODAY:
            token, typed = take_test.attempt_token(row.id), dict(answers.right(item))
            did(take_test.save_answer(row.id, token, place, 1, typed, f"{row.id}-{place}"))


def _finish(scene: Stage, sitting: Sitting) -> None:
    row = last_attempt(scene, sitting.name)
    typed = answers.sheet(hand_in.drawn_items(row), sitting.missed, sitting.one_slip)
    did(hand_in.hand_in(scene.student(sitting.name), row.id, typed, ""))
    did(hold_appointment.choose_appointment(scene.student(sitting.name), row.id, "next", ""))


def _talk_over(scene: Stage, sitting: Sitting) -> None:
    row = last_attempt(scene, sitting.name)
    for place, (item, mark) in enumerate(zip(hand_in.drawn_items(row), hand_in.marks_of(row), strict=True)):
        if mark.points is None:
            did(mark_answer.mark_response(scene.teacher, row.id, place, float(item.points), ""))
    for code in next(a for a in _values(scene, sitting.name) if a.id == row.id).missed:
        remedy = scene.objective(code).remedies[0]
        did(hold_appointment.clear_objective(scene.teacher, row.id, code, remedy.say, remedy.object, ""))
    did(hold_appointment.close_appointment(scene.teacher, row.id, sitting.outcome, ""))


def _values(scene: Stage, name: str) -> tuple[Attempt, ...]:
    return attempts.as_values(attempts.attempts_of([scene.ids[name]])[scene.ids[name]])
