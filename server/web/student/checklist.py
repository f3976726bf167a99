"""The checklist: every objective in order, its state, why it is locked, minutes, what passes; one next step."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions.help_queue import pace_of
from server.mastery import pacing
from server.mastery.next_step import Step, next_step
from server.mastery.progression import Record, owed_activities, standing
from server.mastery.values import Unit
from server.store import attempts, lessons, records
from server.store.attempts import AttemptRow
from server.store.people import Section, Student
from server.store.signins import named
from server.web.answering import version_text
from server.web.student.blueprint import bp, learner, me, version
from server.web.student.help_queue import InLine, place_in_line
from server.web.student.quiz import quizzes_now
from server.web.wording import labels
from server.web.words import _


def rows(unit: Unit, units: list[Unit], record: Record) -> list[dict[str, Any]]:
    """The lines of a checklist."""
    return [
        {
            "objective": o,
            "standing": standing(unit, o, record),
            "sign_off": record.mastered.get(o.code),
            "activities": unit.required(o.code),
        }
        for o in unit.objectives
    ]


def say_step(step: Step, unit: Unit, record: Record, line: list[InLine], device: str) -> dict[str, str]:
    """The next step in words, with where it leads, for somebody in these lines who sits at this device."""
    what = labels([unit], [step.objective]) if step.objective else ""
    to_objective = url_for("student.objective_page", code=step.objective) if step.objective else ""
    match step.kind:
        case "continue_test":
            row = attempts.attempt(step.attempt)
            assert row is not None
            if row.seat not in {"", device} and (place := named(row.seat)):
                said = _("Your test is at %(place)s: go there and sign in.") % {"place": place}
                return {"text": said, "do": "", "url": ""}
            return {
                "text": _("Your test is released. Start when you are ready.")
                if row.state == "released"
                else _("Your test is under way. Everything you typed is there."),
                "do": _("To the test"),
                "url": url_for("student.test_page", attempt=step.attempt),
            }
        case "talk":
            return {
                "text": _("Your test is handed in. Talk it over with your teacher."),
                "do": _("See your scores"),
                "url": url_for("student.test_page", attempt=step.attempt),
            }
        case "fix":
            return {
                "text": _("%(what)s: %(say)s")
                % {"what": what, "say": record.remedies[step.objective].say or _("Look at it again another way.")},
                "do": _("Do this now"),
                "url": to_objective,
            }
        case "wait":
            return {
                "text": _("%(what)s: you are in the queue. Go on with something else while you wait.")
                % {"what": what},
                "do": _("Look at it again"),
                "url": to_objective,
            }
        case "learn":
            return {
                "text": _("%(what)s: pick a way to learn it.") % {"what": what},
                "do": _("Continue"),
                "url": to_objective,
            }
        case "activity":
            title = next(a.title for a in unit.activities if a.id == step.activity)
            return {
                "text": _("Do the required activity: %(what)s.") % {"what": title},
                "do": _("Open"),
                "url": url_for("student.activity_page", id=step.activity),
            }
        case "check":
            return {
                "text": _("%(what)s: ready? Ask for a check.") % {"what": what},
                "do": _("Continue"),
                "url": to_objective,
            }
        case "seat" | "retake" if any(p.ticket.kind == "seat" for p in line):
            return {"text": _("You asked for a seat. Your teacher says where the test is."), "do": "", "url": ""}
        case "seat":
            said = (
                _("Every essential objective is mastered. Ask for a seat for the unit test.")
                if all(o.code in record.mastered for o in unit.essentials)
                else _("Your teacher opened the unit test for you. Ask for a seat.")
            )
            return {"text": said, "do": "", "url": ""}
        case "retake":
            return {
                "text": _("You are cleared for a retake. Ask for a seat; the test will be a different one."),
                "do": "",
                "url": "",
            }
        case "unit":
            return {"text": _("This unit opens when the one before is passed and talked over."), "do": "", "url": ""}
        case "extend":
            return {
                "text": _("Passed. Nice to know: %(what)s.") % {"what": what},
                "do": _("Open"),
                "url": to_objective,
            }
        case _:
            return {"text": _("All done here. Ask your teacher what comes next."), "do": "", "url": ""}


def say_quiz(row: AttemptRow, units: list[Unit], device: str) -> dict[str, str]:
    """The next step where a quiz was given, or is under way, for whoever sits at this device."""
    what = labels(units, [row.objective])
    if row.state == "open" and row.seat not in {"", device}:
        said = _("Your quiz waits for your teacher to release it here: %(what)s. Nothing you typed is lost.")
        return {"text": said % {"what": what}, "do": "", "url": ""}
    if row.state == "open":
        said = _("Your quiz is under way: %(what)s. Everything you typed is there.")
    elif row.after:
        said = _("Your teacher gave you three more questions: %(what)s.")
    else:
        said = _("Your teacher gave you a quiz: %(what)s.")
    to_do = _("Go on") if row.state == "open" else _("Take the quiz")
    return {"text": said % {"what": what}, "do": to_do, "url": url_for("student.test_page", attempt=row.id)}


@bp.get("/")
def checklist() -> AnyResponse | str:
    """A student's home."""
    who, at = me(), learner()
    unit, record = at.unit, at.record
    quizzes = quizzes_now(who.id)
    step = next_step(unit, record, {code: row.id for code, row in quizzes.items()})
    if step.kind == "continue_test":
        row = attempts.attempt(step.attempt)
        if row is not None and row.state == "open" and row.seat == who.device:
            return redirect(url_for("student.test_page", attempt=row.id), 303)
    line = place_in_line(who.id, who.section, at.meeting)
    held, pace = lessons.meetings_held(who.section), pace_of(who.section)
    week = pacing.this_week([o.code for o in unit.essentials], held, pace)
    return render_template(
        "student/checklist.html",
        me=who,
        unit=unit,
        units=at.units,
        rows=rows(unit, at.units, record),
        step=step,
        said=say_quiz(quizzes[step.objective], at.units, who.device)
        if step.kind == "quiz"
        else say_step(step, unit, record, line, who.device),
        week=labels([unit], week),
        week_done=sum(1 for c in week if c in record.mastered),
        week_count=len(week),
        owed=owed_activities(unit, record) if all(o.code in record.mastered for o in unit.essentials) else (),
        line=line,
        meeting=at.meeting,
        version=version(),
    )


@bp.get("/version", endpoint="version")
def version_poll() -> Response:
    """What a student's live page asks every two seconds."""
    return version_text(version())


@bp.get("/units/<unit>/print")
def checklist_on_paper(unit: str) -> str:
    """The checklist on one printed page, with places for initials."""
    who, at = me(), learner()
    found = next((u for u in at.units if u.id == unit), None)
    if found is None:
        abort(404)
    return paper(who.id, found, at.units)


def paper(student: str, unit: Unit, units: list[Unit]) -> str:
    """A student's checklist as a printed page."""
    record = records.record_of(student)
    row = Student.get_by_id(student)
    return render_template(
        "student/checklist_print.html", student=row, section=Section.get_by_id(row.section), unit=unit,
        rows=rows(unit, units, record), record=record, units=units,
    )  # fmt: skip
