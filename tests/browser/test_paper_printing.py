"""A test on paper, printed: every question whole, the code on the first page and the last, no key beside a form."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from cast import PASSPHRASE, TEACHER, Cast, done, op
from every_type import released_to
from playwright.sync_api import Browser, Page
from printed import PAPERS, Printed, printed
from served import served
from windows import NETBOOK, window

from server.actions import print_tests, release_seat
from server.settings import Settings
from server.store import database, paper_forms, writer

pytestmark = pytest.mark.full


@dataclass(frozen=True)
class Pile:
    """A teacher's window on a box where a pile of two forms was made, and their codes as printed."""

    page: Page
    address: str
    batch: str
    codes: list[str]


def _made(cast: Cast) -> tuple[str, list[str]]:
    attempt = released_to(cast, cast.amina)[0]
    done(release_seat.withdraw_seat(cast.teacher, attempt, op()))
    batch = done(print_tests.print_tests(cast.teacher, "gas-laws", "", [cast.amina.id], 1, op()))["batch"]
    return batch, [form.shown for form in paper_forms.batch(batch, cast.section)]


@pytest.fixture(scope="module")
def pile(made_box: Any, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Pile]:
    folder = tmp_path_factory.mktemp("pile") / "box"
    shutil.copytree(made_box.folder, folder)
    writer.stop()
    database.open_database(folder / "classroom.db")
    batch, codes = writer.write(lambda: _made(Cast.of(replace(Settings(), data=folder))))
    writer.stop()
    database.close()
    with served(folder) as server:
        one = window(browser, NETBOOK, "teacher")
        one.page.goto(f"{server.address}/sign-in/teacher")
        one.page.fill("#name", TEACHER)
        one.page.fill("#passphrase", PASSPHRASE)
        one.act("sign_in").click()
        one.page.wait_for_url("**/teacher/")
        yield Pile(one.page, server.address, batch, codes)
        one.page.context.close()


def wrong(sheet: Printed) -> list[str]:
    """What is wrong on paper, but for the one sign that this machine may have no letter for."""
    return [said for said in sheet.wrong() if "🌧" not in said]


@pytest.mark.parametrize("paper", PAPERS)
def test_a_pile_comes_whole_out_of_the_printer(pile: Pile, paper: str, tmp_path: Path) -> None:
    pile.page.goto(f"{pile.address}/teacher/paper/printed/{pile.batch}")
    sheet = printed(pile.page, paper, tmp_path / "pile.pdf")
    assert wrong(sheet) == []
    one, other = ([word.page for word in sheet.words if word.text == code] for code in pile.codes)
    keys = sheet.page_of("Key:")
    assert len(one) == 3 and len(other) == 3, "at the top, at the end, and on the key"
    assert one[0] == 1 and one[1] < other[0] <= other[1] < keys[0], "no form begins on the last page of another"
    assert [one[2], other[2]] == keys and len(set(keys)) == 2, "each key on a page of its own"
    assert sheet.pages == keys[-1]
    assert [w.page for w in sheet.words if w.text == "Kamara"] == [1, one[2]]
    first, second = (
        [w.text for w in sheet.words if a <= w.page <= b] for a, b in ((one[0], one[1]), (other[0], other[1]))
    )
    assert first != second and "doubles." in first and "doubles." in second


def test_forms_alone_leave_the_keys_out(pile: Pile, tmp_path: Path) -> None:
    pile.page.goto(f"{pile.address}/teacher/paper/printed/{pile.batch}?show=forms")
    forms = printed(pile.page, "A4", tmp_path / "forms.pdf")
    assert wrong(forms) == [] and not forms.page_of("Key:") and len(forms.page_of(pile.codes[0])) == 2
    pile.page.goto(f"{pile.address}/teacher/paper/printed/{pile.batch}?show=keys")
    keys = printed(pile.page, "A4", tmp_path / "keys.pdf")
    assert keys.page_of("Key:") == [1, 2] and keys.pages == 2 and wrong(keys) == []


def test_enter_goes_on_and_hands_nothing_in(pile: Pile) -> None:
    page = pile.page
    page.goto(f"{pile.address}/teacher/paper?code={pile.codes[0]}")
    number = page.locator('[data-item="number"] input[type=text]')
    number.focus()
    page.keyboard.type("160")
    for _ in range(3):
        page.keyboard.press("Enter")
    assert page.url.endswith(pile.codes[0].replace("-", "")) and number.input_value() == "160"
    assert page.evaluate("document.activeElement.name") not in {"", number.get_attribute("name")}
