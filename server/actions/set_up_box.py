"""The first start: whoever has the printed code claims the box, and opens a first class."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from server import clock
from server.actions.class_units import chosen_units, usual_units
from server.actions.sign_in import hashed_passphrase
from server.actions.wrong_tries import too_many, wrong
from server.mastery.progression import No
from server.store import box, facts
from server.store.people import BoardCode, Section, Teacher
from server.store.writer import write


def is_set_up() -> bool:
    """Has somebody claimed this box?"""
    return bool(Teacher.select().exists())


def set_up_box(
    code: str,
    name: str,
    passphrase: str,
    section_code: str,
    title: str,
    school: str = "",
    units: Sequence[str] | None = None,
) -> str | No:
    """Claim the box with its set-up code: makes the teacher and a first class with these units (None: the usual ones).

    Returns the teacher's id, or No(wrong_code | already | name | passphrase | section | units | unknown).
    """

    def change() -> str | No:
        if is_set_up():
            return No("already")
        if too_many("set-up", ""):
            return No("too_many")
        if not secrets.compare_digest(code.strip().replace(" ", "").encode(), box.value("setup_code").encode()):
            wrong("set-up", "")
            return No("wrong_code")
        if not name.strip():
            return No("name")
        if len(passphrase) < 8:
            return No("passphrase")
        if not section_code.strip():
            return No("section")
        chosen = chosen_units(units)
        if isinstance(chosen, No):
            return chosen
        teacher = facts.new_id()
        Teacher.create(id=teacher, name=name.strip(), secret=hashed_passphrase(passphrase), role="teacher")
        box.set_value("setup_code", "")
        box.set_value("school", school.strip())
        open_section(teacher, section_code, title, chosen)
        return teacher

    return write(change)


def open_section(teacher: str, code: str, title: str, units: Sequence[str] | None = None) -> str:
    """Open a class (a section) for a teacher with these units, or the usual ones; runs inside the writer. Returns its
    id."""
    section = facts.new_id()
    facts.append(
        "section_opened", at=clock.now().at, by=teacher, section=section, code=code.strip(),
        title=title.strip() or code.strip(), course=title.strip() or code.strip(), teacher=teacher, language="en",
        time_zone="UTC", units=usual_units() if units is None else list(units),
    )  # fmt: skip
    BoardCode.create(section=section, code=f"{secrets.randbelow(10**6):06d}")
    return section


def add_section(teacher: str, code: str, title: str, units: Sequence[str] | None = None) -> str | No:
    """Another class for a teacher, with these units (None: the usual ones).

    No(section) without a code, No(taken) when a class has it already, No(units) without a unit, No(unknown) for one
    that is not on this box.
    """

    def change() -> str | No:
        if not code.strip():
            return No("section")
        if Section.get_or_none(Section.code == code.strip()) is not None:
            return No("taken")
        chosen = chosen_units(units)
        return chosen if isinstance(chosen, No) else open_section(teacher, code, title, chosen)

    return write(change)
