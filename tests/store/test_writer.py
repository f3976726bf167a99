"""One writer: nobody is answered before the commit, one bad row fails alone, two taps never race."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from cast import Cast

from server.store import box, database
from server.store.writer import write


def _seen_from_outside(cast: Cast, name: str) -> str | None:
    link = sqlite3.connect(cast.settings.database)
    try:
        row = link.execute("SELECT value FROM box_value WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None
    finally:
        link.close()


def _held(jobs: list[Callable[[], object]]) -> list[object]:
    """Run jobs that all wait while the writer is busy, so that they are committed together."""
    started, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        started.set()
        assert let_go.wait(10)

    with ThreadPoolExecutor(len(jobs) + 1) as people:
        busy = people.submit(write, hold)
        assert started.wait(10)
        waiting = [people.submit(write, job) for job in jobs]
        let_go.set()
        busy.result(10)
        return [f.exception(10) or f.result() for f in waiting]


def test_one_bad_job_does_not_fail_nine_good_ones(cast: Cast) -> None:
    def bad() -> None:
        box.set_value("half", "written")
        raise ValueError("on purpose")

    jobs: list[Callable[[], object]] = [lambda n=n: box.set_value(f"good-{n}", str(n)) for n in range(9)]
    jobs.insert(4, bad)
    answers = _held(jobs)
    assert [str(a) for a in answers if isinstance(a, Exception)] == ["on purpose"]
    assert [box.value(f"good-{n}") for n in range(9)] == [str(n) for n in range(9)]
    assert box.value("half") == "", "what the bad one wrote before it failed is taken back"


def test_nobody_is_answered_before_the_commit(cast: Cast) -> None:
    inside: list[str | None] = []

    def change() -> str:
        box.set_value("said", "yes")
        inside.append(_seen_from_outside(cast, "said"))
        return "done"

    assert write(change) == "done"
    assert inside == [None], "not on disk while the change runs"
    assert _seen_from_outside(cast, "said") == "yes"


def test_thirty_students_saving_at_once_are_all_kept(cast: Cast) -> None:
    def add() -> int:
        n = int(box.value("count", "0")) + 1
        box.set_value("count", str(n))
        return n

    with ThreadPoolExecutor(30) as students:
        told = list(students.map(lambda _: write(add), range(90)))
    assert sorted(told) == list(range(1, 91)), "every decision read the latest state"
    assert _seen_from_outside(cast, "count") == "90"


def test_a_change_may_call_another(cast: Cast) -> None:
    def outer() -> str:
        return write(lambda: (box.set_value("inner", "in"), "from inside")[1])

    assert write(outer) == "from inside"
    assert box.value("inner") == "in"


def test_an_outer_failure_takes_the_inner_change_back(cast: Cast) -> None:
    def outer() -> None:
        write(lambda: box.set_value("inner", "in"))
        raise ValueError("after")

    with pytest.raises(ValueError, match="after"):
        write(outer)
    assert box.value("inner") == ""


def test_a_commit_is_on_disk_and_readers_do_not_wait(cast: Cast) -> None:
    pragma = {name: database.db.execute_sql(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}
    assert pragma == {"journal_mode": "wal", "synchronous": 2}
    assert write(lambda: database.db.execute_sql("PRAGMA synchronous").fetchone()[0]) == 2


def test_the_writer_goes_on_after_it_was_stopped(cast: Cast) -> None:
    from server.store import writer

    write(lambda: box.set_value("before", "1"))
    writer.stop()
    write(lambda: box.set_value("after", "2"))
    assert (box.value("before"), box.value("after")) == ("1", "2")
