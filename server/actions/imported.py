"""What an import did, and what it may stumble over."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from server.mastery.blueprint import Blueprint
from server.mastery.values import Item, Objective, Threshold, Unit
from server.store import content

_SAFE_CODE = re.compile(r"\w[\w.-]{0,59}")


@dataclass
class Imported:
    """What an import did, in the shape of the command's JSON."""

    kind: str
    items: int = 0
    by_type: dict[str, int] = field(default_factory=dict)
    students: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: list[dict[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    repairs: list[dict[str, str]] = field(default_factory=list)
    """what was doubtful in a question: item, where, found, done"""
    read: list[dict[str, Any]] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    kept: list[Item] = field(default_factory=list, repr=False)
    """the questions as they go into a bank"""
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    """the pictures that they show, by path"""
    note: dict[str, Any] = field(default_factory=dict, repr=False)
    """what is noted of a file of questions (store/imports.py): the body of its `Import`"""

    def as_json(self, with_items: bool) -> dict[str, Any]:
        """The document that the command prints."""
        told = asdict(replace(self, kept=[], files={}, note={}))
        for name in ("kept", "files", "note") if with_items else ("kept", "files", "note", "read"):
            del told[name]
        return told

    @property
    def counts(self) -> dict[str, int]:
        """How many questions were added, changed and left unchanged."""
        return {"added": self.added, "changed": self.changed, "unchanged": self.unchanged}

    def count(self, counts: Mapping[str, int]) -> None:
        """Add to what was added, changed and left unchanged."""
        self.added += counts.get("added", 0)
        self.changed += counts.get("changed", 0)
        self.unchanged += counts.get("unchanged", 0)


class CannotImport(Exception):
    """Nothing of it could be read; says why. `skipped` names each question that was tried."""

    def __init__(self, why: str, skipped: Sequence[Mapping[str, str]] = ()) -> None:
        super().__init__(why)
        self.skipped = [dict(skip) for skip in skipped]


class NoSuchPlace(Exception):
    """There is no such unit, objective or class to import into; says what there is."""


def objective_for(path: Path, into: str) -> str:
    """The objective that questions of this file go to: the one named, a unit's only one, or one named after the file.

    NoSuchPlace when there is none of that name, or when it is a unit of several.
    """
    unit = content.unit(into) if into else None
    if unit is not None:
        if len(unit.objectives) != 1:
            raise NoSuchPlace(
                f"{unit.title} has several objectives. Name one: " + ", ".join(o.code for o in unit.objectives)
            )
        return unit.objectives[0].code
    if into and content.unit_with_objective(into) is None:
        raise NoSuchPlace(f"There is no unit and no objective {into} on this box.")
    return into or bank_named(path.stem)


def bank_named(name: str) -> str:
    """The code of a bank of its own that carries this name: safe in an address, as a file's name and as a pack's id."""
    return "bank-" + "".join(c if c.isalnum() else "-" for c in name.lower())[:60].strip("-")


def objective_named(name: str) -> str:
    """The objective that a file means by this name: one on the box, or the code of a bank of its own.

    The name itself is the code where it is a safe one and no unit has it for its id.
    """
    if content.unit_with_objective(name) is not None:
        return name
    return name if _SAFE_CODE.fullmatch(name) and content.unit(name) is None else bank_named(name)


def unit_for(objective: str, title: str) -> str:
    """The unit of that objective; questions without a place of their own become a unit of one objective."""
    found = content.unit_with_objective(objective)
    if found is not None:
        return found.id
    # Nice to know until the teacher says otherwise; a pack of its own, so that its pictures go with it.
    alone = Objective(objective, title, title, "", False, Threshold(4, 5), 0, ())
    content.save_unit(Unit(objective, title, (alone,), blueprint=Blueprint()), objective, "en")
    return objective
