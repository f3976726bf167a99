"""A quiz in class: given with one thumb, taken on the netbook, watched as it fills in, three more, and the verdict."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cast import PASSPHRASE, PIN, TEACHER, Cast, right_answer
from playwright.sync_api import Browser, expect
from served import Served, served
from windows import NETBOOK, PHONE, Watched, broken_laws, window

from server.actions.hand_in import drawn_items
from server.mastery.values import DrawnItem
from server.settings import Settings
from server.store import attempts, database, records, writer

pytestmark = pytest.mark.full

CODE = "gases-1"


@pytest.fixture
def server(made_box: Any, tmp_path: Path) -> Iterator[Served]:
    folder = tmp_path / "box"
    shutil.copytree(made_box.folder, folder)
    writer.stop()
    database.open_database(folder / "classroom.db")
    Cast.of(Settings(data=folder)).open_class()
    writer.stop()
    database.close()
    with served(folder) as running:
        yield running


def drawn(server: Served, student: str) -> list[DrawnItem]:
    """The questions of the quiz given last."""
    database.open_database(server.database)
    last = attempts.attempts_of([student], kind="check")[student][-1]
    row = attempts.attempt(last.id)
    database.close()
    assert row is not None
    return drawn_items(row)


def put_in(one: Watched, place: int, given: dict[str, str]) -> None:
    """An answer, as a student enters it."""
    card = one.page.locator(f"#q{place}")
    for field, value in given.items():
        control = card.locator(f'[name="a{place}.{field}"]').first
        if control.get_attribute("type") in {"radio", "checkbox"}:
            card.locator(f'.opt:has([name="a{place}.{field}"][value="{value}"])').click()
        elif control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)


def write(one: Watched, items: list[DrawnItem], wrong: int | None) -> None:
    """Answer everything rightly but one, of which the student is sure, and hand in."""
    for place, item in enumerate(items):
        if place == wrong:
            put_in(one, place, _wrong(item))
            one.page.locator(f'#q{place} .opt:has([value="sure"])').click()
        else:
            put_in(one, place, right_answer(item))
        if place < len(items) - 1:
            one.page.locator('[data-step="1"]').click()
    expect(one.page.locator("#save-status")).to_have_attribute("data-state", "saved")


def _wrong(item: DrawnItem) -> dict[str, str]:
    right = right_answer(item)
    match item.type:
        case "single_choice":
            return {"choice": "1" if right["choice"] == "0" else "0"}
        case "true_false":
            return {"choice": "false" if right["choice"] == "true" else "true"}
        case "numeric":
            return {"number": "0.001"}
        case "matching" | "ordering":
            first, *_rest = right.items()
            return dict([first])
        case _:
            return dict.fromkeys(right, "no") if item.type == "short_text" else {}


def lawful(one: Watched) -> None:
    assert not broken_laws(one.page)


def test_a_quiz_from_the_first_tap_to_the_verdict(server: Served, browser: Browser) -> None:
    database.open_database(server.database)
    cast = Cast.of(Settings(data=server.folder))
    spoken = [a.id for a in cast.unit.required(CODE)]
    database.close()
    phone = window(browser, PHONE, "teacher", has_touch=True)
    phone.page.goto(f"{server.address}/sign-in/teacher")
    phone.page.fill("#name", TEACHER)
    phone.page.fill("#passphrase", PASSPHRASE)
    phone.act("sign_in").click()
    phone.page.wait_for_url("**/teacher/")
    netbook = window(browser, NETBOOK, "Amina", has_touch=True)
    netbook.page.goto(f"{server.address}/sign-in/student/{cast.amina.id}")
    netbook.page.locator("#pin").fill(PIN)
    netbook.page.wait_for_url("**/student/**")

    phone.go(f"/teacher/students/{cast.amina.id}/card?objective={CODE}")
    phone.tap("give_quiz")
    expect(phone.page.locator(".card.quiz")).to_have_attribute("data-state", "given")
    expect(netbook.page.locator(".next-step")).to_contain_text("gave you a quiz: Gases 1")  # by itself
    netbook.tap("next_step")
    netbook.tap("start_test")
    expect(netbook.page.locator("#test")).to_be_visible()
    netbook.check()
    lawful(netbook)

    items = drawn(server, cast.amina.id)
    doubtful = next(n for n, item in enumerate(items) if _wrong(item))
    write(netbook, items, doubtful)
    states = [("wrong" if n == doubtful else "right") for n in range(len(items))]
    dots = phone.page.locator(".filling li")
    expect(dots).to_have_count(len(items))
    for n, state in enumerate(states):
        if items[n].type in {"essay", "performance"} or (n == doubtful and items[n].type in {"matching", "ordering"}):
            continue
        expect(dots.nth(n)).to_have_attribute("data-state", state)
    phone.page.locator("summary", has_text="Read along").click()
    expect(phone.page.locator(".quiz .asked")).to_have_count(len(items))
    phone.check()

    netbook.tap("hand_in")
    expect(netbook.page.locator("[data-score]")).to_contain_text(f"of {len(items)}")
    netbook.check()
    lawful(netbook)
    result = phone.page.locator(".quiz.result")  # on the phone it turns up without a tap
    expect(result.locator(".asked").first).to_contain_text("sure, and wrong")
    expect(result.locator("[data-sureness]")).to_contain_text("passed, provisional")
    phone.check()
    phone.page.reload()
    lawful(phone)

    phone.tap("three_more")
    expect(phone.page.locator('.quiz[data-state="given"]')).to_be_visible()
    expect(netbook.act("next_step")).to_be_visible()
    netbook.tap("next_step")
    netbook.tap("start_test")
    expect(netbook.page.locator("#test")).to_be_visible()
    write(netbook, drawn(server, cast.amina.id), None)
    netbook.tap("hand_in")
    expect(netbook.page.locator("[data-score]")).to_contain_text("3 of 3")
    expect(result).to_contain_text("of 8")
    for activity in spoken:
        phone.page.locator(f'input[name="activity-{activity}"][value="excused"]').check()
    phone.tap("record_mastered")
    phone.page.wait_for_url("**/teacher/**done=**")
    database.open_database(server.database)
    assert records.record_of(cast.amina.id).mastered[CODE].how == "quiz"
    database.close()
    expect(netbook.page.locator("#live-scores")).to_have_attribute("data-outcome", "mastered")
