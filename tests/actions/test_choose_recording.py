"""*Record mine instead*: a film comes in pieces, takes the pack's place for one teacher's classes, and goes again."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from cast import Cast, done, op

from server.actions import choose_recording as recording
from server.actions.acting import Actor
from server.actions.choose_recording import Piece
from server.actions.keep_backup import backup, restore
from server.formats import guarded_zip
from server.mastery.progression import No
from server.settings import Settings
from server.store import facts
from server.store.recordings import recorded_by, recording_of

FILM = next(iter(sorted((Path(__file__).parents[2] / "videos" / "gas-laws").glob("*.mp4")))).read_bytes()
UPLOAD = "0123456789abcdef"
CAPTIONS = b"WEBVTT\r\n\r\n00:01.000 --> 00:03.000\r\nPush the plunger.\r\n"


@pytest.fixture
def video(cast: Cast) -> str:
    return next(o.id for o in cast.unit.objects if o.kind == "video")


def send(cast: Cast, video: str, film: bytes, upload: str = UPLOAD, step: int = 1_000_000) -> None:
    at = 0
    while at < len(film):
        have = recording.add_piece(
            cast.settings, cast.teacher, video, Piece(upload, at, len(film), film[at : at + step])
        )
        assert isinstance(have, int) and have > at
        at = have


def test_a_film_in_pieces_takes_the_place(cast: Cast, video: str) -> None:
    send(cast, video, FILM)
    tap = op()
    done(recording.finish_recording(cast.settings, cast.teacher, video, UPLOAD, len(FILM), tap))
    row = recording_of(cast.teacher.id, video)
    assert row is not None and row.size == len(FILM) and 60 < row.seconds < 300
    kept = cast.settings.media / row.sha256[:2] / row.sha256
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == row.sha256
    assert not list((cast.settings.data / "uploads").iterdir())
    assert done(recording.finish_recording(cast.settings, cast.teacher, video, UPLOAD, len(FILM), tap))
    assert len(list(facts.facts(kind="recording_chosen"))) == 1
    assert facts.differences() == []


def test_a_piece_that_came_twice_or_too_early_changes_nothing(cast: Cast, video: str) -> None:
    first = Piece(UPLOAD, 0, 30, b"0123456789")
    for piece in (first, first, Piece(UPLOAD, 20, 30, b"0123456789")):
        assert recording.add_piece(cast.settings, cast.teacher, video, piece) == 10
    short = recording.finish_recording(cast.settings, cast.teacher, video, UPLOAD, 30, op())
    assert isinstance(short, No) and short.reason == "piece"
    assert recording.add_piece(cast.settings, cast.teacher, video, Piece(UPLOAD, 10, 30, b"x" * 20)) == 30


@pytest.mark.parametrize(
    ("piece", "why"),
    [
        (Piece(UPLOAD, 0, 600 * 1024 * 1024, b"x"), "too_large"),
        (Piece("../../etc/passwd", 0, 10, b"x"), "piece"),
        (Piece(UPLOAD, -1, 10, b"x"), "piece"),
        (Piece(UPLOAD, 8, 10, b"xyz"), "piece"),
    ],
)
def test_what_cannot_be_kept_is_refused(cast: Cast, video: str, piece: Piece, why: str) -> None:
    answer = recording.add_piece(cast.settings, cast.teacher, video, piece)
    assert isinstance(answer, No) and answer.reason == why
    assert not list(cast.settings.data.glob("uploads/*"))


def test_no_room_is_said_before_anything_is_sent(cast: Cast, video: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Disk", (), {"free": 301 * 1024 * 1024}))
    answer = recording.add_piece(cast.settings, cast.teacher, video, Piece(UPLOAD, 0, 5_000_000, b"x"))
    assert isinstance(answer, No) and answer.reason == "no_room"


def test_what_is_no_film_is_thrown_away(cast: Cast, video: str) -> None:
    send(cast, video, b"not a film at all")
    answer = recording.finish_recording(cast.settings, cast.teacher, video, UPLOAD, 17, op())
    assert isinstance(answer, No) and answer.reason == "not_a_film"
    assert recorded_by(cast.teacher.id) == set() and not list((cast.settings.data / "uploads").iterdir())


def test_only_films_of_the_class_and_only_ones_own(cast: Cast, video: str) -> None:
    other = next(o.id for o in cast.unit.objects if o.kind == "text")
    for object in (other, "no-such"):
        answer = recording.add_piece(cast.settings, cast.teacher, object, Piece(UPLOAD, 0, 3, b"abc"))
        assert isinstance(answer, No) and answer.reason == "unknown"
    send(cast, video, FILM)
    done(recording.finish_recording(cast.settings, cast.teacher, video, UPLOAD, len(FILM), op()))
    colleague = Actor("another-teacher", "teacher", cast.section)
    assert isinstance(recording.drop_recording(colleague, video, op()), No)
    assert recorded_by(cast.teacher.id) == {video} and recorded_by(colleague.id) == set()


def test_captions_belong_to_the_film_they_were_made_for(cast: Cast, video: str) -> None:
    none = recording.caption_recording(cast.settings, cast.teacher, video, CAPTIONS, op())
    assert isinstance(none, No) and none.reason == "unknown"
    send(cast, video, FILM)
    done(recording.finish_recording(cast.settings, cast.teacher, video, UPLOAD, len(FILM), op()))
    wrong = recording.caption_recording(cast.settings, cast.teacher, video, b"1\n00:01,000 --> 00:02,000\nhi", op())
    assert isinstance(wrong, No) and wrong.reason == "captions"
    done(recording.caption_recording(cast.settings, cast.teacher, video, CAPTIONS, op()))
    row = recording_of(cast.teacher.id, video)
    assert row is not None and row.captions
    send(cast, video, FILM + b"\x00\x00\x00\x08free", "fedcba9876543210")
    done(recording.finish_recording(cast.settings, cast.teacher, video, "fedcba9876543210", len(FILM) + 8, op()))
    row = recording_of(cast.teacher.id, video)
    assert row is not None and not row.captions
    done(recording.drop_recording(cast.teacher, video, op()))
    assert recording_of(cast.teacher.id, video) is None
    assert facts.differences() == []


def test_own_films_come_back_from_a_backup_however_many(
    cast: Cast, video: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(cast, video, FILM)
    done(recording.finish_recording(cast.settings, cast.teacher, video, UPLOAD, len(FILM), op()))
    backup(cast.settings, tmp_path / "box.zip")
    monkeypatch.setattr(guarded_zip, "MOST_BYTES", 1000)
    new = Settings(data=tmp_path / "new")
    restore(new, tmp_path / "box.zip", force=False)
    row = recording_of(cast.teacher.id, video)
    assert row is not None and (new.media / row.sha256[:2] / row.sha256).read_bytes() == FILM


def test_the_same_piece_twice_at_the_same_moment_is_there_once(
    cast: Cast, video: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first is on its way to the card when the browser, tired of waiting, sends it again."""
    piece, opened = Piece(UPLOAD, 0, 30, b"0123456789"), os.open
    again = iter([True])

    def slow(path: str, flags: int, mode: int = 0o777) -> int:
        if next(again, False):
            assert recording.add_piece(cast.settings, cast.teacher, video, piece) == 10
        return opened(path, flags, mode)

    monkeypatch.setattr("server.actions.choose_recording.os.open", slow)
    assert recording.add_piece(cast.settings, cast.teacher, video, piece) == 10
    assert [f.read_bytes() for f in (cast.settings.data / "uploads").iterdir()] == [b"0123456789"]
