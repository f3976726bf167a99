"""The one loop, as two people see it: a student's netbook and the teacher's phone, from an empty box to the gradebook.

On the way the Wi-Fi drops, the netbook's browser is killed, and the box loses power. Nothing typed is lost.
"""

from __future__ import annotations

import csv
import io
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect
from served import Served, served
from sheets import Sheet, box_of, drafts, fill_in, sheets, turn_to, writing_places
from windows import PHONE, Netbook, Watched, window

pytestmark = pytest.mark.full

PASSPHRASE = "boyle and charles"
ESSENTIALS = 6


def until(what: Callable[[], bool], why: str, seconds: float = 20) -> None:
    """Wait for something that no page shows."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, why
        time.sleep(0.1)


class Loop:
    """Everybody and everything in the room."""

    def __init__(self, server: Served, phone: Watched, netbook: Netbook) -> None:
        self.server = server
        self.phone = phone
        self.netbook = netbook

    @property
    def student(self) -> Watched:
        return self.netbook.window

    def sheets(self) -> list[Sheet]:
        return sheets(self.server.database, "Amina")

    # The teacher

    def set_up(self) -> None:
        """Claim the box with the code it printed, and put names on the roster."""
        code = re.search(r"Set-up code: (\d+)", self.server.told)
        assert code, self.server.told
        page = self.phone.page
        page.goto(self.server.address)
        page.fill("#code", code[1])
        page.fill("#name", "Ms Rivera")
        page.fill("#passphrase", PASSPHRASE)
        page.fill("#section", "10B")
        page.fill("#title", "Chemistry")
        self.phone.tap("set_up")
        page.wait_for_url("**/teacher/roster")
        page.fill("#names", "Amina Kamara\nJoseph Mensah\nLi Wen")
        self.phone.tap("enroll_students")
        expect(page.locator("[data-student]")).to_have_count(3)
        self.phone.go("/teacher/")
        self.phone.tap("start_class")
        self.phone.tap("go")
        expect(page.locator('[data-state="orientation"]')).to_have_count(0)

    def call(self) -> None:
        """Call whoever is next: the button appears by itself."""
        if not self.phone.page.url.rstrip("/").endswith("/teacher"):
            self.phone.go("/teacher/")
        self.phone.tap("call_next")
        self.phone.page.wait_for_url(re.compile(r"/card|/attempts/"))

    def sign_off(self, what: str) -> None:
        """Open whatever of a kind is left by the teacher's word, with a reason."""
        form = self.phone.page.locator(f'details[data-what="{what}"]')
        while form.count():
            form.locator("summary").click()
            target = form.locator("select option:first-child").get_attribute("value")
            if what == "master" and self._nice(target or ""):
                return
            form.locator('input[name="reason"]').first.check()
            self.phone.tap("override", f'[data-what="{what}"]')
            expect(self.phone.page.locator(f'details[data-what="{what}"] option[value="{target}"]')).to_have_count(0)
            # Between two pages nothing is there to be counted.
            expect(self.phone.page.locator("main")).to_be_visible()

    def _nice(self, code: str) -> bool:
        return self.phone.page.locator(f'li[data-objective="{code}"][data-nice]').count() > 0

    def release(self) -> None:
        """Release the test to her, at the netbook where she sits."""
        self.phone.go("/teacher/seats")
        self.phone.tap("release_seat")
        expect(self.phone.page.locator('[data-attempt][data-state="released"]')).to_be_visible()

    def mark(self, points: str) -> None:
        """Mark whatever the teacher reads."""
        sheet = self.sheets()[-1]
        for place in sheet.unmarked:
            item = sheet.items[place].id
            buttons = self.phone.page.locator(f'[data-act="mark_response"][data-item="{item}"]')
            self.phone.check()
            with self.phone.page.expect_navigation():  # the tap loads the page again when it is answered
                (buttons.first if points == "none" else buttons.last).click()
            until(lambda place=place: place not in self.sheets()[-1].unmarked, f"{item} was not marked")
            self.phone.page.wait_for_load_state()

    # The student

    def sign_in(self, new: bool = False) -> None:
        page = self.student.page
        page.goto(self.server.address)
        if page.locator('[data-act="next_step"], .objectives').count() == 0:
            page.locator("[data-student]", has_text="Amina").click()
            page.locator("#pin").press_sequentially("2468")
            page.wait_for_url(f"{self.server.address}/student/**")
        self.student.check()

    def learn(self) -> None:
        """Open something to learn from, do what is required, with evidence."""
        page = self.student.page
        self.student.tap("next_step")
        page.locator("[data-object]").first.click()
        expect(page.locator("h1").first).to_be_visible()
        self.student.go("/student/objectives/gases-1")
        for link in page.locator("[data-activity]").all():
            address = link.get_attribute("href") or ""
            self.student.go(address)
            page.fill("#evidence", "My table of five readings")
            self.student.tap("tick_activity")
            expect(page.locator('[data-activity][data-state="done"]')).to_be_visible()
            self.student.go("/student/objectives/gases-1")

    def open_test(self) -> Sheet:
        """To the test, and start (or go on)."""
        page = self.student.page
        self.student.go("/student/")
        if "/attempts/" not in page.url:
            self.student.tap("next_step")
        page.wait_for_url("**/attempts/*")
        page.wait_for_load_state()
        if page.locator("#test").count() == 0:
            self.student.tap("start_test")
        expect(page.locator("#test")).to_be_visible()
        self.student.check()
        return self.sheets()[-1]

    def status(self, state: str) -> None:
        expect(self.student.page.locator("#save-status")).to_have_attribute("data-state", state, timeout=40_000)

    def hand_in(self) -> None:
        page = self.student.page
        self.student.tap("hand_in")
        scores = page.locator("[data-outcome]")
        unanswered = page.locator("#unanswered:not([hidden])")
        expect(scores.or_(unanswered)).to_be_visible()
        if unanswered.count():
            self.student.tap("hand_in")
        expect(scores).to_have_attribute("data-state", "handed_in")
        assert page.locator("tr[data-objective]").count() >= ESSENTIALS, "the scores come at once"
        html = page.content()
        for item in self.sheets()[-1].items:
            assert item.prompt[:40] not in html and (not item.solution or item.solution[:30] not in html)


@pytest.fixture
def loop(browser: Browser, playwright: Playwright, chromium: str, tmp_path: Path):  # type: ignore[no-untyped-def]
    with served(tmp_path / "box") as server:
        netbook = Netbook(playwright, chromium, tmp_path / "profile", "netbook")
        phone = window(browser, PHONE, "phone", accept_downloads=True)
        yield Loop(server, phone, netbook)
        netbook.close()
        phone.page.context.close()


def test_the_whole_loop(loop: Loop) -> None:
    loop.set_up()
    loop.sign_in(new=True)
    check_not_yet_mastered(loop)
    the_other_essentials(loop)
    first = a_test_through_every_mishap(loop)
    the_talk(loop)
    the_retake(loop, first)
    undo_and_class(loop)
    friday(loop)
    loop.phone.check()
    loop.student.check()


def check_not_yet_mastered(loop: Loop) -> None:
    student, phone = loop.student, loop.phone
    loop.learn()
    student.tap("request_check")
    expect(student.page.locator("[data-ticket]")).to_be_visible()
    loop.call()
    phone.tap("not_yet")
    phone.tap("record_not_yet")
    # She sees what to do within seconds, without touching anything.
    expect(student.act("finish_remedy")).to_be_visible(timeout=8_000)
    student.check()
    if student.act("open_remedy").count():
        student.tap("open_remedy")
        student.go("/student/objectives/gases-1")
    student.tap("finish_remedy")
    student.tap("request_check")
    loop.call()
    phone.tap("record_mastered")
    expect(phone.page.locator('[data-act="undo"]')).to_be_visible()
    student.tap("initial_objective")
    expect(student.act("initial_objective")).to_have_count(0)


def the_other_essentials(loop: Loop) -> None:
    loop.phone.go("/teacher/class")
    loop.phone.page.locator("tr[data-student] a", has_text="Amina").click()
    loop.phone.page.wait_for_url("**/students/*")
    loop.sign_off("master")
    loop.sign_off("excuse")
    # The next step is a seat now; a test cannot be had without one.
    loop.student.go("/student/")
    loop.student.tap("request_seat")
    expect(loop.student.page.locator("[data-ticket]")).to_be_visible()
    loop.release()


def a_test_through_every_mishap(loop: Loop) -> Sheet:
    sheet = loop.open_test()
    page, box = loop.student.page, loop.server.database
    assert sheet.items
    # One right answer, saved.
    place, second, essay = writing_places(sheet)[:3]
    fill_in(page, place, sheet.items[place])
    loop.status("saved")
    until(lambda: place in drafts(box, sheet.id), "the first answer did not arrive")

    # The Wi-Fi drops; she types on; the netbook dies.
    loop.student.offline_expected = True
    page.context.set_offline(True)
    turn_to(page, second)
    box_of(page, second).press_sequentially("12.5")
    loop.status("waiting")
    turn_to(page, essay)
    box_of(page, essay).fill("Typed just before the battery died")
    page.wait_for_timeout(600)
    loop.netbook.kill()
    assert second not in drafts(box, sheet.id) and essay not in drafts(box, sheet.id)

    # Another start, with Wi-Fi: whatever page opens first delivers what was typed.
    loop.netbook.open()
    loop.student.page.goto(loop.server.address)
    until(lambda: {second, essay} <= set(drafts(box, sheet.id)), "what was typed offline never arrived", 30)
    assert list(drafts(box, sheet.id)[second].values()) == ["12.5"]
    assert list(drafts(box, sheet.id)[essay].values()) == ["Typed just before the battery died"]
    loop.sign_in()
    if sheets(box, "Amina")[-1].state == "open":
        loop.phone.go("/teacher/seats")
        if loop.phone.act("move_seat").count():
            loop.phone.tap("move_seat")
    assert loop.open_test().id == sheet.id
    page = loop.student.page
    expect(box_of(page, second)).to_have_value("12.5")
    expect(box_of(page, essay)).to_have_value("Typed just before the battery died")

    # The box loses power while she types.
    loop.phone.offline_expected = loop.student.offline_expected = True
    turn_to(page, second)
    field = box_of(page, second)
    field.fill("13")
    page.wait_for_timeout(300)
    loop.server.kill()
    field.fill("14.25")
    loop.status("waiting")
    loop.server.start()
    loop.status("saved")
    assert list(drafts(box, sheet.id)[second].values()) == ["14.25"]
    page.wait_for_timeout(500)
    loop.phone.offline_expected = loop.student.offline_expected = False

    loop.hand_in()
    page.wait_for_timeout(200)
    loop.student.tap("choose_appointment", '[data-when="today"]')
    expect(page.get_by_text("Chosen: today")).to_be_visible()
    return loop.sheets()[-1]


def the_talk(loop: Loop) -> None:
    loop.call()
    phone, student = loop.phone, loop.student
    expect(phone.page.locator('[data-state="handed_in"]')).to_be_visible()
    # Neither of them can skip it: no retake before everything missed was gone over.
    asked = student.page.evaluate(
        """async () => { const csrf = document.documentElement.dataset.csrf;
        const f = new URLSearchParams({csrf, op: "an-early-retake"});
        return (await fetch("/student/seat", {method: "POST", body: f, headers: {"X-Tap": "1"}})).status }"""
    )
    assert asked == 422
    loop.mark("none")
    missed = loop.sheets()[-1].missed
    assert len(missed) >= 3
    phone.tap("clear_for_retake")
    expect(phone.page.locator("#say")).to_be_visible()
    for code in missed:
        phone.tap("clear_objective", f'[data-objective="{code}"]')
        expect(phone.page.locator(f'[data-objective="{code}"][data-state="cleared"]')).to_be_visible()
    phone.tap("clear_for_retake")
    # Cleared is not released: it needs a seat, like the first.
    expect(student.page.locator('[data-outcome="cleared_for_retake"]')).to_be_visible(timeout=8_000)
    assert len(loop.sheets()) == 1
    student.tap("request_seat")
    student.page.wait_for_url("**/student/")
    loop.release()


def the_retake(loop: Loop, first: Sheet) -> None:
    retake = loop.open_test()
    before = {(i.objective, i.id, i.variant) for i in first.items}
    assert retake.id != first.id
    assert not before & {(i.objective, i.id, i.variant) for i in retake.items}, "the retake repeats a question"
    for place, item in enumerate(retake.items):
        fill_in(loop.student.page, place, item)
    loop.status("saved")
    loop.hand_in()
    loop.call()
    loop.mark("all")
    assert loop.sheets()[-1].share == pytest.approx(1.0)
    loop.phone.page.reload()
    loop.phone.tap("beside")
    loop.phone.check()
    loop.phone.page.go_back()
    loop.phone.tap("close_appointment", '[data-outcome="passed"]')
    expect(loop.student.page.locator('[data-outcome="passed"]')).to_be_visible(timeout=8_000)
    expect(loop.phone.act("undo")).to_be_visible()


def undo_and_class(loop: Loop) -> None:
    phone = loop.phone
    phone.go("/teacher/class")
    row = phone.page.locator("tr[data-student]", has_text="Amina")
    expect(row.locator('td[data-state="mastered"]')).to_have_count(ESSENTIALS)
    expect(row.get_by_text("passed")).to_be_visible()
    # Joseph's verdict, by mistake, and back.
    wrong = phone.page.locator("tr[data-student]", has_text="Joseph")
    wrong.locator('td[data-objective="gases-1"] a').click()
    phone.page.wait_for_url("**/card**")
    for excuse in phone.page.locator('.todo input[value="excused"]').all():
        excuse.check()
    phone.tap("record_mastered")
    phone.tap("undo")
    expect(phone.act("undo")).to_have_count(0)
    phone.go("/teacher/class")
    state = phone.page.locator("tr[data-student]", has_text="Joseph").locator('td[data-objective="gases-1"]')
    expect(state).not_to_have_attribute("data-state", "mastered")


def friday(loop: Loop) -> None:
    phone = loop.phone
    phone.go("/teacher/export")
    phone.tap("export_results")
    link = phone.page.locator('[data-sequence="1"] a').first
    expect(link).to_be_visible()
    with phone.page.expect_download() as coming:
        link.click()
    with zipfile.ZipFile(coming.value.path()) as bundle:
        names = {Path(n).name: n for n in bundle.namelist()}
        grid = list(csv.DictReader(io.StringIO(bundle.read(names["grid.csv"]).decode("utf-8-sig"))))
        long = list(csv.DictReader(io.StringIO(bundle.read(names["long.csv"]).decode("utf-8-sig"))))
    row = next(r for r in grid if r["given"] == "Amina")
    assert row["family"] == "Kamara" and row["letter"] and float(row["grade"]) > 60
    assert sum(1 for value in row.values() if value == "mastered") == ESSENTIALS
    test = next(r for r in long if r["given"] == "Amina" and r["kind"] == "test")
    assert (test["result"], test["score"], test["tries"], test["talked_over"]) == ("passed", "100", "2", "yes")
    assert next(r for r in grid if r["given"] == "Li")["letter"] == ""
