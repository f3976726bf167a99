"""Units as pupils type them: `kPa`, `cm3`, `J/(mol K)`, `J mol⁻¹ K⁻¹`, `metres per second`.

What two units measure is compared exactly, and one is changed into the other with whole fractions.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from server.mastery.unit_table import BASE, KNOWN, SCALES, TEMPERATURE_LETTERS, Dimension, symbol_of

LONGEST_UNIT = 48
"""characters"""
MOST_FACTORS = 8


@dataclass(frozen=True)
class Measure:
    """A unit that was understood.

    `size` is how many base units one of it makes, `zero` what its 0 lies at in them (only °C and °F have one), and
    `shown` how it is spelled properly. A unit without a dimension is a number: 1, %, rad.
    """

    dimension: Dimension
    size: Fraction
    zero: Fraction
    shown: str

    def same_as(self, other: Measure) -> bool:
        """Whether one of this is just one of the other, however they are spelled: 1 cm³ and 1 mL."""
        return (self.dimension, self.size, self.zero) == (other.dimension, other.size, other.zero)


@dataclass(frozen=True)
class _Factor:
    symbol: str
    exponent: int
    below: bool = False


NUMBER = Measure((0,) * len(BASE), Fraction(1), Fraction(0), "")
"""what is counted and has no unit"""


def read_unit(text: str, wanted: Measure | None = None) -> Measure | None:
    """The unit that was typed, or None when we know none of that spelling.

    What can be read in two ways is read as what is `wanted`: `C` is a temperature where one is asked for and a
    coulomb otherwise; `J/mol K` is J/(mol·K) where that fits, and (J/mol)·K otherwise.
    """
    if len(text) > LONGEST_UNIT:
        return None
    readings = _readings(text)
    for reading in readings:
        if wanted is not None and reading.dimension == wanted.dimension:
            return reading
    return readings[0] if readings else None


def same_kind(one: Measure, other: Measure) -> bool:
    """Whether the two measure the same, so that one can be changed into the other."""
    return one.dimension == other.dimension


def change(value: float, typed: Measure, wanted: Measure) -> float:
    """So many of the typed unit, in the wanted one: 25 °C is 298.15 K.

    ValueError when the two do not measure the same; infinite when it is more than a number can be.
    """
    if not same_kind(typed, wanted):
        raise ValueError(f'"{typed.shown}" cannot be changed into "{wanted.shown}".')
    try:
        return float((Fraction(value) * typed.size + typed.zero - wanted.zero) / wanted.size)
    except OverflowError:
        return math.copysign(math.inf, value)


@lru_cache(maxsize=1024)
def _readings(text: str) -> tuple[Measure, ...]:
    spelling = plain(text)
    letter = TEMPERATURE_LETTERS.get(spelling.lower())
    measures = [_measure(factors) for factors in _parsed(spelling)]
    if letter is not None:
        measures.append(_measure((_Factor(letter, 1),)))
    return tuple(dict.fromkeys(measures))


def _measure(factors: tuple[_Factor, ...]) -> Measure:
    dimension, size = [0] * len(BASE), Fraction(1)
    for factor in factors:
        of, one = KNOWN[factor.symbol]
        power = -factor.exponent if factor.below else factor.exponent
        dimension = [sum_ + power * exponent for sum_, exponent in zip(dimension, of, strict=True)]
        size *= one**power
    # A scale has its own zero only alone: in J/(g °C) a degree is a difference.
    alone = len(factors) == 1 and factors[0].exponent == 1 and not factors[0].below
    zero = SCALES.get(factors[0].symbol, Fraction(0)) if alone else Fraction(0)
    return Measure(tuple(dimension), size, zero, _shown(factors))


_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def _shown(factors: tuple[_Factor, ...]) -> str:
    sides = []
    for below in (False, True):
        powers: dict[str, int] = {}
        for factor in factors:
            if factor.below == below:
                powers[factor.symbol] = powers.get(factor.symbol, 0) + factor.exponent
        sides.append([symbol + ("" if n == 1 else str(n).translate(_RAISED)) for symbol, n in powers.items() if n])
    above, under = "·".join(sides[0]), "·".join(sides[1])
    if not under:
        return above
    return f"{above or '1'}/({under})" if len(sides[1]) > 1 else f"{above or '1'}/{under}"


_MANY_SPELLINGS = (
    ("[−‐‑–]", "-"),
    (r"\*\*", "^"),
    ("÷", "/"),
    (r"\bper\s+(?=(?:cent|mille)\b)", "per"),
    (r"\s*\bper\b\s*", "/"),
    (r"(?:°|\bdeg(?:rees?)?\b)\.?\s*([cf])(?:elsius|entigrade|ahrenheit)?(?![^\W\d_])", r"°\1"),
    (r"\bmm\s+hg\b", "mmHg"),
    (r"\bsquare\s+([^\W\d_]+)", r"\g<1>2"),
    (r"\bcubic\s+([^\W\d_]+)", r"\g<1>3"),
    (r"\s+squared\b", "2"),
    (r"\s+cubed\b", "3"),
    (r"\s*\^\s*", ""),
    (r"\((-?\d)\)", r"\1"),
    (r"\s+(?=-\d)", ""),
    (r"[*⋅•∙×.]", "·"),
    (r"\s*([·/()])\s*", r"\1"),
)
_SPELLINGS = tuple((re.compile(one, re.IGNORECASE), other) for one, other in _MANY_SPELLINGS)
_FACTOR = re.compile(r"(?P<word>°[CFKcfk]?|[^\W\d_]+|[%‰])(?P<exponent>-?[1-9])?")


def plain(text: str) -> str:
    """The same unit with one kind of degree sign, dot, minus and exponent; "per" and "square" become signs."""
    text = re.sub("[º˚]", "°", text)  # before º becomes an o
    text = unicodedata.normalize("NFKC", text).replace("\u03bc", "\u00b5").strip().rstrip(".")
    for pattern, other in _SPELLINGS:
        text = pattern.sub(other, text)
    return text.strip()


def _parsed(spelling: str) -> list[tuple[_Factor, ...]]:
    """The factors of a unit: first with a stroke that reaches one factor far, as is the rule, then to the end."""
    above, *under = spelling.split("/")
    if under and above == "1":
        above = ""
    if len(under) > MOST_FACTORS or not all(under) or not (above or under):
        return []
    readings = []
    for far in (False, True):
        factors = _product(above) if above else []
        for part in under:
            lower = _product(part)
            if factors is None or lower is None:
                return []
            reach = len(lower) if far or part.startswith("(") else 1
            factors += [_Factor(f.symbol, f.exponent, place < reach) for place, f in enumerate(lower)]
        if factors is None or len(factors) > MOST_FACTORS:
            return []
        readings.append(tuple(factors))
    return readings


def _product(part: str) -> list[_Factor] | None:
    if part.startswith("(") and part.endswith(")"):
        part = part[1:-1]
    factors = []
    for piece in re.split("[· ]", part):
        found = _FACTOR.fullmatch(piece)
        symbol = symbol_of(found["word"]) if found else None
        if found is None or symbol is None:
            return None
        factors.append(_Factor(symbol, int(found["exponent"] or 1)))
    return factors
