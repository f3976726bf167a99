"""The units that a school uses: what each measures, how much of it one is, and how pupils spell it.

Sizes are exact: fixed by the SI (2019), or by the definition of the unit from it. Measured ones are marked.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

BASE = ("m", "kg", "s", "A", "K", "mol", "cd")
"""what everything is measured in, in the order of a dimension's exponents"""

Dimension = tuple[int, ...]
"""the exponents of metre, kilogram, second, ampere, kelvin, mole and candela"""

PREFIXES = {
    "T": 12, "G": 9, "M": 6, "k": 3, "h": 2, "d": -1, "c": -2, "m": -3, "µ": -6, "n": -9, "p": -12, "f": -15,
}  # fmt: skip
PREFIX_NAMES = {
    "tera": "T", "giga": "G", "mega": "M", "kilo": "k", "hecto": "h", "deci": "d", "centi": "c", "milli": "m",
    "micro": "µ", "nano": "n", "pico": "p", "femto": "f",
}  # fmt: skip


class Row(NamedTuple):
    """One unit: `size` of `of` (base units with exponents), the prefixes that are usual, and its names."""

    symbol: str
    size: str
    of: str
    prefixes: str = ""
    names: str = ""


_PI = "3.14159265358979323846"

ROWS = (
    # length, area, volume
    Row("m", "1", "m", "kdcmµnpf", "metre meter"),
    Row("Å", "1e-10", "m", "", "angstrom ångström"),
    Row("au", "149597870700", "m", "", "AU"),
    Row("ly", "9460730472580800", "m", "", "lightyear"),
    Row("in", "0.0254", "m", "", "inch inches"),
    Row("ft", "0.3048", "m", "", "foot feet"),
    Row("mi", "1609.344", "m", "", "mile"),
    Row("ha", "10000", "m2", "", "hectare"),
    Row("L", "0.001", "m3", "hdcmµn", "litre liter"),
    Row("cc", "0.000001", "m3", "", "ccm"),
    # mass, amount
    Row("g", "0.001", "kg", "kdcmµn", "gram gramme"),
    Row("t", "1000", "kg", "kMG", "tonne"),
    Row("lb", "0.45359237", "kg", "", "lbs pound"),
    Row("u", "1.66053906892e-27", "kg", "", "amu"),  # measured
    Row("Da", "1.66053906892e-27", "kg", "k", "dalton"),  # measured
    Row("mol", "1", "mol", "kmµn", "mole"),
    Row("M", "1000", "mol m-3", "mµn", "molar"),
    # time
    Row("s", "1", "s", "mµnpf", "sec second"),
    Row("min", "60", "s", "", "mins minute"),
    Row("h", "3600", "s", "", "hr hour"),
    Row("d", "86400", "s", "", "day"),
    Row("a", "31557600", "s", "kMG", "yr year"),
    Row("Hz", "1", "s-1", "kMGTm", "hertz"),
    Row("Bq", "1", "s-1", "kMGT", "becquerel"),
    # speed
    Row("kmh", f"{Fraction(1000, 3600)}", "m s-1", "", "kph"),
    Row("mph", "0.44704", "m s-1"),
    # force, pressure
    Row("N", "1", "m kg s-2", "kMmµ", "newton"),
    Row("dyn", "0.00001", "m kg s-2", "", "dyne"),
    Row("Pa", "1", "m-1 kg s-2", "hkMGmµ", "pascal"),
    Row("bar", "100000", "m-1 kg s-2", "mk", ""),
    Row("atm", "101325", "m-1 kg s-2", "", "atmosphere"),
    Row("mmHg", "133.322387415", "m-1 kg s-2"),
    Row("Torr", f"{Fraction(101325, 760)}", "m-1 kg s-2", "m"),
    Row("psi", f"{Fraction('4.4482216152605') / Fraction('0.00064516')}", "m-1 kg s-2"),
    # energy, power
    Row("J", "1", "m2 kg s-2", "kMGTmµ", "joule"),
    Row("Nm", "1", "m2 kg s-2", "kMm", ""),
    Row("Ws", "1", "m2 kg s-2", "k", ""),
    Row("Wh", "3600", "m2 kg s-2", "kMGTm", "watthour"),
    Row("cal", "4.184", "m2 kg s-2", "k", "calorie"),
    Row("eV", "1.602176634e-19", "m2 kg s-2", "kMGTm", "electronvolt"),
    Row("erg", "0.0000001", "m2 kg s-2"),
    Row("W", "1", "m2 kg s-3", "kMGTmµn", "watt"),
    Row("Gy", "1", "m2 s-2", "mµ", "gray"),
    Row("Sv", "1", "m2 s-2", "mµ", "sievert"),
    # electricity
    Row("A", "1", "A", "kmµn", "amp ampere"),
    Row("C", "1", "s A", "kmµnp", "coulomb"),
    Row("As", "1", "s A", "km", ""),
    Row("Ah", "3600", "s A", "km", ""),
    Row("V", "1", "m2 kg s-3 A-1", "kMmµn", "volt"),
    Row("Vs", "1", "m2 kg s-2 A-1", "m", ""),
    Row("VA", "1", "m2 kg s-3", "kM", ""),
    Row("Ω", "1", "m2 kg s-3 A-2", "kMGmµ", "ohm"),
    Row("S", "1", "m-2 kg-1 s3 A2", "mµn", "siemens"),
    Row("F", "1", "m-2 kg-1 s4 A2", "mµnp", "farad"),
    Row("H", "1", "m2 kg s-2 A-2", "mµn", "henry"),
    Row("Wb", "1", "m2 kg s-2 A-1", "mµ", "weber"),
    Row("T", "1", "kg s-2 A-1", "mµn", "tesla"),
    # temperature (as a difference; alone and counted from its own zero: SCALES), light
    Row("K", "1", "K", "mµ", "kelvin °K"),
    Row("°C", "1", "K", "", "celsius centigrade degc"),
    Row("°F", f"{Fraction(5, 9)}", "K", "", "fahrenheit degf"),
    Row("cd", "1", "cd", "", "candela"),
    Row("lm", "1", "cd", "", "lumen"),
    Row("lx", "1", "cd m-2", "k", "lux"),
    # numbers
    Row("rad", "1", "", "m", "radian"),
    Row("°", f"{Fraction(_PI) / 180}", "", "", "deg degree"),
    Row("%", "0.01", "", "", "percent percentage"),
    Row("‰", "0.001", "", "", "permille"),
    Row("ppm", "0.000001", ""),
    Row("ppb", "0.000000001", ""),
)

SCALES = {"°C": Fraction("273.15"), "°F": Fraction("459.67") * Fraction(5, 9)}
"""where these scales have their zero, in kelvin"""

TEMPERATURE_LETTERS = {"c": "°C", "f": "°F"}
"""`37 C` is a temperature where one is asked for, and a charge otherwise; the same with F"""


def symbol_of(word: str) -> str | None:
    """The symbol that a word stands for: spelled exactly so, by its name, or in other capitals where only one fits."""
    if word in _SYMBOLS:
        return _SYMBOLS[word]
    small = word.casefold()
    for name in (small, small.removesuffix("s")):
        if name in _NAMES:
            return _NAMES[name]
        for prefix, letter in PREFIX_NAMES.items():
            rest = _NAMES.get(name.removeprefix(prefix))
            if name.startswith(prefix) and rest and letter + rest in KNOWN:
                return letter + rest
    like = _CAPITALS.get(small, set())
    # m and M lie nine zeros apart: there capitals count.
    fits = {symbol for symbol in like if symbol[0] == word[0] or symbol[0] not in "mM"}
    return fits.pop() if len(fits) == 1 and len(like) == 1 else None


def dimension_of(of: str) -> Dimension:
    """The exponents of a unit spelled in base units: "m kg s-2" is (1, 1, -2, 0, 0, 0, 0)."""
    exponents = {base: int(exponent or 1) for base, exponent in re.findall(r"([A-Za-z]+)(-?\d)?", of)}
    return tuple(exponents.get(base, 0) for base in BASE)


KNOWN: dict[str, tuple[Dimension, Fraction]] = {}
"""every symbol with every usual prefix"""
_NAMES: dict[str, str] = {}
for _row in ROWS:
    for _prefix, _tens in {"": 0, **{prefix: PREFIXES[prefix] for prefix in _row.prefixes}}.items():
        KNOWN[_prefix + _row.symbol] = (dimension_of(_row.of), Fraction(_row.size) * Fraction(10) ** _tens)
    _NAMES |= {name.casefold(): _row.symbol for name in _row.names.split()}

_SYMBOLS = {symbol: symbol for symbol in KNOWN}
for _end, _other in (("L", "l"), ("Ω", "ohm"), ("s", "sec")):
    _SYMBOLS |= {prefix + _other: prefix + _end for prefix in ("", *PREFIXES) if prefix + _end in KNOWN}
_SYMBOLS |= {"u" + symbol[1:]: symbol for symbol in KNOWN if symbol[0] == "µ"}

_CAPITALS: dict[str, set[str]] = {}
for _spelled, _meant in _SYMBOLS.items():
    _CAPITALS.setdefault(_spelled.casefold(), set()).add(_meant)
# The calorie of a cereal box is a thousand calories: nobody guesses which one was meant.
_SYMBOLS.pop("Cal", None)
_CAPITALS.pop("cal", None)
