"""Guided notes: what stands in the gaps is for the teacher; what a student writes into them is kept."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from class_in_browsers import Room

from server.mastery.values import LearningObject
from server.store import content, work
from server.web import files
from server.web.guided_notes import answers_of, moments_of, notes_html

pytest_plugins = ("class_in_browsers",)

TEXT = """# Notes: push and count

[0:12] The pushes of all particles together are the [[pressure]]. Half the room: [[half *again*]] hits.

Draw the syringe before and after.

[2:05] In my own words:
___
___

___

| V | P |
|--|--|
| | |
"""


def plain(text: str) -> str:
    return str(
        notes_html(
            text, "no-pack",
            gap=lambda n, answer: f"<gap {n} {answer}>",
            lines=lambda n, count: f"<lines {n} {count}>",
            moment=lambda at, shown: f"<at {at} {shown}>",
        )
    )  # fmt: skip


def test_gaps_lines_and_moments_are_found_in_their_order() -> None:
    assert answers_of(TEXT) == ["pressure", "half *again*"]
    assert moments_of(TEXT) == [12, 125]
    html = plain(TEXT)
    assert "<at 12 0:12> The pushes of all particles together are the <gap 1 pressure>." in html
    assert "<gap 2 half *again*>" in html
    assert html.count("<lines") == 1 and "<lines 1 3>" in html
    assert "<table>" in html and "[[" not in html and "\ue000" not in html


def test_what_looks_like_a_mark_of_ours_is_only_text() -> None:
    assert "<script>" not in plain("[[<b>]] <script>alert(1)</script>").replace("<gap 1 <b>>", "")
    assert "[1:75]" in plain("[1:75] and [12] stay")


@pytest.fixture
def notes(room: Room) -> str:
    """The unit with guided notes beside its film; the notes' id."""
    unit = room.cast.unit
    film = next(o for o in unit.objects if o.kind == "video")
    path = content.media_of("gas-laws", "media/lab-boyle.md")
    assert path is not None
    made = LearningObject("notes-test", "notes", "Notes: push and count", 10, film.objectives, path.path, film.id)
    content.save_unit(replace(unit, objects=(*unit.objects, made)), "gas-laws", "en")
    return made.id


def test_the_answers_stay_with_the_teacher(room: Room, notes: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("student.guided_notes", "teacher.materials"):
        monkeypatch.setattr(f"server.web.{module}.pack_text", lambda pack, path: TEXT if path.endswith(".md") else "")
    student, film = room.browsers["student"], room.some["video"]
    for url in (f"/student/objects/{notes}", f"/student/objects/{film}"):
        page = student.get(url).get_data(as_text=True)
        assert "pushes of all particles" in page
        assert "half *again*" not in page and ">pressure<" not in page
        assert f"/student/objects/{film}?at=125" in page
    assert student.get(f"/student/objects/{notes}/files/lab-boyle.md").status_code == 404
    key = room.browsers["teacher"].get(f"/teacher/units/gas-laws/objects/{notes}").get_data(as_text=True)
    assert '<b class="gap">pressure</b>' in key


def test_what_is_written_into_a_gap_comes_back(room: Room, notes: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "server.web.student.guided_notes.pack_text", lambda pack, path: TEXT if path.endswith(".md") else ""
    )
    student = room.browsers["student"]
    for place, words in (("gap-2", "double"), ("lines-1", "more hits")):
        kept = student.send("POST", f"/student/objects/{notes}/paper", place=place, rev="1", value=words)
        assert kept.status_code == 303
    page = student.get(f"/student/objects/{notes}").get_data(as_text=True)
    assert re.search(rf'form="{notes}-gap-2" name="value" value="double"', page)
    assert ">more hits</textarea>" in page
    assert 'name="place" value="gap-2"><input type="hidden" name="rev" value="2"' in page


def test_what_is_typed_by_one_is_never_kept_for_another(room: Room) -> None:
    student, sheet = room.browsers["student"], room.some["sheet"]
    page = student.get(f"/student/objects/{sheet}").get_data(as_text=True)
    who = re.search(r'data-who="([^"]+)"', page)
    assert who and who[1] == room.mine["student"]
    form = {"place": "w-who", "rev": "1", "value": "my own words"}
    kept = student.send("POST", f"/student/objects/{sheet}/paper", who=who[1], **form)
    stray = student.send("POST", f"/student/objects/{sheet}/paper", who="somebody-else", **{**form, "rev": "2"})
    assert (kept.status_code, stray.status_code) == (303, 409)
    assert work.paper_of(who[1], sheet)["w-who"] == (1, "my own words")


def test_a_film_opens_at_the_moment_asked_for(room: Room) -> None:
    page = room.browsers["student"].get(f"/student/objects/{room.some['video']}?at=77").get_data(as_text=True)
    assert 'data-place="77"' in page


def test_gaps_in_a_formula_stand_between_two_formulas() -> None:
    html = plain("It is $V_2 = [[2.0]]\\,\\text{L}$, and $5 for [[two]] is not $6.")
    assert html.count("<math") == 2 and "<gap 1 2.0>" in html
    assert html.index("<math") < html.index("<gap 1 2.0>") < html.rindex("<math")
    assert "$5 for <gap 2 two> is not $6." in html


def test_a_gap_or_a_moment_in_a_pictures_words_or_an_address_breaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "picture", lambda *_asked: "data:image/png;base64,")
    html = plain("[see [[one]]](https://example.org/[[two]]) ![push [[three]] at [1:00]](media/push.svg)")
    assert "<gap 1 one>" in html
    assert 'alt="push … at …">' in html


def test_marks_like_ours_in_a_text_are_dropped() -> None:
    assert "a g7 b l3 c" in plain("a \ue000g7\ue001 b \ue000l3\ue001 c")
