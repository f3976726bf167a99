"""Signing in: a PIN chosen in class, five wrong tries, a minute by the clock that cannot jump."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from cast import PASSPHRASE, PIN, TEACHER, Cast, done, op

from server import clock
from server.actions import sign_in
from server.clock import Moment
from server.mastery.progression import No
from server.store import box, facts, lessons, people
from server.store.signins import Credential, Session, where_signed_in


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.moment = Moment("2026-09-01T08:00:00.000Z", 1000.0, "boot")

    def wait(self, seconds: float) -> None:
        self.moment = replace(self.moment, tick=self.moment.tick + seconds)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    moved = Clock()
    monkeypatch.setattr(clock, "now", lambda: moved.moment)
    yield moved


def _try(cast: Cast, pin: str) -> str:
    answer = sign_in.sign_in_student(cast.amina.id, pin, "netbook")
    return answer.reason if isinstance(answer, No) else "in"


def test_a_pin_is_chosen_in_class_only(cast: Cast) -> None:
    assert _try(cast, PIN) == "no_meeting"
    assert not sign_in.has_pin(cast.amina.id)
    cast.open_class()
    assert _try(cast, PIN) == "in"
    cast.bell()
    assert _try(cast, PIN) == "in", "with a PIN one may come back after class"
    assert _try(cast, "1357") == "wrong_pin"


@pytest.mark.parametrize("pin", ["", "123", "12345", "abcd", "١٢٣٤", "12 4", "²²²²"])
def test_a_pin_is_four_digits(cast: Cast, pin: str) -> None:
    cast.open_class()
    assert _try(cast, pin) == "pin_form"


def test_five_wrong_tries_close_the_door_for_a_minute(cast: Cast, time: Clock) -> None:
    cast.open_class()
    assert _try(cast, PIN) == "in"
    assert [_try(cast, "0000") for _ in range(5)] == ["wrong_pin"] * 5
    assert _try(cast, PIN) == "too_many", "even for the right one"
    time.wait(59)
    assert _try(cast, PIN) == "too_many"
    time.wait(2)
    assert _try(cast, "0000") == "wrong_pin", "then there are five tries again"
    assert _try(cast, PIN) == "in"


def test_the_minute_is_not_counted_by_the_wall_clock(cast: Cast, time: Clock) -> None:
    cast.open_class()
    assert _try(cast, PIN) == "in"
    for _ in range(5):
        _try(cast, "0000")
    time.moment = replace(time.moment, at="2030-01-01T00:00:00.000Z")
    assert _try(cast, PIN) == "too_many"


def test_wrong_tries_of_one_do_not_lock_another_out(cast: Cast) -> None:
    cast.open_class()
    assert _try(cast, PIN) == "in"
    for _ in range(6):
        _try(cast, "0000")
    assert isinstance(sign_in.sign_in_student(cast.joseph.id, PIN, "netbook"), str)


def test_a_right_pin_forgets_the_wrong_tries(cast: Cast) -> None:
    cast.open_class()
    assert _try(cast, PIN) == "in"
    for _ in range(3):
        assert [_try(cast, "0000") for _ in range(4)] == ["wrong_pin"] * 4
        assert _try(cast, PIN) == "in"


def test_a_new_pin_ends_the_sign_ins_and_the_lock(cast: Cast) -> None:
    cast.open_class()
    assert _try(cast, PIN) == "in"
    for _ in range(6):
        _try(cast, "0000")
    done(sign_in.forget_pin(cast.teacher, cast.amina.id, op()))
    assert where_signed_in([cast.amina.id]) == {}
    assert not sign_in.has_pin(cast.amina.id)
    assert _try(cast, "1357") == "in"
    assert _try(cast, PIN) == "wrong_pin"


def test_a_new_pin_does_not_throw_a_student_out_of_a_test(cast: Cast) -> None:
    cast.open_class()
    assert isinstance(sign_in.sign_in_student(cast.amina.id, PIN, cast.amina.device), str)
    cast.master_essentials(cast.amina)
    cast.start(cast.amina)
    done(sign_in.forget_pin(cast.teacher, cast.amina.id, op()))
    assert where_signed_in([cast.amina.id]) == {cast.amina.id: [cast.amina.device]}


def test_one_student_at_a_time_at_a_netbook(cast: Cast) -> None:
    cast.open_class()
    for student in (cast.amina, cast.joseph):
        assert isinstance(sign_in.sign_in_student(student.id, PIN, "netbook"), str)
    assert where_signed_in([cast.amina.id, cast.joseph.id]) == {cast.joseph.id: ["netbook"]}


def test_arriving_is_noted_once_a_lesson(cast: Cast) -> None:
    cast.open_class()
    for _ in range(3):
        assert _try(cast, PIN) == "in"
    meeting = lessons.open_meeting(cast.section)
    assert meeting is not None
    assert lessons.present(meeting.id) == {cast.amina.id}
    assert sum(f.kind == "student_arrived" for f in facts.facts(student=cast.amina.id)) == 1


def test_who_left_the_class_cannot_sign_in(cast: Cast) -> None:
    from server.actions.enroll_students import end_enrollment

    cast.open_class()
    done(end_enrollment(cast.teacher, cast.amina.id, op()))
    assert _try(cast, PIN) == "unknown"


def test_a_teacher_signs_in_with_a_passphrase(cast: Cast, time: Clock) -> None:
    def attempt(passphrase: str, name: str = TEACHER) -> str:
        answer = sign_in.sign_in_teacher(name, passphrase, "phone", cast.section)
        return answer.reason if isinstance(answer, No) else "in"

    assert attempt(f" {PASSPHRASE}") == "wrong_passphrase"
    assert attempt(PASSPHRASE, "Nobody") == "wrong_passphrase", "which names exist is not told"
    assert attempt(PASSPHRASE) == "in"
    assert [attempt("guess") for _ in range(5)] == ["wrong_passphrase"] * 5
    assert attempt(PASSPHRASE) == "too_many"
    time.wait(61)
    assert attempt(PASSPHRASE) == "in"


def test_the_board_opens_with_its_code(cast: Cast) -> None:
    code = people.BoardCode.get(people.BoardCode.section == cast.section).code
    assert isinstance(sign_in.open_board(f"{code[:3]} {code[3:]}", "projector"), str)
    wrong = "000000" if code != "000000" else "111111"
    answers = [sign_in.open_board(wrong, "other") for _ in range(6)]
    assert [a.reason for a in answers if isinstance(a, No)] == ["wrong_code"] * 5 + ["too_many"]


def test_neither_pins_nor_sign_ins_are_kept_in_the_open(cast: Cast) -> None:
    cast.open_class()
    token = sign_in.sign_in_student(cast.amina.id, PIN, "netbook")
    assert isinstance(token, str)
    assert PIN not in Credential.get().secret
    assert token not in {s.token for s in Session.select()}
    assert PASSPHRASE not in people.Teacher.get().secret
    told = " ".join(str(f.data) for f in facts.facts())
    assert not any(secret in told for secret in (token, PASSPHRASE, box.value("secret"), Credential.get().secret))
