"""Numbers are said back as they are typed, and an ambiguous one is asked about before it is handed in."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from cast import PIN, Cast, done, op
from flask.testing import FlaskClient

from server.actions import hand_in, practise, sign_in, take_test
from server.app import create_app
from server.mastery.drawing import draw_item
from server.mastery.luck import Dice
from server.mastery.practice import POOL, Source, put
from server.mastery.values import DrawnItem, Item, Mark
from server.store import attempts
from server.web.student.reading_preview import Asked, Heard, asked_by, hear
from server.web.wording import parts_in_words


def drawn(**body: object) -> DrawnItem:
    return draw_item(Item("i", "o", 1, "numeric", {"prompt": "?", "answer": "1.5", **body}), 0, Dice("preview"))


@pytest.mark.parametrize(
    ("text", "asked", "says"),
    [
        ("", Asked("kPa"), ""),
        ("169,8", Asked("kPa"), "We read: 169.8 kPa"),
        ("1.5 atm", Asked("kPa"), "We read: 1.5 atm. The answer is in kPa."),
        ("12 ml", Asked("kPa"), "We read: 12 mL. The answer is in kPa."),
        ("12 ml", Asked(), "We read: 12 mL. The answer has no unit."),
        ("12 kpq", Asked("kPa"), 'We do not know the unit "kpq".'),
        ("12 kpq", Asked(unit_asked=True, own_units=True), "We read: 12 kpq"),
        ("12", Asked(unit_asked=True), "We read: 12. Write its unit too."),
        ("37 C", Asked(unit_asked=True), "We read: 37 C"),
        ("3/4", Asked(fractions=True), "We read: 3/4"),
        ("9" * 500, Asked(), "A number has at most 80 characters."),
    ],
)
def test_what_is_read_is_said_back(text: str, asked: Asked, says: str) -> None:
    assert hear(text, asked) == Heard(says)


def test_what_can_be_read_in_two_ways_is_asked() -> None:
    two = (("1.234 L", "1 point 2 3 4"), ("1234 L", "1 thousand 234"))
    assert hear("1,234 L", Asked("L")) == Heard("Which one do you mean?", two)
    assert hear("12,000", Asked("L")).ways == (("12.000", "12 point 0 0 0"), ("12000", "12 thousand"))


def test_a_unit_that_is_asked_for_is_not_told() -> None:
    required = asked_by(drawn(unit="kPa", unit_required=True, accept=[{"unit": "atm", "times": "1/101.325"}]))
    assert required == Asked(unit_asked=True)
    assert asked_by(drawn(unit="ticks", accept=[{"unit": "rounds", "times": "2"}])).also == ("rounds",)


@pytest.fixture
def taking(cast: Cast) -> tuple[FlaskClient, str, int]:
    """Amina with an open test: her browser, the attempt, and the place of a number in it."""
    browser = create_app(cast.settings).test_client()
    cast.open_class()
    cast.master_essentials(cast.amina)
    browser.get("/sign-in")
    device = browser.get_cookie("classroom_device")
    assert device is not None
    token = sign_in.sign_in_student(cast.amina.id, PIN, device.value)
    assert isinstance(token, str)
    browser.set_cookie("classroom_student", token)
    attempt = cast.release(cast.amina)
    done(take_test.start_test(replace(cast.amina, device=device.value), attempt, op()))
    row = attempts.attempt(attempt)
    assert row is not None
    place = next(p for p, item in enumerate(hand_in.drawn_items(row)) if item.type == "numeric" and item.unit)
    return browser, attempt, place


def test_the_page_asks_beside_the_box_and_its_address_tells_no_key(taking: tuple[FlaskClient, str, int]) -> None:
    browser, attempt, place = taking
    take_test.save_answer(attempt, take_test.attempt_token(attempt), place, 1, {"number": "1,234"}, op())
    page = browser.get(f"/student/attempts/{attempt}").get_data(as_text=True)
    line = re.search(rf'<p id="a{place}-reads"[^>]*data-reads="([^"]*)"[^>]*data-state="ask">([^\n]*)</p>', page)
    assert line is not None
    assert "Which one do you mean?" in line[2] and "1234" in line[2] and "1.234" in line[2]
    url = line[1].replace("&amp;", "&")
    told = browser.get(url + "2,5").get_json()
    assert told["say"].startswith("We read: 2.5 ") and told["ways"] == []
    assert browser.get(url + "1,234").get_json()["ways"][0][1] == "1 point 2 3 4"
    row = attempts.attempt(attempt)
    assert row is not None
    assert str(hand_in.drawn_items(row)[place].key["shown"]) not in url


def test_practice_asks_instead_of_calling_it_wrong(cast: Cast) -> None:
    body = {"prompt": "?", "answer": "1234", "unit": "L"}
    question = put(Item("i", "gases-1", 1, "numeric", body, use="practice"), 0, 1, cast.amina.id)
    pool = Source(POOL, "gases-1")
    told = done(practise.check_answer(cast.amina, pool, question, {"number": "1,234"}, op()))
    assert told == {"unread": "This can be read in two ways: 1.234 or 1234 L. Write the one you mean."}
    assert "unread" not in done(practise.check_answer(cast.amina, pool, question, {"number": "1234"}, op()))


def test_who_is_not_signed_in_hears_nothing(cast: Cast) -> None:
    assert create_app(cast.settings).test_client().get("/student/reads?text=5").status_code == 303


def test_a_unit_of_the_same_kind_is_read_and_the_wanted_one_named() -> None:
    assert "The answer is in K." in hear("389 °C", Asked("K")).say
    assert "The answer is in kPa." in hear("113 Pa", Asked("kPa")).say
    assert "The answer is" not in hear("389 K", Asked("K")).say
    assert "The answer is" not in hear("389", Asked("K")).say


def test_what_was_right_of_a_number_is_said() -> None:
    assert parts_in_words(Mark(0.5, 1, "389 °C", parts=(("value", True), ("unit", False)))) == "right value, wrong unit"
    assert parts_in_words(Mark(1.0, 1, "389 K")) == ""
