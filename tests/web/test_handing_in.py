"""Handing in over HTTP: what was saved counts, and a plain form without script can take an answer back."""

from __future__ import annotations

import json
import re

import pytest
from cast import PIN, Cast, op
from every_type import one_test_of_all
from flask.testing import FlaskClient

from server.actions import sign_in, take_test
from server.app import create_app
from server.store import attempts


def signed_in(cast: Cast) -> tuple[FlaskClient, dict[str, str]]:
    """Amina's browser, and what each form of hers carries."""
    browser = create_app(cast.settings).test_client()
    browser.get("/sign-in")
    device = browser.get_cookie("classroom_device")
    assert device is not None
    token = sign_in.sign_in_student(cast.amina.id, PIN, device.value)
    assert isinstance(token, str)
    browser.set_cookie("classroom_student", token)
    csrf = re.search(r'data-csrf="(\w+)"', browser.get("/student/").get_data(as_text=True))
    assert csrf is not None
    return browser, {"csrf": csrf[1]}


@pytest.fixture
def taking(cast: Cast) -> tuple[FlaskClient, str, dict[str, str]]:
    """Amina with an open test; returns her browser, the attempt, and what each form of hers carries."""
    cast.open_class()
    cast.master_essentials(cast.amina)
    browser, carried = signed_in(cast)
    attempt = cast.release(cast.amina)
    post(browser, f"/student/attempts/{attempt}/start", carried)
    return browser, attempt, carried


def post(browser: FlaskClient, url: str, carried: dict[str, str], **fields: object) -> int:
    data = {**carried, "op": op(), **fields}
    return browser.post(url, data=data, headers={"Origin": "http://localhost"}).status_code


def responses(attempt: str) -> dict[str, dict[str, str]]:
    row = attempts.attempt(attempt)
    assert row is not None and row.state == "handed_in"
    return dict(json.loads(row.responses))


def test_what_was_saved_counts_when_the_form_brings_nothing(taking: tuple[FlaskClient, str, dict[str, str]]) -> None:
    browser, attempt, carried = taking
    take_test.save_answer(attempt, take_test.attempt_token(attempt), 0, 1, {"text": "saved"}, op())
    assert post(browser, f"/student/attempts/{attempt}/hand-in", carried) == 303
    assert responses(attempt)["0"] == {"text": "saved"}


def test_a_form_without_script_brings_answers_and_takes_them_back(
    taking: tuple[FlaskClient, str, dict[str, str]],
) -> None:
    browser, attempt, carried = taking
    token = take_test.attempt_token(attempt)
    take_test.save_answer(attempt, token, 0, 1, {"text": "saved, then emptied"}, op())
    take_test.save_answer(attempt, token, 1, 1, {"text": "not on this form"}, op())
    fields = {"shown": ["0", "2"], "a0.text": "", "a2.text": "typed", "a99.text": "nowhere", "a\u00b2.x": "odd"}
    assert post(browser, f"/student/attempts/{attempt}/hand-in", carried, **fields, anyway="1") == 303
    kept = responses(attempt)
    assert (kept["0"], kept["1"], kept["2"]) == ({}, {"text": "not on this form"}, {"text": "typed"})


@pytest.mark.full
def test_without_script_a_page_asks_once_about_what_is_open_and_loses_nothing(cast: Cast) -> None:
    attempt = one_test_of_all(cast)
    browser, carried = signed_in(cast)
    post(browser, f"/student/attempts/{attempt}/start", carried)
    place = {item.id: n for n, item in enumerate(cast.items(attempt))}
    pairs, steps, gaps, word = (f"a{place[id]}" for id in ("pairs", "steps", "gaps", "word"))
    typed: dict[str, object] = {
        f"{pairs}.0": "1", f"{steps}.0": "2", f"{steps}.1": "2", f"{gaps}.2": " Boyle ", f"{word}.text": "Boyle",
        "shown": [str(n) for n in place.values()],
    }  # fmt: skip
    assert post(browser, f"/student/attempts/{attempt}/hand-in", carried, **typed) == 303
    row = attempts.attempt(attempt)
    assert row is not None and row.state == "open", "it was asked about, not handed in"
    page = browser.get(f"/student/attempts/{attempt}?ask=1").get_data(as_text=True)
    note = page[page.index('id="unanswered"') : page.index("Press Hand in once more")]
    halves = re.findall(r'data-half="(\d+)"[^>]*?( hidden)?><span data-left>([^<]+)<', note)
    assert {int(n): words for n, hidden, words in halves if not hidden} == {
        place["pairs"]: "2 of 3 pairs are not chosen yet",
        place["steps"]: "3 of 4 places are still empty",
        place["gaps"]: "5 of 6 gaps are still empty",
    }
    blank = {int(n) for n, hidden in re.findall(r'data-blank="(\d+)"( hidden)?', note) if not hidden}
    assert blank == {n for id, n in place.items() if id not in {"pairs", "steps", "gaps", "word", "show"}}
    assert 'name="anyway"' in page
    assert post(browser, f"/student/attempts/{attempt}/hand-in", carried, **typed, anyway="1") == 303
    assert responses(attempt)[str(place["word"])] == {"text": "Boyle"}
