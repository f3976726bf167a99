"""A wrong key found in class: a look at who gains, one tap, everybody marked again, and nothing closed by itself."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from cast import PASSPHRASE, TEACHER, Cast, done, op, right_answer
from class_in_browsers import Browser
from every_type import CODE, released_to
from werkzeug.test import TestResponse

from server.actions import correct_item, hand_in, mark_answer, take_quiz, take_test
from server.actions.correct_item import Named
from server.app import create_app
from server.mastery import variants
from server.mastery.correcting import Correction
from server.mastery.luck import Dice
from server.mastery.progression import No
from server.store import answered, attempts, content, facts

pytest_plugins = ("class_in_browsers",)
pytestmark = pytest.mark.full

HALVES = Correction("replace", ("It halves.",))
ONE = Named(CODE, "one", 1)


def _row(id: str) -> attempts.AttemptRow:
    row = attempts.attempt(id)
    assert row is not None
    return row


def _write(cast: Cast, names: dict[str, str], one: dict[str, str]) -> None:
    """Each hands in: Amina says *halves* where the key says *doubles*, Joseph *doubles*, Li nothing."""
    for student in (cast.amina, cast.joseph, cast.li):
        attempt = names[student.id]
        done(take_test.start_test(student, attempt, op()))
        typed: dict[int, dict[str, str]] = {}
        for n, item in enumerate(cast.items(attempt)):
            if item.id == "one":
                typed[n] = {"choice": str(item.options.index(one[student.id]))} if one[student.id] else {}
        done(hand_in.hand_in(student, attempt, typed, op()))


@pytest.fixture
def tests(cast: Cast) -> dict[str, str]:
    people = [cast.amina, cast.joseph, cast.li]
    names = dict(zip((p.id for p in people), released_to(cast, *people), strict=True))
    said = {cast.amina.id: "It halves.", cast.joseph.id: "It doubles.", cast.li.id: ""}
    _write(cast, names, said)
    return names


def _one(cast: Cast, attempt: str) -> tuple[int, float | None]:
    place = next(n for n, item in enumerate(cast.items(attempt)) if item.id == "one")
    return place, hand_in.marks_of(_row(attempt))[place].points


def test_the_better_mark_is_kept_and_the_talk_shows_the_right_key(cast: Cast, tests: dict[str, str]) -> None:
    before = {student: _row(a).share for student, a in tests.items()}
    answer = done(correct_item.correct_item(cast.teacher, ONE, HALVES, "I mixed them up", op()))
    assert [_one(cast, tests[p.id])[1] for p in (cast.amina, cast.joseph, cast.li)] == [1, 1, 0]
    for attempt in tests.values():
        item = cast.items(attempt)[_one(cast, attempt)[0]]
        assert right_answer(item) == {"choice": str(item.options.index("It halves."))}, "for whoever asks about it"
    for student, attempt in tests.items():
        after = _row(attempt).share
        assert before[student] is None or (after is not None and after >= before[student])
    remarked = list(facts.facts(section=cast.section, kind="attempt_remarked"))
    assert [f.student for f in remarked] == [cast.amina.id], "one fact for each whose marks change"
    told = next(iter(facts.facts(section=cast.section, kind="item_corrected")))
    assert (told.by, told.data["why"], told.data["gain"]) == (cast.teacher.id, "I mixed them up", 1)
    assert told.data["correction"] == answer["correction"] == remarked[0].data["correction"]
    points = {r.student: r.points for r in answered.answers_in(cast.section, CODE, "one")}
    assert points == {cast.amina.id: 1, cast.joseph.id: 1, cast.li.id: 0}
    assert facts.differences() == []
    # Old marks stay in the history: what was handed in says what it was worth then.
    first = next(iter(facts.facts(student=cast.amina.id, kind="attempt_submitted")))
    assert first.data["marks"][_one(cast, tests[cast.amina.id])[0]]["points"] == 0


def test_future_draws_have_the_right_key_and_another_correction_undoes_it(cast: Cast, tests: dict[str, str]) -> None:
    done(correct_item.correct_item(cast.teacher, ONE, HALVES, "mixed up", op()))
    fresh = next(item for item in content.bank(CODE) if item.id == "one")
    assert fresh.version == 2 and [o["text"] for o in fresh.body["options"] if o["correct"]] == ["It halves."]
    back = Correction("replace", ("It doubles.",))
    done(correct_item.correct_item(cast.teacher, Named(CODE, "one", 2), back, "it was right", op()))
    fresh = next(item for item in content.bank(CODE) if item.id == "one")
    assert [o["text"] for o in fresh.body["options"] if o["correct"]] == ["It doubles."]
    assert _one(cast, tests[cast.amina.id])[1] == 1, "and what somebody gained stays theirs"
    assert facts.differences() == []


def test_a_dropped_question_counts_for_nobody(cast: Cast, tests: dict[str, str]) -> None:
    done(correct_item.correct_item(cast.teacher, ONE, Correction("drop"), "two are right", op()))
    assert [_one(cast, a)[1] for a in tests.values()] == [1, 1, 1]
    assert all(item.id != "one" for item in content.bank(CODE))
    done(correct_item.correct_item(cast.teacher, ONE, HALVES, "only one is", op()))
    assert any(item.id == "one" for item in content.bank(CODE)), "dropped by mistake, it comes back"
    assert facts.differences() == []


def test_whoever_is_still_writing_is_marked_by_the_right_key(cast: Cast) -> None:
    (attempt,) = released_to(cast, cast.amina)
    done(take_test.start_test(cast.amina, attempt, op()))
    place = next(n for n, item in enumerate(cast.items(attempt)) if item.id == "one")
    done(correct_item.correct_item(cast.teacher, ONE, HALVES, "mixed up", op()))
    typed = {place: {"choice": str(cast.items(attempt)[place].options.index("It halves."))}}
    done(hand_in.hand_in(cast.amina, attempt, typed, op()))
    assert _one(cast, attempt)[1] == 1 and list(facts.facts(kind="attempt_remarked")) == []
    assert facts.differences() == []


def _nearly(cast: Cast) -> str:
    """Amina's test with all right but for the wrong key, and as many essays at nothing as keep it just from passing."""
    (attempt,) = released_to(cast, cast.amina)
    done(take_test.start_test(cast.amina, attempt, op()))
    items = cast.items(attempt)
    typed = {n: right_answer(item) for n, item in enumerate(items)}
    place = next(n for n, item in enumerate(items) if item.id == "one")
    typed[place] = {"choice": str(items[place].options.index("It halves."))}
    out_of, left = sum(item.points for item in items), 0.0
    for n, item in enumerate(items):  # blank as many as leave it within one point below the line
        if item.type not in ("essay", "performance") and n != place and out_of - 1 - left >= 0.8 * out_of:
            typed[n], left = {}, left + item.points
    done(hand_in.hand_in(cast.amina, attempt, typed, op()))
    for n, mark in enumerate(hand_in.marks_of(_row(attempt))):
        if mark.points is None:
            done(mark_answer.mark_response(cast.teacher, attempt, n, float(mark.out_of), op()))
    assert _row(attempt).passed is False
    return attempt


def test_who_passes_now_is_shown_and_nothing_is_closed_silently(cast: Cast) -> None:
    attempt = _nearly(cast)
    done(cast.talk_over(attempt, "cleared_for_retake"))
    teacher = Browser.new(create_app(cast.settings))
    teacher.send("POST", "/sign-in/teacher", name=TEACHER, passphrase=PASSPHRASE)
    talk = teacher.get(f"/teacher/attempts/{attempt}").get_data(as_text=True)
    address = re.findall(r'href="(/teacher/corrections\?[^"]+item=one[^"]+)"', talk)[0].replace("&amp;", "&")
    page = teacher.get(address).get_data(as_text=True)
    n = re.search(r'name="right" value="(\d)"><span data-content>It halves', page)
    assert n and "data-preview" not in page
    assert teacher.get(f"{address}&how=replace&right={n[1]}").status_code == 200
    page = teacher.get(f"{address}&how=replace&right={n[1]}").get_data(as_text=True)
    assert "1 student gains, nobody loses: the better mark is kept." in page
    assert "0 → 1 / 1" in page and "passes now" in page and _row(attempt).passed is False, "so far nothing changed"
    form = {"objective": CODE, "item": "one", "version": "1", "how": "replace", "right": n[1]}
    assert teacher.send("POST", "/teacher/corrections", **form, why=" ").status_code == 422
    answer = teacher.send("POST", "/teacher/corrections", **form, why="mixed up")
    page = teacher.get(answer.location).get_data(as_text=True)
    row = _row(attempt)
    assert f"</bdi>: {int(row.share * 100 + 0.001)} %" in page and "Passes now" in page and row.passed
    assert (row.state, row.outcome) == ("closed", "cleared_for_retake")
    assert not cast.record(cast.amina).passed_and_talked_over(row.unit)
    assert teacher.send("POST", f"/teacher/attempts/{attempt}/passed").status_code == 303
    assert _row(attempt).outcome == "passed" and cast.record(cast.amina).passed_and_talked_over(row.unit)
    assert correct_item.count_as_passed(cast.teacher, attempt, op()) == No("already")
    assert "mixed up" in page and "It halves." in teacher.get("/teacher/corrections").get_data(as_text=True)
    assert facts.differences() == []


def test_no_test_is_passed_by_word_without_a_correction(cast: Cast) -> None:
    attempt = _nearly(cast)
    assert correct_item.count_as_passed(cast.teacher, attempt, op()) == No("already"), "its talk is still to come"
    done(cast.talk_over(attempt, "cleared_for_retake"))
    assert correct_item.count_as_passed(cast.teacher, attempt, op()) == No("not_passed")
    assert correct_item.count_as_passed(cast.amina, "no-such", op()) == No("unknown")


def test_a_form_for_every_type_and_sentences_for_nonsense(cast: Cast, tests: dict[str, str]) -> None:
    teacher = Browser.new(create_app(cast.settings))
    teacher.send("POST", "/sign-in/teacher", name=TEACHER, passphrase=PASSPHRASE)
    for item in content.bank(CODE):
        page = teacher.get(f"/teacher/corrections?objective={CODE}&item={item.id}")
        assert page.status_code == 200 and 'value="drop"' in page.get_data(as_text=True), item.id
        dropped = teacher.get(f"/teacher/corrections?objective={CODE}&item={item.id}&how=drop")
        assert "nobody loses" in dropped.get_data(as_text=True), item.id
        for nonsense in ("how=replace", "how=replace&right=77&text=1,234&gap=9", "how=accept&text=%2B", "how=x"):
            page = teacher.get(f"/teacher/corrections?objective={CODE}&item={item.id}&{nonsense}")
            told = page.get_data(as_text=True)
            assert page.status_code == 200 and ('class="say" role="alert">' in told or "data-preview" in told), nonsense
    assert teacher.get(f"/teacher/corrections?objective={CODE}&item=no-such").status_code == 404
    assert teacher.get("/teacher/corrections?correction=no-such").status_code == 404
    assert teacher.send("POST", "/teacher/corrections", objective=CODE, item="no-such", how="drop").status_code == 404
    form = {"objective": CODE, "item": "number", "version": "1", "how": "replace", "text": "1/0", "why": "so"}
    assert teacher.send("POST", "/teacher/corrections", **form).status_code == 422
    assert list(facts.facts(kind="item_corrected")) == []


def test_a_problem_of_a_sheet_that_no_bank_holds(cast: Cast) -> None:
    """Marked aloud by the teacher: only dropping it changes the mark."""
    cast.open_class()
    quiz = str(done(take_quiz.mark_together(cast.teacher, cast.amina.id, "gases-1", op()))["attempt"])
    item = cast.items(quiz)[0]
    done(take_quiz.marked_together(cast.teacher, quiz, dict.fromkeys(range(len(cast.items(quiz))), False), op()))
    named = Named(item.objective, item.id, item.version)
    done(correct_item.correct_item(cast.teacher, named, Correction("drop"), "unclear", op()))
    assert json.loads(_row(quiz).marks)[0]["points"] == item.points
    assert facts.differences() == []


def test_marks_after_the_talk_leave_nothing_to_go_over_that_nobody_will(cast: Cast) -> None:
    (attempt,) = released_to(cast, cast.amina)
    done(take_test.start_test(cast.amina, attempt, op()))
    cast.hand_in(cast.amina, attempt, right=True)
    done(cast.talk_over(attempt, "passed"))
    for place, item in enumerate(cast.items(attempt)):
        if item.type in ("essay", "performance"):
            done(mark_answer.mark_response(cast.teacher, attempt, place, 0.0, op()))
    row = _row(attempt)
    assert row.passed is False and (row.state, row.outcome, row.missed) == ("closed", "passed", "[]")
    assert cast.record(cast.amina).passed_and_talked_over(row.unit)
    assert facts.differences() == []


VARIED = {
    "prompt": "{V1} mL at {P1} kPa become 20 mL. What is the pressure?", "answer": "P1*20/V1", "unit": "kPa",
    "given": {"V1": {"from": 40, "to": 60, "step": 1}, "P1": {"from": 90, "to": 110, "step": 1}}, "tolerance": "1 %",
}  # fmt: skip


@pytest.fixture
def varied(cast: Cast) -> list[str]:
    """Two tests in which the number question has numbers of their own."""
    released_to(cast, cast.li)
    item = next(item for item in content.bank(CODE) if item.id == "number")
    content.save_items([replace(item, body=VARIED, version=2, variants=None)], cast.unit.id)
    names = []
    for student in (cast.amina, cast.joseph):
        cast.master_essentials(student)
        names.append(cast.release(student))
        done(take_test.start_test(student, names[-1], op()))
        done(hand_in.hand_in(student, names[-1], {}, op()))
    # Two students may draw the same numbers by luck: Joseph gets the first that are not Amina's.
    hers = next(item for item in cast.items(names[0]) if item.id == "number")
    bank = next(item for item in content.bank(CODE) if item.id == "number")
    draws = (variants.draw_item(bank, n, Dice("any")) for n in variants.offered(bank))
    his = next(draw for draw in draws if draw.prompt != hers.prompt)
    items = [his if item.id == "number" else item for item in cast.items(names[1])]
    told = json.dumps([variants.to_json(item) for item in items])
    attempts.AttemptRow.update(items=told).where(attempts.AttemptRow.id == names[1]).execute()
    return names


def _teacher(cast: Cast) -> Browser:
    teacher = Browser.new(create_app(cast.settings))
    teacher.send("POST", "/sign-in/teacher", name=TEACHER, passphrase=PASSPHRASE)
    return teacher


def test_the_page_has_the_numbers_one_came_from_or_says_that_they_are_samples(cast: Cast, varied: list[str]) -> None:
    teacher = _teacher(cast)
    prompts = set()
    for attempt in varied:
        own = next(item for item in cast.items(attempt) if item.id == "number")
        prompts.add(own.prompt)
        talk = teacher.get(f"/teacher/attempts/{attempt}").get_data(as_text=True)
        address = html.unescape(re.findall(r'href="(/teacher/corrections\?[^"]+item=number[^"]+)"', talk)[0])
        for more in ("", "&how=replace&text=P1*V1/20"):
            page = teacher.get(address + more).get_data(as_text=True)
            assert own.prompt in page and 'data-numbers="own"' in page, "with the preview as well"
            assert f'name="attempt" value="{attempt}"' in page
    assert len(prompts) == 2, "they had numbers of their own"
    page = teacher.get(f"/teacher/corrections?objective={CODE}&item=number&attempt=no-such").get_data(as_text=True)
    assert "with sample numbers" in page


def test_one_number_for_numbers_that_differ_needs_a_tick(cast: Cast, varied: list[str]) -> None:
    teacher = _teacher(cast)
    version = str(next(item for item in content.bank(CODE) if item.id == "number").version)
    form = {"objective": CODE, "item": "number", "version": version, "how": "replace", "text": "388"}
    page = teacher.get(f"/teacher/corrections?{urlencode(form)}").get_data(as_text=True)
    assert "388 would be right for everybody, although their numbers differ." in page
    assert re.search(r"A sum like (V1\*P1|P1\*V1) follows each", page)
    assert re.search(r'name="for_all" value="yes" required', page)
    assert teacher.send("POST", "/teacher/corrections", **form, why="so").status_code == 422
    assert list(facts.facts(kind="item_corrected")) == []
    follows = teacher.get(f"/teacher/corrections?{urlencode(form | {'text': 'P1*V1/20'})}").get_data(as_text=True)
    assert "data-preview" in follows and "for_all" not in follows
    assert teacher.send("POST", "/teacher/corrections", **form, why="so", for_all="yes").status_code == 303
    assert len(list(facts.facts(kind="item_corrected"))) == 1


def test_a_drop_says_what_happens(cast: Cast) -> None:
    (attempt,) = released_to(cast, cast.amina)
    done(take_test.start_test(cast.amina, attempt, op()))
    address = f"/teacher/corrections?objective={CODE}&item=one&how=drop"
    page = _teacher(cast).get(address).get_data(as_text=True)
    assert "1 is still writing and gets its points as well." in page and "The bank draws this question no more." in page
    assert "right key" not in page and "counts for nobody" not in page


def _correct(teacher: Browser, item: str, **more: str) -> str:
    """Correct a question on its page; returns where its teacher is sent."""
    form = {"objective": CODE, "item": item, "version": str(content.versions_of(CODE, item)[-1].version)}
    gone = teacher.send("POST", "/teacher/corrections", **form, **more, why="slip")
    assert gone.status_code == 303, gone.get_data(as_text=True)
    return gone.location


def _undo(teacher: Browser, page: str) -> TestResponse:
    """The tap on *Undo* of that page."""
    fields = dict(re.findall(r'name="(undone|back)" value="([^"]+)"', page))
    return teacher.send("POST", "/teacher/undo", **{name: html.unescape(value) for name, value in fields.items()})


def test_a_slip_is_undone_on_its_page(cast: Cast, tests: dict[str, str]) -> None:
    teacher, before = _teacher(cast), [_one(cast, a)[1] for a in tests.values()]
    options = content.bank(CODE)[[i.id for i in content.bank(CODE)].index("one")].body["options"]
    halves = str([o["text"] for o in options].index("It halves."))
    where = _correct(teacher, "one", how="replace", right=halves)
    page = teacher.get(where).get_data(as_text=True)
    assert 'data-act="undo"' in page and [_one(cast, a)[1] for a in tests.values()] != before
    about = f"/teacher/corrections?objective={CODE}&item=one"
    form = teacher.get(about).get_data(as_text=True)
    assert "A slip can be undone there" in form and f'href="{html.escape(where)}"' in form
    gone = _undo(teacher, page)
    assert gone.status_code == 303 and gone.location == where
    page = teacher.get(where).get_data(as_text=True)
    assert 'data-state="withdrawn"' in page and 'data-act="undo"' not in page and "Passes now" not in page
    assert [_one(cast, a)[1] for a in tests.values()] == before and content.home_of(CODE, "one")[1] == 1
    listed = teacher.get("/teacher/corrections").get_data(as_text=True)
    assert "taken back" in listed and "1 test or quiz gained" not in listed
    assert "A slip can be undone there" not in teacher.get(about).get_data(as_text=True)


def test_a_talk_held_on_the_marks_is_named_instead_of_undo(cast: Cast) -> None:
    attempt, teacher = _nearly(cast), _teacher(cast)
    where = _correct(teacher, "one", how="drop")
    page = teacher.get(where).get_data(as_text=True)
    done(cast.talk_over(attempt, "passed"))
    now = teacher.get(where).get_data(as_text=True)
    assert 'data-act="undo"' not in now and re.search(r"A talk was held.*\(Amina K\.\)", now)
    refused = _undo(teacher, page)
    assert refused.status_code == 422 and "A talk was held" in refused.get_data(as_text=True)
    assert _row(attempt).passed and facts.differences() == []


def test_the_list_names_a_question_that_was_dropped(cast: Cast, tests: dict[str, str]) -> None:
    teacher = _teacher(cast)
    _correct(teacher, "one", how="drop")
    listed = teacher.get("/teacher/corrections").get_data(as_text=True)
    assert "A balloon is pressed to half its volume." in listed


def test_one_number_accepted_for_numbers_that_differ_needs_a_tick_and_is_shown(cast: Cast, varied: list[str]) -> None:
    teacher = _teacher(cast)
    form = {"objective": CODE, "item": "number", "how": "accept", "text": "388"}
    page = teacher.get(f"/teacher/corrections?{urlencode(form)}").get_data(as_text=True)
    assert "388 would be right for everybody" in page and 'name="for_all"' in page and "Also accepted" not in page
    assert teacher.send("POST", "/teacher/corrections", **form, why="so").status_code == 422
    assert list(facts.facts(kind="item_corrected")) == []
    _correct(teacher, "number", how="accept", text="388", for_all="yes")
    page = teacher.get(f"/teacher/corrections?objective={CODE}&item=number").get_data(as_text=True)
    assert re.search(r"Also accepted: <bdi>388 kPa</bdi>", page) and "This is right as well: 388" in page


@pytest.mark.parametrize("tolerance", ["1e999", "1e300", "500 %"])
def test_a_tolerance_without_sense_is_a_sentence(cast: Cast, tests: dict[str, str], tolerance: str) -> None:
    form = {"objective": CODE, "item": "number", "how": "replace", "text": "160", "tolerance": tolerance}
    page = _teacher(cast).get(f"/teacher/corrections?{urlencode(form)}").get_data(as_text=True)
    assert re.search(r'class="say" role="alert">The tolerance .* any number for right\.', page)
    refused = _teacher(cast).send("POST", "/teacher/corrections", **form, why="so")
    assert refused.status_code == 422 and list(facts.facts(kind="item_corrected")) == []


def test_a_drop_says_what_becomes_of_tests_and_quizzes(cast: Cast) -> None:
    def told(id: str) -> str:
        page = teacher.get(f"/teacher/corrections?objective=gases-3&item={id}&how=drop").get_data(as_text=True)
        return " ".join(re.findall(r"<p>([^<]+)</p>", page.partition("data-smaller")[2].partition("</div>")[0]))

    teacher, bank = _teacher(cast), content.bank("gases-3")
    big, many = cast.unit.blueprint.big_bank, [item.id for item in bank if item.use != "practice"]
    assert told(many[0]) == ("Tests then take 1 question from this bank instead of 2." if len(many) == big else "")
    for id in many[: len(many) - big]:
        content.retire_item("gases-3", id)
    left = many[len(many) - big :]
    assert told(left[0]) == "Tests then take 1 question from this bank instead of 2."
    for id in left[:-5]:
        content.retire_item("gases-3", id)
    assert told(left[-1]) == "No quiz on Gases 3 can be drawn any more: the bank has 4 questions left for it."
    for id in left[-5:-1]:
        content.retire_item("gases-3", id)
    assert told(left[-1]).startswith("No test of The Gas Laws can be drawn any more")
