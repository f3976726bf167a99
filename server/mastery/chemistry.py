"""Chemistry as an answer: how a typed formula or equation is read, what it is worth, and what is said about it.

Half the points go to what is right but for one thing: numbers that could be smaller, a state, another grouping. An
equation that does not balance earns nothing, for its substances are often given in the question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from server.mastery.chemical_equations import (
    ELECTRIC_CHARGE,
    Equation,
    Side,
    Term,
    has_arrow,
    read_equation,
    unbalanced,
)
from server.mastery.chemical_formulas import Formula, Unreadable, plain, read_formula

__all__ = [
    "Judged",
    "Unreadable",
    "judge_equation",
    "judge_formula",
    "read_equation",
    "read_formula",
    "reading",
]

RIGHT_BUT = 0.5
CAPITALS = "Right letters, but capitals count: an element begins with a capital and goes on with a small letter."

Read = Sequence[tuple[Term, Formula]]
"""one side as typed, each term with the formula that it is taken for"""
Sums = dict[Any, Fraction]
"""how many of each substance"""


@dataclass(frozen=True)
class Judged:
    """The share of the points from 0 to 1, how we read the answer, and a sentence about it."""

    share: float
    reading: str
    said: str = ""


def reading(text: str) -> str:
    """How we read what was typed, in tidy Unicode: "H₂SO₄", "2 H₂ + O₂ → 2 H₂O"; empty when we cannot read it."""
    read = read_equation(text) if has_arrow(text) else read_formula(text)
    if isinstance(read, Unreadable):
        return ""
    return str(read if isinstance(read, Equation) else read[0])


def judge_formula(text: str, key: Mapping[str, Any]) -> Judged:
    """A typed formula against those of the key: the same atoms and charge; where `strict`, written the same way."""
    read = read_formula(text)
    if isinstance(read, Unreadable):
        return Judged(0.0, text, CAPITALS if _only_capitals(text, key["answers"]) else read.why)
    strict = bool(key.get("strict"))
    keys = [reading for answer in key["answers"] for reading in _readings(read_formula(str(answer)))]
    judged = [_formula(typed, right, strict) for typed in read for right in keys]
    best = max(judged, key=lambda one: (one.share, bool(one.said)), default=Judged(0.0, str(read[0])))
    if not best.share and _only_capitals(text, key["answers"]):
        return Judged(0.0, str(read[0]), CAPITALS)
    return best if best.share else Judged(0.0, str(read[0]), best.said)


def judge_equation(text: str, key: Mapping[str, Any]) -> Judged:
    """A typed equation against those of the key: the same substances, balanced, the numbers in the same ratio.

    The order is free. Where `states` is set, each substance needs its state.
    """
    typed = read_equation(text)
    if isinstance(typed, Unreadable):
        return Judged(0.0, text, CAPITALS if _only_capitals(text, key["answers"]) else typed.why)
    keys = [read for answer in key["answers"] if isinstance(read := read_equation(str(answer)), Equation)]
    judged = [_equation(typed, right, bool(key.get("strict")), bool(key.get("states"))) for right in keys]
    best = max(judged, key=lambda one: one.share, default=Judged(0.0, str(typed)))
    if not best.share and _only_capitals(text, key["answers"]):
        return Judged(0.0, str(typed), CAPITALS)
    return best


def _readings(read: tuple[Formula, ...] | Unreadable) -> tuple[Formula, ...]:
    # A key means what it looks like; only a student is given the benefit of the doubt.
    return () if isinstance(read, Unreadable) else read[:1]


def _formula(typed: Formula, right: Formula, strict: bool) -> Judged:
    if typed == right or (typed.substance == right.substance and not strict):
        return Judged(1.0, str(typed))
    if typed.substance == right.substance:
        return Judged(RIGHT_BUT, str(typed), "The right atoms, but they belong together in other groups.")
    if typed.atoms == right.atoms:
        return Judged(0.0, str(typed), "The right atoms; look at the charge again.")
    if typed.atoms.keys() == right.atoms.keys() and typed.charge == right.charge:
        return Judged(0.0, str(typed), "The right elements; look at the numbers again.")
    return Judged(0.0, str(typed))


def _only_capitals(text: str, answers: Sequence[object]) -> bool:
    """Whether a wrong answer would be right if capitals did not count."""
    typed, expected = _bare(text), [_bare(str(answer)) for answer in answers]
    return typed not in expected and typed.casefold() in map(str.casefold, expected)


def _bare(text: str) -> str:
    return re.sub(r"[\s_^{}]", "", plain(text))


def _equation(typed: Equation, right: Equation, strict: bool, states: bool) -> Judged:
    found = [_matched(terms, others) for terms, others in ((typed.left, right.left), (typed.right, right.right))]
    reading = " → ".join(" + ".join(_shown(term, formula) for term, formula in side) for side in found)
    wanted = [_sums([(term.number, term.formulas[0]) for term in terms]) for terms in (right.left, right.right)]
    sides = [_sums([(term.number, formula) for term, formula in side]) for side in found]
    if said := _strangers(found, wanted, sides):
        return Judged(0.0, reading, said)
    if said := _off_balance(*[[(term.number, formula) for term, formula in side] for side in found]):
        return Judged(0.0, reading, said)
    ratios = {side[what] / numbers[what] for side, numbers in zip(sides, wanted, strict=True) for what in side}
    if len(ratios) > 1:
        return Judged(0.0, reading, "It balances, but this is not how much reacts with how much here.")
    ratio = ratios.pop()
    whole = all(number.denominator == 1 for side in sides for number in side.values())
    if ratio != 1 and not (ratio < 1 and whole):
        return Judged(RIGHT_BUT, reading, _scaled(ratio))
    if strict and any(
        all(formula != other.formulas[0] for other in others)
        for side, others in zip(found, (right.left, right.right), strict=True)
        for _, formula in side
    ):
        return Judged(RIGHT_BUT, reading, "Balanced, but a formula is to be written with other groups.")
    if states and (said := _without_state(found, (right.left, right.right))):
        return Judged(RIGHT_BUT, reading, said)
    return Judged(1.0, reading)


def _matched(terms: Sequence[Term], others: Sequence[Term]) -> Read:
    """Each term with the reading of it that the key has on this side, or else the likeliest."""
    known = {other.formulas[0].substance for other in others}
    return [(term, next((f for f in term.formulas if f.substance in known), term.formulas[0])) for term in terms]


def _sums(side: Side) -> Sums:
    """How many of each substance, whether written once or twice."""
    sums: Sums = {}
    for number, formula in side:
        sums[formula.substance] = sums.get(formula.substance, Fraction()) + number
    return sums


def _strangers(found: Sequence[Read], wanted: Sequence[Sums], sides: Sequence[Sums]) -> str:
    """What stands where it does not belong, or that something is missing, without saying what."""
    if sides[0].keys() == wanted[1].keys() and sides[1].keys() == wanted[0].keys() != wanted[1].keys():
        return "The right substances, the wrong way round: what reacts stands on the left."
    for side, where, numbers in zip(found, ("left", "right"), wanted, strict=True):
        if strange := [str(formula) for _, formula in side if formula.substance not in numbers]:
            return f"{strange[0]} does not belong on the {where}."
    for numbers, where, here in zip(wanted, ("left", "right"), sides, strict=True):
        if numbers.keys() - here.keys():
            return f"A substance is missing on the {where}."
    return ""


def _off_balance(left: Side, right: Side) -> str:
    odd = unbalanced(left, right)
    for symbol, (before, after) in odd.items():
        if symbol != ELECTRIC_CHARGE:
            return f"{symbol} does not balance: {before} on the left, {after} on the right."
    if not odd:
        return ""
    charges = [("+" if charge > 0 else "") + str(charge).replace("-", "−") for charge in odd[ELECTRIC_CHARGE]]
    return f"The charges do not balance: {charges[0]} on the left, {charges[1]} on the right."


def _scaled(ratio: Fraction) -> str:
    if ratio == 2:
        return "Balanced. Now halve all the numbers."
    if ratio.denominator == 1:
        return f"Balanced. Now divide all the numbers by {ratio}."
    if ratio == Fraction(1, 2):
        return "Balanced. Now double all the numbers."
    return "Balanced. Now write it with the smallest whole numbers."


def _without_state(found: Sequence[Read], wanted: Sequence[Sequence[Term]]) -> str:
    for side, terms in zip(found, wanted, strict=True):
        states = {term.formulas[0].substance: term.state for term in terms}
        for term, formula in side:
            if term.state != states[formula.substance] and states[formula.substance]:
                return f"Balanced. The state of {formula} is {'not right' if term.state else 'missing'}."
    return ""


def _shown(term: Term, formula: Formula) -> str:
    return str(Term(term.number, (formula,), term.state))
