"""A test on a bad network: nothing is called saved before the server has said so, and nobody sees another's."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cast import PIN, Cast, op
from playwright.sync_api import Browser, Route, expect
from served import Served, Visitor, served
from sheets import Sheet, drafts, sheets, turn_to, typing_place
from windows import NETBOOK, Watched, window

from server.actions import take_test
from server.store import database, writer

pytestmark = pytest.mark.full
ANSWERS = "**/student/attempts/*/answers/*"


@dataclass
class Room:
    """A netbook at a server, where both Amina and Joseph have a test released."""

    server: Served
    netbook: Watched
    ids: dict[str, str]
    tokens: dict[str, str]

    def sheet(self, who: str) -> Sheet:
        return sheets(self.server.database, who)[-1]

    def held(self, who: str) -> dict[int, dict[str, str]]:
        """What the server holds of their test."""
        return drafts(self.server.database, self.sheet(who).id)

    def sign_in(self, who: str) -> None:
        page = self.netbook.page
        page.goto(f"{self.server.address}/sign-in/student/{self.ids[who]}")
        page.locator("#pin").press_sequentially(PIN)
        page.wait_for_url(f"{self.server.address}/student/**")

    def open_test(self, who: str) -> tuple[Sheet, int]:
        """Sign in and start; returns the test, and the first question that takes a number."""
        self.sign_in(who)
        page = self.netbook.page
        if page.locator("#test").count() == 0:
            self.netbook.tap("next_step")
            self.netbook.tap("start_test")
        expect(page.locator("#test")).to_be_visible()
        sheet = self.sheet(who)
        place = typing_place(sheet, "numeric")
        turn_to(page, place)
        return sheet, place

    def type(self, place: int, text: str) -> None:
        turn_to(self.netbook.page, place)
        self.netbook.page.locator(f'[name="a{place}.number"]').fill(text)

    def status(self, state: str) -> None:
        expect(self.netbook.page.locator("#save-status")).to_have_attribute("data-state", state, timeout=40_000)


@pytest.fixture
def room(cast: Cast, browser: Browser) -> Iterator[Room]:
    cast.open_class()
    tokens = {}
    for name, who in (("Amina", cast.amina), ("Joseph", cast.joseph)):
        cast.master_essentials(who)
        tokens[name] = take_test.attempt_token(cast.release(who))
    ids = {"Amina": cast.amina.id, "Joseph": cast.joseph.id}
    folder = cast.settings.data
    writer.stop()
    database.close()
    with served(folder) as server:
        netbook = window(browser, NETBOOK, "netbook")
        yield Room(server, netbook, ids, tokens)
        netbook.page.context.close()


def portal(route: Route) -> None:
    route.fulfill(status=200, content_type="text/html", body="<html><h1>Welcome to the guest network</h1></html>")


def elsewhere(route: Route) -> None:
    route.fulfill(status=302, headers={"Location": "/healthz"})


def broken(route: Route) -> None:
    route.fulfill(status=500, content_type="text/html", body="oh")


def empty_json(route: Route) -> None:
    route.fulfill(status=200, content_type="application/json", body="{}")


def not_saved(route: Route) -> None:
    route.fulfill(status=200, content_type="application/json", body='{"saved": false, "rev": 1}')


def portal_404(route: Route) -> None:
    route.fulfill(status=404, content_type="text/html", body="<html>Nothing here</html>")


def hang_up(route: Route) -> None:
    route.abort("connectionreset")


def no_room(route: Route) -> None:
    route.fulfill(status=507, content_type="application/json", body='{"say": "The card is full.", "reason": "507"}')


NOT_OURS = (portal, elsewhere, broken, empty_json, not_saved, portal_404, hang_up)


def test_a_full_card_is_not_called_weak_wifi(room: Room) -> None:
    _sheet, place = room.open_test("Amina")
    page = room.netbook.page
    room.netbook.offline_expected = True
    page.route(ANSWERS, no_room)
    room.type(place, "7.5")
    room.status("waiting")
    expect(page.locator("#save-status")).to_have_text("The card is full.")
    page.unroute(ANSWERS)
    page.route(ANSWERS, hang_up)
    page.evaluate("window.outbox.flush()")
    expect(page.locator("#save-status")).to_contain_text("Wi-Fi")
    page.unroute(ANSWERS)
    room.status("saved")
    assert room.held("Amina")[place]["number"] == "7.5"


def test_only_the_servers_own_word_counts_as_saved(room: Room) -> None:
    sheet, place = room.open_test("Amina")
    page = room.netbook.page
    room.netbook.offline_expected = True
    # Every status the page ever shows is noted, not only those a test happens to see.
    page.evaluate(
        """() => { const s = document.getElementById("save-status"); window.seen = [];
        new MutationObserver(() => window.seen.push(s.dataset.state)).observe(s, {attributes: true}); }"""
    )
    for n, answer in enumerate(NOT_OURS):
        page.route(ANSWERS, answer)
        page.evaluate("window.seen = []")
        room.type(place, f"{n}.5")
        room.status("waiting")
        page.wait_for_timeout(300)
        assert "saved" not in page.evaluate("window.seen"), f"{answer.__name__} was taken for the server"
        assert page.locator("#save-status").inner_text() != "Saved"
        assert room.held("Amina").get(place, {}).get("number") != f"{n}.5"
        page.unroute(ANSWERS)
        page.evaluate("window.outbox.flush()")
        room.status("saved")
        assert room.held("Amina")[place] == {"number": f"{n}.5"}, answer.__name__
    assert sheet.id == room.sheet("Amina").id
    room.netbook.check()


def test_the_next_student_delivers_and_never_sees_it(room: Room) -> None:
    """Amina's Wi-Fi is gone and her time is up; Joseph sits down at the same netbook."""
    page = room.netbook.page
    page.add_init_script("navigator.sendBeacon = () => false")  # the network is gone for that as well
    first, place = room.open_test("Amina")
    room.netbook.offline_expected = True
    page.route(ANSWERS, hang_up)
    room.type(place, "987.25")
    room.status("waiting")
    page.goto(f"{room.server.address}/student/")
    room.netbook.page.locator('[data-act="sign_out"]').click()
    page.wait_for_url("**/sign-in**")
    assert place not in room.held("Amina")
    page.unroute(ANSWERS)
    second, own = room.open_test("Joseph")
    assert second.id != first.id
    room.type(own, "1.75")
    room.status("saved")
    expect_held(room, "Amina", place, "987.25")
    expect_held(room, "Joseph", own, "1.75")
    html = page.content()
    assert "987.25" not in html and "Amina" not in html
    shown = page.eval_on_selector_all("input[type=text], textarea", "all => all.map(e => e.value)")
    assert "987.25" not in shown and "1.75" in shown
    # Delivered means forgotten: nothing of hers stays on the netbook.
    left = page.evaluate("JSON.stringify(window.outbox.waiting('')) + (localStorage.getItem('classroom-outbox') || '')")
    assert first.id not in left and "987.25" not in left


def expect_held(room: Room, who: str, place: int, number: str) -> None:
    page = room.netbook.page
    for _ in range(100):
        if room.held(who).get(place) == {"number": number}:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{who}'s answer {number} never arrived: {room.held(who)}")


def test_an_older_revision_never_overwrites(room: Room) -> None:
    sheet, place = room.open_test("Amina")
    room.type(place, "5.5")
    room.status("saved")
    late = Visitor(room.server.port)  # a netbook that comes back with what it had kept
    for rev, number in ((1, "old"), (0, "older")):
        told = late.save(sheet.id, place, room.tokens["Amina"], rev, {"number": number}, op())
        assert told.status == 200 and told.json["saved"] is False, "not kept, and not said to be"
        assert told.json["rev"] >= 1
        assert room.held("Amina")[place] == {"number": "5.5"}
    # The page's own next word still wins.
    room.type(place, "6.5")
    room.status("saved")
    assert room.held("Amina")[place] == {"number": "6.5"}


def test_what_was_typed_just_before_a_reload_is_there(room: Room) -> None:
    """A reload in the very moment of typing, before anything was sent."""
    _sheet, place = room.open_test("Amina")
    room.type(place, "3.25")
    assert room.netbook.page.locator("#save-status").get_attribute("data-state") == "saving"
    first = room.netbook.page
    first.reload()
    expect(first.locator(f'[name="a{place}.number"]')).to_have_value("3.25")
    dot = first.locator(f'[data-dot="{place}"]')
    assert "answered" in (dot.get_attribute("class") or "")
    assert first.locator(f'[data-place="{place}"]').is_visible(), "the page opens at the question where she was"


def test_hand_in_waits_until_everything_has_arrived(room: Room) -> None:
    sheet, place = room.open_test("Amina")
    page = room.netbook.page
    room.netbook.offline_expected = True
    page.route(ANSWERS, hang_up)
    room.type(place, "4.5")
    room.status("waiting")
    room.netbook.tap("hand_in")
    room.netbook.tap("hand_in")  # questions are open: it asks first
    page.wait_for_timeout(1500)
    assert room.sheet("Amina").state == "open"
    assert "Stay until it is handed in" in page.locator("#save-status").inner_text()
    page.unroute(ANSWERS)
    expect(page.locator('[data-state="handed_in"]')).to_be_visible(timeout=40_000)
    kept = json.loads(_responses(room.server.database, sheet.id))
    assert kept[str(place)] == {"number": "4.5"}


def _responses(file: Path, attempt: str) -> str:
    link = sqlite3.connect(file)
    try:
        return str(link.execute("SELECT responses FROM attempt WHERE id = ?", (attempt,)).fetchone()[0])
    finally:
        link.close()


def test_two_tabs_of_one_test_keep_what_was_typed_last(room: Room) -> None:
    _, place = room.open_test("Amina")
    first = room.netbook.page
    room.type(place, "11")
    room.status("saved")
    second = first.context.new_page()
    second.goto(first.url)
    turn_to(second, place)
    second.locator(f'[name="a{place}.number"]').fill("22")
    expect(second.locator("#save-status")).to_have_attribute("data-state", "saved")
    # The first tab counts from a revision that is behind; what is typed there now is the newest all the same.
    room.type(place, "33")
    room.status("saved")
    assert room.held("Amina")[place] == {"number": "33"}
    second.locator(f'[name="a{place}.number"]').fill("44")
    expect(second.locator("#save-status")).to_have_attribute("data-state", "saved")
    assert room.held("Amina")[place] == {"number": "44"}
    # The tab that hands in still shows 33; what counts is what was typed last.
    room.netbook.act("hand_in").click()
    room.netbook.act("hand_in").click()
    expect(first.locator("[data-outcome]")).to_be_visible()
    with sqlite3.connect(room.server.database) as link:
        responses = json.loads(link.execute("SELECT responses FROM attempt WHERE state = 'handed_in'").fetchone()[0])
    assert responses[str(place)] == {"number": "44"}
