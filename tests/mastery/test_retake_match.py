"""A form brought near the first attempt: which items may be changed, for what, and when it is left alone."""

from __future__ import annotations

import pytest
from golden_draw import item

from server.mastery.fair_forms import expected_share
from server.mastery.filling import Form, Place
from server.mastery.freshness import OLD, Choice, Freshness, choices
from server.mastery.ledger import Ledger
from server.mastery.luck import Dice
from server.mastery.retake_match import bring_near

EASY, MIDDLE, HARD = ([f"{name}{n}" for n in range(3)] for name in ("easy", "middle", "hard"))
LEVELS = {"e": 1, "m": 2, "h": 3}


def choice(id: str, type: str = "short_text", seen: int = 0) -> Choice:
    (found,) = choices([item("g1", id, type, difficulty=LEVELS[id[0]])], Ledger(), nice=True)
    return found._replace(fresh=Freshness(0, OLD, seen)) if seen else found


def brought(
    like: float, *places: tuple[list[Choice], list[str]], facility: dict[str, float] | None = None
) -> list[str]:
    """The ids of a form, for places of objectives of their own given with their choices and what was taken."""
    form = Form([Place(f"g{n}", len(taken), tuple(there)) for n, (there, taken) in enumerate(places)])
    form.taken = [[next(c for c in there if c.item.id == id) for id in taken] for there, taken in places]
    estimates = {("g1", id): share for id, share in facility.items()} if facility else None
    bring_near(form, like, Dice("s"), estimates)
    return [c.item.id for taken in form.taken for c in taken]


ALL = [choice(id) for id in (*EASY, *MIDDLE, *HARD)]


def test_inside_the_band_nothing_is_changed() -> None:
    for like in (0.7, 0.65, 0.75):
        assert brought(like, (ALL, ["middle0"])) == ["middle0"]


@pytest.mark.parametrize(
    ("like", "start", "kinds"),
    [
        (0.85, ["middle0"], "e"),
        (0.55, ["middle0"], "h"),
        (0.55, ["easy0", "easy1"], "hh"),
        (0.7, ["easy0", "easy1", "easy2"], "eeh"),
        (0.85, ["hard0", "hard1", "hard2"], "eee"),
        (0.70, ["hard0", "hard1"], "eh"),
    ],
)
def test_step_by_step_to_the_band_in_as_few_as_will_do(like: float, start: list[str], kinds: str) -> None:
    come = brought(like, (ALL, start))
    assert sorted(id[0] for id in come) == sorted(kinds) and len(set(come)) == len(start)
    assert abs(expected_share([choice(id).item for id in come]) - like) <= 0.05 + 1e-9


def test_where_nothing_helps_the_form_stays() -> None:
    assert brought(0.95, (ALL[:3], ["easy0"])) == ["easy0"], "another easy one would be no nearer"
    assert brought(0.85, ([choice("hard0")], ["hard0"])) == ["hard0"]
    assert brought(0.5, ([choice("easy0"), choice("hard0")], ["easy0"])) == ["hard0"], "near, though not near enough"
    assert brought(0.9, (ALL, [])) == []


def test_what_answers_tell_counts_for_what_goes_and_for_what_comes() -> None:
    wrong = {"hard0": 0.9, "easy0": 0.3, "middle0": 0.6}
    three = [choice(id) for id in wrong]
    assert brought(0.9, (three, ["easy0"]), facility=wrong) == ["hard0"]
    assert brought(0.6, (three, ["hard0"]), facility=wrong) == ["middle0"]
    # What is told lies within the band; what the author thought would not.
    assert brought(0.3, (three, ["easy0"]), facility=wrong) == ["easy0"]
    assert brought(0.45, (three, ["easy0", "hard0"]), facility=wrong) == ["easy0", "middle0"]
    upside_down = {id: {"h": 0.9, "m": 0.6, "e": 0.3}[id[0]] for id in (*EASY, *MIDDLE, *HARD)}
    assert sorted(brought(0.9, (ALL, EASY), facility=upside_down)) == HARD, "step by step"


def test_only_what_is_about_as_fresh_comes_in() -> None:
    assert brought(0.85, ([choice("hard0"), choice("easy0", seen=1)], ["hard0"])) == ["hard0"], "new before fair"
    seen = [choice(id, seen=n) for n, id in enumerate(("hard0", "easy0", "easy1", "easy2"), 1)]
    assert brought(0.85, (seen, ["hard0"])) == ["easy0"], "the half seen longest ago, itself among them"


def test_an_answer_to_read_comes_only_for_another() -> None:
    essays = [choice("easy0", "essay"), choice("hard0", "essay")]
    both = [*essays, choice("hard1"), choice("hard2")]
    assert brought(0.85, (essays, ["hard0"])) == ["easy0"]
    assert set(brought(0.85, (both, ["hard0", "hard1"]))) == {"easy0", "hard1"}, "one for the other, and no second"
    two_easy = [choice("easy0", "essay"), choice("easy1", "essay"), choice("hard1")]
    assert brought(0.85, (two_easy, ["easy0", "hard1"])) == ["easy0", "hard1"], "one of an objective"
    three = [(both, ["hard0"]), (both, ["hard0"]), (both, ["hard1"])]
    assert brought(0.85, *three)[2] == "hard1", "two in a form"
    assert brought(0.85, *three[1:])[1] == "easy0"
    # An essay is worth two points: to the share that they make it counts twice.
    assert brought(0.75, (essays, ["hard0"]), ([choice("easy1"), choice("hard1")], ["hard1"])) == ["easy0", "hard1"]


def test_every_item_of_every_place_may_be_the_one_that_goes() -> None:
    two = [choice("easy0"), choice("hard0")]
    assert brought(0.7, (two, ["easy0"]), ([choice("easy0")], ["easy0"])) == ["hard0", "easy0"]
    assert brought(0.7, ([choice("easy0")], ["easy0"]), (two, ["easy0"])) == ["easy0", "hard0"]
    assert brought(0.85, (two[:1], ["easy0"]), ([*two, choice("hard1")], ["hard1"])) == ["easy0", "easy0"]


def test_among_equal_steps_luck_decides() -> None:
    come = set()
    for n in range(30):
        form = Form([Place("g1", 1, tuple(ALL))])
        form.taken = [[ALL[-1]]]
        bring_near(form, 0.85, Dice(str(n)))
        come.add(form.taken[0][0].item.id)
    assert come == set(EASY)
