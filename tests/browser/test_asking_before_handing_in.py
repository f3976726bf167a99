"""Before the last tap the page says what has no answer and what has half of one; a second tap hands in all the same."""

from __future__ import annotations

import pytest
from cast import PIN, Cast
from every_type import one_test_of_all
from playwright.sync_api import Browser, expect
from served import served
from sheets import drafts, sheets, turn_to
from windows import NETBOOK, window

from server.store import database, writer

pytestmark = pytest.mark.full


def test_half_an_answer_is_named_and_never_stops_anybody(cast: Cast, browser: Browser) -> None:
    attempt, amina, folder = one_test_of_all(cast), cast.amina.id, cast.settings.data
    writer.stop()
    database.close()
    with served(folder) as server:
        one = window(browser, NETBOOK, "amina")
        page = one.page
        page.goto(f"{server.address}/sign-in/student/{amina}")
        page.locator("#pin").press_sequentially(PIN)
        page.wait_for_url(f"{server.address}/student/")
        one.act("next_step").first.click()
        one.act("start_test").click()
        expect(page.locator("#test")).to_be_visible()
        place = {item.id: n for n, item in enumerate(sheets(server.database, "Amina")[-1].items)}
        halves = page.locator("#unanswered [data-half]:visible")
        turn_to(page, place["pairs"])
        page.locator(f'[name="a{place["pairs"]}.0"]').select_option("1")
        turn_to(page, place["gaps"])
        page.locator(f'[name="a{place["gaps"]}.2"]').fill(" ")
        one.act("hand_in").click()
        expect(halves).to_have_text([f"2 of 3 pairs are not chosen yet (question {place['pairs'] + 1})"])
        expect(page.locator("#unanswered [data-blank]:visible")).to_have_count(len(place) - 2)
        halves.locator("a").click()
        expect(page.locator("#unanswered")).to_be_hidden()
        page.locator(f'[name="a{place["pairs"]}.2"]').select_option("0")
        one.act("hand_in").click()
        expect(halves).to_have_text([f"1 of 3 pairs is not chosen yet (question {place['pairs'] + 1})"])
        one.act("hand_in").click()
        expect(page.locator('[data-state="handed_in"]')).to_be_visible()
        assert drafts(server.database, attempt)[place["pairs"]] == {"0": "1", "2": "0"}
        one.check()
        page.context.close()
