"""What returns in a series: whether there is a season, and its indices."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, sqrt
from typing import Final

from graph.domain.calendar import Frequency

LENGTHS: Final[dict[Frequency, int]] = {
    "HOURLY": 24,
    "DAILY": 7,
    "WEEKLY": 52,
    "MONTHLY": 12,
    "QUARTERLY": 4,
    "ANNUAL": 1,
}
_SIGNIFICANT: Final = 1.645
_NOTHING_LEFT: Final = 1e-18


def season_of(values: Sequence[float], frequency: Frequency) -> int | None:
    """How many periods a season has; None without one.

    There is one when two and more of them are known, and when the values less their least-squares
    line resemble themselves a season earlier: autocorrelation above 1.645/√n.
    """
    length, n = LENGTHS[frequency], len(values)
    if length == 1 or n < 2 * length + 1:
        return None
    rest = _detrended(values)
    squares = fsum(value * value for value in rest)
    if squares <= _NOTHING_LEFT * fsum(value * value for value in values):
        return None
    product = fsum(rest[i] * rest[i - length] for i in range(length, n))
    return length if product / squares > _SIGNIFICANT / sqrt(n) else None


def indices(values: Sequence[float], length: int) -> list[float]:
    """The additive index of each place in a season, by period modulo its length; they sum to 0.

    The mean of value − centred moving average over a season (over two half-shifted ones where the
    length is even), less the mean of the indices. Needs at least two seasons.
    """
    half = length // 2
    sums = [0.0]
    for value in values:
        sums.append(sums[-1] + value)
    found: list[list[float]] = [[] for _ in range(length)]
    for i in range(half, len(values) - half):
        if length % 2:
            mean = (sums[i + half + 1] - sums[i - half]) / length
        else:
            inner = sums[i + half] - sums[i - half + 1]
            mean = (inner + (values[i - half] + values[i + half]) / 2) / length
        found[i % length].append(values[i] - mean)
    means = [fsum(each) / len(each) for each in found]
    middle = fsum(means) / length
    return [mean - middle for mean in means]


def _detrended(values: Sequence[float]) -> list[float]:
    slope, level = line(values)
    return [value - level - slope * i for i, value in enumerate(values)]


def line(values: Sequence[float]) -> tuple[float, float]:
    """Slope and intercept at period 0 of the least-squares line through the values."""
    n = len(values)
    middle, mean = (n - 1) / 2, fsum(values) / n
    over = fsum((i - middle) * (value - mean) for i, value in enumerate(values))
    slope = over / (n * (n * n - 1) / 12)
    return slope, mean - slope * middle
