"""Bad input gets a sentence and an exit status, never a traceback."""

from __future__ import annotations

import random
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from command_running import Here, apart

pytest_plugins = ("command_running",)

Words = list[str | Path]


def _files(folder: Path) -> dict[str, Path]:
    """Things that are not what a command asks for."""
    folder.mkdir(exist_ok=True)
    names = ("missing", "folder", "empty", "random", "words.txt", "half.zip", "other.zip")
    found = {name: folder / name for name in names}
    found["folder"].mkdir(exist_ok=True)
    found["empty"].write_bytes(b"")
    found["random"].write_bytes(random.Random(1).randbytes(5000))
    found["words.txt"].write_text("Only words, nothing that could be asked.\n" * 5)
    with zipfile.ZipFile(found["other.zip"], "w") as archive:
        archive.writestr("../../outside.txt", "no")
        archive.writestr("readme.txt", "no")
    found["half.zip"].write_bytes(found["other.zip"].read_bytes()[:60])
    return found


# what is typed, with a name of _files in place of @ → the exit status
CASES: list[tuple[str, int]] = [
    ("", 2),
    ("fly", 2),
    ("import", 2),
    ("import @missing", 2),
    ("import @folder", 1),
    ("import @empty", 1),
    ("import @random", 1),
    ("import @words.txt", 1),
    ("import @half.zip", 1),
    ("import @other.zip", 1),
    ("import @random --json", 1),
    ("import @words.txt --into no-such-unit", 1),
    ("pack no-such-unit --to @new.zip", 2),
    ("pack gas-laws", 2),
    ("pack gas-laws --to @new.zip --format scroll", 2),
    ("pack gas-laws --to @folder --format gift", 2),
    ("pack gas-laws --to @folder", 2),
    ("pack gas-laws --to @empty/inside.zip", 2),
    ("export", 2),
    ("export --to @empty/inside", 2),
    ("export --to @folder --section 9Z", 2),
    ("export --to @folder --section 9Z --json", 2),
    ("bundle", 2),
    ("bundle verify", 2),
    ("bundle verify @missing", 2),
    ("bundle verify @folder", 1),
    ("bundle verify @empty", 1),
    ("bundle verify @random --json", 1),
    ("bundle verify @half.zip", 1),
    ("bundle verify @other.zip", 1),
    ("bundle merge @missing", 2),
    ("bundle merge @random", 1),
    ("bundle merge @other.zip --json", 1),
    ("backup", 2),
    ("backup --to @folder", 2),
    ("backup --to @empty/inside.zip", 2),
    ("restore @missing --force", 2),
    ("restore @folder --force", 2),
    ("restore @empty --force", 2),
    ("restore @random --force", 2),
    ("restore @half.zip --force", 2),
    ("restore @other.zip --force", 2),
    ("assemble gas-laws", 2),
    ("assemble gas-laws --count many", 2),
    ("assemble gas-laws --count 0", 2),
    ("assemble gas-laws --count -3", 2),
    ("assemble gas-laws --count 1000000", 2),
    ("assemble no-such-unit --count 1", 2),
    ("assemble gas-laws --count 1 --student nobody --json", 2),
    ("serve --port many", 2),
    ("serve --port 70000", 2),
    ("demo --port -1", 2),
]


def _words(typed: str, folder: Path) -> Words:
    files = _files(folder)
    words: Words = []
    for word in typed.split():
        name, _slash, rest = word.removeprefix("@").partition("/")
        words.append(files.get(name, folder / name) / rest if word.startswith("@") else word)
    return words


def _check(run: Callable[..., object], typed: str, status: int, folder: Path) -> None:
    ended = run(*_words(typed, folder))
    assert ended.status == status, f"{ended.out}\n{ended.err}"  # type: ignore[attr-defined]
    assert "Traceback" not in ended.err  # type: ignore[attr-defined]
    assert ended.err.strip(), "it says why"  # type: ignore[attr-defined]
    if "--json" in typed:
        assert ended.json is not None  # type: ignore[attr-defined]
    else:
        assert ended.out == ""  # type: ignore[attr-defined]


# Every second one all day long, all of them in CI.
MARKED = [pytest.param(*case, marks=[pytest.mark.full] if n % 2 else []) for n, case in enumerate(CASES)]


@pytest.mark.parametrize(("typed", "status"), MARKED)
def test_bad_input_gets_a_sentence(here: Here, typed: str, status: int, tmp_path: Path) -> None:
    before = sorted(p.name for p in here.data.rglob("*"))
    _check(here, typed, status, tmp_path / "files")
    after = sorted(p.name for p in here.data.rglob("*") if not p.name.endswith(("-wal", "-shm")))
    assert after == before, "and nothing is left behind"


@pytest.mark.full
@pytest.mark.parametrize(("typed", "status"), CASES[::4])
def test_it_does_so_as_a_process_of_its_own(here: Here, typed: str, status: int, tmp_path: Path) -> None:
    _check(lambda *words: apart("--data", here.data, *words), typed, status, tmp_path / "files")


EVERY = [
    "import @words.txt", "pack gas-laws --to @new.zip", "export --to @folder", "bundle merge @other.zip",
    "rebuild --check", "assemble gas-laws --count 1",
]  # fmt: skip


@pytest.mark.parametrize("typed", [*EVERY, "backup --to @new.zip", "serve", "demo", "restore @other.zip"])
def test_data_that_is_a_file_is_refused(here: Here, typed: str, tmp_path: Path) -> None:
    place = tmp_path / "a-file"
    place.write_text("mine")
    ended = here(*_words(typed, tmp_path / "files"), data=place)
    assert ended.status == 2, ended.err
    assert ended.err.strip()
    assert place.read_text() == "mine"


@pytest.mark.full
@pytest.mark.parametrize("typed", [*EVERY, "backup --to @new.zip", "serve", "demo", "rebuild"])
def test_a_box_that_is_no_database_is_refused(here: Here, typed: str, tmp_path: Path) -> None:
    place = here.data / "classroom.db"
    place.write_bytes(random.Random(2).randbytes(20_000))
    ended = here(*_words(typed, tmp_path / "files"))
    assert ended.status == 2, ended.err
    assert "not a Classroom database" in ended.err
    assert place.read_bytes() == random.Random(2).randbytes(20_000)


def test_a_box_of_a_newer_release_is_refused(here: Here) -> None:
    link = sqlite3.connect(here.data / "classroom.db")
    link.execute("INSERT INTO migration VALUES ('m9999_later')")
    link.commit()
    link.close()
    for typed in ("rebuild --check", "serve", "export --to x", "demo"):
        ended = here(*typed.split())
        assert (ended.status, "newer release" in ended.err) == (2, True), typed


@pytest.mark.full
def test_an_empty_or_missing_folder_is_fine(here: Here, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "not" / "yet"):
        assert here("rebuild", "--check", "--json", data=folder).json == {"differences": [], "rebuilt": False}
        assert len(here("assemble", "gas-laws", "--count", "1", data=folder).json) == 1, "the sample unit is there"
        assert here("export", "--to", tmp_path, data=folder).status == 2


def test_a_package_of_rosters_is_refused_in_words_and_enrolls_nobody(here: Here, tmp_path: Path) -> None:
    package = tmp_path / "oneroster.zip"
    with zipfile.ZipFile(package, "w") as opened:
        opened.writestr("manifest.csv", "propertyName,value\n")
        opened.writestr("users.csv", "sourcedId,givenName,familyName\n1,Ada,Berg\n")
    ended = here("import", package, "--json")
    assert (ended.status, "OneRoster" in ended.err) == (1, True)


def test_one_slip_among_several_paths_imports_none_of_them(here: Here, tmp_path: Path) -> None:
    good = tmp_path / "good.gift"
    good.write_text("::Q1:: Two and two? {=4 ~5}")
    ended = here("import", good, tmp_path / "not-there", "--json")
    assert ended.status == 2
    assert here("import", good, "--dry-run", "--json").status == 0
    assert here("assemble", "bank-good", "--count", "1").status == 2, "nothing was taken in"
