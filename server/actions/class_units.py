"""The units of a class: which it begins with, and the teacher adding, ordering and taking out later."""

from __future__ import annotations

import json
from collections.abc import Sequence

from server import clock
from server.actions.acting import Actor, Answer, Tap, act
from server.actions.help_queue import close_tickets
from server.mastery.progression import No, Record
from server.mastery.values import Unit
from server.store import box, content, facts, records
from server.store.people import Section, Student
from server.store.writer import write

MOVES = ("add", "remove", "up", "down")
FIRST_SAMPLE = "gas-laws"
SAMPLES = "samples"
"""The box's note of the packs that came with the program, their names parted by spaces."""


def usual_units() -> list[str]:
    """The units that are ticked for a new class: the Gas Laws, and whatever was imported on this box.

    The other samples are there to be chosen.
    """
    samples = set(box.value(SAMPLES).split()) - {FIRST_SAMPLE}
    return [unit for unit in content.unit_ids() if content.pack_of(unit) not in samples]


def chosen_units(ticked: Sequence[str] | None) -> list[str] | No:
    """The units a new class gets: those ticked, each once; the usual ones where nobody was asked (None).

    No(units) when none was ticked although there are some, No(unknown) for one that is not on this box.
    """
    if ticked is None:
        return usual_units()
    there = content.unit_ids()
    wanted = list(dict.fromkeys(ticked))
    if not set(wanted) <= set(there):
        return No("unknown")
    return wanted if wanted or not there else No("units")


def add_units(section: str, units: Sequence[str], by: str) -> None:
    """Put units that the class does not have yet at the end of its list."""

    def change() -> None:
        had = json.loads(Section.get_by_id(section).units)
        new = [u for u in units if u not in had]
        if new:
            facts.append("units_changed", at=clock.now().at, by=by, section=section, units=had + new)

    write(change)


def change_units(actor: Actor, unit: str, move: str, sure: bool, op: str) -> Answer:
    """Add a unit to the class, take it out, or move it up or down by one.

    Taking out a unit that somebody has begun needs `sure`: No(begun) asks. Nothing anybody did is lost by it; whoever
    waits with an objective of it is taken out of the queue. No(unit_busy) while a test of it is under way or not talked
    over, No(last_unit) for the only one.
    """

    def change(tap: Tap) -> Answer:
        section = Section.get_or_none(Section.id == actor.section)
        if section is None or move not in MOVES:
            return No("unknown")
        had = section.unit_ids
        found = content.unit(unit)
        if found is None or (move == "add") == (unit in had):
            return No("unknown")
        if move == "remove":
            refused = _may_remove(section, found, sure)
            if refused is not None:
                return refused
            for student in _everybody(section.id):
                for code in (o.code for o in found.objectives):
                    close_tickets(tap, student, "check", "dismissed", code)
                    close_tickets(tap, student, "stuck", "dismissed", code)
        units = _moved(had, unit, move)
        if units != had:
            tap.note("units_changed", units=units)
        return {"units": units}

    return act(actor, op, change)


def _moved(had: list[str], unit: str, move: str) -> list[str]:
    if move == "add":
        return [*had, unit]
    place = had.index(unit)
    rest = [u for u in had if u != unit]
    if move == "remove":
        return rest
    place = max(0, place - 1) if move == "up" else place + 1
    return [*rest[:place], unit, *rest[place:]]


def _may_remove(section: Section, unit: Unit, sure: bool) -> No | None:
    if len(section.unit_ids) == 1:
        return No("last_unit")
    known = records.records_of(_everybody(section.id))
    if any(a.status != "closed" for record in known.values() for a in record.attempts_of(unit.id)):
        return No("unit_busy")
    if not sure and any(has_begun(unit, record) for record in known.values()):
        return No("begun")
    return None


def _everybody(section: str) -> list[str]:
    return [row.id for row in Student.select(Student.id).where(Student.section == section)]


def begun_by(section: str, units: Sequence[Unit]) -> dict[str, int]:
    """For each unit, how many students of the class have begun it."""
    known = records.records_of(_everybody(section)).values()
    return {unit.id: sum(1 for record in known if has_begun(unit, record)) for unit in units}


def has_begun(unit: Unit, record: Record) -> bool:
    """Whether a student has done anything in a unit: opened, ticked, asked, shown, or taken its test."""
    codes = {o.code for o in unit.objectives}
    things = {o.id for o in unit.objects}
    return bool(
        record.attempts_of(unit.id)
        or codes & (set(record.mastered) | set(record.not_yet) | record.asked)
        or things & record.used
        or {a.id for a in unit.activities} & set(record.activities)
    )
