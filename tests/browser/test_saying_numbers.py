"""A number is said back as it is typed, and a test asks about an ambiguous one before it is handed in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cast import PIN, Cast
from playwright.sync_api import Browser, Locator, Page, expect
from served import served
from sheets import sheets, turn_to, typing_place
from windows import NETBOOK, window

from server.store import database, writer

pytestmark = pytest.mark.full


@pytest.fixture
def writing(request: pytest.FixtureRequest, cast: Cast, browser: Browser) -> Iterator[tuple[Page, Locator, int]]:
    """Amina's test at a netbook, with the box of its first number and the place of it."""
    cast.open_class()
    cast.master_essentials(cast.amina)
    cast.release(cast.amina)
    folder, amina = cast.settings.data, cast.amina.id
    writer.stop()
    database.close()
    with served(folder) as server:
        one = window(browser, NETBOOK, "amina", java_script_enabled=request.param)
        page = one.page
        page.goto(f"{server.address}/sign-in/student/{amina}")
        page.locator("#pin").press_sequentially(PIN)
        if not request.param:
            one.act("sign_in").click()
        page.wait_for_url(f"{server.address}/student/**")
        one.act("next_step").first.click()
        one.act("start_test").click()
        expect(page.locator("#test")).to_be_visible()
        place = typing_place(sheets(server.database, "Amina")[-1], "numeric")
        if request.param:
            turn_to(page, place)
        yield page, page.locator(f'[name="a{place}.number"]'), place
        one.check()
        page.context.close()


@pytest.mark.parametrize("writing", [True], indirect=True, ids=["script"])
def test_a_tap_settles_which_number_is_meant_before_it_is_handed_in(writing: tuple[Page, Locator, int]) -> None:
    page, box, place = writing
    line, ways = page.locator(f"#a{place}-reads"), page.locator('[data-act="choose_reading"]')
    box.fill("169,8")
    expect(line).to_contain_text("We read: 169.8")
    box.fill("1,234")
    expect(line).to_contain_text("Which one do you mean?")
    expect(ways).to_have_text(["1.234: 1 point 2 3 4", "1234: 1 thousand 234"])
    page.locator('[data-dot="0"]').click()
    page.locator("#hand-in").click()
    expect(ways.first).to_be_focused()
    assert page.locator("#test").is_visible()
    page.keyboard.press("Enter")
    expect(box).to_have_value("1.234")
    expect(line).to_contain_text("We read: 1.234")
    expect(ways).to_have_count(0)
    expect(page.locator("#save-status")).to_have_attribute("data-state", "saved")
    page.reload()
    expect(box).to_have_value("1.234")


@pytest.mark.parametrize("writing", [False], indirect=True, ids=["no script"])
def test_without_script_keeping_the_answers_brings_the_question(writing: tuple[Page, Locator, int]) -> None:
    page, box, place = writing
    box.fill("1,234")
    page.locator("#keep").click()
    expect(page.locator(f"#a{place}-reads")).to_have_text(
        "Which one do you mean? 1.234 (1 point 2 3 4), 1234 (1 thousand 234)?"
    )
