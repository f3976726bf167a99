"""Past lessons lie on school days before today, and today's began fourteen minutes ago."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from server.clock import Moment
from server.simulate.school_days import LESSON_DAYS, in_lesson, lesson_days, minutes_before


@given(st.dates(date(2024, 1, 1), date(2040, 1, 1)), st.integers(1, 40))
def test_lessons_are_on_lesson_days_before_today_in_order(today, count):
    days = lesson_days(today, count)
    assert len(days) == count == len(set(days))
    assert days == sorted(days) and days[-1] < today
    assert all(day.weekday() in LESSON_DAYS for day in days)
    assert (today - days[-1]).days <= 4


def test_a_moment_in_a_lesson_has_its_date_and_minute():
    moment = in_lesson(date(2026, 3, 2), 4, 12.5)
    assert moment.at == "2026-03-02T09:22:30.000Z"
    assert in_lesson(date(2026, 3, 2), 4, 14).tick - moment.tick == 90


def test_minutes_before_now_move_both_clocks():
    now = Moment("2026-03-02T00:05:00.000Z", 100.0, "boot")
    assert minutes_before(now, 14) == Moment("2026-03-01T23:51:00.000Z", 100.0 - 840, "boot")
