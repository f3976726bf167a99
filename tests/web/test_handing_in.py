"""Handing in over HTTP: what was saved counts, and a plain form without script can take an answer back."""

from __future__ import annotations

import json
import re

import pytest
from cast import PIN, Cast, op
from flask.testing import FlaskClient

from server.actions import sign_in, take_test
from server.app import create_app
from server.store import attempts


@pytest.fixture
def taking(cast: Cast) -> tuple[FlaskClient, str, dict[str, str]]:
    """Amina with an open test; returns her browser, the attempt, and what each form of hers carries."""
    app = create_app(cast.settings)
    cast.open_class()
    cast.master_essentials(cast.amina)
    browser = app.test_client()
    browser.get("/sign-in")
    device = browser.get_cookie("classroom_device")
    assert device is not None
    token = sign_in.sign_in_student(cast.amina.id, PIN, device.value)
    assert isinstance(token, str)
    browser.set_cookie("classroom_student", token)
    attempt = cast.release(cast.amina)
    page = browser.get("/student/").get_data(as_text=True)
    csrf = re.search(r'data-csrf="(\w+)"', page)
    assert csrf is not None
    carried = {"csrf": csrf[1]}
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
    assert post(browser, f"/student/attempts/{attempt}/hand-in", carried, **fields) == 303
    kept = responses(attempt)
    assert (kept["0"], kept["1"], kept["2"]) == ({}, {"text": "not on this form"}, {"text": "typed"})
