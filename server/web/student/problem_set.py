"""A problem set: its problems one at a time, in their order, to practise with; and on paper, with cards to cut out."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from server.mastery.practice import Source, next_of_set, once_through, problem_of_set
from server.mastery.values import LearningObject
from server.store import content
from server.store.practice import as_values, rows_of
from server.web.student.blueprint import bp, learner, me
from server.web.student.practice import Desk, just_answered, show, take_tap
from server.web.worksheets import scan, worksheet_of


def set_desk(found: LearningObject, pack: str) -> Desk:
    """The desk of a problem set."""
    problems = worksheet_of(found, pack).sheet.problems
    source = Source(found.id, found.objectives[0])
    items = {p.id: p for p in problems}
    return Desk(source, items, pack, "student.object_page", "student.practise_set", {"id": found.id})


def set_page(found: LearningObject, pack: str, shared: dict[str, Any]) -> str:
    """The next problem of a set, the one asked for, or one just answered; or the whole set on paper."""
    who, sheet = me(), worksheet_of(found, pack)
    if "paper" in request.args:
        paper = sheet.paper(sheet.place(who.section, who.id))
        return render_template(
            "student/set_on_paper.html", **shared, sheet=sheet, paper=paper, scan=scan(found.id, paper.code)
        )
    desk, problems = set_desk(found, pack), sheet.sheet.problems
    rows = rows_of(who.id, desk.source)
    past, last = as_values(rows), {r.item: r for r in rows}
    question, row = just_answered(desk)
    wished = desk.items.get(request.args.get("item", ""))
    through = question is None and wished is None and once_through(problems, past)
    if question is None and wished is not None:
        question = problem_of_set(wished, past, who.id)
    elif question is None and not through:
        question = next_of_set(problems, past, who.id)
    return show(
        desk, question, row, unit=shared["unit"], objective=shared["objective"], object=found, heading=sheet.title,
        intro=sheet.intro, through=through, dots=[(p.id, last.get(p.id)) for p in problems], count=len(problems),
        done=len(last), cards=any(p.type == "ordering" for p in problems),
    )  # fmt: skip


@bp.post("/objects/<id>/practice")
def practise_set(id: str) -> AnyResponse:
    """*Check my answer*, *Show how it is done*, or one's own word after comparing."""
    for unit in learner().units:
        for found in unit.objects:
            if found.id == id and found.kind == "problem_set" and found.is_sheet:
                return take_tap(set_desk(found, content.pack_of(unit.id)))
    abort(404)
