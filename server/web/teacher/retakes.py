"""Clean retakes: how many more tests each bank still has for each student in which everything is new to them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from server.actions.draw_for import nice_parts, nice_taken
from server.mastery.bank_health import BankLeft, clean_by_bank
from server.mastery.freshness import family_of
from server.mastery.progression import Record
from server.mastery.values import Item, Objective, Unit
from server.store import content, records
from server.store.exposure import ledgers_of
from server.store.paper_forms import with_test_out
from server.web.teacher.bank_figures import once
from server.web.teacher.lesson import Lesson

LOOK_AHEAD = 2
"""so many essential objectives before the test, a bank that runs dry should be known"""
SCARCE = 2
"""clean retakes below which it is said before class: a student may need two"""


@dataclass(frozen=True)
class Left:
    """What a bank has left for one student: clean retakes after the first test, and tests in new numbers at least."""

    retakes: int
    with_new_numbers: int


@dataclass(frozen=True)
class BankOfClass:
    """One bank for a whole class. `first` are those for whom it runs dry first, with `least` clean retakes left.

    `least` is None where nobody of the class has this test before them.
    """

    objective: Objective
    by_student: Mapping[str, Left]

    @property
    def least(self) -> int | None:
        return min((left.retakes for left in self.by_student.values()), default=None)

    @property
    def first(self) -> tuple[str, ...]:
        return tuple(s for s, left in self.by_student.items() if left.retakes == self.least)


def banks_of_class(unit: Unit, known: Mapping[str, Record]) -> list[BankOfClass]:
    """Each bank of a unit for the students of these records, without those who have passed its test."""
    before = {s: record for s, record in known.items() if not record.passed_and_talked_over(unit.id)}
    banks, ledgers, on_paper = content.banks(unit), ledgers_of(list(before)), with_test_out(before, unit.id)
    made_of = ("left", str(unit.blueprint), tuple(o.code for o in unit.essentials), _named(banks))
    found: dict[str, dict[str, Left]] = {objective.code: {} for objective in unit.objectives}
    for student, record in before.items():
        ledger, taken, parts = ledgers[student], nice_taken(unit, record), nice_parts(record)
        seen = tuple((which, tuple(there)) for which, there in sorted(ledger.seen.items()) if which[0] in banks)
        # Worked out again only when this student has seen something, or a bank was changed.
        name = (*made_of, seen, tuple(taken), tuple(parts))
        for bank in once(name, partial(clean_by_bank, unit, banks, ledger, taken, parts)):
            found[bank.objective][student] = _retakes(bank, student in on_paper or bool(_tests(unit, record)))
    return [BankOfClass(objective, found[objective.code]) for objective in unit.objectives]


def scarce(at: Lesson) -> list[BankOfClass]:
    """The banks with fewer than two clean retakes left for students who may soon need one; each with those alone."""
    known = records.records_of(list(at.students))
    by_unit: dict[str, dict[str, Record]] = {}
    for student, record in known.items():
        unit = records.current_unit(at.units, record)
        if unit is not None and may_soon_need(unit, record):
            by_unit.setdefault(unit.id, {})[student] = record
    found = []
    for unit in at.units:
        for bank in banks_of_class(unit, by_unit[unit.id]) if unit.id in by_unit else ():
            few = {student: left for student, left in bank.by_student.items() if left.retakes < SCARCE}
            found += [BankOfClass(bank.objective, few)] if few else []
    return found


def may_soon_need(unit: Unit, record: Record) -> bool:
    """Whether a student has begun the unit's test without passing it, or is near it."""
    missing = sum(objective.code not in record.mastered for objective in unit.essentials)
    return not record.passed_and_talked_over(unit.id) and (bool(_tests(unit, record)) or missing <= LOOK_AHEAD)


def _named(banks: Mapping[str, Sequence[Item]]) -> str:
    """All of the banks that decides how long they last, as a short text."""
    items = (item for bank in banks.values() for item in bank)
    about = [(i.objective, i.id, i.version, i.use, i.nice, family_of(i), len(i.variants or ())) for i in items]
    return hashlib.sha256(str(about).encode()).hexdigest()


def _tests(unit: Unit, record: Record) -> Sequence[object]:
    return [attempt for attempt in record.attempts_of(unit.id) if attempt.status != "released"]


def _retakes(bank: BankLeft, begun: bool) -> Left:
    """A first test is no retake: whoever has yet to get it, on screen or paper, has one test less to come back to."""
    return Left(bank.tests if begun else max(0, bank.tests - 1), bank.with_new_numbers)
