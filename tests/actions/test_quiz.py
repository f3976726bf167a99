"""A quiz as a check: given or taken, graded at hand-in, talked over; three more where five leave doubt."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cast import Cast, done, op, right_answer

from server.actions import hand_in, record_verdict, run_meeting, take_quiz, take_test, undo
from server.actions.acting import Actor
from server.mastery.progression import No
from server.mastery.values import DrawnItem
from server.store import answered, attempts, content, exposure, facts, records
from server.store.attempts import BY_TEACHER
from server.store.help_queue import open_tickets

CODE = "gases-1"


@pytest.fixture
def room(cast: Cast) -> Cast:
    cast.open_class()
    return cast


def write_quiz(cast: Cast, student: Actor, right: int, code: str = CODE) -> str:
    """Give the quiz, answer that many of its counted questions rightly, hand in."""
    quiz = str(done(take_quiz.give_quiz(cast.teacher, student.id, code, op()))["attempt"])
    done(take_quiz.start_quiz(student, code, op()))
    counted = [n for n, item in enumerate(cast.items(quiz)) if item.purpose != "retrieval"]
    typed = {n: right_answer(cast.items(quiz)[n]) for n in counted[:right]}
    done(hand_in.hand_in(student, quiz, typed, op()))
    return quiz


def row_of(quiz: str) -> attempts.AttemptRow:
    row = attempts.attempt(quiz)
    assert row is not None
    return row


def test_five_questions_on_one_objective_and_four_pass(room: Cast) -> None:
    quiz = write_quiz(room, room.amina, 4)
    counted = [item for item in room.items(quiz) if item.purpose != "retrieval"]
    assert len(counted) == 5 and {item.objective for item in counted} == {CODE}
    assert row_of(quiz).share == pytest.approx(0.8) and row_of(quiz).passed
    assert not row_of(write_quiz(room, room.joseph, 3)).passed


def test_handing_in_asks_for_the_check_once(room: Cast) -> None:
    write_quiz(room, room.amina, 5)
    assert [(t.kind, t.objective) for t in open_tickets(student=room.amina.id)] == [("check", CODE)]
    assert CODE in room.record(room.amina).asked
    done(take_quiz.three_more(room.teacher, _last(room.amina), op()))
    done(take_quiz.start_quiz(room.amina, CODE, op()))
    done(hand_in.hand_in(room.amina, _last(room.amina), {}, op()))
    assert len(open_tickets(student=room.amina.id)) == 1


def _last(student: Actor) -> str:
    return str(attempts.attempts_of([student.id], kind="check")[student.id][-1].id)


def test_a_quiz_is_no_unit_test(room: Cast) -> None:
    write_quiz(room, room.amina, 5)
    assert room.record(room.amina).attempts == () and attempts.attempts_of([room.amina.id])[room.amina.id] == []


def test_only_who_was_given_one_or_whose_check_is_a_quiz_may_start(room: Cast) -> None:
    assert take_quiz.start_quiz(room.amina, CODE, op()) == No("no_quiz")
    assert isinstance(take_quiz.start_quiz(room.amina, "gases-2", op()), No), "locked"
    done(take_quiz.give_quiz(room.teacher, room.amina.id, CODE, op()))
    assert take_quiz.give_quiz(room.teacher, room.amina.id, CODE, op()) == No("test_open")
    assert isinstance(take_quiz.start_quiz(room.joseph, CODE, op()), No), "it is Amina's"
    done(take_quiz.start_quiz(room.amina, CODE, op()))


def test_three_more_are_other_questions(room: Cast) -> None:
    quiz = write_quiz(room, room.amina, 4)
    done(take_quiz.three_more(room.teacher, quiz, op()))
    done(take_quiz.start_quiz(room.amina, CODE, op()))
    more = _last(room.amina)
    assert row_of(more).after == quiz
    fresh = [item for item in room.items(more) if item.purpose != "retrieval"]
    assert len(fresh) == 3
    assert not {i.id for i in fresh} & {i.id for i in room.items(quiz) if i.objective == CODE}


def test_the_verdict_closes_the_quiz_and_what_was_missed_is_gone_over(room: Cast) -> None:
    quiz = write_quiz(room, room.amina, 3)
    tap = op()
    done(record_verdict.record_not_yet(room.teacher, room.amina.id, CODE, "Draw it", "", "", tap))
    assert (row_of(quiz).state, row_of(quiz).outcome) == ("closed", "not_yet")
    wrong = {
        (i.id, i.variant) for i, m in zip(room.items(quiz), hand_in.marks_of(row_of(quiz)), strict=True)
        if not m.right and m.points is not None
    }  # fmt: skip
    assert {(r.item, r.variant) for r in exposure.exposure_of(room.amina.id) if r.gone_over} == wrong != set()
    done(undo.undo(room.teacher, tap, op()))
    assert row_of(quiz).state == "handed_in"
    assert not any(r.gone_over for r in exposure.exposure_of(room.amina.id))
    assert facts.differences() == []


def test_every_answer_stands_on_its_own_with_how_sure_it_was(room: Cast) -> None:
    quiz = str(done(take_quiz.give_quiz(room.teacher, room.amina.id, CODE, op()))["attempt"])
    done(take_quiz.start_quiz(room.amina, CODE, op()))
    typed = {0: {**right_answer(room.items(quiz)[0]), "sure": "guess"}, 1: {"sure": "sure"}, 2: {"sure": "very"}}
    done(hand_in.hand_in(room.amina, quiz, typed, op()))
    rows = [r for r in answered.answers_of(room.amina.id, CODE) if r.attempt == quiz]
    assert (rows[0].sure, rows[0].points) == ("guess", rows[0].out_of)
    assert (rows[1].sure, rows[1].points) == ("sure", 0), "a tap on *sure* is no answer"
    assert rows[2].sure == ""


def test_what_the_teacher_marks_aloud_counts_in_the_same_ledger(room: Cast) -> None:
    quiz = str(done(take_quiz.mark_together(room.teacher, room.amina.id, CODE, op()))["attempt"])
    assert row_of(quiz).seat == BY_TEACHER and not attempts.in_a_test(room.amina.id)
    items = room.items(quiz)
    assert {(r.item, r.variant) for r in exposure.exposure_of(room.amina.id)} == {(i.id, i.variant) for i in items}
    assert take_quiz.marked_together(room.teacher, quiz, {0: True}, op()) == No("unmarked")
    taps = {n: n != 1 for n in range(len(items))}
    done(take_quiz.marked_together(room.teacher, quiz, taps, op()))
    assert [m.right for m in hand_in.marks_of(row_of(quiz))] == [taps[n] for n in range(len(items))]
    assert take_test.start_test(room.amina, quiz, op()) == No("handed_in")


def test_a_verdict_says_what_it_came_of(room: Cast) -> None:
    def verdict(student: Actor, mastered: bool = False) -> str:
        if mastered:
            room.master(student, CODE)
        else:
            done(record_verdict.record_not_yet(room.teacher, student.id, CODE, "Draw it", "", "", op()))
        return str(list(facts.facts(student=student.id, kind="verdict_given"))[-1].data["how"])

    def together(student: Actor, *sheet: DrawnItem) -> None:
        quiz = str(done(take_quiz.mark_together(room.teacher, student.id, CODE, op(), sheet))["attempt"])
        right = dict.fromkeys(range(len(room.items(quiz))), True)
        done(take_quiz.marked_together(room.teacher, quiz, right, op()))

    assert verdict(room.li) == "talk"
    first = write_quiz(room, room.amina, 3)
    done(take_quiz.three_more(room.teacher, first, op()))
    assert verdict(room.amina) == "quiz", "three more were given and not taken: the quiz was talked over all the same"
    assert verdict(room.amina) == "talk", "that quiz is over"
    together(room.joseph)
    done(take_quiz.three_more(room.teacher, _last(room.joseph), op()))
    more = dict.fromkeys(range(len(room.items(_last(room.joseph)))), True)
    done(take_quiz.marked_together(room.teacher, _last(room.joseph), more, op()))
    assert verdict(room.joseph) == "together"
    problem = replace(room.items(first)[0], id=f"{_problem_set(room)}/p1")
    together(room.joseph, problem)
    assert verdict(room.joseph, mastered=True) == "problem_set"
    together(room.li, replace(problem, id="worksheet-1/p1"))
    assert verdict(room.li, mastered=True) == "together"
    assert records.record_of(room.joseph.id).mastered[CODE].how == "problem_set" and facts.differences() == []


def _problem_set(room: Cast) -> str:
    return str(next(o.id for o in room.unit.menu(CODE) if o.kind == "problem_set"))


def test_the_problems_of_a_sheet_may_be_marked(room: Cast) -> None:
    bank = content.bank(CODE)
    draw = str(done(take_quiz.mark_together(room.teacher, room.joseph.id, CODE, op()))["attempt"])
    sheet = room.items(draw)[:2]
    assert bank and len(sheet) == 2
    quiz = str(done(take_quiz.mark_together(room.teacher, room.amina.id, CODE, op(), sheet))["attempt"])
    assert room.items(quiz) == sheet


def test_a_quiz_can_be_put_away_before_it_is_begun(room: Cast) -> None:
    quiz = str(done(take_quiz.give_quiz(room.teacher, room.amina.id, CODE, op()))["attempt"])
    done(take_quiz.put_away(room.teacher, quiz, op()))
    assert attempts.attempt(quiz) is None
    quiz = str(done(take_quiz.give_quiz(room.teacher, room.amina.id, CODE, op()))["attempt"])
    done(take_quiz.start_quiz(room.amina, CODE, op()))
    assert take_quiz.put_away(room.teacher, quiz, op()) == No("test_open")


def test_the_bell_keeps_a_quiz_or_hands_it_in(room: Cast) -> None:
    quiz = str(done(take_quiz.give_quiz(room.teacher, room.amina.id, CODE, op()))["attempt"])
    done(take_quiz.start_quiz(room.amina, CODE, op()))
    assert isinstance(run_meeting.ring_bell(room.teacher, "", op()), No)
    done(run_meeting.ring_bell(room.teacher, "hand_in", op()))
    assert row_of(quiz).state == "handed_in"


def test_a_test_kept_over_night_has_other_questions_where_nothing_was_answered(room: Cast) -> None:
    room.master_essentials(room.amina)
    test = room.start(room.amina)
    before = room.items(test)
    token = take_test.attempt_token(test)
    assert take_test.save_answer(test, token, 0, 1, right_answer(before[0]), op()) == 1
    assert take_test.save_answer(test, token, 1, 1, {"sure": "unsure"}, op()) == 1
    done(run_meeting.ring_bell(room.teacher, "keep", op()))
    after = room.items(test)
    assert after[0] == before[0], "what was answered stays"
    assert all((a.id, a.variant) != (b.id, b.variant) for a, b in list(zip(after, before, strict=True))[1:])
    assert [a.objective for a in after] == [b.objective for b in before]
    seen = {(r.item, r.variant) for r in exposure.exposure_of(room.amina.id)}
    assert {(i.id, i.variant) for i in (*before, *after)} <= seen
    assert facts.differences() == []
