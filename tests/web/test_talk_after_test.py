"""The talk after a test: what somebody was sure of first, rubrics line by line, and on to what is not gone over yet."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

import pytest
from cast import PASSPHRASE, TEACHER, Cast, done, op, right_answer
from class_in_browsers import Browser
from every_type import CODE, released_to
from waiting_answers import three_handed_in

from server import cli
from server.actions import hand_in, mark_answer, take_test
from server.actions.replay_attempt import as_json, replay
from server.app import create_app
from server.mastery.values import DrawnItem
from server.store import attempts, database, writer

pytestmark = pytest.mark.full


@dataclass
class Desk:
    cast: Cast
    browser: Browser

    def page(self, url: str) -> str:
        answer = self.browser.get(url)
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    def talk(self, attempt: str) -> str:
        return self.page(f"/teacher/attempts/{attempt}")


@pytest.fixture
def desk(cast: Cast) -> Desk:
    browser = Browser.new(create_app(cast.settings))
    assert browser.send("POST", "/sign-in/teacher", name=TEACHER, passphrase=PASSPHRASE).status_code == 303
    return Desk(cast, browser)


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def wrong_and_sure(item: DrawnItem) -> dict[str, str]:
    if item.type == "numeric":
        return {"number": "-1", "sure": "sure"}
    return {"choice": str((item.key["right"][0] + 1) % len(item.options)), "sure": "sure"}


def handed_in(cast: Cast, attempt: str, answer: Callable[[int, DrawnItem], dict[str, str]]) -> list[DrawnItem]:
    """A test written with these answers, and every essay in it all right."""
    done(take_test.start_test(cast.amina, attempt, op()))
    items = cast.items(attempt)
    done(hand_in.hand_in(cast.amina, attempt, {n: answer(n, item) for n, item in enumerate(items)}, op()))
    row = attempts.attempt(attempt)
    assert row is not None
    for place, mark in enumerate(hand_in.marks_of(row)):
        if mark.points is None:
            done(mark_answer.mark_response(cast.teacher, attempt, place, float(mark.out_of), op()))
    return items


def test_sure_and_wrong_comes_first_though_its_objective_was_not_missed(desk: Desk) -> None:
    attempt = released_to(desk.cast, desk.cast.amina)[0]
    wrong = {"one": wrong_and_sure, "so": lambda item: {"choice": "true"}}
    handed_in(desk.cast, attempt, lambda _n, item: wrong.get(item.id, right_answer)(item))
    page = desk.talk(attempt)
    assert 'data-state="missed"' not in page
    first, slips = page.index('data-sure-wrong="1"'), page.index("Other slips")
    assert first < page.index('data-item="one"') < slips < page.index('data-item="so"')
    assert page.count('class="asked" id=') == len(desk.cast.items(attempt)), "each stands there once"


def test_what_was_sure_is_named_again_where_its_objective_is_gone_over(desk: Desk) -> None:
    desk.cast.open_class()
    desk.cast.master_essentials(desk.cast.amina)
    attempt = desk.cast.release(desk.cast.amina)
    sure = list[int]()

    def answer(place: int, item: DrawnItem) -> dict[str, str]:
        if item.type in {"single_choice", "numeric"} and item.objective != "gases-1" and not sure:
            sure.append(place)
            return wrong_and_sure(item)
        return {}

    items = handed_in(desk.cast, attempt, answer)
    page = desk.talk(attempt)
    asked = re.findall(r'class="asked" id="q(\d+)-', page)
    assert asked[0] == str(sure[0]) and sorted(map(int, asked)) == list(range(len(items)))
    section = page.split(f'id="missed-{items[sure[0]].objective}"')[1].split("</section>")[0]
    assert f'href="#q{sure[0]}-{attempt}"' in section


def test_each_gone_over_leads_on_to_the_next_that_is_not(desk: Desk) -> None:
    desk.cast.open_class()
    desk.cast.master_essentials(desk.cast.amina)
    attempt = desk.cast.start(desk.cast.amina)
    desk.cast.hand_in(desk.cast.amina, attempt, right=False)
    row = attempts.attempt(attempt)
    assert row is not None
    first, second, *rest = json.loads(row.missed)
    here = f"/teacher/attempts/{attempt}"
    for code, onward in [(first, second), (rest[-1], second), (second, rest[0])]:
        went = desk.browser.send("POST", f"{here}/cleared", objective=code).headers["Location"]
        assert went.startswith(here) and went.split("#")[1] == f"missed-{onward}"
        assert f'id="missed-{onward}"' in desk.page(went.split("#")[0])
    for code in rest[:-1]:
        went = desk.browser.send("POST", f"{here}/cleared", objective=code).headers["Location"]
    assert went.endswith("#others") and 'id="others"' in desk.talk(attempt)


@pytest.fixture
def marked(desk: Desk) -> tuple[Desk, str, int]:
    """Amina's essay with 2 of 2 and 0 of 1 on the lines of its rubric."""
    attempt = three_handed_in(desk.cast)["Amina"]
    place = next(n for n, item in enumerate(desk.cast.items(attempt)) if item.id == "why")
    about = {"attempt": attempt, "place": str(place), "objective": CODE, "item": "why"}
    assert desk.browser.send("POST", "/teacher/marking", **about, row0="2", row1="0").status_code == 303
    return desk, attempt, place


def test_what_each_line_of_a_rubric_earned_is_said_wherever_one_looks_back(marked: tuple[Desk, str, int]) -> None:
    desk, attempt, place = marked
    earned = "2 of 2 says that particles move faster 0 of 1 names the walls"
    talk = desk.talk(attempt).split(f'id="q{place}-{attempt}"')[1].split('data-item="letter"')[0]
    assert f"2 / 3 marked by {TEACHER} {earned}" in words(talk)
    assert re.findall(r'value="([\d.]+)" aria-current', talk) == ["2.0"], "what was given is seen on its button"
    assert f"answer={attempt}.{place}" in talk, "and can be marked line by line again"
    shown = words(desk.page(f"/teacher/attempts/{attempt}/replay"))
    assert earned in shown and f"question {place + 1} marked: 2 (2 · 0)" in shown
    found = replay(attempt)
    assert found is not None
    told = json.loads(json.dumps(as_json(found)))
    question = told["questions"][place]
    assert question["marks"][-1]["rubric"] == [2, 0] and question["marks"][-1]["by"] == desk.cast.teacher.id
    assert [line["points"] for line in question["rubric"]] == [2, 1]
    assert [step["rubric"] for step in told["steps"] if step["kind"] == "response_marked"] == [[2, 0]]


def test_a_sum_given_in_the_talk_says_nothing_of_the_lines(marked: tuple[Desk, str, int]) -> None:
    desk, attempt, place = marked
    went = desk.browser.send("POST", f"/teacher/attempts/{attempt}/marks", place=str(place), points="3.0")
    assert went.headers["Location"].endswith(f"#q{place}-{attempt}"), "one stays at the question"
    talk = words(desk.talk(attempt).split(f'id="q{place}-{attempt}"')[1])
    assert f"3 / 3 marked by {TEACHER} 2 points: says that particles move faster 1 point: names the walls" in talk
    found = replay(attempt)
    assert found is not None and [m.rubric for m in found.questions[place].marks] == [(), (2, 0), ()]


def test_half_a_point_by_a_comma_is_told_only_where_it_can_be_given(desk: Desk) -> None:
    three_handed_in(desk.cast)
    whole, halves = (desk.page(f"/teacher/marking?objective={CODE}&item={item}") for item in ("why", "show"))
    assert "a digit gives points" in whole and "a comma half a point" not in whole
    assert "a comma half a point" in halves


def test_the_command_prints_questions_answers_marks_and_who_gave_them(
    marked: tuple[Desk, str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    desk, attempt, place = marked
    items, folder = desk.cast.items(attempt), desk.cast.settings.data
    writer.stop()
    database.close()
    assert cli.main(["replay", attempt, "--data", str(folder)]) == 0
    said = capsys.readouterr().out
    assert [line.split(".")[0] for line in said.splitlines() if re.match(r"\d+\. ", line)] == [
        str(n + 1) for n in range(len(items))
    ]
    essay = said.split(f"\n{place + 1}. ")[1].split("\n\n")[0]
    assert "Why does a bicycle tyre get harder in the sun?" in essay and "answered: Faster particles." in essay
    earned = "marked: 2 of 3; 2 of 2 says that particles move faster; 0 of 1 names the walls"
    assert f"{earned}, {TEACHER}, 20" in essay and "graded: left to the teacher" in essay
    assert re.search(r"\n   [A-C]\) It doubles\.\n", said) and "right: 1. Level the board.; 2. Read" in said
    assert "\n   | The mayor says" in said and "answered: claim: “We have” (She <counts>.)" in said
    assert cli.main(["replay", attempt, "--json", "--data", str(folder)]) == 0
    assert json.loads(capsys.readouterr().out)["attempt"] == attempt, "with --json nothing else on stdout"
