"""How a number is shown: significant figures or decimal places, rounded as in school (halves go up)."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

MOST_FIGURES = 14
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def figures(value: float, n: int) -> str:
    """A number with n significant figures, zeros kept: 48.0, 2.40, 0.0380, 101000.

    Below 0.001 and from a million on: 1.56 × 10⁻³. ValueError when the value is not finite or n is not 1–14.
    """
    return _written(_to_figures(value, n))


def decimals(value: float, n: int) -> str:
    """A number with n decimal places, zeros kept: 12.50. ValueError when not finite or n is not 0–12."""
    return format(_to_decimals(value, n), "f")


def shown(value: float, *, figures: int | None = None, decimals: int | None = None) -> tuple[str, float]:
    """How a value is shown, and the number that a student then reads: ("2.35", 2.35).

    Three significant figures unless one of the two says otherwise.
    """
    if decimals is not None:
        place = _to_decimals(value, decimals)
        return format(place, "f"), float(place)
    rounded = _to_figures(value, 3 if figures is None else figures)
    return _written(rounded), float(rounded)


def _to_figures(value: float, n: int) -> Decimal:
    if not 1 <= n <= MOST_FIGURES:
        raise ValueError(f"A number is shown with 1 to {MOST_FIGURES} significant figures, not {n}.")
    exact = _exact(value)
    if not exact:
        return Decimal(0)
    rounded = _to_place(exact, exact.adjusted() - n + 1)
    if rounded.adjusted() > exact.adjusted():  # 9.996 became 10.00: one figure too many
        rounded = _to_place(exact, rounded.adjusted() - n + 1)
    return rounded


def _to_decimals(value: float, n: int) -> Decimal:
    if not 0 <= n <= 12:
        raise ValueError(f"A number is shown with 0 to 12 decimal places, not {n}.")
    exact = _exact(value)
    if exact.adjusted() > MOST_FIGURES:
        raise ValueError(f"{value} is too big to be shown with decimal places.")
    return _to_place(exact, -n) or Decimal(0).scaleb(-n)


def _exact(value: float) -> Decimal:
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be shown.")
    # 1.005 * 100 is 100.49999999999999 in the machine; a student who calculates on paper gets 100.5.
    return Decimal(f"{value:.{MOST_FIGURES}g}")


def _to_place(value: Decimal, exponent: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(exponent), ROUND_HALF_UP)


def _written(rounded: Decimal) -> str:
    size = rounded.adjusted()
    if not rounded or -3 <= size < 6:
        return format(rounded, "f")
    return f"{rounded.scaleb(-size):f} × 10{str(size).translate(_RAISED)}"
