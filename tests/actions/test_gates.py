"""The gates hold in the actions themselves: a page only shows what is decided here."""

from __future__ import annotations

import json
from dataclasses import replace

from cast import Cast, done, op, right_answer

from server.actions import (
    draw_for,
    hand_in,
    help_queue,
    hold_appointment,
    learn,
    mark_answer,
    override,
    record_verdict,
    release_seat,
    run_meeting,
    take_test,
)
from server.actions.acting import Actor
from server.mastery.progression import No
from server.mastery.values import DrawnTest
from server.store import attempts, content
from server.store.help_queue import open_tickets


def _reason(answer: object) -> str:
    return answer.reason if isinstance(answer, No) else "allowed"


def test_a_locked_objective_cannot_be_checked(cast: Cast) -> None:
    cast.open_class()
    refused = help_queue.request_check(cast.amina, "gases-2", op())
    assert refused == No("locked", objectives=("gases-1",))
    spoken = {a.id: "excused" for a in cast.unit.required("gases-2")}
    assert _reason(record_verdict.record_mastered(cast.teacher, cast.amina.id, "gases-2", spoken, op())) == "locked"
    cast.master(cast.amina, "gases-1")
    assert _reason(help_queue.request_check(cast.amina, "gases-2", op())) == "allowed"


def test_a_word_of_the_teacher_opens_it_with_a_reason(cast: Cast) -> None:
    cast.open_class()
    assert override.override(cast.teacher, cast.amina.id, "open", "gases-2", "  ", op()) == No("reason")
    done(override.override(cast.teacher, cast.amina.id, "open", "gases-2", "did it last year", op()))
    done(help_queue.request_check(cast.amina, "gases-2", op()))
    assert _reason(help_queue.request_check(cast.joseph, "gases-2", op())) == "locked"


def test_no_check_and_no_test_outside_class(cast: Cast) -> None:
    assert _reason(help_queue.request_check(cast.amina, "gases-1", op())) == "no_meeting"
    assert _reason(help_queue.flag_stuck(cast.amina, "", "why?", op())) == "no_meeting"
    cast.master_essentials(cast.amina)
    assert _reason(release_seat.request_seat(cast.amina, op())) == "no_meeting"
    assert _reason(release_seat.release_seat(cast.teacher, cast.amina.id, "", op())) == "no_meeting"


def test_not_yet_asks_for_its_remedy_first(cast: Cast) -> None:
    cast.open_class()
    done(record_verdict.record_not_yet(cast.teacher, cast.amina.id, "gases-1", "Draw it", "", "", op()))
    assert _reason(help_queue.request_check(cast.amina, "gases-1", op())) == "remedy"
    done(learn.finish_remedy(cast.amina, cast.record(cast.amina).remedies["gases-1"].id, op()))
    done(help_queue.request_check(cast.amina, "gases-1", op()))


def test_not_yet_without_a_remedy_is_refused(cast: Cast) -> None:
    cast.open_class()
    assert record_verdict.record_not_yet(cast.teacher, cast.amina.id, "gases-1", " ", "", "", op()) == No("remedy")


def test_an_owed_activity_holds_the_test_and_its_doing_opens_it(cast: Cast) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    activity = cast.unit.required("gases-2")[0].id
    done(override.override(cast.teacher, cast.amina.id, "owe", activity, "no goggles left", op()))
    refused = release_seat.release_seat(cast.teacher, cast.amina.id, "", op())
    assert refused == No("activities", activities=(activity,))
    assert _reason(learn.tick_activity(cast.amina, activity, "  ", True, op())) == "evidence"
    done(learn.tick_activity(cast.amina, activity, "five pairs and a graph", True, op()))
    assert cast.release(cast.amina)


def test_mastered_asks_about_each_activity_not_done(cast: Cast) -> None:
    cast.open_class()
    cast.master(cast.amina, "gases-1")
    waiting = [a.id for a in cast.unit.required("gases-2") if a.id not in cast.record(cast.amina).activities]
    asked = record_verdict.record_mastered(cast.teacher, cast.amina.id, "gases-2", {}, op())
    assert asked == No("activities", activities=tuple(waiting))
    assert waiting


def test_every_essential_objective_comes_before_the_test(cast: Cast) -> None:
    cast.open_class()
    codes = [o.code for o in cast.unit.essentials]
    cast.master(cast.amina, *codes[:-1])
    assert release_seat.request_seat(cast.amina, op()) == No("not_mastered", objectives=(codes[-1],))
    cast.master(cast.amina, codes[-1])
    done(release_seat.request_seat(cast.amina, op()))


def test_the_test_opens_only_at_the_released_seat(cast: Cast) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    attempt = cast.release(cast.amina, "netbook-3")
    elsewhere = replace(cast.amina, device="netbook-4")
    assert _reason(take_test.start_test(elsewhere, attempt, op())) == "wrong_seat"
    row = attempts.attempt(attempt)
    assert row is not None
    assert row.items == "[]", "and nothing is drawn"
    done(take_test.start_test(replace(cast.amina, device="netbook-3"), attempt, op()))
    assert _reason(take_test.start_test(elsewhere, attempt, op())) == "wrong_seat"


def test_nobody_takes_the_test_of_another(cast: Cast) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    attempt = cast.release(cast.amina)
    assert _reason(take_test.start_test(cast.joseph, attempt, op())) == "unknown"


def test_moving_to_another_seat_keeps_questions_and_drafts(cast: Cast) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    attempt = cast.release(cast.amina, "netbook-3")
    first = replace(cast.amina, device="netbook-3")
    done(take_test.start_test(first, attempt, op()))
    drawn = cast.items(attempt)
    typed = right_answer(drawn[1])
    assert take_test.save_answer(attempt, take_test.attempt_token(attempt), 1, 3, typed, op()) == 3
    done(release_seat.move_seat(cast.teacher, attempt, "netbook-5", op()))
    assert _reason(take_test.start_test(first, attempt, op())) == "wrong_seat"
    done(take_test.start_test(replace(cast.amina, device="netbook-5"), attempt, op()))
    assert cast.items(attempt) == drawn
    draft = attempts.drafts_of(attempt)[1]
    assert (draft["rev"], draft["value"]) == (3, typed)


def test_the_bell_keeps_a_test_for_next_lesson_with_what_was_typed(cast: Cast) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    attempt = cast.start(cast.amina)
    typed = right_answer(cast.items(attempt)[0])
    take_test.save_answer(attempt, take_test.attempt_token(attempt), 0, 1, typed, op())
    assert cast.bell() == No("tests", objectives=(cast.amina.id,))
    done(cast.bell("keep"))
    cast.open_class()
    assert _reason(take_test.start_test(cast.amina, attempt, op())) == "wrong_seat"
    done(release_seat.move_seat(cast.teacher, attempt, "", op()))
    done(take_test.start_test(cast.amina, attempt, op()))
    assert attempts.drafts_of(attempt)[0]["value"] == typed


def test_the_bell_may_hand_tests_in_with_what_was_typed(cast: Cast) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    attempt = cast.start(cast.amina)
    place = next(i for i, item in enumerate(cast.items(attempt)) if item.type not in {"essay", "performance"})
    right = right_answer(cast.items(attempt)[place])
    take_test.save_answer(attempt, take_test.attempt_token(attempt), place, 1, right, op())
    done(cast.bell("hand_in"))
    row = attempts.attempt(attempt)
    assert row is not None
    assert row.state == "handed_in"
    assert hand_in.marks_of(row)[place].right


def test_a_netbook_that_comes_back_does_not_overwrite_the_seat_that_took_over(cast: Cast) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    attempt = cast.start(cast.amina)
    netbook_3 = take_test.attempt_token(attempt)
    assert take_test.save_answer(attempt, netbook_3, 0, 1, {"text": "first"}, op()) == 1
    done(release_seat.move_seat(cast.teacher, attempt, "netbook-5", op()))
    netbook_5 = take_test.attempt_token(attempt)
    assert take_test.save_answer(attempt, netbook_5, 0, 2, {"text": "at netbook 5"}, op()) == 2
    # Typed offline before the move, and many times: still older than anything typed at the new seat …
    assert take_test.save_answer(attempt, netbook_3, 0, 9, {"text": "offline at 3"}, op()) == No("moved")
    # … but kept where the new seat has typed nothing.
    assert take_test.save_answer(attempt, netbook_3, 1, 9, {"text": "offline at 3"}, op()) == 9
    assert take_test.save_answer(attempt, netbook_5, 0, 3, {"text": "again at 5"}, op()) == 3
    held = {place: draft["value"]["text"] for place, draft in attempts.drafts_of(attempt).items()}
    assert held == {0: "again at 5", 1: "offline at 3"}


def test_nothing_is_called_saved_that_was_not_kept(cast: Cast) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    attempt = cast.start(cast.amina)
    token = take_test.attempt_token(attempt)
    assert take_test.save_answer(attempt, token, 0, 4, {"text": "kept"}, op()) == 4
    assert take_test.save_answer(attempt, token, 0, 4, {"text": "another tab"}, op()) == take_test.Newer(4)
    assert take_test.save_answer(attempt, token, 0, 5, {"text": "half an emoji \ud83d"}, op()) == 5


def test_an_answer_needs_the_token_of_its_attempt_and_an_open_test(cast: Cast) -> None:
    cast.open_class()
    for student in (cast.amina, cast.joseph):
        cast.master_essentials(student)
    attempt, other = cast.start(cast.amina), cast.release(cast.joseph)
    token = take_test.attempt_token(attempt)
    assert take_test.save_answer(attempt, take_test.attempt_token(other), 0, 1, {}, op()) == No("forbidden")
    assert take_test.save_answer(attempt, "", 0, 1, {}, op()) == No("forbidden")
    assert take_test.save_answer(attempt, token, 0, 1, {"choice": "1"}, op()) == 1
    assert take_test.save_answer(attempt, token, -1, 1, {}, op()) == No("unknown")
    assert take_test.save_answer(attempt, token, 10_000, 1, {}, op()) == No("unknown")
    cast.hand_in(cast.amina, attempt, right=True)
    assert take_test.save_answer(attempt, token, 0, 9, {"choice": "2"}, op()) == No("handed_in")
    assert attempts.drafts_of(attempt)[0]["rev"] == 1, "a late answer changes nothing"


def test_what_is_saved_late_at_night_is_bounded(cast: Cast) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    attempt = cast.start(cast.amina)
    much = {f"field{n}": "x" * 99_999 for n in range(500)}
    take_test.save_answer(attempt, take_test.attempt_token(attempt), 0, 1, much, op())
    assert len(json.dumps(attempts.drafts_of(attempt)[0]["value"])) < 60 * (take_test.MOST_TYPED + 60)


def test_the_talk_comes_before_everything_else_and_clears_each_missed_objective(cast: Cast) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    attempt = cast.start(cast.amina)
    cast.hand_in(cast.amina, attempt, right=False)
    assert [t.kind for t in open_tickets(student=cast.amina.id)] == ["appointment"]
    assert _reason(release_seat.release_seat(cast.teacher, cast.amina.id, "", op())) == "talk_first"
    missed = next(a for a in cast.record(cast.amina).attempts).missed
    assert set(missed) == {o.code for o in cast.unit.essentials}
    close = hold_appointment.close_appointment
    assert _reason(close(cast.teacher, attempt, "passed", op())) == "not_passed"
    assert close(cast.teacher, attempt, "cleared_for_retake", op()) == No("not_cleared", objectives=missed)
    done(close(cast.teacher, attempt, "more_help", op()))
    assert _reason(release_seat.release_seat(cast.teacher, cast.amina.id, "", op())) == "talk_first"
    done(cast.talk_over(attempt, "cleared_for_retake"))
    done(release_seat.request_seat(cast.amina, op()))


def test_a_talk_waits_for_marks(cast: Cast) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    for _ in range(6):
        attempt = cast.start(cast.amina)
        essays = {i: {"text": "It pushes."} for i, x in enumerate(cast.items(attempt)) if x.type == "essay"}
        done(hand_in.hand_in(cast.amina, attempt, essays, op()))
        row = attempts.attempt(attempt)
        assert row is not None
        assert (row.share is None) == bool(essays)
        if essays:
            break
        done(cast.talk_over(attempt, "cleared_for_retake"))
    else:
        raise AssertionError("no test with an essay was drawn")
    answer = hold_appointment.close_appointment(cast.teacher, attempt, "cleared_for_retake", op())
    assert _reason(answer) == "unmarked"
    place = next(i for i, m in enumerate(hand_in.marks_of(row)) if m.points is None)
    too_many = float(cast.items(attempt)[place].points + 1)
    mark = mark_answer.mark_response
    assert _reason(mark(cast.teacher, attempt, place, too_many, op())) == "unknown"
    assert _reason(mark(cast.teacher, attempt, place, -1.0, op())) == "unknown"
    assert _reason(mark(cast.teacher, attempt, place, 0.0, op())) == "allowed"


def test_a_retake_is_a_different_test(cast: Cast) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    first = cast.start(cast.amina)
    cast.hand_in(cast.amina, first, right=False)
    done(cast.talk_over(first, "cleared_for_retake"))
    second = cast.start(cast.amina)
    seen = {(i.objective, i.id) for i in cast.items(first)}
    again = {(i.objective, i.id) for i in cast.items(second)}
    assert not seen & again, "what was not seen comes first"


def test_passed_and_talked_over_closes_the_unit(cast: Cast) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    attempt = cast.start(cast.amina)
    cast.hand_in(cast.amina, attempt, right=True)
    assert not cast.record(cast.amina).passed_and_talked_over("gas-laws"), "the talk is for everyone"
    done(cast.talk_over(attempt, "passed"))
    assert cast.record(cast.amina).passed_and_talked_over("gas-laws")
    assert _reason(release_seat.release_seat(cast.teacher, cast.amina.id, "", op())) == "passed"


def test_the_test_is_stored_whole_and_a_later_edit_touches_future_draws_only(cast: Cast) -> None:
    from server.store.writer import write

    cast.open_class()
    cast.master_essentials(cast.amina)
    attempt = cast.start(cast.amina)
    before = cast.items(attempt)
    bank = content.bank(before[0].objective)
    write(lambda: content.save_items([replace(i, body={**i.body, "prompt": "Edited."}) for i in bank], "gas-laws"))
    assert cast.items(attempt) == before


def test_a_teacher_acts_only_in_their_own_class(cast: Cast) -> None:
    from server.actions.set_up_box import add_section

    cast.open_class()
    ticket = done(help_queue.request_check(cast.amina, "gases-1", op()))["ticket"]
    other = add_section(cast.teacher.id, "9A", "Physics")
    assert isinstance(other, str)
    elsewhere = replace(cast.teacher, section=other)
    done(run_meeting.start_class(elsewhere, op()))
    answers = [
        help_queue.teacher_moves(elsewhere, ticket, "call", op()),
        help_queue.note_contact(elsewhere, cast.amina.id, op()),
        record_verdict.record_not_yet(elsewhere, cast.amina.id, "gases-1", "Draw it", "", "", op()),
        override.override(elsewhere, cast.amina.id, "open", "gases-2", "why not", op()),
        release_seat.release_seat(elsewhere, cast.amina.id, "", op()),
    ]
    assert [_reason(a) for a in answers] == ["unknown"] * 5
    assert _reason(help_queue.call_next(elsewhere, op())) == "nobody"


def test_the_nice_part_is_asked_only_of_those_who_took_it(cast: Cast) -> None:
    nice = {i.id for i in content.bank("gases-5") if i.nice}
    cast.open_class()

    def drawn(student: Actor, seed: str) -> set[str]:
        test = draw_for.unit_test(cast.unit, student.id, seed)
        assert isinstance(test, DrawnTest)
        return {i.id for i in test.items}

    assert override.override(cast.teacher, cast.amina.id, "nice", "gases-1", "no such part", op()) == No("unknown")
    done(override.override(cast.teacher, cast.amina.id, "nice", "gases-5", "did Graham's numbers", op()))
    seeds = [f"nice-{n}" for n in range(30)]
    assert nice & set.union(*(drawn(cast.amina, s) for s in seeds))
    assert not nice & set.union(*(drawn(cast.joseph, s) for s in seeds))
