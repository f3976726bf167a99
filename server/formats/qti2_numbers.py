"""The sums that QTI's programs know, by their names there: `integerDivide`, `roundTo`, `mean`, `sin` …"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal

Numbers = Sequence[int | float]
ROUNDED = "significantFigures"


def rounded_to(value: float, mode: str, figures: int) -> float:
    """A number rounded as in school, to so many significant figures or (`decimalPlaces`) decimal places."""
    exact = Decimal(f"{value:.14g}")
    if not exact or not 0 <= figures <= 15:
        return value
    place = -figures if mode == "decimalPlaces" else exact.adjusted() - figures + 1
    return float(exact.quantize(Decimal(1).scaleb(place), ROUND_HALF_UP)) if place > -25 else value


def _only(numbers: Numbers) -> int | float:
    (value,) = numbers
    return value


def _whole(value: float) -> int:
    return math.floor(value + 0.5)


def _power(numbers: Numbers) -> float:
    base, exponent = numbers
    return math.pow(base, exponent)


def _subtract(numbers: Numbers) -> int | float:
    one, other = numbers
    return one - other


def _divide(numbers: Numbers) -> float:
    one, other = numbers
    return one / other


def _integer_divide(numbers: Numbers) -> int:
    one, other = numbers
    return math.floor(one / other)


def _modulus(numbers: Numbers) -> int:
    one, other = numbers
    return int(one) % int(other)


def _variance(numbers: Numbers, fewer: int) -> float:
    mean = math.fsum(numbers) / len(numbers)
    return math.fsum((n - mean) ** 2 for n in numbers) / (len(numbers) - fewer)


def _of_one(function: Callable[[float], float]) -> Callable[[Numbers], float]:
    return lambda numbers: function(_only(numbers))


NUMBERS: dict[str, Callable[[Numbers], int | float]] = {
    "sum": sum,
    "product": math.prod,
    "subtract": _subtract,
    "divide": _divide,
    "power": _power,
    "integerDivide": _integer_divide,
    "integerModulus": _modulus,
    "truncate": lambda numbers: math.trunc(_only(numbers)),
    "round": lambda numbers: _whole(_only(numbers)),
    "integerToFloat": lambda numbers: float(_only(numbers)),
    "min": min,
    "max": max,
    "gcd": lambda numbers: math.gcd(*map(int, numbers)),
    "lcm": lambda numbers: math.lcm(*map(int, numbers)),
    "mean": lambda numbers: math.fsum(numbers) / len(numbers),
    "sampleVariance": lambda numbers: _variance(numbers, 1),
    "sampleSD": lambda numbers: math.sqrt(_variance(numbers, 1)),
    "popVariance": lambda numbers: _variance(numbers, 0),
    "popSD": lambda numbers: math.sqrt(_variance(numbers, 0)),
    "atan2": lambda numbers: math.atan2(*numbers),
    "log": lambda numbers: math.log10(_only(numbers)),
    "ln": lambda numbers: math.log(_only(numbers)),
    "signum": lambda numbers: (_only(numbers) > 0) - (_only(numbers) < 0),
    "abs": lambda numbers: abs(_only(numbers)),
    "floor": lambda numbers: math.floor(_only(numbers)),
    "ceil": lambda numbers: math.ceil(_only(numbers)),
    "toDegrees": _of_one(math.degrees),
    "toRadians": _of_one(math.radians),
    **{
        name: _of_one(getattr(math, name))
        for name in ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp")
    },
}
