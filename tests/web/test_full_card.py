"""A full card: nothing is called saved, everybody is told why, and with room again everything goes on."""

from __future__ import annotations

import io
import logging
import re
import threading
import time
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor

import pytest
from cast import done, op
from class_in_browsers import HOST, Room
from werkzeug.test import TestResponse

from server.actions import take_test
from server.actions.check_box import space
from server.store import box, database, writer
from server.store.card import CardFull
from server.store.writer import write

pytest_plugins = ("class_in_browsers",)
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def _again(room: Room) -> None:
    room.again()


def grow(most: int = 0) -> None:
    """The database may hold so many pages; 0: no more than it has, as on a full card."""
    pages = most or database.db.execute_sql("PRAGMA page_count").fetchone()[0]
    database.db.execute_sql(f"PRAGMA max_page_count = {pages}")


def fill() -> None:
    write(grow)


def make_room() -> None:
    write(lambda: grow(2**30))


def queued() -> int:
    assert writer._writer is not None
    return writer._writer._waiting.qsize()


def large() -> None:
    box.set_value("large", "x" * 1_000_000)


def test_the_writer_says_that_the_card_is_full(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    fill()
    with caplog.at_level(logging.ERROR), pytest.raises(CardFull):
        write(large)
    assert "the card is full (database or disk is full)" in caplog.text and "no transaction" not in caplog.text
    make_room()
    write(large)
    assert len(box.value("large")) == 1_000_000


def test_one_that_finds_no_room_takes_the_whole_commit_along(room: Room) -> None:
    """SQLite takes everything back: whoever was in the same commit must not be told that theirs is kept."""
    fill()
    started, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        started.set()
        assert let_go.wait(10)

    with ThreadPoolExecutor(4) as people:
        busy = people.submit(write, hold)
        assert started.wait(10)
        waiting = []
        for n, job in enumerate((lambda: box.set_value("one", "1"), large, lambda: box.set_value("two", "2"))):
            waiting.append(people.submit(write, job))
            until = time.monotonic() + 10
            while queued() <= n and time.monotonic() < until:
                time.sleep(0.001)
        let_go.set()
        busy.result(10)
        assert all(isinstance(one.exception(10), CardFull) for one in waiting)
    assert box.value("one") == box.value("two") == ""


def test_a_teacher_is_told_what_to_do(room: Room) -> None:
    teacher = room.browsers["teacher"]
    question = "".join(f"::Q{n}:: {'What? ' * 1000} {{T}}\n\n" for n in range(40))
    form = {"csrf": teacher.csrf, "op": "tap-file-0001", "into": "", "file": (io.BytesIO(question.encode()), "a.gift")}
    sent = teacher.client.post("/teacher/imports", data=form, base_url=HOST, headers={"Origin": HOST})
    assert sent.status_code == 303
    fill()
    answer = teacher.send("POST", sent.headers["Location"])
    text = answer.get_data(as_text=True)
    assert answer.status_code == 507
    assert "card is full" in text and "classroom doctor" in text and "try again" not in text
    make_room()
    assert teacher.send("POST", sent.headers["Location"]).status_code == 303, "it waited"


def test_a_save_is_told_in_a_few_bytes(room: Room) -> None:
    student, attempt = room.browsers["student"], room.mine["attempt"]
    done(take_test.start_test(room.cast.amina, attempt, op()))
    token = take_test.attempt_token(attempt)

    def save(rev: int) -> TestResponse:
        sent = {"rev": rev, "op": op(), "tok": token, "value": {f"f{n}": "x" * 4000 for n in range(50)}}
        url = f"/student/attempts/{attempt}/answers/0"
        return student.client.put(url, json=sent, base_url=HOST, headers={"Origin": HOST})

    fill()
    answer = save(1)
    assert answer.status_code == 507 and answer.json
    assert "tell your teacher" in answer.json["say"] and "kept on this computer" in answer.json["say"]
    make_room()
    assert save(1).json == {"saved": True, "rev": 1}, "the same save again"


@pytest.mark.parametrize(
    ("free", "status", "line"), [(10**10, "ok", ""), (5 * 10**7, "ok", "low"), (10**5, "full", "none")]
)
def test_whoever_watches_is_told(
    room: Room, monkeypatch: pytest.MonkeyPatch, free: int, status: str, line: str
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(10**11, 10**11 - free, free))
    assert room.browsers["signed out"].get("/healthz").json["status"] == status
    page = room.browsers["teacher"].get("/teacher/class").get_data(as_text=True)
    found = re.search(r'class="say" data-state="(\w+)">[^<]*classroom doctor', page)
    assert (found[1] if found else "") == line
    assert "classroom doctor" not in room.browsers["student"].get("/student/").get_data(as_text=True)
    told = space(room.settings)
    assert told.ok is (free > 10**9) and ("classroom.db" in told.says) is not told.ok
