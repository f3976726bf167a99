"""A correction that was a slip is taken back whole: marks, keys, bank and ledger; unless something was built on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cast import Cast, done, op, right_answer

from server.actions import correct_item as correcting
from server.actions import hand_in, mark_answer, print_tests, record_verdict, take_quiz, type_in_answers
from server.actions.acting import Actor
from server.actions.correct_item import Named
from server.actions.undo import undo
from server.mastery.correcting import Correction
from server.mastery.progression import No
from server.mastery.values import Item
from server.store import attempts, content, facts, paper_forms
from server.store.content import ItemRow

pytestmark = pytest.mark.full

CODE = "gases-1"
NAMED = Named(CODE, "q0", 1)
SAYS_NO = Correction("replace", ("no",))


@pytest.fixture
def five(cast: Cast) -> Cast:
    """Class is open; the bank has five questions, one of them to write, so that a quiz asks them all."""
    bank = [Item(f"q{n}", CODE, 1, "short_text", {"prompt": f"Is {n} big?", "answers": ["yes"]}) for n in range(4)]
    bank.append(Item("why", CODE, 1, "essay", {"prompt": "Why?", "rubric": [{"points": 1, "text": "says why"}]}))
    content.save_items(bank, cast.unit.id)
    content.retire_items(cast.unit.id, {(CODE, item.id) for item in bank})
    cast.open_class()
    return cast


def _begin(cast: Cast, student: Actor) -> str:
    quiz = str(done(take_quiz.give_quiz(cast.teacher, student.id, CODE, op()))["attempt"])
    done(take_quiz.start_quiz(student, CODE, op()))
    return quiz


def _hand_in(cast: Cast, student: Actor, quiz: str, q0: str = "no") -> None:
    said = {"q0": {"text": q0}, "why": {"text": "So."}}
    typed = {n: said.get(item.id, {"text": "yes"}) for n, item in enumerate(cast.items(quiz)) if not item.purpose}
    done(hand_in.hand_in(student, quiz, typed, op()))


def _quiz(cast: Cast, student: Actor, q0: str = "no") -> str:
    """A quiz handed in with everything right but for what the key of q0 takes for wrong; the essay waits."""
    quiz = _begin(cast, student)
    _hand_in(cast, student, quiz, q0)
    return quiz


def _mark_essay(cast: Cast, quiz: str) -> None:
    place = next(n for n, item in enumerate(cast.items(quiz)) if item.id == "why")
    done(mark_answer.mark_response(cast.teacher, quiz, place, 1.0, op()))


def _state() -> dict[str, Any]:
    """All that is derived from facts, and the bank."""
    tables = [*facts.student_tables, *facts.section_tables]
    found: dict[str, Any] = {t._meta.table_name: set(t.select().tuples()) for t in tables}
    return {**found, "bank": set(ItemRow.select().tuples()), "drawn": content.home_of(CODE, "q0")}


def _share(quiz: str) -> float | None:
    row = attempts.attempt(quiz)
    assert row is not None
    return row.share


def _correct(cast: Cast, correction: Correction = SAYS_NO) -> str:
    tap = op()
    done(correcting.correct_item(cast.teacher, NAMED, correction, "slip", tap))
    return tap


@pytest.mark.parametrize("correction", [SAYS_NO, Correction("accept", ("no",)), Correction("drop")])
def test_all_is_as_before(five: Cast, correction: Correction) -> None:
    quiz = _quiz(five, five.amina)
    _quiz(five, five.joseph, "yes")
    _mark_essay(five, quiz)
    writing = _begin(five, five.li)
    before = _state()
    tap = _correct(five, correction)
    assert _share(quiz) == 1.0 and _state()["drawn"] != before["drawn"]
    done(undo(five.teacher, tap, op()))
    assert _state() == before and facts.differences() == []
    assert undo(five.teacher, tap, op()) == No("already")
    (told,) = facts.facts(kind="correction_withdrawn")
    assert told.by == five.teacher.id and told.section == five.section
    _hand_in(five, five.li, writing)
    assert _share(writing) is None and _share(quiz) == 0.8
    _correct(five, correction)
    assert _share(quiz) == 1.0, "and it can be corrected again"
    assert facts.differences() == []


def test_whoever_handed_in_with_the_wrong_key_is_marked_by_the_right_one(five: Cast) -> None:
    quiz, others = _quiz(five, five.amina), {who.id: _begin(five, who) for who in (five.joseph, five.li)}
    tap = _correct(five)
    _hand_in(five, five.joseph, others[five.joseph.id], "yes")
    _hand_in(five, five.li, others[five.li.id], "no")
    for attempt in (quiz, *others.values()):
        _mark_essay(five, attempt)  # the score was worked out with the slip
    assert [_share(a) for a in (quiz, *others.values())] == [1.0, 0.8, 1.0]
    done(undo(five.teacher, tap, op()))
    assert [_share(a) for a in (quiz, *others.values())] == [0.8, 1.0, 0.8]
    assert facts.differences() == []


def _verdict(cast: Cast, _quiz: str) -> None:
    spoken = {activity.id: "excused" for activity in cast.unit.required(CODE)}
    done(record_verdict.record_mastered(cast.teacher, cast.amina.id, CODE, spoken, op()))


def _not_yet(cast: Cast, _quiz: str) -> None:
    done(record_verdict.record_not_yet(cast.teacher, cast.amina.id, CODE, "Look again", "", "", op()))


def _three_more(cast: Cast, quiz: str) -> None:
    more = [Item(f"m{n}", CODE, 1, "short_text", {"prompt": f"And {n}?", "answers": ["yes"]}) for n in range(3)]
    content.save_items(more, cast.unit.id)
    done(take_quiz.three_more(cast.teacher, quiz, op()))


def _again(cast: Cast, _quiz: str) -> None:
    back = Correction("replace", ("yes",))
    done(correcting.correct_item(cast.teacher, replace(NAMED, version=2), back, "it was right", op()))


def _newer_bank(cast: Cast, _quiz: str) -> None:
    newest = content.versions_of(CODE, "q0")[-1]
    content.save_items([replace(newest, body={**newest.body, "hint": "Look."})], cast.unit.id)


def _asked(cast: Cast, _quiz: str) -> None:
    _begin(cast, cast.joseph)


def _printed(cast: Cast, _quiz: str) -> None:
    done(print_tests.print_tests(cast.teacher, cast.unit.id, CODE, [cast.joseph.id], 0, op()))


@pytest.mark.parametrize(
    ("built", "reason"),
    [
        (_verdict, "talked_over"), (_not_yet, "talked_over"), (_three_more, "talked_over"),
        (_again, "corrected_again"), (_newer_bank, "bank_newer"), (_asked, "asked_since"), (_printed, "asked_since"),
    ],
)  # fmt: skip
def test_what_was_built_on_it_keeps_it(five: Cast, built: Callable[[Cast, str], None], reason: str) -> None:
    quiz = _quiz(five, five.amina)
    _mark_essay(five, quiz)
    tap = _correct(five)
    built(five, quiz)
    before = _state()
    assert undo(five.teacher, tap, op()) == No(reason)
    assert _state() == before and list(facts.facts(kind="correction_withdrawn")) == []


def test_a_verdict_on_marks_that_did_not_change_is_no_hindrance(five: Cast) -> None:
    _quiz(five, five.joseph, "yes")
    tap = _correct(five)
    spoken = {activity.id: "excused" for activity in five.unit.required(CODE)}
    done(record_verdict.record_mastered(five.teacher, five.joseph.id, CODE, spoken, op()))
    done(undo(five.teacher, tap, op()))
    assert CODE in five.record(five.joseph).mastered and facts.differences() == []


def test_a_verdict_that_was_itself_undone_is_no_hindrance(five: Cast) -> None:
    quiz = _quiz(five, five.amina)
    tap, verdict = _correct(five), op()
    _mark_essay(five, quiz)
    done(record_verdict.record_not_yet(five.teacher, five.amina.id, CODE, "Look again", "", "", verdict))
    assert undo(five.teacher, tap, op()) == No("talked_over")
    done(undo(five.teacher, verdict, op()))
    done(undo(five.teacher, tap, op()))
    assert _share(quiz) == 0.8 and facts.differences() == []


def test_corrections_are_taken_back_last_first(five: Cast) -> None:
    before = _state()
    first, second = _correct(five, Correction("drop")), _correct(five)
    assert undo(five.teacher, first, op()) == No("corrected_again")
    done(undo(five.teacher, second, op()))
    assert content.home_of(CODE, "q0")[1] == 0, "dropped as it was"
    done(undo(five.teacher, first, op()))
    assert _state() == before


def test_a_paper_typed_in_afterwards_has_the_key_it_was_printed_with(five: Cast) -> None:
    printed = done(print_tests.print_tests(five.teacher, five.unit.id, CODE, [five.amina.id], 0, op()))
    (form,) = paper_forms.batch(printed["batch"], five.section)
    done(undo(five.teacher, _correct(five), op()))
    typed = {n: right_answer(item) for n, item in enumerate(print_tests.form_items(form))}
    quiz = done(type_in_answers.type_in(five.teacher, form.code, "", typed, {}, op()))["attempt"]
    key = next(item.key for item in five.items(quiz) if item.id == "q0")
    assert key["answers"] == ["yes"]


def test_another_class_cannot_take_it_back(five: Cast) -> None:
    tap = _correct(five)
    elsewhere = Actor(five.teacher.id, "teacher", "another class")
    assert undo(elsewhere, tap, op()) == No("unknown")
