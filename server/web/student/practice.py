"""Practice: one question at a time, checked at once, with a hint before and the way it is done after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import practise
from server.mastery import grading
from server.mastery.drawing import READ_BY_TEACHER
from server.mastery.offered_variants import OFFERED, offered
from server.mastery.practice import POOL, Question, Source, draw_practice, pool, put
from server.mastery.progression import No, Record
from server.mastery.values import Item, Objective
from server.store import content
from server.store.exposure import ledger_of
from server.store.practice import PracticeRow, as_values, practice_row, rows_of
from server.web.answering import go, op, refuse, refuse_saying
from server.web.files import picture
from server.web.markdown import rich
from server.web.student.blueprint import Learner, bp, learner, me
from server.web.student.taking_test import typed_in
from server.web.teacher.answers import answer_line, key_line

MOST_ROUNDS = 10_000


@dataclass(frozen=True)
class Desk:
    """Where somebody practises: the questions there are, and the endpoints of its page and its taps."""

    source: Source
    items: Mapping[str, Item]
    pack: str
    page: str
    taps: str
    place: dict[str, Any]

    @property
    def here(self) -> str:
        """The address of the next question."""
        return url_for(self.page, **self.place)

    def answered(self, told: Mapping[str, Any]) -> str:
        """The address of a question just answered; `at` makes it another address each time."""
        which: dict[str, Any] = {name: told[name] for name in ("item", "variant", "at")}
        return url_for(self.page, **self.place, **which, _anchor="result")


def took_nice_part(record: Record, objective: Objective) -> bool:
    """Whether this student took the part of the objective that is nice to know."""
    return f"nice:{objective.code}" in record.opened


def pool_of(at: Learner, objective: Objective) -> list[Item]:
    """What this student may practise of an objective."""
    return pool(content.bank(objective.code), took_nice_part(at.record, objective))


def practice_of(at: Learner, objective: Objective) -> tuple[int, int]:
    """How many questions this student may practise of an objective, and how many of them they did practise."""
    ids = {i.id for i in pool_of(at, objective)}
    return len(ids), len(ids & {r.item for r in rows_of(me().id, Source(POOL, objective.code))})


def pool_desk(at: Learner, code: str) -> tuple[Desk, dict[str, Any]]:
    """The desk of an objective's pool, with what its page is told beside."""
    unit, objective, _standing = at.find(code)
    items = {i.id: i for i in pool_of(at, objective)}
    desk = Desk(
        Source(POOL, code), items, content.pack_of(unit.id), "student.practice_page", "student.practise_pool",
        {"code": code},
    )  # fmt: skip
    return desk, {"unit": unit, "objective": objective}


@bp.get("/objectives/<code>/practice")
def practice_page(code: str) -> str:
    """The next question of an objective's pool; or one just answered, with what came of it."""
    who, at = me(), learner()
    desk, shared = pool_desk(at, code)
    rows = rows_of(who.id, desk.source)
    question, row = just_answered(desk)
    if question is None:
        nice = took_nice_part(at.record, shared["objective"])
        question = draw_practice(list(desk.items.values()), ledger_of(who.id), as_values(rows), who.id, nice)
    done = len(desk.items.keys() & {r.item for r in rows})
    return show(desk, question, row, **shared, heading=shared["objective"].title, count=len(desk.items), done=done)


@bp.post("/objectives/<code>/practice")
def practise_pool(code: str) -> AnyResponse:
    """*Check my answer*, *Show how it is done*, or one's own word after comparing."""
    return take_tap(pool_desk(learner(), code)[0])


def just_answered(desk: Desk) -> tuple[Question, PracticeRow] | tuple[None, None]:
    """The question that the address names, if this student had it: exactly as it was put."""
    item = desk.items.get(request.args.get("item", ""))
    variant = request.args.get("variant", type=int)
    if item is None or variant is None or not 0 <= variant < OFFERED:
        return None, None
    row = practice_row(me().id, desk.source, item.id, variant)
    if row is None or row.version != item.version:
        return None, None
    return put(item, variant, row.rounds, me().id), row


def show(desk: Desk, question: Question | None, row: PracticeRow | None, **shared: Any) -> str:
    """The page of one question. The key stays here until an answer was checked or the solution asked for."""
    if question is None:
        return render_template("student/practice.html", me=me(), q=None, state="none", **shared)
    drawn, typed = question.drawn, row.typed if row else {}
    state = row.last if row else "asked"
    by_hand = drawn.type in READ_BY_TEACHER
    open_now = state in {"right", "shown"}
    return render_template(
        "student/practice.html", me=me(), q=question, item=drawn, state=state, by_hand=by_hand, typed=typed,
        mark=grading.grade(drawn, typed) if row and state != "shown" and not by_hand else None,
        said=answer_line(drawn, typed, desk.pack) if open_now else "",
        key=key_line(drawn, desk.pack) if open_now and not by_hand else "",
        solution=drawn.solution if open_now else "", rubric=drawn.rubric if open_now else (),
        picture=picture(desk.pack, drawn.picture, dict(drawn.values)), pack=desk.pack, rich=rich, here=desk.here,
        send=url_for(desk.taps, **desk.place), **shared,
    )  # fmt: skip


def take_tap(desk: Desk) -> AnyResponse:
    """Carry out a tap on a question, and lead to what came of it."""
    form, actor = request.form, me().actor
    question = _asked(desk)
    if question is None:
        return refuse(No("stale"), back=desk.here)
    typed = typed_in(form, [question.drawn]).get(0, {})
    match form.get("do"):
        case "check":
            answer = practise.check_answer(actor, desk.source, question, typed, op())
        case "show":
            answer = practise.show_how(actor, desk.source, question, typed, op())
        case "had_it" | "not_yet" as said:
            answer = practise.judge_own_work(actor, desk.source, question, said == "had_it", op())
        case _:
            abort(400)
    if isinstance(answer, No):
        return refuse(answer)
    if "unread" in answer:
        return refuse_saying(answer["unread"], reason="unread")
    return go(desk.answered(answer))


def _asked(desk: Desk) -> Question | None:
    """The question that a page sends back; None when there is no such question any more."""
    form = request.form
    item = desk.items.get(form.get("item", ""))
    version, variant, round = (form.get(name, type=int) for name in ("version", "variant", "round"))
    if item is None or version != item.version or round is None or not 0 < round < MOST_ROUNDS:
        return None
    return put(item, variant, round, me().id) if variant in offered(item) else None
