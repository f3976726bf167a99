"""Earlier objectives come back, and the same question is not asked twice while there is another."""

import pytest
from golden_draw import item
from hypothesis import given
from hypothesis import strategies as st

from server.mastery.ledger import Ledger
from server.mastery.retrieval import MEETINGS_AGO, draw_retrieval, questions_for, worth_another_look
from server.mastery.values import Item, KeyQuestion, Objective, Threshold


def objective(code, count, nice=0):
    questions = [KeyQuestion(f"{code}: question {n}?", "because") for n in range(count)]
    questions += [KeyQuestion(f"{code}: nice question {n}?", "because", nice=True) for n in range(nice)]
    return Objective(code, code, code, "I can", True, Threshold(4, 5), 60, (), key_questions=tuple(questions))


HERE, ONE, TWO = objective("here", 5, nice=2), objective("one", 3, nice=1), objective("two", 2)
SEEDS = [f"seed-{n}" for n in range(40)]


def asked(*args, **more):
    return [(o.code, q.question) for o, q in questions_for(*args, **more)]


def test_what_was_mastered_three_meetings_ago_is_worth_another_look():
    assert MEETINGS_AGO == 3
    mastered_in = {"b": 2, "a": 2, "old": 1, "new": 5, "edge": 4}
    assert worth_another_look(mastered_in, 7) == ("old", "a", "b", "edge")
    assert worth_another_look(mastered_in, 4) == ("old",)
    assert worth_another_look(mastered_in, 7, ago=2) == ("old", "a", "b", "edge", "new")
    assert worth_another_look({}, 9) == ()


@pytest.mark.parametrize("seed", SEEDS[:8])
def test_two_of_this_objective_and_one_earlier(seed):
    found = asked(HERE, [ONE, TWO], [], seed)
    assert [code for code, _ in found[:2]] == ["here", "here"] and len(set(found)) == 3
    assert found[2][0] in {"one", "two"}
    assert asked(HERE, [ONE, TWO], [], seed) == found, "the same seed proposes the same"
    assert asked(HERE, [], [], seed) == found[:2]
    assert len(asked(HERE, [ONE], [], seed, count=4)) == 5


def test_every_question_and_every_earlier_objective_comes_up():
    found = {line for seed in SEEDS for line in asked(HERE, [ONE, TWO], [], seed)}
    assert {q for code, q in found if code == "here"} == {f"here: question {n}?" for n in range(5)}
    assert {code for code, _ in found} == {"here", "one", "two"}
    assert {q for code, q in found if code == "one"} == {f"one: question {n}?" for n in range(3)}


def test_nice_questions_only_for_whoever_took_that_part():
    assert not any("nice" in q for seed in SEEDS for _, q in asked(HERE, [ONE], [], seed))
    with_nice = {line for seed in SEEDS for line in asked(HERE, [ONE], [], seed, nice=True)}
    assert {q for _, q in with_nice if "nice" in q} >= {"here: nice question 0?", "here: nice question 1?"}


def test_the_objectives_own_order_is_mixed_apart():
    both = objective("here", 6)
    orders = {(asked(both, [], [], seed, count=6)[0], asked(both, [], [], seed, count=6)[5]) for seed in SEEDS}
    assert len(orders) > 8


@given(st.sets(st.integers(0, 4)), st.sampled_from(SEEDS))
def test_what_was_not_asked_yet_comes_first(known, seed):
    already = {f"here: question {n}?" for n in known}
    found = [q for _, q in asked(HERE, [], already, seed)]
    fresh = [q for q in found if q not in already]
    assert len(found) == 2, "asked again rather than nothing asked"
    assert len(fresh) == min(2, 5 - len(known))
    assert found[: len(fresh)] == fresh


@pytest.mark.parametrize("seed", SEEDS)
def test_an_earlier_objective_without_questions_does_not_use_up_the_turn(seed):
    silent, only_nice = objective("silent", 0), objective("only-nice", 0, nice=2)
    assert [code for code, _ in asked(HERE, [silent, only_nice, ONE], [], seed)] == ["here", "here", "one"]
    assert len(asked(HERE, [silent, only_nice], [], seed)) == 2
    assert asked(silent, [ONE], [], seed) == asked(silent, [silent, ONE], [], seed)


def back(earlier, ledger=None, seed="s", count=1):
    return [(i.objective, i.id) for i in draw_retrieval(earlier, ledger or Ledger(), seed, count)]


def words(code, *ids, **more):
    return [item(code, id, "short_text", **more) for id in ids]


def test_of_the_objective_met_longest_ago_what_was_seen_longest_ago():
    earlier = {code: words(code, "a", "b") for code in ("e1", "e2", "e3")}
    rows = [("e1", "a", 0, 1, 5, 0), ("e1", "b", 0, 1, 2, 0), ("e2", "a", 0, 2, 4, 0), ("e2", "b", 0, 1, 3, 0)]
    met = Ledger.from_rows(rows)
    for seed in SEEDS[:6]:
        assert [code for code, _ in back(earlier, met, seed, 3)] == ["e3", "e2", "e1"]
        assert back(earlier, met, seed, 3)[1:] == [("e2", "b"), ("e1", "b")]
        assert back(earlier, met, seed, 9) == back(earlier, met, seed, 3) and len(back(earlier, met, seed)) == 1
    assert len(draw_retrieval(earlier, met, "s")) == 1
    assert back(earlier, met, count=0) == back({}, met) == []
    fresh = {id for seed in SEEDS for code, id in back(earlier, met, seed)}
    assert fresh == {"a", "b"} and {code for seed in SEEDS for code, _ in back(earlier, None, seed)} == set(earlier)


def test_what_comes_back_needs_no_reader_and_is_of_the_part_that_everybody_took():
    broken = Item("broken", "e1", 1, "numeric", {"prompt": "?", "answer": "1/0"})
    earlier = {"e1": [item("e1", "essay", "essay"), *words("e1", "nice", nice=True), broken, *words("e1", "good")]}
    for seed in SEEDS[:6]:
        (drawn,) = draw_retrieval(earlier, Ledger(), seed)
        assert (drawn.id, drawn.purpose) == ("good", "retrieval")
    numbers = {"e1": [item("e1", "n", "numeric")]}
    assert len({draw_retrieval(numbers, Ledger(), seed)[0].variant for seed in SEEDS}) > 5
    assert back({"e1": [broken], "e2": [], "e3": words("e3", "a")}, count=2) == [("e3", "a")]
