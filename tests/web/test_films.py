"""The film a class sees: the pack's, until their teacher sends one; then that one, and the pack's one tap away."""

from __future__ import annotations

import io
import re

import pytest
from class_in_browsers import Room

from server.store import content

pytest_plugins = ("class_in_browsers",)
CAPTIONS = b"WEBVTT\n\n00:01.000 --> 00:03.000\nPush.\n"


def film_in(page: str) -> str:
    found = re.search(r'<source src="([^"]+)"', page)
    assert found
    return found[1]


@pytest.fixture
def film(room: Room) -> bytes:
    row = content.media_of("gas-laws", next(o.path for o in room.cast.unit.objects if o.kind == "video"))
    assert row is not None
    return (room.cast.settings.media / row.sha256[:2] / row.sha256).read_bytes()


def test_the_teachers_own_film_comes_first(room: Room, film: bytes) -> None:
    teacher, student, video = room.browsers["teacher"], room.browsers["student"], room.some["video"]
    upload, other = "ab" * 16, film + b"\x00\x00\x00\x08free"
    for at in range(0, len(other), 2_000_000):
        url = f"/teacher/films/{video}/pieces?upload={upload}&at={at}&whole={len(other)}"
        sent = teacher.client.post(
            url, data=other[at : at + 2_000_000], base_url="http://localhost",
            headers={"Origin": "http://localhost", "X-Csrf": teacher.csrf, "X-Tap": "1"},
            content_type="application/octet-stream",
        )  # fmt: skip
        assert sent.status_code == 200, sent.get_data(as_text=True)
    done = teacher.send("POST", f"/teacher/films/{video}/whole", upload=upload, whole=str(len(other)))
    assert done.status_code == 303
    page = student.get(f"/student/objects/{video}").get_data(as_text=True)
    assert "mine-" in film_in(page) and "Recorded by your teacher" in page
    assert student.get(film_in(page)).data == other
    packs = student.get(f"/student/objects/{video}?film=pack").get_data(as_text=True)
    assert student.get(film_in(packs)).data == film
    assert "No captions yet" in teacher.get(f"/teacher/films/{video}").get_data(as_text=True)
    form = {"csrf": teacher.csrf, "captions": (io.BytesIO(CAPTIONS), "mine.vtt")}
    headers = {"Origin": "http://localhost"}
    url = f"/teacher/films/{video}/captions"
    assert teacher.client.post(url, data=form, base_url="http://localhost", headers=headers).status_code == 303
    page = student.get(f"/student/objects/{video}").get_data(as_text=True)
    track = re.search(r'<track kind="captions" src="([^"]+)"', page)
    assert track and student.get(track[1]).data == CAPTIONS
    assert teacher.send("POST", f"/teacher/films/{video}/drop").status_code == 303
    assert student.get(film_in(page)).status_code == 404
    assert "mine-" not in film_in(student.get(f"/student/objects/{video}").get_data(as_text=True))


def test_a_small_film_can_be_sent_without_script(room: Room, film: bytes) -> None:
    teacher, video = room.browsers["teacher"], room.some["video"]
    form = {"csrf": teacher.csrf, "op": "tap-film-0001", "film": (io.BytesIO(film), "mine.mp4")}
    headers = {"Origin": "http://localhost"}
    sent = teacher.client.post(f"/teacher/films/{video}", data=form, base_url="http://localhost", headers=headers)
    assert sent.status_code == 303
    assert "yours" in teacher.get(f"/teacher/films/{video}").get_data(as_text=True)


def test_a_photo_is_refused_in_words(room: Room) -> None:
    teacher, video = room.browsers["teacher"], room.some["video"]
    form = {"csrf": teacher.csrf, "op": "tap-film-0002", "film": (io.BytesIO(b"\xff\xd8\xff\xe0 a photo"), "me.jpg")}
    headers = {"Origin": "http://localhost"}
    sent = teacher.client.post(f"/teacher/films/{video}", data=form, base_url="http://localhost", headers=headers)
    assert sent.status_code == 422
    assert "no film that netbooks can play" in sent.get_data(as_text=True)
