"""Marking by keyboard alone, a question's answers one after another; and the way from a wrong key to the right one."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cast import PASSPHRASE, TEACHER, Cast
from every_type import CODE
from playwright.sync_api import Browser, expect
from served import Served, served
from waiting_answers import three_handed_in
from windows import NETBOOK, PHONE, Watched, broken_laws, window

from server.settings import Settings
from server.store import database, writer

pytestmark = pytest.mark.full



@pytest.fixture(scope="module")
def handed_in(made_box: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("marking") / "box"
    shutil.copytree(made_box.folder, folder)
    writer.stop()
    database.open_database(folder / "classroom.db")
    three_handed_in(Cast.of(Settings(data=folder)))
    writer.stop()
    database.close()
    return folder


@pytest.fixture
def server(handed_in: Path, tmp_path: Path) -> Iterator[Served]:
    folder = tmp_path / "box"
    shutil.copytree(handed_in, folder)
    with served(folder) as running:
        yield running


def _teacher(server: Served, browser: Browser, size: dict[str, int], **options: object) -> Watched:
    one = window(browser, size, "teacher", **options)
    one.page.goto(f"{server.address}/sign-in/teacher")
    one.page.fill("#name", TEACHER)
    one.page.fill("#passphrase", PASSPHRASE)
    one.act("sign_in").click()
    one.page.wait_for_url("**/teacher/**")
    return one


def _marks(server: Served, item: str) -> list[float | None]:
    """What the answers to an item are worth now, and with which rows, as they stand on the box."""
    with sqlite3.connect(f"file:{server.database}?mode=ro", uri=True) as box:
        rows = box.execute("SELECT points FROM answered WHERE item = ? ORDER BY points", (item,)).fetchall()
    return [points for (points,) in rows]


def _lawful(one: Watched) -> None:
    one.check()
    assert not broken_laws(one.page)


def test_three_answers_without_touching_the_mouse(server: Served, browser: Browser) -> None:
    one = _teacher(server, browser, NETBOOK)
    page, keys = one.page, one.page.keyboard
    one.act("marking").focus()
    keys.press("Enter")
    page.wait_for_url("**/teacher/marking")
    page.goto(f"{server.address}/teacher/marking?objective={CODE}&item=why")
    expect(page.locator("[data-keys]")).to_be_visible()
    _lawful(one)
    shown = page.locator("[data-answer]")
    for points, left in (("21", 2), ("20", 1), ("01", 0)):
        before = shown.get_attribute("data-answer")
        assert before is not None
        for digit in points:
            keys.press(digit)
        focused = "e => { const f = document.activeElement; return f.matches(':focus-visible') && f.type === 'radio' }"
        assert page.evaluate(focused), "one sees where one is"
        keys.press("Enter")
        expect(page.locator(f'[data-answer="{before}"]')).to_have_count(0)
        assert _marks(server, "why").count(None) == left
    assert _marks(server, "why") == [1, 2, 3]
    # What is next is another question, and half a point more is a comma.
    expect(page.locator(".asked-once")).not_to_have_attribute("data-item", "why")
    page.goto(f"{server.address}/teacher/marking?objective={CODE}&item=show")
    first = shown.get_attribute("data-answer")
    keys.press("ArrowRight")
    expect(page.locator(f'[data-answer="{first}"]')).to_have_count(0)
    keys.press("ArrowLeft")
    expect(page.locator(f'[data-answer="{first}"]')).to_have_count(1)
    keys.press("0")
    keys.press(",")
    keys.press("Enter")
    expect(page.locator(f'[data-answer="{first}"]')).to_have_count(0)
    assert 0.5 in _marks(server, "show")
    page.goto(f"{server.address}/teacher/marking?objective={CODE}&item=number")
    keys.press("2")
    page.wait_for_url("**/teacher/marking")
    assert _marks(server, "number")[-1] == 1, "they meant 1600"
    one.check()


def test_on_the_phone_and_without_script(server: Served, browser: Browser) -> None:
    one = _teacher(server, browser, PHONE, java_script_enabled=False)
    page = one.page
    page.goto(f"{server.address}/teacher/marking?objective={CODE}&item=letter&blind=1")
    expect(page.locator("[data-keys]")).to_be_hidden()
    expect(page.locator(".passage .in-mark")).to_have_count(3)
    assert "Amina" not in (page.locator("body").text_content() or "")
    page.locator('input[name="points"][value="2"]').check()
    one.act("mark_response").click()
    expect(page.get_by_text("Kept: 2 of 3.")).to_be_visible()
    assert _marks(server, "letter") == [None, None, 2]


def test_from_a_wrong_key_to_the_right_one(server: Served, browser: Browser) -> None:
    one = _teacher(server, browser, PHONE)
    page = one.page
    page.goto(f"{server.address}/teacher/marking?objective={CODE}&item=number")
    one.tap("something_wrong")
    page.wait_for_url("**/teacher/corrections?*")
    _lawful(one)
    page.locator('input[name="how"][value="accept"]').check()
    page.fill("#text", "160")
    one.tap("preview_correction")
    expect(page.locator("[data-preview]")).to_contain_text("2 students gain, nobody loses: the better mark is kept.")
    _lawful(one)
    page.fill("#why", "The first key was right as well")
    one.tap("correct_item")
    expect(page.locator("section[data-correction]")).to_have_attribute("data-gain", "2")
    _lawful(one)
    assert _marks(server, "number") == [None, 1, 1]
    with sqlite3.connect(f"file:{server.database}?mode=ro", uri=True) as box:
        body = box.execute("SELECT body FROM item WHERE id = 'number' AND current").fetchone()[0]
    assert json.loads(body)["body"]["credit"][0]["value"] == "160"
