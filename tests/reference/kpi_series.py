"""A KPI period by period, day by day: slow, and by another way.

Days are UTC's, and the fiscal year begins with January. `values` are by the day they are of, one a
period of the KPI's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

DAY = timedelta(days=1)
Key = tuple[int, ...]
LONGER = {"WITHIN_MONTH": "MONTHLY", "WITHIN_QUARTER": "QUARTERLY", "WITHIN_YEAR": "ANNUAL"}
ORDER = ["DAILY", "WEEKLY", "MONTHLY", "QUARTERLY", "ANNUAL"]


class Row(NamedTuple):
    """What is known of one period."""

    starts_on: date
    value: float | None
    measured: int
    of: int
    partial: bool
    change: float | None
    growth: float | None
    growth_year_on_year: float | None


class Kpi(NamedTuple):
    """A KPI, with its values by day."""

    frequency: str
    aggregation: str
    accumulates: str
    values: Mapping[date, float]


def key_of(frequency: str, day: date) -> Key:
    """Which period a day is in."""
    match frequency:
        case "DAILY":
            return (day.toordinal(),)
        case "WEEKLY":
            return day.isocalendar()[:2]
        case "MONTHLY":
            return day.year, day.month
        case "QUARTERLY":
            return day.year, (day.month - 1) // 3
    return (day.year,)


@cache
def days_of(frequency: str, day: date) -> list[date]:
    """All days of the period that a day is in."""
    near = [day + number * DAY for number in range(-366, 367)]
    return [other for other in near if key_of(frequency, other) == key_of(frequency, day)]


def series(kpi: Kpi, first: date, last: date, today: date, every: str) -> list[Row]:
    """The periods that hold a day from `first` to `last`; `today` has begun and is not over."""
    rows: list[Row] = []
    day = days_of(every, first)[0]
    while day <= last:
        rows.append(_row(kpi, day, today, every))
        day = days_of(every, day)[-1] + DAY
    return rows


def _row(kpi: Kpi, day: date, today: date, every: str) -> Row:
    period = days_of(every, day)
    before = days_of(every, period[0] - DAY)
    own = _own(kpi, period, every)
    partial = period[-1] >= today
    change = growth = year = None
    if not partial or (kpi.aggregation == "LAST" and kpi.accumulates == "NEVER"):
        now, then = _amount(kpi, period, every), _amount(kpi, before, every)
        if now is not None and then is not None:
            change = now - then
            growth = change / abs(then) if then else None
        earlier = _a_year_before(period[0], every)
        was = None if earlier is None else _amount(kpi, days_of(every, earlier), every)
        if now is not None and was:
            year = (now - was) / abs(was)
    return Row(
        period[0],
        _value(kpi, own),
        sum(_measured(kpi, one) is not None for one in own),
        len(own),
        partial,
        change,
        growth,
        year,
    )


def _own(kpi: Kpi, period: Sequence[date], every: str) -> list[Sequence[date]]:
    """The KPI's own periods that count to a period."""
    if kpi.frequency == every:
        return [period]
    found: dict[Key, Sequence[date]] = {}
    for day in period:
        own = days_of(kpi.frequency, day)
        sign = own[3] if kpi.frequency == "WEEKLY" else own[0]
        if sign in period:
            found[key_of(kpi.frequency, day)] = own
    return [found[key] for key in sorted(found)]


def _measured(kpi: Kpi, own: Sequence[date]) -> float | None:
    there = [kpi.values[day] for day in own if day in kpi.values]
    return there[-1] if there else None


def _value(kpi: Kpi, own: Sequence[Sequence[date]]) -> float | None:
    known = [(days[0], value) for days in own if (value := _measured(kpi, days)) is not None]
    if not known:
        return None
    if kpi.accumulates != "NEVER":
        last: dict[Key, float] = {}
        for first, value in known:
            last[key_of(LONGER[kpi.accumulates], first)] = value
        return sum(last.values())
    values = [value for _, value in known]
    match kpi.aggregation:
        case "SUM":
            return sum(values)
        case "MEAN":
            return sum(values) / len(values)
        case "MIN":
            return min(values)
        case "MAX":
            return max(values)
    return values[-1]


def _amount(kpi: Kpi, period: Sequence[date], every: str) -> float | None:
    """Of running totals, what a period added."""
    value = _value(kpi, _own(kpi, period, every))
    if kpi.accumulates == "NEVER" or value is None:
        return value
    longer = LONGER[kpi.accumulates]
    begins = days_of(longer, period[0])[0] == period[0]
    if begins or ORDER.index(every) >= ORDER.index(longer):
        return value
    before = _value(kpi, _own(kpi, days_of(every, period[0] - DAY), every))
    return None if before is None else value - before


def _a_year_before(day: date, every: str) -> date | None:
    if every == "WEEKLY":
        year, week, _ = day.isocalendar()
        return None if week == 53 else date.fromisocalendar(year - 1, week, 1)
    if (day.month, day.day) == (2, 29):
        return None
    return day.replace(year=day.year - 1)
