"""A quiz on a student's side: taken from the objective's page or where the teacher gave one; then the score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import hand_in, take_quiz
from server.mastery.progression import No, Yes
from server.mastery.values import Objective
from server.store import attempts, people
from server.store.attempts import OFF_SCREEN, AttemptRow
from server.web.answering import go, op, refuse, refuse_saying
from server.web.student.blueprint import bp, learner, me
from server.web.student.help_queue import place_in_line
from server.web.words import _

ASK_SURE = "2"
"""How sure are you? 0 never asked, 1 in quizzes, 2 in quizzes and tests. Asked everywhere until a class says otherwise:
what somebody is sure of and has wrong is where a talk should begin, and it finds a wrong key the same day."""


def asks_sure(row: AttemptRow) -> bool:
    """Whether the page of this attempt asks how sure an answer is."""
    asked = people.setting(row.section, "ask_sure", ASK_SURE)
    return asked == "2" or (asked == "1" and row.kind == "check")


def quizzes_now(student: str) -> dict[str, AttemptRow]:
    """The quizzes that were given to a student or are under way on a screen, by objective."""
    return {
        row.objective: row
        for row in attempts.attempts_of([student], kind="check")[student]
        if row.state in {"released", "open"} and row.seat not in OFF_SCREEN
    }


def offer(objective: Objective, may: Yes | No) -> dict[str, Any]:
    """What an objective's page says of its quiz: `given` by the teacher, `open` to be taken, `waits` for the talk."""
    mine = [r for r in attempts.attempts_of([me().id], kind="check")[me().id] if r.objective == objective.code]
    given = quizzes_now(me().id).get(objective.code)
    waits = next((row for row in mine if row.state == "handed_in"), None)
    willing = bool(may) or (isinstance(may, No) and may.reason == "asked")
    open_ = objective.check == "quiz" and willing and learner().meeting is not None and not given and not waits
    return {"given": given, "open": open_, "waits": waits}


def title_of(row: AttemptRow) -> str:
    """The objective a quiz is on, as it is called."""
    return next((o.label for u in learner().units for o in u.objectives if o.code == row.objective), row.objective)


@bp.post("/objectives/<code>/quiz")
def start_quiz(code: str) -> AnyResponse:
    """Take the quiz."""
    learner().find(code)
    answer = take_quiz.start_quiz(me().actor, code, op())
    if isinstance(answer, No) and answer.reason == "too_few_items":
        return refuse_saying(_("There are too few questions for a quiz here. Ask for a check in a talk instead."))
    if isinstance(answer, No):
        return refuse(answer, learner().units)
    return go(url_for("student.test_page", attempt=answer["attempt"]))


def quiz_scores(row: AttemptRow, here: Mapping[str, Any]) -> str:
    """After a quiz: how many were right, and the place in line. Questions and answers are opened in the talk.

    Of one that a verdict put away before it was handed in: what the teacher decided.
    """
    if row.state == "put_away":
        # Whoever was still writing is brought here by the page that asks for news.
        again = url_for("student.test_page", attempt=row.id) if "X-Part" in request.headers else ""
        return render_template("student/quiz_away.html", **here, go_to=again)
    own = next(iter(hand_in.results_of(row)), None)
    items, marks = hand_in.drawn_items(row), hand_in.marks_of(row)
    earlier = [mark for item, mark in zip(items, marks, strict=True) if item.purpose == "retrieval"]
    line = place_in_line(me().id, me().section, here["meeting"])
    return render_template(
        "student/quiz_scores.html", **here, score=own, earlier=earlier, units=learner().units,
        line=[p for p in line if p.ticket.kind == "check" and p.ticket.objective == row.objective],
        more=quizzes_now(me().id).get(row.objective), standing=learner().find(row.objective)[2],
    )  # fmt: skip
