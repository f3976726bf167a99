"""Packs as careless and as hostile authors make them: nothing breaks, leaks, or runs with the rights of a page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from class_in_browsers import Room

from server.actions.import_path import pack_from_store
from server.mastery.values import LearningObject
from server.store import content

pytest_plugins = ("class_in_browsers",)

CODE = "gases-1"


def put(room: Room, kind: str, path: str, data: bytes) -> str:
    """A learning object that the author gave this file; returns its id."""
    sha256 = hashlib.sha256(data).hexdigest()
    place = room.settings.media / sha256[:2] / sha256
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    content.save_media("gas-laws", path, sha256, len(data))
    made = LearningObject(f"odd-{len(room.cast.unit.objects)}", kind, "Something odd", 5, (CODE,), path)
    content.save_unit(replace(room.cast.unit, objects=(*room.cast.unit.objects, made)), "gas-laws", "en")
    return made.id


@pytest.fixture(autouse=True)
def again(room: Room) -> Iterator[None]:
    yield
    room.again()


@pytest.mark.parametrize("kind", ["worksheet", "problem_set"])
def test_a_worksheet_that_is_a_pdf_is_handed_out_as_it_is(room: Room, kind: str) -> None:
    id = put(room, kind, "media/mine.pdf", b"%PDF-1.7 \xff = [[")
    student, teacher = room.browsers["student"], room.browsers["teacher"]
    page = student.get(f"/student/objects/{id}")
    assert page.status_code == 200 and f"/student/objects/{id}/files/mine.pdf" in page.get_data(as_text=True)
    assert student.get(f"/student/objects/{id}/files/mine.pdf").data.startswith(b"%PDF")
    assert student.send("POST", f"/student/objects/{id}/practice", do="check").status_code == 404
    card = f"/teacher/students/{room.cast.amina.id}/card?objective={CODE}"
    for url in (card, "/teacher/keys", "/teacher/units/gas-laws", "/teacher/keys?version=7KQ-M4T"):
        assert teacher.get(url).status_code in (200, 422), url
    assert teacher.get(f"/teacher/keys/{id}").status_code == 404
    out = pack_from_store("gas-laws", room.settings.media)
    assert out is not None and "media/mine.pdf" in out.media


def test_a_link_without_a_file_breaks_no_page(room: Room) -> None:
    unit = room.cast.unit
    kinds = ("link", "file", "worksheet", "problem_set", "video", "text", "notes", "simulation")
    made = [LearningObject(f"far-{k}", k, "Elsewhere", 5, (CODE,), "", "https://example.org/") for k in kinds]
    content.save_unit(replace(unit, objects=(*unit.objects, *made)), "gas-laws", "en")
    for thing in made:
        assert room.browsers["student"].get(f"/student/objects/{thing.id}").status_code == 200, thing.kind
    for url in ("/teacher/units/gas-laws", "/teacher/films/far-video", "/teacher/units/gas-laws/objects/far-notes"):
        assert room.browsers["teacher"].get(url).status_code == 200, url


@pytest.mark.parametrize("name", ["notes-x.txt", "notes-x.MD", "notes-x.html"])
def test_notes_of_any_name_are_not_handed_out(room: Room, name: str) -> None:
    id = put(room, "notes", f"media/{name}", b"The [[walrus]] sings.")
    assert room.browsers["student"].get(f"/student/objects/{id}/files/{name}").status_code == 404


def test_a_sheet_in_capitals_is_not_handed_out(room: Room) -> None:
    id = put(room, "worksheet", "media/sheet.TOML", b"answer = 5")
    assert room.browsers["student"].get(f"/student/objects/{id}/files/sheet.TOML").status_code == 404


@pytest.mark.parametrize("name", ["laws.html", "laws.HTML", "laws.xhtml", "laws.xml", "laws.SVG", "laws.mht"])
def test_what_could_run_runs_as_a_stranger_for_everybody(room: Room, name: str) -> None:
    id = put(room, "video", f"media/{name}", b"<script src='evil.js'></script>")
    for url in (f"/student/objects/{id}/files/{name}", f"/teacher/films/{id}/files/{name}"):
        answer = room.browsers[url.split("/")[1]].get(url)
        assert answer.status_code == 200
        assert answer.headers["Content-Security-Policy"].startswith("sandbox allow-scripts; default-src 'none'"), url


def test_a_picture_may_have_any_name_and_is_only_ever_a_picture(room: Room) -> None:
    put(room, "file", "media/my ü.SVG", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    put(room, "worksheet", "media/keys.toml", b"title = 'K'\n[[problem]]\nid='a'\ntype='short_text'\nanswers=['x']\n")
    id = put(
        room, "text", "media/t.md", "\ufeff# Something odd\n![one](<media/my ü.SVG>) ![two](media/keys.toml)".encode()
    )
    page = room.browsers["student"].get(f"/student/objects/{id}").get_data(as_text=True)
    assert 'src="data:image/svg+xml;base64,' in page
    assert page.count('src="data:image') == 1, "a sheet with its answers is no picture"
    assert "# Something odd" not in page, "a mark that an editor puts first does not hide the heading"
