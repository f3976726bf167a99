"""The 75 seconds: the evidence, what to ask, and *mastered* or *not yet* with what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server import clock
from server.actions import record_verdict
from server.mastery import progression, remedies, retrieval
from server.mastery.next_step import next_step
from server.mastery.progression import No, Record
from server.mastery.values import KeyQuestion, LearningObject, Objective, Unit
from server.store import content, learning, lessons, records, work
from server.store.help_queue import TicketRow, open_tickets
from server.store.help_queue import ticket as ticket_of
from server.store.learning import Remedy
from server.store.people import Student
from server.store.practice import summary_of
from server.store.rubric_marks import rubric_marks_of
from server.web.answering import go, op
from server.web.markdown import rich
from server.web.rubric import shown as shown_rubric
from server.web.rubric import tapped
from server.web.teacher import group_work, quiz
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import Lesson, deny, lesson, show
from server.web.teacher.watching import watched
from server.web.words import _
from server.web.worksheets import worksheet_of


@dataclass(frozen=True)
class Used:
    """A learning object a student opened: how far a video was watched, what was typed on a worksheet."""

    object: LearningObject
    seconds: float
    written: list[tuple[str, str]]


@bp.get("/students/<student>/card", endpoint="card")
def card_page(student: str) -> AnyResponse | str:
    """One student's card, for the check, or for whatever they are stuck on."""
    at = lesson()
    who = at.student(student)
    ticket = _ticket(who.id)
    if ticket is not None and ticket.kind == "appointment":
        done = request.args.get("done") or None
        return redirect(url_for("teacher.appointment", attempt=ticket.attempt, ticket=ticket.id, done=done), 303)
    if ticket is not None and ticket.kind == "seat":
        return redirect(url_for("teacher.seats"), 303)
    record = records.record_of(who.id)
    unit = records.current_unit(at.units, record)
    found = at.objective(_code_of(ticket, unit, record))
    shared: dict[str, Any] = {
        "student": who, "ticket": ticket, "record": record, "waited": _minutes(ticket),
        "past": learning.past_misconceptions(who.id)[:5],
    }  # fmt: skip
    if found is None:
        return show("card.html", at, **shared, unit=unit, squares_of=_squares(unit, record), objective=None)
    unit, objective = found
    return show(
        "card.html", at, **shared, unit=unit, objective=objective, squares_of=_squares(unit, record),
        standing=progression.standing(unit, objective, record),
        activities=[(a, record.activities.get(a.id, "")) for a in unit.required(objective.code)],
        evidence=learning.evidence_of(who.id), together=group_work.together(at, unit, objective, who.id),
        used=_used(who, unit, objective.code, record), keys=_keys(who, unit, objective.code),
        practice=summary_of(who.id, objective.code, [o.id for o in unit.menu(objective.code)]),
        given=list(
            Remedy.select()
            .where((Remedy.student == who.id) & (Remedy.objective == objective.code))
            .order_by(Remedy.number.desc())
        ),
        questions=_questions(at, who.id, objective, record),
        todo=progression.open_activities(unit, objective.code, record),
        ways=remedies.ways_in(unit, objective.code, record.used),
        objects={o.id: o for o in unit.objects},
        rubric=shown_rubric(objective, rubric_marks_of(who.id).get(objective.code)),
        open_rubric=objective.check == "performance", **_quiz(at, who, unit, objective, record),
    )  # fmt: skip


def _quiz(at: Lesson, who: Student, unit: Unit, objective: Objective, record: Record) -> dict[str, Any]:
    now = quiz.under_way(who.id, objective.code)
    result = quiz.result_of(quiz.to_talk_over(who.id, objective.code), objective)
    return {
        "quiz": now, "result": result, "heard": quiz.heard_of(unit, objective, result, record.used),
        "sheets": quiz.sheets_of(who, unit, objective), "watched": watched(at, now.attempt) if now else "",
        "rich": rich, "pack": content.pack_of(unit.id),
    }  # fmt: skip


def _ticket(student: str) -> TicketRow | None:
    """The ticket asked for; else the one this student waits with for a check of the objective asked for."""
    named = ticket_of(request.args.get("ticket", ""))
    if named is not None and named.student == student:
        return named
    code = request.args.get("objective", "")
    checks = (t for t in open_tickets(student=student) if t.kind == "check" and t.objective == (code or t.objective))
    return next(checks, None)


def _code_of(ticket: TicketRow | None, unit: Unit | None, record: Record) -> str:
    if ticket is not None:
        return str(ticket.objective)
    asked = request.args.get("objective", "")
    return asked or (next_step(unit, record).objective if unit else "")


def _minutes(ticket: TicketRow | None) -> int:
    return int(clock.waited(ticket.tick, ticket.boot, clock.now()) // 60) if ticket is not None else 0


def _squares(unit: Unit | None, record: Record) -> list[tuple[Objective, progression.Standing]]:
    return [(o, progression.standing(unit, o, record)) for o in unit.objectives] if unit else []


def _keys(student: Student, unit: Unit, code: str) -> list[tuple[LearningObject, str]]:
    """The worksheets of an objective, and which version this student has: paper is not opened on the box."""
    found = []
    for thing in unit.menu(code):
        if thing.kind == "worksheet" and thing.is_sheet:
            sheet = worksheet_of(thing, content.pack_of(unit.id))
            found.append((thing, sheet.code(sheet.place(student.section, student.id))))
    return found


def _used(student: Student, unit: Unit, code: str, record: Record) -> list[Used]:
    pack, seconds = content.pack_of(unit.id), work.watched(student.id)
    found = []
    for thing in unit.menu(code):
        written: list[tuple[str, str]] = []
        if thing.is_sheet:
            paper = work.paper_of(student.id, thing.id)
            if paper:
                sheet = worksheet_of(thing, pack)
                problems = sheet.paper(sheet.place(student.section, student.id)).problems
                texts = [(p.item.prompt, paper.get(p.item.id, (0, ""))[1]) for p in problems]
                written = [(prompt, text) for prompt, text in texts if text]
        elif thing.kind == "notes":
            kept = ((place, text) for place, (_rev, text) in work.paper_of(student.id, thing.id).items() if text)
            written = [(f"{place.partition('-')[2]}.", text) for place, text in sorted(kept, key=_in_order)]
        if thing.id in record.used or written:
            found.append(Used(thing, seconds.get(thing.id, 0), written))
    return found


def _in_order(kept: tuple[str, str]) -> tuple[str, int]:
    """Gaps of guided notes as they stand on the page: gap-2 before gap-10."""
    kind, _dash, number = kept[0].partition("-")
    return kind, int(number) if number.isdigit() else 0


def _after(at: Lesson, student: str, code: str, tap: str) -> AnyResponse:
    """A verdict leads to the next of the group, each gets an outcome of their own; else back to the queue."""
    following = group_work.next_of_group(at, student, code)
    if following:
        return go(url_for("teacher.card", student=following), objective=code, done=tap)
    return go(url_for("teacher.home"), done=tap)


def _questions(at: Lesson, student: str, objective: Objective, record: Record) -> list[tuple[Objective, KeyQuestion]]:
    number = at.meeting.number if at.meeting else lessons.meetings_held(at.section.id)
    meetings = {code: s.meeting for code, s in record.mastered.items() if code != objective.code}
    earlier = [found[1] for found in map(at.objective, retrieval.worth_another_look(meetings, number)) if found]
    tries = record.not_yet.get(objective.code, 0)
    return retrieval.questions_for(
        objective, earlier, learning.questions_asked(student), f"{student}/{objective.code}/{number}/{tries}"
    )


@bp.post("/students/<student>/mastered")
def record_mastered(student: str) -> AnyResponse:
    """*Mastered*; for each activity not done the form says owed or not needed."""
    at, tap, form = lesson(), op(), request.form
    said = {name.removeprefix("activity-"): value for name, value in form.items() if name.startswith("activity-")}
    code = form.get("objective", "")
    answer = record_verdict.record_mastered(
        at.actor, student, code, said, tap, form.getlist("question")[:5], rubric=tapped(form)
    )
    if isinstance(answer, No):
        return deny(answer, at)
    return _after(at, student, code, tap)


@bp.post("/students/<student>/not-yet")
def record_not_yet(student: str) -> AnyResponse:
    """*Not yet*, and what to do: a remedy of the objective, something to open, or the teacher's own words."""
    at, tap, form = lesson(), op(), request.form
    code = form.get("objective", "")
    say, misconception, thing = form.get("say", ""), form.get("misconception", ""), form.get("object", "")
    found = at.objective(code)
    kind, _dash, place = form.get("pick", "").partition("-")
    if found and kind == "remedy" and place.isdigit() and int(place) < len(found[1].remedies):
        remedy = found[1].remedies[int(place)]
        say, misconception, thing = say or remedy.say, remedy.misconception, remedy.object
    elif found and kind == "object":
        thing = place
        title = next((o.title for o in found[0].objects if o.id == place), "")
        say = say or (_("Look at it another way: %(what)s.") % {"what": title} if title else "")
    answer = record_verdict.record_not_yet(
        at.actor, student, code, say, misconception, thing, tap, form.getlist("question")[:5], tapped(form)
    )
    if isinstance(answer, No):
        return deny(answer, at)
    return _after(at, student, code, tap)
