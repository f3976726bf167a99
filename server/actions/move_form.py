"""A printed form without a name was typed in for the wrong student: taken back there, and handed in for the right one.

Nothing of it stays with the first: neither the attempt nor what they are said to have seen.
"""

from __future__ import annotations

import json
from typing import Any

from server.actions.acting import Actor, Answer, Tap, act
from server.actions.hand_in import drawn_items, hand_over, marks_of, standing_of
from server.actions.print_tests import may_write
from server.actions.type_in_answers import begin_on_paper
from server.mastery import grading
from server.mastery.progression import No
from server.mastery.values import Mark
from server.store import attempts, content, facts, paper_forms, people
from server.store.attempts import AttemptRow
from server.store.facts import Fact

JUDGED = ("points", "reading", "misconception", "feedback", "parts")
"""what of a mark a teacher may have said, and goes along"""


def move_form(actor: Actor, code: str, student: str, op: str) -> Answer:
    """The answers of that form are this student's. What the teacher has marked by hand goes along.

    No(no_form) for a form that was not typed in, or has its student's name printed on it; No(already) where it is
    theirs; No(no_talk) once it has been talked over with the other, No(newer) when three more followed; and what stands
    against the test of that student.
    """

    def change(tap: Tap) -> Answer:
        form, typed = paper_forms.form(code, actor.section), paper_forms.typed_in(code)
        row = attempts.attempt(typed.attempt) if typed else None
        who = people.Student.get_or_none((people.Student.id == student) & (people.Student.section == actor.section))
        if form is None or row is None or form.student:
            return No("no_form")
        unit = content.unit(form.unit)
        if who is None or unit is None:
            return No("unknown")
        if row.student == who.id:
            return No("already")
        if row.state != "handed_in":
            return No("no_talk")
        if len(attempts.rounds_of(row)) > 1:
            return No("newer")
        may = may_write(unit, form.objective, who.id, form)
        if isinstance(may, No):
            return may
        about = about_attempt(row)
        tap.note("fact_undone", row.student, facts=[fact.id for fact in about])
        moved = begin_on_paper(tap, form, unit, who.id)
        responses = {int(place): response for place, response in json.loads(row.responses).items()}
        marks = [grading.grade(item, responses.get(place, {})) for place, item in enumerate(drawn_items(moved))]
        hand_over(tap, moved, responses, marks)
        for fact in about:
            if fact.kind == "response_marked":
                _mark_again(tap, moved.id, fact.data)
        return {"student": who.id, "attempt": moved.id, "before": row.student}

    return act(actor, op, change)


def about_attempt(row: AttemptRow) -> list[Fact]:
    """All that happened to an attempt and to the place in line that it made, first to last."""
    story = facts.effective(list(facts.facts(student=row.student)))
    joined = {fact.data["ticket"] for fact in story if fact.kind == "ticket_joined" and fact.data["attempt"] == row.id}
    return [fact for fact in story if fact.data.get("attempt") == row.id or fact.data.get("ticket") in joined]


def _mark_again(tap: Tap, attempt: str, told: dict[str, Any]) -> None:
    row = attempts.attempt(attempt)
    assert row is not None
    marks = marks_of(row)
    said = {name: told[name] for name in JUDGED if name in told}
    marks[told["place"]] = Mark(**{**marks[told["place"]].__dict__, **said})
    share, missed = standing_of(drawn_items(row), marks, row.pass_share)
    said |= {name: told[name] for name in ("marked_by", "rubric") if name in told}
    tap.note("response_marked", row.student, attempt=attempt, place=told["place"], share=share, missed=missed, **said)
