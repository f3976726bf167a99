"""A class has the units its teacher chooses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cast import Cast, done, op

from server.actions import help_queue, install_samples, learn, record_verdict
from server.actions.class_units import begun_by, change_units, chosen_units, usual_units
from server.actions.import_path import NoSuchPlace, import_path
from server.actions.set_up_box import add_section
from server.mastery.progression import No
from server.mastery.values import Unit
from server.store import box, content, facts
from server.store.help_queue import open_tickets
from server.store.people import Section


@pytest.fixture
def history(cast: Cast) -> Unit:
    """The history sample, on the box and in no class."""
    install_samples.install_sample(
        cast.settings.samples / "reading-a-source", cast.settings.videos, cast.settings.media
    )
    found = content.unit("reading-a-source")
    assert found is not None
    return found


def units(section: str) -> list[str]:
    return list(Section.get_by_id(section).unit_ids)


def test_a_class_does_not_get_a_sample_unasked(cast: Cast, history: Unit) -> None:
    assert units(cast.section) == ["gas-laws"]
    assert usual_units() == ["gas-laws"]
    made = add_section(cast.teacher.id, "9A", "Chemistry")
    assert isinstance(made, str)
    assert units(made) == ["gas-laws"]


def test_a_class_gets_what_was_ticked(cast: Cast, history: Unit) -> None:
    made = add_section(cast.teacher.id, "9H", "History", [history.id])
    assert isinstance(made, str)
    assert units(made) == [history.id]
    assert add_section(cast.teacher.id, "9I", "History", []) == No("units")
    assert add_section(cast.teacher.id, "9I", "History", ["no-such"]) == No("unknown")
    assert chosen_units([history.id, "gas-laws", history.id]) == [history.id, "gas-laws"]


def test_what_a_teacher_imported_is_ticked_for_the_next_class(cast: Cast, history: Unit, tmp_path: Path) -> None:
    content.save_unit(replace(history, id="own"), "own", "en")
    assert set(usual_units()) == {"gas-laws", "own"}


def test_units_are_added_moved_and_taken_out(cast: Cast, history: Unit) -> None:
    done(change_units(cast.teacher, history.id, "add", False, op()))
    assert units(cast.section) == ["gas-laws", history.id]
    done(change_units(cast.teacher, history.id, "up", False, op()))
    assert units(cast.section) == [history.id, "gas-laws"]
    done(change_units(cast.teacher, history.id, "up", False, op()))
    done(change_units(cast.teacher, "gas-laws", "down", False, op()))
    assert units(cast.section) == [history.id, "gas-laws"], "at the ends nothing moves"
    done(change_units(cast.teacher, history.id, "down", False, op()))
    done(change_units(cast.teacher, history.id, "remove", False, op()))
    assert units(cast.section) == ["gas-laws"]
    assert facts.differences() == []


def test_what_cannot_be_is_refused(cast: Cast, history: Unit) -> None:
    assert change_units(cast.teacher, "gas-laws", "remove", True, op()) == No("last_unit")
    assert change_units(cast.teacher, "gas-laws", "add", False, op()) == No("unknown")
    assert change_units(cast.teacher, history.id, "up", False, op()) == No("unknown")
    assert change_units(cast.teacher, "no-such", "add", False, op()) == No("unknown")
    assert change_units(cast.teacher, history.id, "sideways", False, op()) == No("unknown")


def test_taking_out_what_somebody_began_asks_once_and_loses_nothing(cast: Cast, history: Unit) -> None:
    cast.open_class()
    done(change_units(cast.teacher, history.id, "add", False, op()))
    assert begun_by(cast.section, [history]) == {history.id: 0}
    learn.use_object(cast.amina, "how-to-read")
    done(help_queue.request_check(cast.joseph, "source-1", op()))
    spoken = {a.id: "excused" for a in history.required("source-1")}
    done(record_verdict.record_mastered(cast.teacher, cast.li.id, "source-1", spoken, op()))
    assert begun_by(cast.section, [history]) == {history.id: 3}
    assert change_units(cast.teacher, history.id, "remove", False, op()) == No("begun")
    done(change_units(cast.teacher, history.id, "remove", True, op()))
    assert units(cast.section) == ["gas-laws"]
    assert open_tickets(student=cast.joseph.id) == [], "nobody waits for what is not shown"
    assert "source-1" in cast.record(cast.li).mastered
    done(change_units(cast.teacher, history.id, "add", False, op()))
    assert "how-to-read" in cast.record(cast.amina).used


def test_a_unit_with_a_test_under_way_stays(cast: Cast, history: Unit) -> None:
    cast.open_class()
    done(change_units(cast.teacher, history.id, "add", False, op()))
    cast.master_essentials(cast.amina)
    attempt = cast.start(cast.amina)
    assert change_units(cast.teacher, "gas-laws", "remove", True, op()) == No("unit_busy")
    cast.hand_in(cast.amina, attempt, right=False)
    assert change_units(cast.teacher, "gas-laws", "remove", True, op()) == No("unit_busy")
    done(cast.talk_over(attempt, "cleared_for_retake"))
    done(change_units(cast.teacher, "gas-laws", "remove", True, op()))


def test_an_import_reaches_the_only_class_or_the_one_named(cast: Cast) -> None:
    pack = cast.settings.samples / "reading-a-source"
    with pytest.raises(NoSuchPlace, match="There is no class 9Z; there is: 10B"):
        import_path(pack, cast.settings.media, "9Z")
    other = add_section(cast.teacher.id, "9H", "History")
    assert isinstance(other, str)
    told = import_path(pack, cast.settings.media)
    assert "No class has it yet" in told.warnings[-1]
    assert "reading-a-source" not in units(cast.section) + units(other)
    assert import_path(pack, cast.settings.media, "9H").warnings == []
    assert "reading-a-source" in units(other)
    assert "reading-a-source" not in units(cast.section)


def test_an_import_reaches_the_only_class_unasked(cast: Cast) -> None:
    import_path(cast.settings.samples / "reading-a-source", cast.settings.media)
    assert units(cast.section) == ["gas-laws", "reading-a-source"]


def test_a_newer_release_brings_its_samples_to_a_box_but_into_no_class(cast: Cast) -> None:
    # As the first release left a box.
    box.set_value("samples", "")
    box.set_value("sample", "gas-laws")
    install_samples.install_samples(cast.settings.samples, cast.settings.videos, cast.settings.media)
    assert {"gas-laws", "reading-a-source"} <= set(content.unit_ids())
    assert units(cast.section) == ["gas-laws"]
    assert usual_units() == ["gas-laws"]


def test_a_box_that_began_with_units_of_its_own_is_left_alone(cast: Cast) -> None:
    box.set_value("samples", "")
    install_samples.install_samples(cast.settings.samples, cast.settings.videos, cast.settings.media)
    assert content.unit_ids() == ["gas-laws"]
