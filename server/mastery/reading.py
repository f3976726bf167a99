"""Reading what a student types: numbers as half the world writes them, and the unit behind.

`169.8` and `169,8` are the same number here. `1,234` could be either of two, so nobody guesses.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LONGEST = 80
"""characters in one typed answer"""


@dataclass(frozen=True)
class Number:
    """A number that was read, and how many significant figures were typed (zeros ending a whole number don't count)."""

    value: float
    figures: int


@dataclass(frozen=True)
class Ambiguous:
    """A number that can be read in more than one way: ask, don't guess."""

    readings: tuple[Number, ...]
    unit: str = ""


@dataclass(frozen=True)
class Unreadable:
    """What was typed is no number; `why` is a sentence for the student."""

    why: str


@dataclass(frozen=True)
class Quantity:
    """A number with its unit as typed (or the expected one), and its `value` in the expected unit."""

    typed: float
    figures: int
    unit: str
    value: float


_SIGNS = dict.fromkeys(map(ord, "−‐‑–﹣－"), "-") | {ord("＋"): "+"}
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u200a\u202f\t\n\r"), " ")
_DIRECTIONS = dict.fromkeys((0x200E, 0x200F, 0x61C), "")  # invisible marks that come with pasted Arabic
_APOSTROPHES = dict.fromkeys(map(ord, "’ʼ٬"), "'")  # the last is the Arabic thousands mark
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")

_POWER = r"10\s*(?:(?:\^|\*\*)\s*\(?(?P<caret>[+-]?\d+)\)?|(?P<raised>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))"
_SIGN, _REST = r"(?P<sign>[+-]?)\s*", r"\s*(?P<rest>.*)"
_BARE_POWER = re.compile(_SIGN + _POWER + _REST, re.ASCII)
_NUMBER = re.compile(
    _SIGN
    + r"(?P<mantissa>[\d.,](?:[\d.,']|\s(?=\d))*)"
    + r"(?:[eE](?P<e>[+-]?\d+)|\s*[x×X*·⋅]\s*"
    + _POWER
    + ")?"
    + _REST,
    re.ASCII,
)

_WORDS = {
    "kelvin": "K", "kelvins": "K", "degc": "°C", "celsius": "°C", "C": "°C", "°celsius": "°C",
    "litre": "L", "litres": "L", "liter": "L", "liters": "L", "l": "L", "ℓ": "L", "ml": "mL", "dl": "dL",
    "millilitre": "mL", "millilitres": "mL", "milliliter": "mL", "milliliters": "mL",
    "gram": "g", "grams": "g", "kilogram": "kg", "kilograms": "kg", "mole": "mol", "moles": "mol", "mols": "mol",
    "pascal": "Pa", "pascals": "Pa", "kilopascal": "kPa", "kilopascals": "kPa", "atmosphere": "atm",
    "atmospheres": "atm", "meter": "m", "meters": "m", "metre": "m", "metres": "m", "second": "s", "seconds": "s",
    "percent": "%", "cc": "cm3", "ccm": "cm3",
}  # fmt: skip


def read_number(text: str) -> Number | Ambiguous | Unreadable:
    """What number a student typed: 169.8, 169,8, 1 234,5, 1.234,5, 6.02 × 10²³, 6.02e23, −3,5, Arabic digits.

    A point alone is a decimal point. `1,234` alone is Ambiguous. Groups that are not of three digits, words and
    blanks are Unreadable.
    """
    read, rest = _number_and_rest(text)
    if rest and not isinstance(read, Unreadable):
        return Unreadable(f'"{rest}" is not part of a number.')
    return read


def read_quantity(
    text: str, unit: str = "", accept: Sequence[Mapping[str, Any]] = ()
) -> Quantity | Ambiguous | Unreadable:
    """A number with or without its unit. Without one, the expected `unit` is meant.

    `accept` lists other units and how many of them make one of the expected: {"unit": "atm", "times": 0.00987}.
    The readings of an Ambiguous answer are in the expected unit too.
    """
    read, rest = _number_and_rest(text)
    if isinstance(read, Unreadable):
        return read
    times = {unit: 1.0}
    for other in accept:
        times.setdefault(str(other["unit"]), float(other["times"]))
    typed = _matching(rest, tuple(times)) if rest else unit
    if typed is None:
        expected = f" The answer is in {unit}." if unit else " The answer has no unit."
        return Unreadable(f'We do not know the unit "{rest}" here.{expected}')
    if not times[typed]:
        return Unreadable(f'We cannot change "{typed}" into {unit}.')
    if isinstance(read, Ambiguous):
        return Ambiguous(tuple(Number(n.value / times[typed], n.figures) for n in read.readings), unit)
    return Quantity(read.value, read.figures, typed, read.value / times[typed])


def _number_and_rest(text: str) -> tuple[Number | Ambiguous | Unreadable, str]:
    if len(text) > LONGEST:
        return Unreadable(f"A number has at most {LONGEST} characters."), ""
    plain = _plain(text)
    if not plain:
        return Unreadable("Nothing was typed."), ""
    found = _BARE_POWER.fullmatch(plain) or _NUMBER.fullmatch(plain)
    if not found:
        return Unreadable(f'"{text.strip()}" is not a number.'), ""
    parts = found.groupdict()
    mantissas = _mantissas(parts.get("mantissa", "1"))
    if not mantissas:
        return Unreadable(f'We cannot read "{parts["mantissa"]}" as one number.'), ""
    power = parts.get("e") or parts["caret"] or (parts["raised"] or "0").translate(_RAISED)
    numbers = tuple(_number(found["sign"], mantissa, power) for mantissa in mantissas)
    if not all(math.isfinite(number.value) for number in numbers):
        return Unreadable("This number is too big."), ""
    rest = found["rest"].strip()
    return (numbers[0] if len(numbers) == 1 else Ambiguous(numbers)), rest


def _plain(text: str) -> str:
    """The same text with the digits 0–9, plain spaces, one kind of minus and of apostrophe."""
    text = text.translate(_SIGNS | _SPACES | _APOSTROPHES | _DIRECTIONS).replace("٫", ".").strip()
    return "".join(str(digit) if (digit := unicodedata.decimal(c, None)) is not None else c for c in text)


def _mantissas(typed: str) -> tuple[str, ...]:
    """What the digits can mean, written with a point: one reading, two, or none."""
    if re.fullmatch(r"[1-9]\d{0,2},\d{3}", typed):
        return typed.replace(",", "."), typed.replace(",", "")
    # The mark that comes last and only once is the decimal one; any other must part groups of three.
    marks = [c for c in typed if c in ".,"]
    decimal = marks[-1] if marks and marks.count(marks[-1]) == 1 else ""
    whole, _, fraction = typed.partition(decimal) if decimal else (typed, "", "")
    if not re.fullmatch(r"\d*", fraction) or not whole + fraction:
        return ()
    groups = sorted(set(re.sub(r"\d", "", whole)))
    if groups:
        if len(groups) > 1 or not re.fullmatch(r"[1-9]\d{0,2}(?:" + re.escape(groups[0]) + r"\d{3})+", whole):
            return ()
        whole = whole.replace(groups[0], "")
    return (f"{whole or '0'}.{fraction}" if decimal else whole,)


def _number(sign: str, mantissa: str, power: str) -> Number:
    # Four digits of an exponent are more than any float; longer ones would only cost time.
    exponent = power if len(power) <= 5 else power[:5]
    return Number(float(f"{sign}{mantissa}e{exponent}"), _figures(mantissa))


def _figures(mantissa: str) -> int:
    digits = mantissa.replace(".", "").lstrip("0")
    if "." not in mantissa:
        digits = digits.rstrip("0")
    return max(1, len(digits))


def _matching(typed: str, units: tuple[str, ...]) -> str | None:
    """The unit of those that was meant: spelled exactly so, in another spelling, or by its English name."""
    for spelling in (_spelling, _loose):
        for unit in units:
            if unit and spelling(typed) == spelling(unit):
                return unit
    return None


def _spelling(unit: str) -> str:
    bare = unicodedata.normalize("NFKC", unit).replace("−", "-")
    bare = re.sub(r"[\s^]", "", bare).replace("*", "·").replace("⋅", "·").strip(".")
    return _spelling_of_word(bare)


def _spelling_of_word(word: str) -> str:
    exact = len(word) == 1 or (len(word) == 2 and word[0] == "M")
    return _WORDS.get(word if exact else word.lower(), word)


def _loose(unit: str) -> str:
    # kpa is kPa and k is K, but m and M lie nine zeros apart.
    exact = _spelling(unit)
    return exact if exact[:1] in ("m", "M") else exact.lower()
