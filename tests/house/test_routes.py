"""Every address for everybody: who may open it, and what the others are told. A new route needs a line here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from cast import PASSPHRASE, Cast, done, op
from class_in_browsers import Browser, Ids, Room

from server.actions import print_tests
from server.actions.import_path import import_path
from server.store import paper_forms
from server.store.imports import imports
from server.store.paper_forms import PaperForm
from server.web.maths import maths

pytest_plugins = ("class_in_browsers",)

ROLES = ("signed out", "student", "teacher", "board")


@dataclass(frozen=True)
class Told:
    """What each role is answered, in the order of ROLES; and the right one, about something missing or another's."""

    by_role: tuple[int, int, int, int]
    missing: int = 0
    form: tuple[tuple[str, str], ...] = ()
    token_of_its_own: bool = False


def everybody(status: int, missing: int = 0) -> Told:
    return Told((status,) * 4, missing)


def student(status: int = 303, missing: int = 0, **form: str) -> Told:
    """For students: whoever is signed out is sent to sign-in (a page) or told so (a tap)."""
    return Told((0, status, 403, 403), missing, tuple(form.items()))


def teacher(status: int = 303, missing: int = 0, **form: str) -> Told:
    return Told((0, 403, status, 403), missing, tuple(form.items()))


PAGES = {
    "/": Told((303, 303, 303, 303)),
    "/healthz": everybody(200),
    "/set-up": everybody(303),
    "/sign-in": everybody(200),
    "/sign-in/board": everybody(200),
    "/sign-in/class/<id>": everybody(200, missing=404),
    "/sign-in/student/<id>": everybody(200, missing=404),
    "/sign-in/teacher": everybody(200),
    "/static/<hash>/<name>": everybody(200, missing=404),
    "/maths/letters.ttf": everybody(200),
    "/maths/<token>.svg": everybody(200, missing=404),
    "/demo": everybody(404),
    "/demo/netbook/<int:number>": everybody(404),
    "/board": Told((303, 403, 200, 200)),
    "/board/version": Told((401, 403, 200, 200)),
    "/student/": student(200),
    "/student/version": student(200),
    "/student/activities/<id>": student(200, missing=404),
    "/student/attempts/<attempt>": student(200, missing=404),
    "/student/objectives/<code>": student(200, missing=404),
    "/student/objectives/<code>/practice": student(200, missing=404),
    "/student/objects/<id>": student(200, missing=404),
    "/student/objects/<id>/files/<name>": student(200, missing=404),
    "/student/reads": student(200),
    "/student/reads/chemistry": student(200),
    "/student/units/<unit>/print": student(200, missing=404),
    "/teacher/": teacher(200),
    "/teacher/attempts/<attempt>": teacher(200, missing=404),
    "/teacher/attempts/<attempt>/beside": teacher(200, missing=404),
    "/teacher/attempts/<attempt>/replay": teacher(200, missing=404),
    "/teacher/class": teacher(200),
    "/teacher/corrections": teacher(200),
    "/teacher/export": teacher(200),
    "/teacher/exports/<file>": teacher(404, missing=404),
    "/teacher/films/<object>": teacher(200, missing=404),
    "/teacher/films/<object>/files/<name>": teacher(200, missing=404),
    "/teacher/imports": teacher(200),
    "/teacher/imports/<imported>": teacher(200, missing=404),
    "/teacher/join": teacher(200),
    "/teacher/keys": teacher(200),
    "/teacher/keys/<object>": teacher(200, missing=404),
    "/teacher/keys/<object>/class": teacher(200, missing=404),
    "/teacher/marking": teacher(200),
    "/teacher/more": teacher(200),
    "/teacher/not-seen": teacher(200),
    "/teacher/quizzes/<attempt>": teacher(404, missing=404),
    "/teacher/banks/<code>": teacher(200, missing=404),
    "/teacher/banks/<code>/question": teacher(200, missing=404),
    "/teacher/on-board": teacher(200),
    "/teacher/paper": teacher(200),
    "/teacher/paper/<form>": teacher(200, missing=404),
    "/teacher/paper/printed/<batch>": teacher(200, missing=404),
    "/teacher/roster": teacher(200),
    "/teacher/seats": teacher(200),
    "/teacher/students/<student>": teacher(200, missing=404),
    "/teacher/students/<student>/card": teacher(200, missing=404),
    "/teacher/students/<student>/print": teacher(200, missing=404),
    "/teacher/units": teacher(200),
    "/teacher/units/<unit>": teacher(200, missing=404),
    "/teacher/units/<unit>/activities/<activity>": teacher(200, missing=404),
    "/teacher/units/<unit>/bank": teacher(200, missing=404),
    "/teacher/units/<unit>/banks": teacher(200, missing=404),
    "/teacher/units/<unit>/bank/<format>": teacher(200, missing=404),
    "/teacher/units/<unit>/guide": teacher(200, missing=404),
    "/teacher/units/<unit>/objects/<object>": teacher(200, missing=404),
    "/teacher/units/<unit>/objects/<object>/files/<name>": teacher(200, missing=404),
    "/teacher/version": teacher(200),
}

# The forms hold what a page would send; without one, an empty form is refused with a page that says what to do.
TAPS = {
    "/set-up": everybody(422),
    "/sign-in/board": everybody(403),
    "/sign-in/student/<id>": everybody(422, missing=404),
    "/sign-in/teacher": everybody(403),
    "/sign-out": everybody(303),
    "/student/activities/<id>": student(missing=404, evidence="a table"),
    "/student/attempts/<attempt>/answers/<int:place>": Told((400,) * 4, token_of_its_own=True),
    "/student/attempts/<attempt>/appointment": student(422, missing=404, when="today"),
    "/student/attempts/<attempt>/hand-in": student(422, missing=404),
    "/student/attempts/<attempt>/start": student(missing=404),
    "/student/checks": student(422, objective="gases-3"),
    "/student/objectives/<code>/initial": student(missing=404),
    "/student/objectives/<code>/quiz": student(422, missing=404),
    "/student/objectives/<code>/practice": student(409, missing=404, do="check"),
    "/student/objects/<id>/practice": student(409, missing=404, do="check"),
    "/student/objects/<id>/paper": student(missing=404, rev="1", place="p1", value="7"),
    "/student/objects/<id>/place": student(200, missing=404, seconds="12"),
    "/student/remedies/<remedy>/done": student(missing=404),
    "/student/seat": student(422),
    "/student/stuck": student(422, objective="gases-2", note="why?"),
    "/student/tickets/<ticket>/<any(cancel, ready):move>": student(missing=404),
    "/teacher/attempts/<attempt>/away": teacher(404, missing=404),
    "/teacher/attempts/<attempt>/more": teacher(404, missing=404),
    "/teacher/attempts/<attempt>/together": teacher(404, missing=404),
    "/teacher/attempts/<attempt>/cleared": teacher(422, missing=404, objective="gases-1"),
    "/teacher/attempts/<attempt>/marks": teacher(422, missing=404, place="0", points="0"),
    "/teacher/attempts/<attempt>/passed": teacher(422, missing=404),
    "/teacher/attempts/<attempt>/outcome": teacher(422, missing=404, outcome="passed"),
    "/teacher/attempts/<attempt>/seat": teacher(missing=404),
    "/teacher/attempts/<attempt>/withdraw": teacher(missing=404),
    "/teacher/class/bell": teacher(),
    "/teacher/class/go": teacher(),
    "/teacher/class/start": teacher(422),
    "/teacher/corrections": teacher(404),
    "/teacher/banks/<code>/right": teacher(422, missing=404),
    "/teacher/banks/<code>/key": teacher(404, missing=404),
    "/teacher/banks/key/doubted": teacher(404),
    "/teacher/devices": teacher(404),
    "/teacher/export": teacher(),
    "/teacher/films/<object>": teacher(422, missing=404),
    "/teacher/films/<object>/captions": teacher(404, missing=404),
    "/teacher/films/<object>/drop": teacher(404, missing=404),
    "/teacher/films/<object>/pieces": teacher(422, missing=404),
    "/teacher/films/<object>/whole": teacher(422, missing=404),
    "/teacher/imports": teacher(422),
    "/teacher/imports/<imported>": teacher(missing=404),
    "/teacher/imports/<imported>/left": teacher(404, missing=404),
    "/teacher/imports/<imported>/mended": teacher(404, missing=404),
    "/teacher/imports/<imported>/moved": teacher(422, missing=404),
    "/teacher/imports/<imported>/right": teacher(404, missing=404),
    "/teacher/imports/<imported>/undone": teacher(404, missing=404),
    "/teacher/marking": teacher(404, attempt="no-such", place="0"),
    "/teacher/on-board": teacher(404),
    "/teacher/on-board/answer": teacher(409),
    "/teacher/on-board/down": teacher(),
    "/teacher/paper": teacher(what="gases-1", spare="1"),
    "/teacher/paper/<form>": teacher(422, missing=404),
    "/teacher/paper/<form>/away": teacher(missing=404),
    "/teacher/paper/<form>/move": teacher(422, missing=404),
    "/teacher/queue/next": teacher(),
    "/teacher/roster": teacher(200, names="Otto Berg"),
    "/teacher/seats/release": teacher(404),
    "/teacher/section": teacher(404),
    "/teacher/sections": teacher(422),
    "/teacher/settings": teacher(pace_target="4"),
    "/teacher/passphrase": teacher(old=PASSPHRASE, new=PASSPHRASE),
    "/teacher/students/<student>/leave": teacher(missing=404),
    "/teacher/students/<student>/mastered": teacher(422, missing=404, objective="gases-2"),
    "/teacher/students/<student>/not-yet": teacher(missing=404, objective="gases-2", say="Draw it"),
    "/teacher/students/<student>/override": teacher(
        missing=404, what="open", target="gases-4", reason="ready for it"
    ),
    "/teacher/students/<student>/pin": teacher(missing=404),
    "/teacher/students/<student>/quiz": teacher(missing=404, objective="gases-2"),
    "/teacher/students/<student>/talked": teacher(missing=404),
    "/teacher/students/<student>/together": teacher(missing=404, objective="gases-2"),
    "/teacher/tickets/<ticket>/<any(call, not_here, come_back, ready, dismiss):move>": teacher(missing=404),
    "/teacher/tickets/<ticket>/close": teacher(missing=404),
    "/teacher/undo": teacher(404),
    "/teacher/units": teacher(422, unit="gas-laws", move="remove"),
}  # fmt: skip


@pytest.fixture
def again(room: Room) -> Iterator[Room]:
    """The room as it was, for a test that changes it."""
    yield room
    room.again()


def _methods(rule: Any) -> set[str]:
    return set(rule.methods) - {"HEAD", "OPTIONS"}


SHOWN_BY = {"paper": "sheet", "practice": "set"}
"""what stands at an address of a learning object, by its last word; a video otherwise"""


def address(room: Room, rule: str, ids: Ids) -> str:
    """A route's address, filled with what stands in the given ids."""
    some, unit = room.some, room.cast.unit
    one_of = rule.rsplit("<any(", 1)[-1].split(",")[0].split(")")[0]
    values = {
        "<any(cancel, ready):move>": one_of,
        "<any(call, not_here, come_back, ready, dismiss):move>": one_of,
        "<int:number>": "1",
        "<int:place>": "0",
        "<hash>/<name>": room.app.config["ASSETS"]["student.css"].hash + "/" + ids.get("asset", "student.css"),
        "<token>": ids.get("asset", maths("x").split("/maths/")[1].split(".svg")[0]),
        "<name>": ids.get("name", "gas-box.html" if "/units/" in rule else some["file"]),
        "<student>": ids["student"],
        "<attempt>": ids["attempt"],
        "<ticket>": ids["ticket"],
        "<remedy>": ids["remedy"],
        "<file>": ids.get("file", "none.zip"),
        "<unit>": ids.get("unit", unit.id),
        "<format>": ids.get("unit", "gift"),
        "<imported>": (ids.get("imported") or _imported(room)) if "<imported>" in rule else "",
        "<form>": ids.get("form") or (_printed(room).code if "<form>" in rule else ""),
        "<batch>": ids.get("batch") or (_printed(room).batch if "<batch>" in rule else ""),
        "<object>": ids.get("object", _object_for(rule, some)),
        "<activity>": ids.get("activity", some["activity"]),
        "<code>": ids.get("code", "10B" if "class" in rule else "gases-1"),
    }
    if "<id>" in rule:
        kind = rule.split("/")[2]
        values["<id>"] = {
            "student": ids["student"],
            "activities": ids.get("activity", some["activity"]),
            "class": ids.get("code", room.cast.section),
            "objects": ids.get("object", some[SHOWN_BY.get(rule.split("/")[-1], "video")]),
        }[kind]
    for name, value in values.items():
        rule = rule.replace(name, value)
    assert "<" not in rule, rule
    return rule


def _imported(room: Room) -> str:
    """A file of questions that was taken in."""
    if not imports():
        file = room.keep.with_name("air.gift")
        file.write_text("Air has weight. {T}")
        import_path(file, room.settings.media)
    return imports()[0].id


def _printed(room: Room) -> PaperForm:
    """A form of a quiz without a name."""
    if not (out := paper_forms.forms_out(room.cast.section)):
        done(print_tests.print_tests(room.cast.teacher, "gas-laws", "gases-1", [], 1, op()))
        out = paper_forms.forms_out(room.cast.section)
    return out[0]


def _object_for(rule: str, some: Ids) -> str:
    if "/units/" in rule:
        return "gas-box-1" if rule.endswith("<name>") else some["text"]
    return some["video"] if "/films/" in rule else some["sheet"]


NOWHERE = dict.fromkeys(
    ["student", "ticket", "remedy", "attempt", "file", "unit", "object", "activity", "code", "name", "asset"], "no-such"
) | {"imported": "no-such", "form": "no-such", "batch": "no-such"}


def _mine(room: Room, rule: str) -> Ids:
    return room.mine


def test_every_route_stands_in_the_table_and_nothing_else(room: Room) -> None:
    rules = list(room.app.url_map.iter_rules())
    assert {r.rule for r in rules if "GET" in _methods(r)} == set(PAGES)
    assert {r.rule for r in rules if _methods(r) - {"GET"}} == set(TAPS)


def _expected(told: Told, role: str, page: bool, rule: str) -> int:
    status = told.by_role[ROLES.index(role)]
    if status:
        return status
    return 303 if page and not rule.endswith("/version") else 401


@pytest.mark.parametrize("rule", PAGES)
def test_every_page_for_everybody(room: Room, rule: str) -> None:
    told, url = PAGES[rule], address(room, rule, room.mine)
    answers = {role: room.browsers[role].get(url).status_code for role in ROLES}
    assert answers == {role: _expected(told, role, True, rule) for role in ROLES}, url
    if "<" in rule:
        assert told.missing or "demo" in rule, "say what is answered about a missing one"
    if told.missing:
        for ids in _others(room, rule):
            missing = address(room, rule, ids)
            right = next(role for role in reversed(ROLES[:3]) if told.by_role[ROLES.index(role)] in {200, 404})
            assert room.browsers[right].get(missing).status_code == told.missing, missing


def _others(room: Room, rule: str) -> list[Ids]:
    """Ids that the one who asks must not reach by this route: missing ones, and another's."""
    found = [NOWHERE]
    if rule.startswith("/student/") and any(f"<{name}>" in rule for name in ("attempt", "ticket", "remedy")):
        found += [room.of_joseph, room.next_door]
    if rule.startswith("/teacher/") and any(f"<{name}>" in rule for name in ("attempt", "ticket", "student", "file")):
        found += [room.next_door]
    return found


@pytest.mark.parametrize("rule", TAPS)
def test_every_tap_for_everybody(again: Room, rule: str) -> None:
    told, url, room = TAPS[rule], address(again, rule, again.mine), again
    form = dict(told.form)
    answers = {}
    for role in ROLES:
        browser = room.browsers[role]
        if rule == "/sign-out":
            browser = Browser.new(room.app)
            if role != "signed out":
                room.sign_in(browser, role)
        answers[role] = browser.send("POST", url, **form).status_code
    assert answers == {role: _expected(told, role, False, rule) for role in ROLES}, url


@pytest.mark.parametrize("rule", [r for r in TAPS if "<" in r and TAPS[r].missing])
def test_a_missing_thing_and_anothers_are_not_found(again: Room, rule: str) -> None:
    told = TAPS[rule]
    role = "teacher" if rule.startswith("/teacher") else "student"
    for ids in _others(again, rule):
        url = address(again, rule, ids)
        assert again.browsers[role].send("POST", url, **dict(told.form)).status_code == told.missing, url


@pytest.mark.parametrize("rule", TAPS)
def test_every_tap_needs_the_token_and_a_page_of_ours(again: Room, rule: str) -> None:
    room, told = again, TAPS[rule]
    role = "teacher" if rule.startswith("/teacher") else "student"
    browser, url, form = room.browsers[role], address(room, rule, room.mine), dict(told.form)
    if not told.token_of_its_own:
        assert browser.send("POST", url, csrf="", **form).status_code == 403, "without a token"
        other = room.browsers["signed out"].csrf
        assert browser.send("POST", url, csrf=other, **form).status_code == 403, "with the token of another browser"
    for origin in ("http://evil.example", "null", "http://localhost.evil.example", "http://localhost:81"):
        assert browser.send("POST", url, origin=origin, **form).status_code == 403, origin
    bare = browser.client.post(url, data={"csrf": browser.csrf, **form}, base_url="http://localhost")
    assert bare.status_code == 403, "without saying where it comes from"


def test_a_put_of_an_answer_is_held_to_the_same(room: Room) -> None:
    url = address(room, "/student/attempts/<attempt>/answers/<int:place>", room.mine)
    browser = room.browsers["signed out"]
    assert browser.send("PUT", url).status_code == 400
    assert browser.send("PUT", url, origin="http://evil.example").status_code == 403
    wrong = {"rev": 1, "tok": "guess", "op": "tap-00000001", "value": {"choice": "1"}}
    headers = {"Origin": "http://localhost"}
    sent = browser.client.put(url, json=wrong, base_url="http://localhost", headers=headers)
    assert sent.status_code in {403, 404}, "the attempt's own token is asked for"


@pytest.mark.parametrize("url", ["/no-such-page", "/student/no-such-page", "/teacher/no-such", "/sign-in/class/9Z"])
def test_a_page_that_does_not_exist_says_so_in_words(room: Room, url: str) -> None:
    answer = room.browsers["teacher"].get(url)
    assert answer.status_code == 404
    assert "That cannot be found" in answer.get_data(as_text=True)
    assert "Traceback" not in answer.get_data(as_text=True)


def test_there_is_no_demonstration_on_a_real_box(cast: Cast) -> None:
    from server.app import create_app

    rules = {r.rule for r in create_app(cast.settings).url_map.iter_rules()}
    assert not [r for r in rules if r.startswith("/demo")]
