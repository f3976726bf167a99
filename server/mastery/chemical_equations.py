"""Reading a chemical equation as it is typed, and looking whether it balances: `2 H2 + O2 -> 2 H2O`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from server.mastery.chemical_formulas import Formula, Unreadable, plain, read_formula

LONGEST = 400
"""characters in one equation"""
MOST_TERMS = 20
"""on one side"""
ELECTRIC_CHARGE = ""
"""stands beside the elements where charges are counted"""
NONE = Fraction(0)

_ARROW = re.compile(
    r"\s*(?:<=+>|<-+>|[-=]+>|[→⟶⟹⇒⇌⇄⇆↔⟷⇋]|=+|\\(?:long)?rightarrow\b|\\to\b|\\rightleftharpoons\b)\s*"
)
_STATE = re.compile(r"\((s|l|g|aq|AQ)\)")
_FRONT = re.compile(r"(\d{1,6}(?:[.,]\d{1,3}|\s*/\s*[1-9]\d{0,3})?)\s*·?\s*(?=[A-Z(\[e])", re.ASCII)
_SHARE = re.compile(r"(\d{0,4})\s*([½⅓⅔¼¾])", re.ASCII)


Side = Sequence[tuple[Fraction, Formula]]
"""one side of an equation: how many of each substance"""


@dataclass(frozen=True)
class Term:
    """One substance of an equation: the number in front, the ways its formula can be read, and its state if given."""

    number: Fraction
    formulas: tuple[Formula, ...]
    state: str = ""

    def __str__(self) -> str:
        number = "" if self.number == 1 else f"{self.number} "
        return f"{number}{self.formulas[0]}" + (f"({self.state})" if self.state else "")


@dataclass(frozen=True)
class Equation:
    """What reacts, and what comes of it, in the order typed."""

    left: tuple[Term, ...]
    right: tuple[Term, ...]

    def __str__(self) -> str:
        return " → ".join(" + ".join(map(str, side)) for side in (self.left, self.right))


def read_equation(text: str) -> Equation | Unreadable:
    """An equation as typed. → = -> ⇌ and <=> are all the same arrow; numbers in front may be whole or like 1/2."""
    if len(text) > LONGEST:
        return Unreadable(f"An equation has at most {LONGEST} characters.")
    return _read(plain(_SHARE.sub(_improper, text)).strip())


def has_arrow(text: str) -> bool:
    """Whether this is meant as an equation."""
    return bool(_ARROW.search(plain(text)))


def unbalanced(left: Side, right: Side) -> dict[str, tuple[Fraction, Fraction]]:
    """Each element that is not there as often on both sides, with the two counts; the charge under an empty name."""
    counts: list[dict[str, Fraction]] = [{}, {}]
    for count, side in zip(counts, (left, right), strict=True):
        for number, formula in side:
            for symbol, atoms in (*formula.atoms.items(), (ELECTRIC_CHARGE, formula.charge)):
                count[symbol] = count.get(symbol, NONE) + number * atoms
    before, after = counts
    both = {symbol: (before.get(symbol, NONE), after.get(symbol, NONE)) for symbol in sorted({*before, *after})}
    return {symbol: pair for symbol, pair in both.items() if pair[0] != pair[1]}


def _improper(found: re.Match[str]) -> str:
    """2½ as 5/2."""
    return f"{int(found[1] or 0) + Fraction(unicodedata.numeric(found[2])).limit_denominator(4)} "


@lru_cache(maxsize=1024)
def _read(text: str) -> Equation | Unreadable:
    if not text:
        return Unreadable("Nothing was typed.")
    sides = _ARROW.split(text)
    if len(sides) != 2:
        return Unreadable("An equation needs one arrow: what reacts → what comes of it.")
    both: list[tuple[Term, ...]] = []
    for side in sides:
        terms = []
        for written in _terms(side):
            term = _term(written)
            if isinstance(term, Unreadable):
                return term
            terms.append(term)
        if len(terms) > MOST_TERMS:
            return Unreadable(f"We read at most {MOST_TERMS} substances on one side.")
        both.append(tuple(terms))
    return Equation(*both)


def _terms(side: str) -> list[str]:
    """The substances of one side. A plus that touches what is before it, and joins nothing behind it, is a charge."""
    terms, start = [], 0
    for plus in re.finditer(r"\+", side):
        at = plus.start()
        before, after = side[start:at], side[at + 1 :].lstrip()
        raised = re.search(r"\^[({]?\d*$", before)
        if raised or (before[-1:].strip() and (not after or after[0] in "+)}" or _STATE.match(after))):
            continue
        terms.append(before)
        start = at + 1
    return [*terms, side[start:]]


def _term(written: str) -> Term | Unreadable:
    written = written.strip()
    state = re.search(_STATE.pattern + "$", written)
    if state:
        written = written[: state.start()].rstrip()
    number = Fraction(1)
    if front := _FRONT.match(written):
        number = Fraction(re.sub(r"\s", "", front[1]).replace(",", "."))
        written = written[front.end() :]
    if not number:
        return Unreadable("The number in front of a formula is 1 or more.")
    if not written:
        return Unreadable("A substance is missing beside a plus or an arrow.")
    formulas = read_formula(written)
    return formulas if isinstance(formulas, Unreadable) else Term(number, formulas, state[1].lower() if state else "")
