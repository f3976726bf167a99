"""The first start: whoever has the printed code claims the box, and opens a first class."""

from __future__ import annotations

import json
import secrets

from server import clock
from server.actions.sign_in import hashed_passphrase
from server.actions.wrong_tries import too_many, wrong
from server.mastery.progression import No
from server.store import box, content, facts
from server.store.people import BoardCode, Section, Teacher
from server.store.writer import write


def is_set_up() -> bool:
    """Has somebody claimed this box?"""
    return bool(Teacher.select().exists())


def set_up_box(code: str, name: str, passphrase: str, section_code: str, title: str, school: str = "") -> str | No:
    """Claim the box with its set-up code: makes the teacher and a first class with every unit on the box.

    Returns the teacher's id, or No(wrong_code | already | name | passphrase | section).
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
        teacher = facts.new_id()
        Teacher.create(id=teacher, name=name.strip(), secret=hashed_passphrase(passphrase), role="teacher")
        box.set_value("setup_code", "")
        box.set_value("school", school.strip())
        open_section(teacher, section_code, title)
        return teacher

    return write(change)


def open_section(teacher: str, code: str, title: str) -> str:
    """Open a class (a section) for a teacher with every unit on the box; runs inside the writer. Returns its id."""
    section = facts.new_id()
    facts.append(
        "section_opened", at=clock.now().at, by=teacher, section=section, code=code.strip(),
        title=title.strip() or code.strip(), course=title.strip() or code.strip(), teacher=teacher, language="en",
        time_zone="UTC", units=content.unit_ids(),
    )  # fmt: skip
    BoardCode.create(section=section, code=f"{secrets.randbelow(10**6):06d}")
    return section


def add_section(teacher: str, code: str, title: str) -> str | No:
    """Another class for a teacher. No(section) without a code, No(taken) when a class has it already."""

    def change() -> str | No:
        if not code.strip():
            return No("section")
        if Section.get_or_none(Section.code == code.strip()) is not None:
            return No("taken")
        return open_section(teacher, code, title)

    return write(change)


def add_units(section: str, units: list[str], by: str) -> None:
    """Put units that the class does not have yet at the end of its list."""

    def change() -> None:
        had = json.loads(Section.get_by_id(section).units)
        new = [u for u in units if u not in had]
        if new:
            facts.append("units_changed", at=clock.now().at, by=by, section=section, units=had + new)

    write(change)
