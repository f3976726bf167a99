"""Typing in what was written on a printed test: graded like a test on a screen, talked over like one, counted once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from server.actions.acting import Actor, Answer, Tap, act
from server.actions.hand_in import drawn_items, hand_over, marks_of, standing_of
from server.actions.print_tests import form_items, form_out, may_write
from server.mastery import grading, variants
from server.mastery.amending import same_question
from server.mastery.correcting import Correction, corrected
from server.mastery.progression import No
from server.mastery.values import DrawnItem, Mark, Response, Unit
from server.store import attempts, content, facts, people
from server.store.attempts import ON_PAPER, AttemptRow
from server.store.corrections import standing_corrections
from server.store.paper_forms import PaperForm


def type_in(
    actor: Actor,
    code: str,
    student: str,
    typed: Mapping[int, Response],
    points: Mapping[int, float],
    op: str,
) -> Answer:
    """Hand in a printed form with the answers as they were typed in, by place. `student` wrote it; a name that is
    printed on the form wins. `points` are for answers that the teacher has read on the paper.

    No(no_form) for a code of no form of this class, No(typed_in) when it was typed in before, No(form_away), and what
    stands against the test of that student.
    """

    def change(tap: Tap) -> Answer:
        form = form_out(code, actor.section)
        if isinstance(form, No):
            return form
        who = people.Student.get_or_none(
            (people.Student.id == (form.student or student)) & (people.Student.section == actor.section)
        )
        unit = content.unit(form.unit)
        if unit is None or who is None:
            return No("unknown")
        may = may_write(unit, form.objective, who.id, form)
        if isinstance(may, No):
            return may
        row = begin_on_paper(tap, form, unit, who.id)
        items = drawn_items(row)
        answers = {place: typed.get(place, {}) for place in range(len(items))}
        hand_over(tap, row, answers, [grading.grade(item, answers[n]) for n, item in enumerate(items)])
        _mark_read(tap, row.id, items, points)
        return {"student": who.id, "attempt": row.id}

    return act(actor, op, change)


def items_now(form: PaperForm) -> list[DrawnItem]:
    """The questions of a form, with the keys that were corrected in this class since it was printed."""
    items = form_items(form)
    after = [fact for fact in reversed(standing_corrections(form.section)) if fact.seq > form.seq]
    for fact in after:
        d = fact.data
        said = Correction(d["how"], tuple(d["texts"]), d["tolerance"], d["gap"], d["solution"])
        meant = set(_versions(d["objective"], d["item"], d["version"]))
        items = [
            corrected(item, said)
            if (item.objective, item.id) == (d["objective"], d["item"]) and item.version in meant
            else item
            for item in items
        ]
    return items


def _versions(objective: str, item: str, version: int) -> Iterator[int]:
    """The versions that a correction of this one is meant for: those that ask the same."""
    yield version
    known = content.versions_of(objective, item)
    asked = next((one for one in known if one.version == version), None)
    yield from (one.version for one in known if asked is not None and same_question(one, asked))


def begin_on_paper(tap: Tap, form: PaperForm, unit: Unit, student: str) -> AttemptRow:
    """The attempt that a form becomes, open for its answers; runs inside the writer."""
    id, kind = facts.new_id(), form.kind
    before = [
        row for row in attempts.attempts_of([student], kind=kind)[student]
        if row.unit == unit.id and row.objective == form.objective
    ]  # fmt: skip
    tap.note(
        "attempt_released", student, attempt=id, unit=unit.id, kind=kind, objective=form.objective, after="",
        number=max((row.number for row in before), default=0) + 1, seat=ON_PAPER,
    )  # fmt: skip
    tap.note(
        "attempt_started", student, attempt=id, unit=unit.id, seat=ON_PAPER, seed=form.seed, pass_share=form.pass_share,
        items=[variants.to_json(item) for item in items_now(form)], seen=bool(form.student),
    )  # fmt: skip
    tap.note("form_typed_in", student, code=form.code, attempt=id)
    row = attempts.attempt(id)
    assert row is not None
    return row


def _mark_read(tap: Tap, attempt: str, items: list[DrawnItem], points: Mapping[int, float]) -> None:
    """The points for what the teacher has read on the paper, each a mark of its own as on the marking page."""
    for place, given in sorted(points.items()):
        read_by_hand = 0 <= place < len(items) and items[place].type in variants.READ_BY_TEACHER
        if not read_by_hand or not 0 <= given <= items[place].points:
            continue
        row = attempts.attempt(attempt)
        assert row is not None
        marks = marks_of(row)
        marks[place] = Mark(**{**marks[place].__dict__, "points": given})
        share, missed = standing_of(items, marks, row.pass_share)
        tap.note(
            "response_marked", row.student, attempt=row.id, place=place, points=given, marked_by=tap.actor.id,
            share=share, missed=missed,
        )  # fmt: skip
