"""The paper twin: forms that differ, answers worth what a screen would give, and a ledger that counts once."""

from __future__ import annotations

from typing import Any

import pytest
from cast import Cast, done, op, right_answer
from every_type import CODE, ITEMS, released_to
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.actions import (
    hand_in,
    mark_answer,
    move_form,
    override,
    print_tests,
    release_seat,
    take_quiz,
    take_test,
    type_in_answers,
)
from server.actions.correct_item import Named, correct_item
from server.actions.draw_for import unit_test
from server.actions.print_tests import form_items
from server.mastery.correcting import Correction
from server.mastery.progression import No
from server.mastery.values import DrawnItem
from server.store import answered, attempts, exposure, facts, paper_forms
from server.store.attempts import ON_PAPER, AttemptRow
from server.store.database import db
from server.store.help_queue import open_tickets
from server.store.paper_forms import PaperForm
from server.store.writer import write

UNIT = "gas-laws"


@pytest.fixture
def ready(cast: Cast) -> Cast:
    """Amina and Joseph have mastered what the test asks for; class is not open."""
    cast.open_class()
    for student in (cast.amina, cast.joseph):
        cast.master_essentials(student)
    cast.bell()
    return cast


def forms(cast: Cast, *students: Any, spare: int = 0, objective: str = "") -> list[PaperForm]:
    ids = [s.id for s in students]
    printed = done(print_tests.print_tests(cast.teacher, UNIT, objective, ids, spare, op()))
    return paper_forms.batch(printed["batch"], cast.section)


def right(form: PaperForm) -> dict[int, dict[str, str]]:
    return {n: right_answer(item) for n, item in enumerate(form_items(form))}


def typed(cast: Cast, form: PaperForm, answers: Any, student: str = "", points: Any = None) -> Any:
    return type_in_answers.type_in(cast.teacher, form.code, student, answers, points or {}, op())


def seen(student: str) -> dict[tuple[str, str, int], int]:
    return {(e.objective, e.item, e.variant): e.times for e in exposure.exposure_of(student)}


def asked(form: PaperForm) -> list[tuple[Any, ...]]:
    return [(i.objective, i.id, i.variant, *i.order) for i in form_items(form)]


def test_every_form_of_a_pile_is_another(ready: Cast) -> None:
    pile = forms(ready, ready.amina, ready.joseph, spare=8)
    assert [f.student for f in pile] == [ready.amina.id, ready.joseph.id, *[""] * 8]
    assert len({f.code for f in pile}) == 10 and len({str(sorted(asked(f))) for f in pile}) == 10
    questions = [{(i.objective, i.id, i.variant) for i in form_items(f)} for f in pile[2:]]
    assert not questions[0] & questions[1], "a spare form begins where the one before ended"


def test_a_pile_is_drawn_again_where_two_forms_were_alike(ready: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        print_tests, "unit_test", lambda unit, _s, seed, _m: unit_test(unit, ready.li.id, "0" * 16 + seed[16:])
    )
    one, other = forms(ready, ready.amina, ready.joseph)
    assert asked(one) != asked(other)


def test_the_gates_are_those_of_a_test_on_screen(ready: Cast) -> None:
    refused = print_tests.print_tests(ready.teacher, UNIT, "", [ready.amina.id, ready.li.id], 0, op())
    assert isinstance(refused, No) and refused.reason == "not_mastered" and not paper_forms.forms_out(ready.section)
    done(override.override(ready.teacher, ready.li.id, "test", UNIT, "knows it all", op()))
    assert len(forms(ready, ready.li)) == 1
    assert print_tests.print_tests(ready.teacher, UNIT, "", [], 0, op()) == No("no_forms")
    assert print_tests.print_tests(ready.teacher, UNIT, "", [], 61, op()) == No("unknown")
    assert print_tests.print_tests(ready.teacher, UNIT, "gases-1", [ready.amina.id], 0, op()).reason == "mastered"  # type: ignore[union-attr]


def test_a_form_typed_in_is_an_attempt_like_any_other(ready: Cast) -> None:
    (form,) = forms(ready, ready.amina)
    attempt = done(typed(ready, form, right(form)))["attempt"]
    row = attempts.attempt(attempt)
    assert row is not None and (row.state, row.seat, row.number) == ("handed_in", ON_PAPER, 1)
    assert [hand_in.marks_of(row)[n].points for n, i in enumerate(form_items(form)) if i.type != "essay"] == [
        float(i.points) for i in form_items(form) if i.type != "essay"
    ]
    assert [(t.kind, t.attempt) for t in open_tickets(student=ready.amina.id)] == [("appointment", attempt)]
    assert not attempts.in_a_test(ready.amina.id), "and its pages stay open"
    assert typed(ready, form, {}) == No("typed_in")
    assert typed(ready, forms(ready, spare=1)[0], {}, ready.amina.id) == No("talk_first")
    assert facts.differences() == []


def test_the_ledger_counts_a_form_once(ready: Cast) -> None:
    named, spare = *forms(ready, ready.amina), *forms(ready, spare=1)
    assert set(seen(ready.amina.id).values()) == {1} and len(seen(ready.amina.id)) == len(form_items(named))
    assert seen(ready.joseph.id) == {}, "nobody has seen a spare form yet"
    before = seen(ready.amina.id)
    done(typed(ready, named, right(named)))
    done(typed(ready, spare, right(spare), ready.joseph.id))
    assert seen(ready.amina.id) == before
    assert set(seen(ready.joseph.id)) == {(i.objective, i.id, i.variant) for i in form_items(spare)}
    assert set(seen(ready.joseph.id).values()) == {1}
    assert facts.differences() == []
    facts.rederive(ready.amina.id)
    assert paper_forms.typed_in(named.code) is not None and facts.differences() == []


def test_a_lost_form_stays_seen_and_cannot_be_typed_in(ready: Cast) -> None:
    (form,) = forms(ready, ready.amina)
    done(print_tests.put_form_away(ready.teacher, form.code, op()))
    assert paper_forms.forms_out(ready.section) == [] and seen(ready.amina.id)
    assert typed(ready, form, {}) == No("form_away")
    assert print_tests.put_form_away(ready.teacher, form.code, op()) == No("form_away")
    assert facts.differences() == []


def test_a_screen_between_goes_first(ready: Cast) -> None:
    (form,) = forms(ready, ready.amina)
    ready.open_class()
    on_screen = ready.start(ready.amina)
    assert typed(ready, form, right(form)) == No("test_open")
    ready.hand_in(ready.amina, on_screen, right=False)
    assert typed(ready, form, right(form)) == No("talk_first")
    done(ready.talk_over(on_screen, "cleared_for_retake"))
    row = attempts.attempt(done(typed(ready, form, right(form)))["attempt"])
    assert row is not None and row.number == 2


def test_a_paper_cannot_be_typed_in_next_door_or_for_nobody(ready: Cast) -> None:
    (form,) = forms(ready, spare=1)
    assert typed(ready, form, {}) == No("unknown"), "whose is it?"
    assert typed(ready, form, {}, ready.li.id).reason == "not_mastered"
    elsewhere = ready.teacher.__class__(ready.teacher.id, "teacher", "another class")
    assert type_in_answers.type_in(elsewhere, form.code, ready.amina.id, {}, {}, op()) == No("no_form")


def test_a_quiz_on_paper_asks_for_the_check(ready: Cast) -> None:
    (form,) = forms(ready, ready.li, objective="gases-1")
    assert form.kind == "check" and len([i for i in form_items(form) if not i.purpose]) == 5
    ready.open_class()
    done(take_quiz.give_quiz(ready.teacher, ready.li.id, "gases-1", op()))
    assert typed(ready, form, right(form)) == No("test_open")
    printed = print_tests.print_tests(ready.teacher, UNIT, "gases-1", [ready.li.id], 0, op())
    assert printed == No("test_open"), "nor is another form printed meanwhile"
    done(take_quiz.put_away(ready.teacher, attempts.attempts_of([ready.li.id], "check")[ready.li.id][0].id, op()))
    row = attempts.attempt(done(typed(ready, form, right(form)))["attempt"])
    assert row is not None and row.share == 1.0 and row.pass_share == pytest.approx(0.8)
    assert [(t.kind, t.objective) for t in open_tickets(student=ready.li.id)] == [("check", "gases-1")]
    assert facts.differences() == []


def test_a_key_corrected_meanwhile_counts(ready: Cast) -> None:
    (form,) = forms(ready, ready.amina)
    place, item = next((n, i) for n, i in enumerate(form_items(form)) if i.type not in {"essay", "performance"})
    named = Named(item.objective, item.id, item.version)
    done(correct_item(ready.teacher, named, Correction("drop"), "the drawing is wrong", op()))
    row = attempts.attempt(done(typed(ready, form, {}))["attempt"])
    assert row is not None
    earned = [mark.points for mark in hand_in.marks_of(row)]
    assert earned[place] == item.points and sum(p or 0 for p in earned) == item.points


@pytest.mark.full
def test_essays_are_marked_with_the_paper_in_hand(cast: Cast) -> None:
    released_to(cast, cast.amina)
    done(release_seat.withdraw_seat(cast.teacher, attempts.attempts_of([cast.amina.id])[cast.amina.id][0].id, op()))
    (form,) = forms(cast, cast.amina)
    items = form_items(form)
    essays = [n for n, item in enumerate(items) if item.type == "essay"]
    row = attempts.attempt(done(typed(cast, form, {}, points={essays[0]: 2.0, 0: 1.0, essays[1]: 99.0}))["attempt"])
    assert row is not None
    marks = hand_in.marks_of(row)
    assert marks[essays[0]].points == 2.0 and marks[essays[1]].points == 0.0, "more than there is is not given"
    assert [f.data["place"] for f in facts.facts(student=cast.amina.id, kind="response_marked")] == [essays[0]]
    assert facts.differences() == []


def moved(cast: Cast, form: PaperForm, student: Any) -> Any:
    return move_form.move_form(cast.teacher, form.code, student.id, op())


def test_a_form_typed_in_for_the_wrong_student_is_given_to_the_right_one(ready: Cast) -> None:
    (form,) = forms(ready, spare=1)
    before = seen(ready.amina.id), ready.record(ready.amina)
    answers = {n: answer for n, answer in right(form).items() if n != 1}
    first = done(typed(ready, form, answers, ready.amina.id))["attempt"]
    done(mark_answer.mark_response(ready.teacher, first, 1, 0.5, op()))
    told = attempts.attempt(first)
    theirs = attempts.attempt(done(moved(ready, form, ready.joseph))["attempt"])
    assert told and theirs and attempts.attempt(first) is None
    assert (theirs.responses, theirs.share) == (told.responses, told.share), "what was marked by hand goes along"
    assert (seen(ready.amina.id), ready.record(ready.amina)) == before, "as if it had never been Amina's"
    assert set(seen(ready.joseph.id)) == {(i.objective, i.id, i.variant) for i in form_items(form)}
    assert [(t.student, t.kind) for t in open_tickets(ready.section)] == [(ready.joseph.id, "appointment")]
    one = form_items(form)[0]
    assert [r.student for r in answered.answers_in(ready.section, one.objective, one.id)] == [ready.joseph.id]
    assert len(list(facts.facts(student=ready.amina.id, kind="attempt_submitted"))) == 1, "what happened stays written"
    assert facts.differences() == [] and moved(ready, form, ready.joseph) == No("already")
    done(moved(ready, form, ready.amina))
    assert len(ready.record(ready.amina).attempts) == 1 and facts.differences() == []


def test_a_form_stays_where_the_other_may_not_have_written_it(ready: Cast) -> None:
    named, spare = *forms(ready, ready.joseph), *forms(ready, spare=1)
    assert moved(ready, spare, ready.joseph) == No("no_form"), "nobody has typed it in"
    attempt = done(typed(ready, spare, {}, ready.amina.id))["attempt"]
    assert moved(ready, spare, ready.li).reason == "not_mastered"
    done(typed(ready, named, {}))
    assert moved(ready, named, ready.li) == No("no_form"), "it has a name printed on it"
    assert moved(ready, spare, ready.joseph) == No("talk_first")
    done(ready.talk_over(attempt, "cleared_for_retake"))
    assert moved(ready, spare, ready.li) == No("no_talk"), "it was talked over with Amina"
    (quiz,) = forms(ready, spare=1, objective="gases-1")
    ready.open_class()
    done(take_quiz.three_more(ready.teacher, done(typed(ready, quiz, {}, ready.li.id))["attempt"], op()))
    assert moved(ready, quiz, ready.amina) == No("newer")


def _answers(item: DrawnItem) -> st.SearchStrategy[dict[str, str]]:
    word = st.sampled_from(["", "Boyle", "160", "1,5", "more", "0", "2", "1", "SO4^2-", "true", "  ", "160 kPa"])
    fields = st.sampled_from(["choice", "text", "number", "sure", "0", "1", "2", "3", "4", "5"])
    return st.one_of(st.just(right_answer(item)), st.dictionaries(fields, word, max_size=6))


@pytest.mark.full
def test_typed_in_is_worth_what_the_screen_gives(cast: Cast) -> None:
    attempt = released_to(cast, cast.amina, cast.joseph)[0]
    done(take_test.start_test(cast.amina, attempt, op()))
    (form,) = forms(cast, spare=1)
    items = form_items(form)
    assert {i.id for i in items} == {i.id for i in ITEMS} and {i.objective for i in items} == {CODE}
    done(release_seat.withdraw_seat(cast.teacher, attempts.attempts_of([cast.joseph.id])[cast.joseph.id][0].id, op()))

    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.tuples(*[_answers(item) for item in items]))
    def worth_the_same(answers: tuple[dict[str, str], ...]) -> None:
        def both() -> tuple[AttemptRow, AttemptRow]:
            """The same questions and answers on paper and on a screen; then all is put back."""
            with db.atomic() as put_back:
                on_paper = done(typed(cast, form, dict(enumerate(answers)), cast.joseph.id))["attempt"]
                AttemptRow.update(items=form.items).where(AttemptRow.id == attempt).execute()
                done(hand_in.hand_in(cast.amina, attempt, dict(enumerate(answers)), op()))
                rows = attempts.attempt(on_paper), attempts.attempt(attempt)
                put_back.rollback()
            assert rows[0] is not None and rows[1] is not None
            return rows[0], rows[1]

        paper, screen = write(both)
        assert (paper.marks, paper.share, paper.missed) == (screen.marks, screen.share, screen.missed)

    worth_the_same()
