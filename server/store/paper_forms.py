"""Tests on paper: every form that was printed, by the code on it, and the attempt that its answers became."""

from __future__ import annotations

import json
from collections.abc import Iterable

import peewee

from server.mastery.worksheets import HALF
from server.store.database import Table
from server.store.exposure import note_seen
from server.store.facts import Fact, derives, student_tables


class PaperForm(Table):
    code = peewee.TextField(primary_key=True)
    """as it is stored: six signs without the dash"""
    batch = peewee.TextField()
    """the forms that were printed together"""
    place = peewee.IntegerField()
    section = peewee.TextField()
    student = peewee.TextField()
    """empty on a spare form: whoever writes it is named when its answers are typed in"""
    unit = peewee.TextField()
    kind = peewee.TextField()
    """`test` of a unit, or `check`: a quiz on one objective"""
    objective = peewee.TextField()
    seed = peewee.TextField()
    items = peewee.TextField()
    pass_share = peewee.FloatField()
    away = peewee.IntegerField()
    """1 once it was put away: lost, or not needed"""
    seq = peewee.IntegerField()
    """the number of the fact by which it was printed"""
    at = peewee.TextField()

    class Meta:
        table_name = "paper_form"

    @property
    def shown(self) -> str:
        """The code as it is printed: "7KC-M4T"."""
        return f"{self.code[:HALF]}-{self.code[HALF:]}"


class TypedForm(Table):
    code = peewee.TextField(primary_key=True)
    student = peewee.TextField()
    attempt = peewee.TextField()

    class Meta:
        table_name = "typed_form"


# Typing in is the student's own fact, so it has rows of its own: a spare form belongs to nobody.
student_tables += [PaperForm, TypedForm]


@derives("form_printed")
def _form_printed(fact: Fact) -> None:
    d = fact.data
    PaperForm.create(
        code=d["code"], batch=d["batch"], place=d["place"], section=fact.section, student=fact.student, unit=d["unit"],
        kind=d["kind"], objective=d["objective"], seed=d["seed"], items=json.dumps(d["items"], ensure_ascii=False),
        pass_share=d["pass_share"], away=0, seq=fact.seq, at=fact.at,
    )  # fmt: skip
    # A spare form is seen by whoever it turns out to be, once its answers are typed in.
    for item in d["items"] if fact.student else ():
        note_seen(fact, item["objective"], item["id"], item["variant"])


@derives("form_put_away")
def _form_put_away(fact: Fact) -> None:
    mine = (PaperForm.code == fact.data["code"]) & (PaperForm.student == fact.student)
    PaperForm.update(away=1).where(mine).execute()


@derives("form_typed_in")
def _form_typed_in(fact: Fact) -> None:
    TypedForm.create(code=fact.data["code"], student=fact.student, attempt=fact.data["attempt"])


def form(code: str, section: str) -> PaperForm | None:
    """The form of a class by its code, without the dash."""
    found: PaperForm | None = PaperForm.get_or_none((PaperForm.code == code) & (PaperForm.section == section))
    return found


def code_taken(code: str) -> bool:
    """Whether a form of this box has that code."""
    return bool(PaperForm.select().where(PaperForm.code == code).exists())


def batch(id: str, section: str) -> list[PaperForm]:
    """The forms that were printed together, in the order in which they come out of the printer."""
    rows = PaperForm.select().where((PaperForm.batch == id) & (PaperForm.section == section))
    return list(rows.order_by(PaperForm.place))


def forms_out(section: str) -> list[PaperForm]:
    """The forms of a class that are still on paper: neither typed in nor put away; newest first."""
    typed = TypedForm.select(TypedForm.code)
    rows = PaperForm.select().where(
        (PaperForm.section == section) & (PaperForm.away == 0) & PaperForm.code.not_in(typed)
    )
    return list(rows.order_by(PaperForm.seq.desc()))


def with_test_out(students: Iterable[str], unit: str) -> set[str]:
    """Those of these students for whom a unit's test is printed, with their name on it, and still out."""
    rows = PaperForm.select(PaperForm.student).where(
        PaperForm.student.in_(list(students)) & (PaperForm.unit == unit) & (PaperForm.kind == "test")
        & (PaperForm.away == 0) & PaperForm.code.not_in(TypedForm.select(TypedForm.code))
    )  # fmt: skip
    return {row.student for row in rows}


def typed_in(code: str) -> TypedForm | None:
    """Whose answers were typed in from that form, and as which attempt; None while they were not."""
    found: TypedForm | None = TypedForm.get_or_none(TypedForm.code == code)
    return found


def code_of(attempt: str) -> str:
    """The code of the form that an attempt was written on, as printed; empty where there was none."""
    found = TypedForm.get_or_none(TypedForm.attempt == attempt)
    return f"{found.code[:HALF]}-{found.code[HALF:]}" if found else ""
