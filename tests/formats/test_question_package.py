"""Packages of questions: what is found in them, however it was named, and what is never found."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from server.formats.guarded_zip import Refused
from server.formats.question_package import Package

MANIFEST = """<?xml version="1.0"?><manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xml:base="course/">
<resources>
<resource identifier="r2" type="imsqti_item_xmlv2p1" href="two%20words.xml"><file href="two%20words.xml"/>
<file href="pic.png"/><dependency identifierref="r1"/></resource>
<resource identifier="r1" type="imsqti_xmlv1p2"><file href="one.xml"/><file href="../../etc/passwd"/></resource>
<resource identifier="away" type="imswl_xmlv1p1" href="https://example.org/x"/>
</resources></manifest>"""
QUIZ = "<questestinterop xmlns='x'/>"
FILES = {
    "top/imsmanifest.xml": MANIFEST, "top/course/two_words.xml": "<a:assessmentItem xmlns:a='y'/>",
    "top/course/one.xml": QUIZ, "top/course/pic.png": "png", "top/forgotten.xml": QUIZ, "top/notes.txt": "no",
    "top/web_resources/Caf\u00e9/a b.png": "jar", "top/csfiles/jar__xid-12_1.png": "x", "__MACOSX/top/._one.xml": QUIZ,
}  # fmt: skip


def as_zip(tmp_path: Path, files: dict[str, str] = FILES) -> Path:
    path = tmp_path / "bank.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def as_folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        file = tmp_path / "bank" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return tmp_path / "bank"


@pytest.mark.parametrize("kept", [as_zip, as_folder])
def test_a_manifest_is_followed_in_a_zip_and_in_a_folder(tmp_path: Path, kept: object) -> None:
    package = Package.open(kept(tmp_path))  # type: ignore[operator]
    assert [resource.identifier for resource in package.resources] == ["r2", "r1", "away"]
    two, one, away = package.resources
    assert (two.href, two.files, two.dependencies) == (
        "top/course/two_words.xml", ("top/course/two_words.xml", "top/course/pic.png"), ("r1",),
    )  # fmt: skip
    assert (one.href, one.files, away.href) == ("", ("top/course/one.xml",), "")
    assert any("passwd" in warning for warning in package.warnings)
    assert package.read("top/course/pic.png") == b"png"
    assert package.question_files(rb"questestinterop|assessmentItem") == [
        "top/course/two_words.xml", "top/course/one.xml", "top/forgotten.xml",
    ]  # fmt: skip
    assert not any("MACOSX" in name for name in package.names())


def test_references_are_found_however_they_are_written(tmp_path: Path) -> None:
    package = Package.open(as_zip(tmp_path))
    beside = "top/course/one.xml"
    picture = "top/web_resources/Caf\u00e9/a b.png"
    for reference in (
        "$IMS-CC-FILEBASE$/Caf%C3%A9/a%20b.png?canvas_download=1", "%24IMS-CC-FILEBASE%24/Cafe%CC%81/a+b.png#x",
        "../web_resources/Caf\u00e9/A_b.PNG", "web_resources/Caf\u00e9/a b.png", "/server/path/a%20b.png",
    ):  # fmt: skip
        assert package.find(reference, beside) == picture, reference
    assert package.find("@X@EmbeddedFile@X@bbcswebdav/xid-12_1", beside) == "top/csfiles/jar__xid-12_1.png"
    assert package.find("%%LINKPATH%%pic.png", beside) == "top/course/pic.png"
    for reference in (
        "https://example.org/pic.png", "//example.org/pic.png", "file:///etc/passwd", "../../../etc/passwd", "",
        "x/pic.png", "..%2f..%2f..%2fetc/passwd", "xid-1_1", "javascript:pic.png",
    ):  # fmt: skip
        assert package.find(reference, beside) is None, reference


def test_one_file_is_a_package_of_one(tmp_path: Path) -> None:
    path = tmp_path / "quiz.bin"
    path.write_text(QUIZ)
    package = Package.open(path)
    assert (package.names(), package.resources) == (["quiz.bin"], [])
    assert package.question_files(b"questestinterop") == ["quiz.bin"]


def test_a_folder_has_the_limits_of_a_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = as_folder(tmp_path)
    monkeypatch.setattr("server.formats.question_package.MOST_MEMBERS", 5)
    with pytest.raises(Refused, match="more than 5 files"):
        Package.open(folder)
    monkeypatch.undo()
    monkeypatch.setattr("server.formats.question_package.LONGEST_FILE", 2)
    with pytest.raises(Refused, match="too long"):
        Package.open(folder).read("top/course/pic.png")
    monkeypatch.undo()
    (folder / "link.xml").symlink_to("/etc/passwd")
    with pytest.raises(Refused, match="link"):
        Package.open(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    folder = as_folder(tmp_path)
    os.mkfifo(folder / "pipe.xml")
    assert "pipe.xml" not in Package.open(folder).names()


def test_hostile_zips_are_refused_and_a_bad_manifest_is_left_aside(tmp_path: Path) -> None:
    for name in ("../out.xml", "/etc/out.xml", "a/../../out.xml"):
        with pytest.raises(Refused, match="outside"):
            Package.open(as_zip(tmp_path, {name: QUIZ}))
    bomb = '<!DOCTYPE m [<!ENTITY a "a">]><manifest>&a;</manifest>'
    package = Package.open(as_zip(tmp_path, {"imsmanifest.xml": bomb, "q.xml": QUIZ}))
    assert "left aside" in package.warnings[0]
    assert package.question_files(b"questestinterop") == ["q.xml"]
