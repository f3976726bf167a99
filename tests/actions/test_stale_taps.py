"""A tap on a row that has changed meanwhile is refused with a reason, never answered as if it had been done."""

from __future__ import annotations

from dataclasses import replace

from cast import Cast, done, op

from server.actions import help_queue, hold_appointment, learn, mark_answer
from server.actions.choose_section import choose_section
from server.actions.set_up_box import add_section
from server.actions.sign_in import sign_in_teacher
from server.mastery.progression import No
from server.store import lessons
from server.store.help_queue import ticket


def _state(id: str) -> str:
    row = ticket(id)
    assert row is not None
    return str(row.state)


def test_a_closed_ticket_cannot_be_moved(cast: Cast) -> None:
    cast.open_class()
    id = done(help_queue.request_check(cast.amina, "gases-1", op()))["ticket"]
    done(help_queue.student_moves(cast.amina, id, "cancel", op()))
    for move in ("cancel", "ready"):
        assert help_queue.student_moves(cast.amina, id, move, op()) == No("stale", objectives=("cancelled",))
    for move in ("call", "not_here", "come_back", "dismiss"):
        assert help_queue.teacher_moves(cast.teacher, id, move, op()) == No("stale", objectives=("cancelled",))
    assert _state(id) == "cancelled"


def test_a_talk_that_is_over_is_not_counted_twice(cast: Cast) -> None:
    cast.open_class()
    id = done(help_queue.flag_stuck(cast.amina, "", "why?", op()))["ticket"]
    done(help_queue.close_stuck(cast.teacher, id, "unstuck", op()))
    assert help_queue.close_stuck(cast.teacher, id, "unstuck", op()) == No("stale", objectives=("done",))
    meeting = lessons.open_meeting(cast.section)
    assert meeting is not None
    assert lessons.contacts(meeting.id) == {cast.amina.id: 1}


def test_a_student_cannot_make_the_moves_of_a_teacher(cast: Cast) -> None:
    cast.open_class()
    id = done(help_queue.request_check(cast.amina, "gases-1", op()))["ticket"]
    for move in ("call", "start", "not_here", "come_back", "dismiss", "bell", "close", "carry_on"):
        assert help_queue.student_moves(cast.amina, id, move, op()) == No("stale", objectives=("waiting",))
    assert help_queue.student_moves(cast.joseph, id, "cancel", op()) == No("unknown")
    assert _state(id) == "waiting"


def test_calling_a_second_student_keeps_the_place_of_the_first(cast: Cast) -> None:
    cast.open_class()
    first = done(help_queue.request_check(cast.amina, "gases-1", op()))["ticket"]
    second = done(help_queue.request_check(cast.joseph, "gases-1", op()))["ticket"]
    assert done(help_queue.call_next(cast.teacher, op()))["ticket"] == first
    assert done(help_queue.call_next(cast.teacher, op()))["ticket"] == second
    assert (_state(first), _state(second)) == ("waiting", "called")


def test_the_talk_after_a_test_cannot_be_cancelled(cast: Cast) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    attempt = cast.start(cast.amina)
    cast.hand_in(cast.amina, attempt, right=True)
    id = help_queue.open_tickets(student=cast.amina.id)[0].id
    assert help_queue.student_moves(cast.amina, id, "cancel", op()) == No("talk_stays")
    done(hold_appointment.choose_appointment(cast.amina, attempt, "next", op()))
    assert _state(id) == "carried"
    done(hold_appointment.choose_appointment(cast.amina, attempt, "today", op()))
    assert _state(id) == "waiting"


def test_what_does_not_exist_is_unknown(cast: Cast) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    attempt = cast.start(cast.amina)
    cast.hand_in(cast.amina, attempt, right=False)
    elsewhere = replace(cast.teacher, section="another")
    clear = hold_appointment.clear_objective
    answers = [
        help_queue.flag_stuck(cast.joseph, "no-such-objective", "", op()),
        learn.initial_objective(cast.amina, "no-such-objective", op()),
        learn.tick_activity(cast.amina, "no-such-activity", "a table", True, op()),
        learn.finish_remedy(cast.amina, "no-such-remedy", op()),
        clear(cast.teacher, attempt, "no-such-objective", "", "", op()),
        clear(cast.teacher, "no-such-attempt", "gases-1", "", "", op()),
        clear(elsewhere, attempt, "gases-1", "", "", op()),
        mark_answer.mark_response(elsewhere, attempt, 0, 1.0, op()),
        hold_appointment.close_appointment(elsewhere, attempt, "cleared_for_retake", op()),
        hold_appointment.close_appointment(cast.teacher, attempt, "forgotten", op()),
    ]
    assert answers == [No("unknown")] * len(answers)


def test_a_teacher_turns_to_their_own_classes_only(cast: Cast) -> None:
    token = sign_in_teacher("Ms Rivera", "boyle and charles", "phone", cast.section)
    assert isinstance(token, str)
    mine = add_section(cast.teacher.id, "9A", "Physics")
    other = add_section("somebody-else", "9B", "Physics")
    assert isinstance(mine, str)
    assert isinstance(other, str)
    assert choose_section(cast.teacher.id, token, mine) is None
    assert choose_section(cast.teacher.id, token, other) == No("unknown")
    assert add_section(cast.teacher.id, "9A", "") == No("taken")
    assert add_section(cast.teacher.id, " ", "") == No("section")
