"""A bundle: the same bytes every time, a bag that the reference tool accepts, and nothing that should have stayed."""

import datetime
import io
import json
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pythons import pythons_here
from sample_section import fact, section_results

from server.bundle.build import build, bundle_name
from server.bundle.facts import FIELDS, BadFact, FactMustStay, facts_file, may_leave, read_facts

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def built():
    return build(section_results())


@pytest.fixture(scope="module")
def files(built):
    with zipfile.ZipFile(io.BytesIO(built.data)) as opened:
        return {info.filename.partition("/")[2]: opened.read(info) for info in opened.infolist()}


def test_the_zip_is_plain(built):
    with zipfile.ZipFile(io.BytesIO(built.data)) as opened:
        assert opened.testzip() is None
        infos = opened.infolist()
    assert [info.filename for info in infos] == sorted(info.filename for info in infos)
    assert {info.filename.partition("/")[0] for info in infos} == {"CHEM-P3_seq0012"}
    assert built.name == "CHEM-P3_seq0012.zip"
    for info in infos:
        assert info.compress_type == zipfile.ZIP_STORED and info.date_time == (1980, 1, 1, 0, 0, 0)
        assert (info.create_system, info.external_attr >> 16, info.extra, info.comment) == (3, 0o100644, b"", b"")


def test_the_reference_tool_accepts_it(built, tmp_path):
    with zipfile.ZipFile(io.BytesIO(built.data)) as opened:
        opened.extractall(tmp_path)
    folder = tmp_path / "CHEM-P3_seq0012"
    check = [sys.executable, "-m", "bagit", "--validate", str(folder)]
    done = subprocess.run(check, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    grid = folder / "data/gradebook/grid.csv"
    grid.write_bytes(grid.read_bytes().replace(b"83", b"84"))
    assert subprocess.run(check, capture_output=True).returncode == 1


def test_the_same_results_give_the_same_bytes(built):
    shuffled = section_results()
    again = build(section_results(facts=shuffled.facts[::-1], attempts=shuffled.attempts[::-1]))
    assert again == built
    assert build(section_results(sequence=13)).data != built.data


def test_the_same_bytes_on_every_python(built):
    program = "import sample_section as s; import server.bundle.build as b; print(b.build(s.section_results()).sha256)"
    paths = [str(ROOT), str(Path(__file__).parent)]
    code = f"import sys; sys.dont_write_bytecode = True; sys.path[:0] = {paths!r}; {program}"
    for python in pythons_here():
        done = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True)
        assert done.stdout.strip() == built.sha256, f"{python}: {done.stderr}"


def test_bag_info_carries_the_chain(files):
    info = dict(line.split(": ", 1) for line in files["bag-info.txt"].decode().splitlines())
    assert info["Bundle-Box"] == "box-a" and info["Bundle-Sequence"] == "12"
    assert info["Bag-Group-Identifier"] == "CHEM-P3" and info["External-Identifier"] == "box-a:sec-1:12"
    assert info["Bagging-Date"] == "2026-09-28" and info["Previous-Bundle-SHA256"] == "ab" * 32
    assert files["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def test_the_facts_are_canonical_and_in_order(files):
    lines = files["data/facts/facts.jsonl"].decode().split("\n")
    assert lines.pop() == ""
    facts = [json.loads(line) for line in lines]
    assert [f["seq"] for f in facts] == [1, 2, 3] and set(facts[0]) == set(FIELDS)
    assert lines[0] == json.dumps(facts[0], sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def test_facts_are_ordered_by_count_not_by_id_or_label():
    rows = [fact(10, id="a", at="2026-01-01"), fact(9, id="z", at="2027-01-01"), fact(2, id="m", incarnation=2)]
    assert [f["id"] for f in read_facts(facts_file(rows, "sec-1"))] == ["z", "a", "m"]


def test_every_number_has_its_sum(files):
    rules = json.loads(files["data/grade-rules.json"])
    mine = next(row for row in rules["grades"] if row["student"] == "st-1")
    assert (mine["value"], mine["letter"]) == ("92.7", "A")
    assert [line["key"] for line in mine["lines"]] == ["formative", "test", "summative", "nice", "total"]
    assert rules["rule"]["letters"][0] == {"from": 90, "letter": "A"} and len(rules["words"]) == 4


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


def test_the_report_can_be_read_and_loads_nothing(files):
    page = _Page()
    page.feed(files["data/report.html"].decode())
    text = " ".join("".join(page.text).split())
    assert "Hill <School>" in text and "<b>Bo</b>" in text, "what was typed is shown as typed"
    assert "Ámina" in text and "3 of 4 mastered" in text and "83 %, passed, tries: 2" in text and "92.7 A" in text
    assert (
        "Mastered: 2 of 2 essential objectives due so far" in text and "Test The Gas Laws: best result 83.3 %" in text
    )
    assert not [t for t, a in page.tags if t in {"script", "img", "link", "iframe"} or {"src", "href"} & set(a)]
    assert not re.search(r"url\(|@import|https?:", files["data/report.html"].decode())


def test_the_description_fits_the_tables(files):
    import csv
    import hashlib

    package = json.loads(files["data/datapackage.json"])
    for resource in package["resources"]:
        content = files["data/" + resource["path"]]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        table = list(csv.reader(io.StringIO(content.decode(resource["encoding"]), newline="")))
        fields = resource["schema"]["fields"]
        assert table[0] == [field["name"] for field in fields]
        assert len(table) > 3
        for row in table[1:]:
            for cell, field in zip(row, fields, strict=True):
                _check(cell, field)


def _check(cell, field):
    limits = field.get("constraints", {})
    assert cell or not limits.get("required"), field
    if not cell:
        return
    assert "enum" not in limits or cell in limits["enum"], (cell, field)
    if field["type"] == "date":
        datetime.date.fromisoformat(cell)
    elif field["type"] in ("integer", "number"):
        value = int(cell) if field["type"] == "integer" else float(cell)
        assert limits.get("minimum", value) <= value <= limits.get("maximum", value)


@pytest.mark.nightly
def test_frictionless_agrees(built, tmp_path):
    frictionless = pytest.importorskip("frictionless", reason="needs frictionless (the extra nightly)")
    with zipfile.ZipFile(io.BytesIO(built.data)) as opened:
        opened.extractall(tmp_path)
    report = frictionless.validate(str(tmp_path / "CHEM-P3_seq0012/data/datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldNumber", "type", "note"])


@pytest.mark.parametrize(
    "kind",
    [
        "ticket_opened",
        "contact_recorded",
        "remedy_given",
        "note_written",
        "pin_set",
        "session_opened",
        "ticket",
        "draft_saved",
        "practice_answered",
        "practice_shown",
    ],
)
def test_kinds_that_stay_are_refused(kind):
    assert not may_leave(fact(9, kind))
    with pytest.raises(FactMustStay, match=kind):
        build(section_results(facts=(fact(1), fact(9, kind))))


@pytest.mark.parametrize(
    "data", [{"remedy": "gas box"}, {"a": [{"note": "…"}]}, {"deep": {"PIN": "1234"}}, {"token": "t"}]
)
def test_nor_may_one_that_leaves_carry_what_stays(data):
    assert not may_leave(fact(9, data=data))
    with pytest.raises(FactMustStay):
        build(section_results(facts=(fact(9, data=data),)))


@pytest.mark.parametrize(
    "kind", ["attempt_submitted", "mastery_recorded", "sign_off_given", "handed_in", "erased", "notebook_done"]
)
def test_the_kinds_of_the_record_may_leave(kind):
    assert may_leave(fact(9, kind))


def test_facts_of_another_section_and_unwritable_ones_are_refused():
    with pytest.raises(FactMustStay, match="another section"):
        build(section_results(facts=(fact(1, section="sec-2"),)))
    with pytest.raises(BadFact, match="written down"):
        build(section_results(facts=(fact(1, data={"n": float("nan")}),)))
    with pytest.raises(BadFact, match="'seq'"):
        build(section_results(facts=(fact(1, seq="1"),)))
    with pytest.raises(BadFact, match="Two different"):
        build(section_results(facts=(fact(1), fact(1, meeting="m-13"))))


def test_names_suit_every_stick():
    assert bundle_name("CHEM-P3", 1) == "CHEM-P3_seq0001"
    awkward = ["Chimie: 3ème / A", "化学", "生物", "a" * 300, "CON", "..", "9/b", "9 b", "-"]
    names = [bundle_name(code, 12345) + ".zip" for code in awkward]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*\.zip", name) and len(name) <= 80 for name in names)
