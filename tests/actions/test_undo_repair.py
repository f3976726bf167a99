"""What an import mended can be had as other programs read it; and mended again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cast import Cast, done, op

from server.actions.import_path import import_path
from server.actions.undo_repair import LeftOut, best_undone, mend_again, undo_repair, undoing
from server.mastery.progression import No
from server.mastery.values import Item
from server.store import content
from server.store.imports import Import, ImportedRow, import_of, imports

GIFT = """// [id:hot] [tag:air]
Hot air {~sinks ~=rises}

::Law:: PV is constant. {true}

::Split:: Which? {
=this

~that }

::Pi:: About {#3,14:0.01}

::Born:: When? {#1822}
"""


@pytest.fixture
def taken(cast: Cast, tmp_path: Path) -> Import:
    (tmp_path / "doubts.gift").write_text(GIFT, encoding="utf-8")
    import_path(tmp_path / "doubts.gift", cast.settings.media)
    return imports()[0]


def item(id: str) -> Item | None:
    return next((item for item in content.bank("bank-doubts") if item.id == id), None)


def place(taken: Import, id: str) -> int:
    return next(n for n, repair in enumerate(taken.body["repairs"]) if repair["item"] == id)


def test_a_repair_is_undone_once_and_comes_back(cast: Cast, taken: Import) -> None:
    n = place(taken, "hot")
    before = item("hot")
    assert before is not None
    assert [option["text"] for option in before.body["options"]] == ["sinks", "rises"]
    assert done(undo_repair(cast.teacher, taken.id, n, op()))["became"] == "otherwise"
    now = item("hot")
    assert now is not None
    assert [option["text"] for option in now.body["options"]] == ["sinks", "&nbsp;", "rises"]
    assert (now.version, now.tags) == (before.version + 1, ("air",))
    assert undo_repair(cast.teacher, taken.id, n, op()) == No("already")
    assert done(mend_again(cast.teacher, taken.id, n, op()))["became"] == "mended"
    again = item("hot")
    assert again is not None
    assert (again.body, again.type, again.version) == (before.body, before.type, before.version + 2)
    assert mend_again(cast.teacher, taken.id, n, op()) == No("already")
    assert done(undo_repair(cast.teacher, taken.id, n, op()))["item"] == "hot"


def test_the_other_reading_may_be_of_another_type(cast: Cast, taken: Import) -> None:
    done(undo_repair(cast.teacher, taken.id, place(taken, "law"), op()))
    now = item("law")
    assert now is not None
    assert (now.type, now.body["answers"], now.body["name"]) == ("short_text", ["true"], "Law")


def test_what_others_leave_out_is_retired_and_comes_back(cast: Cast, taken: Import) -> None:
    n = place(taken, "split")
    assert done(undo_repair(cast.teacher, taken.id, n, op()))["became"] == "retired"
    assert item("split") is None
    done(mend_again(cast.teacher, taken.id, n, op()))
    assert item("split") is not None


def test_what_asks_the_same_stays(cast: Cast, taken: Import) -> None:
    assert undo_repair(cast.teacher, taken.id, place(taken, "born"), op()) == No("same")
    assert (found := import_of(taken.id)) is not None and found.body["undone"] == []


@pytest.mark.parametrize(
    ("id", "reading", "why"),
    [
        ("hot", {}, "unread"),
        ("hot", {"type": "single_choice", "options": [{"text": "sinks"}, {"text": "rises"}]}, "no_key"),
        ("hot", {"type": "single_choice", "options": [{"text": "up", "correct": True}, {"text": "up"}]}, "twice"),
        ("pi", {"type": "numeric", "answer": "*", "tolerance": "0"}, "anything"),
        ("pi", {"type": "matching", "pairs": [{"left": "a", "right": "b"}]}, "unfit"),
    ],
)
def test_what_could_not_be_asked_is_left_out_told_before_and_comes_back_whole(
    cast: Cast, taken: Import, id: str, reading: dict[str, Any], why: str
) -> None:
    before = item(id)
    assert before is not None
    before = replace(before, difficulty=3, use="practice", variants=None)
    content.save_items([before], "bank-doubts")
    found = undoing(before, reading)
    assert isinstance(found, LeftOut) and found.why == why
    n = place(taken, id)
    row = ImportedRow.get(ImportedRow.id == taken.id)
    body = json.loads(row.body)
    body["repairs"][n]["otherwise"] = reading
    ImportedRow.update(body=json.dumps(body)).where(ImportedRow.id == taken.id).execute()
    assert done(undo_repair(cast.teacher, taken.id, n, op()))["became"] == "retired"
    assert item(id) is None
    done(mend_again(cast.teacher, taken.id, n, op()))
    again = item(id)
    assert again is not None and (again.body, again.difficulty, again.use) == (before.body, 3, "practice")


def test_of_several_repairs_the_one_that_leaves_a_question_is_undone(taken: Import) -> None:
    found = item("hot")
    assert found is not None
    readings = [dict(found.body), {}, {**found.body, "options": [{"text": "up", "correct": True}, {"text": "down"}]}]
    assert best_undone(found, readings)[0] == 2
    assert best_undone(found, readings[:2])[0] == 1, "leaving it out, rather than nothing at all"


def test_a_repeated_tap_changes_nothing_more(cast: Cast, taken: Import) -> None:
    tap = op()
    first = done(undo_repair(cast.teacher, taken.id, place(taken, "hot"), tap))
    assert undo_repair(cast.teacher, taken.id, place(taken, "hot"), tap) == first
    assert undo_repair(cast.teacher, "no-such", 0, op()) == No("unknown")
    assert undo_repair(cast.teacher, taken.id, 99, op()) == No("unknown")
