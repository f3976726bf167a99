"""Answers as the statistics need them: read once for each new answer, and good for the draw from twenty on."""

from __future__ import annotations

from typing import Any

import pytest
from cast import Cast

from server.actions.draw_for import quiz, unit_test
from server.mastery import assembly
from server.mastery.item_statistics import TooFew
from server.store import content
from server.store.answer_rows import difficulty_of, told_by
from server.store.answered import keep_answers, keep_mark
from server.store.attempts import AttemptRow
from server.store.facts import Fact

BANK = "gases-1"


def _answer(attempt: str, item: str, points: float | None, variant: int = 0, **mark: str) -> None:
    fact = Fact(1, attempt, "", "", "attempt_submitted", 1, "", "", "", "s", f"student-{attempt}", {"attempt": attempt})
    drawn = {"objective": BANK, "id": item, "version": 1, "variant": variant}
    keep_answers(fact, "test", [drawn], [{"points": points, "out_of": 1, "misconception": "", **mark}], {})


def test_twenty_first_answers_are_enough_for_the_draw(cast: Cast) -> None:
    bank = content.bank(BANK)
    item = bank[0].id
    for n in range(19):
        _answer(f"a{n:02}", item, 0.0)
    assert difficulty_of({BANK: bank}) == {}
    _answer("a19", item, 0.0)
    found = difficulty_of({BANK: bank})
    assert set(found) == {(BANK, item)}
    assert found[BANK, item] < 0.25
    # Another mark is news as well, and another question's answers are not this one's.
    for n in range(20):
        keep_mark(f"a{n:02}", 0, {"points": 1.0, "misconception": ""})
    assert difficulty_of({BANK: bank})[BANK, item] > 0.85
    assert difficulty_of({"gases-2": content.bank("gases-2")}) == {}


def test_an_answer_goes_by_what_it_betrays_where_the_numbers_vary(cast: Cast) -> None:
    _answer("a1", "varied", 0.0, variant=1, reading="12 kPa", misconception="uses °C")
    _answer("a2", "varied", 0.0, variant=2, reading="15 kPa", misconception="uses °C")
    _answer("a3", "same", 0.0, reading="sinks", misconception="heavy is hot")
    _answer("a4", "varied", None, variant=2, reading="")
    told = told_by([BANK])
    assert [(pull.choice, len(pull.students)) for pull in told.pulls] == [("uses °C", 2), ("sinks", 1)]
    assert told.facilities[BANK, "varied", 1] == TooFew(2, 8), "what waits to be marked tells nothing"


def test_ticks_are_the_same_answer_in_whatever_order_they_were_shown(cast: Cast) -> None:
    item = next(i for i in content.bank(BANK) if i.type == "multiple_choice")
    _answer("a1", item.id, 0.0, reading="b; a")
    _answer("a2", item.id, 0.0, reading="a; b")
    assert [(pull.choice, len(pull.students)) for pull in told_by([BANK]).pulls] == [("a; b", 2)]


def test_a_test_and_a_quiz_are_drawn_by_what_the_answers_tell(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    item = content.bank(BANK)[0].id
    for n in range(20):
        _answer(f"a{n:02}", item, 0.0)
    told: list[Any] = []
    for name in ("draw_test", "draw_check"):
        drawn = getattr(assembly, name)
        monkeypatch.setattr(
            assembly, name, lambda *a, drawn=drawn, **more: (told.append(more["facility"]), drawn(*a, **more))[1]
        )
    unit_test(cast.unit, cast.amina.id, "seed")
    quiz(AttemptRow(student=cast.amina.id, unit="gas-laws", objective=BANK, after=""), "seed")
    assert [list(facility) for facility in told] == [[(BANK, item)]] * 2
