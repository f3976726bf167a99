"""A rubric on the teacher's phone, under one thumb: it adds up, goes with either verdict, and works without script."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cast import PASSPHRASE, TEACHER, Cast, done, op
from playwright.sync_api import Browser, expect
from served import Served, served
from windows import PHONE, Watched, window

from server.actions import install_samples
from server.actions.class_units import change_units
from server.settings import Settings
from server.store import database, writer
from server.store.rubric_marks import rubric_marks_of

pytestmark = pytest.mark.full

ROWS = ("Marks and tags", "Reasons", "Two sources compared", "Conclusion")


@pytest.fixture
def server(made_box: Any, tmp_path: Path) -> Iterator[Served]:
    folder = tmp_path / "box"
    shutil.copytree(made_box.folder, folder)
    writer.stop()
    settings = Settings(data=folder)
    database.open_database(settings.database)
    cast = Cast.of(settings)
    install_samples.install_sample(settings.samples / "reading-a-source", settings.videos, settings.media)
    done(change_units(cast.teacher, "reading-a-source", "add", False, op()))
    cast.open_class()
    writer.stop()
    database.close()
    with served(folder) as running:
        yield running


def _card(server: Served, browser: Browser, **options: object) -> tuple[Watched, str]:
    one = window(browser, PHONE, "teacher", **options)
    database.open_database(server.database)
    amina = Cast.of(Settings(data=server.folder)).amina.id
    database.close()
    one.page.goto(f"{server.address}/sign-in/teacher")
    one.page.fill("#name", TEACHER)
    one.page.fill("#passphrase", PASSPHRASE)
    one.act("sign_in").click()
    one.page.wait_for_url("**/teacher/**")
    one.page.goto(f"{server.address}/teacher/students/{amina}/card?objective=source-1")
    return one, amina


def _tap(one: Watched, *points: int) -> None:
    for row, n in zip(ROWS, points, strict=False):
        one.page.locator(f'.opt:has(input[name="rubric:{row}"][value="{n}"])').click()


def _kept(server: Served, student: str) -> tuple[dict[str, int], str]:
    database.open_database(server.database)
    marks = rubric_marks_of(student)["source-1"]
    database.close()
    return dict(marks.points), marks.verdict


def test_the_sum_grows_with_every_tap_and_warns(server: Served, browser: Browser) -> None:
    one, amina = _card(server, browser)
    total, short = one.page.locator("[data-rubric-total]"), one.page.locator("[data-rubric-short]")
    expect(total).to_be_hidden()
    _tap(one, 3, 2)
    expect(total).to_have_text("5 of 12, 2 not marked")
    expect(short).to_be_hidden()
    _tap(one, 3, 2, 3, 0)
    expect(total).to_have_text("8 of 12, 1 zero")
    expect(short).to_be_visible()
    _tap(one, 3, 2, 2, 1)
    expect(total).to_have_text("8 of 12, no zero")
    expect(short).to_be_hidden()
    one.page.locator('input[name="activity-two-voices"][value="owed"]').click()
    one.tap("record_mastered")
    expect(one.page.locator(".undo")).to_contain_text("8 of 12, no zero")
    assert _kept(server, amina) == (dict(zip(ROWS, (3, 2, 2, 1), strict=True)), "mastered")


def test_not_yet_takes_the_marks_along(server: Served, browser: Browser) -> None:
    one, amina = _card(server, browser)
    _tap(one, 1, 0)
    one.page.locator("summary[data-act=not_yet]").click()
    one.tap("record_not_yet", '[data-misconception="biased means useless"]')
    expect(one.page.locator(".undo")).to_contain_text("1 of 12, 2 rows not marked")
    assert _kept(server, amina) == ({"Marks and tags": 1, "Reasons": 0}, "not_yet")


@pytest.mark.parametrize("verdict", ["mastered", "not_yet"])
def test_without_script(server: Served, browser: Browser, verdict: str) -> None:
    one, amina = _card(server, browser, java_script_enabled=False)
    if verdict == "mastered":
        _tap(one, 2, 2, 2, 2)
        one.page.locator('input[name="activity-two-voices"][value="excused"]').click()
        one.act("record_mastered").click()
    else:
        one.page.locator("summary[data-act=not_yet]").click()
        for row in ROWS:
            one.page.locator(f'select[name="rubric:{row}"]').select_option("2")
        one.page.fill("#say-words", "Give a reason for each.")
        one.page.get_by_role("button", name="Not yet, with this").click()
    one.page.wait_for_url("**/teacher/?done=*")
    assert _kept(server, amina) == (dict.fromkeys(ROWS, 2), verdict)
