"""The beta distribution: what a share may be, after so many hits and misses."""

from __future__ import annotations

from math import exp, isqrt, lgamma, log

_CLOSE = 1e-6
"""how near a quantile is found"""


def below(x: float, a: float, b: float) -> float:
    """The chance that a share with the distribution Beta(a, b) is at most x. ValueError unless a and b are above 0."""
    if a <= 0 or b <= 0:
        raise ValueError(f"Beta({a}, {b}) is no distribution.")
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):  # the fraction settles quickly on the near side only
        return 1 - below(1 - x, b, a)
    height = exp(a * log(x) + b * log(1 - x) + lgamma(a + b) - lgamma(a) - lgamma(b)) / a
    return height * _fraction(x, a, b)


def quantile(share: float, a: float, b: float) -> float:
    """The value that a share with the distribution Beta(a, b) stays below with this chance, to a millionth."""
    low, high = 0.0, 1.0
    while high - low > _CLOSE:
        middle = (low + high) / 2
        if below(middle, a, b) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function, from its far end; longer for sharper distributions."""
    value = 1.0
    for m in range(20 + 3 * isqrt(int(max(a, b))), 0, -1):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        value = 1 + even / (1 + odd / value)
    return 1 / (1 - (a + b) * x / (a + 1) / value)
