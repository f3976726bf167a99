"""Practising: an answer checked at once, the solution looked at, or one's own work compared with the model answer.

What a student practises stays on the box: it is for learning, and no part of a record that leaves.
"""

from __future__ import annotations

from typing import Any

from server.actions.acting import Actor, Answer, Tap, act
from server.mastery.drawing import READ_BY_TEACHER
from server.mastery.grading import grade, is_blank
from server.mastery.practice import Question, Source
from server.mastery.progression import No
from server.store import attempts
from server.store.facts import Fact
from server.store.practice import PracticeRow, practice_row


def check_answer(actor: Actor, source: Source, question: Question, typed: dict[str, str], op: str) -> Answer:
    """*Check my answer*: graded at once and kept, right or not. `typed` is the answer field by field.

    A number that cannot be read, or in two ways, is no wrong answer: nothing is kept, and `unread` says why.
    """

    def change(tap: Tap) -> Answer:
        stands = _standing(actor, source, question)
        if isinstance(stands, No):
            return stands
        if is_blank(typed) or question.drawn.type in READ_BY_TEACHER:
            return No("blank")
        mark = grade(question.drawn, typed)
        if question.drawn.type == "numeric" and (not mark.reading or mark.points is None):
            return {"unread": mark.feedback}
        fact = tap.note(
            "practice_answered", actor.id, **_asked(source, question), first=_is_new(stands, question),
            right=mark.right, misconception=mark.misconception, response=typed,
        )  # fmt: skip
        return _told(question, fact)

    return act(actor, op, change)


def show_how(actor: Actor, source: Source, question: Question, typed: dict[str, str], op: str) -> Answer:
    """*Show how it is done*: from here on the solution may be seen; no answer in this round counts any more.

    What nobody but a reader can judge is written first, then compared: the round is open until the student says.
    """

    def change(tap: Tap) -> Answer:
        stands = _standing(actor, source, question)
        if isinstance(stands, No):
            return stands
        by_hand = question.drawn.type in READ_BY_TEACHER
        if not question.drawn.in_person and by_hand and is_blank(typed, question.drawn):
            return No("blank")
        still_first = _is_new(stands, question) or (stands is not None and stands.last == "shown" and stands.first)
        fact = tap.note(
            "practice_shown", actor.id, **_asked(source, question), first=bool(still_first),
            response=typed if by_hand else {},
        )  # fmt: skip
        return _told(question, fact)

    return act(actor, op, change)


def judge_own_work(actor: Actor, source: Source, question: Question, had_it: bool, op: str) -> Answer:
    """*I had it*, or *Not yet*, said by the student after comparing their own work with the model answer."""

    def change(tap: Tap) -> Answer:
        stands = _standing(actor, source, question)
        if isinstance(stands, No):
            return stands
        compared = stands is not None and stands.rounds == question.round and stands.last == "shown"
        if stands is None or not compared or question.drawn.type not in READ_BY_TEACHER:
            return No("stale")
        fact = tap.note(
            "practice_answered", actor.id, **_asked(source, question), first=bool(stands.first), right=had_it,
            misconception="", response=stands.typed,
        )  # fmt: skip
        return _told(question, fact)

    return act(actor, op, change)


def _standing(actor: Actor, source: Source, question: Question) -> PracticeRow | No | None:
    """What the student did with this question so far; No where practice is closed or the page is behind."""
    if attempts.in_a_test(actor.id):
        return No("in_test")
    row = practice_row(actor.id, source, question.drawn.id, question.drawn.variant)
    rounds = row.rounds if row else 0
    return row if question.round == rounds + 1 or question.round == rounds > 0 else No("stale")


def _is_new(stands: PracticeRow | None, question: Question) -> bool:
    return stands is None or question.round > stands.rounds


def _asked(source: Source, question: Question) -> dict[str, Any]:
    drawn = question.drawn
    return {
        "source": source.id, "objective": source.objective, "item": drawn.id, "version": drawn.version,
        "variant": drawn.variant, "round": question.round,
    }  # fmt: skip


def _told(question: Question, fact: Fact) -> dict[str, Any]:
    return {"item": question.drawn.id, "variant": question.drawn.variant, "at": fact.seq}
