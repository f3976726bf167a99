"""Worksheets on paper: printed to PDF on A4 and Letter, nothing lost, nothing cut, no problem torn in two."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from cast import PASSPHRASE, PIN, TEACHER, Cast
from needing import lacking
from playwright.sync_api import Browser, Page
from served import Served, served
from windows import NETBOOK, window

from server.settings import Settings
from server.store import database, writer

pytestmark = pytest.mark.full

SHEETS = [f"worksheet-{n}" for n in range(1, 8)]
EDGE = 10 / 25.4 * 72 - 1
"""Points that stay white round a page: printers reach no further than 6 mm from the edge."""

MARKED = """() => document.querySelectorAll(".problem").forEach((p, n) => {
    p.style.position = "relative";
    for (const [end, place] of [["begins", "top:0"], ["ends", "bottom:0"]]) {
        const mark = document.createElement("span");
        mark.textContent = `problem${n}${end}`;
        mark.style.cssText = `position:absolute;right:0;${place};font-size:4pt;line-height:1`;
        p.appendChild(mark);
    } })"""
"""A word at the top and one at the bottom edge of each problem, so that its pages can be told."""


@dataclass(frozen=True)
class Word:
    """A word on a page of the PDF, with its box in points from the top left."""

    text: str
    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Printed:
    """A printed page's words and the size of its paper."""

    words: list[Word]
    paper: tuple[float, float]
    pages: int

    @property
    def glued(self) -> str:
        return "".join(w.text for w in self.words)


def printed(page: Page, format: str, file: Path) -> Printed:
    """The page as Chromium prints it, read back from the PDF."""
    page.pdf(path=str(file), format=format)
    run = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, text=True, check=True)
    found, number, size = [], 0, (0.0, 0.0)
    for line in run.stdout.splitlines():
        if sheet := re.search(r'<page width="([\d.]+)" height="([\d.]+)"', line):
            number, size = number + 1, (float(sheet[1]), float(sheet[2]))
        elif word := re.search(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*)</word>', line):
            box = (float(word[1]), float(word[2]), float(word[3]), float(word[4]))
            found.append(Word(unescape(word[5]), number, box))
    return Printed(found, size, number)


def asked_to_print(page: Page) -> list[str]:
    """Every word that a page shows on paper."""
    page.emulate_media(media="print")
    text: str = page.evaluate("document.querySelector('main').innerText")
    page.emulate_media(media="null")  # as the browser would by itself
    return text.split()


@pytest.fixture(scope="module")
def server(made_box: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    if not shutil.which("pdftotext"):
        lacking("pdftotext (apt install poppler-utils)")
    folder = tmp_path_factory.mktemp("printing") / "box"
    shutil.copytree(made_box.folder, folder)
    writer.stop()
    database.open_database(folder / "classroom.db")
    cast = Cast.of(replace(Settings(), data=folder))
    writer.write(cast.open_class)
    writer.stop()
    database.close()
    with served(folder) as started:
        yield started, cast.amina.id


@pytest.fixture(scope="module")
def student(server: tuple[Served, str], browser: Browser) -> Iterator[Page]:
    started, amina = server
    page = window(browser, NETBOOK, "student").page
    page.goto(f"{started.address}/sign-in/student/{amina}")
    page.locator("#pin").fill(PIN)
    page.wait_for_url(f"{started.address}/student/**")
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def teacher(server: tuple[Served, str], browser: Browser) -> Iterator[Page]:
    one = window(browser, NETBOOK, "teacher")
    one.page.goto(f"{server[0].address}/sign-in/teacher")
    one.page.fill("#name", TEACHER)
    one.page.fill("#passphrase", PASSPHRASE)
    one.act("sign_in").click()
    one.page.wait_for_url("**/teacher/")
    yield one.page
    one.page.context.close()


def lost(words: list[str], on: Printed) -> list[str]:
    """Words that the PDF lacks."""
    return [w for w in words if "".join(w.split()) not in on.glued]


def in_the_margin(on: Printed) -> list[Word]:
    """Words that stand outside of what is printed, or run off it."""
    wide, high = on.paper
    return [
        w
        for w in on.words
        if w.box[0] < EDGE or w.box[1] < EDGE or w.box[2] > wide - EDGE or w.box[3] > high - EDGE
    ]  # fmt: skip


def torn(on: Printed, many: int) -> list[str]:
    """Problems that begin on one page and end on another."""
    at = {w.text: w.page for w in on.words if w.text.startswith("problem")}
    ends = [(at.get(f"problem{n}begins"), at.get(f"problem{n}ends")) for n in range(many)]
    return [f"problem {n + 1}: pages {a} to {b}" for n, (a, b) in enumerate(ends) if a is None or a != b]


@pytest.mark.parametrize("format", ["A4", "Letter"])
@pytest.mark.parametrize("id", SHEETS)
def test_a_worksheet_prints_whole(
    server: tuple[Served, str], student: Page, tmp_path: Path, id: str, format: str
) -> None:
    student.goto(f"{server[0].address}/student/objects/{id}")
    words, code = asked_to_print(student), student.locator("[data-version]").inner_text()
    paper = printed(student, format, tmp_path / "sheet.pdf")
    assert len(words) > 100 and lost(words, paper) == []
    assert in_the_margin(paper) == []
    assert paper.pages <= 3
    assert [w.page for w in paper.words if w.text == code] == [1, paper.pages], "on the first page and the last"
    assert "Amina" in paper.glued and "Signout" not in paper.glued
    student.evaluate(MARKED)
    marked = printed(student, format, tmp_path / "marked.pdf")
    many = student.locator(".problem").count()
    assert many == 8 and torn(marked, many) == []
    assert marked.pages == paper.pages


def test_the_marks_find_a_torn_problem(server: tuple[Served, str], student: Page, tmp_path: Path) -> None:
    student.goto(f"{server[0].address}/student/objects/worksheet-2")
    student.evaluate(MARKED)
    student.evaluate("""() => document.querySelectorAll(".problem").forEach(p => {
        p.style.breakInside = "auto"; p.style.minHeight = "110mm" })""")
    assert torn(printed(student, "A4", tmp_path / "torn.pdf"), 8)


@pytest.mark.parametrize("format", ["A4", "Letter"])
def test_a_class_prints_sheet_after_sheet_and_the_key_alone(
    server: tuple[Served, str], teacher: Page, tmp_path: Path, format: str
) -> None:
    teacher.goto(f"{server[0].address}/teacher/keys/worksheet-1/class")
    words = asked_to_print(teacher)
    paper = printed(teacher, format, tmp_path / "class.pdf")
    assert lost(words, paper) == [] and in_the_margin(paper) == []
    names = ["Amina", "Joseph", "Li"]
    firsts = [next(w.page for w in paper.words if w.text == name) for name in names]
    assert firsts == sorted(set(firsts)), "each begins on a page of its own"
    key = next(w.page for w in paper.words if w.text == "Key:")
    assert key > firsts[-1] and key == paper.pages
    assert not [w for w in paper.words if w.page == key and w.text == "End"], "the key shares no page with a sheet"
    teacher.evaluate(MARKED)
    assert torn(printed(teacher, format, tmp_path / "marked.pdf"), 24) == []


def test_a_key_prints_for_the_folder(server: tuple[Served, str], teacher: Page, tmp_path: Path) -> None:
    teacher.goto(f"{server[0].address}/teacher/keys/worksheet-2")
    words = asked_to_print(teacher)
    paper = printed(teacher, "A4", tmp_path / "key.pdf")
    assert lost(words, paper) == [] and in_the_margin(paper) == []
    assert teacher.locator("[data-version]").inner_text() in paper.glued
