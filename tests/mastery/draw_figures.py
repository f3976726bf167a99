"""How the draw does: student-years looked at for repeats, thousands of tests counted, and what a draw costs.

Runs by itself: `python tests/mastery/draw_figures.py [tests] [years]` prints the figures of this machine.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil, floor, sqrt
from pathlib import Path
from random import Random

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from golden_draw import item, objective

from server.mastery.assembly import Ledger, draw_check, draw_more, draw_test, replace_items
from server.mastery.fair_forms import CONSTRUCTED, Stratum, stratum_of
from server.mastery.freshness import family_of
from server.mastery.grading import grade
from server.mastery.offered_variants import offered
from server.mastery.practice import draw_practice
from server.mastery.values import DrawnItem, DrawnTest, Item, Unit

SURE = ("numeric", "short_text", "single_choice", "ordering")
Which = tuple[str, str]


# Years of one student -----------------------------------------------------------------------------------------------


def year_banks(luck: Random) -> dict[str, list[Item]]:
    """Three banks as a school may have them: of any size, some items of one family, some for practice."""
    banks = {}
    for code in ("g1", "g2", "g4"):
        banks[code] = [
            item(
                code, f"q{n:02}", luck.choice((*SURE, "true_false")), luck.choice(("test", "test", "both", "practice")),
                difficulty=luck.randint(1, 3), variants=None, **({"family": "kin"} if luck.random() < 0.15 else {}),
            )
            for n in range(luck.randint(10, 24))
        ]  # fmt: skip
        banks[code] = [replace(i, variants=offered(i)) for i in banks[code]]
    return banks


@dataclass
class Year:
    """One student's year, with a book of its own of what they saw: the draw's ledger is not asked."""

    luck: Random
    banks: dict[str, list[Item]] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    families: set[Which] = field(default_factory=set)
    variants: set[tuple[str, str, int]] = field(default_factory=set)
    gone_over: set[tuple[str, str, int]] = field(default_factory=set)
    test: DrawnTest | None = None
    draws: int = 0
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.banks = self.banks or year_banks(self.luck)
        self.family = {(c, i.id): family_of(i) for c, bank in self.banks.items() for i in bank}

    def see(self, drawn: Sequence[DrawnItem]) -> None:
        self.ledger = self.ledger.with_seen(*drawn)
        self.families |= {(i.objective, self.family[i.objective, i.id]) for i in drawn}
        self.variants |= {(i.objective, i.id, i.variant) for i in drawn}

    def is_new(self, code: str, id: str) -> bool:
        return (code, self.family[code, id]) not in self.families

    def judge(self, what: str, drawn: Sequence[DrawnItem], may: Callable[[DrawnItem, Item], bool]) -> None:
        """Notes each item that came back while another, which might have stood there, was never seen."""
        self.draws += 1
        here = {(i.objective, self.family[i.objective, i.id]) for i in drawn}
        told = {(code, self.family[code, id]) for code, id, _ in self.gone_over}
        for i in drawn:
            bank = self.banks[i.objective]
            whole = next(o for o in bank if o.id == i.id)
            others = [o for o in bank if o.use != "practice" and may(i, o) and (i.objective, family_of(o)) not in here]
            if not self.is_new(i.objective, i.id):
                if any(self.is_new(i.objective, o.id) for o in others):
                    self.faults.append(f"{what}: {i.objective}/{i.id} came back while another was unseen")
                free = {v for v in offered(whole) if (i.objective, i.id, v) not in self.variants}
                if (i.objective, i.id, i.variant) in self.variants and free:
                    self.faults.append(f"{what}: {i.objective}/{i.id} came back in old numbers")
            if (i.objective, family_of(whole)) in told:
                if any((i.objective, family_of(o)) not in told for o in others):
                    self.faults.append(f"{what}: {i.objective}/{i.id} was gone over, and others were left")
                if (i.objective, i.id, i.variant) in self.gone_over and any(
                    (i.objective, i.id, v) not in self.gone_over for v in offered(whole)
                ):
                    self.faults.append(f"{what}: {i.objective}/{i.id} in the very numbers gone over")

    def sit_test(self, seed: str) -> None:
        unit = Unit("u", "U", (objective("g1"), objective("g2")))
        like = self.luck.choice((None, 0.6, 0.8))
        test = draw_test(unit, self.banks, self.ledger, seed, earlier={"g4": self.banks["g4"]}, like=like)
        assert isinstance(test, DrawnTest)
        self.judge("test", test.items, lambda drawn, other: True)
        self.see(test.items)
        self.test = test

    def check(self, seed: str) -> None:
        code = self.luck.choice(("g1", "g2"))
        check = draw_check(code, self.banks[code], self.ledger, seed, earlier={"g4": self.banks["g4"]})
        if isinstance(check, DrawnTest):
            # An answer of one's own may be asked for again while only choices are new; a true-or-false is never due.
            self.judge(
                "check", check.items,
                lambda drawn, other: bool(drawn.purpose)
                or (drawn.type != "true_false" and other.type != "true_false"
                    and (drawn.type not in CONSTRUCTED or other.type in CONSTRUCTED)),
            )  # fmt: skip
            self.see(check.items)
            more = draw_more(code, self.banks[code], self.ledger, f"{seed}/more")
            if isinstance(more, DrawnTest) and self.luck.random() < 0.4:
                self.judge("more", more.items, lambda drawn, other: True)
                self.see(more.items)

    def practise(self, seed: str) -> None:
        code = self.luck.choice(("g1", "g2", "g4"))
        if question := draw_practice(self.banks[code], self.ledger, (), seed, nice=False):
            self.see([question.drawn])

    def project(self, seed: str) -> None:
        """The teacher shows an item to the whole class."""
        code = self.luck.choice(("g1", "g2", "g4"))
        shown = draw_more(code, self.banks[code], Ledger(), seed, 1)
        if isinstance(shown, DrawnTest):
            self.see(shown.items)

    def talk_over(self, seed: str) -> None:
        if self.test is not None:
            missed = [i for i in self.test.items if self.luck.random() < 0.4]
            self.ledger = self.ledger.with_gone_over(*missed)
            self.gone_over |= {(i.objective, i.id, i.variant) for i in missed}
            self.test = None

    def bell(self, seed: str) -> None:
        if self.test is not None:
            places = [n for n, _ in enumerate(self.test.items) if self.luck.random() < 0.5]
            later, kept = replace_items(self.test, places, self.banks, self.ledger, seed)
            come = [later.items[n] for n in places if n not in kept]
            for n, i in enumerate(later.items):
                if n not in places or n in kept:
                    assert i == self.test.items[n]
            self.judge(
                "bell", [i for i in come if i.id not in {old.id for old in self.test.items}],
                lambda drawn, other: other.id not in {i.id for i in (*later.items, *(self.test or later).items)},
            )  # fmt: skip
            self.see(come)
            self.test = later


def live_through(number: int, events: int = 30) -> Year:
    """One student's year of so many events in an order by luck."""
    year = Year(Random(number))
    for n in range(events):
        what = year.luck.choice((year.sit_test, year.check, year.practise, year.project, year.talk_over, year.bell))
        what(f"{number}/{n}")
    return year


# Thousands of tests -------------------------------------------------------------------------------------------------

COUNTED = Unit("counted", "Counted", tuple(objective(f"g{n}") for n in range(1, 6)))


def counted_banks() -> dict[str, list[Item]]:
    """Five banks with difficulties and kinds in uneven shares, and one family of three."""
    banks = {}
    for at, code in enumerate(o.code for o in COUNTED.objectives):
        banks[code] = [
            item(
                code, f"q{n:02}", ("short_text", "single_choice", "true_false")[(n * n + at) % 3],
                difficulty=1 + (n * (at + 1) // 3) % 3, **({"family": "kin"} if code == "g2" and n < 3 else {}),
            )
            for n in range((8, 14, 11, 12, 9)[at])
        ]  # fmt: skip
    return banks


@dataclass
class Counts:
    """What so many tests for newcomers came to."""

    tests: int
    of_item: Counter[Which]
    due: Mapping[Which, float]
    strata_off: int
    """tests that held less of a stratum than its due rounded down, or more than that rounded up"""
    shared: float
    """items that two neighbours had in common, on average"""
    shared_due: float
    shared_sigma: float

    def worst(self) -> float:
        """How far the item that is furthest from its due is from it, in standard deviations."""
        return max(
            abs(self.of_item[which] - self.tests * due) / sqrt(self.tests * due * (1 - due))
            for which, due in self.due.items()
        )


def count_tests(tests: int) -> Counts:
    """So many first tests of different students, item by item."""
    banks = counted_banks()
    due: dict[Which, float] = {}
    strata: Counter[Stratum] = Counter()
    for code, bank in banks.items():
        taken = 2 if len(bank) >= 12 else 1
        kin = Counter(family_of(i) for i in bank)
        for i in bank:
            due[code, i.id] = taken / len(kin) / kin[family_of(i)]
            strata[stratum_of(i)] += due[code, i.id]  # type: ignore[assignment]
    level = {(code, i.id): stratum_of(i) for code, bank in banks.items() for i in bank}
    of_item: Counter[Which] = Counter()
    off, shared, before = 0, [], set[Which]()
    for n in range(tests):
        test = draw_test(COUNTED, banks, Ledger(), f"count/{n}")
        assert isinstance(test, DrawnTest)
        mine = {(i.objective, i.id) for i in test.items}
        of_item.update(mine)
        held = Counter(level[which] for which in mine)
        off += any(not floor(d - 1e-9) <= held[s] <= ceil(d - 1e-9) for s, d in strata.items())
        if n % 2:
            shared.append(len(mine & before))
        before = mine
    mean = sum(shared) / len(shared)
    sigma = sqrt(sum((s - mean) ** 2 for s in shared) / len(shared) / len(shared))
    return Counts(tests, of_item, due, off, mean, sum(d * d for d in due.values()), sigma)


# What it costs ------------------------------------------------------------------------------------------------------


def cost_of_drawing(draws: int = 200) -> float:
    """Milliseconds of processor time for a test of 14 items with variants, good variants worked out beforehand."""
    unit = Unit("u", "U", tuple(objective(f"g{n}") for n in range(7)))
    banks = {
        o.code: [
            item(o.code, f"q{n:02}", ("numeric", "numeric", "single_choice")[n % 3], difficulty=1 + n % 3)
            for n in range(20)
        ]
        for o in unit.objectives
    }
    banks = {code: [replace(i, variants=offered(i)) for i in bank] for code, bank in banks.items()}
    draw_test(unit, banks, Ledger(), "warm")
    start = time.process_time()
    for n in range(draws):
        test = draw_test(unit, banks, Ledger(), str(n))
        assert isinstance(test, DrawnTest) and len(test.items) == 14
    return (time.process_time() - start) / draws * 1000


def cost_of_grading(attempts: int = 1000) -> float:
    """Seconds of processor time for grading so many attempts of seven answers."""
    unit = Unit("u", "U", tuple(objective(f"g{n}") for n in range(7)))
    banks = {o.code: [item(o.code, f"q{n}", SURE[n % 4]) for n in range(8)] for o in unit.objectives}
    test = draw_test(unit, banks, Ledger(), "graded")
    assert isinstance(test, DrawnTest)
    typed = {"numeric": {"number": "12,5"}, "short_text": {"text": "boyle"}, "single_choice": {"choice": "1"}}
    start = time.process_time()
    for _ in range(attempts):
        for i in test.items:
            grade(i, typed.get(i.type, {"0": "1", "1": "2", "2": "3", "3": "4"}))
    return time.process_time() - start


def main(tests: int = 10_000, years: int = 300) -> None:
    print(f"a test of 14 items with variants: {cost_of_drawing():.2f} ms of processor time")
    print(f"1000 attempts of 7 answers graded: {cost_of_grading():.2f} s")
    counts = count_tests(tests)
    print(f"{tests} first tests: the item furthest from its due is {counts.worst():.2f} standard deviations away")
    print(f"  {counts.strata_off} tests with other strata than the rest")
    print(f"  two neighbours share {counts.shared:.3f} items; by chance alone {counts.shared_due:.3f}")
    lived = [live_through(n) for n in range(years)]
    faults = sum(len(year.faults) for year in lived)
    print(f"{years} student-years, {sum(year.draws for year in lived)} draws: {faults} repeats that need not have been")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
