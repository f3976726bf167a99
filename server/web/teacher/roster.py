"""The class list: paste names, see who is on it."""

from __future__ import annotations

from flask import g, request
from werkzeug.wrappers import Response as AnyResponse

from server.actions import enroll_students as actions
from server.actions import sign_in
from server.formats.guarded_zip import Refused
from server.formats.roster_csv import RosterRead, read_roster
from server.mastery.progression import No
from server.web.answering import op, refuse_saying
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import deny, lesson, show
from server.web.words import _


def _show(read: RosterRead | None = None, counts: dict[str, int] | None = None) -> str:
    at = lesson()
    chosen = {id: sign_in.has_pin(id) for id in at.students}
    return show("roster.html", at, "more", students=list(at.students.values()), pins=chosen, read=read, told=counts)


@bp.get("/roster", endpoint="roster")
def roster_page() -> str:
    """Who is in this class."""
    return _show()


@bp.post("/roster")
def enroll_students() -> AnyResponse | str:
    """Put pasted names on the roster, and say which lines were left out and why."""
    at = lesson()
    try:
        read = read_roster(request.form.get("names", ""))
    except Refused as refused:
        return refuse_saying(str(refused))
    if not read.students and not read.skipped:
        return refuse_saying(_("There is no name in it. Paste or type one name to a line."))
    lines = [actions.NewStudent(s.number, s.given, s.family) for s in read.students]
    answer = actions.enroll_students(at.actor, at.section.id, lines, op())
    if isinstance(answer, No):
        return deny(answer, at)
    # The list of students was read before the new ones were on it.
    g.pop("lesson", None)
    return _show(read, answer)
