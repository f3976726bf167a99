"""A quiz on the teacher's side: given with one tap, watched as it fills in, gone through together, weighed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import hand_in, take_quiz
from server.mastery import remedies, two_stage
from server.mastery.progression import No
from server.mastery.two_stage import Passes, Stops, ThreeMore
from server.mastery.values import DrawnItem, LearningObject, Objective, Unit
from server.store import attempts, content
from server.store.attempts import BY_TEACHER, NO_SEAT, AttemptRow
from server.store.people import Student
from server.web.answering import go, op, refuse_saying
from server.web.markdown import rich
from server.web.sureness import lucky_in_words, result_in_words, sureness_of
from server.web.teacher.appointment import Answered, answered_with, questions_of, surest_first
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import Lesson, deny, lesson, show
from server.web.teacher.quiz_words import what_next, why_no_quiz
from server.web.teacher.watching import Dot, dots_of, marks_so_far, typed_so_far
from server.web.words import _
from server.web.worksheets import worksheet_of


@dataclass(frozen=True)
class UnderWay:
    """A quiz that was given: `where` is given | open | no_seat | together."""

    attempt: AttemptRow
    where: str
    dots: list[Dot]
    questions: list[Answered]
    more: bool
    """whether it is the three more after a quiz"""


@dataclass(frozen=True)
class Result:
    """What a quiz handed in shows, together with the three more that followed it. `passed` waits for what is unmarked.

    `points` of `of`, and so many are `needed`. `said` speaks of the result and how sure it is; `advice` is the rule's,
    for the teacher to take or leave.
    """

    attempt: AttemptRow
    points: float
    of: int
    needed: float
    passed: bool | None
    said: str
    lucky: str
    advice: Passes | ThreeMore | Stops | None
    wrong: list[Answered]
    waiting: list[Answered]
    right: list[Answered]
    earlier: list[Answered]
    misconceptions: tuple[str, ...]
    had_more: bool

    @property
    def next(self) -> str:
        """What comes next, in words."""
        return what_next(self.advice, waits=bool(self.waiting), had_more=self.had_more)


@dataclass(frozen=True)
class Heard:
    """A misconception that a quiz showed, as the start of a *not yet*: what to say, and what to open."""

    misconception: str
    say: str
    object: str


def checks_of(student: str, objective: str) -> list[AttemptRow]:
    """A student's quizzes on an objective, first to last, without what was drawn."""
    return [row for row in attempts.attempts_of([student], kind="check")[student] if row.objective == objective]


def to_talk_over(student: str, objective: str) -> list[AttemptRow]:
    """The quiz handed in last that no verdict has closed yet, and the three more after it."""
    waiting = [row for row in checks_of(student, objective) if row.state == "handed_in"]
    base = (waiting[-1].after or waiting[-1].id) if waiting else ""
    return [row for row in waiting if base in {row.id, row.after}]


def under_way(student: str, objective: str) -> UnderWay | None:
    """The quiz that this student was given on an objective, with its answers so far."""
    found = take_quiz.quiz_under_way(student, objective)
    row = attempts.attempt(found.id) if found else None
    if row is None:
        return None
    if row.state == "released":
        return UnderWay(row, "given", [], [], bool(row.after))
    items, typed = hand_in.drawn_items(row), typed_so_far(row)
    marks = marks_so_far(items, typed)
    where = {BY_TEACHER: "together", NO_SEAT: "no_seat"}.get(row.seat, "open")
    return UnderWay(row, where, dots_of(items, marks), answered_with(row, typed, marks), bool(row.after))


def result_of(rows: Sequence[AttemptRow], objective: Objective) -> Result | None:
    """What quizzes on an objective show together; `rows` are a quiz and the three more after it."""
    whole = [row for row in (attempts.attempt(r.id) for r in rows) if row is not None]
    if not whole:
        return None
    questions = [q for row in whole for q in questions_of(row)]
    counted = [q for q in questions if q.item.purpose != "retrieval"]
    waiting = [q for q in counted if q.mark and q.mark.points is None]
    points = sum(q.mark.points or 0.0 for q in counted if q.mark)
    of = sum(q.item.points for q in counted)
    passed = None if waiting else two_stage.passes(points, of, objective.threshold)
    wrong = surest_first([q for q in counted if q.wrong])
    sureness = sureness_of(whole[0].student, objective.code)
    had_more = len(whole) > 1
    advice = None if waiting or not of else two_stage.after_check(points, of, objective.threshold, had_more=had_more)
    return Result(
        whole[0], points, of, two_stage.needed(of, objective.threshold), passed, result_in_words(sureness, passed),
        lucky_in_words(sureness), advice, wrong, waiting, [q for q in counted if q.mark and q.mark.right],
        [q for q in questions if q not in counted],
        tuple(dict.fromkeys(q.mark.misconception for q in wrong if q.mark and q.mark.misconception)), had_more,
    )  # fmt: skip


def heard_of(unit: Unit, objective: Objective, result: Result | None, used: frozenset[str]) -> Heard | None:
    """The misconception that was tapped in a result, as the start of a *not yet*; None where none was."""
    named = request.args.get("heard", "")
    if result is None or named not in result.misconceptions:
        return None
    for remedy in objective.remedies:
        if remedy.misconception == named:
            return Heard(named, remedy.say, remedy.object)
    way = next(iter(remedies.ways_in(unit, objective.code, used)), None)
    say = _("Look again: %(what)s.") % {"what": named}
    return Heard(named, say, way.id if way else "")


def sheets_of(student: Student, unit: Unit, objective: Objective) -> list[tuple[LearningObject, str]]:
    """The sheets of an objective whose problems can be marked together, with the code of this student's version.

    A problem set comes before a worksheet where the check is a problem set.
    """
    things = [thing for thing in unit.menu(objective.code) if thing.is_sheet]
    if objective.check == "problem_set":
        things.sort(key=lambda thing: thing.kind != "problem_set")
    found = []
    for thing in things:
        sheet = worksheet_of(thing, content.pack_of(unit.id))
        if sheet.spaces:
            found.append((thing, sheet.code(sheet.place(student.section, student.id))))
    return found


def problems_of(student: Student, unit: Unit, objective: Objective, sheet: str) -> list[DrawnItem]:
    """The problems of a sheet in this student's own version; empty where the objective has no such sheet."""
    thing = next((thing for thing in unit.menu(objective.code) if thing.id == sheet and thing.is_sheet), None)
    if thing is None:
        return []
    drawn = worksheet_of(thing, content.pack_of(unit.id))
    paper = drawn.paper(drawn.place(student.section, student.id))
    # Under the objective, but named by their sheet: an item of the bank may be called the same.
    return [replace(p.item, id=f"{sheet}/{p.item.id}", objective=objective.code) for p in paper.problems]


def _mine(id: str, at: Lesson) -> AttemptRow:
    row = attempts.attempt(id)
    if row is None or row.section != at.section.id or row.kind != "check":
        abort(404)
    return row


def _refused(no: No, at: Lesson) -> AnyResponse:
    sentence = why_no_quiz(no, at.units)
    return refuse_saying(sentence, reason=no.reason) if sentence else deny(no, at)


def _card(student: str, objective: str, done: str = "") -> AnyResponse:
    return go(url_for("teacher.card", student=student, objective=objective, done=done or None))


@bp.get("/quizzes/<attempt>", endpoint="quiz")
def quiz_page(attempt: str) -> AnyResponse | str:
    """A quiz: gone through together while it is open so, read again when it is over; else it is on the card."""
    at = lesson()
    row = _mine(attempt, at)
    found = at.objective(row.objective)
    if found is None:
        abort(404)
    unit, objective = found
    shown: dict[str, Any] = {
        "student": at.student(row.student), "attempt": row, "unit": unit, "objective": objective, "rich": rich,
        "pack": content.pack_of(unit.id),
    }  # fmt: skip
    if row.state == "open" and row.seat == BY_TEACHER:
        return show("mark_together.html", at, "queue", **shown, questions=answered_with(row, {}, []))
    if row.state == "put_away":
        return show("quiz.html", at, "queue", **shown, typed=answered_with(row, typed_so_far(row), []))
    if row.state != "closed":
        return redirect(url_for("teacher.card", student=row.student, objective=row.objective), 303)
    base = row.after or row.id
    rows = [r for r in checks_of(row.student, row.objective) if r.state == "closed" and base in {r.id, r.after}]
    return show("quiz.html", at, "queue", **shown, result=result_of(rows, objective))


@bp.post("/students/<student>/quiz")
def give_quiz(student: str) -> AnyResponse:
    """Give the quiz on an objective."""
    at, tap, code = lesson(), op(), request.form.get("objective", "")
    answer = take_quiz.give_quiz(at.actor, student, code, tap)
    return _refused(answer, at) if isinstance(answer, No) else _card(student, code, tap)


@bp.post("/students/<student>/together")
def mark_together(student: str) -> AnyResponse:
    """Go through five questions with a student, or through the problems of a sheet they have."""
    at, code, sheet = lesson(), request.form.get("objective", ""), request.form.get("sheet", "")
    found, problems = at.objective(code), list[DrawnItem]()
    if found is None:
        return deny(No("unknown"), at)
    if sheet:
        problems = problems_of(at.student(student), *found, sheet)
        if not problems:
            return deny(No("unknown"), at)
    answer = take_quiz.mark_together(at.actor, student, code, op(), problems)
    return _refused(answer, at) if isinstance(answer, No) else go(url_for("teacher.quiz", attempt=answer["attempt"]))


@bp.post("/attempts/<attempt>/together")
def marked_together(attempt: str) -> AnyResponse:
    """Done: right or not, for each question gone through."""
    at = lesson()
    row = _mine(attempt, at)
    places = range(len(hand_in.drawn_items(row)))
    tapped = {n: request.form[f"right-{n}"] == "yes" for n in places if f"right-{n}" in request.form}
    answer = take_quiz.marked_together(at.actor, attempt, tapped, op())
    if isinstance(answer, No) and answer.reason == "unmarked":
        return refuse_saying(_("Say right or not for each question first."), reason="unmarked")
    return deny(answer, at) if isinstance(answer, No) else _card(row.student, row.objective)


@bp.post("/attempts/<attempt>/more")
def three_more(attempt: str) -> AnyResponse:
    """Three more questions that this student never saw."""
    at, tap = lesson(), op()
    row = _mine(attempt, at)
    answer = take_quiz.three_more(at.actor, attempt, tap)
    if isinstance(answer, No):
        return _refused(answer, at)
    if row.seat == BY_TEACHER:
        return go(url_for("teacher.quiz", attempt=answer["attempt"]))
    return _card(row.student, row.objective, tap)


@bp.post("/attempts/<attempt>/away")
def put_away(attempt: str) -> AnyResponse:
    """Take back a quiz that was not begun, or questions that were to be gone through."""
    at = lesson()
    row = _mine(attempt, at)
    answer = take_quiz.put_away(at.actor, attempt, op())
    return deny(answer, at) if isinstance(answer, No) else _card(row.student, row.objective)
