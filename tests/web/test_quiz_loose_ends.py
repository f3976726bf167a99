"""What the pages say when a verdict comes before the quiz is over, and what comes next after every result."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from cast import done, op, right_answer
from class_in_browsers import Browser, Room

from server.actions import take_quiz
from server.mastery.two_stage import after_check
from server.mastery.values import Threshold
from server.store import attempts, content
from server.web.teacher.quiz_words import what_next

pytest_plugins = ("class_in_browsers",)

CODE = "gases-2"


@pytest.fixture
def again(room: Room) -> Iterator[Room]:
    room.sign_in(room.browsers["student"], "student")
    yield room
    room.again()


def text(browser: Browser, url: str, **more: object) -> str:
    return re.sub(r"[⟦⟧]", "", browser.get(url, follow_redirects=True, **more).get_data(as_text=True))


def begun(room: Room) -> str:
    quiz = str(done(take_quiz.give_quiz(room.cast.teacher, room.cast.amina.id, CODE, op()))["attempt"])
    assert room.browsers["student"].send("POST", f"/student/objectives/{CODE}/quiz").status_code == 303
    return quiz


def test_who_writes_a_quiz_reads_that_the_teacher_has_seen_enough(again: Room) -> None:
    room, student, teacher = again, again.browsers["student"], again.browsers["teacher"]
    quiz = begun(room)
    page, learning = f"/student/attempts/{quiz}", f"/student/objectives/{CODE}"
    assert "First your quiz" in text(student, learning)
    spoken = {f"activity-{a.id}": "excused" for a in room.cast.unit.required(CODE)}
    about = f"/teacher/students/{room.cast.amina.id}"
    assert teacher.send("POST", f"{about}/mastered", objective=CODE, **spoken).status_code == 303
    assert f'data-go-to="{page}"' in text(student, page, headers={"X-Part": "live"}), "the open page goes there itself"
    assert "data-go-to" not in text(student, page)
    for told in (text(student, page), text(student, student.send("POST", f"{page}/hand-in").location)):
        assert "Your teacher has seen enough: mastered." in told and room.cast.items(quiz)[0].prompt[:30] not in told
    assert "First your quiz" not in text(student, learning)
    assert "put away · mastered" in text(teacher, about)
    kept = text(teacher, f"/teacher/quizzes/{quiz}")
    assert "nothing in it was marked" in kept and kept.count('class="asked"') == len(room.cast.items(quiz))
    assert teacher.get(f"/teacher/attempts/{quiz}/replay").status_code < 500


def test_a_stale_tap_on_three_more_is_told_what_is(again: Room) -> None:
    room, teacher = again, again.browsers["teacher"]
    quiz, card = begun(room), f"/teacher/students/{room.cast.amina.id}/card?objective={CODE}"

    def answered(attempt: str, right: int) -> None:
        places = [n for n, item in enumerate(room.cast.items(attempt)) if item.purpose != "retrieval"]
        given = {n: right_answer(room.cast.items(attempt)[n]) for n in places[:right]}
        form = {f"a{n}.{field}": value for n, fields in given.items() for field, value in fields.items()}
        assert room.browsers["student"].send("POST", f"/student/attempts/{attempt}/hand-in", **form).status_code == 303

    answered(quiz, 4)
    assert teacher.send("POST", f"/teacher/attempts/{quiz}/more").status_code == 303
    more = attempts.attempts_of([room.cast.amina.id], kind="check")[room.cast.amina.id][-1].id
    room.browsers["student"].send("POST", f"/student/objectives/{CODE}/quiz")
    answered(more, 2)
    for stale in (quiz, more):
        told = teacher.send("POST", f"/teacher/attempts/{stale}/more")
        assert told.status_code == 422 and "They have had three more" in told.get_data(as_text=True)
    assert "<b>6 of 8</b>" in text(teacher, card)


def test_a_quiz_no_bank_can_fill_is_said_at_the_tap(again: Room) -> None:
    room, teacher = again, again.browsers["teacher"]
    for item in content.bank(CODE):
        content.retire_item(CODE, item.id)
    told = teacher.send("POST", f"/teacher/students/{room.cast.amina.id}/quiz", objective=CODE)
    assert told.status_code == 422 and "too few questions for a quiz. Check it in a talk" in told.get_data(as_text=True)
    room.cast.master_essentials(room.cast.li)
    told = teacher.send("POST", "/teacher/seats/release", student=room.cast.li.id, seat="")
    assert told.status_code == 422 and "too few questions for this test. Add some" in told.get_data(as_text=True)


@pytest.mark.parametrize(
    ("points", "of", "had_more", "said"),
    [
        (5, 5, False, "That passes"), (4, 5, False, "enough is right"), (3.5, 5, False, "would settle it"),
        (3, 5, False, "cannot pass any more"), (1, 5, False, "would not settle"),
        (7, 8, True, "That passes"), (6.25, 8, True, "That settles it"),
        (6.75, 8, True, "That passes"), (3, 6, False, "“Not yet”"), (0, 3, False, "“Not yet”"),
    ],
)  # fmt: skip
def test_every_result_says_what_comes_next(points: float, of: int, had_more: bool, said: str) -> None:
    advice = after_check(points, of, Threshold(4, 5), had_more=had_more)
    assert said in what_next(advice, waits=False, had_more=had_more)


def test_what_waits_is_marked_first() -> None:
    assert what_next(None, waits=True, had_more=False) != what_next(None, waits=False, had_more=False) != ""
