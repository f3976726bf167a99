"""A printed form on its way back: found by its code, typed in, given to whoever wrote it, or put away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import move_form as moving
from server.actions import print_tests as printing
from server.actions import type_in_answers
from server.mastery import grading, variants
from server.mastery.progression import No
from server.mastery.values import DrawnItem, Response
from server.mastery.worksheets import NotACode, read_code
from server.store import attempts, content, paper_forms
from server.store.paper_forms import PaperForm
from server.web.answering import go, op, refuse_saying
from server.web.files import picture
from server.web.markdown import rich
from server.web.student.taking_test import typed_in
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import Lesson, deny, lesson, show
from server.web.teacher.paper_tests import form_asks_sure, paper_title, why_not_on_paper
from server.web.words import _

LATER = "later"
"""an answer that is on the paper and that the teacher marks afterwards"""


@dataclass(frozen=True)
class Writer:
    """Somebody who may have written a form; `why_not` says why it cannot be taken as theirs."""

    student: str
    name: str
    why_not: str


def _writers(at: Lesson, form: PaperForm, students: Iterable[str]) -> list[Writer]:
    unit = content.unit(form.unit)
    if unit is None:
        return []
    known = [(student, printing.may_write(unit, form.objective, student, form)) for student in students]
    return [Writer(s, at.name(s), why_not_on_paper(may, at) if isinstance(may, No) else "") for s, may in known]


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
        if grading.is_blank(typed.get(place, {}), item):
            typed[place] = {**typed.get(place, {}), "text": _("(on the paper)")}
        if given[place] != LATER:
            points[place] = _number(given[place])
    student = found.student or request.form.get("student", "")
    if not student:
        return _typing(at, found, typed, given, "", say=_("Say first who wrote it.")), 422
    refused = next((w.why_not for w in _writers(at, found, [student] if student in at.students else [])), "")
    if refused and paper_forms.typed_in(found.code) is None:
        return _typing(at, found, typed, given, student, say=refused), 422
    blank = [
        n for n, item in enumerate(items) if not item.in_person and grading.is_blank(typed.get(n, {}), item)
    ]  # fmt: skip
    if blank and not request.form.get("blank_too") and paper_forms.typed_in(found.code) is None:
        return _typing(at, found, typed, given, student, blank=blank), 422
    answer = type_in_answers.type_in(at.actor, found.code, student, typed, points, op())
    if isinstance(answer, No):
        return _typing(at, found, typed, given, student, say=why_not_on_paper(answer, at)), 422
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
        "paper": form, "title": paper_title(form.unit, form.objective), "typed": row, "say": say,
        "name": at.name(row.student if row else form.student) if form.student or row else "",
    }  # fmt: skip
    if row is not None or form.away:
        others = _writers(at, form, [s for s in at.students if row is not None and s != row.student])
        moves = row is not None and row.state == "handed_in" and not form.student
        return show("paper_tests_form.html", at, "seats", **shared, questions=[], writers=others, moves=moves)
    writers = _writers(at, form, [form.student] if form.student else at.students)
    if form.student and writers[0].why_not and not typed:  # nobody types for nothing; what was typed is kept
        return show("paper_tests_form.html", at, "seats", **shared, closed=writers[0].why_not)
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
        asks_sure=form_asks_sure(form), student=student, blank=blank or [], op=op(),
        writers=writers,
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


@bp.post("/paper/<form>/move")
def move_form(form: str) -> AnyResponse:
    """It was typed in for the wrong student: it is this one's."""
    at, tap = lesson(), op()
    found = _find(at, form)
    answer = moving.move_form(at.actor, found.code, request.form.get("student", ""), tap)
    if isinstance(answer, No):
        return refuse_saying(_not_moved(answer, at), reason=answer.reason)
    return go(url_for("teacher.paper_tests"), typed=answer["attempt"], before=answer["before"])


def _not_moved(no: No, at: Lesson) -> str:
    return {
        "unknown": _("Choose who wrote it."),
        "already": _("It is theirs already."),
        "no_talk": _("It has been talked over: it stays where it is. Print the right student a form of their own."),
        "newer": _("Three more questions followed it: it stays where it is."),
    }.get(no.reason) or why_not_on_paper(no, at)
