"""A stranger's zip is looked over before anything in it is read."""

import stat
import unicodedata
import zipfile
from pathlib import Path

import pytest

from server.formats import guarded_zip
from server.formats.guarded_zip import GuardedZip, Refused


def made(tmp_path: Path, *members: tuple[str | zipfile.ZipInfo, bytes], packed: int = zipfile.ZIP_STORED) -> Path:
    path = tmp_path / "some.zip"
    with zipfile.ZipFile(path, "w", packed) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def test_a_sound_zip_gives_its_files_by_name(tmp_path: Path) -> None:
    archive = GuardedZip(made(tmp_path, ("b/two.txt", b"2"), ("one.txt", b"eins"), ("b/", b"")))
    assert archive.names() == ["b/two.txt", "one.txt"]
    assert archive.read("one.txt") == b"eins"
    with archive.open("b/two.txt") as file:
        assert file.read() == b"2"


def test_names_are_composed(tmp_path: Path) -> None:
    archive = GuardedZip(made(tmp_path, (unicodedata.normalize("NFD", "é.txt"), b"")))
    assert archive.names() == [unicodedata.normalize("NFC", "é.txt")]


@pytest.mark.parametrize("name", ["../up.txt", "a/../../up.txt", "/etc/x", "C:/x", "a\\..\\..\\x", "a//b"])
def test_a_path_that_leads_outside_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match="outside its folder"):
        GuardedZip(made(tmp_path, (name, b"x")))


def test_a_link_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(Refused, match="link"):
        GuardedZip(made(tmp_path, (link, b"/etc/passwd")))


def test_a_zip_bomb_is_refused_and_a_small_blank_file_is_not(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="100 times"):
        GuardedZip(made(tmp_path, ("zeros", bytes(3_000_000)), packed=zipfile.ZIP_DEFLATED))
    assert GuardedZip(made(tmp_path, ("zeros", bytes(900_000)), packed=zipfile.ZIP_DEFLATED)).size("zeros") == 900_000


def test_too_many_and_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path, *((f"{number}", b"1234") for number in range(6)))
    monkeypatch.setattr(guarded_zip, "MOST_MEMBERS", 5)
    with pytest.raises(Refused, match="holds 6 files"):
        GuardedZip(path)
    monkeypatch.setattr(guarded_zip, "MOST_MEMBERS", 6)
    monkeypatch.setattr(guarded_zip, "MOST_BYTES", 23)
    with pytest.raises(Refused, match="2 GB"):
        GuardedZip(path)


def test_the_same_name_twice_is_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        path = made(tmp_path, ("a", b"1"), ("a", b"2"))
    with pytest.raises(Refused, match="twice"):
        GuardedZip(path)


def test_damage_is_a_sentence(tmp_path: Path) -> None:
    path = made(tmp_path, ("a.txt", b"some text that is long enough"))
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"text that", b"xxxx that"))
    with pytest.raises(Refused, match=r"a\.txt in some\.zip is damaged"):
        GuardedZip(path).read("a.txt")
    path.write_bytes(whole[:20])
    with pytest.raises(Refused, match="not a zip"):
        GuardedZip(path)


def test_a_long_file_is_not_read_at_once(tmp_path: Path) -> None:
    archive = GuardedZip(made(tmp_path, ("a", b"12345")))
    with pytest.raises(Refused, match="too long"):
        archive.read("a", most=4)


def test_a_file_as_large_as_its_box_needs_room_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path, ("film", b"1234"))
    monkeypatch.setattr(guarded_zip, "MOST_BYTES", 3)
    assert GuardedZip(path, 4).names() == ["film"]
    with pytest.raises(Refused, match="room"):
        GuardedZip(path, 3)
