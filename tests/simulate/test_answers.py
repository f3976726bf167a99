"""What an invented student writes: a right answer is right, a wrong one is wrong, for every question of the sample."""

from pathlib import Path

import pytest

from server.content.pack import read_pack
from server.mastery.grading import grade
from server.mastery.luck import Dice
from server.mastery.variants import draw_item, variants_of
from server.settings import Settings
from server.simulate import answers

pytestmark = pytest.mark.full

SAMPLE = Settings(data=Path("unused")).sample_pack
VIDEOS = Settings(data=Path("unused")).videos / "gas-laws"


def drawn():
    for item in read_pack(SAMPLE, VIDEOS).items:
        for number in range(min(3, variants_of(item))):
            yield draw_item(item, number, Dice(f"{item.id}/{number}"))


def test_right_answers_earn_everything_and_wrong_ones_less():
    seen = set()
    for item in drawn():
        seen.add(item.type)
        right, wrong = grade(item, answers.right(item)), grade(item, answers.wrong(item))
        if item.type == "essay":
            assert right.points is None
        else:
            assert right.right, item.id
        assert wrong.points is not None and wrong.points < item.points, item.id
    assert {"numeric", "single_choice", "matching", "ordering", "cloze"} <= seen


def test_half_a_number_is_a_beginning_of_the_answer():
    items = [i for i in drawn() if i.type == "numeric"][:3]
    place, typed = answers.half_typed(items)
    whole = answers.right(items[2])["number"]
    assert place == 2
    assert whole.startswith(typed["number"]) and 0 < len(typed["number"]) < len(whole)


def test_a_test_without_a_number_is_broken_off_in_a_word():
    items = [i for i in drawn() if i.type == "essay"][:1]
    place, typed = answers.half_typed(items)
    assert place == 0 and answers.right(items[0])["text"].startswith(typed["text"])
