"""The unit test: asked for, started at the released seat, saved as it is typed, handed in; then scores and the talk."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Response, abort, jsonify, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from server.actions import hand_in, hold_appointment, release_seat, take_test
from server.mastery import grading
from server.mastery.progression import No
from server.mastery.values import DrawnItem
from server.store import attempts, content
from server.store.attempts import NO_SEAT, AttemptRow
from server.web.answering import go, op, refuse
from server.web.files import picture
from server.web.markdown import rich
from server.web.student import quiz
from server.web.student.blueprint import bp, learner, me, version
from server.web.student.help_queue import place_in_line
from server.web.student.marks_in_words import placed
from server.web.wording import why_not


def _mine(id: str) -> AttemptRow:
    row = attempts.attempt(id)
    if row is None or row.student != me().id:
        abort(404)
    return row


@bp.post("/seat")
def request_seat() -> AnyResponse:
    """Ask for a seat for the test."""
    answer = release_seat.request_seat(me().actor, op())
    if isinstance(answer, No):
        return refuse(answer, learner().units)
    return go(url_for("student.checklist"))


@bp.get("/attempts/<attempt>")
def test_page(attempt: str) -> str:
    """The test in whatever state it is: to be started, being written, or handed in."""
    row, who, at = _mine(attempt), me(), learner()
    unit = next((u for u in at.units if u.id == row.unit), at.unit)
    here = {"me": who, "unit": unit, "attempt": row, "meeting": at.meeting, "version": version()}
    here["quiz"] = quiz.title_of(row) if row.kind == "check" else ""
    if row.state == "released":
        return render_template("student/test_start.html", **here, elsewhere=row.seat not in {"", who.device})
    if row.state == "open":
        if row.seat == NO_SEAT or row.seat not in {"", who.device} or at.meeting is None:
            return render_template("student/test_start.html", **here, elsewhere=row.seat != "")
        if row.seat == "":
            return render_template("student/test_start.html", **here, elsewhere=False)
        return _writing(row, here)
    return quiz.quiz_scores(row, here) if row.kind == "check" else _scores(row, here)


def _writing(row: AttemptRow, here: dict[str, Any]) -> str:
    pack = content.pack_of(row.unit)
    drafts = attempts.drafts_of(row.id)
    swapped = {place for place, item in enumerate(json.loads(row.items)) if item.get("swapped")}
    questions = []
    for place, item in enumerate(hand_in.drawn_items(row)):
        draft = drafts.get(place, {"rev": 0, "value": {}, "at": ""})
        if place in swapped and grading.is_blank(draft["value"]):
            # How sure somebody was of the question that stood here before.
            draft = {**draft, "value": {}}
        drawn = picture(pack, item.picture, dict(item.values))
        questions.append({"place": place, "item": item, "picture": drawn, "swapped": place in swapped, **draft})
    return render_template(
        "student/test.html",
        **here,
        questions=questions,
        token=take_test.attempt_token(row.id),
        rich=rich,
        pack=pack,
        swapped=len(swapped),
        asks_sure=quiz.asks_sure(row),
        last=max(drafts, key=lambda place: drafts[place]["at"], default=0),
    )


def _scores(row: AttemptRow, here: dict[str, Any]) -> str:
    scores = hand_in.results_of(row)
    unit = here["unit"]
    named = {o.code: o for o in unit.objectives}
    line = [p for p in place_in_line(me().id, me().section, here["meeting"]) if p.ticket.attempt == row.id]
    items, marks = hand_in.drawn_items(row), hand_in.marks_of(row)
    return render_template(
        "student/test_scores.html",
        **here,
        earlier=[mark for item, mark in zip(items, marks, strict=True) if item.purpose == "retrieval"],
        scores=[(named.get(s.objective), s) for s in scores],
        missed=json.loads(row.missed),
        line=line,
        cleared=attempts.cleared_in([row.id])[row.id],
    )


@bp.post("/attempts/<attempt>/start")
def start_test(attempt: str) -> AnyResponse:
    """Start, or go on, at this seat."""
    _mine(attempt)
    answer = take_test.start_test(me().actor, attempt, op())
    if isinstance(answer, No):
        return refuse(answer, learner().units)
    return go(url_for("student.test_page", attempt=attempt))


@bp.route("/attempts/<attempt>/answers/<int:place>", methods=["PUT", "POST"])
def save_answer(attempt: str, place: int) -> Response:
    """Keep one answer as typed. Authorised by the attempt's own token, even after sign-out."""
    try:
        sent = json.loads(request.get_data(as_text=True))
        rev, token, tap, value = sent["rev"], sent["tok"], sent["op"], sent["value"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return _told(400, say="unreadable")
    texts = isinstance(token, str) and isinstance(tap, str) and isinstance(value, dict)
    if not texts or type(rev) is not int or not 0 <= rev < 2**53 or not 8 <= len(tap) <= 64:
        return _told(400, say="unreadable")
    stands = take_test.save_answer(attempt, token, place, rev, value, tap)
    if isinstance(stands, No):
        status = {"forbidden": 403, "unknown": 404}.get(stands.reason, 409)
        return _told(status, say=why_not(stands), reason=stands.reason)
    if isinstance(stands, take_test.Newer):
        # Not "saved": the page counts on from the revision that stands and sends again what was typed last.
        return _told(200, saved=False, rev=stands.rev)
    return _told(200, saved=True, rev=stands)


def _told(status: int, **told: Any) -> Response:
    response = jsonify(told)
    response.status_code = status
    return response


_FIELD = re.compile(r"a([0-9]{1,3})\.(.{1,20})", re.DOTALL)


def typed_in(form: MultiDict[str, str], items: list[DrawnItem]) -> dict[int, dict[str, str]]:
    """The answers that a whole form carries: fields named `a<place>.<field>`, and `shown` for each question it holds.

    A question shown without any field was emptied. One not shown is left to what was saved: the script sends none,
    since every answer is on the server already, perhaps newer from another tab.
    """
    shown = {int(place) for place in form.getlist("shown") if place.isascii() and place.isdigit()}
    typed: dict[int, dict[str, str]] = {place: {} for place in shown if place < len(items)}
    for name, value in form.items():
        found = _FIELD.fullmatch(name)
        if found and int(found[1]) < len(items) and value != "":
            typed.setdefault(int(found[1]), {})[found[2]] = value[: take_test.MOST_TYPED]
    return {place: placed(items[place], fields) for place, fields in typed.items()}


@bp.post("/attempts/<attempt>/hand-in")
def hand_in_test(attempt: str) -> AnyResponse:
    """Hand it in, with what the page holds; or, without script, only keep it."""
    row = _mine(attempt)
    typed = typed_in(request.form, hand_in.drawn_items(row))
    if request.form.get("keep"):
        drafts = attempts.drafts_of(row.id)
        for place, value in typed.items():
            had = drafts.get(place, {"rev": 0, "value": {}})
            if had["value"] == value:
                continue
            rev = had["rev"] + 1
            take_test.save_answer(row.id, take_test.attempt_token(row.id), place, rev, value, f"{op()}-{place}")
        return go(url_for("student.test_page", attempt=attempt))
    answer = hand_in.hand_in(me().actor, attempt, typed, op())
    if isinstance(answer, No):
        return refuse(answer)
    return go(url_for("student.test_page", attempt=attempt))


@bp.post("/attempts/<attempt>/appointment")
def choose_appointment(attempt: str) -> AnyResponse:
    """Today, or next lesson."""
    _mine(attempt)
    answer = hold_appointment.choose_appointment(me().actor, attempt, request.form.get("when", ""), op())
    if isinstance(answer, No):
        return refuse(answer)
    return go(url_for("student.test_page", attempt=attempt))
