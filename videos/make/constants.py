"""The course's constants, for the numbers in the films. A test compares them with those of the whole course."""

import re

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


def kelvin(celsius: float) -> float:
    return celsius + 273.15


def celsius(kelvins: float) -> float:
    return kelvins - 273.15


def mass(formula: str) -> float:
    """Molar mass in g/mol: `mass("NaN3")` is 65.02."""
    return sum(ATOMS[atom] * int(count or 1) for atom, count in re.findall(r"([A-Z][a-z]?)(\d*)", formula))


def vapour(degrees: float) -> float:
    """Pressure of water vapour in kPa at one of the temperatures (°C) of the course's table."""
    return VAPOUR[round(degrees)]
