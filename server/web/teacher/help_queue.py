"""The lesson: start, *Go*, who is next and why, and the bell."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server import clock
from server.actions import help_queue as actions
from server.actions import run_meeting
from server.mastery import pacing
from server.mastery.progression import No
from server.store import attempts, lessons
from server.store.help_queue import TicketRow, open_tickets
from server.store.lessons import Meeting
from server.store.on_board import on_board
from server.web.answering import go, op, version_text
from server.web.teacher.blueprint import bp
from server.web.teacher.key_alarms import alarms
from server.web.teacher.lesson import Lesson, deny, lesson, show
from server.web.teacher.retakes import scarce
from server.web.teacher.watching import version_of
from server.web.wording import labels, queue_reason
from server.web.words import _


@dataclass(frozen=True)
class Row:
    """One line of the queue, ready to be shown; `minutes` since the student asked."""

    ticket: TicketRow
    name: str
    what: str
    why: str
    minutes: int

    @property
    def icon(self) -> str:
        return {"check": "check_requested"}.get(self.ticket.kind, self.ticket.kind)


def about(at: Lesson, ticket: TicketRow) -> str:
    """What a ticket is about: "Gases 3", "Stuck: Gases 2", "Talk about the test"."""
    named = labels(at.units, [ticket.objective]) if ticket.objective else ""
    match ticket.kind:
        case "check":
            return _("%(what)s, quiz handed in") % {"what": named} if ticket.attempt else named
        case "stuck":
            return _("Stuck: %(what)s") % {"what": named} if named else _("Stuck")
        case "appointment":
            return _("Talk about the test")
        case _:
            return _("Seat for the test")


def row_of(at: Lesson, ticket: TicketRow, why: str = "") -> Row:
    """A ticket as a line of the queue."""
    waited = clock.waited(ticket.tick, ticket.boot, clock.now())
    return Row(ticket, at.name(ticket.student), about(at, ticket), why and queue_reason(why), int(waited // 60))


@bp.get("/", endpoint="home")
def home() -> str:
    """Before class, what will happen; in class, who is next and why."""
    at = lesson()
    tickets = [t for t in open_tickets(at.section.id) if t.kind != "seat"]
    taken = attempts.attempts_of(list(at.students))
    if at.meeting is None:
        owed = [s for s, rows in taken.items() if any(r.state == "handed_in" for r in rows)]
        return show(
            "before_class.html", at, "queue", live=True, owed=owed, missed=_missed_last_time(at), scarce=scarce(at),
            alarms=alarms(at),
            carried=[row_of(at, t) for t in tickets if t.kind != "appointment"],
        )  # fmt: skip
    found = {t.id: t for t in tickets}
    held = lessons.meetings_held(at.section.id)
    unit = at.units[0] if at.units else None
    week = pacing.this_week([o.code for o in unit.essentials], held, actions.pace_of(at.section.id)) if unit else ()
    talked = lessons.contacts(at.meeting.id)
    return show(
        "queue.html", at, "queue", live=True,
        rows=[row_of(at, found[r.ticket.id], r.why) for r in actions.line(at.section.id, at.meeting)],
        called=[row_of(at, t) for t in tickets if t.state in {"called", "helping"}],
        later=[row_of(at, t) for t in tickets if t.state in {"held", "parked", "carried"}],
        minute=run_meeting.minutes_into(at.meeting), talked=sum(1 for s in at.students if talked.get(s)),
        here=len(lessons.present(at.meeting.id) & set(at.students)), week=labels(at.units, week),
        tests=len(attempts.on_screens(at.section.id)), alarms=alarms(at),
        on_board=on_board(at.section.id),
    )  # fmt: skip


def _missed_last_time(at: Lesson) -> list[str]:
    """The students who were there last lesson and whom nobody talked to."""
    last = Meeting.select().where(Meeting.section == at.section.id).order_by(Meeting.number.desc()).first()
    if last is None:
        return []
    talked = lessons.contacts(last.id)
    return [s for s in at.students if s in lessons.present(last.id) and not talked.get(s)]


@bp.get("/version", endpoint="version")
def version_poll() -> Response:
    """What a teacher's live page asks every two seconds."""
    return version_text(version_of(lesson(), request.args.get("attempt", "")))


@bp.post("/class/start")
def start_class() -> AnyResponse:
    """Class begins."""
    at = lesson()
    answer = run_meeting.start_class(at.actor, op())
    return deny(answer, at) if isinstance(answer, No) else go(url_for("teacher.home"))


@bp.post("/class/go")
def begin_queue() -> AnyResponse:
    """The five minutes together are over."""
    at = lesson()
    answer = run_meeting.go(at.actor, op())
    return deny(answer, at) if isinstance(answer, No) else go(url_for("teacher.home"))


@bp.post("/class/bell")
def ring_bell() -> AnyResponse:
    """Class ends; open tests are kept or handed in, as the teacher says."""
    at = lesson()
    answer = run_meeting.ring_bell(at.actor, request.form.get("tests", ""), op())
    return deny(answer, at) if isinstance(answer, No) else go(url_for("teacher.home"))


@bp.post("/queue/next")
def call_next() -> AnyResponse:
    """Call whoever is next, and open their card."""
    at, tap = lesson(), op()
    answer = actions.call_next(at.actor, tap)
    if isinstance(answer, No):
        return deny(answer, at)
    return go(url_for("teacher.card", student=answer["student"]), ticket=answer["ticket"], done=tap)


@bp.post("/tickets/<ticket>/<any(call, not_here, come_back, ready, dismiss):move>")
def move_ticket(ticket: str, move: str) -> AnyResponse:
    """Call somebody out of turn, come back later, not here, back in line, or out of it."""
    at, tap = lesson(), op()
    answer = actions.teacher_moves(at.actor, ticket, move, tap)
    if isinstance(answer, No):
        return deny(answer, at)
    if move == "call":
        return go(url_for("teacher.card", student=answer["student"]), ticket=ticket, done=tap)
    return go(url_for("teacher.home"), done=tap)


@bp.post("/tickets/<ticket>/close")
def close_stuck(ticket: str) -> AnyResponse:
    """The talk with a stuck student is over."""
    at, tap = lesson(), op()
    answer = actions.close_stuck(at.actor, ticket, "unstuck", tap)
    if isinstance(answer, No):
        return deny(answer, at)
    return go(url_for("teacher.home"), done=tap)
