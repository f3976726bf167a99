"""What a student should do next: always exactly one thing, so that nobody sits there wondering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from server.mastery.progression import (
    CheckRequested,
    InProgress,
    Locked,
    Mastered,
    NotYet,
    Ready,
    Record,
    by_word,
    open_activities,
    owed_activities,
    retake_opens,
    standing,
    test_opens,
    unit_locked_by,
)
from server.mastery.values import Objective, Unit

StepKind = Literal[
    "continue_test", "quiz", "talk", "fix", "wait", "learn", "check", "activity", "seat", "retake", "extend", "unit",
    "done",
]  # fmt: skip


@dataclass(frozen=True)
class Step:
    """The one highlighted next step on a student's checklist."""

    kind: StepKind
    objective: str = ""
    activity: str = ""
    attempt: str = ""


_NO_QUIZZES: Mapping[str, str] = MappingProxyType({})


def next_step(unit: Unit, record: Record, quizzes: Mapping[str, str] = _NO_QUIZZES) -> Step:
    """What this student should do next. Always exactly one thing, so that nobody sits there wondering.

    `quizzes` were given to the student or are under way: objective → attempt.
    """
    attempts = record.attempts_of(unit.id)
    last = attempts[-1] if attempts else None
    if quizzes and (last is None or last.status != "open"):
        code, attempt = next(iter(quizzes.items()))
        return Step("quiz", objective=code, attempt=attempt)
    if last is not None and last.status in {"released", "open"}:
        return Step("continue_test", attempt=last.id)
    if last is not None and last.status == "handed_in":
        return Step("talk", attempt=last.id)
    if record.passed_and_talked_over(unit.id):
        return _beyond(unit, record)
    told = by_word(unit, record)
    if told and last is None:
        return Step("seat")
    for objective in unit.objectives:
        remedy = record.remedies.get(objective.code)
        if remedy is not None and not remedy.done:
            return Step("fix", objective=objective.code)
    if told and last is not None and retake_opens(last):
        return Step("retake", attempt=last.id)
    waiting = ""
    for objective in _on_the_way(unit):
        match standing(unit, objective, record):
            case CheckRequested():
                waiting = waiting or objective.code
            case Ready() | InProgress():
                return _towards_check(unit, objective, record)
            case NotYet():
                return Step("check", objective=objective.code)
    if waiting:
        return Step("wait", objective=waiting)
    if unit_locked_by(unit, record):
        return Step("unit")
    if owed := owed_activities(unit, record):
        return Step("activity", objective=owed[0].objectives[0], activity=owed[0].id)
    may = test_opens(unit, record, meeting_open=True)
    if last is not None:
        return Step("retake" if may else "talk", attempt=last.id)
    return Step("seat") if may else _beyond(unit, record)


def _on_the_way(unit: Unit) -> tuple[Objective, ...]:
    """The essential objectives and whatever they require, nice to know or not, as listed."""
    codes = {o.code for o in unit.essentials}
    while more := {c for o in unit.objectives if o.code in codes for c in o.requires} - codes:
        codes |= more
    return tuple(o for o in unit.objectives if o.code in codes)


def _towards_check(unit: Unit, objective: Objective, record: Record) -> Step:
    used = any(o.id in record.used for o in unit.menu(objective.code))
    if not used and unit.menu(objective.code):
        return Step("learn", objective=objective.code)
    todo = open_activities(unit, objective.code, record)
    if todo:
        return Step("activity", objective=objective.code, activity=todo[0].id)
    return Step("check", objective=objective.code)


def _beyond(unit: Unit, record: Record) -> Step:
    for objective in unit.objectives:
        if not objective.essential and not isinstance(standing(unit, objective, record), Mastered | Locked):
            return Step("extend", objective=objective.code)
    return Step("done")
