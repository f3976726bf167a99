"""Every answer handed in, one row each: to be marked item by item, counted over the years, and weighed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import peewee

from server.store import box
from server.store.database import Table, db
from server.store.facts import Fact, student_tables


class Answered(Table):
    attempt = peewee.TextField()
    place = peewee.IntegerField()
    student = peewee.TextField()
    section = peewee.TextField()
    kind = peewee.TextField()
    """`test` or `check`, as the attempt"""
    purpose = peewee.TextField()
    """`retrieval` where it came back from an earlier objective and does not count in the score"""
    objective = peewee.TextField()
    item = peewee.TextField()
    version = peewee.IntegerField()
    variant = peewee.IntegerField()
    points = peewee.FloatField(null=True)
    """None until a teacher has marked it"""
    out_of = peewee.IntegerField()
    misconception = peewee.TextField()
    sure = peewee.TextField()
    """how certain the student said to be: `sure`, `unsure`, `guess`, or empty"""
    choice = peewee.TextField()
    """the answer as understood; empty for a blank one and for one that a teacher reads"""

    class Meta:
        primary_key = peewee.CompositeKey("attempt", "place")


student_tables += [Answered]

CERTAINTIES = ("sure", "unsure", "guess")


Stored = list[dict[str, Any]]


def keep_answers(
    fact: Fact, kind: str, items: Stored, marks: Stored, responses: dict[str, dict[str, str]]
) -> None:
    """Keep the answers of an attempt handed in: drawn items, marks and responses as they are stored with it."""
    for place, (item, mark) in enumerate(zip(items, marks, strict=True)):
        sure = responses.get(str(place), {}).get("sure", "")
        Answered.replace(
            attempt=fact.data["attempt"], place=place, student=fact.student, section=fact.section, kind=kind,
            purpose=item.get("purpose", ""), objective=item["objective"], item=item["id"], version=item["version"],
            variant=item["variant"], points=mark["points"], out_of=mark["out_of"],
            misconception=mark["misconception"], sure=sure if sure in CERTAINTIES else "",
            choice=mark.get("reading", ""),
        ).execute()  # fmt: skip
    box.bump(*sorted({_scope(item["objective"]) for item in items}))


def keep_mark(attempt: str, place: int, mark: dict[str, Any]) -> None:
    """The mark of one answer, as it is stored with its attempt, is another one now."""
    here = (Answered.attempt == attempt) & (Answered.place == place)
    told = {"points": mark["points"], "misconception": mark["misconception"], "choice": mark.get("reading", "")}
    Answered.update(told).where(here).execute()
    box.bump(*{_scope(row.objective) for row in Answered.select(Answered.objective).where(here)})


def to_mark(section: str) -> int:
    """How many answers of a class wait for their teacher."""
    return int(Answered.select().where((Answered.section == section) & Answered.points.is_null()).count())


def answers_in(section: str, objective: str, item: str) -> list[Answered]:
    """Every answer of a class to one item of a bank, in whatever version, first handed in first."""
    same = (Answered.objective == objective) & (Answered.item == item) & (Answered.section == section)
    return list(Answered.select().where(same).order_by(Answered.attempt, Answered.place))


def waiting(section: str) -> list[Answered]:
    """The answers of a class that a teacher has yet to mark, item by item, first handed in first."""
    rows = Answered.select().where((Answered.section == section) & Answered.points.is_null())
    return list(rows.order_by(Answered.objective, Answered.item, Answered.attempt))


def answers_to(objective: str) -> list[Answered]:
    """Every answer to the items of an objective's bank on this box, first to last."""
    return list(Answered.select().where(Answered.objective == objective).order_by(Answered.attempt, Answered.place))


def answers_version(objectives: Sequence[str]) -> str:
    """Changes with every answer to the banks of these objectives, and with every other mark for one."""
    # The newest attempt tells two boxes apart, and a box from its backup, whose counters stand alike.
    newest = db.execute_sql("SELECT max(attempt) FROM answered").fetchone()[0] or ""
    return f"{db.database}/{newest}/{box.versions(*map(_scope, objectives))}"


def _scope(objective: str) -> str:
    return f"answers:{objective}"


def answers_of(student: str, objective: str) -> list[Answered]:
    """What a student answered about an objective, in quizzes and tests, first to last."""
    rows = Answered.select().where((Answered.student == student) & (Answered.objective == objective))
    return list(rows.order_by(Answered.attempt, Answered.place))
