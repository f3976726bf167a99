"""The course's constants and laws, as the tests know them: nothing here is taken from the pack."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

R = 8.314  # kPa·L/(mol·K)
ATM, MMHG = 101.325, 101.325 / 760  # kPa
ATOMS = {
    "H": 1.008, "He": 4.003, "C": 12.01, "N": 14.01, "O": 16.00, "Ne": 20.18, "Na": 22.99, "Mg": 24.31,
    "S": 32.06, "Cl": 35.45, "Ar": 39.95, "K": 39.10, "Ca": 40.08, "Zn": 65.38,
}  # fmt: skip
VAPOUR = {
    15: 1.71, 18: 2.06, 20: 2.34, 21: 2.49, 22: 2.65, 23: 2.81, 24: 2.99, 25: 3.17, 26: 3.36, 27: 3.57,
    28: 3.78, 30: 4.25, 35: 5.63,
}  # fmt: skip
GASES = {
    "hydrogen": "H2", "helium": "He", "methane": "CH4", "ammonia": "NH3", "neon": "Ne", "nitrogen": "N2",
    "oxygen": "O2", "hydrogen chloride": "HCl", "argon": "Ar", "carbon dioxide": "CO2", "carbon monoxide": "CO",
    "propane": "C3H8", "butane": "C4H10", "sulfur dioxide": "SO2", "chlorine": "Cl2", "water": "H2O",
}  # fmt: skip
SOLIDS = ["H2O2", "KClO3", "CaCO3", "NaN3", "MgCl2", "KCl"]
TIMES = {  # how many of the second unit make one of the first
    ("L", "mL"): 1000, ("mL", "L"): 0.001, ("kPa", "atm"): 1 / ATM, ("kPa", "mmHg"): 1 / MMHG, ("g", "kg"): 0.001,
    ("atm", "kPa"): ATM, ("mmHg", "kPa"): MMHG, ("mmHg", "atm"): 1 / 760, ("atm", "mmHg"): 760, ("s", "min"): 1 / 60,
    ("L", "cm3"): 1000, ("mL", "cm3"): 1, ("L", "dm3"): 1, ("g", "mg"): 1000, ("mol", "mmol"): 1000,
    ("kPa", "Pa"): 1000,
}  # fmt: skip

Shown = Any
"""The values that stand in the prompt or the picture, by name: numbers where they are numbers."""


def kelvin(celsius: float) -> float:
    return celsius + 273.15


@cache
def mass(formula: str) -> float:
    """Molar mass in g/mol: `mass("H2O2")` is 34.016."""
    return sum(ATOMS[atom] * int(count or 1) for atom, count in re.findall(r"([A-Z][a-z]?)(\d*)", formula))


def rounds_to(value: float, text: str) -> bool:
    return abs(value - float(text)) <= 0.5 * 10 ** -len(text.partition(".")[2]) + 1e-9


def molar_mass_of(name: str) -> float:
    return mass(GASES[name.split(",")[0].strip().lower()])


def litres(n: float, celsius: float, kpa: float) -> float:
    return n * R * kelvin(celsius) / kpa


def moles(kpa: float, volume: float, celsius: float) -> float:
    return kpa * volume / (R * kelvin(celsius))


Formulas = dict[str, Callable[[Shown], float]]
Orders = dict[str, Callable[[Shown], list[float]]]
"""For ordering items with numbers: what their entries go by, in the bank's order."""
