"""A wrong key in a quiz with three more: both are one result, in the preview and in what comes of it."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from cast import PASSPHRASE, TEACHER, Cast, done, op
from class_in_browsers import Browser

from server.actions import correct_item, hand_in, record_verdict, take_quiz
from server.actions.acting import Actor
from server.actions.correct_item import Named
from server.app import create_app
from server.mastery.correcting import Correction
from server.mastery.values import Item
from server.store import attempts, content, facts

pytestmark = pytest.mark.full

CODE = "gases-1"
SAY_NO = {"replace": ("no",), "accept": ("no",), "drop": ()}


@pytest.fixture
def eight(cast: Cast) -> Cast:
    """Class is open; the bank has eight questions, so that a quiz and its three more ask them all."""
    bank = [
        Item(f"q{n}", CODE, 1, "short_text", {"prompt": f"Is {n} a number?", "answers": ["yes"]}) for n in range(8)
    ]
    content.save_items(bank, cast.unit.id)
    content.retire_items(cast.unit.id, {(CODE, item.id) for item in bank})
    cast.open_class()
    return cast


def _write(cast: Cast, student: Actor, attempt: str, wrong: str, blank: int = 0) -> None:
    """Hand in a round: *no* to the question with the wrong key, *yes* to the others but for some left blank."""
    done(take_quiz.start_quiz(student, CODE, op()))
    others = [n for n, item in enumerate(cast.items(attempt)) if item.id != wrong]
    typed = {n: {"text": "yes"} for n in others[blank:]}
    typed |= {n: {"text": "no"} for n, item in enumerate(cast.items(attempt)) if item.id == wrong}
    done(hand_in.hand_in(student, attempt, typed, op()))


def _quiz(cast: Cast, student: Actor, wrong: str = "", blank: int = 0) -> tuple[str, str, str]:
    """A quiz and its three more handed in, `blank` of the quiz left empty. The question with the wrong key is the named
    one, in whichever round it comes, or else the first of the three more."""
    quiz = str(done(take_quiz.give_quiz(cast.teacher, student.id, CODE, op()))["attempt"])
    _write(cast, student, quiz, wrong, blank)
    more = str(done(take_quiz.three_more(cast.teacher, quiz, op()))["attempt"])
    wrong = wrong or min({f"q{n}" for n in range(8)} - {item.id for item in cast.items(quiz)})
    _write(cast, student, more, wrong)
    return quiz, more, wrong


@pytest.mark.parametrize("how", SAY_NO)
def test_a_quiz_and_its_three_more_are_one_result(eight: Cast, how: str) -> None:
    quiz, more, wrong = _quiz(eight, eight.amina, blank=1)  # 4 of 5, then 2 of 3: one short of 7 of 8
    _quiz(eight, eight.joseph, wrong, blank=2)  # one more right would still be 6 of 8
    for student in (eight.amina, eight.joseph):
        done(record_verdict.record_not_yet(eight.teacher, student.id, CODE, "Look again", "", "", op()))
    named, correction = Named(CODE, wrong, 1), Correction(how, SAY_NO[how])
    planned = {one.row.student: one for one in correct_item.changes(eight.section, named, correction)}
    amina, joseph = planned[eight.amina.id], planned[eight.joseph.id]
    assert amina.row.id == more and amina.before and amina.after
    assert (amina.before.points, amina.after.points, amina.after.of, amina.passes_now) == (6, 7, 8, True)
    assert joseph.gains and joseph.after and (joseph.after.points, joseph.passes_now) == (6, False)

    teacher = Browser.new(create_app(eight.settings))
    teacher.send("POST", "/sign-in/teacher", name=TEACHER, passphrase=PASSPHRASE)
    form = {"objective": CODE, "item": wrong, "version": "1", "how": how, "text": "\n".join(SAY_NO[how])}
    page = _words(teacher.get(f"/teacher/corrections?{urlencode(form)}").get_data(as_text=True))
    assert "with three more Answered: no Points: 0 → 1 / 1 Score: 6 of 8 → 7 of 8 passes now · you said not yet" in page
    assert "5 of 8 → 6 of 8" in page and page.count("passes now") == 1
    assert "2 students gain" in page and "1 test or quiz passes by it." in page

    gone = teacher.send("POST", "/teacher/corrections", **form, why="mixed up")
    made = next(iter(facts.facts(section=eight.section, kind="item_corrected"))).data["correction"]
    assert [(p.row.id, p.whole.points) for p in correct_item.passing_now(eight.section, made)] == [(quiz, 7)]
    page = _words(teacher.get(gone.location).get_data(as_text=True))
    assert "Passes now Amina K. : 7 of 8" in page and "6 of 8 → 7 of 8" in page
    assert "2 tests or quizzes have better marks" in page
    row = attempts.attempt(quiz)
    assert row is not None and (row.outcome, CODE in eight.record(eight.amina).mastered) == ("not_yet", False)
    done(record_verdict.record_mastered(eight.teacher, eight.amina.id, CODE, _spoken(eight), op()))
    page = _words(teacher.get(gone.location).get_data(as_text=True))
    assert "mastered already" in page and "look at it again" not in page, "nothing is left open"
    assert facts.differences() == []


def test_three_more_that_are_still_being_written_do_not_count_yet(eight: Cast) -> None:
    quiz = str(done(take_quiz.give_quiz(eight.teacher, eight.amina.id, CODE, op()))["attempt"])
    done(take_quiz.start_quiz(eight.amina, CODE, op()))
    wrong = eight.items(quiz)[0].id
    done(hand_in.hand_in(eight.amina, quiz, {0: {"text": "no"}, **{n: {"text": "yes"} for n in range(1, 4)}}, op()))
    done(take_quiz.three_more(eight.teacher, quiz, op()))
    done(take_quiz.start_quiz(eight.amina, CODE, op()))
    (one,) = correct_item.changes(eight.section, Named(CODE, wrong, 1), Correction("replace", ("no",)))
    assert one.after and (one.after.points, one.after.of, one.passes_now) == (4, 5, True)


def _spoken(cast: Cast) -> dict[str, str]:
    return {activity.id: "excused" for activity in cast.unit.required(CODE)}


def _words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
