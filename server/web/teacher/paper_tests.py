"""Tests on paper: printed for the class with the keys beside them, and typed in again by the code on each form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from server.actions import print_tests as printing
from server.actions import type_in_answers
from server.mastery import grading, progression, variants
from server.mastery.progression import No, Record
from server.mastery.values import DrawnItem, Objective, Response, Unit
from server.mastery.worksheets import NotACode, read_code
from server.store import attempts, content, paper_forms, records
from server.store.attempts import AttemptRow
from server.store.paper_forms import PaperForm
from server.web import qr
from server.web.answering import go, op, refuse_saying
from server.web.files import picture
from server.web.markdown import rich
from server.web.student.quiz import asks_sure
from server.web.student.taking_test import typed_in
from server.web.teacher.answers import key_line
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import Lesson, deny, lesson, show
from server.web.wording import why_not
from server.web.words import _
from server.web.worksheets import short_key

LINES_OF_A_POINT, MOST_LINES = 3, 12
LATER = "later"
"""an answer that is on the paper and that the teacher marks afterwards"""


@dataclass(frozen=True)
class Printed:
    """One form, ready for the printer. `name` is empty on a spare one; `lines` are those to write on, by question."""

    form: PaperForm
    name: str
    items: list[DrawnItem]
    pictures: list[str]
    scan: Markup
    asks_sure: bool

    @property
    def lines(self) -> list[int]:
        return [min(LINES_OF_A_POINT * item.points, MOST_LINES) for item in self.items]


@dataclass(frozen=True)
class Choice:
    """A student to print for: ticked at first, or `why_not`, or with the code of a form that is still out."""

    student: str
    name: str
    ticked: bool
    why_not: str
    out: str


def _title(at: Lesson, unit: str, objective: str) -> str:
    """What a form is called: the unit, or the objective that a quiz is on."""
    found = content.unit(unit)
    known = {o.code: o for o in found.objectives} if found else {}
    if objective:
        one = known.get(objective)
        return f"{one.label}. {one.title}" if one else objective
    return found.title if found else unit


def _chosen(at: Lesson, what: str) -> tuple[Unit, Objective | None] | None:
    """What the choice of a test stands for: `unit:<id>`, or the code of an objective."""
    unit = next((u for u in at.units if what == f"unit:{u.id}"), None)
    return (unit, None) if unit else at.objective(what)


def _may(unit: Unit, objective: Objective | None, record: Record) -> progression.Yes | No:
    may = printing.opens(unit, objective, record)
    if objective is None or not may:
        return may
    ready = progression.may_request_check(unit, objective, record, meeting_open=True)
    return progression.Yes() if isinstance(ready, No) and ready.reason == "asked" else ready


def _choices(at: Lesson, unit: Unit, objective: Objective | None, out: list[PaperForm]) -> list[Choice]:
    known, code = records.records_of(list(at.students)), objective.code if objective else ""
    found = []
    for student in at.students:
        theirs = [f for f in out if (f.student, f.unit, f.objective) == (student, unit.id, code)]
        refused = printing.opens(unit, objective, known[student])
        ready = bool(_may(unit, objective, known[student])) and not theirs
        reason = _why(refused, at) if isinstance(refused, No) else ""
        found.append(Choice(student, at.name(student), ready, reason, theirs[0].shown if theirs else ""))
    return found


@bp.get("/paper", endpoint="paper_tests")
def paper_page() -> AnyResponse | str | tuple[str, int]:
    """Print tests, find a form by its code, and see which forms are still out."""
    at, code = lesson(), request.args.get("code", "").strip()
    wrong = ""
    if code:
        read = read_code(code)
        form = None if isinstance(read, NotACode) else paper_forms.form(read, at.section.id)
        if form is not None:
            return redirect(url_for("teacher.paper_form", form=form.code), 303)
        wrong = why_not(No("no_form"))
        if isinstance(read, NotACode):
            wrong = _("That is not a form's code. It has six signs, such as 7KC-M4T, at the top right of the paper.")
    what = request.args.get("what", "")
    chosen = _chosen(at, what) or ((at.units[0], None) if at.units and not what else None)
    if chosen is None:
        abort(404)
    unit, objective = chosen
    out = paper_forms.forms_out(at.section.id)
    typed = attempts.attempt(request.args.get("typed", ""))
    page = show(
        "paper_tests.html", at, "seats", wrong=wrong, code=code[:20], unit=unit, objective=objective,
        choices=_choices(at, unit, objective, out), most=printing.MOST_SPARE,
        out=[(f, at.name(f.student) if f.student else "", _title(at, f.unit, f.objective)) for f in out],
        typed=typed if typed is not None and typed.section == at.section.id else None,
    )  # fmt: skip
    return (page, 422) if wrong else page


@bp.post("/paper")
def print_tests() -> AnyResponse:
    """Draw the forms."""
    at, form = lesson(), request.form
    chosen, spare = _chosen(at, form.get("what", "")), form.get("spare", "").strip() or "0"
    if chosen is None:
        return deny(No("unknown"), at)
    if not (spare.isascii() and spare.isdigit() and int(spare[:4]) <= printing.MOST_SPARE):
        return refuse_saying(
            _("Give a whole number from %(least)s to %(most)s.") % {"least": 0, "most": printing.MOST_SPARE}
        )
    unit, objective = chosen
    answer = printing.print_tests(
        at.actor, unit.id, objective.code if objective else "", form.getlist("student"), int(spare), op()
    )
    if isinstance(answer, No):
        return deny(answer, at)
    return go(url_for("teacher.paper_batch", batch=answer["batch"]))


@bp.get("/paper/printed/<batch>", endpoint="paper_batch")
def batch_page(batch: str) -> str:
    """The forms drawn together, to be printed, and their keys on paper of their own."""
    at = lesson()
    forms = paper_forms.batch(batch, at.section.id)
    if not forms:
        abort(404)
    part = request.args.get("show", "")
    first = forms[0]
    return show(
        "paper_tests_print.html", at, "seats", forms=[_printed(at, form) for form in forms], batch=batch,
        part=part if part in {"forms", "keys"} else "", title=_title(at, first.unit, first.objective),
        kind=first.kind, pack=content.pack_of(first.unit), rich=rich, short_key=short_key, key_line=key_line,
    )  # fmt: skip


def _printed(at: Lesson, form: PaperForm) -> Printed:
    items, pack = type_in_answers.items_now(form), content.pack_of(form.unit)
    return Printed(
        form, at.student(form.student).full if form.student else "", items,
        [picture(pack, item.picture, dict(item.values)) for item in items],
        qr.drawn(qr.address() + url_for("teacher.paper_form", form=form.code)), _asks_sure(form),
    )  # fmt: skip


def _asks_sure(form: PaperForm) -> bool:
    return asks_sure(AttemptRow(section=form.section, kind=form.kind))


def _find(at: Lesson, code: str) -> PaperForm:
    read = read_code(code)
    form = None if isinstance(read, NotACode) else paper_forms.form(read, at.section.id)
    if form is None:
        abort(404)
    return form


@bp.get("/paper/<form>", endpoint="paper_form")
def form_page(form: str) -> str:
    """Type in what stands on a form, in the order of the paper."""
    at = lesson()
    return _typing(at, _find(at, form), {}, {}, request.args.get("student", ""))


@bp.post("/paper/<form>")
def type_in(form: str) -> AnyResponse | str | tuple[str, int]:
    """Hand in what was typed. What is empty is asked about once, so that no question is passed over by mistake."""
    at = lesson()
    found = _find(at, form)
    items = printing.form_items(found)
    typed, given = typed_in(request.form, items), {n: request.form.get(f"read{n}", "") for n in range(len(items))}
    points = {}
    for place, item in enumerate(items):
        if item.type not in variants.READ_BY_TEACHER or not given[place]:
            continue
        if grading.is_blank(typed.get(place, {})):
            typed[place] = {**typed.get(place, {}), "text": _("(on the paper)")}
        if given[place] != LATER:
            points[place] = _number(given[place])
    student = found.student or request.form.get("student", "")
    if not student:
        return _typing(at, found, typed, given, "", say=_("Say first who wrote it.")), 422
    blank = [
        n for n, item in enumerate(items) if item.type != "performance" and grading.is_blank(typed.get(n, {}))
    ]  # fmt: skip
    if blank and not request.form.get("blank_too") and paper_forms.typed_in(found.code) is None:
        return _typing(at, found, typed, given, student, blank=blank), 422
    answer = type_in_answers.type_in(at.actor, found.code, student, typed, points, op())
    if isinstance(answer, No):
        return _typing(at, found, typed, given, student, say=why_not(answer, at.units)), 422
    return go(url_for("teacher.paper_tests", typed=answer["attempt"]))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        abort(400)


def _typing(
    at: Lesson,
    form: PaperForm,
    typed: Mapping[int, Response],
    given: Mapping[int, str],
    student: str,
    *,
    say: str = "",
    blank: list[int] | None = None,
) -> str:
    items, pack = printing.form_items(form), content.pack_of(form.unit)
    done = paper_forms.typed_in(form.code)
    row = attempts.attempt(done.attempt) if done else None
    shared: dict[str, Any] = {
        "paper": form, "title": _title(at, form.unit, form.objective), "typed": row, "say": say,
        "name": at.name(row.student if row else form.student) if form.student or row else "",
    }  # fmt: skip
    if row is not None or form.away:
        return show("paper_tests_form.html", at, "seats", **shared, questions=[])
    questions = [
        {
            "place": place, "item": item, "picture": picture(pack, item.picture, dict(item.values)),
            "value": typed.get(place, {}), "read": given.get(place, ""), "points": _points_of(item),
        }
        for place, item in enumerate(items)
    ]  # fmt: skip
    return show(
        "paper_tests_form.html", at, "seats", **shared, questions=questions, rich=rich, pack=pack,
        later=LATER, lettered=True,
        asks_sure=_asks_sure(form), student=student, blank=blank or [], op=op(),
        students=[(s, at.name(s)) for s in at.students],
    )  # fmt: skip


def _points_of(item: DrawnItem) -> list[float]:
    """The points to choose from for an answer that the teacher reads."""
    step = 2 if item.points < 3 else 1
    return [n / step for n in range(item.points * step + 1)] if item.type in variants.READ_BY_TEACHER else []


@bp.post("/paper/<form>/away")
def put_form_away(form: str) -> AnyResponse:
    """A form is lost."""
    at = lesson()
    answer = printing.put_form_away(at.actor, _find(at, form).code, op())
    return deny(answer, at) if isinstance(answer, No) else go(url_for("teacher.paper_tests"))


def _why(no: No, at: Lesson) -> str:
    """Why a student's test is not open, said to the teacher."""
    return _("Their last test is still to be talked over.") if no.reason == "talk_first" else why_not(no, at.units)
