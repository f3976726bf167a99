"""A content pack: read whole or refused with every fault named, and written so that it reads back the same."""

import dataclasses
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.content.pack import BadPack, Pack, read_pack, write_pack
from server.content.writing import toml
from server.formats.recognise import recognise
from server.mastery.values import Item, Threshold

HEAD = """
format = 1
id = "air"
name = "Air"
version = "1.0"
subject = "Science"
grade = 8
language = "en"
licence = "CC-BY-SA-4.0"
author = "A teacher"
units = ["air"]
"""

UNIT = """
id = "air"
title = "Air"
[test]
pass_percent = 75

[[objective]]
code = "air-1"
label = "Air 1"
title = "What air is"
statement = "I can say what air is made of"
essential = true
threshold = "4 of 5"
minutes = 60
requires = []
evidence = ["Notes"]
  [[objective.key_question]]
  question = "What is most of the air?"
  good_answer = "Nitrogen"
  misconceptions = ["oxygen"]
  [[objective.remedy]]
  misconception = "oxygen"
  say = "Look at the chart again."
  object = "film"
  [[objective.rubric]]
  title = "Data"
  points = 2
  levels = ["none", "some", "all"]

[[objective]]
code = "air-2"
title = "Pressure"
statement = "I can explain pressure"
essential = false
threshold = "2 of 3"
requires = ["air-1"]

[[learning_object]]
id = "film"
kind = "video"
title = "Air in two minutes"
minutes = 2
objectives = ["air-1", "air-2"]
path = "media/air.mp4"

[[learning_object]]
id = "sheet"
kind = "worksheet"
title = "Sheet 1"
minutes = 10
objectives = ["air-1"]
path = "media/sheet-1.toml"

[[activity]]
id = "balloon"
kind = "lab"
title = "Balloons"
minutes = 30
objectives = ["air-2"]
capacity = 4
evidence = "A drawing"
instructions = "media/balloon.md"
"""

BANK = '''
[[item]]
id = "most"
type = "single_choice"
prompt = "Most of the air is"
difficulty = 1
tags = ["mix"]
options = [{ text = "nitrogen", correct = true }, { text = "oxygen", misconception = "oxygen", feedback = "A fifth." }]

[[item]]
id = "half"
type = "numeric"
prompt = """
{V} L of air is pressed
into half the room. How much room is that?
"""
answer = "V/2"
unit = "L"
tolerance = "1 %"
  [item.given]
  V = { from = 2.0, to = 9.0, step = 0.5 }
'''

SHEET = """
title = "Sheet 1"
intro = "Use your notes."
[[problem]]
id = "s1"
type = "short_text"
prompt = "The gas we breathe in for?"
answers = ["oxygen"]
space = 2
"""

GIFT = "::Weight:: Air has weight. {T}\n\n::Odd:: {#about 3}\n\nJust a note."


MOODLE_XML = """<quiz><question type="truefalse"><name><text>Gauge</text></name>
<questiontext format="html"><text><![CDATA[It reads 3: <img src="@@PLUGINFILE@@/gauge.png">]]></text>
<file name="gauge.png" path="/" encoding="base64">iVBORw0KGgo=</file></questiontext>
<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question></quiz>"""
AIKEN = "Which is a gas?\nA) iron\nB) argon\nANSWER: B\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "air"
    write(root, "pack.toml", HEAD)
    write(root, "units/air.toml", UNIT)
    write(root, "banks/air-1.toml", BANK)
    write(root, "banks/air-2.gift", GIFT)
    write(root, "media/sheet-1.toml", SHEET)
    write(root, "media/air.mp4", "film")
    write(root, "media/balloon.md", "Blow.")
    return root


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def change(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    write(root, name, text.replace(old, new, 1))


def problems(root: Path) -> str:
    with pytest.raises(BadPack) as bad:
        read_pack(root)
    return "\n".join(bad.value.problems)


def test_a_pack_is_read(folder: Path) -> None:
    pack = read_pack(folder)
    unit = pack.units[0]
    assert (pack.id, pack.grade, unit.title, unit.blueprint.pass_share) == ("air", 8, "Air", 0.75)
    first, second = unit.objectives
    assert (first.threshold, first.remedies[0].object, second.essential) == (Threshold(4, 5), "film", False)
    assert (second.label, second.requires) == ("air-2", ("air-1",))
    assert unit.activities[0].capacity == 4
    assert [item.id for item in pack.items] == ["most", "half", "weight"]
    assert pack.bank("air-1")[0].body == tomllib.loads(BANK)["item"][0]
    assert pack.worksheets["media/sheet-1.toml"].spaces == (2,)
    assert pack.worksheets["media/sheet-1.toml"].problems[0].objective == "air-1"
    assert sorted(pack.media) == ["media/air.mp4", "media/balloon.md"]
    with pack.media["media/air.mp4"].open() as film:
        assert film.read() == b"film"
    assert pack.warnings == ("banks/air-2.gift, line 3: “about 3” is not a number.",)
    assert recognise(folder) == "pack"


def test_banks_of_other_programs_are_read_as_they_come(folder: Path, tmp_path: Path) -> None:
    write(folder, "banks/air-2.gift.txt", GIFT)
    (folder / "banks" / "air-2.gift").unlink()
    write(folder, "banks/air-2.xml", MOODLE_XML)
    write(folder, "banks/air-1.txt", AIKEN)
    pack = read_pack(folder)
    assert [item.type for item in pack.bank("air-1")] == ["single_choice", "numeric", "single_choice"]
    assert {item.id for item in pack.bank("air-2")} == {"weight", "gauge"}
    assert all(warning.startswith("banks/air-") for warning in pack.warnings)
    picture = next(path for path in pack.media if path.endswith("gauge.png"))
    assert picture in next(item for item in pack.items if item.id == "gauge").body["prompt"]
    write_pack(pack, tmp_path / "again.zip")
    again = read_pack(tmp_path / "again.zip")
    assert {(i.objective, i.id): i.body for i in again.items} == {(i.objective, i.id): i.body for i in pack.items}
    with again.media[picture].open() as drawn:
        assert drawn.read() == b"\x89PNG\r\n\x1a\n"


def test_a_bank_that_is_no_file_of_questions_is_named(folder: Path) -> None:
    write(folder, "banks/air-2.txt", "Just a note to myself.")
    assert "banks/air-2.txt: is no file of questions" in problems(folder)
    write(folder, "banks/air-2.txt", '<!DOCTYPE q [<!ENTITY a "b">]><quiz>&a;</quiz>')
    assert "banks/air-2.txt: " in problems(folder)
    write(folder, "banks/air-2.txt", "<quiz></quiz>")
    assert "banks/air-2.txt: no question in it can be used" in problems(folder)


@pytest.mark.parametrize("prefix", ["", "air/"])
def test_a_zip_of_a_pack_is_the_same_pack(folder: Path, tmp_path: Path, prefix: str) -> None:
    zipped = tmp_path / "air.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        for path in folder.rglob("*"):
            if path.is_file():
                archive.write(path, prefix + path.relative_to(folder).as_posix())
    assert read_pack(zipped) == read_pack(folder)
    assert recognise(zipped) == "pack"


def test_out_and_in_again_is_the_same_course(folder: Path, tmp_path: Path) -> None:
    pack = read_pack(folder)
    write_pack(pack, tmp_path / "one.zip")
    again = read_pack(tmp_path / "one.zip")
    assert again == pack
    with again.media["media/air.mp4"].open() as film:
        assert film.read() == b"film"
    write_pack(again, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["air", "one.zip", "two.zip"]


def test_a_pack_from_memory_keeps_versions(folder: Path, tmp_path: Path) -> None:
    pack = read_pack(folder)
    items = tuple(dataclasses.replace(item, version=3) for item in pack.items)
    newer = dataclasses.replace(pack, items=items)
    write_pack(newer, tmp_path / "newer.zip")
    assert read_pack(tmp_path / "newer.zip") == newer
    assert newer != pack


def test_media_kept_elsewhere_come_with_their_captions(folder: Path, tmp_path: Path) -> None:
    (folder / "media/air.mp4").unlink()
    assert 'no file "media/air.mp4"' in problems(folder)
    for name in ("air.mp4", "air.en.vtt", "air.jpg", "airship.mp4"):
        write(tmp_path / "films", name, name)
    pack = read_pack(folder, tmp_path / "films")
    assert sorted(pack.media) == ["media/air.en.vtt", "media/air.jpg", "media/air.mp4", "media/balloon.md"]
    with pack.media["media/air.en.vtt"].open() as captions:
        assert captions.read() == b"air.en.vtt"


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("units/air.toml", 'requires = ["air-1"]', 'requires = ["air-9"]', 'objective air-2 requires "air-9"'),
        ("units/air.toml", "requires = []", 'requires = ["air-2"]', "in a circle: air-1 → air-2 → air-1"),
        ("units/air.toml", 'code = "air-2"', 'code = "air-1"', 'two of the objective "air-1"'),
        ("units/air.toml", 'id = "sheet"', 'id = "film"', 'two of the learning object "film"'),
        ("units/air.toml", 'id = "sheet"', 'id = "sheet/1"', 'has no "/"'),
        ("units/air.toml", 'kind = "worksheet"', 'kind = "notes"', "guided notes are a Markdown text"),
        ("units/air.toml", 'title = "Air"', 'title = "Air"\nguide = "media/air.mp4"', "the guide is a Markdown text"),
        ("units/air.toml", '["air-1", "air-2"]', '["air-3"]', '"film" names the objective "air-3"'),
        ("units/air.toml", 'kind = "video"', 'kind = "movie"', 'learning object film: "kind" is "movie"'),
        ("units/air.toml", 'kind = "lab"', 'kind = "party"', 'activity balloon: "kind" is "party"'),
        ("units/air.toml", '"4 of 5"', '"6 of 5"', 'objective air-1: the threshold "6 of 5" cannot be read'),
        (
            "units/air.toml",
            '"media/balloon.md"',
            '"media/none.md"',
            'activity balloon: there is no file "media/none.md"',
        ),
        ("units/air.toml", 'object = "film"', 'object = "x"', 'opens "x", which is no learning object'),
        ("units/air.toml", "minutes = 60", 'minutes = "long"', 'objective air-1: "minutes" is a whole number'),
        ("units/air.toml", 'id = "air"', 'id = "../air"', "names a file too"),
        ("banks/air-1.toml", "correct = true", "correct = false", "banks/air-1.toml, item most: no option is marked"),
        ("banks/air-1.toml", 'id = "half"', 'id = "most"', "item most: there are two items of this id"),
        ("banks/air-1.toml", '"numeric"', '"number"', 'item half: "type" is "number"'),
        ("banks/air-1.toml", "[[item]]", "[[item]", "banks/air-1.toml: is not written as TOML"),
        (
            "banks/air-1.toml",
            "difficulty = 1",
            'picture = "media/no.svg"',
            'item most: there is no file "media/no.svg"',
        ),
        ("banks/air-2.gift", "{T}", "{", "banks/air-2.gift: no question in it can be used"),
        ("media/sheet-1.toml", 'answers = ["oxygen"]', "answers = []", "media/sheet-1.toml, problem s1: "),
        ("pack.toml", '["air"]', '["air", "sea"]', "there is no units/sea.toml"),
        ("pack.toml", 'name = "Air"', "", 'pack.toml: "name" is missing'),
        ("pack.toml", "format = 1", "format = 2", "later version of this program"),
    ],
)
def test_each_fault_is_named_with_its_place(folder: Path, name: str, old: str, new: str, said: str) -> None:
    change(folder, name, old, new)
    assert said in problems(folder)


def test_all_faults_are_named_at_once(folder: Path) -> None:
    change(folder, "banks/air-1.toml", "correct = true", "correct = false")
    change(folder, "units/air.toml", '"4 of 5"', '"most"')
    write(folder, "banks/sea-1.toml", "")
    said = problems(folder)
    assert "no option is marked" in said
    assert '"most" cannot be read' in said
    assert 'banks/sea-1.toml: there is no objective "sea-1"' in said


def test_a_key_nobody_knows_is_a_warning(folder: Path) -> None:
    change(folder, "units/air.toml", "essential = false", "esential = false")
    assert (
        'units/air.toml, objective air-2: "esential" is not known here and was left aside' in read_pack(folder).warnings
    )


def test_what_is_no_pack_is_said_so(tmp_path: Path) -> None:
    assert "no file or folder" in problems(tmp_path / "gone")
    assert "no pack.toml" in problems(tmp_path)
    write(tmp_path, "x.zip", "text")
    assert "not a zip" in problems(tmp_path / "x.zip")


@pytest.mark.full
def test_the_sample_is_sound(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    sample = root / "server/content/sample/gas-laws"
    if not (sample / "units/gas-laws.toml").exists():
        pytest.skip(f"no sample unit in {sample}")
    films = root / "videos/gas-laws"
    if not (films / "laws.mp4").exists():
        # The film is made apart from the text, and may not have been made yet.
        films = tmp_path
        write(films, "laws.mp4", "film")
    pack: Pack = read_pack(sample, films)
    assert len(pack.units[0].objectives) == 7
    assert pack.warnings == ()


PLAIN = st.one_of(st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20))
NESTED = st.recursive(
    PLAIN,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=8), NESTED, max_size=5))
def test_whatever_is_written_as_toml_reads_back(table: dict[str, Any]) -> None:
    assert tomllib.loads(toml(table)) == table


def test_toml_refuses_what_it_cannot_hold() -> None:
    with pytest.raises(TypeError, match="TOML has no"):
        toml({"x": {1, 2}})


def test_an_item_that_came_without_its_table_is_written_whole(folder: Path, tmp_path: Path) -> None:
    body = {"prompt": "Air weighs something.", "correct": True}
    bare = Item("w", "air-2", 1, "true_false", body, difficulty=3, nice=True, use="practice", tags=("weight",))
    write_pack(dataclasses.replace(read_pack(folder), items=(bare,)), tmp_path / "bare.zip")
    read = read_pack(tmp_path / "bare.zip").items[0]
    assert (read.difficulty, read.nice, read.use, read.tags) == (3, True, "practice", ("weight",))
    assert read.body["correct"] is True
