"""Exact replay: an attempt as it was, who marked it and when, and whether it would be shown and marked so today."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from cast import PASSPHRASE, TEACHER, Cast, done, op, right_answer
from class_in_browsers import Browser
from every_type import released_to
from hypothesis import given
from hypothesis import strategies as st

from server import cli
from server.actions import hand_in, mark_answer, print_tests, run_meeting, take_quiz, take_test, type_in_answers
from server.actions.correct_item import Named, correct_item
from server.actions.replay_attempt import Replay, as_json, replay
from server.app import create_app
from server.mastery import grading, replaying
from server.mastery.correcting import Correction
from server.mastery.replaying import graded_again, text_hash, text_shown
from server.mastery.values import DrawnItem, Mark
from server.store import attempts, content, database, facts, paper_forms, writer

RELEASES = sorted((Path(__file__).parent.parent / "store" / "releases").glob("*.db.gz"))


def replayed(attempt: str) -> Replay:
    found = replay(attempt)
    assert found is not None
    return found


pytestmark = pytest.mark.full


@pytest.fixture
def answered(cast: Cast) -> tuple[Cast, str, dict[int, dict[str, str]]]:
    """Amina's test of every type, handed in: the first half right and said to be sure, the rest blank."""
    attempt = released_to(cast, cast.amina)[0]
    done(take_test.start_test(cast.amina, attempt, op()))
    items = cast.items(attempt)
    typed = {n: {**right_answer(i), "sure": "sure"} for n, i in enumerate(items) if i.type != "performance"}
    typed = {n: answer for n, answer in typed.items() if n < 8 or items[n].type == "essay"}
    done(hand_in.hand_in(cast.amina, attempt, typed, op()))
    return cast, attempt, typed


def test_everything_is_there_as_it_was(answered: tuple[Cast, str, dict[int, dict[str, str]]]) -> None:
    cast, attempt, typed = answered
    items = cast.items(attempt)
    place = next(n for n, i in enumerate(items) if i.id == "why")
    done(mark_answer.mark_response(cast.teacher, attempt, place, 1.0, op()))
    done(mark_answer.mark_response(cast.teacher, attempt, place, 2.0, op()))
    anew = [replace(item, body={**item.body, "prompt": "?"}) for item in content.bank("gases-1")]
    content.save_items(anew, cast.unit.id)
    found = replayed(attempt)
    assert [q.item for q in found.questions] == items, "whatever became of the bank"
    assert {q.place: dict(q.response) for q in found.questions if q.response} == typed
    assert [q.sure for q in found.questions] == [typed.get(n, {}).get("sure", "") for n in range(len(items))]
    assert [(m.how, m.points, m.by) for m in found.questions[place].marks] == [
        ("grader", None, ""), ("teacher", 1.0, cast.teacher.id), ("teacher", 2.0, cast.teacher.id)
    ]  # fmt: skip
    assert found.grader == grading.GRADER_VERSION and found.same_text is True and found.differs == ()
    assert found.seed and found.share is None and json.loads(json.dumps(as_json(found)))["questions"][0]["options"]


def test_a_corrected_key_is_told_beside_the_old_one(answered: tuple[Cast, str, dict[int, dict[str, str]]]) -> None:
    cast, attempt, typed = answered
    place, item = next((n, i) for n, i in enumerate(cast.items(attempt)) if n not in typed and i.id != "show")
    drop = Correction("drop")
    done(correct_item(cast.teacher, Named(item.objective, item.id, item.version), drop, "drawn badly", op()))
    question = replayed(attempt).questions[place]
    assert question.item == item and question.corrected
    assert [(m.how, m.points) for m in question.marks] == [("grader", 0.0), ("correction", float(item.points))]
    assert replayed(attempt).differs == (), "the old key gave what it gave"


def test_another_grader_and_another_text_are_noticed(
    answered: tuple[Cast, str, dict[int, dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, attempt, typed = answered
    before = list(facts.facts(student=cast.amina.id))
    place = min(typed)
    monkeypatch.setattr(replaying, "grade", lambda item, response: Mark(0.5, item.points))
    assert (place, 1.0, 0.5) in [(d.place, d.then, d.now) for d in replayed(attempt).differs]
    monkeypatch.setattr("server.actions.replay_attempt.text_hash", lambda items: "another")
    assert replayed(attempt).same_text is False
    assert list(facts.facts(student=cast.amina.id)) == before, "and nothing is changed by it"


def test_what_was_swapped_over_night(cast: Cast) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    attempt = cast.start(cast.amina)
    first = cast.items(attempt)
    done(run_meeting.ring_bell(cast.teacher, "keep", op()))
    found = replayed(attempt)
    swapped = [q for q in found.questions if q.before]
    assert swapped and [q.before[0] for q in swapped] == [first[q.place] for q in swapped]
    assert not found.handed_in and [q.item for q in found.questions] == cast.items(attempt)


def test_on_paper_and_aloud(cast: Cast) -> None:
    cast.open_class()
    aloud = done(take_quiz.mark_together(cast.teacher, cast.li.id, "gases-1", op()))["attempt"]
    places = range(len(cast.items(aloud)))
    done(take_quiz.marked_together(cast.teacher, aloud, dict.fromkeys(places, True), op()))
    assert {m.how for q in replayed(aloud).questions for m in q.marks} == {"teacher"}
    assert replayed(aloud).differs == ()
    cast.master_essentials(cast.amina)
    code = done(print_tests.print_tests(cast.teacher, "gas-laws", "", [cast.amina.id], 0, op()))["codes"][0]
    paper = done(type_in_answers.type_in(cast.teacher, code, "", {}, {}, op()))["attempt"]
    form = paper_forms.form(code, cast.section)
    assert form is not None and replayed(paper).paper == form.shown and replayed(paper).seat == attempts.ON_PAPER


def test_the_page_tells_it_in_words(answered: tuple[Cast, str, dict[int, dict[str, str]]]) -> None:
    cast, attempt, _typed = answered
    browser = Browser.new(create_app(cast.settings))
    browser.send("POST", "/sign-in/teacher", name=TEACHER, passphrase=PASSPHRASE)
    assert f"/teacher/attempts/{attempt}/replay" in browser.get(f"/teacher/students/{cast.amina.id}").text
    page = browser.get(f"/teacher/attempts/{attempt}/replay").text
    said = " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
    assert "Every answer would get the same points today." in said and "word for word" in said
    assert len(re.findall(r"data-place=", page)) == len(cast.items(attempt))
    assert browser.get("/teacher/attempts/none/replay").status_code == 404


@pytest.fixture
def closing() -> Iterator[None]:
    writer.stop()
    yield
    writer.stop()
    database.close()


@pytest.mark.parametrize("release", RELEASES, ids=lambda p: p.name)
def test_attempts_of_every_release_are_replayed(
    release: Path, tmp_path: Path, closing: None, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "box" / "classroom.db"
    place.parent.mkdir()
    place.write_bytes(gzip.decompress(release.read_bytes()))
    database.open_database(place)
    taken = [row.id for row in attempts.AttemptRow.select().where(attempts.AttemptRow.items != "[]")]
    found = [replayed(id) for id in taken]
    assert any(one.handed_in for one in found) and all(one.questions for one in found)
    told = {(one.attempt, d.place): (d.then, d.now) for one in found for d in one.differs}
    assert told == {}, "today's grader gives what that release gave"
    marked = next(one for one in found if one.handed_in)
    writer.stop()
    database.close()
    assert cli.main(["replay", marked.attempt, "--json", "--data", str(place.parent)]) == 0
    again = json.loads(capsys.readouterr().out)
    assert again["attempt"] == marked.attempt and again["text_now"] == marked.text_now
    assert cli.main(["replay", "none", "--json", "--data", str(place.parent)]) == 2


KEY = {"right": [0], "options": [{"misconception": "", "feedback": ""}] * 2}
ITEM = DrawnItem("i", 1, "o", "single_choice", 0, "What?", {}, KEY, options=("a", "b"), order=(1, 0))


@given(st.sampled_from(["prompt", "unit", "picture", "passage"]), st.text(min_size=1).filter(lambda t: t.strip()))
def test_the_hash_is_of_what_is_read_and_of_nothing_else(field: str, text: str) -> None:
    changed = replace(ITEM, **{field: f"before {text}"})
    assert text_hash([changed]) != text_hash([ITEM]) and text_hash([ITEM, ITEM]) != text_hash([ITEM])
    assert text_hash([replace(ITEM, key={"right": [1]}, solution=text, hint=text)]) == text_hash([ITEM])
    assert text_hash([replace(ITEM, options=("b", "a"))]) != text_hash([ITEM])


def test_the_hash_stays_the_same_for_ever() -> None:
    assert text_shown(ITEM) == "type: single_choice\nprompt: What?\noptions: a\noptions: b"
    assert text_hash([ITEM]).startswith("4ceaa7e37053bf9f")
    assert graded_again([ITEM], {0: {"choice": "0"}}, [Mark(0.0, 1)]) and not graded_again(
        [ITEM], {0: {"marked": "right"}}, [Mark(0.0, 1)]
    )
