"""A KPI's values and targets for one day."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from graph.demo.dates import measured_days, target_spans
from graph.demo.rows import Aim, Frequency, Kpi
from graph.demo.series import measured

_SOURCES: Final[dict[Frequency, str]] = {
    "ANNUAL": "MANUAL",
    "QUARTERLY": "MANUAL",
    "MONTHLY": "FORMULA",
    "WEEKLY": "INTEGRATION",
    "DAILY": "INTEGRATION",
    "HOURLY": "INTEGRATION",
}

# The last hour measured, in UTC: it is over by the time that the day begins anywhere near Europe.
_LAST_HOUR: Final = 20


def values(kpi: Kpi, today: date) -> list[dict[str, Any]]:
    """Its values, oldest first; none when it was never measured."""
    if kpi.before is None or kpi.now is None:
        return []
    moments = _moments(kpi.frequency, today)
    numbers = measured(kpi, kpi.before, kpi.now, len(moments))
    return [
        {"at": at, "value": value, "source": _SOURCES[kpi.frequency]}
        for at, value in zip(moments, numbers, strict=True)
    ]


def targets(kpi: Kpi, today: date) -> list[dict[str, Any]]:
    """Its targets by period, oldest first."""
    if kpi.aims is None:
        return []
    first, last = kpi.aims
    spans, latest = target_spans(kpi.frequency, today)
    return [
        {
            "period": {"startsOn": starts_on.isoformat(), "endsOn": ends_on.isoformat()},
            **_aim(first, last, at / latest, kpi.measure.precision),
        }
        for at, (starts_on, ends_on) in enumerate(spans)
    ]


def _moments(frequency: Frequency, today: date) -> list[str]:
    days = [day.isoformat() for day in measured_days(frequency, today)]
    if frequency != "HOURLY":
        return days
    hours = [f"{day}T{hour:02}:00:00Z" for day in days for hour in range(24)]
    return hours[: len(hours) - 23 + _LAST_HOUR]


def _aim(first: Aim, last: Aim, part: float, precision: int) -> dict[str, float]:
    if isinstance(first, tuple) and isinstance(last, tuple):
        return {
            "lower": _between(first[0], last[0], part, precision),
            "upper": _between(first[1], last[1], part, precision),
        }
    if isinstance(first, tuple) or isinstance(last, tuple):
        raise TypeError("Both aims are a number, or both are bounds.")
    return {"value": _between(first, last, part, precision)}


def _between(first: float, last: float, part: float, precision: int) -> float:
    return round(first + (last - first) * part, precision)
