"""One hand-in by a group: the same words for each member, who are checked one by one as ever."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from server.actions.acting import Actor, Answer, Tap, act
from server.mastery.progression import No
from server.mastery.values import Activity
from server.store import learning, people, records
from server.store.learning import HandIn

LONGEST = 1000
"""characters that a group writes"""


def mark(handed_in: HandIn | None, me: str) -> str:
    """What a page says it showed, so that a change to something newer is noticed; empty before the hand-in."""
    if handed_in is None:
        return ""
    shown = "\n".join([*sorted([me, *handed_in.together]), handed_in.evidence])
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def hand_in_together(
    actor: Actor, activity: str, evidence: str, partners: Sequence[str], role: str, seen: str, op: str
) -> Answer:
    """Hand in for everybody in the group, or change what was handed in; whoever is no longer ticked is not done.

    `partners` are the ids of the others, `role` is the actor's own, `seen` the mark of what their page showed.
    Refused: group (too many), in_group (a partner handed in elsewhere), evidence, checked, stale, unknown.
    """

    def change(tap: Tap) -> Answer:
        found = _group_activity(actor, activity)
        classmates = [s.id for s in people.students_of(actor.section)]
        if found is None or not {actor.id, *partners} <= set(classmates) or role not in ("", *found.roles):
            return No("unknown")
        members = [s for s in classmates if s in {actor.id, *partners}]
        if len(members) > found.group:
            return No("group", activities=(activity,))
        if not evidence.strip():
            return No("evidence")
        had = learning.hand_ins(activity, classmates)
        mine = had.get(actor.id)
        if seen != mark(mine, actor.id):
            return No("stale")
        before = [s for s in mine.together if s in classmates] if mine else []
        if mine and is_checked(found, [actor.id, *before]):
            return No("checked")
        if any(s in had and s not in before for s in members if s != actor.id):
            return No("in_group")
        for member in members:
            theirs = had.get(member)
            now = HandIn(
                evidence.strip()[:LONGEST],
                tuple(s for s in members if s != member),
                role if member == actor.id else theirs.role if theirs else "",
            )
            if now != theirs:
                _note(tap, member, activity, now)
        for gone in before:
            if gone not in members:
                tap.note("activity_unticked", gone, activity=activity)
        return {"activity": activity}

    return act(actor, op, change)


def leave_group(actor: Actor, activity: str, op: str) -> Answer:
    """Take one's own name out of a hand-in: not done for oneself, still done for the others. Refused once checked."""

    def change(tap: Tap) -> Answer:
        found = _group_activity(actor, activity)
        if found is None:
            return No("unknown")
        had = learning.hand_ins(activity, [s.id for s in people.students_of(actor.section)])
        mine = had.get(actor.id)
        if mine is None:
            return No("stale")
        if is_checked(found, [actor.id]):
            return No("checked")
        tap.note("activity_unticked", actor.id, activity=activity)
        for partner in mine.together:
            theirs = had.get(partner)
            if theirs and actor.id in theirs.together:
                left = tuple(s for s in theirs.together if s != actor.id)
                _note(tap, partner, activity, HandIn(theirs.evidence, left, theirs.role))
        return {"activity": activity}

    return act(actor, op, change)


def _note(tap: Tap, member: str, activity: str, now: HandIn) -> None:
    tap.note(
        "activity_done", member, activity=activity, evidence=now.evidence, together=list(now.together), role=now.role
    )


def _group_activity(actor: Actor, activity: str) -> Activity | None:
    units = records.units_of(actor.section)
    return next((a for u in units for a in u.activities if a.id == activity and a.group), None)


def is_checked(activity: Activity, members: Iterable[str]) -> bool:
    """Whether the teacher has checked any of them on what this activity is for: then it stays as it was shown."""
    signed = learning.learning_of(list(members)).values()
    return any(code in record.mastered for record in signed for code in activity.objectives)
