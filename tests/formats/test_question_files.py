"""Files of questions of every kind through the one door: what is loaded for them, and what hostile ones come to."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from server.formats.gift import read_gift
from server.formats.gift_text import words
from server.formats.gift_writing import write_gift
from server.formats.guarded_zip import Refused
from server.formats.passages import with_passage
from server.formats.question_files import read_questions
from server.formats.questions import Questions
from server.formats.recognise import QUESTIONS, recognise
from server.formats.sound import made_sound
from server.mastery.values import Item

HEAD = '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i1" title="t">'
KEY = '<responseDeclaration identifier="R" cardinality="single" baseType="identifier"><correctResponse><value>A</value>'
CHOICE = (
    '</correctResponse></responseDeclaration><itemBody><choiceInteraction responseIdentifier="R" maxChoices="1">'
    '<simpleChoice identifier="A">neon</simpleChoice><simpleChoice identifier="B">iron</simpleChoice>'
    "</choiceInteraction></itemBody></assessmentItem>"
)
QTI2 = HEAD + KEY + CHOICE
MOODLE = (
    '<quiz><question type="shortanswer"><questiontext><text>Who?</text></questiontext><answer fraction="100">'
    "<text>Boyle</text></answer></question></quiz>"
)
QTI12 = (
    '<questestinterop><item ident="q"><presentation><material><mattext>Gas?</mattext></material>'
    '<response_lid ident="r">'
    '<render_choice><response_label ident="a"><material><mattext>neon</mattext></material></response_label>'
    '<response_label ident="b"><material><mattext>iron</mattext></material></response_label></render_choice>'
    '</response_lid></presentation><resprocessing><respcondition><conditionvar><varequal respident="r">a</varequal>'
    "</conditionvar><setvar>100</setvar></respcondition></resprocessing></item></questestinterop>"
)


def read(path: Path) -> Questions:
    kind = recognise(path)
    assert kind in QUESTIONS
    return made_sound(read_questions(path, kind, "gases-1"), path.name)


def zipped(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.xml", content)
    return path


@pytest.mark.parametrize("start", ["server.formats.question_files", pytest.param("server.app", marks=pytest.mark.full)])
def test_no_reader_is_loaded_before_a_file_asks_for_it(start: str) -> None:
    asked = f"import sys, {start}; print(*(m for m in sys.modules if m.startswith(('lxml', 'server.formats.'))))"
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    loaded = run.stdout.split()
    assert "server.formats.recognise" in loaded
    assert not [name for name in loaded if "lxml" in name or "qti" in name or "xml" in name or "writing" in name]


@pytest.mark.parametrize("code", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("content", [MOODLE, QTI12, QTI2], ids=["moodle", "qti12", "qti2"])
def test_xml_in_wide_letters(tmp_path: Path, code: str, content: str) -> None:
    path = tmp_path / "bank.xml"
    path.write_bytes(f'<?xml version="1.0" encoding="UTF-16"?>{content}'.encode(code))
    assert len(read(path).items) == 1


def test_sections_that_ask_for_each_other_are_gone_through_once(tmp_path: Path) -> None:
    def section(name: str, inside: str) -> str:
        return f'<assessmentSection identifier="{name}" title="{name}">{inside}</assessmentSection>'

    other = '<assessmentSectionRef identifier="x" href="{}.xml"/>'
    item = '<assessmentItemRef identifier="i" href="item.xml"/><assessmentItemRef identifier="j" href=""/>'
    path = zipped(
        tmp_path / "test.zip",
        test=f'<assessmentTest identifier="T"><testPart identifier="p">{section("s", other.format("one"))}</testPart>'
        "</assessmentTest>",
        one=section("one", other.format("two") * 3),
        two=section("two", other.format("one") * 3 + item),
        item=QTI2,
    )
    found = read(path)
    assert [item.body["category"] for item in found.items] == ["s/one/two"]
    assert [skip.why for skip in found.skipped] == ["The test asks for a question without a name, which is not here."]


def test_a_damaged_file_of_a_package_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "bank.zip", good=QTI2, bad=QTI2.replace("neon", "lead"))
    path.write_bytes(path.read_bytes().replace(b"lead", b"gold", 1))
    found = read(path)
    assert len(found.items) == 1
    assert [skip.why for skip in found.skipped] == ["bad.xml in bank.zip is damaged."]
    path = zipped(tmp_path / "alone.zip", bad=QTI2)
    path.write_bytes(path.read_bytes().replace(b"neon", b"lead", 1))
    with pytest.raises(Refused, match="damaged"):
        recognise(path)


def test_a_file_of_more_questions_than_a_school_has_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.formats.questions.MOST_QUESTIONS", 3)
    aiken = "Gas?\nA. neon\nB. iron\nANSWER: A\n\n"
    for name, one, before, behind in (
        ("a.gift", "Hot? {T}\n\n", "", ""),
        ("a.txt", aiken, "", ""),
        ("a.xml", MOODLE[6:-7], "<quiz>", "</quiz>"),
        ("b.xml", QTI12[17:-18], "<questestinterop>", "</questestinterop>"),
    ):
        (tmp_path / name).write_text(before + one * 3 + behind)
        assert len(read(tmp_path / name).items) == 3
        (tmp_path / name).write_text(before + one * 4 + behind)
        with pytest.raises(Refused, match=f"{name} holds more than 3 questions"):
            read(tmp_path / name)
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as both:
        both.writestr("a.gift", "Hot? {T}\n\n" * 2)
        both.writestr("b.gift", "Cold? {T}\n\n" * 2)
    with pytest.raises(Refused, match=r"both\.zip holds more than 3 questions"):
        read(tmp_path / "both.zip")


@pytest.mark.parametrize(
    ("answer", "tolerance", "type", "told"),
    [
        ("0", "0", "numeric", ""),
        ("3", "nan", "numeric", "“nan” is not a number"),
        ("3", "1e400", "numeric", "“1e400” is not a number"),
        ("1e400", "0", "essay", "“1e400” is not a number"),
        ("1e-400", "0", "essay", "“1e-400” is not a number"),
    ],
)
def test_numbers_beyond_all_sense(tmp_path: Path, answer: str, tolerance: str, type: str, told: str) -> None:
    path = tmp_path / "bank.xml"
    path.write_text(
        '<quiz><question type="numerical"><questiontext><text>How many?</text></questiontext><answer fraction="100">'
        f"<text>{answer}</text><tolerance>{tolerance}</tolerance></answer></question></quiz>"
    )
    found = read(path)
    assert [item.type for item in found.items] == [type]
    assert [told in repair.found for repair in found.repairs] == ([True] if told else [])


def test_a_number_too_long_for_a_float_is_none(tmp_path: Path) -> None:
    many = '<baseValue baseType="integer">999999999999999</baseValue>' * 30
    program = (
        '<templateDeclaration identifier="a" cardinality="single" baseType="integer"/>{}<templateProcessing>'
        f'<setTemplateValue identifier="a"><product>{many}</product></setTemplateValue></templateProcessing>'
    )
    path = tmp_path / "item.xml"
    path.write_text(HEAD + KEY + CHOICE.replace("<itemBody>", program.format("") + "<itemBody>"))
    assert [item.type for item in read(path).items] == ["single_choice"]


def test_a_text_to_mark_in_goes_out_below_its_question() -> None:
    body = {"prompt": "Mark *two*.", "passage": "1844. *Low* Mill\n\n- a < b", "marks": ["claim", "fact"]}
    item = Item("x", "o", 1, "essay", {"id": "x", "type": "essay", "rubric": [{"points": 1, "text": "t"}], **body})
    text, remarks = write_gift([item])
    back = read_gift(text, "o").items[0]
    assert words(back.body["prompt"]) == "Mark two . 1844. *Low* Mill - a < b claim · fact"
    assert any("texts to mark in" in remark for remark in remarks)
    plain = with_passage(replace(item, body={**item.body, "format": "html"})).body["prompt"]
    assert plain == "Mark *two*.<blockquote>1844. *Low* Mill<br>- a &lt; b</blockquote><p>claim · fact</p>"


def test_markdown_longer_than_any_question_is_shown_with_its_signs() -> None:
    item: Item = read_gift("[markdown]" + "[" * 30_000 + " *x* {T}", "o").items[0]
    assert item.body["prompt"].endswith("*x*")
