"""The ledger of what each student saw, over everything: check, test, practice, projector; and what was gone over."""

from __future__ import annotations

import peewee

from server.mastery.ledger import Ledger
from server.store.database import Table, db
from server.store.facts import Fact, student_tables


class Exposure(Table):
    student = peewee.TextField()
    objective = peewee.TextField()
    item = peewee.TextField()
    variant = peewee.IntegerField()
    times = peewee.IntegerField()
    last = peewee.IntegerField()
    gone_over = peewee.IntegerField()
    """1 once the teacher went over it with this student"""

    class Meta:
        primary_key = peewee.CompositeKey("student", "objective", "item", "variant")


student_tables += [Exposure]


def note_seen(fact: Fact, objective: str, item: str, variant: int) -> None:
    """The fact's student saw this item of a bank in this variant: in a test, in practice or on the board."""
    db.execute_sql(
        "INSERT INTO exposure VALUES (?, ?, ?, ?, 1, ?, 0) ON CONFLICT (student, objective, item, variant) "
        "DO UPDATE SET times = times + 1, last = excluded.last",
        (fact.student, objective, item, variant, fact.seq),
    )


def note_gone_over(fact: Fact, objective: str, item: str, variant: int) -> None:
    """The teacher went over this item with the fact's student: they know its answer."""
    Exposure.update(gone_over=1).where(
        (Exposure.student == fact.student) & (Exposure.objective == objective)
        & (Exposure.item == item) & (Exposure.variant == variant)
    ).execute()  # fmt: skip


def exposure_of(student: str) -> list[Exposure]:
    """What this student has seen, longest ago first."""
    return list(Exposure.select().where(Exposure.student == student).order_by(Exposure.last))


def exposure_of_class(students: list[str]) -> dict[str, list[Exposure]]:
    """What each of these students has seen, longest ago first."""
    found: dict[str, list[Exposure]] = {s: [] for s in students}
    for row in Exposure.select().where(Exposure.student.in_(students)).order_by(Exposure.last):
        found[row.student].append(row)
    return found


def ledger_of(student: str) -> Ledger:
    """Everything this student was ever shown, as the draw needs it."""
    return _ledger(exposure_of(student))


def ledgers_of(students: list[str]) -> dict[str, Ledger]:
    """The same for each of these students."""
    return {student: _ledger(rows) for student, rows in exposure_of_class(students).items()}


def _ledger(rows: list[Exposure]) -> Ledger:
    return Ledger.from_rows((r.objective, r.item, r.variant, r.times, r.last, bool(r.gone_over)) for r in rows)
