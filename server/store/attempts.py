"""Attempts at a unit test: released, drawn, typed, handed in, talked over. And the ledger of what was seen."""

from __future__ import annotations

import json
from typing import Any

import peewee

from server.mastery import progression
from server.store.database import Table, db
from server.store.facts import Fact, derives, student_tables

NO_SEAT = "-"
"""The seat of an attempt that waits for the teacher to release it again."""


class AttemptRow(Table):
    id = peewee.TextField(primary_key=True)
    student = peewee.TextField()
    section = peewee.TextField()
    unit = peewee.TextField()
    number = peewee.IntegerField()
    state = peewee.TextField()
    seat = peewee.TextField()
    seating = peewee.IntegerField()
    """counts the releases and moves: what was typed at a later seat is newer, whatever a clock or a counter says"""
    seed = peewee.TextField()
    items = peewee.TextField()
    responses = peewee.TextField()
    marks = peewee.TextField()
    pass_share = peewee.FloatField()
    share = peewee.FloatField(null=True)
    outcome = peewee.TextField()
    missed = peewee.TextField()
    when = peewee.TextField()
    at = peewee.TextField()

    class Meta:
        table_name = "attempt"

    @property
    def passed(self) -> bool | None:
        """Whether it passed; None before hand-in and while something waits to be marked."""
        return None if self.share is None else bool(self.share >= self.pass_share - 1e-9)


class Cleared(Table):
    attempt = peewee.TextField()
    student = peewee.TextField()
    objective = peewee.TextField()
    how = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("attempt", "objective")


class Exposure(Table):
    student = peewee.TextField()
    objective = peewee.TextField()
    item = peewee.TextField()
    variant = peewee.IntegerField()
    times = peewee.IntegerField()
    last = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "objective", "item", "variant")


class Draft(Table):
    attempt = peewee.TextField()
    place = peewee.IntegerField()
    seating = peewee.IntegerField()
    rev = peewee.IntegerField()
    op = peewee.TextField()
    value = peewee.TextField()
    at = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("attempt", "place")


student_tables += [AttemptRow, Cleared, Exposure]


def _update(fact: Fact, **changes: Any) -> None:
    AttemptRow.update(changes).where(
        (AttemptRow.id == fact.data["attempt"]) & (AttemptRow.student == fact.student)
    ).execute()


@derives("attempt_released")
def _attempt_released(fact: Fact) -> None:
    d = fact.data
    AttemptRow.create(
        id=d["attempt"], student=fact.student, section=fact.section, unit=d["unit"], number=d["number"],
        state="released", seat=d["seat"], seating=1, seed="", items="[]", responses="{}",
        marks="[]", pass_share=1.0, share=None, outcome="", missed="[]", when="", at=fact.at,
    )  # fmt: skip


@derives("attempt_moved")
def _attempt_moved(fact: Fact) -> None:
    _update(fact, seat=fact.data["seat"], seating=AttemptRow.seating + 1)


@derives("attempt_withdrawn")
def _attempt_withdrawn(fact: Fact) -> None:
    AttemptRow.delete().where((AttemptRow.id == fact.data["attempt"]) & (AttemptRow.student == fact.student)).execute()


@derives("attempt_started")
def _attempt_started(fact: Fact) -> None:
    d = fact.data
    _update(
        fact, state="open", seat=d["seat"], seed=d["seed"], items=json.dumps(d["items"], ensure_ascii=False),
        pass_share=d["pass_share"],
    )  # fmt: skip
    for item in d["items"]:
        note_seen(fact, item["objective"], item["id"], item["variant"])


@derives("attempt_submitted")
def _attempt_submitted(fact: Fact) -> None:
    d = fact.data
    _update(
        fact, state="handed_in", responses=json.dumps(d["responses"], ensure_ascii=False),
        marks=json.dumps(d["marks"], ensure_ascii=False), share=d["share"], missed=json.dumps(d["missed"]),
        at=fact.at,
    )  # fmt: skip


@derives("response_marked")
def _response_marked(fact: Fact) -> None:
    d = fact.data
    row = AttemptRow.get((AttemptRow.id == d["attempt"]) & (AttemptRow.student == fact.student))
    marks = json.loads(row.marks)
    marks[d["place"]]["points"] = d["points"]
    _update(fact, marks=json.dumps(marks, ensure_ascii=False), share=d["share"], missed=json.dumps(d["missed"]))


@derives("appointment_chosen")
def _appointment_chosen(fact: Fact) -> None:
    _update(fact, when=fact.data["when"])


@derives("objective_cleared")
def _objective_cleared(fact: Fact) -> None:
    d = fact.data
    Cleared.replace(attempt=d["attempt"], student=fact.student, objective=d["objective"], how=d["how"]).execute()


@derives("appointment_closed")
def _appointment_closed(fact: Fact) -> None:
    outcome = fact.data["outcome"]
    # "More help" leaves the talk open: the student comes back.
    _update(fact, outcome=outcome, state="handed_in" if outcome == "more_help" else "closed")


def note_seen(fact: Fact, objective: str, item: str, variant: int) -> None:
    """The fact's student saw this item of a bank in this variant: in a test or in practice, the ledger is one."""
    db.execute_sql(
        "INSERT INTO exposure VALUES (?, ?, ?, ?, 1, ?) ON CONFLICT (student, objective, item, variant) "
        "DO UPDATE SET times = times + 1, last = excluded.last",
        (fact.student, objective, item, variant, fact.seq),
    )


def in_a_test(student: str) -> bool:
    """Whether a test of this student is open, at whatever seat, overnight as well."""
    return bool(AttemptRow.select().where((AttemptRow.student == student) & (AttemptRow.state == "open")).exists())


def attempt(id: str) -> AttemptRow | None:
    """An attempt by its id."""
    found: AttemptRow | None = AttemptRow.get_or_none(AttemptRow.id == id)
    return found


def attempts_of(students: list[str]) -> dict[str, list[AttemptRow]]:
    """The attempts of these students, first to last (without the drawn items: they are big)."""
    found: dict[str, list[AttemptRow]] = {s: [] for s in students}
    columns = [f for name, f in AttemptRow._meta.fields.items() if name not in {"items", "responses", "marks", "seed"}]
    for row in AttemptRow.select(*columns).where(AttemptRow.student.in_(students)).order_by(AttemptRow.number):
        found[row.student].append(row)
    return found


def cleared_in(attempts: list[str]) -> dict[str, dict[str, str]]:
    """For each attempt, the objectives ticked at the appointment, with how."""
    found: dict[str, dict[str, str]] = {a: {} for a in attempts}
    for row in Cleared.select().where(Cleared.attempt.in_(attempts)):
        found[row.attempt][row.objective] = row.how
    return found


def as_values(rows: list[AttemptRow]) -> tuple[progression.Attempt, ...]:
    """Attempts as the gates need them."""
    cleared = cleared_in([r.id for r in rows])
    return tuple(
        progression.Attempt(
            id=r.id,
            unit=r.unit,
            number=r.number,
            status=r.state,
            passed=r.passed,
            outcome=r.outcome,
            missed=tuple(json.loads(r.missed)),
            cleared=frozenset(cleared[r.id]),
        )
        for r in rows
    )


def exposure_of(student: str) -> list[tuple[str, str, int, int, int]]:
    """What this student has seen: (objective, item, variant, times, when last, as a running number)."""
    rows = Exposure.select().where(Exposure.student == student)
    return [(r.objective, r.item, r.variant, r.times, r.last) for r in rows.order_by(Exposure.last)]


def drafts_of(attempt: str) -> dict[int, dict[str, Any]]:
    """What stands in an open test, by place: {"rev", "value", "at"}."""
    rows = Draft.select().where(Draft.attempt == attempt)
    return {r.place: {"rev": r.rev, "value": json.loads(r.value), "at": r.at} for r in rows}


def open_places(attempt: str) -> tuple[str, int]:
    """An attempt's state and how many questions it has, without reading them; ("", 0) when there is none."""
    query = "SELECT state, json_array_length(items) FROM attempt WHERE id = ?"
    found = db.execute_sql(query, (attempt,)).fetchone()
    return (found[0], found[1]) if found else ("", 0)


def save_draft(
    attempt: str, place: int, seating: int, rev: int, value: dict[str, str], op: str, at: str
) -> tuple[bool, int, int]:
    """Keep what was typed, if it is the newest: by seating first, then by revision. Every one is logged.

    Returns whether it was kept (now or by an earlier try of the same tap), and the seating and revision that stand.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    again = db.execute_sql("SELECT 1 FROM draft_log WHERE op = ? AND attempt = ?", (op, attempt)).fetchone()
    stands = Draft.get_or_none((Draft.attempt == attempt) & (Draft.place == place))
    newest = stands is None or (seating, rev) > (stands.seating, stands.rev)
    if again is None and newest:
        db.execute_sql(
            "INSERT INTO draft_log (op, attempt, place, seating, rev, value, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (op, attempt, place, seating, rev, text, at),
        )
        Draft.replace(attempt=attempt, place=place, seating=seating, rev=rev, op=op, value=text, at=at).execute()
        return True, seating, rev
    assert stands is not None
    return again is not None, stands.seating, stands.rev
