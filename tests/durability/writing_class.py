"""Thirty students who write a test at once, and never stop typing."""

from __future__ import annotations

import http.client
import shutil
import sqlite3
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from cast import Cast, done, op
from served import Visitor

from server.actions import enroll_students, release_seat, take_test
from server.actions.acting import Actor
from server.store import database, people, writer

MANY = 30


@dataclass
class Paper:
    """One student's open test: which, how many questions, and the right to save."""

    attempt: str
    token: str
    places: int


def papers(cast: Cast, many: int = MANY) -> list[Paper]:
    """Enrol a class, open a test for everybody, and let go of the database."""
    cast.open_class()
    roster = [enroll_students.NewStudent(str(2000 + n), f"Student{n}", "Ash") for n in range(many)]

    def make() -> list[Paper]:
        done(enroll_students.enroll_students(cast.teacher, cast.section, roster, op()))
        made = []
        for row in people.students_of(cast.section):
            if row.family != "Ash":
                continue
            who = Actor(row.id, "student", cast.section, f"netbook{row.number}")
            cast.master_essentials(who)
            attempt = str(done(release_seat.release_seat(cast.teacher, row.id, "", op()))["attempt"])
            done(take_test.start_test(who, attempt, op()))
            made.append(Paper(attempt, take_test.attempt_token(attempt), len(cast.items(attempt))))
        return made

    made = writer.write(make)  # one transaction: a hundred fsyncs less
    writer.stop()
    database.close()
    return made


@dataclass
class Writers:
    """A thread for each student. `said` holds what the server has said it saved: (attempt, place) → newest revision."""

    port: int
    papers: list[Paper]
    said: dict[tuple[str, int], int] = field(default_factory=dict)
    ops: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        for n, paper in enumerate(self.papers):
            thread = threading.Thread(target=self._type, args=(n, paper), daemon=True)
            self._threads.append(thread)
            thread.start()

    def end(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(timeout=30)
            assert not thread.is_alive(), "a writer hangs"

    def _type(self, n: int, paper: Paper) -> None:
        luck, visitor = Random(n), Visitor(self.port, timeout=5)
        revs = dict.fromkeys(range(paper.places), 0)
        while not self._over.is_set():
            place = luck.randrange(paper.places)
            revs[place] += 1
            self._until_saved(visitor, paper, place, revs[place])

    def _until_saved(self, visitor: Visitor, paper: Paper, place: int, rev: int) -> None:
        # As the outbox does: the same answer with the same id, until the server has said that it is saved.
        tap = f"{paper.attempt[-12:]}-{place}-{rev}"
        while not self._over.is_set():
            try:
                told = visitor.save(paper.attempt, place, paper.token, rev, {"text": f"revision {rev}"}, tap)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if told.status != 200 or told.json.get("saved") is not True:
                self.wrong.append(f"{told.status} {told.text[:200]}")
                return
            with self._lock:
                self.said[paper.attempt, place] = max(rev, self.said.get((paper.attempt, place), 0))
                self.ops.add(tap)
            return


def look(file: Path, scratch: Path) -> sqlite3.Connection:
    """A copy of a database as it lies on the disk, write-ahead log included; the box itself is left as it is."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    for part in file.parent.glob(file.name + "*"):
        if not part.name.endswith("-shm"):
            shutil.copy(part, scratch / part.name)
    return sqlite3.connect(scratch / file.name)


def assert_all_kept(writers: Writers, link: sqlite3.Connection) -> int:
    """Everything the server has said it saved stands in the database. Returns how many answers that were."""
    assert not writers.wrong, writers.wrong[:3]
    kept = {(a, p): (rev, value) for a, p, rev, value in link.execute("SELECT attempt, place, rev, value FROM draft")}
    for (attempt, place), rev in writers.said.items():
        stands, value = kept.get((attempt, place), (0, ""))
        assert stands >= rev, f"question {place}: revision {rev} was said to be saved, {stands} is there"
        assert f"revision {stands}" in value
    logged = {row[0] for row in link.execute("SELECT op FROM draft_log")}
    assert writers.ops <= logged, f"{len(writers.ops - logged)} acknowledged answers are not in the log"
    return len(writers.ops)
