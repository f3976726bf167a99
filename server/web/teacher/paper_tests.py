"""Tests on paper: printed for the class with the keys beside them, and typed in again by the code on each form."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from server.actions import print_tests as printing
from server.actions import type_in_answers
from server.mastery import progression
from server.mastery.progression import No, Record
from server.mastery.values import DrawnItem, Objective, Unit
from server.mastery.worksheets import NotACode, read_code
from server.store import attempts, content, paper_forms, records
from server.store.attempts import AttemptRow
from server.store.paper_forms import PaperForm
from server.web import qr
from server.web.answering import go, op, refuse_saying
from server.web.files import picture
from server.web.markdown import rich
from server.web.student.quiz import asks_sure
from server.web.teacher.answers import key_line
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import Lesson, deny, lesson, show
from server.web.wording import unit_titles, why_not
from server.web.words import _
from server.web.worksheets import short_key

LINES_OF_A_POINT, MOST_LINES = 3, 12


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


def paper_title(unit: str, objective: str) -> str:
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


def _ready(unit: Unit, objective: Objective | None, record: Record) -> bool:
    """Whether a student who may write it is likely to: a quiz is for whoever could ask for a check."""
    if objective is None:
        return True
    may = progression.may_request_check(unit, objective, record, meeting_open=True)
    return bool(may) or (isinstance(may, No) and may.reason == "asked")


def _choices(at: Lesson, unit: Unit, objective: Objective | None, out: list[PaperForm]) -> list[Choice]:
    known, code = records.records_of(list(at.students)), objective.code if objective else ""
    found = []
    for student in at.students:
        theirs = [f for f in out if (f.student, f.unit, f.objective) == (student, unit.id, code)]
        may = printing.may_write(unit, code, student)
        ready = bool(may) and not theirs and _ready(unit, objective, known[student])
        reason = why_not_on_paper(may, at) if isinstance(may, No) else ""
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
    typed = typed if typed is not None and typed.section == at.section.id else None
    before = request.args.get("before", "")
    page = show(
        "paper_tests.html", at, "seats", wrong=wrong, code=code[:20], unit=unit, objective=objective,
        choices=_choices(at, unit, objective, out), most=printing.MOST_SPARE,
        out=[(f, at.name(f.student) if f.student else "", paper_title(f.unit, f.objective)) for f in out],
        typed=typed, spare=_spare(at, typed.id) if typed else "", before=at.students.get(before) and at.name(before),
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
        part=part if part in {"forms", "keys"} else "", title=paper_title(first.unit, first.objective),
        kind=first.kind, pack=content.pack_of(first.unit), rich=rich, short_key=short_key, key_line=key_line,
    )  # fmt: skip


def _printed(at: Lesson, form: PaperForm) -> Printed:
    items, pack = type_in_answers.items_now(form), content.pack_of(form.unit)
    return Printed(
        form, at.student(form.student).full if form.student else "", items,
        [picture(pack, item.picture, dict(item.values)) for item in items],
        qr.drawn(qr.address() + url_for("teacher.paper_form", form=form.code)), form_asks_sure(form),
    )  # fmt: skip


def form_asks_sure(form: PaperForm) -> bool:
    """Whether each question of a form asks how sure the student is."""
    return asks_sure(AttemptRow(section=form.section, kind=form.kind))


def _spare(at: Lesson, attempt: str) -> str:
    """The code of the form without a name that an attempt was typed in from; empty where it had one."""
    form = paper_forms.form(paper_forms.code_of(attempt).replace("-", ""), at.section.id)
    return form.code if form is not None and not form.student else ""


def why_not_on_paper(no: No, at: Lesson) -> str:
    """Why a student cannot write a test on paper, said to the teacher."""
    sentences = {
        "talk_first": _("Their last test is still to be talked over."),
        "test_open": _("They have it open on a screen, or it is released to them."),
        "passed": _("They have passed this test."),
        "not_cleared": _("They are not cleared for a retake yet."),
        "unit_locked": _("Not passed and talked over yet: %(what)s.") % {"what": unit_titles(at.units, no.units)},
    }
    return sentences.get(no.reason) or why_not(no, at.units)
