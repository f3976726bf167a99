"""What happened. Facts are appended and never changed; what the tables hold now is derived from them.

An area's module says with `@derives(kind)` what a fact of that kind does to its tables. Facts about a student touch
only that student's rows, so that one student can be derived afresh when a fact of theirs is undone.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import peewee

from server.clock import milliseconds
from server.store import box
from server.store.database import Table, db


class FactRow(Table):
    seq = peewee.AutoField()
    id = peewee.TextField(unique=True)
    box = peewee.TextField()
    incarnation = peewee.TextField()
    kind = peewee.TextField()
    v = peewee.IntegerField()
    at = peewee.TextField()
    meeting = peewee.TextField()
    by = peewee.TextField()
    section = peewee.TextField()
    student = peewee.TextField()
    data = peewee.TextField()
    op = peewee.TextField()

    class Meta:
        table_name = "fact"


@dataclass(frozen=True)
class Fact:
    """One thing that happened. `op` joins the facts of one tap, so that they are undone together."""

    seq: int
    id: str
    box: str
    incarnation: str
    kind: str
    v: int
    at: str
    meeting: str
    by: str
    section: str
    student: str
    data: dict[str, Any]
    op: str = ""

    def public(self) -> dict[str, Any]:
        """The shape of the contracts, for a bundle."""
        names = ("id", "box", "incarnation", "seq", "kind", "v", "at", "meeting", "by", "section", "student", "data")
        return {name: getattr(self, name) for name in names}


Derivation = Callable[[Fact], None]
_derivations: dict[str, Derivation] = {}
student_tables: list[type[Table]] = []
section_tables: list[type[Table]] = []


def derives(*kinds: str) -> Callable[[Derivation], Derivation]:
    """Register what facts of these kinds do to the derived tables."""

    def register(derivation: Derivation) -> Derivation:
        for kind in kinds:
            _derivations[kind] = derivation
        return derivation

    return register


def new_id() -> str:
    """A globally unique id that sorts by time: 48 bits of milliseconds, 80 of chance (the shape of a ULID, in hex)."""
    return f"{milliseconds():012x}{secrets.token_hex(10)}"


def append(
    kind: str,
    /,
    *,
    at: str,
    by: str,
    section: str = "",
    student: str = "",
    meeting: str = "",
    op: str = "",
    **data: Any,
) -> Fact:
    """Write a fact down and let it take effect, inside the writer's transaction."""
    box_id, incarnation = box.identity()
    row = FactRow.create(
        id=new_id(),
        box=box_id,
        incarnation=incarnation,
        kind=kind,
        v=1,
        at=at,
        meeting=meeting,
        by=by,
        section=section,
        student=student,
        data=json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False),
        op=op,
    )
    fact = _fact(row)
    apply(fact)
    box.bump(*_touched(fact))
    return fact


def _touched(fact: Fact) -> list[str]:
    """Whose pages a fact may change. The line and the lesson have versions of their own, so that thirty students' pages
    do not fetch themselves again whenever one of them opens a text; nor does the teacher's at each answer practised."""
    scopes = []
    if fact.section and not fact.kind.startswith("practice_"):
        scopes.append(f"section:{fact.section}")
        if fact.kind.startswith(("ticket_", "contact_", "fact_undone")):
            scopes.append(f"queue:{fact.section}")
        elif not fact.student:
            scopes.append(f"lesson:{fact.section}")
    if fact.student:
        scopes.append(f"student:{fact.student}")
    return scopes


def apply(fact: Fact) -> None:
    """Let a fact take effect on the derived tables."""
    _derivations[fact.kind](fact)


def _fact(row: Any) -> Fact:
    return Fact(
        row.seq, row.id, row.box, row.incarnation, row.kind, row.v, row.at, row.meeting, row.by, row.section,
        row.student, json.loads(row.data), row.op,
    )  # fmt: skip


def facts(
    *, student: str | None = None, section: str | None = None, after: int = 0, kind: str | None = None
) -> Iterator[Fact]:
    """Facts in their order, undone ones included."""
    rows = FactRow.select().where(FactRow.seq > after)
    if student is not None:
        rows = rows.where(FactRow.student == student)
    if section is not None:
        rows = rows.where(FactRow.section == section)
    if kind is not None:
        rows = rows.where(FactRow.kind == kind)
    yield from (_fact(row) for row in rows.order_by(FactRow.seq).iterator())


def of_op(op: str) -> list[Fact]:
    """The facts of one tap."""
    return [_fact(row) for row in FactRow.select().where(FactRow.op == op).order_by(FactRow.seq)] if op else []


def last_seq(section: str) -> int:
    """The number of the newest fact of a section; 0 when there is none."""
    return int(FactRow.select(peewee.fn.MAX(FactRow.seq)).where(FactRow.section == section).scalar() or 0)


def last_at(section: str) -> str:
    """When the newest fact of a section happened, as a label."""
    row = FactRow.select(FactRow.at).where(FactRow.section == section).order_by(FactRow.seq.desc()).first()
    return str(row.at) if row else ""


def effective(some: list[Fact]) -> list[Fact]:
    """These facts without the undone ones."""
    undone = {i for f in some if f.kind == "fact_undone" for i in f.data["facts"]}
    return [f for f in some if f.id not in undone]


@derives("fact_undone")
def _undone(fact: Fact) -> None:
    rederive(fact.student)


def rederive(student: str) -> None:
    """Derive one student's rows afresh from their facts, leaving out what was undone."""
    for table in student_tables:
        fields: dict[str, Any] = table._meta.fields
        # The roster's own row is known by its id.
        table.delete().where(fields["student" if "student" in fields else "id"] == student).execute()
    for fact in effective(list(facts(student=student))):
        if fact.kind != "fact_undone":
            apply(fact)


def rebuild() -> None:
    """Derive every table afresh from the facts alone."""
    for table in [*student_tables, *section_tables]:
        table.delete().execute()
    for fact in effective(list(facts())):
        if fact.kind != "fact_undone":
            apply(fact)


def differences() -> list[str]:
    """What a rebuild would change, in words; empty when the tables agree with the facts. Changes nothing."""
    tables = [*student_tables, *section_tables]
    before = {t: _rows(t) for t in tables}
    with db.atomic("IMMEDIATE") as changes:
        rebuild()
        after = {t: _rows(t) for t in tables}
        changes.rollback()
    return [
        f"{t._meta.table_name}: {len(before[t] - after[t])} rows that no fact explains, "
        f"{len(after[t] - before[t])} rows missing"
        for t in tables
        if before[t] != after[t]
    ]


def _rows(table: type[Table]) -> set[tuple[Any, ...]]:
    rows: Iterable[Any] = table.select().tuples()
    return set(rows)
