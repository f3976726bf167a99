"""A class under way, and everybody at a browser of their own: what the tests of all pages are run on.

PYTEST_DONT_REWRITE: it is imported by the tests before it is their plugin.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from cast import PASSPHRASE, PIN, TEACHER, Cast, done, op
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.actions import enroll_students, help_queue, learn, record_verdict, release_seat, run_meeting, sign_in
from server.actions.acting import Actor
from server.actions.export_results import export_results
from server.actions.set_up_box import open_section
from server.actions.sign_in import hashed_passphrase
from server.app import create_app
from server.settings import Settings
from server.store import content, database, facts, people, writer

HOST = "http://localhost"
Ids = dict[str, str]


@dataclass
class Browser:
    """One browser: its cookies and the token of its forms."""

    client: FlaskClient
    csrf: str = ""

    @classmethod
    def new(cls, app: Flask) -> Browser:
        browser = cls(app.test_client())
        page = browser.get("/sign-in/board").get_data(as_text=True)
        found = re.search(r'data-csrf="(\w+)"', page)
        assert found, "every page carries the token of its browser"
        browser.csrf = found[1]
        return browser

    def get(self, url: str, **more: Any) -> TestResponse:
        return self.client.get(url, base_url=HOST, **more)

    def send(self, method: str, url: str, origin: str = HOST, csrf: str | None = None, **form: str) -> TestResponse:
        """A form as a page sends it; with another `csrf` or `origin`, as a page of ours never would."""
        fields = {"csrf": self.csrf if csrf is None else csrf, "op": op(), **form}
        return self.client.open(url, method=method, base_url=HOST, data=fields, headers={"Origin": origin})


class Room:
    """The class of the cast at its browsers, and a second class of another teacher next door."""

    def __init__(self, cast: Cast, keep: Path, **changed: Any) -> None:
        self.cast, self.keep = cast, keep
        self.settings: Settings = replace(cast.settings, **changed)
        cast.open_class()
        self.mine = self._lesson(cast.teacher, cast.amina)
        self.of_joseph = self._lesson(cast.teacher, cast.joseph)
        self.next_door = self._class_next_door()
        self.app = create_app(self.settings)
        self.browsers = {"signed out": Browser.new(self.app)}
        for role in ("student", "teacher", "board"):
            browser = self.browsers[role] = Browser.new(self.app)
            self.sign_in(browser, role)
        self._cookies = {role: dict(browser.client._cookies or {}) for role, browser in self.browsers.items()}
        self._close()
        shutil.copy(self.settings.database, keep)
        self.again()

    def sign_in(self, browser: Browser, role: str) -> None:
        code = people.BoardCode.get(people.BoardCode.section == self.cast.section).code
        if role == "student":
            answer = browser.send("POST", f"/sign-in/student/{self.cast.amina.id}", pin=PIN)
        elif role == "teacher":
            answer = browser.send("POST", "/sign-in/teacher", name=TEACHER, passphrase=PASSPHRASE)
        else:
            answer = browser.send("POST", "/sign-in/board", code=code)
        assert answer.status_code == 303, answer.get_data(as_text=True)

    def again(self) -> None:
        """Everything as it was at the beginning, the sign-ins of the browsers too."""
        for role, browser in self.browsers.items():
            browser.client._cookies = dict(self._cookies[role])
        self._close()
        for end in ("-wal", "-shm"):
            Path(f"{self.settings.database}{end}").unlink(missing_ok=True)
        shutil.copy(self.keep, self.settings.database)
        database.open_database(self.settings.database)

    def end(self) -> None:
        self._close()

    def _close(self) -> None:
        writer.stop()
        database.close()

    def _lesson(self, teacher: Actor, student: Actor) -> Ids:
        """A student with a bit of everything: returns the ids that stand in addresses."""
        mark = record_verdict.record_mastered
        spoken = {a.id: "excused" for a in self.cast.unit.required("gases-1")}
        done(mark(teacher, student.id, "gases-1", spoken, op()))
        done(record_verdict.record_not_yet(teacher, student.id, "gases-2", "Change to kelvin", "uses °C", "", op()))
        remedy = self.cast.record(student).remedies["gases-2"].id
        learn.use_object(student, self.cast.unit.menu("gases-1")[0].id)
        ticket = done(help_queue.flag_stuck(student, "gases-2", "Which side?", op()))["ticket"]
        return {"student": student.id, "ticket": ticket, "remedy": remedy, "attempt": self._attempt(teacher, student)}

    def _attempt(self, teacher: Actor, student: Actor) -> str:
        from server.actions import override

        done(override.override(teacher, student.id, "test", "gas-laws", "ready for it", op()))
        return str(done(release_seat.release_seat(teacher, student.id, "", op()))["attempt"])

    def _class_next_door(self) -> Ids:
        id = facts.new_id()

        def move_in() -> str:
            secret = hashed_passphrase("kelvin and avogadro")
            people.Teacher.create(id=id, name="Mr Okafor", secret=secret, role="teacher")
            return open_section(id, "9A", "Physics")

        section = writer.write(move_in)
        teacher = Actor(id, "teacher", section, "laptop")
        noor = enroll_students.NewStudent("2001", "Noor", "Haddad")
        done(enroll_students.enroll_students(teacher, section, [noor], op()))
        done(run_meeting.start_class(teacher, op()))
        student = Actor(people.students_of(section)[0].id, "student", section, "tablet")
        assert isinstance(sign_in.sign_in_student(student.id, PIN, "tablet"), str)
        ids = self._lesson(teacher, student)
        sheet = done(export_results(teacher, section, self.settings.exports, True, op()))
        return {**ids, "section": section, "file": Path(sheet["file"]).name}

    @property
    def some(self) -> Ids:
        """Things of the unit that stand in addresses."""
        unit = self.cast.unit
        video = next(o for o in unit.objects if o.kind == "video")
        sheet = next(o for o in unit.objects if o.kind == "worksheet")
        activity, text = unit.activities[0], next(o for o in unit.objects if o.kind == "text")
        assert content.media_of("gas-laws", video.path)
        return {
            "video": video.id, "file": Path(video.path).name, "sheet": sheet.id, "activity": activity.id,
            "text": text.id, "set": next(o.id for o in unit.objects if o.kind == "problem_set"),
        }  # fmt: skip


@pytest.fixture(scope="session")
def first_room(made_box: Any, tmp_path_factory: pytest.TempPathFactory) -> Room:
    """The room as it is made, once: in the pseudo-language, with the demonstration's routes."""
    folder = tmp_path_factory.mktemp("room")
    shutil.copytree(made_box.folder, folder / "box")
    writer.stop()
    database.open_database(folder / "box" / "classroom.db")
    made = Room(Cast.of(Settings(data=folder / "box")), folder / "kept.db", demo=True, language="x-pseudo")
    made.end()
    return made


@pytest.fixture(scope="module")
def room(first_room: Room) -> Iterator[Room]:
    """The room, for the tests of one file."""
    first_room.again()
    yield first_room
    first_room.end()
