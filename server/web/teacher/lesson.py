"""What the teacher's pages share: the class they look at, the lesson under way, and the tabs at the bottom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import abort, g, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions.acting import Actor
from server.mastery.progression import No
from server.mastery.values import Objective, Unit
from server.store import box, lessons, records
from server.store.answered import to_mark
from server.store.help_queue import open_tickets
from server.store.people import Section, Student, students_of, tiles
from server.web.answering import refuse_saying
from server.web.gate import Viewer, current_section
from server.web.teacher.done import done_bar
from server.web.wording import labels, why_not
from server.web.words import _


@dataclass(frozen=True)
class Lesson:
    """The class a teacher looks at, and its meeting if one is open."""

    who: Viewer
    section: Section
    meeting: lessons.Meeting | None
    units: list[Unit]
    students: dict[str, Student]

    @property
    def actor(self) -> Actor:
        return Actor(self.who.id, "teacher", self.section.id, self.who.device)

    def student(self, id: str) -> Student:
        """A student of this class, on the roster or taken off it; 404 otherwise."""
        found = self.students.get(id) or Student.get_or_none((Student.id == id) & (Student.section == self.section.id))
        if found is None:
            abort(404)
        return found

    def name(self, id: str) -> str:
        """A student's first name and initial; the whole name where two would be alike."""
        return self.tiles.get(id) or self.student(id).full

    @cached_property
    def tiles(self) -> dict[str, str]:
        return tiles(list(self.students.values()))

    def objective(self, code: str) -> tuple[Unit, Objective] | None:
        """An objective of this class's units by its code."""
        for unit in self.units:
            for objective in unit.objectives:
                if objective.code == code:
                    return unit, objective
        return None

    def unit(self, id: str) -> Unit:
        """A unit of this class; 404 when it has none of that id."""
        found = next((u for u in self.units if u.id == id), None)
        if found is None:
            abort(404)
        return found


def lesson() -> Lesson:
    """The lesson of the teacher who asks. A teacher without a class is sent to where one is added."""
    if "lesson" not in g:
        who: Viewer = g.viewer
        section = current_section(who)
        if section is None:
            abort(redirect(url_for("teacher.more"), 303))
        students = {s.id: s for s in students_of(section.id)}
        g.lesson = Lesson(who, section, lessons.open_meeting(section.id), records.units_of(section.id), students)
    found: Lesson = g.lesson
    return found


def version(at: Lesson) -> str:
    """Changes when anything this class's pages show may have changed."""
    return box.versions(f"section:{at.section.id}")


def counts(at: Lesson) -> dict[str, int]:
    """What the pages count: who waits, who was not seen, who asks for a seat; and the answers to be marked."""
    tickets = open_tickets(at.section.id)
    in_line = {t.student for t in tickets}
    unseen = 0
    if at.meeting is not None:
        talked = lessons.contacts(at.meeting.id)
        here = lessons.present(at.meeting.id) & set(at.students)
        unseen = sum(1 for s in here if not talked.get(s) and s not in in_line)
    return {
        "queue": sum(1 for t in tickets if t.state == "waiting" and t.kind != "seat"),
        "not_seen": unseen,
        "seats": sum(1 for t in tickets if t.kind == "seat"),
        "marking": to_mark(at.section.id),
    }


def show(template: str, at: Lesson, tab: str = "", live: bool = False, **more: Any) -> str:
    """One of the teacher's pages, with its tabs and, after a tap that can be undone, the undo bar."""
    return render_template(
        f"teacher/{template}", me=at.who, at=at, section=at.section, meeting=at.meeting, units=at.units, tab=tab,
        counts=counts(at), done=done_bar(at.name, at.units), version=version(at) if live else "", **more,
    )  # fmt: skip


def deny(no: No, at: Lesson) -> AnyResponse:
    """The tap was refused: why, and what a teacher can do about it."""
    by_word = _("You can open it on the student's page, with a reason.")
    sentences: dict[str, Callable[[], str]] = {
        "no_meeting": lambda: _("Class is not open. Start class first."),
        "asked": lambda: _("This student is in the queue for that already."),
        "talk_first": lambda: _("The last test is not talked over yet. Hold that talk first."),
        "test_open": lambda: _("This student has a test open already."),
        "too_few_items": lambda: (
            _(
                "The bank of %(what)s has too few questions for this test. Add some under More, Questions from a file; "
                "then give it."
            )
            % {"what": labels(at.units, no.objectives)}
        ),
        "nobody": lambda: _("Nobody is waiting. See who has not been talked to yet."),
        "activities": lambda: why_not(no, at.units) + " " + _("Say for each: owed, or not needed."),
        "not_mastered": lambda: f"{why_not(no, at.units)} {by_word}",
        "locked": lambda: f"{why_not(no, at.units)} {by_word}",
    }
    sentence = sentences.get(no.reason, lambda: why_not(no, at.units))()
    return refuse_saying(sentence, "", {"unknown": 404, "stale": 409, "forbidden": 403}.get(no.reason, 422), no.reason)
