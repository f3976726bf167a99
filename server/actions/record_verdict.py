"""The end of a check: *mastered*, or *not yet* with a remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from server.actions import hand_in
from server.actions.acting import Actor, Answer, Tap, act
from server.actions.close_quizzes import close_quizzes
from server.actions.help_queue import close_tickets
from server.mastery import progression, rubrics
from server.mastery.progression import No
from server.mastery.values import Objective, Unit
from server.store import attempts, content, people, records
from server.store.attempts import BY_TEACHER, AttemptRow


def _find(actor: Actor, student: str, objective: str) -> Unit | None:
    row = people.Student.get_or_none((people.Student.id == student) & (people.Student.section == actor.section))
    section = people.Section.get_or_none(people.Section.id == actor.section)
    if row is None or section is None:
        return None
    return content.unit_with_objective(objective, section.unit_ids)


def _talked(tap: Tap, student: str, objective: str, questions: Sequence[str]) -> None:
    if tap.meeting is not None:
        tap.note("contact_made", student, how="check")
    for question in questions:
        tap.note("contact_asked", student, objective=objective, question=question)


def _to_talk_over(student: str, objective: str) -> list[AttemptRow]:
    """The quizzes on an objective that are handed in and that no verdict has closed, first to last."""
    taken = attempts.attempts_of([student], kind="check")[student]
    return [row for row in taken if row.objective == objective and row.state == "handed_in"]


def _how(unit: Unit, student: str, objective: str) -> str:
    """What a verdict came of: talk | quiz | together | problem_set, the last two marked together, aloud.

    It is what was handed in last and is talked over now; three more belong to what they followed.
    """
    waiting = _to_talk_over(student, objective)
    if not waiting:
        return "talk"
    if waiting[-1].seat != BY_TEACHER:
        return "quiz"
    whole = attempts.attempt(waiting[-1].after or waiting[-1].id)
    sheets = {item.id.rpartition("/")[0] for item in hand_in.drawn_items(whole)} if whole else set()
    of_a_set = any(o.id in sheets for o in unit.objects if o.kind == "problem_set")
    return "problem_set" if of_a_set else "together"


def _by_rubric(objective: Objective, rubric: Mapping[str, int]) -> dict[str, Any]:
    """What a verdict keeps of the rubric: the marks, and what was asked for when they were given."""
    asked = rubrics.passes(objective)
    # In pairs: a row called "Contact" must not look like a field of that name, which never leaves the box.
    marks = [[title, points] for title, points in rubric.items()]
    return {"rubric": marks, "rubric_passes": str(asked) if asked else ""} if rubric else {}


def record_mastered(
    actor: Actor,
    student: str,
    objective: str,
    spoken_for: Mapping[str, str],
    op: str,
    questions: Sequence[str] = (),
    rubric: Mapping[str, int] | None = None,
) -> Answer:
    """*Mastered*. `spoken_for` says for each activity not done: `owed` or `excused`; No(activities) asks.

    `rubric` holds the points given, by the title of the row; No(rubric) when the rubric has no such row or level.
    Less than the rubric asks for is recorded all the same: the teacher's word is the last.
    """

    def change(tap: Tap) -> Answer:
        unit = _find(actor, student, objective)
        if unit is None:
            return No("unknown")
        if not rubrics.is_rubric_of(unit.objective(objective), rubric or {}):
            return No("rubric")
        record = records.record_of(student)
        may = progression.may_record_mastered(unit, unit.objective(objective), record, spoken_for)
        if isinstance(may, No):
            return may
        for activity in progression.open_activities(unit, objective, record):
            tap.note(f"activity_{spoken_for[activity.id]}", student, activity=activity.id)
        tap.note(
            "verdict_given", student, objective=objective, verdict="mastered",
            how=_how(unit, student, objective), meeting_number=tap.meeting_number,
            threshold=str(unit.objective(objective).threshold), **_by_rubric(unit.objective(objective), rubric or {}),
        )  # fmt: skip
        _talked(tap, student, objective, questions)
        close_quizzes(tap, student, objective, "mastered")
        close_tickets(tap, student, "check", "mastered", objective)
        return {"student": student, "objective": objective}

    return act(actor, op, change)


def record_not_yet(
    actor: Actor,
    student: str,
    objective: str,
    say: str,
    misconception: str,
    object_id: str,
    op: str,
    questions: Sequence[str] = (),
    rubric: Mapping[str, int] | None = None,
) -> Answer:
    """*Not yet*, and what to do: a sentence, and a learning object (of another kind first). `rubric` as above."""

    def change(tap: Tap) -> Answer:
        unit = _find(actor, student, objective)
        if unit is None:
            return No("unknown")
        if not rubrics.is_rubric_of(unit.objective(objective), rubric or {}):
            return No("rubric")
        record = records.record_of(student)
        if objective in record.mastered:
            return No("mastered", objectives=(objective,))
        if object_id and all(o.id != object_id for o in unit.menu(objective)):
            return No("unknown")
        if not (say.strip() or object_id):
            return No("remedy")
        tap.note(
            "verdict_given", student, objective=objective, verdict="not_yet",
            how=_how(unit, student, objective), meeting_number=tap.meeting_number,
            threshold=str(unit.objective(objective).threshold), **_by_rubric(unit.objective(objective), rubric or {}),
        )  # fmt: skip
        tap.note(
            "remedy_given", student, objective=objective, say=say.strip()[:300],
            misconception=misconception.strip()[:120], object=object_id, attempt="",
        )  # fmt: skip
        _talked(tap, student, objective, questions)
        close_quizzes(tap, student, objective, "not_yet")
        close_tickets(tap, student, "check", "not_yet", objective)
        return {"student": student, "objective": objective}

    return act(actor, op, change)
