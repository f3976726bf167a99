"""A question from its bank to the projector and off again: the teacher on a phone, a board that looks by itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cast import PASSPHRASE, PIN, TEACHER, Cast
from playwright.sync_api import Browser, expect
from served import Served, served
from windows import NETBOOK, PHONE, Watched, window

from server.actions import sign_in
from server.settings import Settings
from server.store import database, writer
from server.store.exposure import ledger_of
from server.store.people import BoardCode

pytestmark = pytest.mark.full

WALL = {"width": 1280, "height": 720}


@pytest.fixture
def server(made_box: Any, tmp_path: Path) -> Iterator[Served]:
    folder = tmp_path / "box"
    shutil.copytree(made_box.folder, folder)
    writer.stop()
    settings = Settings(data=folder)
    database.open_database(settings.database)
    cast = Cast.of(settings)
    cast.open_class()
    sign_in.sign_in_student(cast.amina.id, PIN, "netbook")
    writer.stop()
    database.close()
    with served(folder) as running:
        yield running


def signed_in(server: Served, browser: Browser, room: dict[str, int]) -> tuple[Watched, Watched]:
    """The teacher on a phone, and a board of that size."""
    database.open_database(server.database)
    code = BoardCode.get_by_id(Cast.of(Settings(data=server.folder)).section).code
    database.close()
    one, wall = window(browser, PHONE, "teacher"), window(browser, room, "board")
    wall.page.goto(f"{server.address}/sign-in/board")
    wall.page.fill("input[name=code]", code)
    wall.page.keyboard.press("Enter")
    wall.page.wait_for_url("**/board")
    one.page.goto(f"{server.address}/sign-in/teacher")
    one.page.fill("#name", TEACHER)
    one.page.fill("#passphrase", PASSPHRASE)
    one.act("sign_in").click()
    one.page.wait_for_url("**/teacher/**")
    return one, wall


def test_from_the_bank_to_the_board_and_off_again(server: Served, browser: Browser) -> None:
    one, wall = signed_in(server, browser, WALL)
    one.page.goto(f"{server.address}/teacher/banks/gases-2")
    one.page.locator(".in-bank [data-item] > a").first.click()
    one.page.locator(".variants [rel=next]").click()
    expect(one.page.locator(".variants")).to_contain_text("2 of 24")
    key = one.page.locator("[data-key]")
    expect(key).to_be_hidden()
    one.page.locator("summary[data-reveal]").click()
    expect(key).to_be_visible()
    right = key.inner_text()
    article = one.page.locator("article[data-item]")
    item, variant = article.get_attribute("data-item"), int(article.get_attribute("data-variant") or -1)

    one.act("show_on_board").click()
    one.page.wait_for_url("**/teacher/on-board")
    expect(wall.page.locator("[data-state=question]")).to_have_attribute("data-item", str(item))
    assert right not in wall.page.content()
    tall, room = wall.page.evaluate("[document.documentElement.scrollHeight, window.innerHeight]")
    assert tall <= room, "it stands on one screen"
    one.act("show_answer").click()
    expect(wall.page.locator("[data-state=answered] [data-key]")).to_have_text(right)
    one.act("take_down").click()
    expect(one.page.locator("[data-state=empty]")).to_be_visible()
    expect(wall.page.locator("[data-state=going]")).to_be_visible()
    assert not one.troubles + wall.troubles

    database.open_database(server.database)
    cast = Cast.of(Settings(data=server.folder))
    seen = ledger_of(cast.amina.id).variant("gases-2", str(item), variant)
    joseph = ledger_of(cast.joseph.id)
    database.close()
    assert (seen.times, seen.gone_over) == (1, True)
    assert not joseph.seen, "was not there"


def test_a_picture_takes_the_free_half_of_the_wall(server: Served, browser: Browser) -> None:
    """Its labels are about as large as the words beside it, on the smallest of projectors, and nothing is cut off."""
    one, wall = signed_in(server, browser, NETBOOK)
    one.page.goto(f"{server.address}/teacher/banks/gases-1/question?item=g1-manometer-open")
    one.act("show_on_board").click()
    picture = wall.page.locator(".pictured img")
    expect(picture).to_be_visible()
    wide, high, words = wall.page.evaluate("""() => {
        const picture = document.querySelector(".pictured img"), room = picture.getBoundingClientRect();
        const share = picture.naturalWidth / picture.naturalHeight, wide = Math.min(room.width, room.height * share);
        return [wide, room.bottom, parseFloat(getComputedStyle(document.querySelector(".pictured p")).fontSize)] }""")
    assert wide > 440 and high <= NETBOOK["height"]
    assert 16 * wide / 320 > 0.8 * words, "its labels stand in letters of 16 in a picture 320 wide"
    one.act("show_answer").click()
    expect(wall.page.locator("[data-state=answered]")).to_be_visible()
    tall, room = wall.page.evaluate("[document.documentElement.scrollHeight, window.innerHeight]")
    assert tall <= room, "with its answer it stands on one screen, too"
