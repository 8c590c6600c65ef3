"""KPIs period by period, held against a slow version that goes day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.domain.kpi_series import Measured, series
from graph.domain.kpis import Calendar, Judging
from tests.reference import kpi_series as slow

DAY = timedelta(days=1)
FITTING = {
    "NEVER": ("DAILY", "WEEKLY", "MONTHLY", "QUARTERLY"),
    "WITHIN_MONTH": ("DAILY",),
    "WITHIN_QUARTER": ("DAILY", "MONTHLY"),
    "WITHIN_YEAR": ("DAILY", "MONTHLY", "QUARTERLY"),
}


@st.composite
def questions(draw: st.DrawFn) -> tuple[slow.Kpi, date, date, date, str]:
    """A KPI, from when to when, what day it is, and in which periods."""
    accumulates = draw(st.sampled_from([*FITTING]))
    frequency = draw(st.sampled_from(FITTING[accumulates]))
    longer = [one for one in slow.ORDER if slow.ORDER.index(one) >= slow.ORDER.index(frequency)]
    if accumulates != "NEVER" and "WEEKLY" in longer:
        longer.remove("WEEKLY")
    every = draw(st.sampled_from(longer))
    first = date(2022, 12, 1) + draw(st.integers(0, 800)) * DAY
    last = first + draw(st.integers(0, 40 if every == "DAILY" else 300)) * DAY
    today = last + draw(st.integers(-30, 30)) * DAY
    values: dict[date, float] = {}
    for back in draw(st.lists(st.integers(-10, 500), max_size=25)):
        day = slow.days_of(frequency, last - back * DAY)[0]
        values[day] = float(draw(st.integers(-5, 9)))
    aggregation = draw(st.sampled_from(["SUM", "MEAN", "LAST", "MIN", "MAX"]))
    return slow.Kpi(frequency, aggregation, accumulates, values), first, last, today, every


@settings(max_examples=60, deadline=None)
@given(questions())
def test_every_period_is_what_goes_day_by_day(
    asked: tuple[slow.Kpi, date, date, date, str],
) -> None:
    kpi, first, last, today, every = asked
    frequency: Any = kpi.frequency
    calendar = Calendar(frequency, ZoneInfo("UTC"))
    told: Any = kpi
    measured = Measured(
        calendar,
        Judging("INCREASE"),
        told.aggregation,
        told.accumulates,
        {_start(day): value for day, value in kpi.values.items()},
    )
    chosen: Any = every
    found = series(
        measured, _start(first), _start(last + DAY), _start(today) + timedelta(hours=9), chosen
    )
    wanted = slow.series(kpi, first, last, today, every)
    assert len(found) == len(wanted)
    for row, right in zip(found, wanted, strict=True):
        known = (row.period.starts_on, row.measured, row.of, row.partial)
        assert known == (right.starts_on, right.measured, right.of, right.partial)
        for name in ("value", "change", "growth", "growth_year_on_year"):
            assert getattr(row, name) == pytest.approx(getattr(right, name)), name


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
