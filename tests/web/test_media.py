"""Byte ranges over HTTP: what a player, a download that broke off, and a curious one get."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cast import PIN, Cast
from served import Told, Visitor, served

from server.settings import Settings
from server.store import content, database, writer

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def video(made_box: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Visitor, str, bytes]]:
    """A student signed in at a real server, the address of the sample video, and what it holds."""
    folder = tmp_path_factory.mktemp("media") / "box"
    shutil.copytree(made_box.folder, folder)  # type: ignore[attr-defined]
    writer.stop()
    database.open_database(folder / "classroom.db")
    cast = Cast.of(replace(Settings(), data=folder))
    cast.open_class()
    found = next(o for o in cast.unit.objects if o.kind == "video")
    row = content.media_of(content.pack_of(cast.unit.id), found.path)
    assert row is not None
    whole = (cast.settings.media / row.sha256[:2] / row.sha256).read_bytes()
    writer.stop()
    database.close()
    with served(folder) as server:
        student = Visitor(server.port).sign_in_student(cast.amina.id, PIN)
        yield student, f"/student/objects/{found.id}/files/{Path(found.path).name}", whole


def part(video: tuple[Visitor, str, bytes], range: str, **headers: str) -> Told:
    return video[0].ask("GET", video[1], Range=range, **headers)


def test_the_whole_file(video: tuple[Visitor, str, bytes]) -> None:
    student, address, whole = video
    told = student.get(address)
    assert told.status == 200 and told.body == whole
    assert told.headers["accept-ranges"] == "bytes"
    assert told.headers["content-type"] == "video/mp4"
    assert "content-range" not in told.headers


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-", 0, -1),
        ("bytes=0-0", 0, 0),
        ("bytes=5-5", 5, 5),
        ("bytes=5-1004", 5, 1004),
        ("bytes=-10", -10, -1),
        ("bytes={last}-", -1, -1),
        ("bytes={last}-{last}", -1, -1),
        ("bytes=100-999999999999", 100, -1),
        ("bytes=-999999999999", 0, -1),
        ("bytes=65530-65545", 65530, 65545),
    ],
)
def test_a_part(video: tuple[Visitor, str, bytes], asked: str, first: int, last: int) -> None:
    whole = video[2]
    first, last = first % len(whole), last % len(whole)
    told = part(video, asked.format(last=len(whole) - 1))
    assert told.status == 206
    assert told.headers["content-range"] == f"bytes {first}-{last}/{len(whole)}"
    assert told.headers["content-length"] == str(last - first + 1)
    assert told.body == whole[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes={size}-", "bytes=999999999999-", "bytes=-0"])
def test_a_part_outside_is_416_with_the_size(video: tuple[Visitor, str, bytes], asked: str) -> None:
    size = len(video[2])
    told = part(video, asked.format(size=size))
    assert told.status == 416
    assert told.headers["content-range"] == f"bytes */{size}"
    assert told.body == b""


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,5-6", "bytes=9-3", "bytes=", "bytes=-", "bytes=a-b", "items=0-5", "bytes 0-5", "nonsense"]
)
def test_what_cannot_be_read_is_ignored(video: tuple[Visitor, str, bytes], asked: str) -> None:
    told = part(video, asked)
    assert told.status == 200 and told.body == video[2]


def test_a_download_goes_on_only_with_the_same_file(video: tuple[Visitor, str, bytes]) -> None:
    student, address, whole = video
    etag = student.ask("HEAD", address).headers["etag"]
    assert etag.startswith('"') and etag.endswith('"')
    same = part(video, "bytes=10-19", If_Range=etag)
    assert (same.status, same.body) == (206, whole[10:20])
    other = part(video, "bytes=10-19", If_Range='"another file"')
    assert (other.status, other.body) == (200, whole)
    weak = part(video, "bytes=10-19", If_Range=f"W/{etag}")
    assert weak.status == 200, "a weak tag never matches If-Range"
    outside = part(video, "bytes=999999999999-", If_Range='"another file"')
    assert outside.status == 200


def test_head_says_all_and_sends_nothing(video: tuple[Visitor, str, bytes]) -> None:
    student, address, whole = video
    told = student.ask("HEAD", address)
    assert (told.status, told.body) == (200, b"")
    assert told.headers["content-length"] == str(len(whole))
    assert told.headers["accept-ranges"] == "bytes"
    some = student.ask("HEAD", address, Range="bytes=0-9")
    assert some.body == b"" and some.headers["content-length"] == "10"
    assert student.get("/student/").status == 200, "the connection is still in step"


def test_the_tag_belongs_to_the_bytes(video: tuple[Visitor, str, bytes]) -> None:
    student, address, _whole = video
    captions = address.rsplit(".", 1)[0] + ".en.vtt"
    assert student.get(captions).headers["content-type"].startswith("text/vtt")
    assert student.ask("HEAD", captions).headers["etag"] != student.ask("HEAD", address).headers["etag"]


def test_a_download_carries_its_name(video: tuple[Visitor, str, bytes]) -> None:
    student, address, whole = video
    told = student.get(address + "?download")
    assert told.body == whole
    assert told.headers["content-disposition"].startswith("attachment; filename=")


def test_parts_put_together_are_the_file(video: tuple[Visitor, str, bytes]) -> None:
    whole, step = video[2], 131_071
    got = b"".join(part(video, f"bytes={at}-{at + step - 1}").body for at in range(0, len(whole), step))
    assert got == whole
