"""What a forecast means for a target: what is expected at its end, and how likely that meets it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from statistics import NormalDist

from graph.domain.calendar import Period
from graph.domain.forecast.forecast import Forecast
from graph.domain.kpi_series import Measured
from graph.domain.kpis import Target


@dataclass(frozen=True, slots=True)
class Outlook:
    """`needed` is what each period left has to come to on average; None but for sums."""

    target: str
    expected: float
    probability: float
    needed: float | None


@dataclass(frozen=True, slots=True)
class _Steps:
    """The periods that a target still leaves: consecutive steps of the forecast from `skipped` on,
    what they are expected to be, and what is known of the rest of its days."""

    skipped: int
    values: Sequence[float]
    known: Sequence[float]


def totals_of(kpi: Measured, forecast: Forecast, ahead: Sequence[Period]) -> list[float | None]:
    """The running total at the end of each point: the last finished total of what it runs within,
    and the forecasts since. `ahead` are the periods of all steps, those missed first."""
    if not kpi.totals:
        return [None] * len(forecast.points)
    values = [*forecast.missed, *(point.value for point in forecast.points)]
    totals: list[float | None] = []
    for last in range(forecast.behind, len(values)):
        steps = _of_total(kpi, values, ahead, last)
        totals.append(fsum([*steps.known, *steps.values]))
    return totals


def outlooks(kpi: Measured, forecast: Forecast, ahead: Sequence[Period]) -> list[Outlook]:
    """Every target whose period is not over and ends within the points, the earliest end first;
    none of what is the least or the most of its parts."""
    points = ahead[forecast.behind :]
    if not points or (kpi.aggregation in ("MIN", "MAX") and not kpi.totals):
        return []
    found = []
    for target, identifier in sorted(kpi.targets, key=lambda row: (row[0].ends_on, row[1])):
        if not points[0].ends_on <= target.ends_on <= points[-1].ends_on:
            continue
        steps = _left(kpi, forecast, ahead, target)
        if steps is not None:
            found.append(_outlook(kpi, forecast, target, identifier, steps))
    return found


def _left(
    kpi: Measured, forecast: Forecast, ahead: Sequence[Period], target: Target
) -> _Steps | None:
    values = [*forecast.missed, *(point.value for point in forecast.points)]

    def inside(period: Period) -> bool:
        return target.starts_on <= kpi.calendar.first_day(period) <= target.ends_on

    steps = [i for i in range(forecast.behind, len(ahead)) if inside(ahead[i])]
    if not steps:
        return None
    if kpi.totals:
        return _of_total(kpi, values, ahead, steps[-1])
    known = [
        value
        for at, value in kpi.values.items()
        if at < ahead[forecast.behind].starts_at and inside(kpi.calendar.period(at))
    ]
    return _Steps(steps[0], [values[i] for i in steps], known)


def _of_total(kpi: Measured, values: Sequence[float], ahead: Sequence[Period], last: int) -> _Steps:
    """The steps of the stretch that the total at the end of step `last` runs within."""
    within = kpi.within(ahead[last])
    steps = [i for i in range(last + 1) if kpi.within(ahead[i]) == within]
    before = [at for at in kpi.values if within.starts_at <= at < ahead[steps[0]].starts_at]
    known = [kpi.values[max(before)]] if before else []
    return _Steps(steps[0], [values[i] for i in steps], known)


def _outlook(
    kpi: Measured, forecast: Forecast, target: Target, identifier: str, steps: _Steps
) -> Outlook:
    left, widths = len(steps.values), forecast.widths
    sums = kpi.totals or kpi.aggregation == "SUM"
    if sums or kpi.aggregation == "MEAN":
        expected = fsum([*steps.known, *steps.values])
        width = forecast.replay.summed_width(steps.skipped, left)
        if width is None:
            width = fsum(widths[steps.skipped : steps.skipped + left])
        if not sums:
            count = left + len(steps.known)
            expected, width = expected / count, width / count
    else:
        expected, width = steps.values[-1], widths[steps.skipped + left - 1]
    needed = None
    if sums and target.value is not None:
        needed = (target.value - fsum(steps.known)) / left
    return Outlook(identifier, expected, _probability(kpi, target, expected, width), needed)


def _probability(kpi: Measured, target: Target, expected: float, width: float) -> float:
    lower, upper = target.lower, target.upper
    if kpi.judging.direction == "INCREASE":
        lower, upper = target.value, None
    elif kpi.judging.direction == "DECREASE":
        lower, upper = None, target.value
    if width == 0:
        above = lower is None or expected >= lower
        return float(above and (upper is None or expected <= upper))
    spread = NormalDist(expected, width)
    return (1.0 if upper is None else spread.cdf(upper)) - (
        0.0 if lower is None else spread.cdf(lower)
    )
