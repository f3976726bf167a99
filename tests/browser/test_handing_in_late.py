"""Handing in, on the page: what it asks is read before it counts, and a bell that rang meanwhile is told kindly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from cast import PASSPHRASE, PIN, TEACHER, Cast
from every_type import one_test_of_all
from playwright.sync_api import Browser, Page, Route, expect
from served import Served, Visitor, served
from sheets import drafts, sheets, turn_to, typing_place
from windows import NETBOOK, Watched, window

from server.store import database, writer

pytestmark = pytest.mark.full



@dataclass
class Seat:
    server: Served
    netbook: Watched
    attempt: str

    @property
    def page(self) -> Page:
        return self.netbook.page

    def state(self) -> str:
        return sheets(self.server.database, "Amina")[-1].state

    def ring_the_bell(self) -> None:
        """The teacher ends the lesson and keeps the tests."""
        teacher = Visitor(self.server.port).sign_in_teacher(TEACHER, PASSPHRASE)
        told = teacher.post("/teacher/class/bell", {"op": "the-bell-rings", "tests": "keep"})
        assert told.status == 303, told.text


@contextmanager
def sat_down(cast: Cast, browser: Browser, attempt: str) -> Iterator[Seat]:
    """Amina at a netbook, with that test of hers open."""
    amina, folder = cast.amina.id, cast.settings.data
    writer.stop()
    database.close()
    with served(folder) as server:
        one = window(browser, NETBOOK, "amina")
        one.page.goto(f"{server.address}/sign-in/student/{amina}")
        one.page.locator("#pin").press_sequentially(PIN)
        one.page.wait_for_url(f"{server.address}/student/")
        one.act("next_step").first.click()
        one.act("start_test").click()
        expect(one.page.locator("#test")).to_be_visible()
        yield Seat(server, one, attempt)
        one.page.context.close()


def whole_in_sight(page: Page, what: str) -> bool:
    """Whether all of it can be read, with nothing over it."""
    return bool(
        page.evaluate(
            """what => { const one = document.querySelector(what), r = one.getBoundingClientRect();
            if (r.top < 0 || r.bottom > window.innerHeight || !r.height) return false;
            return [r.top + 3, r.bottom - 3].every(y => one.contains(document.elementFromPoint(r.left + 40, y))); }""",
            what,
        )
    )


def test_two_quick_presses_hand_nothing_in(cast: Cast, browser: Browser) -> None:
    with sat_down(cast, browser, one_test_of_all(cast)) as seat:
        _press_and_read(seat)


def _press_and_read(seat: Seat) -> None:
    page, button = seat.page, seat.netbook.act("hand_in")
    long = max(range(page.locator("[data-dot]").count()), key=lambda n: _height(page, n))
    turn_to(page, long)
    button.dblclick()
    expect(button).to_have_text("Hand in with 14 empty")
    assert whole_in_sight(page, "#unanswered") and whole_in_sight(page, "#hand-in")
    page.wait_for_timeout(300)
    assert seat.state() == "open"
    number = typing_place(sheets(seat.server.database, "Amina")[-1], "numeric")
    turn_to(page, number)
    page.locator(f'[name="a{number}.number"]').fill("1,234")
    expect(button).to_have_text("Hand in")
    expect(page.locator('[data-act="choose_reading"]')).to_have_count(2)
    turn_to(page, long)
    button.click()
    expect(page.locator("#two-ways")).to_contain_text(f"question {number + 1} can be read in two ways")
    assert whole_in_sight(page, "#two-ways")
    button.click()
    expect(button).to_have_text("Hand in with 13 empty")
    button.click()
    expect(page.locator('[data-state="handed_in"]')).to_be_visible()
    seat.netbook.check()


def _height(page: Page, place: int) -> int:
    turn_to(page, place)
    return int(page.evaluate("document.documentElement.scrollHeight"))


def test_a_test_handed_in_a_moment_after_the_bell_is_kept_and_that_is_said(cast: Cast, browser: Browser) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    with sat_down(cast, browser, cast.release(cast.amina)) as seat:
        _hand_in_after_the_bell(seat)


def _hand_in_after_the_bell(seat: Seat) -> None:
    page = seat.page
    number = typing_place(sheets(seat.server.database, "Amina")[-1], "numeric")
    before = sheets(seat.server.database, "Amina")[-1].items[number]
    turn_to(page, number)
    seat.netbook.offline_expected = True

    def gone(route: Route) -> None:
        route.abort("connectionreset")

    page.route("**/student/**", gone)
    page.locator(f'[name="a{number}.number"]').fill("987.25")
    seat.netbook.act("hand_in").click()
    seat.netbook.act("hand_in").click()
    page.wait_for_timeout(1000)
    seat.ring_the_bell()
    assert sheets(seat.server.database, "Amina")[-1].items[number] != before, "it was swapped"
    page.unroute("**/student/**")
    expect(page.locator("#signed-out")).to_be_visible(timeout=40_000)
    expect(page.locator("#test")).to_be_hidden()
    expect(page.locator("#signed-out")).to_contain_text("it waits for you")
    for _ in range(100):
        if drafts(seat.server.database, seat.attempt).get(number):
            break
        page.wait_for_timeout(100)
    assert drafts(seat.server.database, seat.attempt)[number] == {"number": "987.25"}
    assert sheets(seat.server.database, "Amina")[-1].items[number] == before, "and came back with its answer"
    assert seat.state() == "open"
    seat.netbook.act("sign_out").click()
