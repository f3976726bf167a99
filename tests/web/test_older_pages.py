"""A page that is older than what stands on the server: its answers lose, and it is told so. Without script."""

from __future__ import annotations

import re
from dataclasses import replace

from cast import Cast, done, op
from flask.testing import FlaskClient
from test_handing_in import post, signed_in

from server.actions import release_seat, run_meeting, take_test
from server.store import attempts

Fields = dict[str, object]


def opened(browser: FlaskClient, attempt: str) -> Fields:
    """The hidden fields that the test's form is shown with."""
    page = browser.get(f"/student/attempts/{attempt}").get_data(as_text=True)
    form = page[page.index('id="test"') :]
    found = {name: re.findall(rf'name="{name}" value="([^"]*)"', form) for name in ("shown", "rev", "tok")}
    assert len(found["shown"]) == len(found["rev"]) > 9 and len(found["tok"]) == 1
    return dict(found)


def taking(cast: Cast) -> tuple[FlaskClient, str, dict[str, str]]:
    cast.open_class()
    cast.master_essentials(cast.amina)
    browser, carried = signed_in(cast)
    attempt = cast.release(cast.amina)
    post(browser, f"/student/attempts/{attempt}/start", carried)
    return browser, attempt, carried


def held(attempt: str) -> dict[int, dict[str, str]]:
    return {place: draft["value"] for place, draft in attempts.drafts_of(attempt).items()}


def state(attempt: str) -> str:
    row = attempts.attempt(attempt)
    assert row is not None
    return str(row.state)


def test_of_two_tabs_the_older_page_loses_and_says_so(cast: Cast) -> None:
    browser, attempt, carried = taking(cast)
    url = f"/student/attempts/{attempt}/hand-in"
    first, second = opened(browser, attempt), opened(browser, attempt)
    assert post(browser, url, carried, **second, keep="1", **{"a0.x": "typed in the second", "a1.x": "and this"}) == 303
    told = browser.post(
        url, data={**carried, **first, "op": op(), "anyway": "1", "a0.x": "older", "a2.x": "new"},
        headers={"Origin": "http://localhost"},
    )  # fmt: skip
    assert state(attempt) == "open", "nothing is handed in unseen"
    assert held(attempt) == {0: {"x": "typed in the second"}, 1: {"x": "and this"}, 2: {"x": "new"}}
    page = browser.get(told.headers["Location"]).get_data(as_text=True)
    assert "Questions 1, 2 were answered on another page" in page
    again = opened(browser, attempt)
    kept = {f"a{n}.x": value["x"] for n, value in held(attempt).items()}
    assert post(browser, url, carried, **again, anyway="1", **{**kept, "a1.x": "changed here"}) == 303
    assert state(attempt) == "handed_in" and held(attempt)[1] == {"x": "changed here"}


def test_a_blank_page_of_an_earlier_seat_empties_nothing(cast: Cast) -> None:
    browser, attempt, carried = taking(cast)
    url, blank = f"/student/attempts/{attempt}/hand-in", opened(browser, attempt)
    row = attempts.attempt(attempt)
    assert row is not None
    here, there = replace(cast.amina, device=row.seat), "netbook-5"
    done(release_seat.move_seat(cast.teacher, attempt, there, op()))
    typed = {"text": "typed at the other netbook"}
    assert take_test.save_answer(attempt, take_test.attempt_token(attempt), 0, 1, typed, op()) == 1
    assert post(browser, url, carried, **blank, keep="1") == 303
    assert held(attempt) == {0: typed}
    assert post(browser, url, carried, **blank, anyway="1", **{"a0.number": "99999 kPa"}) == 303
    assert (held(attempt), state(attempt)) == ({0: typed}, "open")
    for more in ({}, {"a0.number": "99999 kPa"}, {"tok": "1.made-up", "a0.number": "99999 kPa"}):
        assert post(browser, url, carried, **more) in {403, 422}, "and it is handed in where it is written"
    assert (held(attempt), state(attempt)) == ({0: typed}, "open")
    done(release_seat.move_seat(cast.teacher, attempt, here.device, op()))
    done(run_meeting.ring_bell(cast.teacher, "keep", op()))
    assert held(attempt) == {0: typed}
