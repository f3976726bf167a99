"""An essay that begins with a text of its author's, and one whose answer is a drawing given to the teacher."""

from __future__ import annotations

import re
from html import unescape

import every_type
import pytest
from cast import PASSPHRASE, TEACHER, Cast, done, op
from class_in_browsers import Browser
from test_handing_in import post, signed_in

from server.actions import hand_in, take_test
from server.app import create_app
from server.mastery.values import Item
from server.store import attempts

pytestmark = pytest.mark.full

CODE = every_type.CODE
BEGINS = "I claim: <b>…</b>\nI saw: …"
RUBRIC = [{"points": 2, "text": "claims and shows"}]


def _item(id: str, **body: object) -> Item:
    whole = {"id": id, "type": "essay", "prompt": f"About the {id}.", "rubric": RUBRIC, **body}
    return Item(id, CODE, 1, "essay", whole)


@pytest.fixture
def attempt(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> str:
    begun, drawn = _item("letter", template=BEGINS), _item("sketch", upload=True)
    monkeypatch.setattr(every_type, "ITEMS", [begun, drawn])
    return every_type.one_test_of_all(cast)


def test_a_text_to_begin_from_stands_in_the_field_and_alone_earns_nothing(cast: Cast, attempt: str) -> None:
    browser, carried = signed_in(cast)
    post(browser, f"/student/attempts/{attempt}/start", carried)
    place = {item.id: n for n, item in enumerate(cast.items(attempt))}
    page = browser.get(f"/student/attempts/{attempt}").get_data(as_text=True)
    field = re.search(rf'<textarea[^>]* name="a{place["letter"]}\.text"[^>]*>([^<]*)</textarea>', page)
    assert field and unescape(field[1]) == BEGINS
    assert 'class="answered' not in page and page.count("Give your drawing or your page to your teacher") == 1
    shown = {"shown": ["0", "1"], f"a{place['letter']}.text": BEGINS.replace("\n", "\r\n")}
    post(browser, f"/student/attempts/{attempt}/hand-in", carried, **shown)
    asked = browser.get(f"/student/attempts/{attempt}?ask=1").get_data(as_text=True)
    blank = [n for n, hidden in re.findall(r'data-blank="(\d+)"( hidden)?', asked) if not hidden]
    assert blank == [str(place["letter"])], "what is drawn on paper is not missing"
    post(browser, f"/student/attempts/{attempt}/hand-in", carried, **shown, anyway="1")
    row = attempts.attempt(attempt)
    assert row is not None and row.state == "handed_in"
    marks = hand_in.marks_of(row)
    assert (marks[place["letter"]].points, marks[place["sketch"]].points) == (0.0, None)


def test_a_drawing_is_looked_at_in_person(cast: Cast, attempt: str) -> None:
    done(take_test.start_test(cast.amina, attempt, op()))
    done(hand_in.hand_in(cast.amina, attempt, {}, op()))
    teacher = Browser.new(create_app(cast.settings))
    teacher.send("POST", "/sign-in/teacher", name=TEACHER, passphrase=PASSPHRASE)
    for url in ("/teacher/marking", f"/teacher/attempts/{attempt}"):
        page = teacher.get(url).get_data(as_text=True)
        assert page.count("look at it in person") == 1, url
    page = teacher.get("/teacher/marking").get_data(as_text=True)
    assert "nothing" not in page.split("data-answer=")[1].split("<fieldset")[0]
