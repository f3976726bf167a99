"""The talk after a test: what was missed and why, a tick for each missed objective, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import abort, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from server.actions import hand_in, hold_appointment, mark_answer
from server.mastery import grading, remedies, variants
from server.mastery.progression import No
from server.mastery.rubric_lines import RubricLine, rubric_lines
from server.mastery.values import DrawnItem, Mark, Objective, Response, Unit
from server.store import attempts, content, records
from server.store.answered import CERTAINTIES
from server.store.attempts import AttemptRow
from server.store.help_queue import open_tickets
from server.store.people import Teacher
from server.web.answering import go, op
from server.web.files import picture
from server.web.markdown import plainly, rich
from server.web.teacher.answers import answer_line, key_line
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import Lesson, deny, lesson, show
from server.web.teacher.watching import answered_dots, watched


@dataclass(frozen=True)
class Answered:
    """One question of a test with its answer. `points` are those a teacher may give, when the teacher reads it."""

    place: int
    item: DrawnItem
    mark: Mark | None
    answer: Markup
    key: Markup
    picture: str
    points: Sequence[float] = ()
    sure: str = ""
    """how sure the student said to be of an answer given: sure | unsure | guess, or nothing"""
    attempt: str = ""
    response: Response = field(default_factory=dict)
    rubric: tuple[RubricLine, ...] = ()
    """the lines of its rubric with what each earned, where the teacher reads it"""
    marked_by: str = ""
    """the name of the teacher who gave its points; empty where the server did"""

    @property
    def wrong(self) -> bool:
        """Marked, and not all right."""
        return self.mark is not None and self.mark.points is not None and not self.mark.right

    @property
    def surely_wrong(self) -> bool:
        """Sure, and wrong: what a talk starts with."""
        return self.wrong and self.sure == "sure"


def _find(id: str, at: Lesson) -> tuple[AttemptRow, Unit]:
    row = attempts.attempt(id)
    if row is None or row.section != at.section.id:
        abort(404)
    unit = next((u for u in at.units if u.id == row.unit), None) or content.unit(row.unit)
    if unit is None:
        abort(404)
    return row, unit


def surest_first(questions: list[Answered]) -> list[Answered]:
    """What somebody was sure of and had wrong comes first, the rest as it stood."""
    return sorted(questions, key=lambda q: not q.surely_wrong)


def questions_of(row: AttemptRow) -> list[Answered]:
    """A test's questions with their answers, marks (once handed in) and keys."""
    responses = {int(place): response for place, response in json.loads(row.responses).items()}
    return answered_with(row, responses, [*hand_in.marks_of(row)])


def answered_with(row: AttemptRow, responses: Mapping[int, Response], marks: Sequence[Mark | None]) -> list[Answered]:
    """A test's questions with these answers, by their places, and these marks."""
    pack = content.pack_of(row.unit)
    kept: list[Mapping[str, Any]] = json.loads(row.marks)
    names = {t.id: t.name for t in Teacher.select(Teacher.id, Teacher.name)} if kept else {}
    found = []
    for place, item in enumerate(hand_in.drawn_items(row)):
        by_whom = kept[place] if place < len(kept) else {}
        mark = marks[place] if place < len(marks) else None
        by_hand = item.type in variants.READ_BY_TEACHER
        response = responses.get(place, {})
        sure = response.get(grading.SURE, "")
        step = 2 if item.points < 3 else 1
        points = [n / step for n in range(item.points * step + 1)] if by_hand else []
        found.append(
            Answered(
                place=place,
                item=item,
                mark=mark,
                answer=answer_line(item, {k: v for k, v in response.items() if k != grading.SURE}, pack),
                key=key_line(item, pack),
                picture=picture(pack, item.picture, dict(item.values)),
                points=points,
                sure=sure if sure in CERTAINTIES and not grading.is_blank(response, item) else "",
                attempt=row.id,
                response=response,
                rubric=rubric_lines(item, by_whom.get("rubric", ())) if by_hand else (),
                marked_by=names.get(by_whom.get("marked_by", ""), ""),
            )
        )
    return found


@bp.get("/attempts/<attempt>", endpoint="appointment")
def appointment_page(attempt: str) -> AnyResponse | str:
    """The page both look at during the talk."""
    at = lesson()
    row, unit = _find(attempt, at)
    if row.kind == "check":
        return redirect(url_for("teacher.quiz", attempt=row.id), 303)
    if row.state in {"released", "open"}:
        return show(
            "test_open.html", at, "seats", student=at.student(row.student), attempt=row, unit=unit,
            dots=answered_dots(row), watched=watched(at, row),
        )  # fmt: skip
    questions = questions_of(row)
    used = records.record_of(row.student).used
    missed = json.loads(row.missed)
    named = {o.code: o for o in unit.objectives}
    wrong = [q for q in questions if q.wrong]
    sure = [q for q in wrong if q.surely_wrong]
    taken = attempts.attempts_of([row.student])[row.student]
    begun = [r for r in taken if r.unit == row.unit and r.state != "released"]
    return show(
        "appointment.html", at, "queue", student=at.student(row.student), attempt=row, unit=unit, rich=rich,
        plainly=plainly, pack=content.pack_of(row.unit),
        scores=[(named.get(s.objective), s) for s in hand_in.results_of(row)],
        waiting=[q for q in questions if q.mark and q.mark.points is None],
        missed=[_missed(named, unit, code, wrong, used) for code in missed],
        sure=sure, slips=[q for q in wrong if q.item.objective not in missed and q not in sure],
        right=[q for q in questions if q.mark and q.mark.right],
        cleared=attempts.cleared_in([row.id])[row.id], named=named, several=len(begun) > 1,
        ticket=next((t for t in open_tickets(student=row.student) if t.attempt == row.id), None),
    )  # fmt: skip


def _missed(
    named: dict[str, Objective], unit: Unit, code: str, wrong: list[Answered], used: frozenset[str]
) -> dict[str, object]:
    return {
        "code": code,
        "objective": named.get(code),
        "above": [q for q in wrong if q.item.objective == code and q.surely_wrong],
        "questions": [q for q in wrong if q.item.objective == code and not q.surely_wrong],
        "ways": remedies.ways_in(unit, code, used),
    }


@bp.get("/attempts/<attempt>/beside", endpoint="beside")
def beside_page(attempt: str) -> str:
    """All tests of this unit side by side, so that one sees that a retake is another test."""
    at = lesson()
    row, unit = _find(attempt, at)
    tests = [attempts.attempt(r.id) for r in attempts.attempts_of([row.student])[row.student] if r.unit == row.unit]
    drawn = [(t, questions_of(t)) for t in tests if t is not None and t.items != "[]"]
    lines = [
        (o, [[q for q in questions if q.item.objective == o.code] for _test, questions in drawn])
        for o in unit.objectives
        if any(q.item.objective == o.code for _test, questions in drawn for q in questions)
    ]
    return show(
        "beside.html", at, "queue", student=at.student(row.student), attempt=row, unit=unit, lines=lines, rich=rich,
        pack=content.pack_of(row.unit), tests=[t for t, _questions in drawn],
    )  # fmt: skip


@bp.post("/attempts/<attempt>/marks")
def mark_response(attempt: str) -> AnyResponse:
    """Points for an answer that the teacher reads."""
    at, tap = lesson(), op()
    try:
        place, points = int(request.form.get("place", "")), float(request.form.get("points", ""))
    except ValueError:
        abort(400)
    answer = mark_answer.mark_response(at.actor, attempt, place, points, tap)
    if isinstance(answer, No):
        return deny(answer, at)
    # `done` makes the address another one, so that the script loads the page and does not only scroll in it.
    return go(url_for("teacher.appointment", attempt=attempt, done=tap, _anchor=f"q{place}-{attempt}"))


@bp.post("/attempts/<attempt>/cleared")
def clear_objective(attempt: str) -> AnyResponse:
    """A missed objective is gone over, with something to do where one is given."""
    at, tap, form = lesson(), op(), request.form
    code, thing = form.get("objective", ""), form.get("object", "")
    found = at.objective(code)
    if found is None or (thing and all(o.id != thing for o in found[0].menu(code))):
        return deny(No("unknown"), at)
    answer = hold_appointment.clear_objective(at.actor, attempt, code, form.get("say", ""), thing, tap)
    if isinstance(answer, No):
        return deny(answer, at)
    left = hold_appointment.next_to_go_over(attempt, code)
    anchor = f"missed-{left}" if left else "others"
    return go(url_for("teacher.appointment", attempt=attempt, done=tap, _anchor=anchor))


@bp.post("/attempts/<attempt>/outcome")
def close_appointment(attempt: str) -> AnyResponse:
    """How the talk ends."""
    at, tap = lesson(), op()
    answer = hold_appointment.close_appointment(at.actor, attempt, request.form.get("outcome", ""), tap)
    if isinstance(answer, No):
        return deny(answer, at)
    return go(url_for("teacher.home"), done=tap)
