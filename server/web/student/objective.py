"""One objective: a menu of ways to learn it, what must be done, and the way to the check."""

from __future__ import annotations

from flask import render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import learn
from server.mastery.progression import Mastered, No, NotYet, may_request_check
from server.mastery.remedies import ways_in
from server.store import content, work
from server.store.rubric_marks import rubric_marks_of
from server.web.answering import go, op, refuse
from server.web.rubric import shown as shown_rubric
from server.web.student import quiz
from server.web.student.blueprint import bp, learner, me, version
from server.web.student.help_queue import place_in_line
from server.web.student.practice import practice_of
from server.web.wording import why_not


@bp.get("/objectives/<code>")
def objective_page(code: str) -> str:
    """A menu, not steps. What is locked can be looked at, not checked."""
    who, at = me(), learner()
    unit, objective, standing = at.find(code)
    may = may_request_check(unit, objective, at.record, meeting_open=at.meeting is not None)
    remedy = standing.remedy if isinstance(standing, NotYet) else None
    if isinstance(standing, Mastered):
        due = at.record.remedies.get(code)
        remedy = due if due and not due.done else None
    menu = ways_in(unit, code, at.record.used) if remedy else list(unit.menu(code))
    return render_template(
        "student/objective.html",
        me=who,
        unit=unit,
        units=at.units,
        objective=objective,
        standing=standing,
        menu=menu,
        used=at.record.used,
        places=work.watched(who.id),
        activities=[(a, at.record.activities.get(a.id, "")) for a in unit.required(code)],
        may=may,
        why="" if may else why_not(may, at.units) if isinstance(may, No) else "",
        remedy=remedy,
        remedy_object=next((o for o in unit.objects if remedy and o.id == remedy.object), None),
        line=[p for p in place_in_line(who.id, who.section, at.meeting) if p.ticket.objective == code],
        meeting=at.meeting,
        version=version(),
        bank=len(content.bank(code)),
        practice=practice_of(at, objective),
        quiz=quiz.offer(objective, may),
        rubric=shown_rubric(objective, rubric_marks_of(who.id).get(code)),
    )


@bp.post("/objectives/<code>/initial")
def initial_objective(code: str) -> AnyResponse:
    """Initial it."""
    answer = learn.initial_objective(me().actor, code, op())
    if isinstance(answer, No):
        return refuse(answer, learner().units)
    return go(
        url_for("student.checklist")
        if request.form.get("from") == "checklist"
        else url_for("student.objective_page", code=code)
    )


@bp.post("/remedies/<remedy>/done")
def finish_remedy(remedy: str) -> AnyResponse:
    """I did this."""
    answer = learn.finish_remedy(me().actor, remedy, op())
    if isinstance(answer, No):
        return refuse(answer, learner().units)
    return go(url_for("student.objective_page", code=answer["objective"]))
