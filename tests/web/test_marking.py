"""Marking by question: the next that waits, blind if wished, row by row; a number's two meanings; marked again."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest
from cast import PASSPHRASE, TEACHER, Cast, done, op
from class_in_browsers import Browser
from every_type import CODE, LETTER
from waiting_answers import ESSAYS, three_handed_in

from server.actions import hand_in, mark_answer
from server.app import create_app
from server.store import answered, attempts, facts
from server.web.teacher.marked_passage import marked_passage

pytest_plugins = ("class_in_browsers",)
pytestmark = pytest.mark.full


@dataclass
class Class:
    cast: Cast
    tests: dict[str, str]
    teacher: Browser

    def place(self, item: str) -> int:
        return next(n for n, i in enumerate(self.cast.items(self.tests["Amina"])) if i.id == item)

    def page(self, **query: str) -> str:
        answer = self.teacher.client.get("/teacher/marking", query_string=query, base_url="http://localhost")
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    def row(self, name: str) -> attempts.AttemptRow:
        row = attempts.attempt(self.tests[name])
        assert row is not None
        return row

    def about(self, name: str, item: str) -> dict[str, str]:
        place = next(n for n, i in enumerate(self.cast.items(self.tests[name])) if i.id == item)
        return {"attempt": self.tests[name], "place": str(place), "objective": CODE, "item": item}


@pytest.fixture
def room(cast: Cast) -> Class:
    tests = three_handed_in(cast)
    teacher = Browser.new(create_app(cast.settings))
    assert teacher.send("POST", "/sign-in/teacher", name=TEACHER, passphrase=PASSPHRASE).status_code == 303
    return Class(cast, tests, teacher)


def _shown(page: str) -> str:
    return page.split('data-answer="')[1].split('"')[0]


def test_one_question_and_the_answers_of_all_one_after_another(room: Class) -> None:
    page = room.page(objective=CODE, item="why")
    assert page.count("bicycle tyre") == 2, "once as the question, once in the list of questions"
    seen = []
    for _ in range(3):
        attempt = _shown(page).split(".")[0]
        name = next(n for n, a in room.tests.items() if a == attempt)
        seen.append(name)
        assert ESSAYS[name] in page and "says that particles move faster" in page
        answer = room.teacher.send("POST", "/teacher/marking", **room.about(name, "why"), row0="2", row1="1")
        assert answer.status_code == 303
        page = room.teacher.get(answer.location).get_data(as_text=True)
    assert sorted(seen) == sorted(ESSAYS) and "Kept" not in page
    assert "item=why" not in answer.location, "the last leads on to the next question"
    mark = re.findall(r'"marked_by": "[^"]+", "rubric": \[2, 1\]', room.row("Li").marks)
    assert len(mark) == 1
    fact = list(facts.facts(student=room.cast.li.id, kind="response_marked"))[-1]
    assert fact.data["rubric"] == [2, 1] and fact.by == room.cast.teacher.id and fact.data["points"] == 3
    assert facts.differences() == []


def test_blind_shows_no_name_and_keeps_its_order(room: Class) -> None:
    orders = []
    for _ in range(2):
        page, order = room.page(objective=CODE, item="why", blind="1"), list[str]()
        while True:
            for name in ("Amina", "Joseph", "Mensah", "Kamara", room.cast.amina.id, room.cast.li.id):
                assert name not in page, name
            assert not re.search(r"\bLi\b", page)
            order.append(_shown(page))
            onward = re.search(r'rel="next" href="([^"]+)"', page)
            if not onward:
                break
            page = room.teacher.get(onward[1].replace("&amp;", "&")).get_data(as_text=True)
        orders.append(order)
        done(mark_answer.mark_response(room.cast.teacher, *_of(order[1]), 0.0, op(), [0, 0]))
    # The second round begins after what was marked: the same three, the second one left out at the start.
    assert len(orders[0]) == 3 and orders[1][0] == orders[0][0]
    answer = room.teacher.send("POST", "/teacher/marking", **room.about("Li", "why"), row0="0", row1="0", blind="1")
    assert "blind=1" in answer.location


def _of(name: str) -> tuple[str, int]:
    attempt, place = name.split(".")
    return attempt, int(place)


def test_what_was_marked_in_the_letter_stands_in_the_text(room: Class) -> None:
    page = room.page(objective=CODE, item="letter")
    mark = '<mark class="in-mark" data-kind="%d">%s</mark>'
    assert mark % (0, "We ") + mark % (1, "have") + "<sup>1</sup>" + mark % (1, " brea") + "<sup>2</sup>" in page
    assert "“<bdi>We have</bdi>”<br><bdi>She &lt;counts&gt;.</bdi>" in page
    assert page.count("I am not afraid 🌧, but I") == 1
    assert "Done without a screen" in room.page(objective=CODE, item="show")


def test_the_letter_stands_beside_its_question_wherever_it_is_looked_back_at(room: Class) -> None:
    attempt = room.tests["Amina"]
    for page in ("", "/beside", "/replay"):
        shown = room.teacher.get(f"/teacher/attempts/{attempt}{page}").get_data(as_text=True)
        assert shown.count('<mark class="in-mark" data-kind="1">have</mark>') == 1, page
    item = next(i for i in room.cast.items(attempt) if i.id == "letter")
    short, long = (marked_passage(replace(item, passage=text), {}) for text in (LETTER, LETTER * 2))
    assert short and long and (short.is_long, long.is_long) == (False, True), "a long one is folded"


def test_something_wrong_leads_to_the_answer_looked_at_and_names_nobody_when_marking_blind(room: Class) -> None:
    open_, blind = (room.page(objective=CODE, item="why", blind=value) for value in ("", "1"))
    link = re.search(r'href="([^"]+)" data-act="something_wrong"', open_)
    attempt, place = _shown(open_).split(".")
    assert link and f"attempt={attempt}" in link[1] and f"place={place}" in link[1] and "marking=1" in link[1]
    page = room.teacher.get(link[1].replace("&amp;", "&")).get_data(as_text=True)
    assert re.search(rf'href="/teacher/marking\?[^"]*answer={attempt}.{place}"', page), "and back to the marking"
    link = re.search(r'href="([^"]+)" data-act="something_wrong"', blind)
    assert link and "marking=blind" in link[1] and "attempt" not in link[1]
    page = room.teacher.get(link[1].replace("&amp;", "&")).get_data(as_text=True)
    assert re.search(r'href="/teacher/marking\?[^"]*blind=1"', page)


def test_a_number_with_two_meanings_is_asked_about(room: Class) -> None:
    number = room.about("Amina", "number")
    page = room.page(objective=CODE, item="number")
    assert "they meant 1.600 kPa" in page and "they meant 1600 kPa" in page and "(1 of 1)" in page
    assert page.count('data-act="mark_meaning"') == 2 and "data-points-row" not in page
    room.teacher.send("POST", "/teacher/marking", **number, meant="1")
    mark = hand_in.marks_of(room.row("Amina"))[int(number["place"])]
    assert mark.right and mark.reading == "1600 kPa"
    room.teacher.send("POST", "/teacher/marking", **number, meant="0")
    assert hand_in.marks_of(room.row("Amina"))[int(number["place"])].points == 0, "the last word counts"
    assert facts.differences() == []


def test_a_mark_may_be_given_again_also_when_the_talk_is_over(room: Class) -> None:
    essay = room.about("Joseph", "why")
    room.teacher.send("POST", "/teacher/marking", **essay, row0="0", row1="1")
    for item in ("letter", "show"):
        room.teacher.send("POST", "/teacher/marking", **room.about("Joseph", item), points="0")
    low = room.row("Joseph").share
    done(room.cast.talk_over(room.tests["Joseph"], "cleared_for_retake"))
    page = room.page(objective=CODE, item="why", answer=f"{essay['attempt']}.{essay['place']}")
    assert "The talk about this is over" in page and re.search(r'name="row1" value="1" required checked', page)
    room.teacher.send("POST", "/teacher/marking", **essay, row0="2", row1="1")
    row = room.row("Joseph")
    assert row.state == "closed" and row.outcome == "cleared_for_retake"
    assert low is not None and row.share is not None and row.share > low
    given = [f.data["points"] for f in facts.facts(student=room.cast.joseph.id, kind="response_marked")]
    assert given[0] == 1 and given[-1] == 3, "what was given first is still in the history"
    assert facts.differences() == []


NONSENSE = [
    ({"row0": "3", "row1": "0"}, 422), ({"row0": "2"}, 422), ({"row0": "-1", "row1": "0"}, 422), ({"place": "x"}, 400),
    ({"place": "99"}, 404), ({"attempt": "no-such"}, 404), ({"row0": "nan", "row1": "1"}, 422), ({"meant": "7"}, 404),
]  # fmt: skip


def test_what_no_page_sends_is_refused_in_words(room: Class) -> None:
    for form, status in NONSENSE:
        answer = room.teacher.send("POST", "/teacher/marking", **{**room.about("Li", "why"), **form})
        assert answer.status_code == status and "Traceback" not in answer.get_data(as_text=True), form
    for points in ("nan", "inf", "7", "-0.5", ""):
        answer = room.teacher.send("POST", "/teacher/marking", **room.about("Li", "show"), points=points)
        assert answer.status_code in {404, 422}, points
    assert list(facts.facts(kind="response_marked")) == []


def test_the_count_stands_where_the_teacher_comes_by(room: Class) -> None:
    waiting = len(answered.waiting(room.cast.section))
    for url in ("/teacher/", "/teacher/more", f"/teacher/attempts/{room.tests['Amina']}"):
        assert f"{waiting} to mark" in room.teacher.get(url).get_data(as_text=True), url
    for one in answered.waiting(room.cast.section):
        done(mark_answer.mark_response(room.cast.teacher, one.attempt, one.place, 0.0, op()))
    assert "to mark" not in room.teacher.get("/teacher/").get_data(as_text=True)
    assert "Everything is marked" in room.page()
