"""A student in the queue: asking for a check, being stuck, where one stands, stepping out."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import help_queue as actions
from server.mastery.help_queue import estimate
from server.mastery.progression import No
from server.store import lessons
from server.store.help_queue import TicketRow, open_tickets, talk_minutes
from server.web.answering import go, op, refuse
from server.web.student.blueprint import bp, learner, me


@dataclass(frozen=True)
class InLine:
    """One open ticket of a student: `position` counts from 1; 0 when it is not in the line now."""

    ticket: TicketRow
    position: int
    minutes: tuple[int, int] | None


def place_in_line(student: str, section: str, meeting: lessons.Meeting | None) -> list[InLine]:
    """Where a student stands, for each ticket."""
    mine = open_tickets(student=student)
    if not mine:
        return []
    rows = actions.line(section, meeting)
    kinds = [r.ticket.kind for r in rows]
    samples = talk_minutes(section) if rows else {}
    found = []
    for ticket in mine:
        position = next((i for i, r in enumerate(rows, 1) if r.ticket.id == ticket.id), 0)
        found.append(InLine(ticket, position, estimate(kinds[: position - 1], samples) if position else None))
    return found


@bp.post("/checks")
def request_check() -> AnyResponse:
    """I'm ready."""
    code = request.form.get("objective", "")
    answer = actions.request_check(me().actor, code, op())
    if isinstance(answer, No):
        return refuse(answer, learner().units)
    return go(url_for("student.objective_page", code=code))


@bp.post("/stuck")
def flag_stuck() -> AnyResponse:
    """I'm stuck, with what."""
    code = request.form.get("objective", "")
    answer = actions.flag_stuck(me().actor, code, request.form.get("note", ""), op())
    if isinstance(answer, No):
        return refuse(answer, learner().units)
    return go(url_for("student.objective_page", code=code) if code else url_for("student.checklist"))


@bp.post("/tickets/<ticket>/<any(cancel, ready):move>")
def move_ticket(ticket: str, move: str) -> AnyResponse:
    """Cancel, or I'm here."""
    answer = actions.student_moves(me().actor, ticket, move, op())
    if isinstance(answer, No):
        return refuse(answer)
    return go(url_for("student.checklist"))
