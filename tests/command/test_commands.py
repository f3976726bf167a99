"""Each command does what the contracts say."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest
from command_running import ROOT, SAMPLE, Here, apart

pytestmark = pytest.mark.full

pytest_plugins = ("command_running",)

GIFT = """// two that can be read and one that cannot
::Boiling:: Water boils at 100 °C at sea level. {T}

::Count:: How many moles are in 36 g of water? {#2:0.1}

::Broken:: This one never ends {=yes ~no
"""
ROSTER = "Student ID,First Name,Last Name\n1001,Amina,Kamara\n1010,Noor,Haddad\n1011,Otto,Berg\n"


def _course(database: Path) -> tuple[list[str], list[tuple[str, str, str]]]:
    link = sqlite3.connect(database)
    try:
        units = [row[0] for row in link.execute("SELECT body FROM unit ORDER BY id")]
        items = list(link.execute("SELECT objective, id, body FROM item WHERE current = 1 ORDER BY objective, id"))
        return units, items
    finally:
        link.close()


def test_the_sample_twice_changes_nothing(here: Here) -> None:
    told = here("import", SAMPLE, "--json").json
    assert told["kind"] == "pack"
    assert (told["added"], told["changed"], told["skipped"]) == (0, 0, [])
    assert told["unchanged"] > 80
    assert told["items"] == sum(told["by_type"].values()) > 80
    assert "read" not in told


@pytest.mark.full
def test_a_dry_run_changes_nothing(here: Here, tmp_path: Path) -> None:
    new = tmp_path / "new"
    told = here("import", SAMPLE, "--dry-run", "--json", data=new).json
    assert told["items"] > 80
    assert _course(new / "classroom.db") == ([], [])


def test_pack_and_import_give_the_same_course(here: Here, tmp_path: Path) -> None:
    assert here("pack", "gas-laws", "--to", tmp_path / "out.zip").status == 0
    told = here("import", tmp_path / "out.zip", "--json", data=tmp_path / "new").json
    assert (told["changed"], told["unchanged"], told["skipped"]) == (0, 0, [])
    assert _course(tmp_path / "new" / "classroom.db") == _course(here.data / "classroom.db")
    files = [{p.name for p in (box / "media").rglob("*") if p.is_file()} for box in (here.data, tmp_path / "new")]
    assert files[0] == files[1]
    again = here("import", tmp_path / "out.zip", "--json").json
    assert (again["added"], again["changed"]) == (0, 0)


def test_a_bank_leaves_as_gift_and_native(here: Here, tmp_path: Path) -> None:
    for format, name in (("gift", "bank.gift"), ("native", "bank.toml")):
        ended = here("pack", "gas-laws", "--to", tmp_path / name, "--format", format)
        assert (ended.status, ended.out) == (0, "")
        assert (tmp_path / name).stat().st_size > 1000
    assert here("import", tmp_path / "bank.gift", "--dry-run", "--json").json["items"] > 20
    native = here("import", tmp_path / "bank.toml", "--json").json
    written = sum(bank.read_text("utf-8").count("\n[[item]]") for bank in (SAMPLE / "banks").glob("*.toml"))
    assert (native["kind"], native["items"], native["skipped"]) == ("native", written, [])
    assert (native["added"], native["changed"]) == (0, 0), "what came out goes in again unchanged"


def test_gift_questions_come_in_and_the_broken_one_is_named(here: Here, tmp_path: Path) -> None:
    (tmp_path / "water.txt").write_text(GIFT, encoding="utf-8")
    told = here("import", tmp_path / "water.txt", "--items", "--json").json
    assert told["kind"] == "gift"
    assert told["by_type"]["true_false"] == told["by_type"]["numeric"] == 1
    assert len(told["skipped"]) == 1
    assert all(s["where"] and s["why"] for s in told["skipped"])
    names = {r["name"]: r for r in told["read"]}
    assert names["Count"]["answers"][0]["tolerance"] in {0.1, "0.1"}
    assert {o["text"] for o in names["Boiling"]["options"]} == {"True", "False"}
    again = here("import", tmp_path / "water.txt", "--json").json
    assert (again["added"], again["changed"]) == (0, 0)
    into = here("import", tmp_path / "water.txt", "--into", "gases-2", "--json").json
    assert into["added"] == told["items"]


def test_a_class_list_comes_in(here: Here, tmp_path: Path) -> None:
    (tmp_path / "class.csv").write_text(ROSTER, encoding="utf-8")
    told = here("import", tmp_path / "class.csv", "--into", "10B", "--json").json
    assert (told["kind"], told["students"]) == ("roster", 3)
    assert (told["added"], told["changed"], told["unchanged"]) == (2, 0, 1)
    again = here("import", tmp_path / "class.csv", "--json").json
    assert (again["added"], again["unchanged"]) == (0, 3)
    wrong = here("import", tmp_path / "class.csv", "--into", "9Z")
    assert (wrong.status, "10B" in wrong.err) == (2, True)


def _recorded(database: Path) -> list[int]:
    link = sqlite3.connect(database)
    try:
        tables = ("fact", "attempt", "exposure", "done_op")
        return [link.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]
    finally:
        link.close()


def test_assemble_draws_the_same_again_and_records_nothing(here: Here) -> None:
    before = _recorded(here.data / "classroom.db")
    first = here("assemble", "gas-laws", "--count", "3", "--seed", "winter", "--json")
    assert here("assemble", "gas-laws", "--count", "3", "--seed", "winter", "--json").out == first.out
    assert here("assemble", "gas-laws", "--count", "3", "--seed", "summer", "--json").out != first.out
    assert _recorded(here.data / "classroom.db") == before
    tests = first.json
    assert [set(t) for t in tests] == [{"seed", "items"}] * 3
    assert len({t["seed"] for t in tests}) == 3
    item = tests[0]["items"][0]
    assert {"id", "version", "objective", "values", "options", "key"} <= set(item)
    assert {i["objective"] for i in tests[0]["items"]} == {f"gases-{n}" for n in range(1, 8)}


@pytest.mark.full
def test_each_further_test_can_be_drawn_alone_by_its_seed(here: Here) -> None:
    tests = here("assemble", "gas-laws", "--count", "3", "--seed", "winter", "--json").json
    alone = here("assemble", "gas-laws", "--count", "1", "--seed", tests[2]["seed"], "--json").json
    assert alone == tests[2:]


def test_a_bundle_is_written_checked_and_merged(here: Here, tmp_path: Path) -> None:
    told = here("export", "--to", tmp_path / "stick", "--section", "10B", "--json").json
    file = Path(told["file"])
    assert file.exists()
    assert (told["sequence"], told["students"]) == (1, 3)
    assert len(told["sha256"]) == 64
    assert here("bundle", "verify", file, "--json").json["ok"] is True
    assert here("export", "--to", tmp_path / "stick", "--json").json["sequence"] == 2
    second = next(p for p in (tmp_path / "stick").iterdir() if p != file)
    merged = [here("bundle", "merge", *files, "--json", data=tmp_path / "hub") for files in ((second, file), (file,))]
    assert [m.status for m in merged] == [0, 0]
    assert merged[0].json["added"] > 0
    assert (merged[1].json["added"], merged[1].json["missing"]) == (0, [])
    assert merged[1].json["facts"] == merged[0].json["facts"]


@pytest.mark.full
def test_a_missing_bundle_of_the_chain_is_noticed(here: Here, tmp_path: Path) -> None:
    files = [here("export", "--to", tmp_path / "stick", "--json").json["file"] for _ in range(2)]
    told = here("bundle", "merge", files[1], "--json", data=tmp_path / "hub").json
    assert len(told["missing"]) == 1


def test_a_changed_bundle_is_found_and_merges_nothing(here: Here, tmp_path: Path) -> None:
    file = Path(here("export", "--to", tmp_path, "--json").json["file"])
    whole = file.read_bytes()
    for place in (0, len(whole) // 3, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        ended = here("bundle", "verify", file, "--json")
        assert (ended.status, ended.json["ok"]) == (1, False), place
        assert ended.json["problems"]
    merged = here("bundle", "merge", file, "--json", data=tmp_path / "hub")
    assert (merged.status, merged.json["facts"]) == (1, 0)


def _tamper(database: Path, statement: str) -> None:
    link = sqlite3.connect(database)
    link.execute(statement)
    link.commit()
    link.close()


def test_rebuild_finds_and_mends_a_row_that_no_fact_explains(here: Here) -> None:
    assert here("rebuild", "--check").status == 0
    _tamper(here.data / "classroom.db", "UPDATE student SET given = 'Somebody' WHERE given = 'Li'")
    found = here("rebuild", "--check", "--json")
    assert found.status == 1
    assert found.json["rebuilt"] is False
    assert "student" in found.json["differences"][0]
    mended = here("rebuild", "--json")
    assert (mended.status, mended.json["rebuilt"]) == (0, True)
    assert here("rebuild", "--check").status == 0


def test_a_backup_restores_elsewhere_and_overwrites_only_by_force(here: Here, tmp_path: Path) -> None:
    assert here("backup", "--to", tmp_path / "b" / "box.zip").status == 2, "a stick that is not there is not made up"
    (tmp_path / "b").mkdir()
    assert here("backup", "--to", tmp_path / "b" / "box.zip").status == 0
    new = tmp_path / "new"
    assert here("restore", tmp_path / "b" / "box.zip", data=new).status == 0
    assert here("rebuild", "--check", data=new).status == 0
    assert _course(new / "classroom.db") == _course(here.data / "classroom.db")
    refused = here("restore", tmp_path / "b" / "box.zip", data=new)
    assert (refused.status, "--force" in refused.err) == (2, True)
    _tamper(new / "classroom.db", "DELETE FROM student")
    assert here("restore", tmp_path / "b" / "box.zip", "--force", data=new).status == 0
    assert here("rebuild", "--check", data=new).status == 0
    assert [p.name for p in new.iterdir() if p.name.startswith("before-restore-")], "what stood there is kept aside"
    incarnations = []
    for box in (here.data, new):
        link = sqlite3.connect(box / "classroom.db")
        incarnations.append(link.execute("SELECT value FROM box_value WHERE name = 'incarnation'").fetchone()[0])
        link.close()
    assert incarnations[0] != incarnations[1], "its facts from now on are others"


def test_a_damaged_backup_leaves_the_box_as_it_was(here: Here, tmp_path: Path) -> None:
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("classroom.db", b"SQLite format 3\0" + b"broken" * 900)
    before = _course(here.data / "classroom.db")
    ended = here("restore", bad, "--force")
    assert (ended.status, "Traceback" in ended.err) == (2, False)
    assert _course(here.data / "classroom.db") == before


def test_doctor_is_content_with_a_healthy_box_only(here: Here) -> None:
    ended = here("doctor", "--json")
    told = {c["what"]: c for c in ended.json["checks"]}
    assert [c for c in told.values() if not c["ok"] and c["what"] != "space"] == []
    media = next(p for p in (here.data / "media").rglob("*") if p.is_file())
    media.write_bytes(b"flipped")
    _tamper(here.data / "classroom.db", "DELETE FROM student WHERE given = 'Li'")
    sick = here("doctor", "--json")
    wrong = {c["what"] for c in sick.json["checks"] if not c["ok"]}
    assert (sick.status, {"files", "tables"} <= wrong) == (1, True)
    (here.data / "classroom.db").write_bytes(b"no database" * 1000)
    broken = here("doctor", "--json")
    assert (broken.status, broken.json["ok"]) == (1, False)
    assert "restore the last backup" in broken.out


def test_a_demonstration_is_never_mixed_into_a_real_class(here: Here) -> None:
    before = _recorded(here.data / "classroom.db")
    for typed in (["demo"], ["demo", "--fresh"]):
        ended = here(*typed)
        assert (ended.status, "real class" in ended.err) == (2, True)
        assert _recorded(here.data / "classroom.db") == before
    assert here("doctor", "--json").json["checks"]


def test_data_stands_before_or_after_or_in_the_environment(
    here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = here("rebuild", "--check", "--json", "--data", tmp_path / "other", data=tmp_path / "first")
    assert after.status == 0
    assert (tmp_path / "other" / "classroom.db").exists()
    assert not (tmp_path / "first").exists()
    from server.settings import data_folder

    assert data_folder(None, {"CLASSROOM_DATA": "there"}) == Path("there")
    assert data_folder("here", {"CLASSROOM_DATA": "there"}) == Path("here")
    assert data_folder(None, {}) == Path("classroom-data")


def test_as_a_process_it_prints_one_document_and_nothing_else(here: Here, tmp_path: Path) -> None:
    ended = apart("rebuild", "--check", "--json", CLASSROOM_DATA=str(tmp_path / "from-environment"))
    assert (ended.status, ended.json) == (0, {"differences": [], "rebuilt": False})
    assert (tmp_path / "from-environment" / "classroom.db").exists()
    missing = apart("bundle", "verify", tmp_path / "none.zip", "--json")
    assert (missing.status, "Traceback" in missing.err) == (2, False)
    assert "error" in missing.json


@pytest.mark.full
def test_the_same_seed_gives_the_same_test_on_other_interpreters(here: Here) -> None:
    typed = ["--data", here.data, "assemble", "gas-laws", "--count", "2", "--seed", "winter", "--json"]
    first = apart(*typed, PYTHONHASHSEED="1")
    assert first.status == 0
    assert apart(*typed, PYTHONHASHSEED="77").out == first.out
    others = [Path(f"/usr/bin/python3.{n}") for n in (11, 12, 13, 14)]
    site = next(p for p in sys.path if p.endswith("site-packages"))
    for other in (p for p in others if p.exists()):
        environ = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{site}"}
        run = subprocess.run(
            [other, "-m", "server", *map(str, typed)], cwd=here.data, env=environ, capture_output=True, text=True,
            timeout=120,
        )  # fmt: skip
        if "No module named" in run.stderr:
            continue  # this interpreter cannot use the libraries installed here
        assert run.stdout == first.out, f"{other}: {run.stderr}"


@pytest.mark.full
def test_a_backup_is_made_while_the_server_serves(here: Here, tmp_path: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "server", "--data", here.data, "serve", "--host", "127.0.0.1", "--port", "8391"],
        cwd=ROOT, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        for _ in range(100):
            try:
                with urlopen("http://127.0.0.1:8391/healthz") as answer:
                    assert json.load(answer)["status"] == "ok"
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise AssertionError("it never answered")
        assert apart("--data", here.data, "backup", "--to", tmp_path / "box.zip").status == 0
        assert apart("--data", here.data, "doctor", "--json").json["checks"]
        taken = apart("--data", tmp_path / "other", "serve", "--host", "127.0.0.1", "--port", "8391")
        assert (taken.status, "Traceback" in taken.err) == (2, False)
        server.send_signal(signal.SIGTERM)
        assert server.wait(5) == 0
    finally:
        server.kill()
        server.wait()
    assert here("restore", tmp_path / "box.zip", data=tmp_path / "new").status == 0
    assert here("rebuild", "--check", data=tmp_path / "new").status == 0
