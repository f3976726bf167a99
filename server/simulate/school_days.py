"""When the lessons of an invented history were: on school days before today, at ten past nine."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from server.clock import Moment

LESSON_DAYS = (0, 1, 3)
"""Monday, Tuesday, Thursday: three lessons a week."""
BEGINS = time(9, 10, tzinfo=UTC)
EARLIER = "earlier"
"""The machine start that past lessons belong to: their ticks say nothing about today's."""


def lesson_days(today: date, count: int) -> list[date]:
    """The last `count` lesson days before today, first to last."""
    found: list[date] = []
    day = today
    while len(found) < count:
        day -= timedelta(days=1)
        if day.weekday() in LESSON_DAYS:
            found.append(day)
    return found[::-1]


def label(moment: datetime) -> str:
    """A point in time as facts carry it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def in_lesson(day: date, number: int, minute: float) -> Moment:
    """A moment in a past lesson; ticks run on from lesson to lesson, and keep the minutes inside one."""
    began = datetime.combine(day, BEGINS)
    return Moment(label(began + timedelta(minutes=minute)), number * 86_400.0 + minute * 60, EARLIER)


def minutes_before(now: Moment, minutes: float) -> Moment:
    """So many minutes before now, on the clock that waiting times are measured with.

    A machine that has just started counts from below zero; only differences are ever looked at.
    """
    when = datetime.fromisoformat(now.at) - timedelta(minutes=minutes)
    return Moment(label(when), now.tick - minutes * 60, now.boot)
