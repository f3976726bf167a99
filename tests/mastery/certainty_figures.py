"""How true the figure is that stands beside a result: simulated students whose real mastery is known.

Runs by itself: `python tests/mastery/certainty_figures.py [students]` prints the tables.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from math import comb
from pathlib import Path
from random import Random

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from server.mastery.assembly import Ledger, draw_check, draw_more
from server.mastery.certainty import HOLDS, PRIOR, SLIP, Evidence, how_sure
from server.mastery.guessing import guess_rate
from server.mastery.two_stage import Passes, ThreeMore, after_check
from server.mastery.values import DrawnTest, Item, Threshold

FOUR_OF_FIVE = Threshold(4, 5)
ENOUGH = 1500
"""students in a bin, so that a share of them is known to about a hundredth"""
KINDS: dict[str, dict[str, object]] = {
    "numeric": {"answer": "12.5"},
    "short_text": {"answers": ["Boyle"]},
    "single_choice": {"options": [{"text": t, "correct": t == "b"} for t in "abcd"]},
    "true_false": {"correct": True},
    "multiple_choice": {"options": [{"text": t, "correct": t in "bd"} for t in "abcd"]},
    "matching": {"pairs": [{"left": t, "right": t.upper()} for t in "abc"], "distractors": ["X"]},
    "ordering": {"sequence": ["one", "two", "three"]},
    "cloze": {"prompt": "[[1]] [[2]]", "gaps": [{"choices": ["p", "V", "T"], "answer": "p"}, {"answer": "mole"}]},
}


def bank(count: int = 24) -> list[Item]:
    """A bank with every kind of question that the server marks."""
    kinds = list(KINDS)
    bodies = [(kinds[n % len(kinds)], f"q{n:02}") for n in range(count)]
    return [Item(id, "g1", 1, kind, {"prompt": "What now?", **KINDS[kind]}) for kind, id in bodies]


def drawn_rates(draws: int = 20) -> list[tuple[list[float], list[float]]]:
    """What luck is worth in so many quizzes as drawn, five questions each, and in the three more that follow."""
    rates, items = [], bank()
    for n in range(draws):
        check = draw_check("g1", items, Ledger(), f"figures/{n}")
        assert isinstance(check, DrawnTest)
        more = draw_more("g1", items, Ledger().with_seen(*check.items), f"figures/{n}/more")
        assert isinstance(more, DrawnTest)
        rates.append(([guess_rate(i) for i in check.items], [guess_rate(i) for i in more.items]))
    return rates


@dataclass(frozen=True)
class World:
    """How things really are: `luck` of a question that we think has such a rate, slips, and what students know."""

    name: str
    luck: Callable[[float], float] = float
    slip: float = SLIP
    prior: tuple[float, float] = PRIOR
    taps: bool = False
    """whether of the lucky six in ten say so, and of those who know one in twenty"""


AS_ASSUMED = World("as assumed")
WORLDS = (
    AS_ASSUMED,
    World("one choice in four is struck out first", lambda g: min(1.0, g * 4 / 3)),
    World("half of the choices are struck out first", lambda g: min(1.0, g * 2)),
    World("a neighbour's paper helps one time in ten", lambda g: g + (1 - g) * 0.1),
    World("wrong choices attract: luck is worth half", lambda g: g / 2),
    World("nobody ever slips", slip=0.0),
    World("three in twenty slip", slip=0.15),
    World("a class that knows a lot (4 to 1)", prior=(4.0, 1.0)),
    World("a class that knows half (2 to 2)", prior=(2.0, 2.0)),
    World("the lucky say so", taps=True),
)


@dataclass(frozen=True)
class Bin:
    """Students of whom about the same was said: the mean of what was said, and the share that really holds it."""

    students: int
    said: float
    true: float

    @property
    def off(self) -> float:
        """Above 0 where too much was said."""
        return self.said - self.true


def bins_of(world: World, students: int, seed: int = 1) -> list[Bin]:
    """What is said of so many students in this world and what is true, by tenths of the chance that is said.

    A quiz, three more where the rule proposes them, and up to four questions that come back later.
    """
    luck, quizzes = Random(seed), drawn_rates()
    tenths: list[list[tuple[float, bool]]] = [[] for _ in range(10)]
    for _ in range(students):
        mastery = luck.betavariate(*world.prior)
        five, more = luck.choice(quizzes)
        answers = [_answer(world, mastery, rate, luck) for rate in five]
        if isinstance(after_check(sum(a[0] for a in answers), 5, FOUR_OF_FIVE), ThreeMore):
            answers += [_answer(world, mastery, rate, luck) for rate in more]
        later = luck.choice(quizzes)[0][: luck.randrange(5)] if luck.random() < 0.5 else []
        answers += [_answer(world, mastery, rate, luck) for rate in later]
        said = _said(tuple(sorted(answers)))
        tenths[min(int(said * 10), 9)].append((said, mastery >= HOLDS))
    return [
        Bin(len(there), sum(chance for chance, _ in there) / len(there), sum(true for _, true in there) / len(there))
        for there in tenths
        if there
    ]


@cache
def _said(answers: tuple[tuple[bool, float, str], ...]) -> float:
    return how_sure([Evidence(*answer) for answer in answers]).chance


def _answer(world: World, mastery: float, rate: float, luck: Random) -> tuple[bool, float, str]:
    knows = luck.random() < mastery
    right = luck.random() < (1 - world.slip if knows else world.luck(rate))
    called = world.taps and luck.random() < (0.05 if knows else 0.6)
    return right, rate, "guess" if called else ""


def overall(bins: Sequence[Bin]) -> tuple[float, float, float]:
    """What is said of all, what is true of all, and how far the worst bin with enough students is off."""
    students = sum(b.students for b in bins)
    said, true = (sum(b.students * value for b, value in zip(bins, values, strict=True)) / students
                  for values in ([b.said for b in bins], [b.true for b in bins]))  # fmt: skip
    worst = max((b.off for b in bins if b.students >= min(ENOUGH, students // 50)), key=abs, default=0.0)
    return said, true, worst


def chance_to_pass(mastery: float, guess: float, two_stage: bool) -> tuple[float, float]:
    """The chance to pass a quiz by "4 of 5", in one round or two, without slips, and how many questions it takes."""
    p = mastery + (1 - mastery) * guess

    def exactly(right: int, of: int) -> float:
        return comb(of, right) * p**right * (1 - p) ** (of - right)

    if not two_stage:
        return exactly(4, 5) + exactly(5, 5), 5
    passed, asked = 0.0, 5.0
    for right in range(6):
        first = after_check(right, 5, FOUR_OF_FIVE)
        if isinstance(first, Passes):
            passed += exactly(right, 5)
        elif isinstance(first, ThreeMore):
            asked += first.count * exactly(right, 5)
            for more in range(first.count + 1):
                if isinstance(after_check(right + more, first.of, FOUR_OF_FIVE, had_more=True), Passes):
                    passed += exactly(right, 5) * exactly(more, first.count)
    return passed, asked


def chance_by_parts(mastery: float, parts: int = 4) -> tuple[float, float]:
    """The chance to pass in two rounds where each question has parts that count, without luck: by the share that is
    asked for, and if the points needed were rounded up to whole questions."""

    def exactly(got: int, of: int) -> float:
        return comb(of, got) * mastery**got * (1 - mastery) ** (of - got)

    by_share = rounded_up = 0.0
    for got in range(5 * parts + 1):
        first = after_check(got / parts, 5, FOUR_OF_FIVE)
        if isinstance(first, Passes):
            by_share += exactly(got, 5 * parts)
            rounded_up += exactly(got, 5 * parts)
        elif isinstance(first, ThreeMore):
            for more in range(3 * parts + 1):
                chance, points = exactly(got, 5 * parts) * exactly(more, 3 * parts), (got + more) / parts
                by_share += chance * isinstance(after_check(points, 8, FOUR_OF_FIVE, had_more=True), Passes)
                rounded_up += chance * (points >= 7)
    return by_share, rounded_up


def main(students: int = 100_000) -> None:
    print("chance to hold four fifths, uniform prior, no slips / as we count")
    for right, of in ((4, 5), (5, 5), (9, 10), (10, 10)):
        for guess in (0.0, 0.25, 0.5):
            answers = [Evidence(n < right, guess) for n in range(of)]
            plain, ours = how_sure(answers, slip=0.0).chance, how_sure(answers).chance
            print(f"  {right}/{of}, luck {guess:.2f}: {plain:.2f} / {ours:.2f}")
    print('pass by "4 of 5" in one round, in two, and questions asked in two')
    for guess in (0.0, 0.25):
        for mastery in (0.4, 0.6, 0.8, 0.9, 0.95):
            once, (twice, asked) = chance_to_pass(mastery, guess, False)[0], chance_to_pass(mastery, guess, True)
            print(f"  mastery {mastery:.2f}, luck {guess:.2f}: {once:.2f} {twice:.2f} {asked:.1f}")
    print("the same in two rounds, questions of four parts: by the share; points rounded up to whole questions")
    for mastery in (0.4, 0.6, 0.7, 0.8, 0.9, 0.95):
        print("  mastery {:.2f}: {:.3f} {:.3f}".format(mastery, *chance_by_parts(mastery)))
    print(f"{students} students, as assumed: said, true, off")
    for b in bins_of(AS_ASSUMED, students):
        print(f"  {b.students:6} students: said {b.said:.3f}, true {b.true:.3f}, off {b.off:+.3f}")
    print("in other worlds: said of all, true of all, worst tenth (+ says too much)")
    for world in WORLDS:
        said, true, worst = overall(bins_of(world, students // 4))
        print(f"  {world.name:44} {said:.3f} {true:.3f} {worst:+.3f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
