"""Practice never drains a test, never repeats while something is unseen, and comes back with other numbers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from golden_draw import BODIES, item, objective
from hypothesis import given, settings
from hypothesis import strategies as st

from server.mastery.assembly import Ledger, draw_test
from server.mastery.practice import (
    Practised,
    Question,
    draw_practice,
    next_of_set,
    once_through,
    pool,
    problem_of_set,
    put,
)
from server.mastery.values import DrawnTest, Item, Unit

TYPES = tuple(BODIES)


@dataclass
class Learner:
    """A student at practice, with what the box would remember of it."""

    ledger: Ledger = field(default_factory=Ledger)
    past: dict[tuple[str, int], Practised] = field(default_factory=dict)
    now: int = 0
    name: str = "amina"

    def ask(self, bank: list[Item], nice: bool = False) -> Question | None:
        return draw_practice(bank, self.ledger, list(self.past.values()), self.name, nice)

    def answer(self, question: Question, right: bool, pool: bool = True) -> None:
        drawn, self.now = question.drawn, self.now + 1
        done = Practised(drawn.id, drawn.variant, question.round, not right, self.now)
        self.past[drawn.id, drawn.variant] = done
        if pool:
            self.ledger = self.ledger.with_seen(drawn)


def bank_of(uses: list[str], types: tuple[str, ...] = TYPES) -> list[Item]:
    return [
        replace(item("g1", f"q{n:02}", types[n % len(types)], use=use), difficulty=1 + n % 3)
        for n, use in enumerate(uses)
    ]


USES = st.lists(st.sampled_from(["test", "practice", "both"]), min_size=1, max_size=14)


@settings(max_examples=60, deadline=None)
@given(uses=USES, answers=st.lists(st.booleans(), min_size=1, max_size=40))
def test_whatever_is_answered_nothing_repeats_while_something_is_unseen(uses: list[str], answers: list[bool]) -> None:
    bank, amina = bank_of(uses), Learner()
    mine = {i.id for i in pool(bank, nice=False)}
    assert mine == {i.id for i in bank if i.use in {"practice", "both"}}
    asked: list[str] = []
    for right in answers:
        question = amina.ask(bank)
        if not mine:
            assert question is None
            return
        assert question is not None
        assert question == amina.ask(list(reversed(bank))), "the same record gives the same question"
        id, unseen = question.drawn.id, mine - set(asked)
        assert id in mine, "an item for tests only was taken for practice"
        assert id in unseen or not unseen
        assert len(mine) == 1 or id != (asked or [""])[-1], "twice in a row"
        asked.append(id)
        amina.answer(question, right)


@settings(max_examples=30, deadline=None)
@given(uses=USES, taps=st.lists(st.booleans(), min_size=1, max_size=12))
def test_practice_and_tests_share_one_ledger_and_practice_leaves_the_tests_their_items(
    uses: list[str], taps: list[bool]
) -> None:
    bank, unit, amina = bank_of(uses), Unit("u", "U", (objective("g1"),)), Learner()
    for practise in taps:
        seen = {i.id for i in bank if amina.ledger.times("g1", i.id)}
        if practise:
            if question := amina.ask(bank):
                assert question.drawn.id not in seen or {i.id for i in pool(bank, False)} <= seen
                amina.answer(question, True)
        elif isinstance(test := draw_test(unit, {"g1": bank}, amina.ledger, "s"), DrawnTest):
            testable = {i.id for i in bank if i.use != "practice"}
            assert all(i.id not in seen or testable <= seen | {j.id for j in test.items} for i in test.items)
            amina.ledger = amina.ledger.with_seen(*test.items)
    if all(taps):
        assert not any(amina.ledger.times("g1", i.id) for i in bank if i.use == "test")


def test_the_easy_ones_come_first() -> None:
    bank, amina = bank_of(["practice"] * 9), Learner()
    level = {i.id: i.difficulty for i in bank}
    order = []
    for _ in bank:
        question = amina.ask(bank)
        assert question is not None
        amina.answer(question, True)
        order.append(question.drawn.id)
    assert [level[i] for i in order] == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    firsts = {q.drawn.id for n in range(30) if (q := Learner(name=f"student-{n}").ask(bank))}
    assert len(firsts) == 3, "and neighbours do not all begin with the same one"


def test_what_was_missed_comes_back_before_what_was_right() -> None:
    bank, amina = bank_of(["practice"] * 5), Learner()
    asked = []
    for n in range(5):
        question = amina.ask(bank)
        assert question is not None
        asked.append(question.drawn.id)
        amina.answer(question, right=n not in {1, 3})
    again = []
    for _ in range(5):
        question = amina.ask(bank)
        assert question is not None
        again.append(question.drawn.id)
        amina.answer(question, right=True)
    assert again == [asked[1], asked[3], asked[0], asked[2], asked[4]], "then the one seen longest ago"


def test_whoever_always_gives_up_still_sees_every_question() -> None:
    bank, amina = bank_of(["practice"] * 7), Learner()
    asked = []
    for n in range(35):
        question = amina.ask(bank)
        assert question is not None
        asked.append(question.drawn.id)
        amina.answer(question, right=n < 7)
    assert set(asked[7:]) == {i.id for i in bank}


def test_the_last_time_decides_whether_it_was_missed() -> None:
    bank, amina = bank_of(["practice"] * 3, ("numeric",)), Learner()
    asked = []
    for n in range(6):
        question = amina.ask(bank)
        assert question is not None
        asked.append(question.drawn.id)
        amina.answer(question, right=n != 0)
    first, second, third = asked[:3]
    assert asked[3:] == [first, second, third], "missed once and right since is as good as right"


def test_an_item_comes_back_with_other_numbers_as_long_as_it_has_others() -> None:
    bank, amina = bank_of(["practice"], ("numeric",)), Learner()
    values = []
    for _ in range(11):
        question = amina.ask(bank)
        assert question is not None
        values.append(question.drawn.values["V"])
        assert question.round == 1
        amina.answer(question, right=True)
    assert len(set(values)) == 11
    again = amina.ask(bank)
    assert again is not None and again.round == 2


def test_the_same_round_is_the_same_page_and_another_round_another_order() -> None:
    choice = item("g1", "c", "single_choice", use="practice")
    assert put(choice, 0, 1, "amina") == put(choice, 0, 1, "amina")
    orders = {tuple(put(choice, 0, n, "amina").drawn.options) for n in range(1, 12)}
    others = {tuple(put(choice, 0, 1, f"s{n}").drawn.options) for n in range(12)}
    assert len(orders) > 4 and len(others) > 4


def test_nice_items_only_for_those_who_took_that_part() -> None:
    bank = [item("g1", "a", "essay", use="practice", nice=True), item("g1", "b", "essay", use="practice")]
    assert [i.id for i in pool(bank, nice=False)] == ["b"]
    assert [i.id for i in pool(bank, nice=True)] == ["a", "b"]
    amina = Learner()
    for _ in range(3):
        question = amina.ask(bank)
        assert question is not None and question.drawn.id == "b"
        amina.answer(question, right=True)
    took = amina.ask(bank, nice=True)
    assert took is not None and took.drawn.id == "a"


def test_an_item_without_a_variant_is_passed_over() -> None:
    broken = Item("a", "g1", 1, "numeric", {"prompt": "?", "answer": "1/0"}, difficulty=1, use="practice")
    never = replace(broken, id="b", body={"given": {"x": {"from": 1, "to": 2, "step": 1}}, "require": ["x > 9"]})
    amina, whole = Learner(), item("g1", "c", "essay", use="practice")
    question = amina.ask([broken, never, whole])
    assert question is not None and question.drawn.id == "c"
    assert amina.ask([broken, never]) is None
    assert next_of_set([broken], [], "amina") is None


def test_a_set_goes_in_its_order_and_begins_again_with_other_numbers() -> None:
    problems = [item("sheet", id, "numeric") for id in ("p1", "p9", "p2")]
    amina = Learner()
    asked: list[tuple[str, int]] = []
    for n in range(9):
        assert once_through(problems, list(amina.past.values())) == (n in {3, 6})
        question = next_of_set(problems, list(amina.past.values()), "amina")
        assert question is not None
        asked.append((question.drawn.id, question.drawn.variant))
        amina.answer(question, right=n % 2 == 0, pool=False)
    assert [id for id, _variant in asked] == ["p1", "p9", "p2"] * 3
    assert len(set(asked)) == 9
    assert not once_through([], []) and next_of_set([], [], "amina") is None


def test_a_problem_of_a_set_can_be_asked_for() -> None:
    problems = [item("sheet", id, "single_choice") for id in ("p1", "p2")]
    amina = Learner()
    for round in (1, 2):
        question = problem_of_set(problems[1], list(amina.past.values()), "amina")
        assert question is not None
        assert (question.drawn.id, question.round) == ("p2", round)
        amina.answer(question, right=True, pool=False)
    question = next_of_set(problems, list(amina.past.values()), "amina")
    assert question is not None and question.drawn.id == "p1"


def test_a_problem_without_fresh_numbers_takes_those_seen_least_often() -> None:
    body = {"prompt": "?", "given": {"x": {"choose": ["1", "2"]}}, "answer": "x", "tolerance": "1 %"}
    problem, amina = Item("p1", "sheet", 1, "numeric", body), Learner()
    turns = []
    for _ in range(6):
        question = problem_of_set(problem, list(amina.past.values()), "amina")
        assert question is not None
        turns.append(question.drawn.values["x"])
        amina.answer(question, right=True, pool=False)
    assert all(set(turns[n : n + 2]) == {"1", "2"} for n in (0, 2, 4)), turns
