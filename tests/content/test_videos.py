"""Every film we ship starts at once, is small, and has captions that say what is said, when it is said."""

import re
import struct
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

VIDEOS = Path(__file__).parents[2] / "videos"
FILMS = sorted(VIDEOS.rglob("*.mp4"))
MOST_BYTES = 2_500_000
POSTER_BYTES = 40 * 1024
BASELINE = 66  # H.264's number for the profile without anything an old decoder lacks

Box = tuple[str, bytes]


def boxes(data: bytes) -> Iterator[Box]:
    """The boxes of an MP4 (or of one of its container boxes), in the order they come."""
    at = 0
    while at + 8 <= len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        head = 8
        if size == 1:
            size, head = struct.unpack(">Q", data[at + 8 : at + 16])[0], 16
        elif size == 0:
            size = len(data) - at
        assert size >= head and at + size <= len(data), f"box {name!r} at {at} does not fit"
        yield name.decode("latin-1"), data[at + head : at + size]
        at += size


def duration(film: bytes) -> float:
    """Length in seconds, from the movie header."""
    header = dict(boxes(dict(boxes(film))["moov"]))["mvhd"]
    if header[0] == 1:
        scale, length = struct.unpack(">IQ", header[20:32])
    else:
        scale, length = struct.unpack(">II", header[12:20])
    return length / scale


def seconds(clock: str) -> float:
    match = re.fullmatch(r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})", clock)
    assert match, f"not a WebVTT time: {clock}"
    hours, minutes, whole, milli = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + whole + milli / 1000


def cues(text: str) -> list[tuple[float, float, str]]:
    """Begin, end and words of each caption."""
    head, *blocks = re.split(r"\n{2,}", text.strip())
    assert head == "WEBVTT"
    found = []
    for block in blocks:
        lines = block.split("\n")
        times = next(number for number, line in enumerate(lines) if " --> " in line)
        begin, end = lines[times].split(" --> ")
        found.append((seconds(begin), seconds(end), " ".join(lines[times + 1 :])))
    return found


def captions(film: Path) -> list[tuple[float, float, str]]:
    return cues(film.with_suffix(".en.vtt").read_text("utf-8"))


def test_there_are_films() -> None:
    assert FILMS


def test_every_storyboard_has_been_made_into_a_film() -> None:
    assert {path.stem for path in (VIDEOS / "make").glob("*.toml")} == {film.stem for film in FILMS}


@pytest.mark.parametrize("film", FILMS, ids=lambda path: path.stem)
class TestFilm:
    def test_it_is_small_and_its_index_comes_first(self, film: Path) -> None:
        data = film.read_bytes()
        assert len(data) <= MOST_BYTES
        order = [name for name, _ in boxes(data)]
        assert order[0] == "ftyp"
        assert order.index("moov") < order.index("mdat")

    def test_it_lasts_between_one_and_a_half_and_four_minutes(self, film: Path) -> None:
        assert 90 <= duration(film.read_bytes()) <= 240

    def test_old_netbooks_can_decode_it(self, film: Path) -> None:
        data = film.read_bytes()
        data = data[data.index(b"stsd") :]
        version, profile = data[data.index(b"avcC") + 4 :][:2]
        assert (version, profile) == (1, BASELINE)
        sample = data[data.index(b"avc1") + 4 :]
        assert struct.unpack(">HH", sample[24:28]) == (854, 480)

    def test_captions_follow_one_another_and_end_before_the_film(self, film: Path) -> None:
        spoken = captions(film)
        assert spoken
        before = 0.0
        for begin, end, words in spoken:
            assert before <= begin < end, words
            assert words.strip()
            assert 8 <= len(words) / (end - begin) <= 24, f"too fast or too slow to read: {words}"
            before = end
        assert before < duration(film.read_bytes())

    def test_captions_are_the_sentences_of_the_storyboard(self, film: Path) -> None:
        assert (VIDEOS / "make" / f"{film.stem}.toml").exists(), "a film without a storyboard"
        board = tomllib.loads((VIDEOS / "make" / f"{film.stem}.toml").read_text("utf-8"))
        said = [scene["say"] for scene in board["scene"]]
        assert [words for _, _, words in captions(film)] == said
        transcript = film.with_suffix(".txt").read_text("utf-8").split("\n")
        assert [line for line in transcript if line] == [board["title"], *said]

    def test_units_are_spelled_out_for_the_voice(self, film: Path) -> None:
        for _, _, words in captions(film):
            assert not re.search(r"\d|\bkPa\b|\bmL\b|°|=", words), words

    def test_it_has_a_light_poster(self, film: Path) -> None:
        poster = film.with_suffix(".jpg").read_bytes()
        assert poster[:3] == b"\xff\xd8\xff"
        assert len(poster) <= POSTER_BYTES


def test_the_box_walk_notices_a_box_that_runs_over() -> None:
    with pytest.raises(AssertionError, match="does not fit"):
        list(boxes(struct.pack(">I4s", 99, b"mdat")))


def test_the_caption_reader_refuses_a_comma_time() -> None:
    with pytest.raises(AssertionError, match="not a WebVTT time"):
        cues("WEBVTT\n\n00:00:01,000 --> 00:00:02.000\nhello\n")
