"""The page of each type of question, as a browser without script sees it and sends it back."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from urllib.parse import quote

import pytest
from cast import PIN, Cast, done, op
from every_type import CODE, ITEMS, LETTER, one_test_of_all
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from server.actions import hand_in, sign_in, take_test
from server.app import create_app
from server.mastery.annotations import Annotation, marks_in
from server.mastery.drawing import draw_item
from server.mastery.grading import SURE
from server.mastery.luck import Dice
from server.mastery.values import DrawnItem, Item
from server.store import attempts, content
from server.web.student.item_parts import cards_drawn, option_text, parted, word_bank
from server.web.student.marks_in_words import mark_rows, placed
from server.web.teacher.answers import answer_line, answer_text, key_line

RUBRIC = [{"points": 1, "text": "says why"}]


def drawn(type: str, **body: object) -> DrawnItem:
    return draw_item(Item("i", "gases-1", 1, type, {"prompt": "?", **body}), 0, Dice("pages"))


def letter(**body: object) -> DrawnItem:
    return drawn("essay", passage=LETTER, marks=["claim", "evidence"], why=True, rubric=RUBRIC, **body)


class Test:
    """Amina's open test of every type, and her browser."""

    __test__ = False

    def __init__(self, cast: Cast) -> None:
        self.browser: FlaskClient = create_app(cast.settings).test_client()
        self.attempt = one_test_of_all(cast)
        self.browser.get("/sign-in")
        device = self.browser.get_cookie("classroom_device")
        assert device is not None
        token = sign_in.sign_in_student(cast.amina.id, PIN, device.value)
        assert isinstance(token, str)
        self.browser.set_cookie("classroom_student", token)
        done(take_test.start_test(replace(cast.amina, device=device.value), self.attempt, op()))
        row = attempts.attempt(self.attempt)
        assert row is not None
        self.items = hand_in.drawn_items(row)
        self.address = f"/student/attempts/{self.attempt}"

    def place(self, id: str) -> int:
        return next(place for place, item in enumerate(self.items) if item.id == id)

    def cards(self) -> dict[str, str]:
        """The page of each question."""
        page = self.browser.get(self.address).get_data(as_text=True)
        cards = re.findall(r'<section class="card question-card".*?</section>', page, re.S)
        return {self.items[place].id: card for place, card in enumerate(cards)}

    def keep(self, **fields: str) -> None:
        """*Keep my answers*, as a plain form."""
        csrf = re.search(r'data-csrf="(\w+)"', self.browser.get(self.address).get_data(as_text=True))
        assert csrf
        sent = {"csrf": csrf[1], "op": op(), "keep": "1", **fields}
        told = self.browser.post(
            f"{self.address}/hand-in", data=sent, headers={"Origin": "http://localhost"}, base_url="http://localhost"
        )
        assert told.status_code == 303, told.get_data(as_text=True)

    def kept(self, id: str) -> dict[str, str]:
        return attempts.drafts_of(self.attempt)[self.place(id)]["value"]


@pytest.fixture
def test(cast: Cast) -> Test:
    return Test(cast)


def names(card: str) -> set[str]:
    """The fields of a question, but for how sure somebody is."""
    return {name.partition(".")[2] for name in re.findall(r'name="(a\d+\..+?)"', card)} - {SURE}


def test_every_type_has_its_fields_and_none_shows_raw_latex(test: Test) -> None:
    cards = test.cards()
    assert {id: names(card) for id, card in cards.items() if id != "letter"} == {
        "one": {"choice"}, "so": {"choice"}, "several": {"0", "1", "2", "3"}, "number": {"number"}, "word": {"text"},
        "salt": {"text"}, "water": {"text"}, "why": {"text"}, "show": set(), "pairs": {"0", "1", "2"},
        "formulas": {"0", "1"}, "steps": {"0", "1", "2", "3"}, "gaps": {"0", "1", "2", "3", "4", "5"},
        "bank": {"0", "1", "2"},
    }  # fmt: skip
    assert names(cards["letter"]) == {
        *(f"m{n}" for n in range(30)), *(f"{field}{n}" for field in "qtw" for n in range(3)), "text"
    }  # fmt: skip
    for card in cards.values():
        lines = [unescape(re.sub("<[^>]+>", "", line)) for line in re.findall(r"<option.*?</option>", card, re.S)]
        assert not [line for line in lines if "$" in line or "\\" in line]


def test_gaps_stand_in_the_text(test: Test) -> None:
    text = re.sub(r"\s+", " ", re.sub(r"<(?!select|input|td|/td)[^>]+>", "", test.cards()["gaps"]))
    assert re.search(r"When a gas is Gap 1<select[^>]*>choose.{0,30} at the same temperature", text)
    assert re.search(r"Robert Gap 3<input[^>]*> found it", text)
    assert re.search(r"volume</td> <td>Gap 5<select", text)
    assert names(text) == set("012345")


@pytest.mark.parametrize(
    ("prompt", "format", "pieces", "left"),
    [
        ("a [[2]] b [[1]] c", "", ["<p>a ", " b ", " c</p>\n"], ()),
        ("a [[1]] b", "", ["<p>a ", " b</p>\n"], (1,)),
        ("a [[1]] b [[1]] [[7]] [[2]]", "", ["<p>a ", " b [[1]] [[7]] ", "</p>\n"], ()),
        ("$[[1]]$ [[2]]", "", None, (0,)),
        ('<p>[[1]] <img src="x" alt="[[2]]"></p>', "html", None, None),
    ],
)
def test_a_text_is_parted_at_its_gaps(
    cast: Cast, prompt: str, format: str, pieces: list[str] | None, left: tuple[int, ...] | None
) -> None:
    item = drawn("cloze", gaps=[{"answer": "x"}, {"answer": "y"}], format=format)
    with create_app(cast.settings).app_context():
        found = parted(replace(item, prompt=prompt), "gas-laws")
    if pieces is not None:
        assert [str(piece) for piece, _gap in found.pieces] == pieces
    if left is not None:
        assert found.left == left
    placed_ = [gap for _piece, gap in found.pieces if gap is not None]
    assert sorted([*placed_, *found.left]) == [0, 1], "each gap has its field, once"
    assert not any(re.search(r"<[^>]*$", str(piece)) for piece, _gap in found.pieces), "none inside a tag"


def test_only_a_bank_that_gaps_share_can_be_dragged() -> None:
    def gaps(*choices: list[str]) -> DrawnItem:
        return drawn("cloze", gaps=[{"choices": list(c), "answer": c[0]} if c else {"answer": "x"} for c in choices])

    assert set(word_bank(gaps(["a", "b"], ["b", "a"], []))) == {"a", "b"}
    assert word_bank(gaps(["a", "b"], ["a", "c"])) == word_bank(gaps(["a", "b"])) == word_bank(gaps([], [])) == ()


def test_what_a_list_cannot_show_has_a_letter(cast: Cast) -> None:
    item = drawn("matching", pairs=[{"left": "l", "right": r"$\frac{1}{2}$"}, {"left": "m", "right": "H₂O"}])
    with create_app(cast.settings).app_context():
        assert cards_drawn(item, "gas-laws")
        assert {option_text(item, n, True)[3:] for n in (0, 1)} == {"½", "H₂O"}
        assert {option_text(item, n, True)[:2] for n in (0, 1)} == {"A.", "B."}
        assert not cards_drawn(drawn("matching", pairs=[{"left": "l", "right": "*so*"}]), "gas-laws")


def test_chemistry_is_read_back_and_tells_no_key(test: Test) -> None:
    card = test.cards()["water"]
    assert "H₂" not in card and "H2" not in card
    found = re.search(r'data-reads="([^"]+)"', card)
    assert found
    address = unescape(found[1])
    typed = ("2H2 + O2 -> 2 H2O", "2 Xq = A", "H2", " ")
    say = {text: test.browser.get(address + quote(text)).get_json()["say"] for text in typed}
    assert say == {
        "2H2 + O2 -> 2 H2O": "We read: 2 H₂ + O₂ → 2 H₂O", "2 Xq = A": 'There is no element "Xq".',
        "H2": "An equation needs one arrow: what reacts → what comes of it.", " ": "",
    }  # fmt: skip
    formula = test.browser.get("/student/reads/chemistry?reads=formula&text=SO4^2-").get_json()
    assert formula == {"say": "We read: SO₄²⁻", "ways": []}
    place = test.place("salt")
    test.keep(**{"shown": str(place), f"a{place}.text": "SO4 2-"})
    assert "We read: SO₄²⁻" in test.cards()["salt"], "without script it is said when the answers are kept"


def test_marks_typed_in_words_are_the_same_as_marks_made_with_a_finger(test: Test) -> None:
    place = test.place("letter")
    box = f"a{place}."
    typed = {"q0": "we have  bread", "t0": "claim", "w0": "it is said", "q1": "“The mill burned”", "t1": "evidence"}
    test.keep(shown=str(place), **{box + field: text for field, text in typed.items()})
    assert test.kept("letter") == {"m0": "17-30|claim|it is said", "m1": "47-62|evidence|"}
    card = test.cards()["letter"]
    assert 'value="We have bread"' in card and 'value="17-30"' in card
    # What cannot be found is kept, and the page says so.
    typed = {"p0": "17-30", "q0": "We have bread", "t0": "claim", "w0": "still", "q1": "no such words", "t1": "claim"}
    test.keep(shown=str(place), **{box + field: text for field, text in typed.items()})
    assert test.kept("letter") == {"m0": "17-30|claim|still", "q0": "no such words", "t0": "claim"}
    card = test.cards()["letter"]
    assert "These words are not in the text." in card and 'value="no such words"' in card


def test_words_that_stand_twice_are_marked_where_they_were_meant() -> None:
    item = letter()
    first, second = (m.start() for m in re.finditer("empty", "".join(p for p in _plain(item))))
    twice = placed(item, {"q0": "empty", "t0": "claim", "q1": "empty", "t1": "evidence"})
    assert [(a.start, a.tag) for a in marks_in(item, twice)] == [(first, "claim"), (second, "evidence")]
    kept = placed(item, {"p0": f"{second}-{second + 5}", "q0": "empty", "t0": "claim"})
    assert [a.start for a in marks_in(item, kept)] == [second]
    moved = placed(item, {"p0": f"{second}-{second + 5}", "q0": "bread", "t0": "claim"})
    assert [a.quote for a in marks_in(item, moved)] == ["bread"]


def _plain(item: DrawnItem) -> str:
    from server.mastery.annotations import plain_passage

    return plain_passage(item)


@given(
    st.dictionaries(
        st.from_regex(r"[pqtwm]([0-9]|[12][0-9])|text|sure", fullmatch=True),
        st.sampled_from(["bread", "claim", "evidence", "0-9", "17-30|claim|x", "a|b", "🌧", "none of it", "“", " "]),
    )
)
def test_whatever_is_typed_nothing_is_lost_and_nothing_breaks(typed: dict[str, str]) -> None:
    item = letter()
    kept = placed(item, typed)
    assert placed(item, kept).keys() == kept.keys(), "kept again, it stays"
    had = {text.strip(" “") for field, text in typed.items() if field[0] == "q" and int(field[1:]) < 30} - {""}
    now = {m.quote for m in marks_in(item, kept)} | {text for field, text in kept.items() if field[0] == "q"}
    assert had <= now
    rows = mark_rows(item, kept)
    assert len(rows) <= 30 and sum(bool(row.quote) for row in rows) >= len(now) - len(marks_in(item, typed))


def test_answers_in_words() -> None:
    item = letter()
    response = {"m0": "17-30|claim|it is <said>", "q0": "nowhere", "t0": "evidence", "text": "So be it."}
    response["sure"] = "guess"
    assert marks_in(item, response) == (Annotation(17, 30, "We have bread", "claim", "it is <said>"),)
    assert answer_text(item, response) == (
        "claim: “We have bread” (it is <said>)\nevidence: “nowhere (not in the text)”\nSo be it."
    )
    assert "it is &lt;said&gt;)<br>evidence" in answer_line(item, response)
    number = drawn("numeric", answer="1.5", unit="kPa")
    assert [answer_text(number, {"number": text}) for text in ("1.5", "1,500", "1.5 atm", "lots")] == [
        "1.5 kPa", "1,500 kPa", "1.5 atm", "lots"
    ]  # fmt: skip
    assert answer_text(drawn("numeric", answer="1.5", unit="kPa", unit_required=True), {"number": "1.5"}) == "1.5"
    several = drawn("multiple_choice", options=[{"text": "a", "correct": True}, {"text": "b"}], fixed_order=True)
    assert answer_text(several, {"1": "on", "sure": "sure"}) == "b"
    assert answer_text(several, {"sure": "sure"}) == ""
    gaps = drawn("cloze", gaps=[{"choices": ["$x^2$", "y"], "answer": "$x^2$"}, {"answer": "2 < 3"}])
    assert answer_line(gaps, {"0": "$x^2$", "1": "$x^2$"}).endswith("; $x^2$"), "typed exactly as typed"
    assert "<math" in answer_line(gaps, {"0": "$x^2$"}) and "<math" in key_line(gaps)
    assert key_line(gaps).endswith("; 2 &lt; 3")


def test_a_page_shows_no_key(test: Test) -> None:
    """What only the key knows stands in no question's page."""
    page = "".join(test.cards().values())
    for secret in ("160", "Boyle", "SO₄", "2 H", "particles move faster", "finds a claim", "measures round"):
        assert secret not in page, secret
    assert json.dumps(test.items[0].key) not in page


def test_marks_are_practised_too_and_compared(cast: Cast) -> None:
    """An annotation as practice: written in words without script, then shown beside the model answer."""
    cast.open_class()
    item = next(i for i in ITEMS if i.id == "letter")
    content.save_items([replace(item, use="practice")], cast.unit.id)
    content.retire_items(cast.unit.id, {(CODE, item.id)})
    browser = create_app(cast.settings).test_client()
    browser.get("/sign-in")
    device = browser.get_cookie("classroom_device")
    assert device is not None
    browser.set_cookie("classroom_student", str(sign_in.sign_in_student(cast.amina.id, PIN, device.value)))
    here = f"/student/objectives/{CODE}/practice"
    page = browser.get(here).get_data(as_text=True)
    hidden = dict(re.findall(r'name="(csrf|item|version|variant|round)" value="([^"]*)"', page))
    typed = {"a0.q0": "We have bread", "a0.t0": "claim", "a0.text": "So be it.", "do": "show", "op": op()}
    told = browser.post(here, data={**hidden, **typed}, headers={"Origin": "http://localhost"}, follow_redirects=True)
    assert "claim: “We have bread”<br>So be it." in told.get_data(as_text=True)
