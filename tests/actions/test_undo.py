"""Undo takes back one tap of the teacher, exactly, within a minute, while nothing newer happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cast import Cast, done, op

from server import clock
from server.actions import help_queue, hold_appointment, learn, override, practise, record_verdict, release_seat
from server.actions.acting import at
from server.actions.undo import GRACE, SECONDS, undo
from server.clock import Moment
from server.mastery.practice import POOL, Source, put
from server.mastery.progression import No
from server.store import content, facts


def _derived() -> dict[str, set[tuple[Any, ...]]]:
    tables = [*facts.student_tables, *facts.section_tables]
    return {t._meta.table_name: set(t.select().tuples()) for t in tables}


def _handed_in(cast: Cast) -> str:
    cast.master_essentials(cast.amina)
    attempt = cast.start(cast.amina)
    cast.hand_in(cast.amina, attempt, right=False)
    return attempt


def _asked(cast: Cast) -> str:
    return str(done(help_queue.request_check(cast.amina, "gases-1", op()))["ticket"])


def _mastered(cast: Cast) -> Callable[[str], Any]:
    _asked(cast)
    spoken = {a.id: "owed" for a in cast.unit.required("gases-1")}
    return lambda o: record_verdict.record_mastered(cast.teacher, cast.amina.id, "gases-1", spoken, o, ["Why?"])


def _not_yet(cast: Cast) -> Callable[[str], Any]:
    _asked(cast)
    record_verdict.record_not_yet(cast.teacher, cast.amina.id, "gases-1", "First", "", "", op())
    return lambda o: record_verdict.record_not_yet(cast.teacher, cast.amina.id, "gases-1", "Second", "slip", "", o)


def _called(cast: Cast) -> Callable[[str], Any]:
    _asked(cast)
    return lambda o: help_queue.call_next(cast.teacher, o)


def _withdrawn(cast: Cast) -> Callable[[str], Any]:
    cast.master(cast.amina, "gases-1")
    learn.initial_objective(cast.amina, "gases-1", op())
    return lambda o: override.override(cast.teacher, cast.amina.id, "withdraw", "gases-1", "a slip", o)


def _excused(cast: Cast) -> Callable[[str], Any]:
    activity = cast.unit.activities[0].id
    learn.tick_activity(cast.amina, activity, "a table", True, op())
    return lambda o: override.override(cast.teacher, cast.amina.id, "excuse", activity, "why not", o)


def _released(cast: Cast) -> Callable[[str], Any]:
    cast.master_essentials(cast.amina)
    release_seat.request_seat(cast.amina, op())
    return lambda o: release_seat.release_seat(cast.teacher, cast.amina.id, "", o)


def _cleared(cast: Cast) -> Callable[[str], Any]:
    attempt = _handed_in(cast)
    return lambda o: hold_appointment.clear_objective(cast.teacher, attempt, "gases-1", "Again", "", o)


def _closed(cast: Cast) -> Callable[[str], Any]:
    attempt = _handed_in(cast)
    for code in cast.record(cast.amina).attempts[0].missed:
        hold_appointment.clear_objective(cast.teacher, attempt, code, "", "", op())
    return lambda o: hold_appointment.close_appointment(cast.teacher, attempt, "cleared_for_retake", o)


TAPS = [_mastered, _not_yet, _called, _withdrawn, _excused, _released, _cleared, _closed]


@pytest.mark.parametrize("prepare", TAPS, ids=lambda p: p.__name__)
def test_undo_restores_exactly_what_was_before(cast: Cast, prepare: Callable[[Cast], Callable[[str], Any]]) -> None:
    cast.open_class()
    tap = prepare(cast)
    before = _derived()
    done(tap("tap-undone-01"))
    after = _derived()
    assert after != before
    done(undo(cast.teacher, "tap-undone-01", op()))
    assert _derived() == before
    assert facts.differences() == []
    assert undo(cast.teacher, "tap-undone-01", op()) == No("unknown"), "not twice"
    done(tap("tap-undone-02"))
    changed = {name for name, rows in _derived().items() if rows != before[name]}
    assert changed == {name for name, rows in after.items() if rows != before[name]}, "and it may be done again"


def test_undo_comes_too_late_after_a_minute(cast: Cast) -> None:
    cast.open_class()
    tap = _mastered(cast)
    with at(Moment("2026-09-01T08:00:00.000Z", 100.0, "boot")):
        done(tap("tap-undone-01"))
    with at(Moment(f"2026-09-01T08:01:{SECONDS + GRACE - 60 + 1:02d}.000Z", 161.0, "boot")):
        assert undo(cast.teacher, "tap-undone-01", op()) == No("too_late")
    with at(Moment("2026-09-01T08:00:59.000Z", 159.0, "boot")):
        done(undo(cast.teacher, "tap-undone-01", op()))


def test_a_clock_set_back_does_not_forbid_undo(cast: Cast) -> None:
    cast.open_class()
    tap = _mastered(cast)
    with at(Moment("2026-09-01T08:00:00.000Z", 100.0, "boot")):
        done(tap("tap-undone-01"))
    with at(Moment("2019-01-01T00:00:00.000Z", 105.0, "boot")):
        done(undo(cast.teacher, "tap-undone-01", op()))


def test_undo_is_refused_once_the_story_went_on(cast: Cast) -> None:
    cast.open_class()
    done(_mastered(cast)("tap-undone-01"))
    done(learn.initial_objective(cast.amina, "gases-1", op()))
    assert undo(cast.teacher, "tap-undone-01", op()) == No("newer")
    assert "gases-1" in cast.record(cast.amina).mastered


def test_what_another_student_does_meanwhile_does_not_forbid_it(cast: Cast) -> None:
    cast.open_class()
    done(_mastered(cast)("tap-undone-01"))
    done(help_queue.request_check(cast.joseph, "gases-1", op()))
    learn.use_object(cast.amina, cast.unit.objects[0].id)
    done(undo(cast.teacher, "tap-undone-01", op()))
    assert "gases-1" not in cast.record(cast.amina).mastered
    assert cast.unit.objects[0].id in cast.record(cast.amina).used
    assert cast.record(cast.joseph).asked == {"gases-1"}


def test_only_ones_own_taps_are_undone(cast: Cast) -> None:
    cast.open_class()
    tap = "tap-student-1"
    done(help_queue.request_check(cast.amina, "gases-1", tap))
    assert undo(cast.teacher, tap, op()) == No("unknown")
    assert undo(cast.teacher, "never-made-it", op()) == No("unknown")
    assert undo(cast.teacher, "", op()) == No("unknown")


def test_nothing_is_erased_an_undone_fact_stays_written(cast: Cast) -> None:
    cast.open_class()
    done(_mastered(cast)("tap-undone-01"))
    had = [f.id for f in facts.facts()]
    done(undo(cast.teacher, "tap-undone-01", op()))
    assert [f.id for f in facts.facts()][: len(had)] == had
    assert clock.now().at >= "2020"


def test_a_student_who_practises_meanwhile_does_not_stand_in_the_way(cast: Cast) -> None:
    cast.open_class()
    tap = op()
    done(_mastered(cast)(tap))
    item = next(i for i in content.bank("gases-1") if i.use != "test" and i.type == "single_choice")
    question = put(item, 0, 1, cast.amina.id)
    done(practise.check_answer(cast.amina, Source(POOL, "gases-1"), question, {"choice": "0"}, op()))
    done(undo(cast.teacher, tap, op()))
    assert "gases-1" not in cast.record(cast.amina).mastered
    assert facts.differences() == []
