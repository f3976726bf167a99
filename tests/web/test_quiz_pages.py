"""Quizzes on the pages: given, watched as they fill in, weighed with how sure that is, and marked together."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from urllib.parse import quote

import pytest
from cast import Cast, done, op, right_answer
from class_in_browsers import Browser, Room

from server.actions import hand_in, run_meeting, take_quiz, take_test
from server.mastery import grading
from server.mastery.certainty import how_sure
from server.mastery.values import DrawnItem
from server.store import answered, attempts, content, facts, people, writer
from server.web.sureness import result_in_words, sureness_of

pytest_plugins = ("class_in_browsers",)

CODE = "gases-2"


@pytest.fixture
def again(room: Room) -> Iterator[Room]:
    room.sign_in(room.browsers["student"], "student")
    yield room
    room.again()


def text(browser: Browser, url: str) -> str:
    answer = browser.get(url, follow_redirects=True)
    assert answer.status_code == 200, url
    return re.sub(r"[⟦⟧]", "", answer.get_data(as_text=True))


def card(room: Room, **query: str) -> str:
    asked = "&".join(f"{k}={v}" for k, v in {"objective": CODE, **query}.items())
    return text(room.browsers["teacher"], f"/teacher/students/{room.cast.amina.id}/card?{asked}")


def give(room: Room) -> str:
    told = room.browsers["teacher"].send("POST", f"/teacher/students/{room.cast.amina.id}/quiz", objective=CODE)
    assert told.status_code == 303
    return str(attempts.attempts_of([room.cast.amina.id], kind="check")[room.cast.amina.id][-1].id)


def start(room: Room) -> str:
    quiz = give(room)
    told = room.browsers["student"].send("POST", f"/student/objectives/{CODE}/quiz")
    assert told.status_code == 303 and told.location.endswith(quiz)
    return quiz


def counted(cast: Cast, quiz: str) -> list[int]:
    return [n for n, item in enumerate(cast.items(quiz)) if item.purpose != "retrieval"]


def wrong_answer(item: DrawnItem) -> dict[str, str]:
    if item.type == "single_choice":
        return {"choice": str(next(n for n in range(len(item.options)) if n not in item.key["right"]))}
    if item.type == "true_false":
        return {"choice": "false" if item.key["right"] else "true"}
    if item.type == "multiple_choice":
        return {str(next(n for n in range(len(item.options)) if n not in item.key["right"])): "1"}
    return {"number": "-1"} if item.type == "numeric" else {"0": "9", "text": "no"}


def from_earlier(quiz: str) -> None:
    """Let the last question be one that came back from an earlier objective, as it does a few lessons on."""
    row = attempts.attempt(quiz)
    assert row is not None
    items = json.loads(row.items)
    items[-1] |= {"purpose": "retrieval", "objective": "gases-1"}
    changed = attempts.AttemptRow.update(items=json.dumps(items)).where(attempts.AttemptRow.id == quiz)
    writer.write(lambda: changed.execute())


def telling(item: DrawnItem) -> dict[str, str]:
    """An answer that betrays something, if the question has one."""
    tries = [{"choice": str(n)} for n in range(len(item.options))] + [{"choice": "true"}, {"choice": "false"}]
    tries += [{"number": str(mistake["value"])} for mistake in item.key.get("mistakes", ())]
    tries += [{str(n): "0" for n in range(6)}, {"0": "on"}, {"1": "on"}, {str(n): "1" for n in range(6)}]
    return next((given for given in tries if grading.grade(item, given).misconception), {})


def hand_in_with(room: Room, quiz: str, right: int, sure_of: int = -1, **others: dict[str, str]) -> None:
    """So many right, the rest wrong; `sure_of` is the place of one that the student was sure of."""
    items, places = room.cast.items(quiz), counted(room.cast, quiz)
    form: dict[str, str] = {}
    for n in range(len(items)):
        given = right_answer(items[n]) if n in places[:right] else wrong_answer(items[n])
        given = others.get(f"a{n}", given)
        form |= {f"a{n}.{field}": value for field, value in given.items()}
        form[f"a{n}.sure"] = "sure" if n == sure_of else "unsure"
    assert room.browsers["student"].send("POST", f"/student/attempts/{quiz}/hand-in", **form).status_code == 303


def test_a_given_quiz_is_the_next_step_and_is_taken(again: Room) -> None:
    room = again
    quiz = give(room)
    home = text(room.browsers["student"], "/student/")
    assert "Your teacher gave you a quiz: Gases 2." in home and f"/student/attempts/{quiz}" in home
    assert 'data-act="start_quiz"' in text(room.browsers["student"], f"/student/objectives/{CODE}")
    room.browsers["student"].send("POST", f"/student/objectives/{CODE}/quiz")
    from_earlier(quiz)
    page = text(room.browsers["student"], f"/student/attempts/{quiz}")
    assert "Quiz: Gases 2" in page and "One question from earlier; it does not count." in page
    assert page.count('class="sure-row"') == len(room.cast.items(quiz))
    assert "Your quiz is under way: Gases 2." in text(room.browsers["student"], "/student/")
    waits = text(room.browsers["student"], f"/student/objectives/{CODE}")
    assert "First your quiz" in waits and "Back to the quiz" in waits


def test_the_card_fills_in_as_it_is_typed(again: Room) -> None:
    room = again
    quiz = start(room)
    teacher, url = room.browsers["teacher"], f"/teacher/version?attempt={quiz}"
    items, token = room.cast.items(quiz), take_test.attempt_token(quiz)
    before = teacher.get(url).get_data(as_text=True)
    assert f"attempt={quiz}" in card(room)
    assert take_test.save_answer(quiz, token, 0, 1, right_answer(items[0]), op()) == 1
    assert take_test.save_answer(quiz, token, 1, 1, wrong_answer(items[1]), op()) == 1
    assert take_test.save_answer(quiz, token, 2, 1, {"sure": "sure"}, op()) == 1
    assert teacher.get(url).get_data(as_text=True) != before and len(before) < 20
    states = re.findall(r'class="filling">(.*?)</ol>', card(room), re.DOTALL)[0]
    assert re.findall(r'data-state="(\w+)"', states)[:3] == ["right", "wrong", "blank"]
    theirs = room.browsers["teacher"].get(f"/teacher/version?attempt={room.next_door['attempt']}")
    assert theirs.status_code == 404


def test_after_it_the_score_and_no_answers(again: Room) -> None:
    room = again
    quiz = start(room)
    hand_in_with(room, quiz, 4)
    page = text(room.browsers["student"], f"/student/attempts/{quiz}")
    assert "<b>4 of 5</b>" in page and "Your teacher looks at it with you" in page
    for item in room.cast.items(quiz):
        assert item.id not in page and item.prompt[:30] not in page
    assert "Your quiz is handed in" in text(room.browsers["student"], f"/student/objectives/{CODE}")


def test_sure_and_wrong_comes_first_and_what_it_shows_starts_a_not_yet(again: Room) -> None:
    room = again
    quiz = start(room)
    items = room.cast.items(quiz)
    last = max(n for n in counted(room.cast, quiz) if telling(items[n]))
    assert last, "not the first anyway"
    hand_in_with(room, quiz, 0, last, **{f"a{last}": telling(items[last])})
    page = card(room)
    block = page[page.index('class="card quiz result"') :]
    assert re.findall(r'data-place="(\d+)"', block)[0] == str(last)
    assert block.index("sure, and wrong") < block.index("(unsure)")
    shown = re.findall(r'data-act="heard" data-misconception="([^"]+)"', block)
    assert shown
    named = unescape(shown[0])
    sheet = card(room, heard=quote(named))
    sheet = sheet[sheet.index('id="not-yet"') :]
    assert sheet.startswith('id="not-yet" open') and f'name="misconception" value="{shown[0]}"' in sheet
    assert re.search(r'id="say-words"[^>]* value="[^"]+', sheet)
    assert 'id="not-yet" open' not in card(room, heard="nonsense")


def test_the_result_says_how_sure_it_is_and_proposes_three_more(again: Room) -> None:
    room = again
    quiz = start(room)
    hand_in_with(room, quiz, 4)
    page = card(room)
    said = re.search(r"<p data-sureness>(.*?)</p>", page)
    assert said and said[1].startswith("passed, provisional: about ") and "80 % for good" in said[1]
    assert said[1].strip(" .") == result_in_words(sureness_of(room.cast.amina.id, CODE), True)
    assert "Three more questions would settle it: all in all 6.4 of 8 points pass." in page
    tapped = room.browsers["teacher"].send("POST", f"/teacher/attempts/{quiz}/more")
    assert tapped.status_code == 303
    more = attempts.attempts_of([room.cast.amina.id], kind="check")[room.cast.amina.id][-1]
    assert more.after == quiz
    assert "three more questions" in text(room.browsers["student"], f"/student/attempts/{quiz}")
    room.browsers["student"].send("POST", f"/student/objectives/{CODE}/quiz")
    hand_in_with(room, more.id, 3)
    page = card(room)
    assert "<b>7 of 8</b> <small data-needed>passes from 6.4</small>" in page and 'data-act="three_more"' not in page
    before = sureness_of(room.cast.amina.id, CODE)
    spoken = {f"activity-{a.id}": "excused" for a in room.cast.unit.required(CODE)}
    room.browsers["teacher"].send("POST", f"/teacher/students/{room.cast.amina.id}/mastered", objective=CODE, **spoken)
    assert room.cast.record(room.cast.amina).mastered[CODE].how == "quiz"
    about = text(room.browsers["teacher"], f"/teacher/students/{room.cast.amina.id}")
    assert re.search(r"<small data-sureness>holds it: about \d+ in \d+, by 8 answers</small>", about)
    assert before.of == 8 and facts.differences() == []


def test_after_eight_that_do_not_pass_the_card_says_what_now(again: Room) -> None:
    room = again
    quiz = start(room)
    hand_in_with(room, quiz, 4)
    room.browsers["teacher"].send("POST", f"/teacher/attempts/{quiz}/more")
    room.browsers["student"].send("POST", f"/student/objectives/{CODE}/quiz")
    hand_in_with(room, attempts.attempts_of([room.cast.amina.id], kind="check")[room.cast.amina.id][-1].id, 2)
    page = card(room)
    assert "<b>6 of 8</b> <small data-needed>passes from 6.4</small>" in page
    assert "then “Not yet” with a next step" in page


def test_a_later_answer_about_it_changes_the_figure(again: Room) -> None:
    room = again
    quiz = start(room)
    hand_in_with(room, quiz, 4)
    before = sureness_of(room.cast.amina.id, CODE)
    row = answered.answers_of(room.cast.amina.id, CODE)[0]
    later = attempts.attempt(quiz)
    assert later is not None

    # A question about it that came back in a quiz on another objective a month later.
    items = room.cast.items(quiz)
    def came_back() -> None:
        attempts.AttemptRow.insert(
            {**later.__data__, "id": "zz", "objective": "gases-9", "number": 99, "after": ""}
        ).execute()
        answered.Answered.insert(
            {**row.__data__, "attempt": "zz", "purpose": "retrieval", "points": float(items[row.place].points)}
        ).execute()

    writer.write(came_back)
    after = sureness_of(room.cast.amina.id, CODE)
    assert after.of == before.of + 1 and after.chance > before.chance
    assert how_sure([]).words == "too_little"


def test_marked_together_in_taps(again: Room) -> None:
    room, teacher = again, again.browsers["teacher"]
    told = teacher.send("POST", f"/teacher/students/{room.cast.amina.id}/together", objective=CODE)
    quiz = told.location.rsplit("/", 1)[1]
    page = text(teacher, told.location)
    assert page.count('value="yes"') == len(room.cast.items(quiz)) and 'data-reveal=""' in page
    assert "Put it away" in card(room), "it can be left and gone on with"
    assert attempts.open_now(room.cast.amina.id) is None
    assert 'data-act="start_quiz"' not in text(room.browsers["student"], f"/student/objectives/{CODE}")
    short = teacher.send("POST", f"/teacher/attempts/{quiz}/together", **{"right-0": "yes"})
    assert short.status_code == 422 and "each question" in short.get_data(as_text=True)
    taps = {f"right-{n}": "no" if n == 0 else "yes" for n in range(len(room.cast.items(quiz)))}
    assert teacher.send("POST", f"/teacher/attempts/{quiz}/together", **taps).status_code == 303
    assert "<b>4 of 5</b>" in card(room) and "Marked together" in card(room)


def test_the_problems_of_their_own_sheet(again: Room) -> None:
    room, teacher = again, again.browsers["teacher"]
    unit = room.cast.unit
    changed = tuple(replace(o, check="problem_set") if o.code == CODE else o for o in unit.objectives)
    content.save_unit(replace(unit, objectives=changed), "gas-laws", "en")
    page = card(room)
    sheet = re.search(r'data-act="mark_together" data-objective="gases-2" data-object="([^"]+)"', page)
    assert sheet, "the first of the ways to check it"
    kind = next(o.kind for o in unit.objects if o.id == sheet[1])
    assert kind == "problem_set"
    told = teacher.send("POST", f"/teacher/students/{room.cast.amina.id}/together", objective=CODE, sheet=sheet[1])
    quiz = told.location.rsplit("/", 1)[1]
    items = room.cast.items(quiz)
    assert {item.objective for item in items} == {CODE}
    assert all(item.id.startswith(f"{sheet[1]}/") for item in items), "no item of the bank has that name"
    assert not {item.id for item in items} & {item.id for item in content.bank(CODE)}
    taps = {f"right-{n}": "yes" for n in range(len(items))}
    assert teacher.send("POST", f"/teacher/attempts/{quiz}/together", **taps).status_code == 303
    assert len(answered.answers_of(room.cast.amina.id, CODE)) == len(items)
    other = {"objective": CODE, "sheet": "worksheet-9"}
    assert teacher.send("POST", f"/teacher/students/{room.cast.amina.id}/together", **other).status_code == 404


def test_a_quiz_kept_over_night_says_what_was_swapped(again: Room) -> None:
    room = again
    quiz = start(room)
    items, token = room.cast.items(quiz), take_test.attempt_token(quiz)
    assert take_test.save_answer(quiz, token, 0, 1, right_answer(items[0]), op()) == 1
    assert take_test.save_answer(quiz, token, 1, 1, {"sure": "sure"}, op()) == 1
    assert 'value="keep"' in text(room.browsers["teacher"], "/teacher/"), "the bell asks about quizzes as well"
    done(run_meeting.ring_bell(room.cast.teacher, "keep", op()))
    done(run_meeting.start_class(room.cast.teacher, op()))
    room.sign_in(room.browsers["student"], "student")
    assert "It was kept over night" in card(room)
    assert "waits for your teacher to release it" in text(room.browsers["student"], f"/student/objectives/{CODE}")
    assert "waits for your teacher to release it here: Gases 2" in text(room.browsers["student"], "/student/")
    room.browsers["teacher"].send("POST", f"/teacher/attempts/{quiz}/seat", seat="")
    assert room.browsers["student"].send("POST", f"/student/attempts/{quiz}/start").status_code == 303
    page = text(room.browsers["student"], f"/student/attempts/{quiz}")
    left = len(items) - 1
    assert f"{left} questions you had not answered were swapped for others." in page
    cards = re.split(r'<section class="card question-card"', page)[1:]
    assert ["swapped: this one is new" in c for c in cards] == [False] + [True] * left
    assert "checked" not in cards[1], "a tap on the question that stood here before is not kept for this one"


def test_the_class_may_be_asked_less(again: Room) -> None:
    room = again
    quiz = start(room)
    page = f"/student/attempts/{quiz}"
    assert "How sure are you?" in text(room.browsers["student"], page)
    room.browsers["teacher"].send("POST", "/teacher/settings", ask_sure="0")
    assert people.setting(room.cast.section, "ask_sure", "") == "0"
    assert "How sure are you?" not in text(room.browsers["student"], page)


def test_a_quiz_waits_for_its_talk_before_there_is_another(again: Room) -> None:
    room = again
    unit = room.cast.unit
    changed = tuple(replace(o, check="quiz") if o.code == CODE else o for o in unit.objectives)
    content.save_unit(replace(unit, objectives=changed), "gas-laws", "en")
    student = room.browsers["student"]
    student.send("POST", f"/student/remedies/{room.mine['remedy']}/done")
    assert 'data-act="start_quiz"' in text(student, f"/student/objectives/{CODE}")
    assert student.send("POST", f"/student/objectives/{CODE}/quiz").status_code == 303
    quiz = attempts.open_now(room.cast.amina.id)
    assert quiz is not None
    done(hand_in.hand_in(replace(room.cast.amina, device=quiz.seat), quiz.id, {}, op()))
    assert 'data-act="start_quiz"' not in text(student, f"/student/objectives/{CODE}")
    assert student.send("POST", f"/student/objectives/{CODE}/quiz").status_code == 422


def test_the_talk_after_a_test_begins_with_what_was_sure_and_wrong(again: Room) -> None:
    room, test = again, again.mine["attempt"]
    assert room.browsers["student"].send("POST", f"/student/attempts/{test}/start").status_code == 303
    items = room.cast.items(test)
    codes = [item.objective for item in items]
    graded = [n for n, item in enumerate(items) if item.type not in {"essay", "performance"}]
    second = next(n for n in graded if codes[n] in [codes[m] for m in graded if m < n])
    form = {f"a{n}.{field}": text for n in graded for field, text in wrong_answer(items[n]).items()}
    room.browsers["student"].send("POST", f"/student/attempts/{test}/hand-in", **form, **{f"a{second}.sure": "sure"})
    page = text(room.browsers["teacher"], f"/teacher/attempts/{test}")
    assert re.findall(r'data-place="(\d+)"', page)[0] == str(second)
    assert page.count("sure, and wrong") == 1


def test_put_away(again: Room) -> None:
    room = again
    quiz = give(room)
    assert take_quiz.quiz_under_way(room.cast.amina.id, CODE) is not None
    assert room.browsers["teacher"].send("POST", f"/teacher/attempts/{quiz}/away").status_code == 303
    assert attempts.attempt(quiz) is None and 'data-act="give_quiz"' in card(room)
