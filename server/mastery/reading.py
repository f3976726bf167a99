"""Reading numbers as half the world writes them.

`169.8` and `169,8` are the same number here. `1,234` could be either of two, so nobody guesses.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Generic, TypeVar

LONGEST = 80
"""characters in one typed answer"""

T = TypeVar("T")


@dataclass(frozen=True)
class Number:
    """A number that was read, and how many significant figures were typed.

    Zeros that end a whole number may count or not: 1500 has 2 `figures` and 2 more `zeros`. A `fraction` is kept as
    typed ("2 1/2") and has no figures.
    """

    value: float
    figures: int
    zeros: int = 0
    fraction: str = ""


@dataclass(frozen=True)
class Ambiguous(Generic[T]):
    """What can be read in more than one way: ask, don't guess."""

    readings: tuple[T, ...]


@dataclass(frozen=True)
class Unreadable:
    """What was typed is no number; `why` is a sentence for the student."""

    why: str


_SIGNS = dict.fromkeys(map(ord, "−‐‑–﹣－"), "-") | {ord("＋"): "+"}
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u200a\u202f\t\n\r"), " ")
_DIRECTIONS = dict.fromkeys((0x200E, 0x200F, 0x61C), "")  # invisible marks that come with pasted Arabic
_APOSTROPHES = dict.fromkeys(map(ord, "’ʼ٬"), "'")  # the last is the Arabic thousands mark
_MARKS = {ord("٫"): ".", ord("．"): ".", ord("，"): ",", ord("\u2044"): "/"}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")

_POWER = r"10\s*(?:(?:\^|\*\*)\s*\(?(?P<caret>[+-]?\d+)\)?|(?P<raised>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))"
_SIGN, _REST = r"(?P<sign>[+-]?)\s*", r"\s*(?P<rest>.*)"
_BARE_POWER = re.compile(_SIGN + _POWER + _REST, re.ASCII)
_NUMBER = re.compile(
    _SIGN
    + r"(?P<mantissa>[\d.,](?:[\d.,']|\s(?=\d)(?!1\s*/\s*[^\d\s]))*)"
    + r"(?:[eE](?P<e>[+-]?\d+)|\s*[x×X*·⋅]\s*"
    + _POWER
    + ")?"
    + _REST,
    re.ASCII,
)
_FRACTION = re.compile(
    _SIGN + r"(?:(?P<whole>\d{1,6})\s+)?(?P<top>\d{1,6})\s*/\s*(?P<bottom>\d{1,6})(?!\d)" + _REST,
    re.ASCII,
)


def read_number(text: str) -> Number | Ambiguous[Number] | Unreadable:
    """What number a student typed: 169.8, 169,8, 1 234,5, 1.234,5, 6.02 × 10²³, 6.02e23, −3,5, Arabic digits.

    A point alone is a decimal point. `1,234` alone is Ambiguous. Groups that are not of three digits, words and
    blanks are Unreadable.
    """
    numbers, rest = numbers_and_rest(text, fractions=False)
    if isinstance(numbers, Unreadable):
        return numbers
    if rest:
        return Unreadable(f'"{rest}" is not part of a number.')
    return numbers[0] if len(numbers) == 1 else Ambiguous(numbers)


def numbers_and_rest(text: str, *, fractions: bool) -> tuple[tuple[Number, ...] | Unreadable, str]:
    """The one number that a text begins with, or two where it can be read in two ways; and what follows it.

    With `fractions` also 3/4, 2 1/2 and ½; without, these are Unreadable.
    """
    if len(text) > LONGEST:
        return Unreadable(f"A number has at most {LONGEST} characters."), ""
    spelled = plain_text(text)
    if not spelled:
        return Unreadable("Nothing was typed."), ""
    fraction = _FRACTION.fullmatch(spelled)
    if fraction:
        return _fraction(fraction, fractions), fraction["rest"].strip()
    found = _BARE_POWER.fullmatch(spelled) or _NUMBER.fullmatch(spelled)
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
    return numbers, found["rest"].strip()


def _fraction(found: re.Match[str], allowed: bool) -> tuple[Number, ...] | Unreadable:
    whole, top, bottom = int(found["whole"] or 0), int(found["top"]), int(found["bottom"])
    written = f"{whole} {top}/{bottom}" if whole else f"{top}/{bottom}"
    if not allowed:
        return Unreadable(f'Write it as a decimal number: 0.5, not 1/2. We read "{written}".')
    if not bottom:
        return Unreadable("Nothing can be divided by 0.")
    if found["whole"] and top >= bottom:
        return Unreadable(f'We cannot read "{written}" as one number.')
    size = whole + top / bottom
    minus = found["sign"] == "-"
    return (Number(-size if minus else size, 0, fraction="-" * minus + written),)


def plain_text(text: str) -> str:
    """The same text with the digits 0–9, plain spaces, one kind of minus and of apostrophe, and ½ as 1/2."""
    text = text.translate(_SIGNS | _SPACES | _APOSTROPHES | _DIRECTIONS | _MARKS)
    text = "".join(_spread(c) if unicodedata.decomposition(c).startswith("<fraction>") else c for c in text).strip()
    return "".join(str(digit) if (digit := unicodedata.decimal(c, None)) is not None else c for c in text)


def _spread(vulgar: str) -> str:
    return " " + unicodedata.normalize("NFKC", vulgar).replace("\u2044", "/")


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
    value = float(f"{sign}{mantissa}e{exponent}")
    digits = mantissa.replace(".", "").lstrip("0")
    least = digits if "." in mantissa else digits.rstrip("0")
    return Number(value, max(1, len(least)), max(0, len(digits) - len(least)))
