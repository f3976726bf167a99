"""What an invented student writes: a right answer is right, a wrong one is wrong, for every question of the sample."""

from collections import Counter
from pathlib import Path

import pytest

from server.content.pack import read_pack
from server.mastery.grading import grade
from server.mastery.luck import Dice
from server.mastery.variants import draw_item, variants_of
from server.settings import Settings
from server.simulate import answers, lures

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


def test_what_lures_is_wrong_and_betrays_what_it_should():
    lured = {}
    for item in drawn():
        for typed in lures.lures(item):
            mark = grade(item, typed)
            assert mark.points is not None and mark.points < item.points, item.id
            lured.setdefault(item.type, []).append(bool(mark.misconception))
    assert set(lured) == {"single_choice", "numeric", "cloze"}
    assert all(sum(betrays) > 0.9 * len(betrays) for betrays in lured.values()), lured


def test_a_quiz_is_missed_where_others_miss_it():
    items = [i for i in drawn() if i.objective == "gases-1" and i.type in {"numeric", "single_choice"}][:8]
    missed = Counter()
    for n in range(60):
        sheet = lures.quiz_sheet(items, 2, Dice(f"student {n}"))
        wrong = [place for place, item in enumerate(items) if not grade(item, sheet[place]).right]
        assert len(wrong) == 2 and all(sheet[place]["sure"] == "unsure" for place in wrong)
        missed.update(wrong)
    assert missed.most_common(1)[0][1] > 30 and len(missed) > 3


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
