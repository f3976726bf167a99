"""How sure a result is: figures worked out by hand, and simulated students whose real mastery is known."""

from __future__ import annotations

import pytest
from certainty_figures import (
    AS_ASSUMED,
    ENOUGH,
    FOUR_OF_FIVE,
    WORLDS,
    bins_of,
    chance_by_parts,
    chance_to_pass,
    overall,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from server.mastery.certainty import NEWEST, Evidence, evidence, how_sure, that_count
from server.mastery.drawing import draw_item
from server.mastery.luck import Dice
from server.mastery.two_stage import Passes, Stops, ThreeMore, after_check, needed, passes
from server.mastery.values import Item, Threshold

answers_given = st.lists(
    st.builds(Evidence, st.booleans(), st.sampled_from((0.0, 1 / 15, 0.25, 0.5, 1.0)),
              st.sampled_from(("", "sure", "unsure", "guess"))), max_size=9,
)  # fmt: skip


def answers(right: int, of: int, guess: float = 0.0, **more: str) -> list[Evidence]:
    return [Evidence(n < right, guess, **more) for n in range(of)]


@pytest.mark.parametrize(
    ("right", "of", "guess", "chance"),
    [(4, 5, 0, 0.34), (4, 5, 0.25, 0.22), (5, 5, 0, 0.74), (5, 5, 0.25, 0.62), (9, 10, 0, 0.68), (9, 10, 0.25, 0.51),
     (10, 10, 0, 0.91), (10, 10, 0.25, 0.83), (0, 0, 0, 0.2)],
)  # fmt: skip
def test_without_slips_it_is_the_plain_posterior(right: int, of: int, guess: float, chance: float) -> None:
    """Known from the literature's uniform prior; 4 of 5 without luck is 1 − 6·0.8⁵ + 5·0.8⁶ = 0.3446."""
    assert how_sure(answers(right, of, guess), slip=0.0).chance == pytest.approx(chance, abs=0.006)


def test_worked_out_by_hand_with_slips_and_luck() -> None:
    # One right answer at luck ½ and slip 0.1: weight 0.9t + 0.5(1 − t) = 0.5 + 0.4t, from 0 to 1 the sum 0.7,
    # from 0.8 to 1 it is 0.5·0.2 + 0.2·(1 − 0.64) = 0.172.
    assert how_sure([Evidence(True, 0.5)], slip=0.1).chance == pytest.approx(0.172 / 0.7, abs=1e-4)
    # Wrong: 0.5 − 0.4t, whole 0.3, above 0.8 it is 0.1 − 0.072 = 0.028.
    assert how_sure([Evidence(False, 0.5)], slip=0.1).chance == pytest.approx(0.028 / 0.3, abs=1e-4)
    # Right at luck 0 but called a guess is luck ½, and so is no wrong answer.
    assert how_sure([Evidence(True, 0.0, "guess")], slip=0.1).chance == pytest.approx(0.172 / 0.7, abs=1e-4)
    wrong = how_sure([Evidence(False, 0.0, "guess")], slip=0.1)
    assert wrong == how_sure([Evidence(False, 0.0)], slip=0.1)


def test_another_prior() -> None:
    # Beta(2, 2) and 4 of 5 give Beta(6, 3): at least 6 hits of 8 at 0.8, 28·0.8⁶·0.2² + 8·0.8⁷·0.2 + 0.8⁸ = 0.797.
    assert how_sure(answers(4, 5), slip=0.0, prior=(2, 2)).chance == pytest.approx(1 - 0.797, abs=0.001)


def test_the_words() -> None:
    """As a check is drawn: three answers of one's own, two choices of four."""
    mix = (0.0, 0.0, 0.0, 0.25, 0.25)
    five = how_sure([Evidence(True, guess) for guess in mix])
    four = how_sure([Evidence(n > 0, guess) for n, guess in enumerate(mix)])
    more = how_sure([Evidence(True, guess) for guess in (*mix, 0, 0, 0)])
    said = [(s.fraction, s.words, s.provisional) for s in (five, four, more)]
    assert said == [((2, 3), "likely", True), ((1, 3), "doubtful", True), ((4, 5), "firm", False)]
    assert (four.right, four.of, four.lucky) == (4, 5, 0)
    assert how_sure(answers(2, 2)).words == "too_little"
    assert how_sure(answers(1, 5)).words == "hardly"
    lucky = how_sure([Evidence(True, guess, "guess" if guess else "sure") for guess in mix])
    assert lucky.lucky == 2 and lucky.chance < five.chance


@settings(max_examples=60, deadline=None)
@given(answers_given, st.sampled_from((0.0, 0.25, 0.5, 1.0)))
def test_more_right_is_never_less_sure(given_answers: list[Evidence], guess: float) -> None:
    before = how_sure(given_answers)
    called, plain = (how_sure([*given_answers, Evidence(True, guess, sure)]) for sure in ("guess", "unsure"))
    wrong = how_sure([*given_answers, Evidence(False, guess)])
    assert wrong.chance <= before.chance + 1e-4 and before.chance <= called.chance + 1e-4
    assert called.chance <= plain.chance
    for sureness in (before, called, wrong):
        assert abs(sureness.fraction[0] / sureness.fraction[1] - sureness.chance) <= 0.0501
    assert how_sure(given_answers[::-1]).chance == pytest.approx(before.chance, abs=1e-4)


def test_the_newest_quiz_counts_and_what_came_after() -> None:
    sent_back = answers(2, 5, check="one")
    again, more, later = answers(4, 5, check="two"), answers(3, 3, check="two"), answers(1, 2)
    assert that_count([*sent_back, *again, *more, *later]) == [*again, *more, *later]
    assert that_count([*later, *sent_back]) == sent_back
    assert that_count(later) == later
    assert how_sure([*sent_back, *again]) == how_sure(again)
    assert how_sure([*again, Evidence(False)]).chance < how_sure(again).chance < how_sure([*again, *more]).chance
    year = [*answers(2, 5, check="two"), *(Evidence(True) for _ in range(NEWEST))]
    assert how_sure(year).of == how_sure(year).right == NEWEST


def test_an_answer_as_evidence() -> None:
    body = {"prompt": "?", "options": [{"text": t, "correct": t == "a"} for t in "abc"]}
    drawn = draw_item(Item("q", "g1", 1, "single_choice", body), 0, Dice("q"))
    assert evidence(drawn, 0.5, 1, "sure", "quiz") == Evidence(False, pytest.approx(1 / 3), "sure", "quiz")
    assert evidence(drawn, 1, 1).right


# Five questions or eight ---------------------------------------------------------------------------------------------


def test_after_five_and_after_eight() -> None:
    stop, pass_ = Stops(3, 5), Passes(5, 5)
    found = [after_check(right, 5, FOUR_OF_FIVE) for right in (0, 2, 2.9, 3, 4, 5)]
    three, four = ThreeMore(6.4, 8, met=False, can_pass=False), ThreeMore(6.4, 8, met=True, can_pass=True)
    assert found == [stop, stop, stop, three, four, pass_]
    after_more = [after_check(right, 8, FOUR_OF_FIVE, had_more=True) for right in (6, 7, 8)]
    assert after_more == [Stops(6.4, 8), Passes(6.4, 8), Passes(6.4, 8)]


def test_parts_of_a_question_count_towards_the_share() -> None:
    """84 % passes where 80 % is asked for; and what nearly passes is asked three more, not sent away."""
    assert after_check(4.75, 5, FOUR_OF_FIVE) == ThreeMore(6.4, 8, met=True, can_pass=True)
    assert after_check(3.5, 5, FOUR_OF_FIVE) == ThreeMore(6.4, 8, met=False, can_pass=True)
    after_more = [after_check(points, 8, FOUR_OF_FIVE, had_more=True) for points in (6.25, 6.4, 6.75)]
    assert after_more == [Stops(6.4, 8), Passes(6.4, 8), Passes(6.4, 8)]
    assert passes(1 / 3 + 1 / 3 + 4 / 3, 3, Threshold(2, 3)) and not passes(1.99, 3, Threshold(2, 3))


def test_other_lengths_and_thresholds() -> None:
    eight_of_ten, two_of_three, all_five = Threshold(8, 10), Threshold(2, 3), Threshold(5, 5)
    kinds = [type(after_check(right, 10, eight_of_ten)) for right in (6, 7, 8, 9)]
    assert kinds == [Stops, ThreeMore, ThreeMore, Passes]
    # Ten questions of an objective that says "4 of 5" are judged as by "8 of 10".
    assert after_check(8, 10, FOUR_OF_FIVE) == after_check(8, 10, eight_of_ten) == ThreeMore(10.4, 13, True, True)
    assert after_check(1, 3, two_of_three) == ThreeMore(4, 6, met=False, can_pass=True)
    assert isinstance(after_check(4, 5, all_five), ThreeMore)
    assert isinstance(after_check(0, 1, Threshold(1, 1)), Stops)
    assert [needed(of, FOUR_OF_FIVE) for of in (8, 10, 3)] == pytest.approx([6.4, 8, 2.4])
    with pytest.raises(ValueError, match="at least one"):
        after_check(0, 0, FOUR_OF_FIVE)


@given(st.integers(1, 20), st.integers(1, 10).flatmap(lambda of: st.builds(Threshold, st.integers(1, of), st.just(of))))
def test_more_right_never_ends_worse(of: int, threshold: Threshold) -> None:
    rank = {Stops: 0, ThreeMore: 1, Passes: 2}
    for had_more in (False, True):
        ranks = [rank[type(after_check(right, of, threshold, had_more=had_more))] for right in range(of + 1)]
        assert ranks == sorted(ranks) and ranks[-1] == 2 and ranks[0] == 0


@pytest.mark.parametrize(
    ("mastery", "guess", "once", "twice"),
    [(0.6, 0, 0.34, 0.13), (0.8, 0, 0.74, 0.54), (0.9, 0, 0.92, 0.83),
     (0.6, 0.25, 0.53, 0.29), (0.8, 0.25, 0.84, 0.68)],
)  # fmt: skip
def test_two_rounds_let_fewer_through_by_luck(mastery: float, guess: float, once: float, twice: float) -> None:
    assert chance_to_pass(mastery, guess, False)[0] == pytest.approx(once, abs=0.005)
    passed, asked = chance_to_pass(mastery, guess, True)
    assert passed == pytest.approx(twice, abs=0.005) and 5.5 <= asked <= 7.05


def test_parts_let_nobody_through_who_does_not_know() -> None:
    """Questions of four parts, each known or not: nobody passes by luck more often than with whole questions."""
    for mastery in (0.4, 0.6, 0.7):
        assert chance_by_parts(mastery)[0] <= chance_to_pass(mastery, 0, True)[0]
    by_share, rounded_up = chance_by_parts(0.9)
    assert by_share > 0.95 and rounded_up < by_share - 0.1


# What is said and what is true ---------------------------------------------------------------------------------------


@pytest.mark.full
def test_what_is_said_is_true() -> None:
    bins = [b for b in bins_of(AS_ASSUMED, 100_000) if b.students >= ENOUGH]
    assert len(bins) >= 8 and sum(b.students for b in bins) > 95_000
    assert max(abs(b.off) for b in bins) <= 0.03


@pytest.mark.full
def test_how_far_off_it_is_where_the_world_is_another() -> None:
    """Each way of being wrong shows, in the direction one expects, and the more the further off the world is."""
    said_minus_true, worst = {}, {}
    for world in WORLDS:
        said, true, off = overall(bins_of(world, 8_000))
        said_minus_true[world.name], worst[world.name] = said - true, off
    as_assumed, struck_one, struck_half, copied, attract, no_slips, slips, knows_a_lot, knows_half, say_so = (
        said_minus_true[world.name] for world in WORLDS
    )
    assert abs(as_assumed) < 0.01 and abs(say_so) < 0.02
    assert attract < struck_one < struck_half < copied < 0.05
    assert slips < -0.03 < 0.015 < no_slips < 0.05
    assert knows_a_lot < -0.1 and 0.03 < knows_half < 0.1
    assert all(abs(off) < 0.35 for off in worst.values())
