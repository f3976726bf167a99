"""Practice in a real browser: by keyboard, at a netbook and on a phone, and on an old one without script."""

from __future__ import annotations

import pytest
from cast import PIN, Cast, right_answer
from playwright.sync_api import Browser, Page, expect
from served import Served, served
from windows import FINGER, NETBOOK, PHONE, SMALL, Watched, broken_laws, window

from server.mastery.practice import put
from server.mastery.values import DrawnItem, Item
from server.store import content, database, writer

pytestmark = pytest.mark.full

CODE = "gases-2"


def _sign_in(server: Served, one: Watched, id: str, script: bool) -> None:
    one.page.goto(f"{server.address}/sign-in/student/{id}")
    one.page.locator("#pin").fill(PIN)
    if not script:
        one.act("sign_in").click()
    one.page.wait_for_url(f"{server.address}/student/")


def _hidden(page: Page, name: str) -> str:
    return page.locator(f'.practice input[name="{name}"]').get_attribute("value") or ""


def _asked(page: Page, bank: dict[str, Item], student: str) -> DrawnItem:
    item = bank[_hidden(page, "item")]
    return put(item, int(_hidden(page, "variant")), int(_hidden(page, "round")), student).drawn


def _put_in(page: Page, item: DrawnItem, response: dict[str, str]) -> None:
    """Answer by keyboard alone: everything is reached by focus and typed or chosen with keys."""
    for name, value in response.items():
        field = page.locator(f'[name="a0.{name}"]')
        if item.type in {"single_choice", "true_false"}:
            page.locator(f'[name="a0.{name}"][value="{value}"]').focus()
            page.keyboard.press("Space")
        elif item.type == "multiple_choice":
            field.focus()
            page.keyboard.press("Space")
        elif field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.focus()
            page.keyboard.type(value)


def _fits(one: Watched, where: str) -> list[str]:
    one.check()
    wrong = [f"{where}: {law}" for law in broken_laws(one.page)]
    if small := one.page.evaluate(SMALL, FINGER):
        wrong.append(f"{where}: too small for a finger: {small[:6]}")
    return wrong


@pytest.mark.parametrize(
    ("size", "script"),
    [
        pytest.param(NETBOOK, True, id="netbook"),
        pytest.param(PHONE, True, id="phone", marks=pytest.mark.nightly),
        pytest.param(NETBOOK, False, id="no script"),
    ],
)
def test_a_pool_is_practised_through(cast: Cast, browser: Browser, size: dict[str, int], script: bool) -> None:
    cast.open_class()
    bank = {i.id: i for i in content.bank(CODE) if i.use != "test"}
    folder, amina = cast.settings.data, cast.amina.id
    writer.stop()
    database.close()
    kinds, wrong = set(), list[str]()
    with served(folder) as server:
        one = window(browser, size, "amina", java_script_enabled=script)
        page = one.page
        _sign_in(server, one, amina, script)
        page.goto(f"{server.address}/student/objectives/{CODE}")
        one.act("practise").click()
        for _ in bank:
            expect(page.locator('.practice[data-state="asked"]')).to_be_visible()
            item = _asked(page, bank, amina)
            look = script and item.type not in kinds
            kinds.add(item.type)
            wrong += _fits(one, f"{item.id} asked") if look else []
            _put_in(page, item, right_answer(item))
            if item.type in {"essay", "performance"}:
                one.act("show_how").press("Enter")
                expect(page.locator('.practice[data-state="shown"]')).to_be_visible()
                one.act("judge_own_work").press("Enter")
            else:
                one.act("check_answer").press("Enter")
            expect(page.locator('.practice[data-state="right"]')).to_be_visible()
            wrong += _fits(one, f"{item.id} right") if look else []
            one.act("next_question").press("Enter")
        for _ in range(4 * len(bank)):
            if (item := _asked(page, bank, amina)).type == "single_choice":
                break
            if item.type == "essay":
                page.locator("textarea").fill("the particles")
            one.act("show_how").click()
            expect(page.locator('.practice[data-state="shown"]')).to_be_visible()
            page.goto(f"{server.address}/student/objectives/{CODE}/practice")
        page.locator('[name="a0.choice"]').nth(0 if 0 not in item.key["right"] else 1).check()
        one.act("check_answer").click()
        expect(page.locator('.practice[data-state="missed"]')).to_be_visible()
        one.act("show_hint").click()
        wrong += _fits(one, "missed") if script else []
        one.act("show_how").click()
        expect(page.locator('.practice[data-state="shown"]')).to_be_visible()
        wrong += _fits(one, "shown") if script else []
        page.context.close()
    assert len(kinds) >= 4 and not wrong, "\n".join(wrong)


def test_what_is_typed_last_stays_when_the_same_sheet_is_open_twice(cast: Cast, browser: Browser) -> None:
    cast.open_class()
    sheet = next(o.id for o in cast.unit.objects if o.kind == "worksheet")
    folder, amina = cast.settings.data, cast.amina.id
    writer.stop()
    database.close()
    with served(folder) as server:
        one = window(browser, NETBOOK, "amina")
        _sign_in(server, one, amina, True)
        address = f"{server.address}/student/objects/{sheet}"
        first, second = one.page, one.page.context.new_page()
        for page in (first, second):
            page.goto(address)
        for text in ("170", "171", "172 kPa"):
            first.locator("#w-1").fill(text)
            expect(first.locator("[data-paper-status]")).to_have_text("Saved")
            first.wait_for_timeout(700)
        second.locator("#w-1").fill("173 kPa")
        second.wait_for_timeout(1500)
        second.goto(address)
        expect(second.locator("#w-1")).to_have_value("173 kPa")
        one.page.context.close()
