"""Pace is counted in class meetings, never in days."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.mastery.pacing import Pace, behind, due, this_week

CODES = tuple(f"o{n}" for n in range(1, 9))
PACE = Pace()
paces = st.builds(Pace, target=st.integers(1, 6), meetings=st.integers(1, 10))


def test_three_in_five_meetings_by_default():
    assert (PACE.target, PACE.meetings, PACE.floor) == (3, 5, 2)


@pytest.mark.parametrize(
    ("held", "count"), [(0, 0), (1, 0), (2, 1), (3, 1), (4, 2), (5, 3), (6, 3), (10, 6), (14, 8), (99, 8)]
)
def test_what_is_due_after_so_many_meetings(held, count):
    assert due(CODES, held, PACE) == CODES[:count]


@pytest.mark.parametrize(
    ("held", "first", "end"), [(0, 0, 3), (1, 0, 3), (5, 0, 3), (6, 3, 6), (10, 3, 6), (11, 6, 8), (16, 8, 8)]
)
def test_this_week(held, first, end):
    assert this_week(CODES, held, PACE) == CODES[first:end]


def test_behind_counts_what_was_mastered_in_any_order():
    assert behind(CODES, [], 5, PACE) == 3
    assert behind(CODES, ["o7", "o8"], 5, PACE) == 1
    assert behind(CODES, CODES, 5, PACE) == -5
    assert behind(CODES, ["nice", "another"], 5, PACE) == 3, "nice-to-know does not count"
    assert behind(CODES, [], 0, PACE) == 0
    assert behind((), ["o1"], 9, PACE) == 0
    assert behind(CODES, CODES, 999, PACE) == 0, "whoever has mastered everything is never behind"


@given(st.integers(0, 60), paces)
def test_at_the_end_of_every_week_what_was_told_is_due(week, pace):
    held = (week + 1) * pace.meetings
    told = [code for w in range(week + 1) for code in this_week(CODES, w * pace.meetings + 1, pace)]
    assert due(CODES, held, pace) == tuple(told)


@given(st.integers(0, 60), paces, st.sets(st.sampled_from(CODES)), st.sampled_from(CODES))
def test_more_meetings_ask_more_and_more_mastery_is_less_behind(held, pace, mastered, one):
    now, later = due(CODES, held, pace), due(CODES, held + 1, pace)
    assert later[: len(now)] == now
    assert behind(CODES, mastered | {one}, held, pace) <= behind(CODES, mastered, held, pace)
    assert behind(CODES, mastered, held, pace) <= behind(CODES, mastered, held + 1, pace)
