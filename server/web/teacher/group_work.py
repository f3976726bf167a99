"""Who handed an activity in together, for the card: each of them has an outcome of their own."""

from __future__ import annotations

from dataclasses import dataclass

from server.mastery.progression import Standing, standing
from server.mastery.values import Objective, Unit
from server.store import learning, lessons, records
from server.web.teacher.lesson import Lesson


@dataclass(frozen=True)
class Partner:
    """Somebody it was handed in with, and where they stand with the same objective."""

    id: str
    name: str
    role: str
    standing: Standing


@dataclass(frozen=True)
class Together:
    """What a group handed in: the student's own role, and the others."""

    role: str
    partners: list[Partner]


def together(at: Lesson, unit: Unit, objective: Objective, student: str) -> dict[str, Together]:
    """For each activity of the objective that this student handed in: who else was in the group."""
    found = {}
    for activity in unit.required(objective.code):
        handed_in = learning.hand_ins(activity.id, list(at.students)) if activity.group else {}
        if student in handed_in:
            others = [s for s in at.students if s in handed_in[student].together]
            shown = records.records_of(others)
            partners = [
                Partner(
                    s, at.name(s), handed_in[s].role if s in handed_in else "", standing(unit, objective, shown[s])
                )
                for s in others
            ]  # fmt: skip
            found[activity.id] = Together(handed_in[student].role, partners)
    return found


def next_of_group(at: Lesson, student: str, code: str) -> str:
    """After a verdict about this student: the next of the group who waits for the same check, or is in class and had no
    verdict yet, since a group talks together. Empty when there is none."""
    found = at.objective(code)
    here = lessons.present(at.meeting.id) if at.meeting else set()
    for group in together(at, *found, student).values() if found else ():
        for partner in group.partners:
            asked = partner.standing.name == "check_requested"
            if asked or (partner.id in here and partner.standing.name in {"ready", "in_progress"}):
                return partner.id
    return ""
