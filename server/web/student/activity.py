"""A required activity: what to do, and the tick with its evidence."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import learn
from server.actions.hand_in_together import hand_in_together, is_checked, leave_group, mark
from server.mastery.progression import No
from server.mastery.values import Activity
from server.store import content, learning, people
from server.store.learning import HandIn
from server.web.answering import go, op, refuse
from server.web.files import pack_text
from server.web.rubric import shown as shown_rubric
from server.web.student.blueprint import bp, learner, me


@dataclass(frozen=True)
class Mate:
    """A classmate to tick: `chosen` is in the group already, `elsewhere` has handed in without it."""

    id: str
    name: str
    role: str
    chosen: bool
    elsewhere: bool


@dataclass(frozen=True)
class Group:
    """What the page of a group activity shows: everybody who may be ticked, and what was handed in."""

    mates: list[Mate]
    mine: HandIn | None
    seen: str
    checked: bool

    @property
    def chosen(self) -> list[Mate]:
        return [mate for mate in self.mates if mate.chosen]


def _group(activity: Activity) -> Group:
    who = me()
    students = people.students_of(who.section)
    names = people.tiles(students)
    handed_in = learning.hand_ins(activity.id, list(names))
    mine = handed_in.get(who.id)
    with_me = mine.together if mine else ()
    mates = [
        Mate(
            s.id, names[s.id], handed_in[s.id].role if s.id in handed_in else "", s.id in with_me,
            s.id in handed_in and s.id not in with_me,
        )
        for s in students
        if s.id != who.id
    ]  # fmt: skip
    return Group(mates, mine, mark(mine, who.id), is_checked(activity, [who.id, *with_me]))


@bp.get("/activities/<id>")
def activity_page(id: str) -> str:
    """Instructions, safety, what to bring, and the tick."""
    who, at = me(), learner()
    for unit in at.units:
        for activity in unit.activities:
            if activity.id == id:
                pack = content.pack_of(unit.id)
                return render_template(
                    "student/activity.html",
                    me=who,
                    unit=unit,
                    activity=activity,
                    pack=pack,
                    instructions=pack_text(pack, activity.instructions).removeprefix(f"# {activity.title}\n"),
                    state=at.record.activities.get(id, ""),
                    evidence=learning.evidence_of(who.id).get(id, ""),
                    rubrics=[r for r in (shown_rubric(unit.objective(c)) for c in activity.objectives) if r],
                    group=_group(activity) if activity.group else None,
                )
    abort(404)


@bp.post("/activities/<id>")
def tick_activity(id: str) -> AnyResponse:
    """Tick it with its evidence, or take the tick back; for a group, hand in for all, or take one's own name out."""
    form, who = request.form, me()
    done, evidence = form.get("done", "1") == "1", form.get("evidence", "")
    if not any(a.id == id and a.group for u in learner().units for a in u.activities):
        answer = learn.tick_activity(who.actor, id, evidence, done, op())
    elif done:
        answer = hand_in_together(
            who.actor, id, evidence, form.getlist("with"), form.get("role", ""), form.get("seen", ""), op()
        )
    else:
        answer = leave_group(who.actor, id, op())
    if isinstance(answer, No):
        return refuse(answer, learner().units)
    return go(url_for("student.activity_page", id=id))
