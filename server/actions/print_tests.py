"""Printing tests: a unit's test or a quiz on paper, drawn for each student like on a screen, each form with a code.

Who has mastered what a test asks for gets it on paper as on a screen; only that class need not be open, since forms are
printed the evening before.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence

from server.actions.acting import Actor, Answer, Tap, act
from server.actions.draw_for import quiz, unit_test
from server.actions.take_quiz import quiz_under_way
from server.mastery import assembly, on_paper, variants
from server.mastery.ledger import Ledger
from server.mastery.progression import No, Yes
from server.mastery.values import DrawnItem, DrawnTest, Objective, Unit
from server.mastery.worksheets import HALF, SIGNS
from server.store import box, content, facts, paper_forms, people, records
from server.store.attempts import AttemptRow
from server.store.exposure import exposure_of_class
from server.store.paper_forms import PaperForm

MOST_SPARE = 60
"""forms without a name that are printed at once"""
TRIES = 20
"""draws for one form before it may be like another of its pile: a bank may hold no more"""


def print_tests(
    actor: Actor, unit_id: str, objective: str, students: Sequence[str], spare: int, op: str
) -> Answer:
    """Draw a form for each of these students, and so many without a name: the unit's test, or the quiz on `objective`.

    No(no_forms) when no form was asked for; the reason of the first student for whom the test is not open.
    """

    def change(tap: Tap) -> Answer:
        unit = content.unit(unit_id) if unit_id in people.Section.get_by_id(actor.section).unit_ids else None
        known = {s.id for s in people.students_of(actor.section)}
        if unit is None or not set(students) <= known or not 0 <= spare <= MOST_SPARE:
            return No("unknown")
        wanted = next((o for o in unit.objectives if o.code == objective), None)
        if objective and wanted is None:
            return No("unknown")
        if not students and not spare:
            return No("no_forms")
        for student in students:
            may = may_write(unit, objective, student)
            if isinstance(may, No):
                return may
        return _print(tap, unit, wanted, [*students, *[""] * spare])

    return act(actor, op, change)


def put_form_away(actor: Actor, code: str, op: str) -> Answer:
    """A form is lost or not needed: nothing can be typed in from it. What a named student read on it stays seen."""

    def change(tap: Tap) -> Answer:
        form = form_out(code, actor.section)
        if isinstance(form, No):
            return form
        tap.note("form_put_away", form.student, code=code)
        return {"code": code}

    return act(actor, op, change)


def may_write(unit: Unit, objective: str, student: str, form: PaperForm | None = None) -> Yes | No:
    """Whether a student may write the unit's test, or the quiz on an objective, on paper: any form that is still to be
    printed, or this one."""
    return on_paper.may_write(
        unit, objective, records.record_of(student), has_form=form is not None and form.student == student,
        quiz_under_way=bool(objective and quiz_under_way(student, objective)),
    )  # fmt: skip


def form_out(code: str, section: str) -> PaperForm | No:
    """The form of that code while it is still on paper; No(no_form), No(typed_in) or No(form_away) otherwise."""
    form = paper_forms.form(code, section)
    if form is None:
        return No("no_form")
    if paper_forms.typed_in(code) is not None:
        return No("typed_in")
    return No("form_away") if form.away else form


def _print(tap: Tap, unit: Unit, objective: Objective | None, names: Sequence[str]) -> Answer:
    batch, codes, printed = facts.new_id(), list[str](), set[str]()
    share = unit.blueprint.pass_share
    if objective is not None:
        share = objective.threshold.right / objective.threshold.of
    spare_ledger = _ledger_of_class(tap.actor.section)
    for place, student in enumerate(names):
        code = _fresh_code()
        drawn = _unlike(tap, unit, objective, student, code, spare_ledger, printed)
        if isinstance(drawn, assembly.TooFewItems):
            return No("too_few_items", objectives=(drawn.objective,))
        if not drawn.items:
            return No("too_few_items", objectives=(unit.title,))
        printed.add(_asked(drawn.items))
        spare_ledger = spare_ledger.with_seen(*drawn.items)
        codes.append(code)
        tap.note(
            "form_printed", student, code=code, batch=batch, place=place, unit=unit.id,
            kind="check" if objective else "test", objective=objective.code if objective else "", seed=drawn.seed,
            pass_share=share, items=[variants.to_json(item) for item in drawn.items],
        )  # fmt: skip
    return {"batch": batch, "codes": codes}


def _unlike(
    tap: Tap, unit: Unit, objective: Objective | None, student: str, code: str, spare: Ledger, printed: set[str]
) -> DrawnTest | assembly.TooFewItems:
    """A form that asks something else than those of the pile before it, where the banks hold that much."""
    seed = hashlib.sha256(f"{box.value('secret')}/{code}".encode()).hexdigest()[:16]
    drawn: DrawnTest | assembly.TooFewItems = DrawnTest(seed, ())
    for n in range(TRIES):
        again = f"{seed}/{n}" if n else seed
        if student and objective is None:
            drawn = unit_test(unit, student, again, tap.meeting_number)
        elif student and objective is not None:
            drawn = quiz(
                AttemptRow(student=student, unit=unit.id, objective=objective.code, after=""), again,
                tap.meeting_number,
            )  # fmt: skip
        elif objective is None:
            drawn = assembly.draw_test(unit, content.banks(unit), spare, again)
        else:
            drawn = assembly.draw_check(objective.code, content.bank(objective.code), spare, again)
        if isinstance(drawn, assembly.TooFewItems) or _asked(drawn.items) not in printed:
            break
    return drawn


def _asked(items: Sequence[DrawnItem]) -> str:
    """What a neighbour could copy: the questions with their numbers and the order of their options."""
    return json.dumps(sorted([i.objective, i.id, i.variant, *i.order] for i in items))


def _ledger_of_class(section: str) -> Ledger:
    """What anybody in the class has seen: a spare form may come into everybody's hands."""
    seen: dict[tuple[str, str, int], tuple[int, int, bool]] = {}
    for rows in exposure_of_class([s.id for s in people.students_of(section)]).values():
        for row in rows:
            which = (row.objective, row.item, row.variant)
            times, last, gone_over = seen.get(which, (0, 0, False))
            seen[which] = (times + row.times, max(last, row.last), gone_over or bool(row.gone_over))
    return Ledger.from_rows((*which, *how) for which, how in seen.items())


def _fresh_code() -> str:
    """Six signs that no form of this box has, by chance: nobody finds another's form by counting on."""
    while True:
        code = "".join(secrets.choice(SIGNS) for _ in range(2 * HALF))
        if not paper_forms.code_taken(code):
            return code


def form_items(form: PaperForm) -> list[DrawnItem]:
    """The questions of a form as they were printed."""
    return [variants.from_json(item) for item in json.loads(form.items)]
