"""Questions of other programs through the command: whatever they are called, wherever they lie."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from command_running import Here
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.formats.guarded_zip import Refused
from server.formats.question_files import read_questions
from server.formats.recognise import recognise
from server.formats.sound import made_sound
from server.store import database, imports
from server.store.content import bank, media_of, pack_of

pytest_plugins = ("command_running",)

GIFT = """$CATEGORY: $course$/top/Air

::Look:: [html]Read the gauge. <img src\\="@@PLUGINFILE@@/pictures/gauge.png">

::Hot:: [html]Hot air {~sinks#<b>No.</b> ~%50%spreads ~=rises}

::Pi:: About {#3,14:0.01}

::Pairs:: Join {=Boyle -> pressure =Charles -> warmth = -> mass}

::Law:: PV is constant. {T#Look again.}

::Broken:: Never closed {=a
"""
AIKEN = "Which is a gas?\nA) iron\nB) argon\nANSWER: B\n"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(20)


def zipped(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_what_is_read_is_told_item_by_item(here: Here, tmp_path: Path) -> None:
    (tmp_path / "air.txt").write_text(GIFT, encoding="utf-8")
    told = here("import", tmp_path / "air.txt", "--items", "--json").json
    assert told["by_type"] == {"description": 1, "single_choice": 1, "numeric": 1, "matching": 1, "true_false": 1}
    assert (told["items"], told["added"]) == (5, 4)
    assert [skip["where"] for skip in told["skipped"]] == ["air.txt, line 13"]
    read = {question["name"]: question for question in told["read"]}
    assert [(option["text"], option["fraction"]) for option in read["Hot"]["options"]] == [
        ("sinks", 0.0), ("spreads", 0.5), ("rises", 1.0),
    ]  # fmt: skip
    assert read["Hot"]["options"][0]["feedback"] == "<b>No.</b>"
    assert read["Pi"]["answers"] == [{"value": "3.14", "tolerance": "0.01", "fraction": 1.0}]
    assert read["Pairs"]["pairs"] == [["Boyle", "pressure"], ["Charles", "warmth"], ["", "mass"]]
    assert [option["text"] for option in read["Law"]["options"]] == ["True", "False"]
    assert {repair["item"] for repair in told["repairs"]} == {"hot", "pi"}
    assert all(set(repair) == {"item", "where", "found", "done"} for repair in told["repairs"])
    assert len(told["warnings"]) == len(told["repairs"]) + 1, "a sentence for each doubt, and the picture is missing"


def test_a_zip_of_several_kinds_with_pictures(here: Here, tmp_path: Path) -> None:
    files = dict.fromkeys(["more/b.txt", "more/c.txt", "__MACOSX/b.txt"], AIKEN)
    broken = "<quiz><!ENTITY a 'b'></quiz>"
    path = zipped(tmp_path / "all.zip", {"air.txt": GIFT, **files, "pictures/gauge.png": PICTURE, "broken.xml": broken})
    told = here("import", path, "--json").json
    assert (told["items"], told["by_type"]["single_choice"]) == (6, 2), "a second copy counts once"
    assert {skip["where"] for skip in told["skipped"]} == {"air.txt, line 13", "broken.xml"}
    again = here("import", path, "--json").json
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, told["added"])
    database.open_database(here.data / "classroom.db")
    assert [found.file for found in imports.imports()] == ["all.zip", "all.zip"]


def test_pictures_come_along(here: Here, tmp_path: Path) -> None:
    text = '::Q:: [html]What? <img src\\="@@PLUGINFILE@@/a%20gauge.png"> {T}'
    path = zipped(tmp_path / "seen.zip", {"q.gift": text, "a gauge.png": PICTURE})
    assert here("import", path).status == 0
    database.open_database(here.data / "classroom.db")
    item = bank("bank-seen")[0]
    picture = item.body["prompt"].partition('src="')[2].rstrip('">')
    kept = media_of(pack_of("bank-seen"), picture)
    assert kept is not None
    assert (here.data / "media" / kept.sha256[:2] / kept.sha256).read_bytes() == PICTURE


def test_a_folder_and_a_wrong_ending(here: Here, tmp_path: Path) -> None:
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "notes.md").write_text(AIKEN)
    (tmp_path / "bank" / "gift.xml").write_text("Gases have mass. {T}")
    told = here("import", tmp_path / "bank", "--json").json
    assert told["by_type"] == {"single_choice": 1, "true_false": 1}
    assert here("import", tmp_path / "bank" / "gift.xml", "--json").json["kind"] == "gift"


def test_nothing_to_read_names_every_question(here: Here, tmp_path: Path) -> None:
    (tmp_path / "none.gift").write_text("One {=a\n\nTwo {~x}\n")
    ended = here("import", tmp_path / "none.gift", "--json")
    assert ended.status == 1
    assert [skip["where"] for skip in ended.json["skipped"]] == ["none.gift", "none.gift, line 1", "none.gift, line 3"]
    (tmp_path / "names.gift").write_text("$CATEGORY: $course$/top/Air\n")
    assert here("import", tmp_path / "names.gift", "--json").json["items"] == 0


def test_what_cannot_be_graded_is_kept_for_the_teacher(here: Here, tmp_path: Path) -> None:
    text = "::Twice:: Which? {=a ~b ~b}\n\n::No key:: Which? {~a ~b}\n\n"
    text += "::Set:: \\{x\\} is \\\\(\\\\frac\\{a\\}\\{b\\}\\\\)? {T}"
    (tmp_path / "odd.gift").write_text(text)
    told = here("import", tmp_path / "odd.gift", "--items", "--json").json
    assert told["by_type"] == {"single_choice": 1, "other": 1, "true_false": 1}
    assert len(told["read"][0]["options"]) == 3, "told as the file has it"
    database.open_database(here.data / "classroom.db")
    kept = {item.body["name"]: item for item in bank("bank-odd")}
    assert [option["text"] for option in kept["Twice"].body["options"]] == ["a", "b"]
    assert (kept["No key"].type, kept["No key"].body["other"]) == ("essay", "multiple_choice")
    assert "<li>a</li>" in kept["No key"].body["prompt"]


STARTS = [b"", b"::Q:: ", b"Q {", b"Q\nA) x\nB) ", b"<quiz>", b"<quiz><question type='", b"PK\x03\x04", b"\xff\xfe"]
STARTS += [b"<assessmentItem>", b"<questestinterop><item>", b"<!DOCTYPE q [<!ENTITY ", b"[[item]]\n"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=5000)
@given(st.sampled_from(STARTS), st.binary(max_size=120), st.sampled_from([b"", b"}", b"ANSWER: A", b"</quiz>"]))
def test_no_file_stops_the_reader(tmp_path: Path, start: bytes, middle: bytes, end: bytes) -> None:
    path = tmp_path / "any.txt"
    path.write_bytes(start + middle + end)
    try:
        kind = recognise(path)
        if kind not in ("unknown", "roster", "pack", "native"):
            made_sound(read_questions(path, kind, "o"), path.name)
    except Refused as reason:
        assert str(reason)


@pytest.mark.nightly
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=20_000, max_examples=1000)
@given(st.data())
def test_no_damage_to_a_real_file_stops_the_reader(test_data: Path, tmp_path: Path, data: st.DataObject) -> None:
    files = sorted(path for path in (test_data / "banks").glob("*/*") if path.stat().st_size < 60_000)
    whole = bytearray(data.draw(st.sampled_from(files)).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole)))
        whole[at : at + data.draw(st.integers(0, 200))] = data.draw(st.binary(max_size=8))
    path = tmp_path / "damaged"
    path.write_bytes(bytes(whole))
    try:
        kind = recognise(path)
        if kind not in ("unknown", "roster", "pack", "native"):
            made_sound(read_questions(path, kind, "o"), path.name)
    except Refused as reason:
        assert str(reason)
