"""Seats on the pages: opened by a teacher's word, released without being asked for, at a netbook by its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from cast import done, op
from class_in_browsers import Browser, Room

from server.actions import release_seat

pytest_plugins = ("class_in_browsers",)


def page(browser: Browser, url: str) -> str:
    answer = browser.get(url, follow_redirects=True)
    assert answer.status_code == 200, url
    return unescape(re.sub(r"[⟦⟧]", "", answer.get_data(as_text=True)))


@pytest.fixture
def again(room: Room) -> Iterator[Room]:
    """Amina's test was opened by the teacher's word, and its release taken back."""
    room.sign_in(room.browsers["student"], "student")
    done(release_seat.withdraw_seat(room.cast.teacher, room.mine["attempt"], op()))
    yield room
    room.again()


def test_a_test_opened_by_the_teachers_word_can_be_asked_for_and_released(again: Room) -> None:
    cast, student, teacher = again.cast, again.browsers["student"], again.browsers["teacher"]
    said = page(student, "/student/")
    assert "Your teacher opened the unit test for you. Ask for a seat." in said and 'data-act="request_seat"' in said
    seats = page(teacher, "/teacher/seats")
    assert f'data-ready="{cast.amina.id}"' in seats, "may be released without asking"
    assert f'data-ready="{cast.li.id}"' not in seats, "has nothing mastered yet"
    assert student.send("POST", "/student/seat").status_code == 303
    said = page(student, "/student/")
    assert "You asked for a seat." in said and 'data-act="request_seat"' not in said
    seats = page(teacher, "/teacher/seats")
    assert f'data-ready="{cast.amina.id}"' not in seats
    assert f'data-act="release_seat" data-student="{cast.amina.id}"' in seats


def test_a_student_reads_at_which_netbook_the_test_waits(again: Room) -> None:
    cast, student, teacher = again.cast, again.browsers["student"], again.browsers["teacher"]
    release_seat.name_device("thethirdnetbookofall", "Netbook 3")
    sent = teacher.send("POST", "/teacher/seats/release", student=cast.amina.id, seat="thethirdnetbookofall")
    assert sent.status_code == 303
    said = page(student, "/student/")
    assert "Your test is at Netbook 3: go there and sign in." in said and 'data-act="next_step"' not in said
    assert "It waits at Netbook 3" in page(student, f"/student/attempts/{cast.record(cast.amina).attempts[-1].id}")
