"""A question on the board counts as seen by everybody who is there, whenever they come in; its answer, as gone over."""

from __future__ import annotations

from cast import PIN, Cast, done, op

from server.actions import record_verdict, sign_in, undo
from server.actions.acting import Actor
from server.actions.show_on_board import show_answer, show_on_board, take_down
from server.mastery.ledger import Seen
from server.mastery.progression import No
from server.store import content, facts
from server.store.exposure import ledger_of
from server.store.on_board import on_board


def _come_in(*students: Actor) -> None:
    for student in students:
        assert isinstance(sign_in.sign_in_student(student.id, PIN, f"netbook of {student.id}"), str)


def _item() -> str:
    return next(item.id for item in content.bank("gases-1") if item.type == "single_choice")


def _shown(cast: Cast) -> str:
    return str(done(show_on_board(cast.teacher, "gases-1", _item(), 0, op()))["showing"])


def _seen(student: Actor) -> Seen:
    return ledger_of(student.id).variant("gases-1", _item(), 0)


def test_whoever_is_there_has_seen_it_and_gone_over_it_once_it_is_answered(cast: Cast) -> None:
    cast.open_class()
    _come_in(cast.amina)
    showing = _shown(cast)
    assert (_seen(cast.amina).times, _seen(cast.amina).gone_over) == (1, False)
    assert _seen(cast.joseph).times == 0, "not in class"
    _come_in(cast.joseph)
    done(show_answer(cast.teacher, showing, op()))
    assert [(_seen(s).times, _seen(s).gone_over) for s in (cast.amina, cast.joseph)] == [(1, True), (1, True)]
    _come_in(cast.li)
    done(take_down(cast.teacher, showing, op()))
    assert (_seen(cast.li).times, _seen(cast.li).gone_over) == (1, True), "came in while it stood there"
    assert on_board(cast.section) is None
    assert facts.differences() == []


def test_the_bell_clears_the_board_and_late_comers_have_seen_it(cast: Cast) -> None:
    cast.open_class()
    showing = _shown(cast)
    _come_in(cast.li)
    done(cast.bell())
    assert (_seen(cast.li).times, _seen(cast.amina).times) == (1, 0)
    cast.open_class()
    assert on_board(cast.section) is None
    assert show_answer(cast.teacher, showing, op()) == No("stale")
    assert facts.differences() == []


def test_another_question_takes_its_place_and_undoing_a_verdict_forgets_neither(cast: Cast) -> None:
    cast.open_class()
    _come_in(cast.amina)
    verdict = op()
    done(record_verdict.record_not_yet(cast.teacher, cast.amina.id, "gases-1", "Draw it", "", "", verdict))
    first = _shown(cast)
    second = _shown(cast)
    assert show_answer(cast.teacher, first, op()) == No("stale")
    done(show_answer(cast.teacher, second, op()))
    done(undo.undo(cast.teacher, verdict, op()))
    assert (_seen(cast.amina).times, _seen(cast.amina).gone_over) == (2, True)
    assert facts.differences() == []


def test_refused_between_lessons_for_what_is_not_there_and_for_what_somebody_is_writing(cast: Cast) -> None:
    assert show_on_board(cast.teacher, "gases-1", _item(), 0, op()) == No("no_meeting")
    cast.open_class()
    assert show_on_board(cast.teacher, "gases-1", "no-such", 0, op()) == No("unknown")
    assert show_on_board(cast.teacher, "gases-1", _item(), 99, op()) == No("unknown")
    assert show_on_board(cast.teacher, "other-1", _item(), 0, op()) == No("unknown")
    cast.master_essentials(cast.amina)
    item = cast.items(cast.start(cast.amina))[0]
    refused = show_on_board(cast.teacher, item.objective, item.id, item.variant, op())
    assert refused == No("in_a_test", objectives=(cast.amina.id,))
