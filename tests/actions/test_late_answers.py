"""What a netbook held when the bell rang: typed before it, it counts whenever it comes; typed after it, it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cast import Cast, done, op, right_answer

from server.actions import hand_in, release_seat, take_test
from server.mastery import grading
from server.mastery.progression import No
from server.store import attempts, facts

LONG_AGO = 3600.0
"""Seconds: typed well before the bell of these tests, which has only just rung."""


@pytest.fixture
def writing(cast: Cast) -> str:
    cast.open_class()
    cast.master_essentials(cast.amina)
    return cast.start(cast.amina)


def held(attempt: str, place: int) -> dict[str, str]:
    return dict(attempts.drafts_of(attempt).get(place, {"value": {}})["value"])


def test_an_answer_given_before_the_bell_brings_its_question_back(cast: Cast, writing: str) -> None:
    token, before = take_test.attempt_token(writing), cast.items(writing)
    done(cast.bell("keep"))
    swapped = [n for n, (a, b) in enumerate(zip(before, cast.items(writing), strict=True)) if a != b]
    assert len(swapped) > 2
    for place in swapped[:2]:
        typed = right_answer(before[place])
        assert take_test.save_answer(writing, token, place, 1, typed, op(), LONG_AGO) == 1
        assert held(writing, place) == typed
    now = cast.items(writing)
    assert [now[n] == before[n] for n in swapped[:3]] == [True, True, False]
    cast.open_class()
    done(release_seat.move_seat(cast.teacher, writing, "", op()))
    done(take_test.start_test(cast.amina, writing, op()))
    done(hand_in.hand_in(cast.amina, writing, {}, op()))
    row = attempts.attempt(writing)
    assert row is not None
    first = swapped[0]
    assert hand_in.marks_of(row)[first].points == grading.grade(before[first], right_answer(before[first])).points
    assert facts.differences() == []


@pytest.mark.parametrize("ago", [None, 0.0])
def test_what_is_typed_after_the_bell_does_not_count(
    cast: Cast, writing: str, ago: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, before = take_test.attempt_token(writing), cast.items(writing)
    typed = right_answer(before[0])
    assert take_test.save_answer(writing, token, 0, 1, typed, op()) == 1
    done(cast.bell("keep"))
    monkeypatch.setattr("server.actions.late_answers.ON_THE_WAY", -1.0)
    for place in (0, 1):
        assert take_test.save_answer(writing, token, place, 5, {"text": "looked up"}, op(), ago) == No("kept")
    assert (held(writing, 0), held(writing, 1)) == (typed, {})
    # An answer corrected before the bell, which could not be sent then, is the one that counts.
    assert take_test.save_answer(writing, token, 0, 6, {"text": "better"}, op(), LONG_AGO) == 6


def test_a_late_answer_never_lands_in_another_question(cast: Cast, writing: str) -> None:
    token, before = take_test.attempt_token(writing), cast.items(writing)
    done(cast.bell("keep"))
    cast.open_class()
    done(release_seat.move_seat(cast.teacher, writing, cast.amina.device, op()))
    after, there = cast.items(writing), take_test.attempt_token(writing)
    first, second, third = [n for n, (a, b) in enumerate(zip(before, after, strict=True)) if a != b][:3]
    # The new question was answered meanwhile: that stands.
    assert take_test.save_answer(writing, there, first, 1, right_answer(after[first]), op()) == 1
    late = take_test.save_answer(writing, token, first, 9, right_answer(before[first]), op(), LONG_AGO)
    assert late == No("moved") and cast.items(writing)[first] == after[first]
    # Nothing typed brings nothing back.
    assert take_test.save_answer(writing, token, second, 9, {"sure": "guess"}, op(), LONG_AGO) == No("swapped")
    # Brought back under a page that shows the new question still: what is typed there is for the new one.
    assert take_test.save_answer(writing, token, third, 9, right_answer(before[third]), op(), LONG_AGO) == 9
    assert cast.items(writing)[third] == before[third]
    assert take_test.save_answer(writing, there, third, 1, right_answer(after[third]), op()) == 1
    assert cast.items(writing)[third] == after[third]
    assert held(writing, third) == right_answer(after[third])
    assert facts.differences() == []


def test_handing_in_needs_the_seat_and_the_lesson(cast: Cast, writing: str) -> None:
    elsewhere = replace(cast.amina, device="her own phone")
    typed = {0: {"text": "from the phone"}}
    assert hand_in.hand_in(elsewhere, writing, typed, op()) == No("wrong_seat")
    assert take_test.keep_page(elsewhere, writing, typed, {}, "") == No("wrong_seat")
    done(cast.bell("keep"))
    assert hand_in.hand_in(cast.amina, writing, typed, op()) == No("kept")
    assert held(writing, 0) == {}
    cast.open_class()
    assert hand_in.hand_in(cast.amina, writing, typed, op()) == No("kept")
    done(release_seat.move_seat(cast.teacher, writing, cast.amina.device, op()))
    done(hand_in.hand_in(cast.amina, writing, {}, op()))
    assert hand_in.hand_in(cast.amina, writing, {}, op()) == {"attempt": writing}


def test_a_revision_that_ran_away_spoils_nothing(writing: str) -> None:
    token = take_test.attempt_token(writing)
    for stands in (0, 1):
        assert take_test.save_answer(writing, token, 0, 2**53 - 1, {"text": "far"}, op()) == take_test.Newer(stands)
        assert take_test.save_answer(writing, token, 0, stands + 1, {"text": f"{stands}"}, op()) == stands + 1
    assert held(writing, 0) == {"text": "1"}
