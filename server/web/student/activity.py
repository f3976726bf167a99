"""A required activity: what to do, and the tick with its evidence."""

from __future__ import annotations

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import learn
from server.mastery.progression import No
from server.store import content, learning
from server.web.answering import go, op, refuse
from server.web.files import pack_text
from server.web.student.blueprint import bp, learner, me


@bp.get("/activities/<id>")
def activity_page(id: str) -> str:
    """Instructions, safety, what to bring, and the tick."""
    who, at = me(), learner()
    for unit in at.units:
        for activity in unit.activities:
            if activity.id == id:
                instructions = pack_text(content.pack_of(unit.id), activity.instructions)
                return render_template(
                    "student/activity.html",
                    me=who,
                    unit=unit,
                    activity=activity,
                    instructions=instructions,
                    state=at.record.activities.get(id, ""),
                    evidence=learning.evidence_of(who.id).get(id, ""),
                )
    abort(404)


@bp.post("/activities/<id>")
def tick_activity(id: str) -> AnyResponse:
    """Tick it with its evidence, or take the tick back."""
    done = request.form.get("done", "1") == "1"
    answer = learn.tick_activity(me().actor, id, request.form.get("evidence", ""), done, op())
    if isinstance(answer, No):
        return refuse(answer, learner().units)
    return go(url_for("student.activity_page", id=id))
