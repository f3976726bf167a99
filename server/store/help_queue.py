"""Tickets: places in the help queue."""

from __future__ import annotations

import peewee

from server.mastery.help_queue import OPEN
from server.store.database import Table
from server.store.facts import Fact, derives, student_tables


class TicketRow(Table):
    id = peewee.TextField(primary_key=True)
    student = peewee.TextField()
    section = peewee.TextField()
    kind = peewee.TextField()
    objective = peewee.TextField()
    note = peewee.TextField()
    state = peewee.TextField()
    number = peewee.IntegerField()
    tick = peewee.FloatField()
    boot = peewee.TextField()
    promised = peewee.IntegerField()
    missed = peewee.IntegerField()
    started = peewee.FloatField()
    """when the teacher came, by the monotonic clock; 0 before"""
    took = peewee.FloatField()
    """minutes from the teacher's coming to the end; 0 before"""
    outcome = peewee.TextField()
    attempt = peewee.TextField()

    class Meta:
        table_name = "ticket"


student_tables += [TicketRow]


@derives("ticket_joined")
def _ticket_joined(fact: Fact) -> None:
    d = fact.data
    TicketRow.create(
        id=d["ticket"], student=fact.student, section=fact.section, kind=d["kind"], objective=d["objective"],
        note=d["note"], state="waiting", number=fact.seq, tick=d["tick"], boot=d["boot"], promised=int(d["promised"]),
        missed=0, started=0.0,
        took=0.0, outcome="", attempt=d["attempt"],
    )  # fmt: skip


@derives("ticket_moved")
def _ticket_moved(fact: Fact) -> None:
    d = fact.data
    changes = {"state": d["to"], "missed": d["missed"], "promised": int(d["promised"]), "outcome": d["outcome"]}
    if d["to"] in {"called", "helping"}:
        changes["started"] = d["tick"]
    elif d["to"] == "done":
        row = ticket(d["ticket"])
        if row is not None and row.started:
            changes["took"] = max(0.0, (d["tick"] - row.started) / 60)
    TicketRow.update(changes).where((TicketRow.id == d["ticket"]) & (TicketRow.student == fact.student)).execute()


def open_tickets(section: str = "", student: str = "") -> list[TicketRow]:
    """Tickets not yet closed, of a class or of a student, first come first."""
    rows = TicketRow.select().where(TicketRow.state.in_(OPEN))
    if section:
        rows = rows.where(TicketRow.section == section)
    if student:
        rows = rows.where(TicketRow.student == student)
    return list(rows.order_by(TicketRow.number))


def ticket(id: str) -> TicketRow | None:
    """A ticket by its id."""
    found: TicketRow | None = TicketRow.get_or_none(TicketRow.id == id)
    return found


def talk_minutes(section: str, newest: int = 60) -> dict[str, list[float]]:
    """How many minutes the newest talks took, by kind of ticket."""
    rows = TicketRow.select(TicketRow.kind, TicketRow.took).where(
        (TicketRow.section == section) & TicketRow.took.between(0.05, 30)
    )
    found: dict[str, list[float]] = {}
    for row in rows.order_by(TicketRow.number.desc()).limit(newest):
        found.setdefault(row.kind, []).append(row.took)
    return found
