"""The lessons before today, played on the real actions, each fact dated as its lesson was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from server.actions import help_queue, learn, run_meeting
from server.actions.enroll_students import NewStudent, enroll_students
from server.actions.record_verdict import record_mastered, record_not_yet
from server.mastery.luck import Dice
from server.mastery.values import Objective, Remedy
from server.simulate import sittings, stage
from server.simulate.people import LATE, MASTERED_BEFORE_TODAY
from server.simulate.plans import LATE_LESSON, QUIZZED, SITTINGS, Plan, Stumble, plan_of
from server.simulate.school_days import in_lesson
from server.simulate.stage import Event, Stage, at, did

MINUTES = 48
ABSENT_IN_HUNDRED = 6
TALKED_IN_HUNDRED = 75
RIGHT_IN_HUNDRED = 45
"""Of those who master an objective at once, so many have the whole quiz right."""


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
    tests = sittings.tests_of(scene, number)
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
                end = partial(_not_yet, scene, name, objective, stumble, dice)
                # Both talks in one lesson leave no time for a quiz.
                if code in QUIZZED and plan.mastered.get(code) != number:
                    found += _talk_about_quiz(scene, name, code, minute + 7, 2 + dice.below(2), end)
                else:
                    found += _talk(scene, name, code, minute, end)
    for code, lesson in plan.mastered.items():
        if lesson == number:
            objective, stumbled = scene.objective(code), code in plan.stumbles
            quiz = code in QUIZZED and not stumbled
            found.append((21.0, partial(_prepare, scene, name, objective, dice, stumbled=stumbled)))
            found.append((22.0, partial(stage.do_activities, student, scene.unit, objective, dice)))
            minute = 32 + dice.below(120) / 10 if quiz else 24 + dice.below(200) / 10
            end = partial(_mastered, scene, name, objective)
            if quiz:
                misses = int(dice.below(100) >= RIGHT_IN_HUNDRED)
                found += _talk_about_quiz(scene, name, code, minute, misses, end)
            else:
                found += _talk(scene, name, code, minute, end)
            found.append((minute + 2, partial(learn.initial_objective, student, code, "")))
    return found


def _talk(scene: Stage, name: str, code: str, minute: float, end: Callable[[], object]) -> list[Event]:
    ticket: list[str] = []
    return [
        (minute - 2, lambda: ticket.append(stage.ask(scene.student(name), code))),
        (minute, lambda: stage.call(scene.teacher, ticket[0])),
        (minute + 1.2, end),
    ]


def _talk_about_quiz(
    scene: Stage, name: str, code: str, minute: float, misses: int, end: Callable[[], object]
) -> list[Event]:
    """As a talk, with a quiz before it: its hand-in asks for the talk."""
    ticket: list[str] = []
    return [
        (minute - 8.5, lambda: sittings.take(scene, name, code)),
        (minute - 1, lambda: ticket.append(sittings.give_in(scene, name, code, misses))),
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
        stage.do_remedies(scene, name)


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
        stage.do_remedies(scene, name)
