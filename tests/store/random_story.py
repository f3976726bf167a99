"""Lessons made up by chance: whatever people may tap in whatever order, allowed or refused."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from cast import Cast, op, right_answer

from server.actions import (
    correct_item,
    enroll_students,
    hand_in,
    help_queue,
    hold_appointment,
    learn,
    mark_answer,
    override,
    print_tests,
    record_verdict,
    release_seat,
    run_meeting,
    show_on_board,
    sign_in,
    take_quiz,
    take_test,
    undo,
)
from server.mastery.correcting import Correction
from server.mastery.progression import No
from server.store import attempts, content, facts, on_board
from server.store.help_queue import open_tickets


def snapshot() -> dict[str, set[tuple[Any, ...]]]:
    """Every derived table, row by row."""
    tables = [*facts.student_tables, *facts.section_tables]
    return {t._meta.table_name: set(t.select().tuples()) for t in tables}


class Story:
    """A class in which anything may happen next. `allowed` counts by kind of tap what was not refused."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.dice = cast, random.Random(seed)
        self.codes = [o.code for o in cast.unit.objectives]
        self.activities = [a.id for a in cast.unit.activities]
        self.objects = [o.id for o in cast.unit.objects]
        self.allowed: dict[str, int] = {}
        self.ops: list[str] = []

    def go_on(self, taps: int) -> None:
        """This many taps more."""
        likely = {
            "student_learns": 4, "student_asks": 4, "teacher_talks": 5, "test_goes_on": 6, "quiz_goes_on": 4,
            "lesson": 1,
        }  # fmt: skip
        names = list(likely)
        for _ in range(taps):
            name = self.dice.choices(names, weights=[likely[n] for n in names])[0]
            what, answer = getattr(self, f"_{name}")()
            if not isinstance(answer, No):
                self.allowed[what] = self.allowed.get(what, 0) + 1

    def _op(self) -> str:
        self.ops.append(op())
        return self.ops[-1]

    def _one(self, *choices: tuple[str, Callable[[], Any]]) -> tuple[str, Any]:
        what, run = self.dice.choice(choices)
        return what, run()

    def _student(self) -> Any:
        return self.dice.choice([self.cast.amina, self.cast.joseph, self.cast.li])

    def _student_learns(self) -> tuple[str, Any]:
        who, d, tap = self._student(), self.dice, self._op
        remedies = [r.id for r in self.cast.record(who).remedies.values()] or ["none"]
        return self._one(
            ("use", lambda: learn.use_object(who, d.choice(self.objects))),
            ("tick", lambda: learn.tick_activity(who, d.choice(self.activities), "a table", d.random() < 0.8, tap())),
            ("remedy", lambda: learn.finish_remedy(who, d.choice(remedies), tap())),
            ("initial", lambda: learn.initial_objective(who, d.choice(self.codes), tap())),
        )

    def _student_asks(self) -> tuple[str, Any]:
        who, d, tap = self._student(), self.dice, self._op
        mine = [t.id for t in open_tickets(student=who.id)] or ["none"]
        return self._one(
            ("ask", lambda: help_queue.request_check(who, d.choice(self.codes), tap())),
            ("stuck", lambda: help_queue.flag_stuck(who, d.choice(self.codes), "why?", tap())),
            ("move", lambda: help_queue.student_moves(who, d.choice(mine), d.choice(["cancel", "ready"]), tap())),
            ("seat", lambda: release_seat.request_seat(who, tap())),
            ("sign in", lambda: sign_in.sign_in_student(who.id, "2468", who.device)),
        )

    def _teacher_talks(self) -> tuple[str, Any]:
        teacher, who, d, tap = self.cast.teacher, self._student(), self.dice, self._op
        lined = [t.id for t in open_tickets(teacher.section)] or ["none"]
        record = self.cast.record(who)
        due = next((c for c in self.codes if c not in record.mastered), self.codes[0])
        spoken = {a.id: d.choice(["owed", "excused"]) for a in self.cast.unit.required(due)}
        moves = ["call", "start", "not_here", "come_back", "ready", "cancel", "dismiss"]
        return self._one(
            ("call", lambda: help_queue.call_next(teacher, tap())),
            ("teacher moves", lambda: help_queue.teacher_moves(teacher, d.choice(lined), d.choice(moves), tap())),
            ("close stuck", lambda: help_queue.close_stuck(teacher, d.choice(lined), "unstuck", tap())),
            ("contact", lambda: help_queue.note_contact(teacher, who.id, tap())),
            ("mastered", lambda: record_verdict.record_mastered(teacher, who.id, due, spoken, tap(), ["Why?"])),
            ("mastered", lambda: record_verdict.record_mastered(teacher, who.id, due, spoken, tap())),
            ("not yet", lambda: record_verdict.record_not_yet(teacher, who.id, due, "Draw it", "a slip", "", tap())),
            ("excuse", lambda: override.override(teacher, who.id, "excuse", d.choice(self.activities), "home", tap())),
            ("owe", lambda: override.override(teacher, who.id, "owe", d.choice(self.activities), "tomorrow", tap())),
            ("open", lambda: override.override(teacher, who.id, "open", d.choice(self.codes), "ready for it", tap())),
            ("withdraw", lambda: override.override(teacher, who.id, "withdraw", self.codes[-1], "a slip", tap())),
            ("test opened", lambda: override.override(teacher, who.id, "test", "gas-laws", "knows it all", tap())),
            ("undo", lambda: undo.undo(teacher, d.choice(self.ops[-1:] or ["none"]), tap())),
            ("undo", lambda: undo.undo(teacher, d.choice(self.ops[-3:] or ["none"]), tap())),
            ("undo", lambda: undo.undo(teacher, d.choice(self.ops[-3:] or ["none"]), tap())),
            ("setting", lambda: learn.change_setting(teacher, "pace_target", str(d.randint(1, 5)), tap())),
            ("new pin", lambda: sign_in.forget_pin(teacher, who.id, tap())),
        )

    def _test_goes_on(self) -> tuple[str, Any]:
        teacher, who, d, tap = self.cast.teacher, self._student(), self.dice, self._op
        taken = attempts.attempts_of([who.id])[who.id]
        if not taken or taken[-1].state == "closed":
            return "release", release_seat.release_seat(teacher, who.id, d.choice(["", who.device]), tap())
        last = taken[-1]
        if last.state == "released":
            return self._one(
                ("start", lambda: take_test.start_test(who, last.id, tap())),
                ("start", lambda: take_test.start_test(who, last.id, tap())),
                ("take back", lambda: release_seat.withdraw_seat(teacher, last.id, tap())),
            )
        items = self.cast.items(last.id)
        if last.state == "open":
            typed = {i: right_answer(x) for i, x in enumerate(items) if d.random() < 0.7}
            token = take_test.attempt_token(last.id)
            return self._one(
                ("save", lambda: take_test.save_answer(last.id, token, 0, d.randint(1, 9), {"choice": "1"}, tap())),
                ("move seat", lambda: release_seat.move_seat(teacher, last.id, d.choice(["", who.device]), tap())),
                ("hand in", lambda: hand_in.hand_in(who, last.id, typed, tap())),
            )
        return self._talk(who, last, items)

    def _quiz_goes_on(self) -> tuple[str, Any]:
        teacher, who, d, tap = self.cast.teacher, self._student(), self.dice, self._op
        code, taken = d.choice(self.codes), attempts.attempts_of([who.id], kind="check")[who.id]
        last = taken[-1] if taken else None
        item = d.choice(content.bank(code))
        shown = on_board.on_board(teacher.section)
        return self._one(
            ("give quiz", lambda: take_quiz.give_quiz(teacher, who.id, code, tap())),
            ("aloud", lambda: take_quiz.mark_together(teacher, who.id, code, tap())),
            ("board", lambda: show_on_board.show_on_board(teacher, code, item.id, 0, tap())),
            ("board answer", lambda: show_on_board.show_answer(teacher, shown.id if shown else "none", tap())),
            ("print", lambda: print_tests.print_tests(teacher, "gas-laws", code, [who.id], d.randint(0, 1), tap())),
            *(self._with_quiz(who, last) if last else ()),
            *(self._with_quiz(who, last) if last else ()),
        )

    def _with_quiz(self, who: Any, last: Any) -> tuple[tuple[str, Callable[[], Any]], ...]:
        teacher, d, tap = self.cast.teacher, self.dice, self._op
        items = self.cast.items(last.id)
        typed = {i: {**right_answer(x), "sure": "sure"} for i, x in enumerate(items) if d.random() < 0.7}
        dropped = Correction("drop")
        return (
            ("start quiz", lambda: take_quiz.start_quiz(who, last.objective, tap())),
            ("hand quiz in", lambda: hand_in.hand_in(who, last.id, typed, tap())),
            ("three more", lambda: take_quiz.three_more(teacher, last.id, tap())),
            ("marked aloud", lambda: take_quiz.marked_together(
                teacher, last.id, {i: d.random() < 0.6 for i in range(len(items))}, tap())),
            ("put away", lambda: take_quiz.put_away(teacher, last.id, tap())),
            ("wrong key", lambda: correct_item.correct_item(
                teacher, correct_item.Named(*self._of(items)), dropped, "a slip", tap()) if items else No("unknown")),
        )  # fmt: skip

    def _of(self, items: list[Any]) -> tuple[str, str, int]:
        item = self.dice.choice(items)
        return item.objective, item.id, item.version

    def _talk(self, who: Any, last: Any, items: list[Any]) -> tuple[str, Any]:
        teacher, d, tap = self.cast.teacher, self.dice, self._op
        row = attempts.attempt(last.id)
        assert row is not None
        for place, mark in enumerate(hand_in.marks_of(row)):
            if mark.points is None:
                points = float(d.randint(0, items[place].points))
                return "mark", mark_answer.mark_response(teacher, last.id, place, points, tap())
        attempt = next(a for a in self.cast.record(who).attempts if a.id == last.id)
        left = [c for c in attempt.missed if c not in attempt.cleared]
        if left:
            return "clear", hold_appointment.clear_objective(teacher, last.id, left[0], "Again with numbers", "", tap())
        ends = ["passed" if attempt.passed else "cleared_for_retake", "more_help"]
        return self._one(
            ("choose", lambda: hold_appointment.choose_appointment(who, last.id, d.choice(["today", "next"]), tap())),
            ("close", lambda: hold_appointment.close_appointment(teacher, last.id, d.choice(ends), tap())),
        )

    def _lesson(self) -> tuple[str, Any]:
        teacher, d, tap = self.cast.teacher, self.dice, self._op
        late = enroll_students.NewStudent(f"20{d.randint(10, 99)}", "Late", "Comer")
        return self._one(
            ("class", lambda: run_meeting.start_class(teacher, tap())),
            ("class", lambda: run_meeting.start_class(teacher, tap())),
            ("go", lambda: run_meeting.go(teacher, tap())),
            ("bell", lambda: run_meeting.ring_bell(teacher, d.choice(["keep", "hand_in", ""]), tap())),
            ("enroll", lambda: enroll_students.enroll_students(teacher, teacher.section, [late], tap())),
        )
