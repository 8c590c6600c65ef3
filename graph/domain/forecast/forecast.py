"""The forecast of a KPI: the candidate that did best on what is known, its points and its accuracy.

Every candidate is replayed from the second half of the series on. The one of the least mean
absolute error wins; one that is nearly as good and simpler goes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log
from statistics import NormalDist
from typing import Final

from graph.domain.calendar import Frequency
from graph.domain.errors import InvalidInput
from graph.domain.forecast import methods
from graph.domain.forecast.methods import METHODS, Forecaster, Method
from graph.domain.forecast.replay import Replay, replay
from graph.domain.forecast.season import indices, season_of
from graph.domain.forecast.values import Series, Unavailable, series_of

HORIZONS: Final[dict[Frequency, int]] = {
    "HOURLY": 24,
    "DAILY": 14,
    "WEEKLY": 13,
    "MONTHLY": 12,
    "QUARTERLY": 4,
    "ANNUAL": 3,
}
MOST_PERIODS: Final = 60

_NEARLY: Final = 1.02
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Point:
    """What one period is expected to be, and the interval that it should be within."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How good the forecast was on what is known: KPIS.md's figures of a replay."""

    origins: int
    horizon: int
    mean_absolute_error: float
    relative_error: float
    coverage: float
    bias: float


@dataclass(frozen=True)
class Forecast:
    """A forecast. `points` begin with the first period that is not over; `behind` finished periods
    without a value lie between the last value and them; `missed` is what these may have been."""

    method: Method
    logarithmic: bool
    points: Sequence[Point]
    accuracy: Accuracy
    missed: Sequence[float]
    replay: Replay

    @property
    def behind(self) -> int:
        """How many finished periods came after the last value."""
        return len(self.missed)

    @cached_property
    def widths(self) -> list[float]:
        """The standard error of every step from the last value, those of `behind` first."""
        return self.replay.widths(self.behind + len(self.points))


@dataclass(frozen=True, slots=True)
class _Candidate:
    method: Method
    logarithmic: bool
    ahead: Forecaster
    tried: Replay


def forecast_of(
    values: Sequence[float | None],
    frequency: Frequency,
    *,
    periods: int | None = None,
    level: float = 0.8,
    logarithms: bool = True,
    counts: bool = False,
) -> Forecast | Unavailable:
    """The forecast of the finished periods `values`, one item each, oldest first, None for a gap;
    or why there is none.

    `periods` is how many points, by default the frequency's; `level` the share of values that the
    intervals are to hold. `logarithms` may be tried unless the measure forbids it; `counts` are not
    below 0. Raises InvalidInput for periods or a level that cannot be.
    """
    wanted = HORIZONS[frequency] if periods is None else periods
    if not 0 <= wanted <= MOST_PERIODS:
        raise InvalidInput(f"`periods` goes from 0 to {MOST_PERIODS}.", path=["periods"])
    if not 0 < level < 1:
        raise InvalidInput("`level` is above 0 and below 1, such as 0.8.", path=["level"])
    series = series_of(values)
    if not isinstance(series, Series):
        return series
    n, season = len(series), season_of(series.bridged, frequency)
    first = max(n // 2, 2 * season if season else 0)
    horizon = HORIZONS[frequency]
    candidates = list(_candidates(series, season, first, horizon, logarithms=logarithms))
    errors = [candidate.tried.mean_absolute for candidate in candidates]
    limit = _NEARLY * min(errors) + _ROUNDING * max(map(abs, series.bridged))
    at = next(i for i, error in enumerate(errors) if error <= limit)
    chosen, behind = candidates[at], series.behind
    z = NormalDist().inv_cdf(0.5 + level / 2)
    widths = chosen.tried.widths(max(behind + wanted, horizon))
    points = []
    for step in range(1, behind + wanted + 1):
        value, width = chosen.ahead(n, step), z * widths[step - 1]
        edges = (value, value - width, value + width)
        points.append(Point(*(max(0.0, edge) for edge in edges) if counts else edges))
    return Forecast(
        chosen.method,
        chosen.logarithmic,
        points[behind:],
        Accuracy(
            origins=n - first,
            horizon=min(horizon, n - first),
            mean_absolute_error=errors[at],
            relative_error=errors[at] / errors[0] if errors[0] else 1.0,
            coverage=_coverage(chosen.tried, widths, z),
            bias=chosen.tried.bias,
        ),
        [point.value for point in points[:behind]],
        chosen.tried,
    )


def _coverage(tried: Replay, widths: Sequence[float], z: float) -> float:
    inside = [
        abs(error) <= z * width
        for errors, width in zip(tried.by_step, widths, strict=False)
        for error in errors
    ]
    return sum(inside) / len(inside)


def _candidates(
    series: Series, season: int | None, first: int, horizon: int, *, logarithms: bool
) -> Iterator[_Candidate]:
    """In the order in which they win ties: by method, each plain before logarithmic."""
    plain = _of(series.bridged, series.measured, season, first)
    tables = [(False, plain)]
    if logarithms and all(value > 0 for value in series.bridged):
        logs = _of([log(value) for value in series.bridged], series.measured, season, first)
        tables.append((True, {name: _exponentials(pair) for name, pair in logs.items()}))
    for method in METHODS:
        for logarithmic, table in tables:
            if method not in table:
                continue
            past, ahead = table[method]
            try:
                tried = replay(past, series.bridged, series.measured, first, horizon)
                for step in range(1, series.behind + MOST_PERIODS + 1):
                    ahead(len(series), step)
            except OverflowError:
                continue
            yield _Candidate(method, logarithmic, ahead, tried)


Pair = tuple[Forecaster, Forecaster]
"""One for the replay, and one for what comes: they differ in the season's indices."""


def _of(
    y: Sequence[float], measured: Sequence[bool], season: int | None, first: int
) -> dict[Method, Pair]:
    """Every candidate over the values, or over their logarithms."""
    alpha = methods.best_alpha(y, measured, first)
    pairs = {
        "NAIVE": methods.naive(y),
        "SMOOTHED": methods.smoothed(y, alpha),
        "DRIFT": methods.drift(y),
        "THETA": methods.theta(y, alpha),
        "DAMPED": methods.damped(y, *methods.best_damped(y, measured, first)),
    }
    found: dict[Method, Pair] = {m: (pairs[m], pairs[m]) for m in METHODS if m in pairs}
    if season is None:
        return found
    again = methods.seasonal_naive(y, season)
    found["SEASONAL_NAIVE"] = again, again
    then, now = indices(y[:first], season), indices(y, season)
    known, whole = _without(y, then), _without(y, now)
    alpha = methods.best_alpha(known, measured, first)
    pair = methods.best_damped(known, measured, first)
    found["SEASONAL_THETA"] = (
        methods.seasoned(methods.theta(known, alpha), then),
        methods.seasoned(methods.theta(whole, alpha), now),
    )
    found["SEASONAL_DAMPED"] = (
        methods.seasoned(methods.damped(known, *pair), then),
        methods.seasoned(methods.damped(whole, *pair), now),
    )
    return found


def _without(y: Sequence[float], seasons: Sequence[float]) -> list[float]:
    return [value - seasons[i % len(seasons)] for i, value in enumerate(y)]


def _exponentials(pair: Pair) -> Pair:
    past, ahead = pair
    return (lambda t, k: exp(past(t, k))), (lambda t, k: exp(ahead(t, k)))
