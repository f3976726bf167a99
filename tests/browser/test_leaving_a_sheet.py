"""Whoever taps a link in mid-word keeps what they typed; a worked example shows one step after the other."""

from __future__ import annotations

import pytest
from cast import PIN, Cast
from playwright.sync_api import Browser, expect
from served import Served, served
from windows import NETBOOK, Watched, window

from server.store import database, writer

pytestmark = pytest.mark.full


@pytest.fixture
def at_work(cast: Cast, browser: Browser):  # type: ignore[no-untyped-def]
    cast.open_class()
    folder, amina = cast.settings.data, cast.amina.id
    writer.stop()
    database.close()
    with served(folder) as server:
        netbook = window(browser, NETBOOK, "amina")
        _sign_in(server, netbook, amina)
        yield netbook
        netbook.page.context.close()


def _sign_in(server: Served, netbook: Watched, student: str) -> None:
    netbook.page.goto(f"{server.address}/sign-in/student/{student}")
    netbook.page.locator("#pin").fill(PIN)
    netbook.page.wait_for_url(f"{server.address}/student/")


def test_what_is_typed_is_kept_by_whoever_leaves_at_once(at_work: Watched) -> None:
    for object, field in (("worksheet-1", "textarea"), ("notes-1", "input.blank")):
        at_work.go(f"/student/objects/{object}")
        at_work.page.locator(f"main {field}").first.fill("far apart")
        at_work.page.get_by_text("Back to Gases 1").click()
        at_work.page.wait_for_url("**/objectives/gases-1")
        at_work.go(f"/student/objects/{object}")
        expect(at_work.page.locator(f"main {field}").first).to_have_value("far apart")


def test_a_step_waits_until_the_one_before_it_was_opened(at_work: Watched) -> None:
    at_work.go("/student/objects/worked-1")
    assert at_work.page.locator(".steps h1, .steps h2").all_inner_texts().count("Reading a manometer") == 0
    steps = at_work.page.locator(".steps summary:visible")
    expect(steps).to_have_count(1)
    steps.first.click()
    expect(steps).to_have_count(2)
