"""The bank as its author sees it: how long it lasts, each question with its key, and what its answers tell."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from cast import PASSPHRASE, TEACHER, Cast, done, op, right_answer
from class_in_browsers import Browser
from flask.testing import FlaskClient

from server import clock
from server.actions import sign_in
from server.actions.acting import Actor
from server.actions.enroll_students import NewStudent, enroll_students
from server.actions.hand_in import marks_of
from server.actions.show_on_board import drawn_as, show_answer, show_on_board
from server.app import create_app
from server.mastery.drawing import to_json
from server.mastery.grading import grade
from server.mastery.values import DrawnItem, Item
from server.store import attempts, content, facts
from server.store.content import ItemRow
from server.store.people import BoardCode, students_of
from server.store.writer import write
from server.web.teacher.bank_figures import table_of
from server.web.teacher.bank_words import in_a_line


def browser(cast: Cast, role: str = "teacher") -> FlaskClient:
    client = create_app(cast.settings).test_client()
    if role == "teacher":
        token = sign_in.sign_in_teacher(TEACHER, PASSPHRASE, "phone", cast.section)
    else:
        token = sign_in.open_board(BoardCode.get_by_id(cast.section).code, "wall")
    client.set_cookie(f"classroom_{role}", str(token))
    return client


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", re.search(r"<main.*</main>", html, re.S)[0]).split())


def of_type(code: str, type: str) -> list[Item]:
    return [item for item in content.bank(code) if item.type == type]


def take(cast: Cast, student: Actor, wrong: Item, right: list[Item], variant: int = 0) -> None:
    """A quiz handed in, as if drawn of just these: one answered by its first wrong option, or the number that the first
    mistake leads to; the others as their key."""
    at, attempt = clock.now().at, facts.new_id()
    items = [drawn_as(wrong, variant), *(drawn_as(item, 0) for item in right)]
    typed = [wrong_response(items[0], wrong), *(right_answer(item) for item in items[1:])]
    marks = [grade(item, response) for item, response in zip(items, typed, strict=True)]
    about: dict[str, Any] = {"at": at, "by": student.id, "section": cast.section, "student": student.id}

    def happen() -> None:
        facts.append("attempt_released", **about, attempt=attempt, unit="gas-laws", kind="check", number=1, seat="",
                     objective=wrong.objective)  # fmt: skip
        facts.append("attempt_started", **about, attempt=attempt, seat="", seed="s", pass_share=0.8,
                     items=[to_json(item) for item in items])  # fmt: skip
        facts.append("attempt_submitted", **about, attempt=attempt, share=0.8, missed=[],
                     marks=[{"points": m.points, "out_of": m.out_of, "reading": m.reading, "feedback": m.feedback,
                             "misconception": m.misconception, "parts": m.parts} for m in marks],
                     responses={str(n): response for n, response in enumerate(typed)})  # fmt: skip

    write(happen)
    row = attempts.attempt(attempt)
    assert row is not None
    assert [mark.right for mark in marks_of(row)] == [False, True, True, True]


def wrong_response(drawn: DrawnItem, item: Item) -> dict[str, str]:
    if drawn.type == "numeric":
        return {"number": str(drawn.key["mistakes"][0]["value"])}
    bad = next(n for n in range(9) if n not in drawn.key["right"] and drawn.order[n] == wrong_place(item))
    return {"choice": str(bad)}


def wrong_place(item: Item) -> int:
    return next(n for n, option in enumerate(item.body["options"]) if not option.get("correct"))


def asked_of(drawn: DrawnItem, item: Item) -> list[str]:
    """The numbers that stand in a question."""
    found = [drawn.values[name] for name in re.findall(r"\{(\w+)\}", item.body["prompt"])]
    assert found
    return found


def test_a_key_that_three_strong_students_contradict_is_told_on_the_same_day(cast: Cast) -> None:
    cast.open_class()
    suspect = of_type("gases-1", "single_choice")[0]
    others = of_type("gases-2", "single_choice") + of_type("gases-1", "cloze")
    for student in (cast.amina, cast.joseph):
        take(cast, student, suspect, others[:3])
    client = browser(cast)
    assert "suspect_key" not in page(client, "/teacher/")
    take(cast, cast.li, suspect, others[:3])
    home = page(client, "/teacher/")
    assert f'data-state="suspect_key" data-objective="gases-1" data-item="{suspect.id}"' in home
    assert "3 who know the rest answered" in words(home)

    question = page(client, f"/teacher/banks/gases-1/question?item={suspect.id}")
    assert "may have a wrong key" in words(question)
    told = words(question).split("What its answers tell")[1]
    assert "Too few answers (3)" in told
    assert "3×" in told
    for name in ("Amina", "Joseph", "Li"):
        assert name in told
    assert "may have a wrong key" in words(page(client, "/teacher/banks/gases-1"))

    done(cast.bell())
    assert "suspect_key" in page(client, "/teacher/"), "the day is not over"
    cast.open_class()
    assert "suspect_key" not in page(client, "/teacher/"), "the next lesson is another day"
    assert facts.differences() == []


def test_a_key_that_is_right_is_silent_until_new_answers_speak_against_it(cast: Cast) -> None:
    cast.open_class()
    suspect, others = of_type("gases-1", "single_choice")[0], of_type("gases-2", "single_choice")[:3]
    three = (cast.amina, cast.joseph, cast.li)
    for student in three:
        take(cast, student, suspect, others)
    teacher = Browser.new(create_app(cast.settings))
    teacher.send("POST", "/sign-in/teacher", name=TEACHER, passphrase=PASSPHRASE)
    home = teacher.get("/teacher/").get_data(as_text=True)
    assert re.search(r"<summary>1 question looks wrong today</summary>", home)
    assert "Amina K., Joseph M. and Li W." in words(home)
    right = {"item": suspect.id, "version": str(suspect.version)}
    kept = teacher.send("POST", "/teacher/banks/gases-1/key", **right, back="queue")
    queue = teacher.get(kept.location).get_data(as_text=True)
    assert "suspect_key" not in queue and 'data-act="doubt_key"' in queue
    question = f"/teacher/banks/gases-1/question?item={suspect.id}"
    assert "may have a wrong key" not in (said := words(teacher.get(question).get_data(as_text=True)))
    assert "The key is right, you said." in said

    undo = re.search(r'name="kept" value="(\w+)"', queue)
    assert undo
    teacher.send("POST", "/teacher/banks/key/doubted", kept=undo[1])
    assert "suspect_key" in teacher.get("/teacher/").get_data(as_text=True)
    teacher.send("POST", "/teacher/banks/gases-1/key", **right)

    for student in enrolled(cast, "Ada One", "Ben Two"):
        take(cast, student, suspect, others)
    assert "suspect_key" not in teacher.get("/teacher/").get_data(as_text=True), "two alone would alarm nobody"
    (last,) = enrolled(cast, "Cy Three")
    take(cast, last, suspect, others)
    home = words(teacher.get("/teacher/").get_data(as_text=True))
    assert "Ada O., Ben T. and Cy T." in home and "Amina" not in home.split("Its key may be wrong.")[1][:90]
    assert facts.differences() == []


def enrolled(cast: Cast, *names: str) -> list[Actor]:
    roster = [NewStudent("", *name.split(" ")) for name in names]
    done(enroll_students(cast.teacher, cast.section, roster, op()))
    ids = {s.full: s.id for s in students_of(cast.section)}
    return [Actor(ids[name], "student", cast.section, "netbook") for name in names]


def test_an_alarm_quotes_the_numbers_that_students_had(cast: Cast) -> None:
    cast.open_class()
    suspect = next(item for item in of_type("gases-2", "numeric") if item.body.get("mistakes"))
    others = of_type("gases-1", "single_choice")[:3]
    for variant, student in enumerate((cast.amina, cast.joseph, cast.li), start=3):
        take(cast, student, suspect, others, variant)
    client = browser(cast)
    told = [in_a_line(drawn_as(suspect, variant)) for variant in (3, table_of(suspect).good[0])]
    assert told[0] != told[1]
    home = page(client, "/teacher/")
    assert told[0] in (said := unescape(words(home))) and told[1] not in said and "(as Amina K. had it)" in said
    assert f"n={table_of(suspect).good.index(3) + 1}" in home


def test_a_corrected_question_alarms_nobody(cast: Cast) -> None:
    cast.open_class()
    suspect = of_type("gases-1", "single_choice")[0]
    for student in (cast.amina, cast.joseph, cast.li):
        take(cast, student, suspect, of_type("gases-2", "single_choice")[:1] + of_type("gases-1", "cloze")[:2])
    client = browser(cast)
    assert "suspect_key" in page(client, "/teacher/")
    mended = Item(**{**suspect.__dict__, "body": {**suspect.body, "solution": "Mended."}})
    write(lambda: content.save_items([mended], "gas-laws"))
    assert "suspect_key" not in page(client, "/teacher/")
    question = words(page(client, f"/teacher/banks/gases-1/question?item={suspect.id}"))
    assert "Nobody has answered it yet." in question
    assert "As it was before (version 1): Too few answers (3)" in question


def leave_few(code: str, count: int) -> None:
    keep = [item.id for item in content.bank(code) if item.use != "practice" and not item.nice][:count]
    retired = (ItemRow.objective == code) & ItemRow.id.not_in(keep)
    write(lambda: ItemRow.update(current=0).where(retired).execute())


def test_before_class_a_bank_that_runs_dry_is_named_with_those_who_may_need_it(cast: Cast) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    done(cast.bell())
    client = browser(cast)
    assert "data-scarce" not in page(client, "/teacher/"), "nothing is said where all is well"
    leave_few("gases-4", 2)
    said = words(page(client, "/teacher/"))
    assert re.search(r"Gases 4 : 1 clean retake left \( Amina K\. \)", said), said
    assert "Gases 3 :" not in said


def test_the_bank_tells_how_long_it_lasts_and_for_whom(cast: Cast) -> None:
    client = browser(cast)
    whole = words(page(client, "/teacher/banks/gases-4"))
    assert "For somebody new it carries 6 tests" in whole
    assert "Clean retakes left: 5 The same for everybody" in whole
    assert re.search(r"passes a quiz of five between \d+ and \d+ % of the time", whole)
    assert "It runs dry soon" not in whole
    leave_few("gases-4", 2)
    few = words(page(client, "/teacher/banks/gases-4"))
    assert "It runs dry soon." in few
    assert "Clean retakes left: 1" in few
    assert 'data-state="dry"' in page(client, "/teacher/units/gas-laws/banks")


def test_every_question_shows_any_variant_as_a_student_sees_it(cast: Cast) -> None:
    client = browser(cast)
    item = next(i for i in of_type("gases-2", "numeric") if i.variants and len(i.variants) > 1)
    first = page(client, f"/teacher/banks/gases-2/question?item={item.id}")
    third = page(client, f"/teacher/banks/gases-2/question?item={item.id}&n=3")
    for number, html in ((0, first), (2, third)):
        drawn = drawn_as(item, item.variants[number])
        assert f'data-variant="{drawn.variant}"' in html
        assert all(value in html for value in asked_of(drawn, item))
        assert drawn.key["shown"] in html.split("data-key>")[1][:40]
    assert first != third
    for mistake in drawn_as(item, item.variants[0]).key["mistakes"]:
        assert mistake["misconception"] in first
    assert "1 of 24" in words(page(client, f"/teacher/banks/gases-2/question?item={item.id}&n=-5"))
    assert client.get("/teacher/banks/gases-2/question?item=no-such").status_code == 404
    assert client.get(f"/teacher/banks/gases-2/question?item={item.id}&n=x").status_code == 200


def test_every_kind_of_question_has_its_page(cast: Cast) -> None:
    client = browser(cast)
    kinds = {item.type: item for bank in content.banks(cast.unit).values() for item in bank}
    assert len(kinds) >= 7
    for item in kinds.values():
        assert "What its answers tell" in page(client, f"/teacher/banks/{item.objective}/question?item={item.id}")


def test_the_board_shows_the_question_and_its_key_only_when_told(cast: Cast) -> None:
    cast.open_class()
    wall = browser(cast, "board")
    item = next(i for i in of_type("gases-2", "numeric") if i.body.get("solution"))
    showing = done(show_on_board(cast.teacher, "gases-2", item.id, item.variants[0], op()))["showing"]
    drawn = drawn_as(item, item.variants[0])
    asked = page(wall, "/board")
    assert 'data-state="question"' in asked
    assert all(value in asked for value in asked_of(drawn, item))
    assert f"{drawn.key['shown']} {drawn.unit}" not in words(asked)
    assert "data-key" not in asked
    done(show_answer(cast.teacher, showing, op()))
    assert f"{drawn.key['shown']} {drawn.unit}" in words(page(wall, "/board"))
    teacher = browser(cast)
    assert 'data-act="take_down"' in page(teacher, "/teacher/on-board")
    assert "A question is on the board" in words(page(teacher, "/teacher/"))
