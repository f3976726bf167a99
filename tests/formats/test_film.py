"""What a film file says of itself, and what is refused before a class sees a black screen."""

from __future__ import annotations

import contextlib
import io
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.formats.film import Film, NotAFilm, film_of

SAMPLE = sorted((Path(__file__).parents[2] / "videos" / "gas-laws").glob("*.mp4"))


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), name) + body


def mp4(codec: bytes = b"avc1", seconds: int = 75, scale: int = 600, index_last: bool = True) -> bytes:
    entry = struct.pack(">4sI", b"\x00" * 4, 1) + box(codec, b"\x00" * 70)
    track = box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", box(b"stsd", entry)))))
    header = box(b"mvhd", b"\x00" * 12 + struct.pack(">II", scale, scale * seconds) + b"\x00" * 80)
    index, data = box(b"moov", header + track), box(b"mdat", b"film" * 20)
    return box(b"ftyp", b"isom\x00\x00\x02\x00") + (data + index if index_last else index + data)


def look(data: bytes) -> Film:
    return film_of(io.BytesIO(data), len(data))


@pytest.mark.parametrize("index_last", [True, False])
def test_a_film_is_known_wherever_its_index_stands(index_last: bool) -> None:
    assert look(mp4(index_last=index_last)) == Film(".mp4", 75.0)


@pytest.mark.parametrize("film", SAMPLE, ids=lambda path: path.stem)
def test_our_own_films_are_films(film: Path) -> None:
    with film.open("rb") as file:
        found = film_of(file, film.stat().st_size)
    assert found.suffix == ".mp4" and 60 < found.seconds < 300


def test_webm_is_a_film() -> None:
    assert look(b"\x1a\x45\xdf\xa3" + b"\x00" * 40).suffix == ".webm"


@pytest.mark.parametrize("codec", [b"hvc1", b"hev1", b"av01"])
def test_what_netbooks_cannot_play_is_said(codec: bytes) -> None:
    with pytest.raises(NotAFilm, match="codec"):
        look(mp4(codec))


def test_sound_alone_and_other_files_are_no_films() -> None:
    for data in (mp4(b"mp4a"), b"%PDF-1.7 and so on", b"", b"ftyp"):
        with pytest.raises(NotAFilm, match="not_a_film"):
            look(data)


@pytest.mark.parametrize("index_last", [True, False])
@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
def test_a_film_cut_off_is_noticed(keep: float, index_last: bool) -> None:
    whole = mp4(index_last=index_last)
    with pytest.raises(NotAFilm, match="broken"):
        look(whole[: int(len(whole) * keep)])


def test_a_huge_index_is_not_read_into_memory() -> None:
    head = box(b"ftyp", b"isom") + struct.pack(">I4sQ", 1, b"moov", 1 << 40)
    with pytest.raises(NotAFilm, match="broken"):
        film_of(io.BytesIO(head), 1 << 41)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_film_or_refused(noise: bytes) -> None:
    for data in (noise, box(b"ftyp", b"isom") + noise, box(b"ftyp", b"isom") + box(b"moov", noise)):
        with contextlib.suppress(NotAFilm):
            assert look(data).suffix in {".mp4", ".webm"}
