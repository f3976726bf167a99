"""The demonstration's page signs one browser in three ways, and another day's start opens a fresh lesson."""

import pytest

from server.actions import run_meeting
from server.actions.acting import Actor
from server.app import create_app
from server.mastery.progression import No
from server.settings import Settings
from server.simulate import history
from server.store import attempts, database, facts, lessons, records, writer
from server.store.people import Section

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    settings = Settings(data=tmp_path_factory.mktemp("demo"), demo=True)
    people = history.build(settings)
    yield settings, people
    writer.stop()
    database.close()


def test_one_browser_is_teacher_student_and_board(demo):
    settings, people = demo
    client = create_app(settings).test_client()
    page = client.get("/demo").get_data(as_text=True)
    assert all(f'name="{window}"' in page for window in ("phone", "netbook", "board"))
    assert "style=" not in page and f"question {people.half_typed}" in page
    for path in people.pages:
        answer = client.get(path)
        assert answer.status_code == 200, path
    assert "Amina K." in client.get("/student/").get_data(as_text=True)
    assert "17 of 30" in client.get("/teacher/").get_data(as_text=True)


def test_netbook_3_is_in_mid_word_and_netbook_5_must_be_given_the_test_first(demo):
    settings, _ = demo
    client = create_app(settings).test_client()
    assert client.get("/demo/netbook/3").status_code == 303
    assert "/attempts/" in client.get("/student/").headers["Location"]
    client.get("/demo/netbook/5")
    assert client.get("/student/").status_code == 200
    assert client.get("/demo/netbook/8").status_code == 404
    client.get("/demo/netbook/1")
    assert "Amina K." in client.get("/student/").get_data(as_text=True)


def test_a_real_box_has_no_such_page(demo):
    settings, _ = demo
    real = create_app(Settings(data=settings.data)).test_client()
    assert real.get("/demo").status_code == 404
    assert real.get("/demo/netbook/3").status_code == 404


def test_started_again_after_the_bell_a_fresh_lesson_is_at_minute_fourteen(demo):
    settings, people = demo
    database.open_database(settings.database)
    teacher = Actor(Section.get_by_id(people.section).teacher, "teacher", people.section)
    assert not isinstance(run_meeting.ring_bell(teacher, "keep", ""), No)
    assert history.build(settings) == people
    database.open_database(settings.database)
    meeting = lessons.open_meeting(people.section)
    assert (meeting.state, meeting.number, run_meeting.minutes_into(meeting)) == ("going", 13, 14)
    assert len(lessons.contacts(meeting.id)) == 17
    row = attempts.attempt(records.record_of(people.tester).attempts[-1].id)
    assert (row.state, row.seat) == ("open", people.netbooks["3"])
    assert facts.differences() == []
