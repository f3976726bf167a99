"""A text to begin from, and a drawing that is asked for: on paper, typed in from it, and counted at the seats."""

from __future__ import annotations

import re

import pytest
from cast import PASSPHRASE, TEACHER, Cast, done, op
from class_in_browsers import Browser
from test_begun_and_drawn import BEGINS, attempt
from test_paper_pages import printed, words

from server.actions import release_seat, take_test
from server.actions.print_tests import form_items
from server.app import create_app

__all__ = ["attempt"]
pytestmark = pytest.mark.full


@pytest.fixture
def teacher(cast: Cast) -> Browser:
    browser = Browser.new(create_app(cast.settings))
    browser.send("POST", "/sign-in/teacher", name=TEACHER, passphrase=PASSPHRASE)
    return browser


def test_the_paper_shows_where_to_begin_and_leaves_room_to_draw(cast: Cast, teacher: Browser, attempt: str) -> None:
    done(release_seat.withdraw_seat(cast.teacher, attempt, op()))
    (form,) = printed(cast, cast.amina.id)
    page = teacher.get(f"/teacher/paper/printed/{form.batch}?show=forms").get_data(as_text=True)
    begun, drawn = (page.split(f'data-item="{id}"')[1].split("</li>")[0] for id in ("letter", "sketch"))
    assert f"Go on from here: {' '.join(BEGINS.split())}" in words(begun)
    assert "Draw it here" in drawn and "to-draw" in drawn and "to-draw" not in begun
    assert ("How sure are you?" in begun, "How sure are you?" in drawn) == (True, False)


def test_what_was_left_as_printed_is_no_answer(cast: Cast, teacher: Browser, attempt: str) -> None:
    done(release_seat.withdraw_seat(cast.teacher, attempt, op()))
    (form,) = printed(cast, cast.amina.id)
    place = {item.id: n for n, item in enumerate(form_items(form))}
    url, left = f"/teacher/paper/{form.code}", {f"a{place['letter']}.text": BEGINS}
    assert teacher.get(url).get_data(as_text=True).count('value="guess"') == 1, "nobody is sure of a drawing"
    asked = teacher.send("POST", url, **left)
    assert asked.status_code == 422 and "1 question has no answer yet" in words(asked), "the drawing is not missing"
    gone = teacher.send("POST", url, **left, **{f"read{place['letter']}": "2"})
    assert gone.status_code == 303
    kept = re.search(r'href="/teacher/attempts/([^"/]+)"', teacher.get(url).get_data(as_text=True))
    assert kept and "(on the paper)" in teacher.get(f"/teacher/attempts/{kept[1]}").get_data(as_text=True)


def test_an_unchanged_beginning_is_no_answer_at_the_seats(cast: Cast, teacher: Browser, attempt: str) -> None:
    done(take_test.start_test(cast.amina, attempt, op()))
    place = next(n for n, item in enumerate(cast.items(attempt)) if item.id == "letter")
    for rev, text, said in ((1, BEGINS, "0 of 2 answered"), (2, BEGINS + " more", "1 of 2 answered")):
        token = take_test.attempt_token(attempt)
        assert take_test.save_answer(attempt, token, place, rev, {"text": text}, op()) == rev
        assert said in words(teacher.get("/teacher/seats"))
