"""Before handing in: what has no answer and what has half of one; a text to begin from; what is given in person."""

from __future__ import annotations

from hashlib import sha256

import pytest

from server.mastery.beginnings import beginning
from server.mastery.grading import grade, is_blank
from server.mastery.luck import Dice
from server.mastery.replaying import text_hash
from server.mastery.unfinished import Half, StillOpen, still_open
from server.mastery.values import DrawnItem, Item
from server.mastery.variants import draw_item, from_json, to_json

RUBRIC = [{"points": 2, "text": "says why"}]


def drawn(type: str, **body: object) -> DrawnItem:
    return draw_item(Item("q", "o", 1, type, {"prompt": "?", **body}), 0, Dice("seed"))


PAIRS = drawn("matching", pairs=[{"left": "a", "right": "1"}, {"left": "b", "right": "2"}], distractors=["3"])
STEPS = drawn("ordering", sequence=["one", "two", "three"])
GAPS = drawn("cloze", prompt="[[1]] [[2]]", gaps=[{"answer": "up"}, {"choices": ["x", "y"], "answer": "x"}])
WORD = drawn("short_text", answers=["Boyle"])
SHOW = drawn("performance", rubric=RUBRIC)


def test_halves_are_counted_and_nothing_else_is_said() -> None:
    sure = {"sure": "sure"}
    said = {0: {"1": "0", **sure}, 1: {"0": "2", "1": "2", "2": " "}, 2: {"0": " ", "1": "x"}, 3: sure}
    assert still_open([PAIRS, STEPS, GAPS, WORD, SHOW], said) == StillOpen(
        (3,), (Half(0, 1, 2, "pairs"), Half(1, 2, 3, "places"), Half(2, 1, 2, "gaps"))
    )
    whole = {0: {"0": "0", "1": "1"}, 1: {"0": "2", "1": "3", "2": "1"}, 2: {"0": "up", "1": "y"}, 3: {"text": "B"}}
    assert not still_open([PAIRS, STEPS, GAPS, WORD, SHOW], whole)


LETTER = "<p>Dear Mayor,</p><p>1. I saw:<br>2. I think:</p>"


@pytest.mark.parametrize(
    ("format", "template", "stands"),
    [("html", LETTER, "Dear Mayor,\n\n1. I saw:\n2. I think:"), ("", "- Claim:\n- Seen:\n", "- Claim:\n- Seen:")],
)
def test_a_text_to_begin_from_is_no_answer_until_it_is_changed(format: str, template: str, stands: str) -> None:
    essay = drawn("essay", rubric=RUBRIC, template=template, format=format)
    assert beginning(essay) == stands
    left = {"text": stands.replace("\n", "\r\n") + "\r\n", "sure": "guess"}
    assert is_blank(left, essay) and grade(essay, left).points == 0.0
    assert still_open([essay], {0: left}).blank == (0,)
    assert grade(essay, {"text": stands + " a cat"}).points is None, "the teacher reads it"
    assert from_json(to_json(essay)) == essay


def test_what_is_drawn_on_paper_waits_for_the_teacher_and_nobody_is_told_that_it_is_missing() -> None:
    sketch = drawn("essay", rubric=RUBRIC, upload=True)
    assert grade(sketch, {}).points is None and not still_open([sketch], {})
    assert not is_blank({"text": "see page 2"}, sketch)


def test_an_essay_without_either_is_stored_and_hashed_as_ever() -> None:
    plain = drawn("essay", rubric=RUBRIC)
    assert {"template", "upload"}.isdisjoint(to_json(plain))
    begun = drawn("essay", rubric=RUBRIC, template="Dear Mayor,")
    assert len({text_hash([plain]), text_hash([begun]), text_hash([drawn("essay", rubric=RUBRIC, upload=True)])}) == 3
    assert text_hash([plain]) == sha256(b"1\ntype: essay\nprompt: ?").hexdigest()
