"""Reading a chemical formula as it is typed: `H2SO4`, `Ca(OH)2`, `CuSO4·5H2O`, `SO4^2-`, `SO₄²⁻`, `Fe3+`, `e-`.

Only what is written is read: which atoms, how they are grouped, which charge. Nobody asks whether such a thing exists.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 120
"""characters in one formula"""
DEEPEST = 5
"""brackets within brackets"""
MOST_ATOMS = 100_000
"""of one kind; a starch molecule has fewer"""
MOST_CHARGE = 20

ELEMENTS = frozenset(
    re.findall(
        r"\w+",
        "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr "
        "Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir "
        "Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl "
        "Mc Lv Ts Og ",
    )
)

Group = tuple[tuple["str | Group", int], ...]
"""what is written, in its order: symbols and bracketed groups, each with its number"""


@dataclass(frozen=True)
class Formula:
    """A formula as read: what the dots part (nearly always one part), each with the number before it, and the charge.

    The electron has no part and the charge −1.
    """

    parts: tuple[tuple[int, Group], ...]
    charge: int = 0

    @property
    def atoms(self) -> Mapping[str, int]:
        """How many atoms of each element, whatever the grouping."""
        atoms: Counter[str] = Counter()
        for count, group in self.parts:
            for symbol, number in _atoms(group).items():
                atoms[symbol] += count * number
        return atoms

    @property
    def substance(self) -> tuple[frozenset[tuple[str, int]], int]:
        """What all formulas of the same composition and charge have in common."""
        return frozenset(self.atoms.items()), self.charge

    def __str__(self) -> str:
        """In tidy Unicode: SO₄²⁻, CuSO₄·5H₂O."""
        parts = [(str(count) if count > 1 else "") + _written(group) for count, group in self.parts]
        if len(parts) == 1 and self.charge and len(self.parts[0][1]) == 1 and parts[0].endswith(")"):
            parts = [f"[{parts[0][1:-1]}]"]
        return ("·".join(parts) or "e") + _charge_written(self.charge)


@dataclass(frozen=True)
class Unreadable:
    """What was typed is no formula or equation; `why` is a sentence for the student."""

    why: str


def read_formula(text: str) -> tuple[Formula, ...] | Unreadable:
    """The ways a formula can be read, the likeliest first.

    There is nearly always one. `Fe3+` may be Fe³⁺ or Fe₃⁺, and `SO42-` SO₄²⁻ or SO₄₂⁻: as typed on a keyboard, nobody
    can tell, so each is given, as people mostly mean it first.
    """
    return _read(re.sub(r"\s*\((?:s|l|g|aq)\)\s*$", "", plain(text)))


def plain(text: str) -> str:
    """The same formula as a keyboard has it: `SO₄²⁻` is SO_4^2-, every minus is `-`, every dot of a hydrate is `·`."""
    text = re.sub(r"\\ce\{(.*)\}", r"\1", text[: 20 * LONGEST].strip())
    text = re.sub(r"[⁰¹²³⁴-⁹⁺⁻]+", lambda raised: "^" + raised[0].translate(_RAISED), text)
    text = re.sub(r"[₀-₉]+", lambda lowered: "_" + lowered[0].translate(_LOWERED), text)
    return re.sub(r"\s+[xX]\s+", "·", unicodedata.normalize("NFKC", text).translate(_ALIKE))


_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_UP, _DOWN = (str.maketrans(dict(zip(raised.values(), raised, strict=True))) for raised in (_RAISED, _LOWERED))
_ALIKE = str.maketrans(dict.fromkeys("−‐‑–—﹣", "-") | dict.fromkeys("•∙⋅*×", "·"))

_TOKEN = re.compile(r"([A-Z][a-z]?)|([(\[])|([)\]])|_?\{?(\d+)\}?|-(?=[A-Z(\[])", re.ASCII)
_CHARGED = re.compile(
    r"(?P<body>.*?)(?:"
    r"\^[({]?(?:(?P<many>\d*)(?P<sign>[+-])|(?P<first>[+-])(?P<after>\d*))[)}]?"  # SO4^2-, SO4^(2-), SO4^{-2}
    r"|\s+(?P<apart>\d*)\s*(?P<apart_sign>[+-])"  # SO4 2-
    r"|(?P<signs>[+]{2,3}|-{2,3})"  # Fe+++
    r"|\s*(?P<before>[+-])(?P<behind>\d+)"  # SO4-2
    r")",
    re.ASCII,
)
_AMBIGUOUS = re.compile(r"(?P<body>.*?[A-Za-z)\]])(?P<digits>\d*)(?P<sign>[+-])", re.ASCII)
_ONE_THING = re.compile(r"[A-Z][a-z]?|\[[^\[\]]*\]", re.ASCII)


@lru_cache(maxsize=1024)
def _read(text: str) -> tuple[Formula, ...] | Unreadable:
    text = text.strip()
    if not text:
        return Unreadable("Nothing was typed.")
    if len(text) > LONGEST:
        return Unreadable(f"A formula has at most {LONGEST} characters.")
    if re.fullmatch(r"e\s*\^?[({]?1?-1?[)}]?", text):
        return (Formula((), -1),)
    readings = [_formula(body, charge) for body, charge in _charges(text)]
    possible = tuple(reading for reading in readings if isinstance(reading, Formula))
    return possible or next(reading for reading in readings if isinstance(reading, Unreadable))


def _charges(text: str) -> list[tuple[str, int]]:
    """What is charged, and how much: every way it can be meant, the likeliest first."""
    if lowered := re.fullmatch(r"(.*_(?:\d+|\{\d+\}))([+-])", text, re.ASCII):  # NO_3-: this 3 is no charge
        return [(lowered[1], _signed(lowered[2], ""))]
    if found := _CHARGED.fullmatch(text):
        if found["signs"]:
            return [(found["body"], _signed(found["signs"][0], str(len(found["signs"]))))]
        sign = found["sign"] or found["first"] or found["apart_sign"] or found["before"]
        size = found["many"] or found["after"] or found["apart"] or found["behind"]
        return [(found["body"], _signed(sign, size or ""))]
    unclear = _AMBIGUOUS.fullmatch(text)
    if not unclear:
        return [(text, 0)]
    body, digits, sign = unclear["body"], unclear["digits"], unclear["sign"]
    as_number = (body + digits, _signed(sign, ""))
    if not digits:
        return [as_number]
    as_charge = (body + digits[:-1], _signed(sign, digits[-1]))
    # Fe3+ and [Fe(CN)6]3- are charged three times; NH4+ and NO3- once; of SO42- the last digit is the charge.
    return [as_charge, as_number] if len(digits) > 1 or _ONE_THING.fullmatch(body) else [as_number, as_charge]


def _signed(sign: str, size: str) -> int:
    return int(size[:4] or "1") * (1 if sign == "+" else -1)


def _formula(body: str, charge: int) -> Formula | Unreadable:
    parts: list[tuple[int, Group]] = []
    for piece in re.split(r"[·.]", re.sub(r"\s+", "", body)):
        written = piece.lstrip("0123456789")
        number = piece[: len(piece) - len(written)]
        if number and (not parts or number.startswith("0")):
            return Unreadable(f'A formula begins with an element, not with "{number[:10]}".')
        group = _grouped(written)
        if isinstance(group, Unreadable):
            return group
        parts.append((int(number[:7] or "1"), group))
    formula = Formula(tuple(parts), charge)
    if max(formula.atoms.values()) > MOST_ATOMS or abs(charge) > MOST_CHARGE:
        return Unreadable("The numbers in this formula are too big.")
    return formula


def _grouped(text: str) -> Group | Unreadable:
    open_groups: list[list[tuple[str | Group, int]]] = [[]]
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if not token:
            return Unreadable(f'We cannot read "{text[at : at + 10]}" in this formula.')
        element, opening, closing, number = token.groups()
        if element:
            if element not in ELEMENTS:
                return Unreadable(f'There is no element "{element}".')
            open_groups[-1].append((element, 1))
        elif opening:
            open_groups.append([])
        elif closing:
            if len(open_groups) == 1 or not open_groups[-1]:
                return Unreadable("A bracket is closed that holds nothing.")
            inner = tuple(open_groups.pop())
            open_groups[-1].append((inner, 1))
        elif number:
            if not open_groups[-1] or open_groups[-1][-1][1] != 1 or number.startswith("0"):
                return Unreadable(f'The number "{number[:10]}" stands behind nothing.')
            open_groups[-1][-1] = (open_groups[-1][-1][0], int(number[:7]))
        if len(open_groups) > DEEPEST:
            return Unreadable(f"We read at most {DEEPEST - 1} brackets within each other.")
        at = token.end()
    if len(open_groups) > 1:
        return Unreadable("A bracket is not closed.")
    return tuple(open_groups[0]) if open_groups[0] else Unreadable("There is no element here.")


def _atoms(group: Group) -> Counter[str]:
    atoms: Counter[str] = Counter()
    for part, count in group:
        inner = Counter({part: 1}) if isinstance(part, str) else _atoms(part)
        for symbol, number in inner.items():
            atoms[symbol] += number * count
    return atoms


def _written(group: Group) -> str:
    return "".join(
        (part if isinstance(part, str) else f"({_written(part)})") + (str(count).translate(_DOWN) if count > 1 else "")
        for part, count in group
    )


def _charge_written(charge: int) -> str:
    size = str(abs(charge)) if abs(charge) > 1 else ""
    return (size + ("+" if charge > 0 else "-")).translate(_UP) if charge else ""
