"""The talk about a long test, held on a phone: each objective gone over leads on, and nothing is too small to hit."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from cast import PASSPHRASE, TEACHER, Cast, done, op, right_answer
from playwright.sync_api import Browser, expect
from served import served
from windows import FINGER, PHONE, window

from server.actions import hand_in, take_test
from server.settings import Settings
from server.store import attempts, database, writer

pytestmark = pytest.mark.full

PLACES = """() => { const top = e => e.getBoundingClientRect().top;
    const bar = document.querySelector(".bar").getBoundingClientRect().bottom;
    const next = document.querySelector('.missed[data-state="missed"]');
    return { bar: bar, next: next ? top(next) : null, scrolled: scrollY } }"""


def wrong_test(folder: Path) -> str:
    """Amina's test, handed in: one question right, one wrong and sure, the rest blank."""
    settings = Settings(data=folder)
    database.open_database(settings.database)
    cast = Cast.of(settings)
    cast.open_class()
    cast.master_essentials(cast.amina)
    attempt = cast.release(cast.amina)
    done(take_test.start_test(cast.amina, attempt, op()))
    items = cast.items(attempt)
    last = max(n for n, item in enumerate(items) if item.type == "numeric")
    sure = {"number": "-1", "sure": "sure"}
    right = next(n for n, item in enumerate(items) if item.type not in {"essay", "performance"} and n != last)
    done(hand_in.hand_in(cast.amina, attempt, {last: sure, right: right_answer(items[right])}, op()))
    row = attempts.attempt(attempt)
    assert row is not None and row.state == "handed_in"
    writer.stop()
    database.close()
    return attempt


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_long_talk_goes_on_where_it_was(made_box: Any, tmp_path: Path, browser: Browser, script: bool) -> None:
    folder = tmp_path / "box"
    shutil.copytree(made_box.folder, folder)
    writer.stop()
    attempt = wrong_test(folder)
    with served(folder) as server:
        one = window(browser, PHONE, "teacher", java_script_enabled=script)
        page = one.page
        page.goto(f"{server.address}/sign-in/teacher")
        page.fill("#name", TEACHER)
        page.fill("#passphrase", PASSPHRASE)
        one.act("sign_in").click()
        page.wait_for_url("**/teacher/**")
        page.goto(f"{server.address}/teacher/attempts/{attempt}")
        box = page.locator("[data-sure-wrong] .asked").bounding_box()
        first = page.locator(".missed").first.bounding_box()
        assert box and first and box["y"] < first["y"]
        wrong = page.locator('[data-act="something_wrong"]').first.bounding_box()
        assert wrong and wrong["height"] >= FINGER
        missed = page.locator('.missed[data-state="missed"]')
        for left in range(missed.count() - 1, 0, -1):
            one.act("clear_objective").click()
            expect(missed).to_have_count(left)
            if script:
                found = one.read(PLACES)
                assert found["bar"] - 1 <= found["next"] <= found["bar"] + 80, found
            else:
                assert page.url.endswith(f"#missed-{missed.first.get_attribute('data-objective')}")
        one.check()
        page.context.close()
