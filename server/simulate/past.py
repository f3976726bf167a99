"""The lessons before today, played on the real actions, each fact dated as its lesson was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from server.actions import (
    hand_in,
    help_queue,
    hold_appointment,
    learn,
    mark_answer,
    release_seat,
    run_meeting,
    take_test,
)
from server.actions.enroll_students import NewStudent, enroll_students
from server.actions.record_verdict import record_mastered, record_not_yet
from server.mastery.luck import Dice
from server.mastery.progression import Attempt
from server.mastery.values import Objective, Remedy
from server.simulate import answers, stage
from server.simulate.people import LATE, MASTERED_BEFORE_TODAY
from server.simulate.plans import LATE_LESSON, LESSONS, SITTINGS, STARTED_LAST_TIME, Plan, Sitting, Stumble, plan_of
from server.simulate.school_days import in_lesson
from server.simulate.stage import Stage, at, did
from server.store import attempts, learning

MINUTES = 48
ABSENT_IN_HUNDRED = 6
TALKED_IN_HUNDRED = 75

Event = tuple[float, Callable[[], object]]


def play(scene: Stage, days: list[date], dice: Dice) -> None:
    """Play every past lesson. The class is on the roster already, but for the late entrant."""
    essentials = [o.code for o in scene.unit.essentials]
    plans = {name: plan_of(name, essentials, dice) for name in MASTERED_BEFORE_TODAY}
    for number, day in enumerate(days, start=1):
        if number == LATE_LESSON:
            given, family = LATE.split(" ", 1)
            roster = [NewStudent(str(130), given, family)]
            at(in_lesson(day, number, -5), partial(enroll_students, scene.teacher, scene.section, roster, ""))
            scene.ids.update(stage.ids_of(scene.section))
        _lesson(scene, number, day, plans, dice)


def _lesson(scene: Stage, number: int, day: date, plans: dict[str, Plan], dice: Dice) -> None:
    at(in_lesson(day, number, 0), lambda: run_meeting.start_class(scene.teacher, ""))
    events: list[Event] = [(5.0, lambda: run_meeting.go(scene.teacher, ""))]
    busy: set[str] = set()
    for name, plan in plans.items():
        if plan.joins <= number:
            own = _own_events(scene, number, name, plan, dice)
            events += own
            busy |= {name} if own else set()
    tests = _tests(scene, number)
    busy |= {s.name for s in SITTINGS if number in {s.lesson, s.lesson + 1}}
    for name, plan in plans.items():
        here = plan.joins <= number and (name in busy or dice.below(100) >= ABSENT_IN_HUNDRED)
        if not here:
            continue
        student = scene.student(name)
        events.append((0.5 + dice.below(20) / 10, partial(stage.arrive, student)))
        if name not in busy and dice.below(100) < TALKED_IN_HUNDRED:
            minute = 6 + dice.below(380) / 10
            events.append((minute, partial(help_queue.note_contact, scene.teacher, student.id, "")))
    for minute, event in sorted([*events, *tests], key=lambda e: e[0]):
        at(in_lesson(day, number, minute), event)
    at(in_lesson(day, number, MINUTES), lambda: run_meeting.ring_bell(scene.teacher, "keep", ""))


def _own_events(scene: Stage, number: int, name: str, plan: Plan, dice: Dice) -> list[Event]:
    """What a student's plan holds for a lesson: a talk that ends with *not yet* early, one with *mastered* late."""
    student, found = scene.student(name), list[Event]()
    for code, stumbles in plan.stumbles.items():
        objective = scene.objective(code)
        for stumble in stumbles:
            if stumble.lesson == number:
                minute = 7 + dice.below(120) / 10
                found.append((3.0, partial(_prepare, scene, name, objective, dice)))
                found += _talk(scene, name, code, minute, partial(_not_yet, scene, name, objective, stumble, dice))
    for code, lesson in plan.mastered.items():
        if lesson == number:
            objective = scene.objective(code)
            found.append((21.0, partial(_prepare, scene, name, objective, dice, stumbled=code in plan.stumbles)))
            found.append((22.0, partial(stage.do_activities, student, scene.unit, objective, dice)))
            minute = 24 + dice.below(200) / 10
            found += _talk(scene, name, code, minute, partial(_mastered, scene, name, objective))
            found.append((minute + 2, partial(learn.initial_objective, student, code, "")))
    return found


def _talk(scene: Stage, name: str, code: str, minute: float, end: Callable[[], object]) -> list[Event]:
    ticket: list[str] = []
    return [
        (minute - 2, lambda: ticket.append(stage.ask(scene.student(name), code))),
        (minute, lambda: stage.call(scene.teacher, ticket[0])),
        (minute + 1.2, end),
    ]


def _prepare(scene: Stage, name: str, objective: Objective, dice: Dice, stumbled: bool = False) -> None:
    student = scene.student(name)
    if name == "Amina Kamau" and objective.code == "gases-3":
        # She has not been in the gas box yet: the way that is left for moment 2 of the demonstration.
        stage.use(scene, student, "text-3")
        stage.use(scene, student, "worksheet-3")
        return
    stage.learn_it(scene, student, objective, dice)
    if stumbled:
        due = learning.learning_of([student.id])[student.id].remedies[objective.code]
        if not due.done:
            _do_remedy(scene, name, due.id, due.object)


def _do_remedy(scene: Stage, name: str, remedy: str, object_id: str) -> None:
    if object_id:
        stage.use(scene, scene.student(name), object_id)
    did(learn.finish_remedy(scene.student(name), remedy, ""))


def _mastered(scene: Stage, name: str, objective: Objective) -> None:
    questions = [q.question for q in objective.key_questions[:2]]
    did(record_mastered(scene.teacher, scene.ids[name], objective.code, {}, "", questions))


def _remedy(objective: Objective, stumble: Stumble, dice: Dice) -> Remedy:
    fitting = [r for r in objective.remedies if r.misconception == stumble.misconception]
    return fitting[0] if fitting else dice.pick(objective.remedies)


def _not_yet(scene: Stage, name: str, objective: Objective, stumble: Stumble, dice: Dice) -> None:
    remedy = _remedy(objective, stumble, dice)
    way = stumble.way or remedy.object
    say = stumble.say or remedy.say
    asked = [objective.key_questions[0].question]
    id, code = scene.ids[name], objective.code
    did(record_not_yet(scene.teacher, id, code, say, remedy.misconception, way, "", asked))
    if stumble.way:
        student = scene.student(name)
        due = learning.learning_of([student.id])[student.id].remedies[objective.code]
        _do_remedy(scene, name, due.id, due.object)


# --- tests ------------------------------------------------------------------------------------------------------


def _tests(scene: Stage, number: int) -> list[Event]:
    """Tests taken in this lesson, and the talks over those of the lesson before."""
    found: list[Event] = []
    for sitting in SITTINGS:
        if sitting.lesson == number:
            found.append((sitting.minute, partial(start, scene, sitting.name)))
            found.append((sitting.minute + 24, partial(_finish, scene, sitting)))
        if sitting.lesson == number - 1:
            found.append((6.0, partial(_talk_over, scene, sitting)))
    if number == LESSONS:
        found.append((26.0, partial(start, scene, STARTED_LAST_TIME)))
    return found


def start(scene: Stage, name: str) -> str:
    """Ask for a seat, get the test released there, and open it. Returns the attempt's id."""
    student = scene.student(name)
    did(release_seat.request_seat(student, ""))
    released = did(release_seat.release_seat(scene.teacher, student.id, student.device, ""))
    did(take_test.start_test(student, released["attempt"], ""))
    return str(released["attempt"])


def _last_attempt(scene: Stage, name: str) -> attempts.AttemptRow:
    row = attempts.attempt(attempts.attempts_of([scene.ids[name]])[scene.ids[name]][-1].id)
    assert row is not None
    return row


def _finish(scene: Stage, sitting: Sitting) -> None:
    row = _last_attempt(scene, sitting.name)
    typed = answers.sheet(hand_in.drawn_items(row), sitting.missed, sitting.one_slip)
    did(hand_in.hand_in(scene.student(sitting.name), row.id, typed, ""))
    did(hold_appointment.choose_appointment(scene.student(sitting.name), row.id, "next", ""))


def _talk_over(scene: Stage, sitting: Sitting) -> None:
    row = _last_attempt(scene, sitting.name)
    for place, (item, mark) in enumerate(zip(hand_in.drawn_items(row), hand_in.marks_of(row), strict=True)):
        if mark.points is None:
            did(mark_answer.mark_response(scene.teacher, row.id, place, float(item.points), ""))
    for code in next(a for a in _values(scene, sitting.name) if a.id == row.id).missed:
        remedy = scene.objective(code).remedies[0]
        did(hold_appointment.clear_objective(scene.teacher, row.id, code, remedy.say, remedy.object, ""))
    did(hold_appointment.close_appointment(scene.teacher, row.id, sitting.outcome, ""))


def _values(scene: Stage, name: str) -> tuple[Attempt, ...]:
    return attempts.as_values(attempts.attempts_of([scene.ids[name]])[scene.ids[name]])
