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
from server.mastery.unfinished import still_open
from server.mastery.values import DrawnItem
from server.store import attempts, content
from server.store.attempts import NO_SEAT, AttemptRow
from server.store.signins import named
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
    here["place"] = named(row.seat)
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
    items = hand_in.drawn_items(row)
    for place, item in enumerate(items):
        draft = drafts.get(place, {"rev": 0, "value": {}, "at": ""})
        if place in swapped and grading.is_blank(draft["value"], item):
            # How sure somebody was of the question that stood here before.
            draft = {**draft, "value": {}}
        drawn = picture(pack, item.picture, dict(item.values))
        answered = not grading.is_blank(draft["value"], item)
        questions.append(
            {"place": place, "item": item, "picture": drawn, "swapped": place in swapped, "answered": answered, **draft}
        )
    left = still_open(items, {q["place"]: q["value"] for q in questions})
    return render_template(
        "student/test.html",
        **here,
        questions=questions,
        token=take_test.attempt_token(row.id),
        rich=rich,
        pack=pack,
        swapped=len(swapped),
        asks_sure=quiz.asks_sure(row),
        left=left,
        half={half.place: half for half in left.half},
        asking=bool(left) and request.args.get("ask") == "1",
        newer=[str(n + 1) for n in request.args.getlist("newer", type=int) if 0 <= n < len(items)],
        last=max(drafts, key=lambda place: drafts[place]["at"], default=0),
    )


def _scores(row: AttemptRow, here: dict[str, Any]) -> str:
    scores = hand_in.results_of(row)
    unit = here["unit"]
    by_code = {o.code: o for o in unit.objectives}
    line = [p for p in place_in_line(me().id, me().section, here["meeting"]) if p.ticket.attempt == row.id]
    items, marks = hand_in.drawn_items(row), hand_in.marks_of(row)
    return render_template(
        "student/test_scores.html",
        **here,
        earlier=[mark for item, mark in zip(items, marks, strict=True) if item.purpose == "retrieval"],
        scores=[(by_code.get(s.objective), s) for s in scores],
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
    ago = sent.get("ago")
    seconds = float(ago) if type(ago) in {int, float} and 0 <= ago < 2**53 else None
    stands = take_test.save_answer(attempt, token, place, rev, value, tap, seconds)
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
_REVISION = re.compile(r"([0-9]{1,3})\.([0-9]{1,15})", re.ASCII)


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


def _shown_with(form: MultiDict[str, str]) -> dict[int, int]:
    """The revisions that a whole form was shown with: fields `rev` of the shape `place.revision`."""
    found = (_REVISION.fullmatch(text) for text in form.getlist("rev"))
    return {int(pair[1]): int(pair[2]) for pair in found if pair}


def _left_open(row: AttemptRow) -> bool:
    saved = {place: draft["value"] for place, draft in attempts.drafts_of(row.id).items()}
    return bool(still_open(hand_in.drawn_items(row), saved))


@bp.post("/attempts/<attempt>/hand-in")
def hand_in_test(attempt: str) -> AnyResponse:
    """Hand it in, with what the page holds; or, without script, only keep it, or keep it and ask about what is open.

    A page with script has asked already, and sends no answers: they are all here.
    """
    row, form = _mine(attempt), request.form
    typed = typed_in(form, hand_in.drawn_items(row))
    if row.state == "open" and typed:
        kept = take_test.keep_page(me().actor, attempt, typed, _shown_with(form), form.get("tok", ""))
        if isinstance(kept, No):
            return refuse(kept)
        if kept["newer"]:
            # Nothing is handed in unseen: the page shows what stands, and is handed in from there.
            return go(url_for("student.test_page", attempt=attempt, newer=kept["newer"], _anchor="newer"))
    if form.get("keep"):
        return go(url_for("student.test_page", attempt=attempt))
    if row.state == "open" and form.get("shown") and not form.get("anyway") and _left_open(row):
        return go(url_for("student.test_page", attempt=attempt, ask=1, _anchor="unanswered"))
    answer = hand_in.hand_in(me().actor, attempt, {}, op())
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
