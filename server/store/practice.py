"""What each student practised: every question with how it ended, and the ideas behind the wrong answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import peewee

from server.mastery.practice import POOL, Practised, Source
from server.store.database import Table, db
from server.store.exposure import note_seen
from server.store.facts import Fact, derives, student_tables


class PracticeRow(Table):
    student = peewee.TextField()
    source = peewee.TextField()
    objective = peewee.TextField()
    item = peewee.TextField()
    variant = peewee.IntegerField()
    version = peewee.IntegerField()
    rounds = peewee.IntegerField()
    answered = peewee.IntegerField()
    """rounds in which an answer was checked before the solution was seen"""
    right = peewee.IntegerField()
    """those of them in which the first answer was right"""
    last = peewee.TextField()
    """right | missed | shown (the solution was looked at)"""
    first = peewee.IntegerField()
    """whether what happened last was the first of its round"""
    response = peewee.TextField()
    at = peewee.IntegerField()

    class Meta:
        table_name = "practice"
        primary_key = peewee.CompositeKey("student", "source", "objective", "item", "variant")

    @property
    def typed(self) -> dict[str, str]:
        """What was answered last, field by field."""
        return dict(json.loads(self.response))


class PracticeSlip(Table):
    student = peewee.TextField()
    source = peewee.TextField()
    objective = peewee.TextField()
    misconception = peewee.TextField()
    times = peewee.IntegerField()
    at = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "source", "objective", "misconception")


student_tables += [PracticeRow, PracticeSlip]


@dataclass(frozen=True)
class Summary:
    """A student's practice for one objective: questions answered, right at the first try, and the last slips."""

    answered: int
    right: int
    slips: tuple[tuple[str, int], ...]


@derives("practice_answered", "practice_shown")
def _practised(fact: Fact) -> None:
    d, answered = fact.data, fact.kind == "practice_answered"
    before = practice_row(fact.student, Source(d["source"], d["objective"]), d["item"], d["variant"])
    first = bool(d["first"])
    last = ("right" if d["right"] else "missed") if answered else "shown"
    PracticeRow.replace(
        student=fact.student, source=d["source"], objective=d["objective"], item=d["item"], variant=d["variant"],
        version=d["version"], rounds=d["round"], last=last, first=first,
        answered=(before.answered if before else 0) + (answered and first),
        right=(before.right if before else 0) + (last == "right" and first),
        response=json.dumps(d["response"], ensure_ascii=False, sort_keys=True), at=fact.seq,
    ).execute()  # fmt: skip
    if d["source"] == POOL and (before is None or d["round"] > before.rounds):
        note_seen(fact, d["objective"], d["item"], d["variant"])
    if slip := d.get("misconception"):
        db.execute_sql(
            "INSERT INTO practice_slip VALUES (?, ?, ?, ?, 1, ?) "
            "ON CONFLICT (student, source, objective, misconception) DO UPDATE SET times = times + 1, at = excluded.at",
            (fact.student, d["source"], d["objective"], slip, fact.seq),
        )


def practice_row(student: str, source: Source, item: str, variant: int) -> PracticeRow | None:
    """What a student did with this question in this variant; None when it was not put to them yet."""
    found: PracticeRow | None = PracticeRow.get_or_none(_of(student, source), item=item, variant=variant)
    return found


def rows_of(student: str, source: Source) -> list[PracticeRow]:
    """Everything a student practised of a source, in the order of the last time."""
    return list(PracticeRow.select().where(_of(student, source)).order_by(PracticeRow.at))


def as_values(rows: Sequence[PracticeRow]) -> tuple[Practised, ...]:
    """The same as the rules of practice need it."""
    return tuple(Practised(r.item, r.variant, r.rounds, r.last != "right", r.at) for r in rows)


def summary_of(student: str, objective: str, sets: Sequence[str]) -> Summary:
    """A student's practice for an objective, from its pool and from the problem sets that serve it."""
    counts = PracticeRow.select(peewee.fn.SUM(PracticeRow.answered), peewee.fn.SUM(PracticeRow.right))
    answered, right = counts.where(_mine(PracticeRow, student, objective, sets)).tuples()[0]
    slips: Mapping[str, int] = {}
    newest = PracticeSlip.select().where(_mine(PracticeSlip, student, objective, sets)).order_by(PracticeSlip.at.desc())
    for row in newest:
        slips = {**slips, row.misconception: slips.get(row.misconception, 0) + row.times}
    return Summary(answered or 0, right or 0, tuple(slips.items())[:3])


def _of(student: str, source: Source) -> Any:
    """A set is one source, whichever objective of its menu it was opened from."""
    mine = (PracticeRow.student == student) & (PracticeRow.source == source.id)
    return mine & (PracticeRow.objective == source.objective) if source.id == POOL else mine


def _mine(table: Any, student: str, objective: str, sets: Sequence[str]) -> Any:
    pool = (table.source == POOL) & (table.objective == objective)
    return (table.student == student) & (pool | table.source.in_(list(sets)))
