"""Numbers with units: \\SI{3.0e8}{m/s}, \\qty{5}{\\kilo\\metre\\per\\hour}, \\pu{1.2 kJ mol-1}."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from server.web.formula.nodes import Unreadable, node, number, row, sign, space, tight, upright

if TYPE_CHECKING:
    from server.web.formula.reading import Reader


def _pairs(text: str) -> dict[str, str]:
    parts = text.split()
    return dict(zip(parts[::2], parts[1::2], strict=True))


PREFIXES = _pairs("""
yocto y zepto z atto a femto f pico p nano n micro µ milli m centi c deci d deca da deka da hecto h kilo k mega M
giga G tera T peta P exa E zetta Z yotta Y
""")
UNITS = _pairs("""
metre m meter m gram g kilogram kg second s ampere A kelvin K mole mol candela cd hertz Hz newton N pascal Pa
joule J watt W coulomb C volt V farad F ohm Ω siemens S weber Wb tesla T henry H lumen lm lux lx becquerel Bq gray Gy
sievert Sv katal kat litre L liter L minute min hour h day d hectare ha tonne t bar bar atm atm mmHg mmHg
electronvolt eV degreeCelsius °C celsius °C degree ° percent % radian rad steradian sr bel B decibel dB dalton Da
angstrom Å molar M arcminute ′ arcsecond ″ astronomicalunit au parsec pc lightyear ly byte B bit bit calorie cal
kg kg m m s s g g cm cm mm mm km km nm nm um µm ms ms mol mol kJ kJ J J N N Pa Pa kPa kPa V V A A W W kW kW Hz Hz
K K eV eV L L mL mL kWh kWh kV kV mA mA
""")
_POWERS = {"squared": "2", "cubed": "3", "square": "2", "cubic": "3"}
_NUMBER = re.compile(
    r"([+\-−±]?)\s*(\d+(?:[.,\s]\d+)*|\.\d+)?(\(\d+\))?\s*(?:(?:[eE]|[x×*]\s*10\^)\{?\s*([+\-−]?\d+)\}?)?"
)
_COMMAND = re.compile(
    r"\\([A-Za-z]+)\s*(?:\{([^{}]*)\})?|([A-Za-zµμΩ°Å%‰′″]+)|\^?\{?\s*([+\-−]?\d+)\s*\}?|(//|[./*·~,\s])"
)


def quantity(reader: Reader, name: str) -> Element:
    """The command of that name with its number, its unit, or both."""
    reader.bracket()
    match name:
        case "num":
            return row(_number(reader.raw()))
        case "ang":
            return node("mrow", *_angle(reader.raw()))
        case "si" | "unit":
            return row(_unit(reader.raw()))
        case "pu":
            return _physical(reader.raw())
        case "SIrange" | "qtyrange":
            first, last = _number(reader.raw()), _number(reader.raw())
            return node("mrow", *first, sign("–"), *_with_unit(last, reader.raw()))
        case _:
            return node("mrow", *_with_unit(_number(reader.raw()), reader.raw()))


def _with_unit(value: list[Element], unit: str) -> list[Element]:
    made = _unit(unit)
    # 25 °C takes a space, 90° and 5′ none.
    close = len(made) == 1 and made[0].text in {"°", "′", "″"}
    return [*value, *([] if close or not value or not made else [space()]), *made]


def _physical(source: str) -> Element:
    """A quantity in one piece: the number ends where the unit begins."""
    found = _NUMBER.match(source.strip())
    value = found[0].strip() if found else ""
    rest = source.strip()[len(found[0]) if found else 0 :]
    return row(_with_unit(_number(value) if value else [], rest.strip()))


def _number(text: str) -> list[Element]:
    made: list[Element] = []
    for place, part in enumerate(re.split(r"\\pm|\+-|±(?=.*\d)", text.strip())):
        found = _NUMBER.fullmatch(part.strip())
        if not found or not (found[2] or found[4]):
            raise Unreadable(f"{text} is no number")
        if place:
            made.append(sign("±"))
        if found[1]:
            made.append(tight({"-": "−"}.get(found[1], found[1])))
        if found[2]:
            made.append(number(" ".join(found[2].split()).replace(" ", "\u2009") + (found[3] or "")))
        if found[4]:
            made += [*([sign("×")] if found[2] else []), _power(number("10"), found[4])]
    return made


def _power(base: Element, exponent: str) -> Element:
    if exponent[0].isdigit():
        return node("msup", base, number(exponent))
    if exponent[0] == "+":
        return node("msup", base, number(exponent[1:]))
    return node("msup", base, node("mrow", tight("−"), number(exponent[1:])))


def _angle(text: str) -> list[Element]:
    parts = zip(text.split(";"), "°′″", strict=False)
    return [piece for value, mark in parts if value.strip() for piece in (*_number(value), upright(mark))]


def _unit(text: str) -> list[Element]:
    """Units side by side with small spaces; those after \\per have the negative power."""
    made: list[Element] = []
    at, prefix, power, per, gap = 0, "", "", False, False

    def add(name: str) -> None:
        nonlocal prefix, power, per
        if made and gap:
            made.append(space())
        unit = upright(prefix + name)
        exponent = ("−" if per else "") + (power or ("1" if per else ""))
        made.append(_power(unit, exponent) if exponent else unit)
        prefix, power, per = "", "", False

    while at < len(text):
        found = _COMMAND.match(text, at)
        if not found:
            raise Unreadable(f"{text} is no unit")
        at = found.end()
        command, argument, letters, exponent, between = found.groups()
        if command == "per":
            per = True
        elif command in PREFIXES:
            prefix = PREFIXES[command]
        elif command in {"square", "cubic"}:
            power = _POWERS[command]
        elif command in {"squared", "cubed", "tothe", "raiseto"}:
            _raise(made, _POWERS.get(command) or argument or "")
        elif command in {"cdot", "times"}:
            made.append(tight("·"))
            gap = False
        elif command in {"mathrm", "text", "textrm"}:
            add(argument or "")
            gap = True
        elif command in UNITS:
            add(UNITS[command])
            gap = True
        elif command in {"mu", "Omega"}:
            prefix, gap = (prefix + "µ", gap) if command == "mu" else (prefix, gap)
            if command == "Omega":
                add("Ω")
        elif command:
            raise Unreadable(f"\\{command} is no unit")
        elif letters:
            add(letters)
            gap = True
        elif exponent:
            _raise(made, exponent)
        elif between in {"/", "//"}:
            made.append(tight("/"))
            gap = False
        elif between in {"*", "·"}:
            made.append(tight("·"))
            gap = False
    return made


def _raise(made: list[Element], exponent: str) -> None:
    """Put a power on the unit last read; one with a power already (after \\per) keeps its sign."""
    if not made or not exponent:
        raise Unreadable("a power without a unit")
    last = made[-1]
    if last.tag == "msup":
        made[-1] = _power(last[0], f"−{exponent}")
    elif last.tag in {"mi", "mrow"}:
        made[-1] = _power(last, exponent)
    else:
        raise Unreadable("a power without a unit")
