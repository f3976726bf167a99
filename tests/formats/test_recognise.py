"""What a file is, whatever its name says."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from server.formats.guarded_zip import Refused
from server.formats.question_files import read_questions
from server.formats.recognise import kind_of, recognise

GIFT = "Which gas? {=air ~steam}\n\nTwo? {T}\n"


@pytest.mark.parametrize(
    "text",
    [
        "Q {=a ~b}", "The sun is a star{T}", "Who was it? {no one =nobody}", "Describe the gas laws. {}", "::a:: b",
        "Explain (in detail):\n{\n}", "Who is it? {Boyle}", "Born? {#1822:5}", "A {1:MC:=a~b} is", "$CATEGORY: x",
        "[html]<p>x</p>{}\n\nB c {F}", "Is \\(\\frac{1}{2}\\) half? {=yes ~no}", "<p>x</p> {=a ~b}",
    ],
)  # fmt: skip
def test_texts_with_answers_between_braces_are_gift(text: str) -> None:
    assert kind_of(text.encode()) == "gift"


@pytest.mark.parametrize(
    "text",
    [
        'def f():\n    return {"a": 1}\n', "p {color: red}\nb {x: y}", '{"a": {"b": "=c"}}',
        "function f() {}\nvar x = {};", "\\documentclass{article}\n\\vec{F} {=a}",
        "\\frac{T}{F}", "x = {1, 2}", "Dear all,\nplease come.",
    ],
)  # fmt: skip
def test_programs_and_formulas_are_no_questions(text: str) -> None:
    assert kind_of(text.encode()) != "gift"


@pytest.mark.parametrize("key", ["ANSWER: A, B", "ANSWER: B) y", "CORRECT ANSWER: A", "Réponse : A", "answer b"])
def test_keys_of_every_kind_are_aiken(key: str) -> None:
    assert kind_of(f"What?\nA) x\nB) y\n{key}\n".encode()) == "aiken"


def test_zero_bytes_at_the_end_and_utf16_without_a_mark_are_text() -> None:
    assert kind_of(GIFT.encode() + b"\0\0") == "gift"
    assert kind_of(GIFT.encode("utf-16-le")) == "gift"
    assert kind_of(b"\x89PNG\0\1" + GIFT.encode()) == "unknown"


def zipped(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_a_zip_of_several_formats_is_read_whole_and_twins_once(tmp_path: Path) -> None:
    xml = '<quiz><question type="essay"><questiontext><text>Why?</text></questiontext></question></quiz>'
    files = {"a.gift": GIFT, "b/c.txt": "Q?\nA) x\nB) y\nANSWER: A", "d.xml": xml, "e.gift": GIFT}
    path = zipped(tmp_path / "all.zip", {**files, "readme.txt": "Notes for you.", "p.png": b"\x89PNG"})
    read = read_questions(path, recognise(path), "o")
    assert read.counts_by_type == {"single_choice": 2, "true_false": 1, "essay": 1}
    assert "counts once" in read.warnings[0]


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w>{=a ~b}</w>"}, "office program"),
        ({"moodle_backup.xml": "<moodle_backup/>"}, "backup of a Moodle course"),
        ({"inner.zip": b"PK\x03\x04"}, "another package (inner.zip)"),
    ],
)
def test_what_is_no_package_of_questions_says_what_to_do(tmp_path: Path, files: dict[str, bytes], why: str) -> None:
    with pytest.raises(Refused, match=why.replace("(", r"\(").replace(")", r"\)")):
        recognise(zipped(tmp_path / "x.zip", dict(files)))


def test_other_packers_and_pipes_are_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "x.gz").write_bytes(b"\x1f\x8b" + bytes(20))
    os.mkfifo(tmp_path / "x.gift")
    for name in ("x.gz", "x.gift"):
        with pytest.raises(Refused, match=name):
            recognise(tmp_path / name)


def test_thousands_of_small_files_cost_no_minutes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "many.zip", {f"{number}.gift": f"Q{number}? {{T}}" for number in range(200)})
    opened: list[object] = []
    whole = io.open

    def counted(*args: object, **kwargs: object) -> object:
        opened.append(args[0])
        return whole(*args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(io, "open", counted)
    assert len(read_questions(path, recognise(path), "o").items) == 200
    assert len(opened) < 20
