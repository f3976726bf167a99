"""How true the statistics of questions are: simulated classes whose questions' real difficulty and keys are known.

Runs by itself: `python tests/mastery/item_figures.py [classes]` prints the tables.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log, sqrt
from pathlib import Path
from random import Random

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from server.mastery.item_statistics import Facility, Row, WhichVersion, facilities, with_rest
from server.mastery.wrong_answers import suspect_keys

ITEMS, ASKED = 10, 5
STUDENTS = 25


@dataclass(frozen=True)
class Bank:
    """The real share right of each question, and those whose key names a wrong answer (`B`, which pulls most)."""

    rights: Sequence[float]
    bad: frozenset[int] = frozenset()


def bank_of(luck: Random, spread: float, mean: float = 1.0) -> Bank:
    """Ten questions whose difficulty on the scale of log-odds has this standard deviation."""
    return Bank([1 / (1 + exp(-luck.gauss(mean, spread))) for _ in range(ITEMS)])


def answers_of_class(
    luck: Random, bank: Bank, who: str = "", students: int = STUDENTS, asked: int = ASKED
) -> list[Row]:
    """A class in which everybody answers a few questions by luck of the draw, and half of them tap how sure they are.

    Six in ten wrong answers are `B`; of right answers 70 % are tapped sure, of wrong ones 25 %.
    """
    rows = []
    for student in range(students):
        able, taps = luck.gauss(0, 1), luck.random() < 0.5
        for item in luck.sample(range(ITEMS), asked):
            odds = bank.rights[item] / (1 - bank.rights[item])
            right = luck.random() < 1 / (1 + exp(-able) / odds)
            choice = "A" if right else "B" if luck.random() < 0.6 else "C"
            sure = taps and luck.random() < (0.7 if right else 0.25)
            key = "B" if item in bank.bad else "A"
            rows.append(
                Row("g1", f"q{item}", 1, f"{who}s{student}", float(choice == key), choice, sure="sure" if sure else "")
            )
    return rows


@dataclass(frozen=True)
class Truth:
    """Of so many shares told: how many lie in their range, and how far they are off, drawn to the bank and plain."""

    told: int
    inside: float
    off: float
    plain_off: float


def facility_truth(classes: int, spread: float, seed: int = 1, years: int = 1) -> Truth:
    """How true the shares told are after so many classes had the same bank."""
    luck = Random(seed)
    inside, off, plain = 0, 0.0, 0.0
    told = 0
    for _ in range(classes):
        bank = bank_of(luck, spread)
        rows: list[Row] = []
        for year in range(years):
            rows += answers_of_class(luck, bank, f"{year}")
        counts, hits = Counter(r.which for r in rows), Counter(r.which for r in rows if r.share == 1)
        for which, found in facilities(rows).items():
            if isinstance(found, Facility):
                true = _among_all(bank.rights[int(which[1][1:])])
                told += 1
                inside += found.low <= true <= found.high
                off += (found.share - true) ** 2
                plain += (hits[which] / counts[which] - true) ** 2
    return Truth(told, inside / told, sqrt(off / told), sqrt(plain / told))


def _among_all(right: float, steps: int = 60) -> float:
    """The share right among students who differ, of a question that the middle one gets right with this chance."""
    odds, whole, hits = log(right / (1 - right)), 0.0, 0.0
    for n in range(-steps, steps + 1):
        able = 4 * n / steps
        weight = exp(-able * able / 2)
        whole += weight
        hits += weight / (1 + exp(-able - odds))
    return hits / whole


def alarms(classes: int, bad: bool, seed: int = 1, asked: int = ASKED) -> tuple[float, Counter[str]]:
    """One day in so many classes: the share of questions under suspicion, and for which reasons.

    With `bad`, only the one question whose key is wrong is counted, otherwise only those whose key is right.
    """
    luck, reasons, looked_at = Random(seed), Counter[str](), 0
    for _ in range(classes):
        bank = bank_of(luck, 1.0)
        if bad:
            bank = replace(bank, bad=frozenset({luck.randrange(ITEMS)}))
        suspects = {s.which: s.reason for s in suspect_keys(with_rest(answers_of_class(luck, bank, asked=asked)))}
        for item in range(ITEMS):
            if (item in bank.bad) == bad:
                which: WhichVersion = ("g1", f"q{item}", 1)
                looked_at += 1
                reasons.update([suspects[which]] if which in suspects else [])
    return sum(reasons.values()) / looked_at, reasons


def main(classes: int = 400) -> None:
    print("shares told: how many, in their 90 % range, off by (root mean square), off without the bank")
    for spread in (0.5, 1.0, 1.5):
        for years in (1, 3):
            t = facility_truth(classes, spread, years=years)
            print(f"  spread {spread}, {years} classes: {t.told} {t.inside:.2f} {t.off:.3f} {t.plain_off:.3f}")
    print("suspect keys on one day, a class of 25: share of questions, reasons")
    for asked in (5, 10):
        for bad in (False, True):
            share, reasons = alarms(classes, bad, asked=asked)
            print(f"  {asked} of 10 asked, key {'wrong' if bad else 'right'}: {share:.3f} {dict(reasons)}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
