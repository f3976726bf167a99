"""The units on this box, to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from server.actions.class_units import usual_units
from server.store import content
from server.web.words import _


@dataclass(frozen=True)
class UnitChoice:
    """One unit: `about` says its subject and year ("History, year 9"), `usual` whether a new class gets it unasked."""

    id: str
    title: str
    about: str
    objectives: int
    usual: bool


def unit_choices() -> list[UnitChoice]:
    """Every unit on this box, the usual ones first."""
    usual = set(usual_units())
    found = []
    for id in content.unit_ids():
        unit, head = content.unit(id), content.pack_head(content.pack_of(id))
        if unit is not None:
            found.append(UnitChoice(id, unit.title, _about(head), len(unit.objectives), id in usual))
    return sorted(found, key=lambda c: (not c.usual, c.about, c.title))


def _about(head: dict[str, object]) -> str:
    subject, grade = str(head.get("subject") or ""), head.get("grade")
    if subject and grade:
        return _("%(subject)s, year %(grade)s") % {"subject": subject, "grade": grade}
    return subject


def ticked_units() -> list[str] | None:
    """The units ticked in the form sent; None when it did not ask."""
    return request.form.getlist("unit") if "choosing" in request.form else None
