"""The grade: one number and one letter, and the whole sum that led to them.

The rule is data. Whatever is shown to a parent can be worked out again with paper and pencil from the lines that
come with the number, because every line carries the numbers it was made of.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

_FINEST_SHARE = 10_000
"""A share arrives as 0.6666666666666666; two thirds was meant. No test has more points than this."""


class BadRule(ValueError):
    """A grade rule that cannot be used; the message says what to change."""


@dataclass(frozen=True)
class GradeRule:
    """How mastery and test results become a grade. The defaults are those of a first class.

    Weights are percent and add up to 100. `nice_each` points are added for each nice-to-know objective mastered,
    `nice_most` at the most, and the grade stops at `highest`. `letters` holds (lowest grade that earns it, letter),
    best first; the last one must start at 0. The number is rounded once, half up, to one decimal, and the letter
    is read from that rounded number, so that what is printed never contradicts its letter.
    """

    id: str = "half-formative-half-summative"
    version: int = 1
    formative_weight: int = 50
    summative_weight: int = 50
    nice_each: int = 1
    nice_most: int = 5
    highest: int = 100
    letters: tuple[tuple[int, str], ...] = ((90, "A"), (80, "B"), (70, "C"), (60, "D"), (0, "F"))

    def __post_init__(self) -> None:
        """Refuse a rule that could not be explained."""
        if not 0 <= self.formative_weight <= 100 or self.summative_weight != 100 - self.formative_weight:
            raise BadRule("The formative and the summative weight must not be negative and must add up to 100.")
        if self.nice_each < 0 or self.nice_most < 0:
            raise BadRule("Nice-to-know objectives can only add points.")
        if self.highest < 100:
            raise BadRule("The highest grade must be at least 100.")
        floors = [floor for floor, _ in self.letters]
        if not floors or floors != sorted(set(floors), reverse=True) or floors[-1] != 0:
            raise BadRule("Letters must be listed from the best down, each with its lowest grade, the last from 0.")

    @property
    def name(self) -> str:
        """The rule and its version, as printed beside a number."""
        return f"{self.id} v{self.version}"

    def as_data(self) -> dict[str, Any]:
        """The rule as plain JSON values, whole: nothing about it is left in the program."""
        return {
            "id": self.id,
            "version": self.version,
            "formative_weight": self.formative_weight,
            "summative_weight": self.summative_weight,
            "mastered_counts": 100,
            "tests": "mean over unit tests taken",
            "attempts": "highest",
            "no_test_yet": "formative alone",
            "nice_each": self.nice_each,
            "nice_most": self.nice_most,
            "highest": self.highest,
            "decimals": 1,
            "rounding": "half up, once",
            "letters": [{"from": floor, "letter": letter} for floor, letter in self.letters],
        }


def rule_from_data(data: Mapping[str, Any]) -> GradeRule:
    """The rule that `as_data` wrote. BadRule says, in a sentence, what is missing or not done here."""
    if data.get("attempts") != "highest" or data.get("decimals") != 1:
        raise BadRule("This version knows rules that count the highest attempt and round to one decimal.")
    try:
        numbers = {
            key: int(data[key])
            for key in ("version", "formative_weight", "summative_weight", "nice_each", "nice_most", "highest")
        }
        letters = tuple((int(row["from"]), str(row["letter"])) for row in data["letters"])
        return GradeRule(id=str(data["id"]), letters=letters, **numbers)
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, BadRule):
            raise
        raise BadRule(f"The grade rule is incomplete or holds a wrong value ({error}).") from None


@dataclass(frozen=True)
class Line:
    """One line of the sum. `key` says which sentence, `numbers` what goes into it; percentages have one decimal.

    formative {mastered, due, percent, weight} · nothing_due {} · test {unit, best, tries} ·
    summative {tests, percent, weight} · no_test_yet {} · nice {mastered, points, most} · capped {highest} ·
    total {value, letter} · no_grade {}
    """

    key: str
    numbers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Grade:
    """A grade (0–100, one decimal; None while there is nothing to grade), its letter, its rule and its sum."""

    value: Decimal | None
    letter: str
    rule: str
    lines: tuple[Line, ...]


def grade(
    rule: GradeRule,
    *,
    due: Collection[str],
    mastered: Collection[str],
    nice: Collection[str] = (),
    excused: Collection[str] = (),
    tests: Mapping[str, Iterable[float | Fraction]] | None = None,
) -> Grade:
    """The grade of one student.

    `due`: the essential objectives of the units opened to the student's class so far. `nice`: the nice-to-know
    objectives on offer. `mastered`, `excused`: codes; what is excused is not counted unless it was mastered.
    `tests`: for each unit, the share (0–1) of every attempt handed in.

    Another try at a test, or another objective mastered, never lowers the grade; nice-to-know only adds. A test that
    nobody could take yet is not a zero: it is left out. What is mastered ahead of the class counts once it is due.
    Raises ValueError for a share outside 0–1.
    """
    lines: list[Line] = []
    parts: list[tuple[int, Fraction]] = []
    counted = set(due) - (set(excused) - set(mastered))
    best = _best_shares(tests or {})
    if counted:
        done = len(counted & set(mastered))
        parts.append((rule.formative_weight, Fraction(100 * done, len(counted))))
    if best:
        parts.append((rule.summative_weight, 100 * sum(share for share, _ in best.values()) / Fraction(len(best))))
    weight = sum(w for w, _ in parts)

    if counted:
        numbers = {"mastered": str(done), "due": str(len(counted)), "percent": one_decimal(parts[0][1])}
        lines.append(Line("formative", numbers | {"weight": _weight(rule.formative_weight, weight)}))
    else:
        lines.append(Line("nothing_due"))
    for unit in sorted(best):
        share, tries = best[unit]
        lines.append(Line("test", {"unit": unit, "best": one_decimal(100 * share), "tries": str(tries)}))
    if best:
        numbers = {"tests": str(len(best)), "percent": one_decimal(parts[-1][1])}
        lines.append(Line("summative", numbers | {"weight": _weight(rule.summative_weight, weight)}))
    else:
        lines.append(Line("no_test_yet"))
    if not weight:
        return Grade(None, "", rule.name, (*lines, Line("no_grade")))

    exact = sum((w * part for w, part in parts), Fraction(0)) / weight
    extras = len(set(nice) & set(mastered))
    bonus = min(rule.nice_most, rule.nice_each * extras)
    if bonus:
        lines.append(Line("nice", {"mastered": str(extras), "points": str(bonus), "most": str(rule.nice_most)}))
    if exact + bonus > rule.highest:
        lines.append(Line("capped", {"highest": str(rule.highest)}))
    value = Decimal(one_decimal(min(Fraction(rule.highest), exact + bonus)))
    letter = next(letter for floor, letter in rule.letters if value >= floor)
    lines.append(Line("total", {"value": str(value), "letter": letter}))
    return Grade(value, letter, rule.name, tuple(lines))


def exact_share(share: float | Fraction) -> Fraction:
    """A share of 0–1 as the fraction it stands for (0.6666666666666666 is two thirds). ValueError outside 0–1."""
    if not 0 <= share <= 1:
        raise ValueError(f"a share of points lies between 0 and 1, not {share}")
    return Fraction(share).limit_denominator(_FINEST_SHARE)


def one_decimal(number: Fraction) -> str:
    """A number of 0 or more with one decimal, rounded half up: 89.95 becomes 90.0."""
    tenths = (number * 10 + Fraction(1, 2)).__floor__()
    return f"{tenths // 10}.{tenths % 10}"


def _best_shares(tests: Mapping[str, Iterable[float | Fraction]]) -> dict[str, tuple[Fraction, int]]:
    """For each unit with an attempt: the best share and the number of attempts."""
    best: dict[str, tuple[Fraction, int]] = {}
    for unit, attempts in tests.items():
        shares = [exact_share(share) for share in attempts]
        if shares:
            best[unit] = (max(shares), len(shares))
    return best


def _weight(part: int, whole: int) -> str:
    """What a part weighs when only the parts that exist are counted, in percent."""
    return str(100 * part // whole) if whole else "0"
