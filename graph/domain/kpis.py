"""A KPI's values, targets and status. Imports graph.domain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Final, Literal, TypeVar

from graph.domain.calendar import Period
from graph.domain.errors import InvalidInput

KpiDirection = Literal["INCREASE", "DECREASE", "BETWEEN"]
KpiStatus = Literal["NO_DATA", "NO_TARGET", "ON_TARGET", "WATCH", "OFF_TARGET"]

DEFAULT_WATCH_BAND: Final = 0.1


@dataclass(frozen=True, slots=True)
class Target:
    """What a KPI should be from one day to another, both inclusive: a `value`, or for a BETWEEN
    KPI `lower` and `upper`."""

    starts_on: date
    ends_on: date
    value: float | None = None
    lower: float | None = None
    upper: float | None = None


V = TypeVar("V")

_ROUNDING: Final = 1e-12


def target_mistakes(direction: KpiDirection, target: Target) -> list[tuple[str, str]]:
    """What is wrong with a target of a KPI of that direction: (the field, a sentence)."""
    between = direction == "BETWEEN"
    mistakes = []
    for field, number in (
        ("value", target.value),
        ("lower", target.lower),
        ("upper", target.upper),
    ):
        needed = (field != "value") == between
        if needed and number is None:
            mistakes.append((field, f"A target of a KPI with direction {direction} needs {field}."))
        elif not needed and number is not None:
            mistakes.append((field, f"{field} is not for a KPI with direction {direction}."))
        elif number is not None and not isfinite(number):
            mistakes.append((field, f"{field} has to be a finite number."))
    if target.lower is not None and target.upper is not None and target.lower >= target.upper:
        mistakes.append(("lower", "lower has to be below upper."))
    if target.starts_on > target.ends_on:
        mistakes.append(("period", "The period ends before it starts."))
    return mistakes


def check_target(direction: KpiDirection, target: Target) -> None:
    """Raises InvalidInput for the first thing that is wrong; its path is the field."""
    for field, message in target_mistakes(direction, target):
        raise InvalidInput(message, path=[field])


def kpi_status(
    direction: KpiDirection, watch_band: float, latest: float | None, target: Target | None
) -> KpiStatus:
    """NO_DATA without a value, NO_TARGET without a target; ON_TARGET at or beyond the target or
    between its bounds; WATCH when short by at most `watch_band` × |target|, or beyond a bound by
    at most `watch_band` × (upper − lower), to twelve digits; else OFF_TARGET."""
    if latest is None:
        return "NO_DATA"
    if target is None:
        return "NO_TARGET"
    short, band = shortfall(direction, watch_band, latest, target)
    if short <= 0:
        return "ON_TARGET"
    # 4.95 is 0.1 × 4.5 above 4.5, though not to the last digit of their doubles.
    rounding = _ROUNDING * abs(latest) if band > 0 else 0.0
    return "WATCH" if short <= band + rounding else "OFF_TARGET"


def shortfall(
    direction: KpiDirection, watch_band: float, latest: float, target: Target
) -> tuple[float, float]:
    """How far the value is on the wrong side, in the KPI's unit (0 or less: it is not), and how
    far it may be to be watched only."""
    if direction == "BETWEEN":
        if target.lower is None or target.upper is None:
            raise InvalidInput("The target lacks a bound.", path=["target"])
        short = max(target.lower - latest, latest - target.upper)
        return short, watch_band * (target.upper - target.lower)
    if target.value is None:
        raise InvalidInput("The target lacks its value.", path=["target"])
    short = target.value - latest if direction == "INCREASE" else latest - target.value
    return short, watch_band * abs(target.value)


def standing_target(targets: Iterable[Target], day: date, period: Period | None) -> Target | None:
    """The target that stands: the one of exactly `period` (the latest value's, None without a
    value), else the shortest that holds `day` (the latest value's, or today), of equally long ones
    the one that starts last."""
    holding = [target for target in targets if target.starts_on <= day <= target.ends_on]
    if period is not None:
        for target in holding:
            if (target.starts_on, target.ends_on) == (period.starts_on, period.ends_on):
                return target
    return min(
        holding,
        key=lambda target: (target.ends_on - target.starts_on, -target.starts_on.toordinal()),
        default=None,
    )


def latest_recorded(
    values: Sequence[V], periods: Sequence[datetime], recorded: Sequence[int]
) -> list[V]:
    """One value a period, the latest recorded (of equals the later in the list), by period.

    `periods` are the starts of the values' periods, `recorded` the moments in milliseconds.
    """
    winners: dict[datetime, tuple[int, V]] = {}
    for value, period, at in zip(values, periods, recorded, strict=True):
        known = winners.get(period)
        if known is None or at >= known[0]:
            winners[period] = (at, value)
    return [winners[period][1] for period in sorted(winners)]
