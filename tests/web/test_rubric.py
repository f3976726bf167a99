"""The rubric on the teacher's card, and its marks where teacher and student read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from class_in_browsers import Room

from server.bundle.facts import may_leave
from server.store import content, facts
from server.store.rubric_marks import rubric_marks_of

pytest_plugins = ("class_in_browsers",)

ROWS = ("Data and units", "Calculation shown", "Vapour and levels", "Error source with its direction")
LAB = {"activity-stoichiometry-lab": "excused", "objective": "gases-6"}


@pytest.fixture
def again(room: Room) -> Iterator[Room]:
    yield room
    room.again()


def _page(room: Room, who: str, url: str) -> str:
    answer = room.browsers[who].get(url)
    assert answer.status_code == 200, url
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def _plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>|[⟦⟧]", "", html))


def _open(room: Room) -> str:
    """Opens Gases 6 for Amina; returns the address of her page for the teacher."""
    amina = f"/teacher/students/{room.cast.amina.id}"
    room.browsers["teacher"].send("POST", f"{amina}/override", what="open", target="gases-6", reason="for the report")
    return amina


def _marks(*points: int) -> dict[str, str]:
    return {f"rubric:{row}": str(n) for row, n in zip(ROWS, points, strict=False)}


def test_the_card_shows_every_level_in_words(again: Room) -> None:
    page = _page(again, "teacher", _open(again) + "/card?objective=gases-6")
    for row in ROWS:
        found = re.findall(rf'<input type="radio" form="mastered" name="rubric:{row}" value="(\d)"', page)
        assert found == ["0", "1", "2", "3"], row
    assert "A real error, its direction, and why" in page
    assert "Asked for: 8 of 12, no zero" in _plain(page)
    assert "<details open>" not in page.split("data-rubric", 1)[1][:60], "folded where the check is a talk"


def test_mastered_keeps_the_marks_and_both_can_read_them(again: Room) -> None:
    amina = _open(again)
    answer = again.browsers["teacher"].send("POST", f"{amina}/mastered", **LAB, **_marks(3, 2, 2, 1))
    assert answer.status_code == 303
    bar = _plain(_page(again, "teacher", answer.location))
    assert "mastered Gases 6 · 8 of 12, no zero" in bar
    assert "asked for" not in bar
    assert rubric_marks_of(again.cast.amina.id)["gases-6"].points == dict(zip(ROWS, (3, 2, 2, 1), strict=True))
    for who, url in (("teacher", amina), ("student", "/student/objectives/gases-6")):
        page = _plain(_page(again, who, url))
        assert "Data and units 3 of 3 · Calculation shown 2 of 3" in page, who
        assert "8 of 12, no zero" in page


def test_too_few_points_are_a_word_of_warning_not_a_lock(again: Room) -> None:
    answer = again.browsers["teacher"].send("POST", f"{_open(again)}/mastered", **LAB, **_marks(3, 3, 3, 0))
    bar = _plain(_page(again, "teacher", answer.location))
    assert "mastered Gases 6 · 9 of 12, 1 zero (asked for: 8 of 12, no zero)" in bar
    assert "gases-6" in again.cast.record(again.cast.amina).mastered


def test_not_yet_keeps_the_marks_too(again: Room) -> None:
    amina = _open(again)
    form = {"objective": "gases-6", "say": "Write every unit.", **_marks(1, 1)}
    answer = again.browsers["teacher"].send("POST", f"{amina}/not-yet", **form)
    assert answer.status_code == 303
    assert "2 of 12, 2 rows not marked" in _plain(_page(again, "student", "/student/objectives/gases-6"))
    assert "Last time: 2 of 12" in _plain(_page(again, "teacher", f"{amina}/card?objective=gases-6"))


@pytest.mark.parametrize("typed", ["4", "-1", "two", "99999"])
def test_a_level_that_is_not_there_is_refused_in_words(again: Room, typed: str) -> None:
    form = {**LAB, "rubric:Data and units": typed}
    answer = again.browsers["teacher"].send("POST", f"{_open(again)}/mastered", **form)
    assert answer.status_code == 422
    assert "The rubric has no such row or level" in answer.get_data(as_text=True)
    assert "gases-6" not in again.cast.record(again.cast.amina).mastered


def test_without_a_tap_on_it_a_verdict_stays_as_it_was(again: Room) -> None:
    again.browsers["teacher"].send("POST", f"{_open(again)}/mastered", **LAB, **{"rubric:Data and units": ""})
    verdict = list(facts.facts(student=again.cast.amina.id, kind="verdict_given"))[-1]
    assert "rubric" not in verdict.data
    assert rubric_marks_of(again.cast.amina.id) == {}


def test_students_see_how_it_is_marked_before_they_begin(again: Room) -> None:
    for url in ("/student/objectives/gases-6", "/student/activities/stoichiometry-lab"):
        page = _plain(_page(again, "student", url))
        assert "How it is marked" in page
        assert "Mass, volume, T and P all there" in page
    sheet = _plain(_page(again, "teacher", "/teacher/units/gas-laws/activities/stoichiometry-lab"))
    assert "How it is marked" in sheet
    assert "How it is marked" not in _page(again, "student", "/student/objectives/gases-1")


def test_rows_called_like_what_stays_do_not_keep_the_verdict_from_leaving(again: Room) -> None:
    unit, names = again.cast.unit, ("Note", "Contact", "Token")
    rubric = tuple({"title": name, "points": 3} for name in names)
    objectives = tuple(replace(o, rubric=rubric, rubric_passes=None, rubric_no_zero=False) if o.code == "gases-6" else o
                       for o in unit.objectives)  # fmt: skip
    content.save_unit(replace(unit, objectives=objectives), "gas-laws", "en")
    answer = again.browsers["teacher"].send(
        "POST", f"{_open(again)}/mastered", **LAB, **{f"rubric:{name}": "2" for name in names}
    )
    assert answer.status_code == 303
    verdict = list(facts.facts(student=again.cast.amina.id, kind="verdict_given"))[-1]
    assert dict(verdict.data["rubric"]) == dict.fromkeys(names, 2)
    assert may_leave(verdict.public())
