"""Practice in a browser: asked, checked, shown; what is not yet due stays on the server."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from cast import Cast, done, op, right_answer
from class_in_browsers import Browser, Room
from werkzeug.test import TestResponse

from server.actions import practise, release_seat, take_test
from server.actions.acting import Actor
from server.mastery.practice import POOL, Source, put
from server.mastery.values import DrawnItem, Item, LearningObject
from server.store import content
from server.store.practice import practice_row, rows_of

pytestmark = pytest.mark.full

pytest_plugins = ("class_in_browsers",)

CODE = "gases-1"
HERE = f"/student/objectives/{CODE}/practice"
ITEMS = [
    Item("push", CODE, 1, "numeric", {
        "prompt": "How hard at {h} mm?", "given": {"h": {"from": 100, "to": 120, "step": 1}}, "answer": "h*2",
        "unit": "kPa", "tolerance": "1 %", "hint": "Think of the *height*.", "solution": "Twice the height: {answer}.",
        "mistakes": [{"value": "h/2", "misconception": "halves it", "feedback": "Higher pushes harder."}],
    }, difficulty=1, use="practice"),
    Item("which", CODE, 1, "single_choice", {
        "prompt": "Which one?", "solution": "Only the open end feels the air.",
        "options": [
            {"text": "the open end", "correct": True},
            {"text": "the closed end", "misconception": "vacuum sucks", "feedback": "Nothing there can pull."},
        ],
    }, difficulty=2, use="both"),
    Item("why", CODE, 1, "essay", {
        "prompt": "Why is that?", "solution": "The air outside pushes it up.",
        "rubric": [{"points": 1, "text": "names the air outside"}],
    }, difficulty=3, use="practice"),
    Item("exam", CODE, 1, "true_false", {"prompt": "Kept for the test?", "correct": True}, use="test"),
    Item("extra", CODE, 1, "true_false", {"prompt": "Nice?", "correct": True}, use="practice", nice=True),
]  # fmt: skip
SECRETS = ("Twice the height", "halves it", "Higher pushes harder", "vacuum sucks", "Nothing there can pull",
           "Only the open end", "names the air outside", "air outside pushes it up")  # fmt: skip
SHEET = """
title = "From small to large"
intro = "Four problems."
[[problem]]
id = "first"
type = "short_text"
prompt = "Who squeezed the air?"
answers = ["Boyle"]
solution = "It was Robert B."
hint = "He was Irish."
[[problem]]
id = "bridge"
type = "ordering"
prompt = "Build the bridge."
sequence = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
misconception = "skips a step"
solution = "Count upwards."
"""


@pytest.fixture(autouse=True)
def tiny(room: Room) -> Iterator[None]:
    """A tiny bank, and a set of two problems, in place of the sample's."""
    unit = room.cast.unit
    content.retire_items(
        unit.id, {(o.code, i.id) for o in unit.objectives if o.code != CODE for i in content.bank(o.code)}
    )
    content.save_items(ITEMS, unit.id)
    data = SHEET.encode()
    sha256 = hashlib.sha256(data).hexdigest()
    place = room.settings.media / sha256[:2] / sha256
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    content.save_media("gas-laws", "media/set-tiny.toml", sha256, len(data))
    made = LearningObject("set-tiny", "problem_set", "From small to large", 5, (CODE,), "media/set-tiny.toml")
    content.save_unit(replace(unit, objects=(*unit.objects, made)), "gas-laws", "en")
    yield
    room.again()


@pytest.fixture
def amina(room: Room) -> Browser:
    return room.browsers["student"]


def words(told: TestResponse) -> str:
    """What a page says, without the brackets of the pseudo-language."""
    text = re.sub(r"<[^>]+>", " ", told.get_data(as_text=True).split("<body", 1)[1])
    return " ".join(re.sub("[⟦⟧]", "", unescape(text)).split())


def hidden(told: TestResponse) -> dict[str, str]:
    """The question that a page would send back."""
    html = told.get_data(as_text=True)
    return {n: re.search(rf'name="{n}" value="([^"]*)"', html)[1] for n in ("item", "version", "variant", "round")}  # type: ignore[index]


def drawn(cast: Cast, told: TestResponse) -> DrawnItem:
    sent = hidden(told)
    item = next(i for i in ITEMS if i.id == sent["item"])
    return put(item, int(sent["variant"]), int(sent["round"]), cast.amina.id).drawn


def tap(browser: Browser, told: TestResponse, do: str, url: str = HERE, **answer: str) -> TestResponse:
    """A button of the page, as the form sends it; returns the page it leads to."""
    sent = browser.send("POST", url, do=do, **hidden(told), **{f"a0.{name}": v for name, v in answer.items()})
    assert sent.status_code == 303, words(sent)
    return browser.get(sent.headers["Location"].split("#")[0])


def state(told: TestResponse) -> str:
    found = re.search(r'class="practice" data-state="(\w+)"', told.get_data(as_text=True))
    assert found, words(told)
    return found[1]


def until(amina: Browser, name: str) -> TestResponse:
    """The page that asks this question; those before are looked up."""
    for _ in range(6):
        told = amina.get(HERE)
        if hidden(told)["item"] == name:
            return told
        tap(amina, told, "show", text="x")
    raise AssertionError(name)


def test_the_objective_says_what_there_is_to_practise(amina: Browser) -> None:
    page = amina.get(f"/student/objectives/{CODE}").get_data(as_text=True)
    assert 'data-act="practise"' in page and "⟦3 questions⟧" in re.sub(r"%\(num\)s", "3", page)
    tap(amina, amina.get(HERE), "show")
    assert "⟦1 of 3 done⟧" in amina.get(f"/student/objectives/{CODE}").get_data(as_text=True)
    content.retire_items("gas-laws", set())
    assert 'data-act="practise"' not in amina.get(f"/student/objectives/{CODE}").get_data(as_text=True)
    assert "nothing to practise here yet" in words(amina.get(HERE))


def test_right_and_not_yet_with_what_was_read_and_the_idea_behind(room: Room, amina: Browser) -> None:
    told = amina.get(HERE)
    item = drawn(room.cast, told)
    assert (item.id, state(told)) == ("push", "asked")
    assert "Think of the <em>height</em>." in told.get_data(as_text=True)
    missed = tap(amina, told, "check", number=f"{item.key['mistakes'][0]['value']:g}")
    assert state(missed) == "missed" and hidden(missed) == hidden(told), "the same numbers"
    said = words(missed)
    assert f"We read: {item.key['mistakes'][0]['value']:g} kPa" in said
    assert "Higher pushes harder." in said and "halves it" in said and "Not yet" in said
    assert "Twice the height" not in said and item.key["shown"] not in said
    right = tap(amina, missed, "check", number=item.key["shown"])
    assert state(right) == "right" and "Right." in words(right)
    assert f"Twice the height: {item.key['shown']}." in words(right)
    assert hidden(amina.get(HERE))["item"] != "push", "the next question is another one"


def test_the_way_it_is_done_only_when_asked_for(room: Room, amina: Browser) -> None:
    told = until(amina, "which")
    assert not any(s in words(told) for s in SECRETS)
    shown = tap(amina, told, "show")
    assert state(shown) == "shown"
    assert "Only the open end feels the air." in words(shown) and "the open end" in words(shown)
    assert 'data-act="check_answer"' not in shown.get_data(as_text=True)


def test_what_is_written_is_compared(amina: Browser) -> None:
    told = until(amina, "why")
    assert "Your teacher reads" not in words(told)
    compared = tap(amina, told, "show", text="I <b>think</b> it sticks")
    html, said = compared.get_data(as_text=True), words(compared)
    assert "I &lt;b&gt;think&lt;/b&gt; it sticks" in html
    assert "names the air outside" in said and "The air outside pushes it up." in said
    later = tap(amina, compared, "not_yet")
    assert state(later) == "missed" and "It comes back to you" in words(later)
    assert "The air outside" not in words(later)
    had = tap(amina, tap(amina, later, "show", text="the air"), "had_it")
    assert state(had) == "right" and "You had it." in words(had)


def test_nothing_for_the_test_and_nothing_nice_is_ever_asked(amina: Browser) -> None:
    asked = []
    for _ in range(9):
        told = amina.get(HERE)
        asked.append(hidden(told)["item"])
        assert not any(s in words(told) for s in SECRETS)
        tap(amina, told, "show", text="x")
    assert set(asked[:3]) == set(asked) == {"push", "which", "why"}


@pytest.mark.parametrize("typed", ["twelve", "1 2 3", "7 furlongs"])
def test_a_number_that_cannot_be_read_is_asked_for_again(room: Room, amina: Browser, typed: str) -> None:
    told = amina.get(HERE)
    sent = amina.send("POST", HERE, do="check", **hidden(told), **{"a0.number": typed})
    assert sent.status_code == 422 and "data-refused" in sent.get_data(as_text=True)
    headers = {"Origin": "http://localhost", "X-Tap": "1"}
    fields = {"csrf": amina.csrf, "op": op(), "do": "check", **hidden(told), "a0.number": typed}
    by_script = amina.client.post(HERE, data=fields, base_url="http://localhost", headers=headers)
    assert by_script.status_code == 422 and by_script.get_json()["say"]
    assert rows_of(room.cast.amina.id, Source(POOL, CODE)) == []
    blank = amina.send("POST", HERE, do="check", **hidden(told))
    assert blank.status_code == 422 and "Put your answer in first" in words(blank)


@pytest.mark.parametrize(
    "changed",
    [
        {"item": "exam"}, {"item": "extra"}, {"item": "no-such"}, {"version": "2"}, {"version": "x"},
        {"variant": "999"}, {"variant": "-1"}, {"variant": ""}, {"round": "0"}, {"round": "2"}, {"round": "9" * 20},
    ],
)  # fmt: skip
@pytest.mark.parametrize("do", ["check", "show", "had_it"])
def test_a_question_that_was_not_put_is_not_answered(
    room: Room, amina: Browser, do: str, changed: dict[str, str]
) -> None:
    sent = {**hidden(amina.get(HERE)), **changed}
    told = amina.send("POST", HERE, do=do, **sent, **{"a0.number": "7", "a0.text": "x"})
    assert told.status_code == 409, changed
    assert not any(s in words(told) for s in SECRETS)
    assert rows_of(room.cast.amina.id, Source(POOL, CODE)) == []


def test_a_tap_that_is_none_of_the_buttons_is_refused(amina: Browser) -> None:
    assert amina.send("POST", HERE, do="cheat", **hidden(amina.get(HERE))).status_code == 400


def test_what_another_student_did_is_not_shown(room: Room, amina: Browser) -> None:
    joseph = room.cast.joseph
    for item in ITEMS[:3]:
        done(practise.show_how(joseph, Source(POOL, CODE), put(item, 0, 1, joseph.id), {"text": "josephs words"}, op()))
        told = amina.get(f"{HERE}?item={item.id}&variant=0")
        assert state(told) == "asked" and hidden(told)["item"] == "push"
        assert "josephs words" not in words(told) and not any(s in words(told) for s in SECRETS)


def test_an_answer_of_an_older_version_is_no_longer_opened(amina: Browser) -> None:
    shown = tap(amina, amina.get(HERE), "show")
    address = f"{HERE}?item=push&variant={hidden(shown)['variant']}"
    assert state(amina.get(address)) == "shown"
    content.save_items([replace(ITEMS[0], body={**ITEMS[0].body, "answer": "h*3"})], "gas-laws")
    assert state(amina.get(address)) == "asked"


def test_while_a_test_is_open_practice_waits(room: Room, amina: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    told = amina.get(HERE)
    cookie = amina.client.get_cookie("classroom_device")
    assert cookie is not None
    me = Actor(room.cast.amina.id, "student", room.cast.section, cookie.value)
    done(release_seat.move_seat(room.cast.teacher, room.mine["attempt"], cookie.value, op()))
    monkeypatch.setattr(take_test, "draw_for", lambda tap, row, seat: tap.note(
        "attempt_started", row.student, attempt=row.id, unit=row.unit, seat=seat, seed="s",
        pass_share=0.8, items=[],
    ) and None)  # fmt: skip
    done(take_test.start_test(me, room.mine["attempt"], op()))
    for url in (HERE, f"{HERE}?item=push&variant=0", "/student/objects/set-tiny", "/student/objects/set-tiny?paper=1"):
        closed = amina.get(url)
        assert closed.status_code == 200 and "This waits for you until it is handed in" in words(closed)
        assert "How hard" not in words(closed) and "Build the bridge" not in words(closed)
    refused = amina.send("POST", HERE, do="show", **hidden(told))
    assert refused.status_code == 422 and "This waits for you" in words(refused)


def test_a_set_goes_problem_by_problem(room: Room, amina: Browser) -> None:
    page, taps = "/student/objects/set-tiny", "/student/objects/set-tiny/practice"
    told = amina.get(page)
    assert "Four problems." in words(told) and "Who squeezed the air?" in words(told)
    assert "Build the bridge" not in words(told) and "Boyle" not in words(told)
    missed = tap(amina, told, "check", taps, text="Charles")
    assert state(missed) == "missed" and "We read: Charles" in words(missed) and "Robert" not in words(missed)
    right = tap(amina, missed, "check", taps, text="boyle")
    assert state(right) == "right" and "It was Robert B." in words(right)
    second = amina.get(page)
    assert hidden(second)["item"] == "bridge" and second.get_data(as_text=True).count('name="a0.') == 10
    partly = tap(amina, second, "check", taps, **{str(n): str(n + 1) for n in range(10)})
    assert state(partly) in {"missed", "right"}
    tap(amina, partly, "show", taps)
    through = amina.get(page)
    assert "You have been through all of it" in words(through)
    again = amina.get(f"{page}?item=first")
    assert state(again) == "asked" and hidden(again)["round"] == "2"
    assert amina.send("POST", "/student/objects/video-1/practice", do="check").status_code == 404
    row = practice_row(room.cast.amina.id, Source("set-tiny", CODE), "first", 0)
    assert row is not None and (row.answered, row.right) == (1, 0)


def test_on_paper_the_bridge_is_cards_eight_to_a_page(amina: Browser) -> None:
    told = amina.get("/student/objects/set-tiny?paper=1")
    html = told.get_data(as_text=True)
    pages = html.split('class="card-page"')[1:]
    assert [p.count('class="cut-card"') for p in pages] == [8, 2]
    cards = re.findall(r'class="cut-card"><div>(\w+)<', html)
    order = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    assert sorted(cards) == sorted(order) and cards != order
    assert "Boyle" not in words(told) and "Count upwards" not in words(told)


def test_the_teacher_sees_it_in_one_line(room: Room, amina: Browser) -> None:
    for _ in range(2):
        told = amina.get(HERE)
        item = drawn(room.cast, told)
        wrong = {"number": f"{item.key['mistakes'][0]['value']:g}"} if item.type == "numeric" else right_answer(item)
        tap(amina, told, "check", **wrong)
    page = room.browsers["teacher"].get(f"/teacher/students/{room.cast.amina.id}/card?objective={CODE}")
    assert "Practice: 2 answered, 1 right at the first try; last slips: halves it" in words(page)
    other = room.browsers["teacher"].get(f"/teacher/students/{room.cast.li.id}/card?objective={CODE}")
    assert "data-practice" not in other.get_data(as_text=True)


def test_a_number_too_large_for_any_question_is_no_question(room: Room, amina: Browser) -> None:
    for number in ("9" * 30, "-1", "24"):
        assert amina.get(f"{HERE}?item=push&variant={number}").status_code == 200
