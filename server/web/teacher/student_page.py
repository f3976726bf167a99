"""One student: the checklist with who and when, tests, a new PIN, and the way to overrides."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import enroll_students, sign_in
from server.actions import help_queue as actions
from server.mastery.progression import No, owed_activities, standing
from server.store import attempts, learning, records
from server.store.help_queue import open_tickets
from server.store.learning import Opened
from server.store.people import Teacher
from server.store.rubric_marks import rubric_marks_of
from server.web.answering import go, op
from server.web.rubric import shown as shown_rubric
from server.web.student.checklist import paper
from server.web.sureness import in_few_words, sureness_of
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import deny, lesson, show
from server.web.teacher.overrides import forms_for, reasons


@bp.get("/students/<student>", endpoint="student")
def student_page(student: str) -> str:
    """Where this student stands, and everything a teacher may do about it."""
    at = lesson()
    who = at.student(student)
    record = records.record_of(who.id)
    unit = records.current_unit(at.units, record)
    shown = at.unit(request.args["unit"]) if "unit" in request.args else unit
    marks, quizzes = rubric_marks_of(who.id), attempts.attempts_of([who.id], kind="check")[who.id]
    mastered = [o for o in shown.objectives if o.code in record.mastered] if shown else []
    return show(
        "student.html", at, "class", student=who, record=record, unit=shown,
        rows=[(o, standing(shown, o, record), shown.required(o.code)) for o in shown.objectives] if shown else [],
        owed=owed_activities(shown, record) if shown else (),
        rubrics={o.code: shown_rubric(o, marks[o.code]) for o in shown.objectives if o.code in marks} if shown else {},
        teachers={t.id: t.name for t in Teacher.select(Teacher.id, Teacher.name)},
        behind=actions.behind(at.section.id, [who.id]).get(who.id, 0),
        tests=attempts.attempts_of([who.id])[who.id], tickets=open_tickets(student=who.id),
        quizzes=[q for q in quizzes if q.state not in {"released", "open"}],
        holds={o.code: in_few_words(sureness_of(who.id, o.code)) for o in mastered},
        past=learning.past_misconceptions(who.id)[:5], forms=forms_for(at, record), reasons=reasons(),
        opened=list(Opened.select().where(Opened.student == who.id)), has_pin=sign_in.has_pin(who.id),
    )  # fmt: skip


@bp.get("/students/<student>/print", endpoint="checklist_on_paper")
def checklist_on_paper(student: str) -> AnyResponse | str:
    """The checklist on one printed page."""
    at = lesson()
    who = at.student(student)
    asked = request.args.get("unit", "")
    unit = at.unit(asked) if asked else records.current_unit(at.units, records.record_of(who.id))
    if unit is None:
        return redirect(url_for("teacher.student", student=who.id), 303)
    return paper(who.id, unit, at.units)


@bp.post("/students/<student>/pin")
def forget_pin(student: str) -> AnyResponse:
    """A new PIN at the next sign-in."""
    at = lesson()
    answer = sign_in.forget_pin(at.actor, student, op())
    return deny(answer, at) if isinstance(answer, No) else go(url_for("teacher.student", student=student))


@bp.post("/students/<student>/leave")
def end_enrollment(student: str) -> AnyResponse:
    """Off the roster; what they did is kept."""
    at = lesson()
    answer = enroll_students.end_enrollment(at.actor, student, op())
    return deny(answer, at) if isinstance(answer, No) else go(url_for("teacher.roster"))
