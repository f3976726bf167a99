"""A number with its unit, as pupils type it: `169.8 kPa`, `1,5 atm`, `2 1/2 h`, `P₂ = 170 kPa`, or the number alone."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.mastery.reading import LONGEST, Ambiguous, Number, Unreadable, numbers_and_rest, plain_text, read_number
from server.mastery.units import NUMBER, Measure, change, plain, read_unit, same_kind

_NAMED = re.compile(r"\s*(?:[^\W\d]\w{0,7}\s*=|[=≈~])\s*")
"""`P2 = 170 kPa`: what it is called adds nothing"""
_SUM = re.compile(r"[-+*^/×·÷:=(xX]+\s*\d")


@dataclass(frozen=True)
class Quantity:
    """A number with its unit as typed (or the expected one), and its `value` in the expected unit.

    `stated` tells whether a unit was typed at all.
    """

    number: Number
    unit: str
    value: float
    stated: bool = False


@dataclass(frozen=True)
class Misfit:
    """A number with a unit that does not measure what is asked for, or (`known` is False) that nobody knows here."""

    number: Number
    unit: str
    known: bool = True


def read_quantity(
    text: str, unit: str = "", accept: Sequence[Mapping[str, Any]] = (), *, fractions: bool = False
) -> Quantity | Misfit | Ambiguous[Quantity | Misfit] | Unreadable:
    """A number with or without its unit. Without one, the expected `unit` is meant.

    Any unit of the table that measures the same is changed into the expected one. `accept` lists others, and how
    many of them make one of the expected: {"unit": "atm", "times": 0.00987}; it comes before the table.
    With `fractions` also 3/4 and 2 1/2; else they are Unreadable, since working them out may be the task.
    """
    named = _NAMED.match(text[:LONGEST])
    numbers, rest = numbers_and_rest(text[named.end() :] if named else text, fractions=fractions)
    if isinstance(numbers, Unreadable):
        return numbers
    if _SUM.match(rest):
        return Unreadable(f'Work it out first: one number is asked for, and "{text.strip()}" is more than one.')
    readings: list[Quantity | Misfit] = []
    for number in numbers:
        reading = _with_unit(number, rest, unit, accept)
        if isinstance(reading, Unreadable):
            return reading
        readings.append(reading)
    return readings[0] if len(readings) == 1 else Ambiguous(tuple(readings))


def both_ways(text: str) -> tuple[str, str]:
    """What to type instead of an ambiguous number: once with a decimal point, once without a mark. The unit stays."""
    spelled = plain_text(text)
    return spelled.replace(",", ".", 1), spelled.replace(",", "", 1)


def _with_unit(
    number: Number, typed: str, unit: str, accept: Sequence[Mapping[str, Any]]
) -> Quantity | Misfit | Unreadable:
    if not typed:
        return Quantity(number, unit, number.value)
    times = {unit: 1.0}
    for other in accept:
        times.setdefault(str(other["unit"]), float(other["times"]))
    wanted = read_unit(unit) if unit else NUMBER
    measure = read_unit(typed, wanted)
    own, spelling = _own(typed, measure, [listed for listed in times if listed])
    if own is not None:
        if not times[own]:
            return Unreadable(f'We cannot change "{own}" into {unit}.')
        value = number.value / times[own]
    elif measure is None:
        return Misfit(number, typed, known=False)
    elif wanted is None or not same_kind(measure, wanted):
        return Misfit(number, measure.shown)
    else:
        spelling, value = measure.shown, change(number.value, measure, wanted)
    if not math.isfinite(value):
        return Unreadable("This number is too big.")
    return Quantity(number, spelling, value, stated=True)


def _own(typed: str, measure: Measure | None, units: Sequence[str]) -> tuple[str | None, str]:
    """The unit of those that was meant, and how to write it: spelled so, in other capitals, or another name for it."""
    for spelling in (plain, _any_capitals):
        for unit in units:
            if spelling(typed) == spelling(unit):
                return unit, unit
    for unit in units:
        known = read_unit(unit)
        if measure is not None and known is not None and known.same_as(measure):
            return unit, measure.shown
    return None, ""


def _any_capitals(unit: str) -> str:
    # kpa is kPa and k is K, but m and M lie nine zeros apart.
    exact = plain(unit)
    return exact if exact[:1] in ("m", "M") else exact.casefold()


_MARKUP = re.compile(r"<[^<>]{0,200}>|&nbsp;|\\(?:text|mathrm|rm|[,;! ])|[*_$~{}]")
_WRITTEN = re.compile(r"[-−]?\d[\d.,']*(?:\s?[×·]\s?10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")
MOST_READ = 4000
"""characters of a question that are looked through"""


def quantities_in(text: str) -> Iterator[tuple[float, Measure]]:
    """The numbers with a unit right behind that stand in a question, whether Markdown, HTML or LaTeX."""
    bare = _MARKUP.sub(" ", text[:MOST_READ])
    for found in _WRITTEN.finditer(bare):
        number = read_number(found[0].rstrip(".,'"))
        behind = bare[found.end() : found.end() + 40].split()
        measure = read_unit(behind[0].strip(".,;:!?()[]")) if behind else None
        if isinstance(number, Number) and measure is not None:
            yield number.value, measure
