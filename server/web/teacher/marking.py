"""Marking what waits for the teacher, question by question: one question, the answers of all, one after another."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from server.actions import mark_answer
from server.actions.hand_in import drawn_items
from server.mastery.luck import Dice
from server.mastery.meanings import Meaning, meanings
from server.mastery.progression import No
from server.mastery.values import DrawnItem
from server.mastery.variants import READ_BY_TEACHER
from server.store import answered, attempts, content
from server.store.attempts import AttemptRow
from server.web.answering import go, op, refuse_saying
from server.web.files import picture
from server.web.markdown import plainly, rich
from server.web.teacher.answers import answer_line, key_line
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import Lesson, deny, lesson, show
from server.web.teacher.marked_passage import MarkedPassage, marked_passage
from server.web.words import _

Key = tuple[str, str]
"""an item of a bank: its objective and its id"""


@dataclass(frozen=True)
class Row:
    """One line to give points in: what is looked at, the points that may be given, and those given last."""

    field: str
    text: str
    points: Sequence[float]
    given: float | None


@dataclass(frozen=True)
class Given:
    """One answer to the question, as its teacher reads it. `mark` is the mark as stored with the attempt."""

    attempt: AttemptRow
    place: int
    item: DrawnItem
    response: Mapping[str, str]
    mark: Mapping[str, Any]

    @property
    def name(self) -> str:
        """How the address calls it."""
        return f"{self.attempt.id}.{self.place}"

    @property
    def waits(self) -> bool:
        return self.mark["points"] is None

    @property
    def ways(self) -> tuple[Meaning, ...]:
        """What its number may have meant, where that is why it waits."""
        return meanings(self.item, self.response) if self.waits else ()

    @property
    def rows(self) -> list[Row]:
        """The rows of its rubric; one row for all its points where there is no rubric, or only one line of it."""
        worth = mark_answer.rows_of(self.item)
        if len(worth) > 1:
            before = self.mark.get("rubric") or [None] * len(worth)
            lines = zip(self.item.rubric, worth, before, strict=True)
            return [Row(f"row{n}", str(r.get("text", "")), range(p + 1), b) for n, (r, p, b) in enumerate(lines)]
        text = str(self.item.rubric[0].get("text", "")) if worth else ""
        step = 2 if self.item.points < 3 else 1
        every = [n / step for n in range(self.item.points * step + 1)]
        return [Row("points", text, every, self.mark["points"])]

    @property
    def halves(self) -> bool:
        """Whether half a point can be given anywhere."""
        return any(points % 1 for row in self.rows for points in row.points)

    @property
    def passage(self) -> MarkedPassage | None:
        return marked_passage(self.item, self.response)


def answers_to(at: Lesson, key: Key, blind: bool) -> list[Given]:
    """The answers of the class to one question that are the teacher's to mark, marked ones as well.

    Blind, they stand in an order that says nothing and stays the same.
    """
    found, rows = [], dict[str, AttemptRow | None]()
    for one in answered.answers_in(at.section.id, *key):
        if one.attempt not in rows:
            rows[one.attempt] = attempts.attempt(one.attempt)
        row = rows[one.attempt]
        if row is None:
            continue
        mark = json.loads(row.marks)[one.place]
        given = Given(
            row, one.place, drawn_items(row)[one.place], json.loads(row.responses).get(str(one.place), {}), mark
        )
        by_hand = given.item.type in READ_BY_TEACHER and "marked" not in given.response
        if given.waits or by_hand or "marked_by" in mark:
            found.append(given)
    if blind:
        found.sort(key=lambda given: Dice(f"{at.section.id}/{key}/{given.name}").below(1 << 64))
    return found


def _groups(at: Lesson) -> dict[Key, list[answered.Answered]]:
    groups: dict[Key, list[answered.Answered]] = {}
    for one in answered.waiting(at.section.id):
        groups.setdefault((one.objective, one.item), []).append(one)
    return groups


def _line(at: Lesson, key: Key, waiting: Sequence[answered.Answered]) -> dict[str, Any]:
    """A question in the list of those with answers to mark."""
    row = attempts.attempt(waiting[0].attempt)
    item = drawn_items(row)[waiting[0].place] if row else None
    found = at.objective(key[0])
    return {
        "objective": key[0], "item": key[1], "count": len(waiting), "label": found[1].label if found else "",
        "prompt": plainly(item.prompt, item.format) if item else key[1],
    }  # fmt: skip


def _chosen(given: list[Given]) -> int:
    """Which answer is shown: the one asked for, else the next that waits after the one just marked."""
    names = [one.name for one in given]
    asked, after = request.args.get("answer", ""), request.args.get("after", "")
    if asked in names:
        return names.index(asked)
    start = names.index(after) + 1 if after in names else 0
    order = [*range(start, len(given)), *range(start)]
    found: int = next((n for n in order if given[n].waits), order[0])
    return found


@bp.get("/marking", endpoint="marking")
def marking_page() -> str:
    """The next answer to mark, under its question."""
    at, blind = lesson(), request.args.get("blind") == "1"
    groups = _groups(at)
    key = (request.args.get("objective", ""), request.args.get("item", ""))
    if not any(key):
        key = next(iter(groups), key)
    given = answers_to(at, key, blind) if any(key) else []
    lines = [_line(at, group, waiting) for group, waiting in groups.items()]
    shared: dict[str, Any] = {"lines": lines, "blind": blind, "key": key, "waiting": sum(x["count"] for x in lines)}
    if not given:
        return show("marking.html", at, "more", **shared, one=None)
    place = _chosen(given)
    one = given[place]
    pack = content.pack_of(one.attempt.unit)
    return show(
        "marking.html", at, "more", **shared, one=one, number=place + 1, given=given, pack=pack, rich=rich,
        before=given[place - 1] if place else None, after=given[place + 1] if place + 1 < len(given) else None,
        just=next((x for x in given if x.name == request.args.get("after", "")), None),
        left=sum(x.waits for x in given), answer=_answer(one, pack), model=_model(one, pack),
        picture=picture(pack, one.item.picture, dict(one.item.values)),
    )  # fmt: skip


def _answer(one: Given, pack: str) -> Markup:
    """What was put in. The marks in a passage stand in the passage itself; only words beside them are left."""
    said = {"text": one.response.get("text", "")} if one.item.passage else one.response
    return answer_line(one.item, said, pack)


def _model(one: Given, pack: str) -> Markup:
    """The model answer, or the key of what has one."""
    if one.item.type in READ_BY_TEACHER:
        return rich(one.item.solution, one.item.format, pack) if one.item.solution else Markup("")
    return key_line(one.item, pack)


@bp.post("/marking")
def mark_answer_by_item() -> AnyResponse:
    """Points for one answer, and on to the next that waits."""
    at, tap, form = lesson(), op(), request.form
    place = form.get("place", "")
    if not (place.isascii() and place.isdigit() and len(place) < 4):
        abort(400)
    attempt, n = form.get("attempt", ""), int(place)
    if "meant" in form:
        answer = mark_answer.mark_meaning(at.actor, attempt, n, {"0": 0, "1": 1}.get(form["meant"], -1), tap)
    else:
        row = attempts.attempt(attempt)
        items = drawn_items(row) if row is not None and row.section == at.section.id else []
        if n >= len(items):
            return deny(No("unknown"), at)
        given = _tapped(len(mark_answer.rows_of(items[n])))
        if given is None:
            return refuse_saying(_("Give points in each row first."))
        points, rubric = given
        answer = mark_answer.mark_response(at.actor, attempt, n, points, tap, rubric)
    if isinstance(answer, No):
        return deny(answer, at)
    key = (form.get("objective", ""), form.get("item", ""))
    onward: dict[str, str] = {"blind": "1"} if form.get("blind") == "1" else {}
    if key in _groups(at):
        onward |= {"objective": key[0], "item": key[1], "after": f"{attempt}.{n}"}
    return go(url_for("teacher.marking"), **onward)


def _tapped(rows: int) -> tuple[float, list[int]] | None:
    """What was tapped: the points, and those of each row where there are several; None where something is missing."""
    form = request.form
    if rows > 1:
        typed = [form.get(f"row{n}", "") for n in range(rows)]
        whole = [int(text) for text in typed if text.isascii() and text.isdigit() and len(text) < 4]
        return (float(sum(whole)), whole) if len(whole) == rows else None
    try:
        return float(form.get("points", "")), []
    except ValueError:
        return None
