"""Whether a series goes anywhere: Theil and Sen's slope, Mann and Kendall's test.

Sources: Sen, Estimates of the regression coefficient based on Kendall's tau (1968); Kendall, Rank
correlation methods (1975). Both hold whatever the values' distribution, and one odd value moves
neither much.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import sqrt
from statistics import NormalDist, median
from typing import Final

FEWEST: Final = 4
MOST: Final = 60
FLAT_ABOVE: Final = 0.1
_EXACT_UP_TO: Final = 8


@dataclass(frozen=True, slots=True)
class Trend:
    """`sign` is 1 up, −1 down, 0 neither; None where too little is known, and the others with it.

    `slope` is per period, in the values' unit; `confidence` that there is a trend, 0 to 1;
    `used` how many values it rests on.
    """

    sign: int | None
    slope: float | None
    confidence: float | None
    used: int


def trend_of(values: Sequence[float | None]) -> Trend:
    """The trend of the values of consecutive periods, oldest first, None for a gap, which counts as
    a step of time."""
    known = [(i, value) for i, value in enumerate(values) if value is not None]
    if len(known) < FEWEST:
        return Trend(None, None, None, len(known))
    pairs = list(combinations(known, 2))
    slope = median((later[1] - earlier[1]) / (later[0] - earlier[0]) for earlier, later in pairs)
    s = sum((later[1] > earlier[1]) - (later[1] < earlier[1]) for earlier, later in pairs)
    ties = tuple(sorted(Counter(value for _, value in known).values()))
    p = _exact(s, ties) if len(known) <= _EXACT_UP_TO else _normal(s, len(known), ties)
    sign = 0 if p > FLAT_ABOVE else (s > 0) - (s < 0)
    return Trend(sign, slope, 1 - p, len(known))


def _exact(s: int, ties: tuple[int, ...]) -> float:
    """How likely |S| or more is when every order of the values is: two-sided."""
    counts = _inversions(ties)
    untied = len(counts) - 1
    extreme = sum(count for d, count in enumerate(counts) if abs(untied - 2 * d) >= abs(s))
    return extreme / sum(counts)


@lru_cache(maxsize=256)
def _inversions(ties: tuple[int, ...]) -> tuple[int, ...]:
    """How many orders of values that are tied in groups of these sizes have 0, 1, 2, … pairs the
    wrong way round: the coefficients of a Gaussian multinomial."""
    counts, size = [1], 0
    for tied in ties:
        size += tied
        for i in range(1, tied + 1):
            counts = _divided(_multiplied(counts, size - tied + i), i)
    return tuple(counts)


def _multiplied(polynomial: list[int], n: int) -> list[int]:
    """Times 1 + q + … + qⁿ⁻¹."""
    result = [0] * (len(polynomial) + n - 1)
    for i, coefficient in enumerate(polynomial):
        for j in range(n):
            result[i + j] += coefficient
    return result


def _divided(polynomial: list[int], n: int) -> list[int]:
    """By 1 + q + … + qⁿ⁻¹, which leaves nothing over."""
    rest, result = list(polynomial), []
    for i in range(len(polynomial) - n + 1):
        coefficient = rest[i]
        result.append(coefficient)
        for j in range(n):
            rest[i + j] -= coefficient
    return result


def _normal(s: int, n: int, ties: Sequence[int]) -> float:
    """The same for many values, by the normal distribution with a correction for continuity."""
    if s == 0:
        return 1.0
    variance = (
        n * (n - 1) * (2 * n + 5) - sum(tied * (tied - 1) * (2 * tied + 5) for tied in ties)
    ) / 18
    return 2 * NormalDist().cdf(-(abs(s) - 1) / sqrt(variance))
