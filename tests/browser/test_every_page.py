"""Every page of every role, at the sizes of the classroom: nothing in the console, nothing off the side, nothing that
axe objects to, nothing too small for a finger. And the student's day without any script."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cast import PASSPHRASE, PIN, TEACHER, Cast, done, op
from playwright.sync_api import Browser, expect
from served import Served, served
from sheets import sheets
from windows import BOARD, FINGER, NETBOOK, PHONE, SMALL, Watched, broken_laws, window

from server.actions import hand_in, help_queue, learn, print_tests, record_verdict, release_seat, take_quiz
from server.actions.acting import Actor
from server.actions.enroll_students import NewStudent, enroll_students
from server.actions.export_results import export_results
from server.actions.import_path import import_path
from server.app import create_app
from server.settings import Settings
from server.store import database, people, writer
from server.store.imports import imports
from server.store.people import BoardCode

pytestmark = pytest.mark.full

SEAT = "thenetbookwhereaminasits"
FILES = {
    "student.object_file", "teacher.bank_file", "teacher.export_file", "teacher.film_file", "teacher.object_file",
    "student.reads", "student.reads_chemistry",
}  # fmt: skip
"""files and few bytes, not pages"""
DOUBTFUL = "Hot air {~sinks ~=rises}\n\n::Why:: Why? {}\n\n::Broken:: {=a"


def history(cast: Cast) -> dict[str, str]:
    """A class with something on every page: every state of a check, of a test, of a seat. Returns ids for addresses."""
    cast.open_class()
    teacher, amina, joseph, li = cast.teacher, replace(cast.amina, device=SEAT), cast.joseph, cast.li
    cast.master_essentials(amina)
    first = cast.start(amina)
    cast.hand_in(amina, first, right=False)
    cast.talk_over(first, "cleared_for_retake")
    second = cast.start(amina)
    cast.master_essentials(joseph)
    theirs = cast.start(joseph)
    cast.hand_in(joseph, theirs, right=False)
    done(record_verdict.record_not_yet(teacher, li.id, "gases-1", "Draw it", "uses °C", "text-1", op()))
    done(learn.finish_remedy(li, cast.record(li).remedies["gases-1"].id, op()))
    done(help_queue.request_check(li, "gases-1", op()))
    done(help_queue.flag_stuck(li, "gases-1", "Why is the closed end empty?", op()))
    more = [NewStudent(str(n), given, family) for n, given, family in ((21, "Zofia", "Nowak"), (22, "Tariq", "Haddad"))]
    done(enroll_students(teacher, cast.section, more, op()))
    waiting = next(s for s in people.students_of(cast.section) if s.given == "Zofia")
    zofia = Actor(waiting.id, "student", cast.section, "netbook-21")
    cast.master_essentials(zofia)
    done(release_seat.request_seat(zofia, op()))
    person = next(s for s in people.students_of(cast.section) if s.given == "Tariq")
    tariq = Actor(person.id, "student", cast.section, "netbook-22")
    quiz = str(done(take_quiz.give_quiz(teacher, tariq.id, "gases-1", op()))["attempt"])
    done(take_quiz.start_quiz(tariq, "gases-1", op()))
    done(hand_in.hand_in(tariq, quiz, {0: {"number": "1", "choice": "0", "sure": "sure"}}, op()))
    together = str(done(take_quiz.mark_together(teacher, zofia.id, "gases-7", op()))["attempt"])
    done(export_results(teacher, cast.section, cast.settings.exports, True, op()))
    file = cast.settings.data / "air.gift"
    file.write_text(DOUBTFUL)
    import_path(file, cast.settings.media)
    printed = done(print_tests.print_tests(teacher, cast.unit.id, "", [], 2, op()))
    return {
        "form": printed["codes"][0], "batch": printed["batch"],
        "imported": imports()[0].id,
        "student": amina.id, "attempt": second, "handed_in": theirs, "closed": first, "code": "gases-1",
        "unit": cast.unit.id, "asking": li.id, "quizzed": tariq.id, "together": together,
        "board": BoardCode.get(BoardCode.section == cast.section).code,
    }  # fmt: skip


def addresses(cast: Cast, ids: dict[str, str]) -> dict[str, list[str]]:
    """Every page each role can open, by the application's own list: a new page is walked without a word here."""
    app = create_app(cast.settings)
    unit = cast.unit
    kinds = {o.kind: o.id for o in unit.objects}
    sheet = next(o.id for o in unit.objects if o.kind == "worksheet")
    values: dict[str, list[str]] = {
        "student.activity_page:id": [unit.activities[0].id, unit.activities[-1].id],
        "student.object_page:id": list(kinds.values()),
        "student.test_page:attempt": [ids["attempt"], ids["closed"]],
        "student.objective_page:code": ["gases-1", unit.objectives[-1].code],
        "teacher.appointment:attempt": [ids["attempt"], ids["handed_in"], ids["closed"]],
        "teacher.beside:attempt": [ids["attempt"]],
        "teacher.replay:attempt": [ids["attempt"], ids["handed_in"], ids["closed"]],
        "teacher.card:student": [ids["student"], ids["asking"], ids["quizzed"]],
        "teacher.quiz:attempt": [ids["together"]],
        "teacher.student:student": [ids["student"], ids["asking"]],
        "teacher.key:object": [sheet],
        "teacher.film:object": [kinds["video"]],
        "teacher.reading:object": [o.id for o in unit.objects if o.kind in {"text", "notes", "simulation"}][:4],
        "teacher.activity_sheet:activity": [a.id for a in unit.activities],
        "teacher.import_review:imported": [ids["imported"]],
        "teacher.paper_form:form": [ids["form"]],
        "teacher.paper_batch:batch": [ids["batch"]],
        "*:student": [ids["student"]],
        "*:attempt": [ids["attempt"]],
        "*:unit": [ids["unit"]],
        "*:code": [ids["code"]],
        "*:object": [sheet],
    }
    found: dict[str, list[str]] = {"student": [], "teacher": [], "board": []}
    for rule in sorted(app.url_map.iter_rules(), key=lambda r: r.rule):
        role = rule.endpoint.split(".")[0]
        if role not in found or "GET" not in (rule.methods or ()) or rule.endpoint.endswith(".version"):
            continue
        if rule.endpoint in FILES:
            continue
        names = sorted(rule.arguments - {"unit"} if len(rule.arguments) > 1 else rule.arguments)
        assert len(names) <= 1, f"say here how to open {rule.rule}"
        if not names:
            found[role].append(rule.rule)
            continue
        chosen = values.get(f"{rule.endpoint}:{names[0]}") or values.get(f"*:{names[0]}")
        assert chosen, f"say here how to open {rule.rule}"
        whole = rule.rule.replace("<unit>", ids["unit"]) if len(rule.arguments) > 1 else rule.rule
        found[role] += [re.sub(r"<[^>]+>", value, whole) for value in chosen]
    return found


class Room:
    """A running class, and a window for whoever wants one."""

    def __init__(self, server: Served, browser: Browser, ids: dict[str, str], pages: dict[str, list[str]]) -> None:
        self.server = server
        self.browser = browser
        self.ids = ids
        self.pages = pages

    def open(self, size: dict[str, int], who: str, **options: object) -> Watched:
        return window(self.browser, size, who, **options)

    def student(self, size: dict[str, int], id: str, **options: object) -> Watched:
        one = self.open(size, "student", **options)
        if id == self.ids["student"]:
            cookie = {"name": "classroom_device", "value": SEAT, "url": self.server.address}
            one.page.context.add_cookies([cookie])  # type: ignore[list-item]
        one.page.goto(f"{self.server.address}/sign-in/student/{id}")
        one.page.locator("#pin").fill(PIN)
        one.page.wait_for_url(f"{self.server.address}/student/**")
        return one

    def teacher(self, size: dict[str, int]) -> Watched:
        one = self.open(size, "teacher")
        one.page.goto(f"{self.server.address}/sign-in/teacher")
        one.page.fill("#name", TEACHER)
        one.page.fill("#passphrase", PASSPHRASE)
        one.act("sign_in").click()
        one.page.wait_for_url("**/teacher/")
        return one

    def board(self) -> Watched:
        one = self.open(BOARD, "board")
        one.page.goto(f"{self.server.address}/sign-in/board")
        one.page.fill("#code", self.ids["board"])
        one.act("open_board").click()
        one.page.wait_for_url(f"{self.server.address}/board")
        return one


@pytest.fixture(scope="module")
def room(made_box: Any, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("pages") / "box"
    shutil.copytree(made_box.folder, folder)
    writer.stop()
    database.open_database(folder / "classroom.db")
    cast = Cast.of(replace(Settings(), data=folder))
    ids = writer.write(lambda: history(cast))
    pages = addresses(cast, ids)
    writer.stop()
    database.close()
    with served(folder) as server:
        yield Room(server, browser, ids, pages)


def look_at(one: Watched, address: str, path: str, fingers: bool = True, laws: bool = True) -> list[str]:
    """Everything wrong with one page; the `laws` of accessibility are asked at the size it is mostly used at."""
    answer = one.page.goto(address + path)
    assert answer is not None and answer.status == 200, f"{path}: {answer and answer.status}"
    one.page.wait_for_load_state()
    # What is folded is looked at as well.
    one.page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    wrong = list(one.troubles)
    one.troubles.clear()
    wide, room_ = one.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    if wide > room_:
        wrong.append(f"{path}: {wide} px wide in {room_}")
    if laws:
        wrong += [f"{path}: {law}" for law in broken_laws(one.page)]
    if fingers and (small := one.page.evaluate(SMALL, FINGER)):
        wrong.append(f"{path}: too small for a finger: {small[:6]}")
    return wrong


@pytest.mark.parametrize("size", [NETBOOK, PHONE], ids=["netbook", "phone"])
def test_every_page_of_a_student(room: Room, size: dict[str, int]) -> None:
    one = room.student(size, room.ids["student"])
    wrong = [w for path in room.pages["student"] for w in look_at(one, room.server.address, path, laws=size is NETBOOK)]
    assert len(room.pages["student"]) >= 10
    one.page.goto(f"{room.server.address}/student/")
    expect(one.page.locator("#test")).to_be_visible()  # the open test was among them
    for dot in one.page.locator("[data-dot]").all():
        dot.click()
        one.check()
        if size is NETBOOK:  # each kind of question
            wrong += broken_laws(one.page)
    one.page.context.close()
    # the same pages for somebody who is in the queue, with a remedy behind her
    other = room.student(size, room.ids["asking"])
    practice = [p for p in room.pages["student"] if "/practice" in p or "/set-" in p]  # closed while a test is open
    own = ["/student/", "/student/objectives/gases-1", *practice]
    wrong += [w for p in own for w in look_at(other, room.server.address, p)]
    other.page.context.close()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("size", [NETBOOK, PHONE], ids=["netbook", "phone"])
def test_every_page_of_a_teacher(room: Room, size: dict[str, int]) -> None:
    one = room.teacher(size)
    wrong = [w for path in room.pages["teacher"] for w in look_at(one, room.server.address, path, laws=size is PHONE)]
    assert len(room.pages["teacher"]) >= 12
    one.page.context.close()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("size", [NETBOOK, PHONE], ids=["netbook", "phone"])
def test_the_pages_before_sign_in(room: Room, size: dict[str, int]) -> None:
    one = room.open(size, "newcomer")
    paths = ["/", "/sign-in", "/sign-in/teacher", "/sign-in/board", f"/sign-in/student/{room.ids['student']}"]
    wrong = [w for path in paths for w in look_at(one, room.server.address, path)]
    one.page.context.close()
    assert not wrong, "\n".join(wrong)


def test_the_board(room: Room) -> None:
    one = room.board()
    wrong = [w for path in room.pages["board"] for w in look_at(one, room.server.address, path, fingers=False)]
    one.page.context.close()
    assert not wrong, "\n".join(wrong)


def test_the_first_start(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path / "box") as server:
        for size in (NETBOOK, PHONE):
            one = window(browser, size, "newcomer")
            wrong = look_at(one, server.address, "/set-up")
            one.page.context.close()
            assert not wrong, "\n".join(wrong)


def test_a_students_day_without_script(cast: Cast, browser: Browser) -> None:
    """Sign in, ask for a check, take a test and hand it in, by plain forms."""
    cast.open_class()
    cast.master_essentials(cast.joseph)
    cast.release(cast.joseph)
    folder, amina, joseph = cast.settings.data, cast.amina.id, cast.joseph.id
    writer.stop()
    database.close()
    with served(folder) as server:
        one = window(browser, NETBOOK, "old netbook", java_script_enabled=False)
        page = one.page
        page.goto(server.address)
        page.locator(f'[data-student="{amina}"]').click()
        page.fill("#pin", PIN)
        one.act("sign_in").click()
        page.wait_for_url(f"{server.address}/student/")
        one.act("next_step").click()
        one.act("request_check").click()
        expect(page.locator("[data-ticket]")).to_be_visible()
        one.act("sign_out").click()

        page.locator(f'[data-student="{joseph}"]').click()
        page.fill("#pin", PIN)
        one.act("sign_in").click()
        one.act("next_step").click()
        one.act("start_test").click()
        sheet = sheets(server.database, "Joseph")[-1]
        cards = page.locator("[data-place]")
        expect(cards).to_have_count(len(sheet.items))
        assert all(card.is_visible() for card in cards.all()), "without script every question is shown"
        place = next(p for p, i in enumerate(sheet.items) if i.type == "numeric")
        page.fill(f'[name="a{place}.number"]', "21.5")
        page.locator("#keep").click()
        expect(page.locator(f'[name="a{place}.number"]')).to_have_value("21.5")
        one.act("hand_in").click()
        expect(page.locator("#unanswered")).to_be_visible()
        expect(page.locator(f'[name="a{place}.number"]')).to_have_value("21.5")
        one.act("hand_in").click()
        expect(page.locator('[data-state="handed_in"]')).to_be_visible()
        one.act("choose_appointment", '[data-when="next"]').click()
        expect(page.get_by_text("Chosen: next lesson")).to_be_visible()
        one.page.context.close()
