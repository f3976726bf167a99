"""Whom nobody has talked to yet this lesson."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import help_queue as actions
from server.mastery import help_queue as rules
from server.mastery.next_step import next_step
from server.mastery.progression import No
from server.mastery.values import Unit
from server.store import lessons, records
from server.store.help_queue import open_tickets
from server.web.answering import go, op
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import deny, lesson, show
from server.web.wording import labels


@bp.get("/not-seen", endpoint="not_seen")
def not_seen_page() -> str:
    """Present students nobody talked to, furthest behind first; then those who did not sign in today."""
    at = lesson()
    talked = lessons.contacts(at.meeting.id) if at.meeting else {}
    here = (lessons.present(at.meeting.id) if at.meeting else set()) & set(at.students)
    waiting = [t.student for t in open_tickets(at.section.id)]
    behind = actions.behind(at.section.id, list(at.students))
    known = records.records_of(list(at.students))

    def at_work_on(student: str) -> str:
        unit: Unit | None = records.current_unit(at.units, known[student])
        return labels(at.units, [code for code in [next_step(unit, known[student]).objective] if code]) if unit else ""

    return show(
        "not_seen.html", at, "not_seen", live=True, behind=behind,
        rows=[(at.students[s], at_work_on(s)) for s in rules.not_seen(here, talked, waiting, behind)],
        away=[s for id, s in at.students.items() if id not in here and not talked.get(id)],
        talked=sum(1 for s in at.students if talked.get(s)),
    )  # fmt: skip


@bp.post("/students/<student>/talked")
def note_contact(student: str) -> AnyResponse:
    """I talked with this student."""
    at, tap = lesson(), op()
    answer = actions.note_contact(at.actor, student, tap)
    if isinstance(answer, No):
        return deny(answer, at)
    return go(url_for("teacher.not_seen"), done=tap)
