"""Every tap is idempotent: the same tap twice, as weak Wi-Fi sends it, is once."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cast import PIN, Cast, group_work, op

import server.actions
from server.actions import (
    choose_recording,
    choose_right,
    class_units,
    correct_item,
    enroll_students,
    export_results,
    hand_in,
    hand_in_together,
    help_queue,
    hold_appointment,
    keep_key,
    learn,
    mark_answer,
    move_form,
    move_questions,
    override,
    practise,
    print_tests,
    record_verdict,
    release_seat,
    run_meeting,
    show_on_board,
    sign_in,
    take_quiz,
    take_test,
    type_in_answers,
    undo,
    undo_repair,
)
from server.actions.choose_recording import Piece
from server.actions.correct_item import Named
from server.actions.enroll_students import NewStudent
from server.actions.import_path import import_path
from server.mastery.correcting import Correction
from server.mastery.practice import POOL, Question, Source, put
from server.mastery.progression import No
from server.mastery.values import DrawnItem, Item
from server.store import content, facts
from server.store.bundles import BundleRow
from server.store.database import db
from server.store.imports import ImportedRow, imports

Again = Callable[[str], Any]


def _everything() -> dict[str, list[Any]]:
    tables = [*facts.student_tables, *facts.section_tables, facts.FactRow, BundleRow, ImportedRow, content.ItemRow]
    found = {t._meta.table_name: sorted(t.select().tuples(), key=repr) for t in tables}
    for name in ("draft", "draft_log", "session", "credential"):
        found[name] = sorted(db.execute_sql(f'SELECT * FROM "{name}"'), key=repr)
    return found


def _ticket(cast: Cast) -> str:
    return str(help_queue.request_check(cast.amina, "gases-1", op())["ticket"])


def _quiz(cast: Cast) -> str:
    return str(take_quiz.give_quiz(cast.teacher, cast.amina.id, "gases-1", op())["attempt"])


def _quiz_handed_in(cast: Cast) -> str:
    quiz = _quiz(cast)
    take_quiz.start_quiz(cast.amina, "gases-1", op())
    hand_in.hand_in(cast.amina, quiz, {}, op())
    return quiz


def _together(cast: Cast) -> str:
    return str(take_quiz.mark_together(cast.teacher, cast.amina.id, "gases-1", op())["attempt"])


def _handed_in(cast: Cast) -> str:
    cast.master_essentials(cast.amina)
    attempt = cast.start(cast.amina)
    cast.hand_in(cast.amina, attempt, right=False)
    return attempt


def _with_essay(cast: Cast) -> tuple[str, int]:
    cast.master_essentials(cast.amina)
    attempt = cast.start(cast.amina)
    hand_in.hand_in(cast.amina, attempt, {}, op())
    return attempt, 0


def _started(cast: Cast) -> str:
    cast.master_essentials(cast.amina)
    return cast.start(cast.amina)


def _released(cast: Cast) -> str:
    cast.master_essentials(cast.amina)
    return cast.release(cast.amina)


def _stuck(cast: Cast) -> str:
    return str(help_queue.flag_stuck(cast.amina, "", "why?", op())["ticket"])


def _remedy(cast: Cast) -> str:
    record_verdict.record_not_yet(cast.teacher, cast.amina.id, "gases-1", "Draw it", "", "", op())
    return cast.record(cast.amina).remedies["gases-1"].id


def _essentials(cast: Cast) -> None:
    cast.master_essentials(cast.amina)


def _verdict(cast: Cast) -> str:
    tap = op()
    record_verdict.record_not_yet(cast.teacher, cast.amina.id, "gases-1", "Draw it", "", "", tap)
    return tap


def _in_group(cast: Cast) -> str:
    activity = group_work(cast)
    hand_in_together.hand_in_together(cast.amina, activity, "our table", [cast.joseph.id, cast.li.id], "", "", op())
    return activity


def _spoken(cast: Cast) -> dict[str, str]:
    return {a.id: "owed" for a in cast.unit.required("gases-1")}


POOL_OF_2 = Source(POOL, "gases-2")


def _to_practise(type: str = "true_false") -> Question:
    body = {"prompt": "Why?", "correct": True, "rubric": [{"points": 1, "text": "says why"}]}
    return put(Item("a-question", "gases-2", 1, type, body, use="practice"), 0, 1, "amina")


def _compared(cast: Cast) -> Question:
    practise.show_how(cast.amina, POOL_OF_2, _to_practise("essay"), {"text": "hits"}, op())
    return _to_practise("essay")


def _closing(cast: Cast) -> str:
    attempt = _handed_in(cast)
    for code in next(a for a in cast.record(cast.amina).attempts if a.id == attempt).missed:
        hold_appointment.clear_objective(cast.teacher, attempt, code, "", "", op())
    return attempt


def _named(item: DrawnItem) -> Named:
    return Named(item.objective, item.id, item.version)


def _two_meanings(cast: Cast) -> tuple[str, int]:
    attempt = _started(cast)
    for place, item in enumerate(cast.items(attempt)):
        key = Correction("replace", ("1234",), "1 %")
        if item.type != "numeric" or isinstance(
            correct_item.correct_item(cast.teacher, _named(item), key, "so", op()), No
        ):
            continue
        hand_in.hand_in(cast.amina, attempt, {place: {"number": "1,234"}}, op())
        return attempt, place
    raise AssertionError("no number was asked for")


def _passing_by_correction(cast: Cast) -> str:
    attempt = _closing(cast)
    hold_appointment.close_appointment(cast.teacher, attempt, "cleared_for_retake", op())
    for item in cast.items(attempt):
        correct_item.correct_item(cast.teacher, _named(item), Correction("drop"), "unclear", op())
    return attempt


def _another_unit(cast: Cast) -> str:
    content.save_unit(replace(cast.unit, id="another"), "another", "en")
    return "another"


def _film(cast: Cast) -> str:
    return next(o.id for o in cast.unit.objects if o.kind == "video")


def _uploaded(cast: Cast) -> tuple[str, int]:
    media = content.media_of("gas-laws", next(o.path for o in cast.unit.objects if o.kind == "video"))
    assert media is not None
    film = (cast.settings.media / media.sha256[:2] / media.sha256).read_bytes()
    choose_recording.add_piece(cast.settings, cast.teacher, _film(cast), Piece("ab" * 16, 0, len(film), film))
    return "ab" * 16, len(film)


def _recorded(cast: Cast) -> str:
    upload, size = _uploaded(cast)
    choose_recording.finish_recording(cast.settings, cast.teacher, _film(cast), upload, size, op())
    return _film(cast)


def _imported(cast: Cast) -> str:
    file = cast.settings.data / "air.gift"
    file.write_text("Hot air {~sinks ~=rises}")
    import_path(file, cast.settings.media)
    return imports()[0].id


def _undone(cast: Cast) -> str:
    imported = _imported(cast)
    undo_repair.undo_repair(cast.teacher, imported, 0, op())
    return imported


def _without_key(cast: Cast) -> str:
    file = cast.settings.data / "air.gift"
    file.write_text("Hot air {~sinks ~rises}")
    import_path(file, cast.settings.media)
    return content.bank("bank-air")[0].id


def _chosen(cast: Cast) -> str:
    item = _without_key(cast)
    choose_right.choose_right(cast.teacher, "bank-air", item, [1], op())
    return item


def _kept(cast: Cast) -> str:
    return str(keep_key.keep_key(cast.teacher, "gases-1", _first(cast), 1, op())["kept"])


def _on_board(cast: Cast) -> str:
    sign_in.sign_in_student(cast.amina.id, PIN, "netbook")
    return str(show_on_board.show_on_board(cast.teacher, "gases-1", _first(cast), 0, op())["showing"])


def _first(cast: Cast) -> str:
    return next(item.id for item in content.bank("gases-1") if item.type == "single_choice")


def _printed(cast: Cast) -> str:
    cast.master_essentials(cast.amina)
    return str(print_tests.print_tests(cast.teacher, "gas-laws", "", [cast.amina.id], 0, op())["codes"][0])


def _typed_spare(cast: Cast) -> str:
    """A form without a name, typed in for Amina and written by Joseph."""
    cast.master_essentials(cast.amina)
    cast.master_essentials(cast.joseph)
    code = str(print_tests.print_tests(cast.teacher, "gas-laws", "", [], 1, op())["codes"][0])
    type_in_answers.type_in(cast.teacher, code, cast.amina.id, {}, {}, op())
    return code


NEW = [NewStudent("1009", "Noor", "Haddad"), NewStudent("", "Otto", "Berg")]

# name of the action → from a class under way, what is prepared, and the tap that is made twice
TAPS: dict[str, Callable[[Cast], Again]] = {
    "undo_repair": lambda c: (lambda i: lambda o: undo_repair.undo_repair(c.teacher, i, 0, o))(_imported(c)),
    "mend_again": lambda c: (lambda i: lambda o: undo_repair.mend_again(c.teacher, i, 0, o))(_undone(c)),
    "choose_right": lambda c: (
        lambda i: lambda o: choose_right.choose_right(c.teacher, "bank-air", i, [0], o)
    )(_without_key(c)),
    "take_choice_back": lambda c: (
        lambda i: lambda o: choose_right.take_choice_back(c.teacher, "bank-air", i, o)
    )(_chosen(c)),
    "move_questions": lambda c: (lambda i: lambda o: move_questions.move_questions(c.teacher, i, [0], "gases-2", o))(
        _imported(c)
    ),
    "enroll_students": lambda c: lambda o: enroll_students.enroll_students(c.teacher, c.section, NEW, o),
    "end_enrollment": lambda c: lambda o: enroll_students.end_enrollment(c.teacher, c.li.id, o),
    "export_results": lambda c: (
        lambda o: export_results.export_results(c.teacher, c.section, c.settings.exports, True, o)
    ),
    "hand_in": lambda c: (lambda a: lambda o: hand_in.hand_in(c.amina, a, {}, o))(_started(c)),
    "request_check": lambda c: lambda o: help_queue.request_check(c.amina, "gases-1", o),
    "flag_stuck": lambda c: lambda o: help_queue.flag_stuck(c.amina, "gases-1", "why?", o),
    "student_moves": lambda c: (lambda t: lambda o: help_queue.student_moves(c.amina, t, "cancel", o))(_ticket(c)),
    "teacher_moves": lambda c: (lambda t: lambda o: help_queue.teacher_moves(c.teacher, t, "call", o))(_ticket(c)),
    "call_next": lambda c: (lambda t: lambda o: help_queue.call_next(c.teacher, o))(_ticket(c)),
    "note_contact": lambda c: lambda o: help_queue.note_contact(c.teacher, c.amina.id, o),
    "close_stuck": lambda c: (lambda t: lambda o: help_queue.close_stuck(c.teacher, t, "unstuck", o))(_stuck(c)),
    "choose_appointment": lambda c: (lambda a: lambda o: hold_appointment.choose_appointment(c.amina, a, "next", o))(
        _handed_in(c)
    ),
    "mark_response": lambda c: (lambda a: lambda o: mark_answer.mark_response(c.teacher, a[0], a[1], 1.0, o))(
        _with_essay(c)
    ),
    "mark_meaning": lambda c: (lambda a: lambda o: mark_answer.mark_meaning(c.teacher, a[0], a[1], 1, o))(
        _two_meanings(c)
    ),
    "correct_item": lambda c: (
        lambda o: correct_item.correct_item(
            c.teacher, Named("gases-1", content.bank("gases-1")[0].id, 1), Correction("drop"), "unclear", o
        )
    ),
    "count_as_passed": lambda c: (lambda a: lambda o: correct_item.count_as_passed(c.teacher, a, o))(
        _passing_by_correction(c)
    ),
    "clear_objective": lambda c: (
        lambda a: lambda o: hold_appointment.clear_objective(c.teacher, a, "gases-1", "Again", "", o)
    )(_handed_in(c)),
    "close_appointment": lambda c: (
        lambda a: lambda o: hold_appointment.close_appointment(c.teacher, a, "cleared_for_retake", o)
    )(_closing(c)),
    "tick_activity": lambda c: lambda o: learn.tick_activity(c.amina, c.unit.activities[0].id, "a table", True, o),
    "hand_in_together": lambda c: (
        lambda a: lambda o: hand_in_together.hand_in_together(c.amina, a, "our table", [c.joseph.id], "", "", o)
    )(group_work(c)),
    "leave_group": lambda c: (lambda a: lambda o: hand_in_together.leave_group(c.amina, a, o))(_in_group(c)),
    "finish_recording": lambda c: (
        lambda u: lambda o: choose_recording.finish_recording(c.settings, c.teacher, _film(c), u[0], u[1], o)
    )(_uploaded(c)),
    "caption_recording": lambda c: (
        lambda v: (
            lambda o: choose_recording.caption_recording(
                c.settings, c.teacher, v, b"WEBVTT\n\n00:01.000 --> 00:02.000\nPush.\n", o
            )
        )
    )(_recorded(c)),
    "drop_recording": lambda c: (lambda v: lambda o: choose_recording.drop_recording(c.teacher, v, o))(_recorded(c)),
    "finish_remedy": lambda c: (lambda r: lambda o: learn.finish_remedy(c.amina, r, o))(_remedy(c)),
    "initial_objective": lambda c: (lambda _: lambda o: learn.initial_objective(c.amina, "gases-1", o))(
        c.master(c.amina, "gases-1")
    ),
    "change_units": lambda c: (lambda u: lambda o: class_units.change_units(c.teacher, u, "add", False, o))(
        _another_unit(c)
    ),
    "check_answer": lambda c: (
        lambda o: practise.check_answer(c.amina, POOL_OF_2, _to_practise(), {"choice": "false"}, o)
    ),
    "show_how": lambda c: lambda o: practise.show_how(c.amina, POOL_OF_2, _to_practise(), {}, o),
    "judge_own_work": lambda c: (lambda q: lambda o: practise.judge_own_work(c.amina, POOL_OF_2, q, True, o))(
        _compared(c)
    ),
    "change_setting": lambda c: lambda o: learn.change_setting(c.teacher, "pace_target", "4", o),
    "override": lambda c: lambda o: override.override(c.teacher, c.amina.id, "open", "gases-3", "ready for it", o),
    "record_mastered": lambda c: (
        lambda o: record_verdict.record_mastered(c.teacher, c.amina.id, "gases-1", _spoken(c), o, ["Why?"])
    ),
    "record_not_yet": lambda c: (
        lambda o: record_verdict.record_not_yet(c.teacher, c.amina.id, "gases-1", "Draw it", "a slip", "", o)
    ),
    "print_tests": lambda c: lambda o: print_tests.print_tests(c.teacher, "gas-laws", "gases-1", [c.amina.id], 1, o),
    "put_form_away": lambda c: (lambda f: lambda o: print_tests.put_form_away(c.teacher, f, o))(_printed(c)),
    "type_in": lambda c: (lambda f: lambda o: type_in_answers.type_in(c.teacher, f, "", {}, {}, o))(_printed(c)),
    "move_form": lambda c: (lambda f: lambda o: move_form.move_form(c.teacher, f, c.joseph.id, o))(_typed_spare(c)),
    "request_seat": lambda c: (lambda _: lambda o: release_seat.request_seat(c.amina, o))(_essentials(c)),
    "release_seat": lambda c: (lambda _: lambda o: release_seat.release_seat(c.teacher, c.amina.id, "", o))(
        _essentials(c)
    ),
    "move_seat": lambda c: (lambda a: lambda o: release_seat.move_seat(c.teacher, a, "", o))(_started(c)),
    "withdraw_seat": lambda c: (lambda a: lambda o: release_seat.withdraw_seat(c.teacher, a, o))(_released(c)),
    "go": lambda c: lambda o: run_meeting.go(c.teacher, o),
    "ring_bell": lambda c: (lambda a: lambda o: run_meeting.ring_bell(c.teacher, "hand_in", o))(_started(c)),
    "start_class": lambda c: (lambda _: lambda o: run_meeting.start_class(c.teacher, o))(c.bell()),
    "forget_pin": lambda c: (lambda _: lambda o: sign_in.forget_pin(c.teacher, c.amina.id, o))(
        sign_in.sign_in_student(c.amina.id, PIN, "netbook")
    ),
    "keep_key": lambda c: lambda o: keep_key.keep_key(c.teacher, "gases-1", _first(c), 1, o),
    "doubt_key": lambda c: (lambda k: lambda o: keep_key.doubt_key(c.teacher, k, o))(_kept(c)),
    "show_on_board": lambda c: lambda o: show_on_board.show_on_board(c.teacher, "gases-1", _first(c), 0, o),
    "show_answer": lambda c: (lambda s: lambda o: show_on_board.show_answer(c.teacher, s, o))(_on_board(c)),
    "take_down": lambda c: (lambda s: lambda o: show_on_board.take_down(c.teacher, s, o))(_on_board(c)),
    "give_quiz": lambda c: lambda o: take_quiz.give_quiz(c.teacher, c.amina.id, "gases-1", o),
    "start_quiz": lambda c: (lambda _: lambda o: take_quiz.start_quiz(c.amina, "gases-1", o))(_quiz(c)),
    "three_more": lambda c: (lambda a: lambda o: take_quiz.three_more(c.teacher, a, o))(_quiz_handed_in(c)),
    "mark_together": lambda c: lambda o: take_quiz.mark_together(c.teacher, c.amina.id, "gases-1", o),
    "marked_together": lambda c: (
        lambda a: lambda o: take_quiz.marked_together(c.teacher, a, dict.fromkeys(range(len(c.items(a))), True), o)
    )(_together(c)),
    "put_away": lambda c: (lambda a: lambda o: take_quiz.put_away(c.teacher, a, o))(_together(c)),
    "start_test": lambda c: (lambda a: lambda o: take_test.start_test(c.amina, a, o))(_released(c)),
    "save_answer": lambda c: (
        lambda a: lambda o: take_test.save_answer(a, take_test.attempt_token(a), 0, 2, {"choice": "1"}, o)
    )(_started(c)),
    "undo": lambda c: (lambda v: lambda o: undo.undo(c.teacher, v, o))(_verdict(c)),
}


@pytest.mark.parametrize("name", sorted(TAPS))
def test_the_same_tap_twice_is_once(cast: Cast, name: str) -> None:
    cast.open_class()
    tap = TAPS[name](cast)
    before = _everything()
    once, id = tap("tap-once-0001"), "tap-once-0001"
    assert not isinstance(once, No), once
    after = _everything()
    assert after != before, "the first tap does something"
    assert tap(id) == once, "the second is answered like the first"
    assert _everything() == after, "and changes nothing"


def test_every_action_with_an_id_stands_in_the_table() -> None:
    found = set()
    for module in pkgutil.iter_modules(server.actions.__path__, "server.actions."):
        for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            here = function.__module__ == module.name and not name.startswith("_")
            if here and module.name != "server.actions.acting" and "op" in inspect.signature(function).parameters:
                found.add(name)
    assert found == set(TAPS)


def test_a_refused_tap_may_be_tried_again(cast: Cast) -> None:
    refused = help_queue.request_check(cast.amina, "gases-1", "tap-again-001")
    assert refused == No("no_meeting")
    cast.open_class()
    assert not isinstance(help_queue.request_check(cast.amina, "gases-1", "tap-again-001"), No)


def test_two_people_may_send_the_same_id(cast: Cast) -> None:
    cast.open_class()
    first = help_queue.request_check(cast.amina, "gases-1", "tap-same-0001")
    second = help_queue.request_check(cast.joseph, "gases-1", "tap-same-0001")
    assert not isinstance(second, No)
    assert first != second
