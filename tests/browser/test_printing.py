"""Every sheet of the sample on paper, A4 and Letter: nothing cut off, nothing in the margin, the guide on two pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cast import PASSPHRASE, TEACHER, Cast
from playwright.sync_api import Browser, Page
from printed import PAPERS, printed
from served import served
from windows import NETBOOK, window

from server.mastery.values import Unit
from server.settings import Settings
from server.store import database, writer

pytestmark = pytest.mark.full

READ = {"text", "worked_example", "notes"}
MOST_PAGES = {"guide": 2, "lab": 3, "take_home": 3, "demonstration": 3, "inquiry": 3, "text": 3}


@pytest.fixture(scope="module")
def teacher(made_box: Any, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[tuple[Page, Unit]]:
    """A teacher's window on a running box."""
    folder = tmp_path_factory.mktemp("printing") / "box"
    shutil.copytree(made_box.folder, folder)
    writer.stop()
    database.open_database(folder / "classroom.db")
    unit = Cast.of(replace(Settings(), data=folder)).unit
    writer.stop()
    database.close()
    with served(folder) as server:
        one = window(browser, NETBOOK, "teacher")
        one.page.goto(f"{server.address}/sign-in/teacher")
        one.page.fill("#name", TEACHER)
        one.page.fill("#passphrase", PASSPHRASE)
        one.act("sign_in").click()
        one.page.wait_for_url("**/teacher/")
        yield one.page, unit
        one.page.context.close()


def sheets_of(unit: Unit) -> list[tuple[str, str]]:
    """Address and kind of everything that a teacher may print of the unit."""
    at = f"/teacher/units/{unit.id}"
    return [
        (f"{at}/guide", "guide"),
        *((f"{at}/activities/{a.id}", a.kind) for a in unit.activities),
        *((f"{at}/objects/{o.id}", o.kind) for o in unit.objects if o.kind in READ),
    ]


@pytest.mark.parametrize("paper", PAPERS)
def test_every_sheet_comes_whole_out_of_the_printer(teacher: tuple[Page, Unit], paper: str, tmp_path: Path) -> None:
    page, unit = teacher
    origin = "/".join(page.url.split("/", 3)[:3])
    wrong = []
    for path, kind in sheets_of(unit):
        page.goto(origin + path)
        sheet = printed(page, paper, tmp_path / "sheet.pdf")
        assert len(sheet.words) > 40, path
        wrong += [f"{path}: {what}" for what in sheet.wrong()]
        if sheet.pages > MOST_PAGES.get(kind, 3):
            wrong.append(f"{path}: {sheet.pages} pages")
    assert not wrong, "\n".join(wrong)


def test_a_table_wider_than_the_paper_is_noticed(teacher: tuple[Page, Unit], tmp_path: Path) -> None:
    page, unit = teacher
    page.goto("/".join(page.url.split("/", 3)[:3]) + sheets_of(unit)[0][0])
    page.evaluate("document.querySelector('.text table').style.cssText = 'margin-left: -14mm; position: relative'")
    assert printed(page, "A4", tmp_path / "sheet.pdf").wrong()
