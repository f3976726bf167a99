"""Seats: who asks for one, whose test is where, and what each netbook is called."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import hand_in, release_seat
from server.mastery import grading, progression
from server.mastery.progression import No
from server.store import attempts, records
from server.store.attempts import NO_SEAT, OFF_SCREEN, AttemptRow
from server.store.help_queue import open_tickets
from server.store.people import Student
from server.store.signins import Device, Session, where_signed_in
from server.web.answering import go, op
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import Lesson, deny, lesson, show
from server.web.teacher.watching import typed_so_far
from server.web.wording import labels
from server.web.words import _


@dataclass(frozen=True)
class Choice:
    """A seat that may be picked."""

    seat: str
    name: str


@dataclass(frozen=True)
class Test:
    """A test or quiz that was released: whose, where, and how far. `quiz` is the objective it is on, as it is called.

    `answered` of `count` questions hold something.
    """

    attempt: AttemptRow
    student: Student
    place: str
    answered: int
    count: int
    choices: list[Choice]
    quiz: str = ""


def places_for(student: str, names: dict[str, str], signed_in: list[str], taken: str = "") -> list[Choice]:
    """The seats to choose from, the likeliest first: where they sit now, then anywhere, then every named netbook."""
    here = [Choice(d, names.get(d) or _("the computer they are at now")) for d in signed_in[:1] if d and d != taken]
    named = sorted((Choice(id, name) for id, name in names.items() if name), key=lambda c: (len(c.name), c.name))
    known = {c.seat for c in here} | {taken}
    return [*here, Choice("", _("wherever they sign in next")), *(c for c in named if c.seat not in known)]


def _place(seat: str, names: dict[str, str]) -> str:
    if seat == NO_SEAT:
        return _("no seat: release it again")
    return names.get(seat) or (_("their computer") if seat else _("wherever they sign in next"))


def _test(at: Lesson, row: AttemptRow, names: dict[str, str], signed_in: list[str]) -> Test:
    full = attempts.attempt(row.id)
    items = hand_in.drawn_items(full) if full is not None else []
    typed = typed_so_far(row)
    answered = sum(not grading.is_blank(typed.get(place, {}), item) for place, item in enumerate(items))
    choices = places_for(row.student, names, signed_in, row.seat)
    quiz = labels(at.units, [row.objective]) if row.kind == "check" else ""
    return Test(row, at.student(row.student), _place(row.seat, names), answered, len(items), choices, quiz)


def _ready(at: Lesson) -> list[Student]:
    """Who may take the test of their unit now."""
    records_now = records.records_of(list(at.students))
    units = {s: records.current_unit(at.units, records_now[s]) for s in at.students}
    return [
        at.student(s) for s, unit in units.items()
        if unit is not None and progression.test_opens(unit, records_now[s], meeting_open=at.meeting is not None)
    ]  # fmt: skip


@bp.get("/seats", endpoint="seats")
def seats_page() -> str:
    """Requests, tests under way, tests handed in, and the netbooks' names."""
    at = lesson()
    names = {d.id: d.name for d in Device.select().where(Device.name != "")}
    where = where_signed_in(list(at.students))
    taken = [r for rows in attempts.attempts_of(list(at.students)).values() for r in rows]
    quizzes = [r for rows in attempts.attempts_of(list(at.students), kind="check").values() for r in rows]
    under_way = [r for r in (*taken, *quizzes) if r.state in {"released", "open"} and r.seat not in OFF_SCREEN]
    sessions = Session.select().where(
        (Session.role == "student") & Session.person.in_(list(at.students)) & (Session.device != "")
    )
    asking = [t for t in open_tickets(at.section.id) if t.kind == "seat"]
    known = {t.student for t in asking} | {r.student for r in under_way}
    return show(
        "seats.html", at, "seats", live=True,
        ready=[(s, places_for(s.id, names, where.get(s.id, []))) for s in _ready(at) if s.id not in known],
        requests=[
            (t, at.student(t.student), places_for(t.student, names, where.get(t.student, [])))
            for t in asking
        ],
        tests=[_test(at, r, names, where.get(r.student, [])) for r in under_way],
        talks=[(r, at.student(r.student)) for r in taken if r.state == "handed_in"],
        devices=[(s.device, at.name(s.person), names.get(s.device, "")) for s in sessions],
    )  # fmt: skip


@bp.post("/seats/release", endpoint="release_seat")
def release() -> AnyResponse:
    """Release the test to this student at this seat."""
    at, tap, form = lesson(), op(), request.form
    answer = release_seat.release_seat(at.actor, form.get("student", ""), form.get("seat", "")[:64], tap)
    return deny(answer, at) if isinstance(answer, No) else go(url_for("teacher.seats"), done=tap)


@bp.post("/attempts/<attempt>/seat", endpoint="move_seat")
def move(attempt: str) -> AnyResponse:
    """Go on at another seat."""
    at, tap = lesson(), op()
    answer = release_seat.move_seat(at.actor, attempt, request.form.get("seat", "")[:64], tap)
    return deny(answer, at) if isinstance(answer, No) else go(url_for("teacher.seats"), done=tap)


@bp.post("/attempts/<attempt>/withdraw", endpoint="withdraw_seat")
def withdraw(attempt: str) -> AnyResponse:
    """Take back a test that was not started."""
    at = lesson()
    answer = release_seat.withdraw_seat(at.actor, attempt, op())
    return deny(answer, at) if isinstance(answer, No) else go(url_for("teacher.seats"))


@bp.post("/devices", endpoint="name_device")
def name() -> AnyResponse:
    """Name a netbook."""
    device = request.form.get("device", "")
    if not Session.select().where(Session.device == device).exists():
        return deny(No("unknown"), lesson())
    release_seat.name_device(device, request.form.get("name", ""))
    return go(url_for("teacher.seats"))
