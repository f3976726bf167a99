"""What an import mended can be had as other programs read it; and mended again."""

from __future__ import annotations

from pathlib import Path

import pytest
from cast import Cast, done, op

from server.actions.import_path import import_path
from server.actions.undo_repair import fault_of_undoing, mend_again, undo_repair
from server.mastery.progression import No
from server.mastery.values import Item
from server.store import content
from server.store.imports import Import, import_of, imports

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


def test_what_could_not_be_used_or_is_the_same_stays(cast: Cast, taken: Import) -> None:
    n = place(taken, "pi")
    assert undo_repair(cast.teacher, taken.id, n, op()) == No("unsound")
    assert fault_of_undoing(taken.id, n)
    assert undo_repair(cast.teacher, taken.id, place(taken, "born"), op()) == No("same")
    kept = item("pi")
    assert kept is not None
    assert kept.body["answer"] == "3.14"
    assert (found := import_of(taken.id)) is not None and found.body["undone"] == []


def test_a_repeated_tap_changes_nothing_more(cast: Cast, taken: Import) -> None:
    tap = op()
    first = done(undo_repair(cast.teacher, taken.id, place(taken, "hot"), tap))
    assert undo_repair(cast.teacher, taken.id, place(taken, "hot"), tap) == first
    assert undo_repair(cast.teacher, "no-such", 0, op()) == No("unknown")
    assert undo_repair(cast.teacher, taken.id, 99, op()) == No("unknown")
