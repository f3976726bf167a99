"""A group's hand-in on the pages: who is ticked, what each member sees, and the teacher's card."""

from __future__ import annotations

import re
from html import unescape

import pytest
from cast import PASSPHRASE, PIN, TEACHER, Cast, done, group_work, op
from flask import Flask
from flask.testing import FlaskClient

from server.actions import help_queue, sign_in
from server.actions.acting import Actor
from server.actions.enroll_students import NewStudent, enroll_students
from server.app import create_app
from server.store import learning, people
from server.web import wording

pytestmark = pytest.mark.full

ORIGIN = {"Origin": "http://localhost"}


@pytest.fixture
def work(cast: Cast) -> str:
    cast.open_class()
    for who in (cast.amina, cast.joseph, cast.li):
        cast.master(who, "gases-1")
    return group_work(cast)


@pytest.fixture
def app(cast: Cast, work: str) -> Flask:
    return create_app(cast.settings)


class Browser:
    """Somebody signed in."""

    def __init__(self, app: Flask, who: Actor | None = None) -> None:
        self.client: FlaskClient = app.test_client()
        page = self.client.get("/sign-in/board").get_data(as_text=True)
        found = re.search(r'data-csrf="(\w+)"', page)
        assert found
        self.csrf = found[1]
        if who is None:
            self.send("/sign-in/teacher", name=TEACHER, passphrase=PASSPHRASE)
        else:
            device = self.client.get_cookie("classroom_device")
            assert device is not None
            token = sign_in.sign_in_student(who.id, PIN, device.value)
            assert isinstance(token, str)
            self.client.set_cookie("classroom_student", token)
            self.csrf = re.findall(r'data-csrf="(\w+)"', self.read("/student/"))[0]

    def read(self, url: str) -> str:
        answer = self.client.get(url)
        assert answer.status_code == 200, (url, answer.status_code)
        return unescape(answer.get_data(as_text=True))

    def send(self, url: str, **fields: object) -> tuple[int, str]:
        data = {"csrf": self.csrf, "op": op(), **fields}
        answer = self.client.post(url, data=data, headers=ORIGIN)
        return answer.status_code, unescape(answer.get_data(as_text=True)) or answer.headers.get("Location", "")


def seen(page: str) -> str:
    return str(re.findall(r'name="seen" value="(\w*)"', page)[0])


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_one_hands_in_and_everybody_sees_it(cast: Cast, app: Flask, work: str) -> None:
    amina, url = Browser(app, cast.amina), f"/student/activities/{work}"
    page = amina.read(url)
    assert "Reader : reads aloud" in words(page) and "At most 2 others" in page
    assert set(re.findall(r'name="with" value="(\w+)"', page)) == {cast.joseph.id, cast.li.id}
    fields = {"evidence": "eight came back", "with": [cast.joseph.id, cast.li.id], "seen": seen(page)}
    assert amina.send(url, **fields, role="Reader: reads aloud")[0] == 303
    joseph = Browser(app, cast.joseph)
    page = joseph.read(url)
    assert "Handed in with Amina K. and Li W." in words(page)
    assert "eight came back" in page and "Amina K. : Reader" in words(page)
    changed = {"evidence": "nine came back", "with": [cast.amina.id, cast.li.id], "seen": seen(page)}
    assert joseph.send(url, **changed)[0] == 303
    assert "nine came back" in amina.read(url)
    assert joseph.send(url, done="0")[0] == 303
    assert "Handed in with Li W." in words(amina.read(url))
    assert "Hand in for the group" in joseph.read(url)


def test_a_refusal_is_kind_and_changes_nothing(cast: Cast, app: Flask, work: str) -> None:
    done(enroll_students(cast.teacher, cast.section, [NewStudent("1009", "Noor", "Haddad")], op()))
    amina, url = Browser(app, cast.amina), f"/student/activities/{work}"
    everybody = [s.id for s in people.students_of(cast.section) if s.id != cast.amina.id]
    status, page = amina.send(url, **{"evidence": "x", "with": everybody, "seen": ""})
    assert status == 422 and "is for groups of at most 3, you included. Take a name out." in page
    status, page = amina.send(url, **{"evidence": "x", "with": ["elsewhere"], "seen": ""})
    assert status == 404
    status, page = amina.send(url, **{"evidence": " ", "with": [cast.li.id], "seen": ""})
    assert status == 422 and "Write a few words" in page
    status, page = amina.send(url, **{"evidence": "x", "with": [cast.li.id], "seen": "another"})
    assert status == 409 and "has changed meanwhile" in page
    assert not learning.hand_ins(work, [cast.amina.id, *everybody])
    Browser(app, cast.li).send(url, **{"evidence": "ours", "with": [cast.joseph.id], "seen": ""})
    page = amina.read(url)
    assert len(re.findall(r'name="with" value="\w+"[^>]*disabled', page)) == 2
    status, page = amina.send(url, **{"evidence": "x", "with": [cast.li.id], "seen": ""})
    assert status == 422 and "has handed this in already" in page


def test_an_activity_for_one_is_ticked_as_ever(cast: Cast, app: Flask) -> None:
    alone = cast.unit.activities[1].id
    amina, url = Browser(app, cast.amina), f"/student/activities/{alone}"
    assert 'name="with"' not in amina.read(url)
    assert amina.send(url, **{"evidence": "a table", "with": [cast.li.id]})[0] == 303
    assert not learning.hand_ins(alone, [cast.li.id])


def test_the_card_links_the_group_and_leads_from_one_to_the_next(cast: Cast, app: Flask, work: str) -> None:
    code = next(a for a in cast.unit.activities if a.id == work).objectives[0]
    amina = Browser(app, cast.amina)
    fields = {"evidence": "eight came back", "with": [cast.joseph.id, cast.li.id], "seen": ""}
    amina.send(f"/student/activities/{work}", **fields, role="Reader: reads aloud")
    Browser(app, cast.joseph)  # is here
    done(help_queue.request_check(cast.amina, code, op()))
    done(help_queue.request_check(cast.li, code, op()))
    teacher = Browser(app)
    page = teacher.read(f"/teacher/students/{cast.amina.id}/card?objective={code}")
    assert "with Joseph M. and Li W. role: Reader" in words(page)
    for partner in (cast.joseph, cast.li):
        assert f'href="/teacher/students/{partner.id}/card?objective={code}"' in page
    spoken = {f"activity-{a.id}": "owed" for a in cast.unit.required(code) if a.id != work}
    where = []
    for student in (cast.amina.id, cast.joseph.id, cast.li.id):
        status, to = teacher.send(f"/teacher/students/{student}/mastered", objective=code, **spoken)
        assert status == 303, to
        where.append(re.sub(r"&?done=.*", "", re.findall(r'href="([^"]+)"', to)[0] if "<" in to else to))
    cards = [f"/teacher/students/{s.id}/card?objective={code}" for s in (cast.joseph, cast.li)]
    assert where == [*cards, "/teacher/?"], "each member in a row, then back to the queue"
    page = teacher.read(f"/teacher/students/{cast.amina.id}/card?objective={code}")
    assert len(re.findall(r'class="partner"[^>]*data-state="mastered"', page)) == 2
    assert "It stays as it is" in amina.read(f"/student/activities/{work}")
    assert all(code in cast.record(who).mastered for who in (cast.amina, cast.joseph, cast.li))


def test_a_verdict_does_not_lead_to_somebody_who_is_not_here(cast: Cast, app: Flask, work: str) -> None:
    code = next(a for a in cast.unit.activities if a.id == work).objectives[0]
    fields = {"evidence": "eight", "with": [cast.joseph.id, cast.li.id], "seen": ""}
    Browser(app, cast.amina).send(f"/student/activities/{work}", **fields)
    status, to = Browser(app).send(f"/teacher/students/{cast.amina.id}/not-yet", objective=code, say="Count again")
    assert status == 303 and "/card" not in to


def test_names_in_a_sentence(app: Flask) -> None:
    with app.app_context():
        assert wording.with_names([]) == ""
        assert wording.with_names(["Li"]) == "with Li"
        assert wording.with_names(["Joseph", "Li & Wen"]) == "with Joseph and Li &amp; Wen"
        assert wording.with_names(["Joseph", "Li", "Amina"]) == "with Joseph, Li and Amina"
