"""Marks in a passage: places in plain text, whatever the passage is written in, and nothing that was made up."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.mastery.annotations import Annotation, marks_in, paragraphs, plain_passage
from server.mastery.drawing import draw_item, from_json, to_json
from server.mastery.grading import grade
from server.mastery.luck import Dice
from server.mastery.proofing import problems_of
from server.mastery.values import DrawnItem, Item, Mark

LETTER = """# A letter home

We have **bread** for 3 days, [they say](http://x.example/y).
The *river* is `high`.


> Nobody sleeps 🌧 here."""
HTML = "<p>We have <b>bread</b> &amp; water.<br>No  more.</p><script>alert(1)</script><p>Good\nnight.</p>"


def essay(passage: str = LETTER, **body: Any) -> DrawnItem:
    written = {"prompt": "Mark it.", "passage": passage, "marks": ["claim", "evidence"], "why": True,
               "rubric": [{"points": 2, "text": "finds both"}], **body}  # fmt: skip
    item = Item("i", "source", 1, "essay", written)
    assert problems_of(item) == []
    return draw_item(item, 0, Dice(""))


def test_a_passage_is_shown_as_plain_text() -> None:
    assert plain_passage(essay()) == (
        "A letter home\n\nWe have bread for 3 days, they say.\nThe river is high.\n\nNobody sleeps 🌧 here."
    )
    assert plain_passage(essay(HTML, format="html")) == "We have bread & water.\nNo more.\n\nGood night."
    assert plain_passage(essay("snake_case and 2 * 3 * 4 stay")) == "snake_case and 2 * 3 * 4 stay"
    shouted = "<P>One<BR>two</P>\r\n<DIV>three\r\nfour</DIV><SCRIPT>\nalert(1)\n</SCRIPT>five<STYLE>p {\ncolor: red"
    assert plain_passage(essay(shouted, format="html")) == "One\ntwo\n\nthree four\n\nfive"
    assert plain_passage(essay("One\r\ntwo\rthree\r\n\r\nfour")) == "One\ntwo\nthree\n\nfour"
    for drawn in (essay(), essay(HTML, format="html")):
        text = plain_passage(drawn)
        assert all(text[start : start + len(words)] == words for start, words in paragraphs(drawn))
    assert [words for _, words in paragraphs(essay())][2] == "Nobody sleeps 🌧 here."
    assert paragraphs(essay("", marks=[])) == ()


def test_marks_come_back_with_their_words() -> None:
    drawn = essay()
    at = plain_passage(drawn).index
    bread, rain = at("bread"), at("🌧")
    response = {
        "m2": f"{rain}-{rain + 1}|evidence| weather | or not ",
        "m0": f"{bread}-{bread + 5}|claim|",
        "m1": f"{bread}-{bread + 5}|claim|again",
        "text": "They are hungry.",
    }
    assert marks_in(drawn, response) == (
        Annotation(bread, bread + 5, "bread", "claim", ""),
        Annotation(rain, rain + 1, "🌧", "evidence", "weather | or not"),
    )
    assert grade(drawn, response) == Mark(None, 2)
    assert grade(drawn, {"m0": "", "text": " ", "sure": "guess"}) == Mark(0, 2)
    assert from_json(to_json(drawn)) == drawn
    assert (drawn.marks, drawn.why) == (("claim", "evidence"), True)


def test_a_mark_that_does_not_fit_hides_none_behind_it_and_may_reach_to_the_end() -> None:
    whole = Annotation(0, 6, "Bread!", "", "all")
    assert marks_in(essay("Bread!", marks=[]), {"m0": "0-99||", "m2": "0-6||all", "m3": "0-6|claim|"}) == (whole,)
    assert marks_in(essay("Bread!", marks=[]), {"m29": "0-6||all", "m30": "0-5||"}) == (whole,)


@pytest.mark.parametrize(
    "mark",
    ["", "5", "5-", "5-5|claim|", "9-5|claim|", "0-9999|claim|", "0-5|opinion|", "0-5", "-1-5|claim|", "13-15|claim|",
     "٣-٥|claim|", "0-5claim", "1e3-5|claim|", "0-99999999999999|claim|"],
)  # fmt: skip
def test_what_does_not_lie_in_the_passage_is_left_out(mark: str) -> None:
    assert marks_in(essay(), {"m0": mark, "m30": "0-5|claim|", "x": "0-5|claim|"}) == ()


@given(st.text(max_size=200), st.sampled_from(["", "html"]), st.text(max_size=30), st.integers(0, 250))
def test_whatever_is_written_or_sent_the_words_are_the_passages(passage: str, form: str, why: str, start: int) -> None:
    drawn = essay("x" + passage, format=form)
    for mark in marks_in(drawn, {"m0": f"{start}-{start + 3}|claim|{why}", "m1": why}):
        assert plain_passage(drawn)[mark.start : mark.end] == mark.quote
