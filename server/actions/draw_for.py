"""Drawing for one student: what they have never seen comes first, over everything they ever saw."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from server.actions.acting import Tap
from server.mastery import assembly, fair_forms, grading, retrieval, variants
from server.mastery.progression import No, Record
from server.mastery.values import DrawnItem, DrawnTest, Item, Unit
from server.store import attempts, box, content, records
from server.store.answer_rows import difficulty_of
from server.store.attempts import AttemptRow
from server.store.exposure import ledger_of


def draw_for(tap: Tap, row: AttemptRow, *, seat: str, sheet: Sequence[DrawnItem] = ()) -> No | None:
    """Draw a released test or quiz and open it at that seat; runs inside the writer. No(too_few_items) says of what.

    The questions of a `sheet` that the student already has take the place of a draw.
    """
    unit = content.unit(row.unit)
    if unit is None:
        return No("unknown")
    drawn = DrawnTest(_seed_of(row), tuple(sheet)) if sheet else fresh_draw(row, unit, tap.meeting_number)
    if isinstance(drawn, No):
        return drawn
    share = unit.blueprint.pass_share
    if row.kind == "check":
        threshold = unit.objective(row.objective).threshold
        share = threshold.right / threshold.of
    tap.note(
        "attempt_started", row.student, attempt=row.id, unit=unit.id, seat=seat, seed=drawn.seed, pass_share=share,
        items=[variants.to_json(i) for i in drawn.items],
    )  # fmt: skip
    return None


def fresh_draw(row: AttemptRow, unit: Unit, meeting: int) -> DrawnTest | No:
    """What a test or quiz asks that is released, or about to be. No(too_few_items) names the bank that cannot fill it:
    the teacher is told at the tap that gives it, before a student stands in front of it."""
    seed = _seed_of(row)
    drawn = quiz(row, seed, meeting) if row.kind == "check" else unit_test(unit, row.student, seed, meeting)
    if isinstance(drawn, assembly.TooFewItems):
        return No("too_few_items", objectives=(drawn.objective,))
    return drawn if drawn.items else No("too_few_items", objectives=(unit.title,))


def _seed_of(row: AttemptRow) -> str:
    return hashlib.sha256(f"{box.value('secret')}/{row.id}".encode()).hexdigest()[:16]


def swap_unanswered(tap: Tap, row: AttemptRow) -> int:
    """Swap the questions not answered yet for others, so that nobody can look them up over night.

    Runs inside the writer. Returns how many were swapped; what has no other question or other numbers stays.
    """
    test, drafts = drawn_test(row.id), attempts.drafts_of(row.id)
    blank = [n for n, i in enumerate(test.items) if grading.is_blank(drafts.get(n, {}).get("value", {}), i)]
    seed = f"{row.seed}/bell/{tap.meeting_number}"
    swapped, kept = assembly.replace_items(test, blank, banks_of(test), ledger_of(row.student), seed)
    changed = {n: variants.to_json(swapped.items[n]) for n in blank if n not in kept}
    if changed:
        tap.note("items_swapped", row.student, attempt=row.id, items=changed)
    return len(changed)


def unit_test(unit: Unit, student: str, seed: str, meeting: int = 0) -> DrawnTest | assembly.TooFewItems:
    """The questions of a unit's test for this student; `meeting` is the number of this class period."""
    record = records.record_of(student)
    banks = content.banks(unit)
    facility = difficulty_of(banks)
    return assembly.draw_test(
        unit, banks, ledger_of(student), seed, nice_taken(unit, record), nice_parts(record), facility=facility,
        earlier=earlier_banks(record, meeting), like=_first_share(student, unit.id, facility=facility),
    )  # fmt: skip


def quiz(row: AttemptRow, seed: str, meeting: int = 0) -> DrawnTest | assembly.TooFewItems:
    """The questions of a quiz on one objective for its student; a few more where they follow a quiz before."""
    record = records.record_of(row.student)
    bank, ledger, nice = content.bank(row.objective), ledger_of(row.student), row.objective in nice_parts(record)
    if row.after:
        return assembly.draw_more(row.objective, bank, ledger, seed, nice=nice)
    facility = difficulty_of({row.objective: bank})
    return assembly.draw_check(
        row.objective, bank, ledger, seed, nice=nice, earlier=earlier_banks(record, meeting), facility=facility,
        like=_first_share(row.student, row.unit, row.objective, facility),
    )  # fmt: skip


def earlier_banks(record: Record, meeting: int) -> dict[str, list[Item]]:
    """The banks of the objectives that this student mastered long enough ago to be asked about again."""
    when = {code: sign_off.meeting for code, sign_off in record.mastered.items()}
    return {code: content.bank(code) for code in retrieval.worth_another_look(when, meeting)}


def _first_share(
    student: str, unit: str, objective: str = "", facility: assembly.Facility | None = None
) -> float | None:
    """The share that was to be expected of the first test of the unit, or quiz on the objective, of this student."""
    for row in attempts.attempts_of([student], kind="check" if objective else "test")[student]:
        first = row.unit == unit and row.objective == objective and not row.after
        # What was never begun has no questions.
        if first and (test := drawn_test(row.id)).items:
            return fair_forms.expected_share_of(test, banks_of(test), facility)
    return None


def drawn_test(attempt: str) -> DrawnTest:
    """An attempt's questions as they were drawn."""
    row = attempts.attempt(attempt)
    assert row is not None
    return DrawnTest(row.seed, tuple(variants.from_json(item) for item in json.loads(row.items)))


def banks_of(test: DrawnTest) -> dict[str, list[Item]]:
    """The banks that a test was drawn from, as they are now."""
    return {code: content.bank(code) for code in {item.objective for item in test.items}}


def nice_taken(unit: Unit, record: Record) -> list[str]:
    """The nice-to-know objectives that this student mastered: they count in the test."""
    return [o.code for o in unit.objectives if not o.essential and o.code in record.mastered]


def nice_parts(record: Record) -> list[str]:
    """The objectives of which this student took the nice-to-know part."""
    return [what.removeprefix("nice:") for what in record.opened if what.startswith("nice:")]
