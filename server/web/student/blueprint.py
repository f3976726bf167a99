"""Everything a student opens."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from server.actions.sign_in import note_arrival
from server.mastery.progression import No, Record, Standing, standing
from server.mastery.values import Objective, Unit
from server.store import attempts, box, lessons, records
from server.store.help_queue import open_tickets
from server.web.answering import refuse
from server.web.gate import Viewer, guard

bp = Blueprint("student", __name__, url_prefix="/student")
guard(bp, "student")

HELPS = {
    f"student.{page}"
    for page in (
        "objective_page", "object_page", "object_file", "write_paper", "activity_page", "practice_page",
        "practise_pool", "practise_set",
    )
}  # fmt: skip
"""Pages that would help in a test: while one is open they wait."""


@bp.before_request
def _help_waits() -> AnyResponse | str | None:
    if request.endpoint not in HELPS or not attempts.in_a_test(me().id):
        return None
    if request.method != "GET":
        return refuse(No("in_test"))
    if request.endpoint == "student.object_file":
        abort(403)
    test, meeting = attempts.open_now(me().id), lessons.open_meeting(me().section)
    here = test is not None and meeting is not None and test.seat == me().device
    return render_template("student/waits.html", me=me(), test=test, meeting=meeting, here=here)


def me() -> Viewer:
    """The student who asks."""
    who: Viewer = g.viewer
    return who


@dataclass(frozen=True)
class Learner:
    """What a student's pages need to know of them."""

    record: Record
    units: list[Unit]
    meeting: lessons.Meeting | None

    @property
    def unit(self) -> Unit:
        found = records.current_unit(self.units, self.record)
        if found is None:
            abort(404)
        return found

    def find(self, code: str) -> tuple[Unit, Objective, Standing]:
        """An objective of this student's course, by code; 404 when there is none."""
        for unit in self.units:
            for objective in unit.objectives:
                if objective.code == code:
                    return unit, objective, standing(unit, objective, self.record)
        abort(404)


def learner() -> Learner:
    """The student who asks, with record, units and meeting."""
    who = me()
    meeting = lessons.open_meeting(who.section)
    if meeting is not None and request.method == "GET" and who.id not in lessons.present(meeting.id):
        note_arrival(who.id, who.section)
    return Learner(records.record_of(who.id), records.units_of(who.section), meeting)


def version() -> str:
    """Changes when anything this student's pages show may have changed."""
    who = me()
    scopes = [f"lesson:{who.section}", f"student:{who.id}"]
    if open_tickets(student=who.id):
        scopes.append(f"queue:{who.section}")
    return box.versions(*scopes)
