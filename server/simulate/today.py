"""Today's lesson, as it stands at minute 14: 17 talked to, five in the queue, a test half typed on netbook 3."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from server import clock
from server.actions import hand_in, help_queue, hold_appointment, learn, release_seat, run_meeting, sign_in, take_test
from server.actions.acting import Actor
from server.actions.record_verdict import record_mastered, record_not_yet
from server.mastery.luck import Dice
from server.simulate import answers, sittings, stage
from server.simulate.people import AT_NETBOOK, MASTERED_BEFORE_TODAY, NETBOOKS, PIN, netbook
from server.simulate.plans import CELSIUS, MISSED_TODAY, STARTED_LAST_TIME
from server.simulate.school_days import minutes_before
from server.simulate.stage import Stage, did
from server.store import attempts, records
from server.store.attempts import NO_SEAT

MINUTE = 14
ANSWERED = 5
TESTER = "Kenji Mori"
RETAKES = "Omar Siddiq"
MASTER_TODAY = ("Hana Kolar", "Nia Brathwaite", "Chloe Tanner", "Grace Lindqvist")
NOT_YET_TODAY = ("Esra Yildiz", "Mateo Quispe")
TALKED_TODAY = (
    "Diego Alvarado", "Sara Petrova", "Anjali Rao", "Dmitri Zorin", "Björn Ekdal", "Fatou Diallo", "Tomasz Wilk",
    "Ifeanyi Obi", "Noor Haddad", "Lucía Ferrer", "Yusra Bello",
)  # fmt: skip
STUCK_WITH = "I heat the gas from 20 to 40 degrees and my volume doubles. The book says it does not."
OTHER_DEVICES = ("Anjali Rao", "Björn Ekdal", "Ravi Nair", "Hana Kolar", "Ingrid Solberg")
"""Who has brought something of their own and is signed in on it."""


def name_netbooks() -> None:
    """The shared netbooks have names, which makes them seats."""
    for number in range(1, NETBOOKS + 1):
        release_seat.name_device(netbook(number), f"Netbook {number}")


def open_lesson(scene: Stage) -> None:
    """Class begins fourteen minutes ago: everybody comes in, five minutes together, *Go*."""
    _at(0, lambda: run_meeting.start_class(scene.teacher, ""))
    for place, name in enumerate(scene.ids):
        student = scene.student(name) if name in MASTERED_BEFORE_TODAY else _guest(scene, name)
        _at(0.5 + place / 20, partial(stage.arrive, student))
    _at(5, lambda: run_meeting.go(scene.teacher, ""))


def _guest(scene: Stage, name: str) -> Actor:
    return Actor(scene.ids[name], "student", scene.section)


def sign_in_everybody(scene: Stage) -> None:
    """Everybody has the demonstration's PIN; those at a netbook or with a device of their own stay signed in."""
    for name in scene.ids:
        if name not in MASTERED_BEFORE_TODAY or (sign_in.has_pin(scene.ids[name]) and name not in AT_NETBOOK):
            continue
        token = sign_in.sign_in_student(scene.ids[name], PIN, scene.student(name).device)
        if isinstance(token, str) and name not in AT_NETBOOK and name not in OTHER_DEVICES:
            sign_in.sign_out(token)


def play(scene: Stage, dice: Dice) -> int:
    """The lesson up to now. Returns the number of the half-typed question, counted from 1."""
    open_lesson(scene)
    sign_in_everybody(scene)
    steps: list[tuple[float, Callable[[], Any]]] = []
    for place, name in enumerate((*MASTER_TODAY, *NOT_YET_TODAY)):
        steps.append((5.2 + place * 1.3, partial(_check, scene, name, dice)))
    for place, name in enumerate(TALKED_TODAY):
        steps.append((5.6 + place * 0.6, partial(help_queue.note_contact, scene.teacher, scene.ids[name], "")))
    steps.append((6.0, lambda: sittings.start(scene, TESTER)))
    steps.append((6.5, lambda: _go_on(scene, STARTED_LAST_TIME)))
    for minute, step in sorted(steps, key=lambda s: s[0]):
        _at(minute, step)
    half_typed = _write_half(scene)
    # The order of asking is the order of the queue: Amina is next, since nobody has talked to her today.
    _at(13.3, lambda: _ask(scene, "Amina Kamau", dice))
    _at(13.4, lambda: help_queue.flag_stuck(scene.student("Joseph Mensah"), "gases-2", STUCK_WITH, ""))
    _at(13.5, lambda: _ask(scene, "Li Wen", dice))
    _at(13.6, lambda: _hand_in(scene, STARTED_LAST_TIME))
    _at(13.7, lambda: _ask(scene, "Dmitri Zorin", dice))
    _at(13.8, lambda: release_seat.request_seat(scene.student(RETAKES), ""))
    return half_typed


def play_again(scene: Stage) -> None:
    """A fresh lesson for a demonstration started another day: whatever a visitor changed stays as it is."""
    open_lesson(scene)
    sign_in_everybody(scene)
    for place, name in enumerate(n for n in (*MASTER_TODAY, *NOT_YET_TODAY, *TALKED_TODAY) if n in scene.ids):
        _at(5.2 + place / 2, partial(help_queue.note_contact, scene.teacher, scene.ids[name], ""))
    tester = scene.student(TESTER)
    for row in attempts.attempts_of([tester.id])[tester.id]:
        if row.state == "open" and row.seat == NO_SEAT:
            _at(6, partial(release_seat.move_seat, scene.teacher, row.id, tester.device, ""))


def _at(minute: float, step: Callable[[], Any]) -> Any:
    return stage.at(minutes_before(clock.now(), MINUTE - minute), step)


def _ask(scene: Stage, name: str, dice: Dice) -> dict[str, Any]:
    """Ask for a check of the next objective, with a worksheet opened and the activities ticked."""
    student = scene.student(name)
    objective = scene.next_objective(len(records.record_of(student.id).mastered))
    if name != "Amina Kamau":
        stage.learn_it(scene, student, objective, dice)
    stage.do_activities(student, scene.unit, objective, dice)
    return {"ticket": stage.ask(student, objective.code)}


def _check(scene: Stage, name: str, dice: Dice) -> dict[str, Any]:
    ticket = _ask(scene, name, dice)["ticket"]
    stage.call(scene.teacher, ticket)
    student = scene.student(name)
    objective = scene.next_objective(len(records.record_of(student.id).mastered))
    asked = [objective.key_questions[0].question]
    if name in MASTER_TODAY:
        done = did(record_mastered(scene.teacher, student.id, objective.code, {}, "", asked))
        did(learn.initial_objective(student, objective.code, ""))
    else:
        fitting = [r for r in objective.remedies if r.misconception == CELSIUS] or list(objective.remedies)
        remedy, code = fitting[0], objective.code
        done = did(
            record_not_yet(scene.teacher, student.id, code, remedy.say, remedy.misconception, remedy.object, "", asked)
        )
    return dict(done)


def _go_on(scene: Stage, name: str) -> Any:
    """A test kept at the last bell goes on at today's seat."""
    row, student = sittings.last_attempt(scene, name), scene.student(name)
    did(release_seat.move_seat(scene.teacher, row.id, student.device, ""))
    return take_test.start_test(student, row.id, "")


def _hand_in(scene: Stage, name: str) -> Any:
    row, student = sittings.last_attempt(scene, name), scene.student(name)
    typed = answers.sheet(hand_in.drawn_items(row), (MISSED_TODAY,), one_slip=True)
    did(hand_in.hand_in(student, row.id, typed, ""))
    return hold_appointment.choose_appointment(student, row.id, "today", "")


def _write_half(scene: Stage) -> int:
    """The test on netbook 3: the first answers typed, and one number only half."""
    row = sittings.last_attempt(scene, TESTER)
    items = hand_in.drawn_items(row)
    token, (half, typed) = take_test.attempt_token(row.id), answers.half_typed(items)
    for place, item in enumerate(items[: max(half, ANSWERED)]):
        if place != half:
            did(take_test.save_answer(row.id, token, place, 1, dict(answers.right(item)), f"{row.id}-{place}"))
    did(take_test.save_answer(row.id, token, half, 1, typed, f"{row.id}-{half}"))
    return half + 1
