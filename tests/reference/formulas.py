"""What KPIs with formulas should be, worked out from nothing: slow, and by another way.

Days are UTC's. A KPI is a plain dictionary: `id`, `frequency` (DAILY, WEEKLY or MONTHLY),
`aggregation`, `values` by day, and of a computed one `formula`: a Python function of its inputs'
values, and `inputs`, ids with how they are aggregated (None: their own way); or `segments`, ids.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

Period = tuple[int, ...]
DAY = timedelta(days=1)


def period_of(frequency: str, day: date) -> Period:
    """Which period a day is in."""
    if frequency == "DAILY":
        return (day.toordinal(),)
    if frequency == "WEEKLY":
        return day.isocalendar()[:2]
    return day.year, day.month


def expected(
    kpis: Mapping[str, Mapping[str, Any]], today: date, since: date
) -> dict[str, dict[Period, float]]:
    """The values by period of all KPIs; computed ones of periods that began after `since` and
    ended before `today`."""
    days = [since + number * DAY for number in range((today - since).days + 1)]
    known: dict[str, dict[Period, float]] = {}

    def values(identifier: str) -> dict[Period, float]:
        if identifier not in known:
            kpi = kpis[identifier]
            if "inputs" in kpi:
                known[identifier] = computed(kpi)
            else:
                known[identifier] = {
                    period_of(kpi["frequency"], day): value
                    for day, value in sorted(kpi["values"].items())
                }
        return known[identifier]

    def whole(identifier: str, how: str | None, frequency: str, period: Period) -> float | None:
        """What an input's values make of one period."""
        kpi = kpis[identifier]
        counted: list[Period] = []
        for day in days:
            own = period_of(kpi["frequency"], day)
            counts = day.isoweekday() == 4 if kpi["frequency"] == "WEEKLY" else True
            if kpi["frequency"] == frequency:
                counts = True
            if counts and period_of(frequency, day) == period and own not in counted:
                counted.append(own)
        found = [values(identifier)[own] for own in counted if own in values(identifier)]
        return _together(how or kpi["aggregation"], found) if found else None

    def computed(kpi: Mapping[str, Any]) -> dict[Period, float]:
        made: dict[Period, float] = {}
        frequency = kpi["frequency"]
        periods = dict.fromkeys(period_of(frequency, day) for day in days)
        over = [p for p in periods if p not in _touched(frequency, (since, today))]
        for period in over:
            inputs = [whole(one, how, frequency, period) for one, how in kpi["inputs"]]
            if inputs and None not in inputs:
                try:
                    made[period] = kpi["formula"](*inputs)
                except ZeroDivisionError:
                    continue
        return made

    return {identifier: values(identifier) for identifier in kpis}


def _touched(frequency: str, days: Sequence[date]) -> set[Period]:
    return {period_of(frequency, day) for day in days}


def _together(how: str, values: Sequence[float]) -> float:
    ways: dict[str, Callable[[Sequence[float]], float]] = {
        "SUM": sum,
        "MEAN": lambda some: sum(some) / len(some),
        "MIN": min,
        "MAX": max,
        "LAST": lambda some: some[-1],
    }
    return ways[how](values)
