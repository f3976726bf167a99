"""The right choice that a file did not name: chosen by the teacher in a new version, and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from cast import Cast, done, op

from server.actions.choose_right import choose_right, take_choice_back
from server.actions.import_path import import_path
from server.actions.move_questions import move_questions
from server.mastery.progression import No
from server.mastery.values import Item
from server.store import content
from server.store.imports import imports

BANK = "bank-air"


@pytest.fixture
def air(cast: Cast, tmp_path: Path) -> Cast:
    (tmp_path / "air.gift").write_text("::Hot:: Hot air {~sinks ~rises ~spreads}\n\n::Law:: It holds. {T}")
    import_path(tmp_path / "air.gift", cast.settings.media)
    return cast


def item(id: str, bank: str = BANK) -> Item:
    return next(item for item in content.bank(bank) if item.id == id)


def test_one_or_several_become_right_in_a_new_version_and_go_back(air: Cast) -> None:
    before = item("hot")
    assert before.type == "essay"
    assert done(choose_right(air.teacher, BANK, "hot", [1], op()))["right"] == [1]
    now = item("hot")
    assert (now.type, now.version) == ("single_choice", 2)
    assert [bool(option.get("correct")) for option in now.body["options"]] == [False, True, False]
    assert choose_right(air.teacher, BANK, "hot", [2], op()) == No("already")
    done(take_choice_back(air.teacher, BANK, "hot", op()))
    again = item("hot")
    assert (again.body, again.type, again.version) == (before.body, "essay", 3)
    assert take_choice_back(air.teacher, BANK, "hot", op()) == No("already")
    done(choose_right(air.teacher, BANK, "hot", [1, 2], op()))
    assert item("hot").type == "multiple_choice"


def test_what_cannot_be_chosen_is_refused(air: Cast) -> None:
    assert choose_right(air.teacher, BANK, "hot", [], op()) == No("no_right")
    assert choose_right(air.teacher, BANK, "hot", [3], op()) == No("unknown")
    assert choose_right(air.teacher, BANK, "law", [0], op()) == No("already")
    assert choose_right(air.teacher, BANK, "cold", [0], op()) == No("gone")
    assert choose_right(air.teacher, "no-such", "hot", [0], op()) == No("unknown")
    assert take_choice_back(air.teacher, BANK, "law", op()) == No("already"), "the file named it"
    assert item("hot").version == 1


def test_a_choice_can_still_be_taken_back_where_the_question_was_moved(air: Cast) -> None:
    done(choose_right(air.teacher, BANK, "hot", [1], op()))
    done(move_questions(air.teacher, imports()[0].id, [0], "gases-2", op()))
    assert item("hot", "gases-2").type == "single_choice"
    done(take_choice_back(air.teacher, "gases-2", "hot", op()))
    assert item("hot", "gases-2").type == "essay"
