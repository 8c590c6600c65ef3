"""The candidates of a forecast: each says from every origin what comes at every step.

At origin t the values y₀ … y_{t−1} are known, and step k is y_{t+k−1}. One forward pass over the
values gives what all origins need, so a candidate costs n values and n · h forecasts.

Sources: Holt's damped trend (Gardner and McKenzie 1985); the Theta method (Assimakopoulos and
Nikolopoulos 2000) in the form of Hyndman and Billah (2003).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import fsum
from typing import Final, Literal, TypeVar

T = TypeVar("T")

Method = Literal[
    "NAIVE",
    "SMOOTHED",
    "DRIFT",
    "THETA",
    "DAMPED",
    "SEASONAL_NAIVE",
    "SEASONAL_THETA",
    "SEASONAL_DAMPED",
]
METHODS: Final[tuple[Method, ...]] = (
    "NAIVE",
    "SMOOTHED",
    "DRIFT",
    "THETA",
    "DAMPED",
    "SEASONAL_NAIVE",
    "SEASONAL_THETA",
    "SEASONAL_DAMPED",
)

Forecaster = Callable[[int, int], float]
"""From an origin t and a step k ≥ 1 to the forecast."""

_ALPHAS: Final = tuple(i / 10 for i in range(11))
_DAMPED_ALPHAS: Final = (0.1, 0.3, 0.5, 0.7, 0.9)
_DAMPED_BETAS: Final = (0.1, 0.3, 0.5)
_PHI: Final = 0.9
_SAME: Final = 1e-12


def naive(y: Sequence[float]) -> Forecaster:
    """The last value."""
    return lambda t, k: y[t - 1]


def drift(y: Sequence[float]) -> Forecaster:
    """On along the line from the first value to the last."""
    return lambda t, k: y[t - 1] + k * (y[t - 1] - y[0]) / (t - 1)


def seasonal_naive(y: Sequence[float], length: int) -> Forecaster:
    """The value of the same place in the last season that is known."""
    return lambda t, k: y[t + k - 1 - length * ((k + length - 1) // length)]


def best_alpha(y: Sequence[float], measured: Sequence[bool], until: int) -> float:
    """The smoothing of the least squared one-step errors before `until`; ties: the smallest."""
    return _least(
        _ALPHAS, [_smoothed_squares(y, measured, until, alpha) for alpha in _ALPHAS], y[:until]
    )


def best_damped(y: Sequence[float], measured: Sequence[bool], until: int) -> tuple[float, float]:
    """Likewise the smoothing of level and trend: α, then β."""
    pairs = [(alpha, beta) for alpha in _DAMPED_ALPHAS for beta in _DAMPED_BETAS]
    squares = [_damped_squares(y, measured, until, alpha, beta) for alpha, beta in pairs]
    return _least(pairs, squares, y[:until])


def smoothed(y: Sequence[float], alpha: float) -> Forecaster:
    """The smoothed level."""
    levels = _levels(y, alpha)
    return lambda t, k: levels[t - 1]


def theta(y: Sequence[float], alpha: float) -> Forecaster:
    """The smoothed level, and half of the least-squares slope on from it."""
    levels, slopes = _levels(y, alpha), _slopes(y)

    def forecast(t: int, k: int) -> float:
        lag = t if alpha == 0 else (1 - (1 - alpha) ** t) / alpha
        return levels[t - 1] + slopes[t - 1] / 2 * (k - 1 + lag)

    return forecast


def damped(y: Sequence[float], alpha: float, beta: float) -> Forecaster:
    """Level and trend, which fades with every step."""
    level, trend = y[0], y[1] - y[0]
    levels, trends = [level], [trend]
    for value in y[1:]:
        onward = level + _PHI * trend
        before, level = level, alpha * value + (1 - alpha) * onward
        trend = beta * (level - before) + (1 - beta) * _PHI * trend
        levels.append(level)
        trends.append(trend)
    return lambda t, k: levels[t - 1] + trends[t - 1] * _PHI * (1 - _PHI**k) / (1 - _PHI)


def seasoned(forecaster: Forecaster, seasons: Sequence[float]) -> Forecaster:
    """A forecast of deseasonalized values, with the season put back."""
    return lambda t, k: forecaster(t, k) + seasons[(t + k - 1) % len(seasons)]


def _levels(y: Sequence[float], alpha: float) -> list[float]:
    level, levels = y[0], [y[0]]
    for value in y[1:]:
        level = alpha * value + (1 - alpha) * level
        levels.append(level)
    return levels


def _slopes(y: Sequence[float]) -> list[float]:
    """The least-squares slope of the first 1, 2, … values; 0 of one. Sums are taken about the first
    value, which keeps them exact where values are large and close together."""
    slopes = [0.0]
    total = weighted = 0.0
    for i in range(1, len(y)):
        value = y[i] - y[0]
        total += value
        weighted += i * value
        n = i + 1
        slopes.append((weighted - total * i / 2) / (n * (n * n - 1) / 12))
    return slopes


def _smoothed_squares(
    y: Sequence[float], measured: Sequence[bool], until: int, alpha: float
) -> float:
    level, squares = y[0], 0.0
    for i in range(1, until):
        error = y[i] - level
        if measured[i]:
            squares += error * error
        level = alpha * y[i] + (1 - alpha) * level
    return squares


def _damped_squares(
    y: Sequence[float], measured: Sequence[bool], until: int, alpha: float, beta: float
) -> float:
    level, trend, squares = y[0], y[1] - y[0], 0.0
    for i in range(1, until):
        onward = level + _PHI * trend
        if measured[i]:
            squares += (y[i] - onward) ** 2
        before, level = level, alpha * y[i] + (1 - alpha) * onward
        trend = beta * (level - before) + (1 - beta) * _PHI * trend
    return squares


def _least(choices: Sequence[T], squares: Sequence[float], fitted: Sequence[float]) -> T:
    """The first choice whose sum of squares is the least, but for rounding."""
    limit = min(squares) + _SAME * fsum(value * value for value in fitted)
    return next(choice for choice, square in zip(choices, squares, strict=True) if square <= limit)
