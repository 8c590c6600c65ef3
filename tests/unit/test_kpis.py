"""KPI status, the target that stands, and one value a period."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.domain.calendar import period_of
from graph.domain.errors import InvalidInput
from graph.domain.kpis import (
    KpiDirection,
    KpiStatus,
    Target,
    check_target,
    kpi_status,
    latest_recorded,
    standing_target,
)

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
JUNE = (date(2026, 6, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("direction", "value", "bounds", "status"),
    [
        ("INCREASE", None, {"value": 100}, "NO_DATA"),
        ("INCREASE", 90, None, "NO_TARGET"),
        ("INCREASE", 100, {"value": 100}, "ON_TARGET"),
        ("INCREASE", 150, {"value": 100}, "ON_TARGET"),
        ("INCREASE", 90, {"value": 100}, "WATCH"),
        ("INCREASE", 89.99, {"value": 100}, "OFF_TARGET"),
        ("INCREASE", -109, {"value": -100}, "WATCH"),
        ("INCREASE", -0.1, {"value": 0}, "OFF_TARGET"),
        ("DECREASE", 3, {"value": 3}, "ON_TARGET"),
        ("DECREASE", 1, {"value": 3}, "ON_TARGET"),
        ("DECREASE", 110, {"value": 100}, "WATCH"),
        ("DECREASE", 111, {"value": 100}, "OFF_TARGET"),
        ("DECREASE", 4.95, {"value": 4.5}, "WATCH"),
        ("INCREASE", 0.99, {"value": 1.1}, "WATCH"),
        ("INCREASE", 0.9899999, {"value": 1.1}, "OFF_TARGET"),
        ("BETWEEN", 10, {"lower": 10, "upper": 20}, "ON_TARGET"),
        ("BETWEEN", 20, {"lower": 10, "upper": 20}, "ON_TARGET"),
        ("BETWEEN", 9, {"lower": 10, "upper": 20}, "WATCH"),
        ("BETWEEN", 21, {"lower": 10, "upper": 20}, "WATCH"),
        ("BETWEEN", 8.9, {"lower": 10, "upper": 20}, "OFF_TARGET"),
        ("BETWEEN", 21.1, {"lower": 10, "upper": 20}, "OFF_TARGET"),
    ],
)
def test_status(
    direction: KpiDirection,
    value: float | None,
    bounds: dict[str, Any] | None,
    status: KpiStatus,
) -> None:
    target = None if bounds is None else Target(*YEAR, **bounds)
    assert kpi_status(direction, 0.1, value, target) == status


numbers = st.floats(-1e6, 1e6)


@settings(deadline=None)
@given(
    st.sampled_from(["INCREASE", "DECREASE", "BETWEEN"]),
    st.floats(0, 2),
    numbers,
    numbers,
    st.floats(1, 1e6),
)
def test_status_against_the_rule_as_it_reads(
    direction: KpiDirection, band: float, value: float, number: float, width: float
) -> None:
    if direction == "BETWEEN":
        lower, upper = number, number + width
        target = Target(*YEAR, lower=lower, upper=upper)
        good = lower <= value <= upper
        room = band * (upper - lower)
        short = max(lower - value, value - upper)
    else:
        target = Target(*YEAR, value=number)
        good = value >= number if direction == "INCREASE" else value <= number
        room = band * abs(number)
        short = abs(number - value)
    # To the last digit of a double nobody can say which it is.
    assume(good or abs(short - room) > 1e-11 * abs(value) or short == room == 0)
    expected = "ON_TARGET" if good else "WATCH" if short <= room else "OFF_TARGET"
    assert kpi_status(direction, band, value, target) == expected


@pytest.mark.parametrize(
    ("direction", "bounds", "field"),
    [
        ("INCREASE", {}, "value"),
        ("DECREASE", {"value": 1, "lower": 0}, "lower"),
        ("BETWEEN", {"value": 1}, "value"),
        ("BETWEEN", {"lower": 1}, "upper"),
        ("BETWEEN", {"lower": 1, "upper": 1}, "lower"),
        ("INCREASE", {"value": float("nan")}, "value"),
    ],
)
def test_bad_targets_are_refused(
    direction: KpiDirection, bounds: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_target(direction, Target(*YEAR, **bounds))
    assert refused.value.data == {"path": [field]}


def test_a_period_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(InvalidInput):
        check_target("INCREASE", Target(YEAR[1], YEAR[0], value=1))


def test_the_target_of_the_period_stands_before_others_that_hold_the_day() -> None:
    zone = ZoneInfo("UTC")
    year, june, week = (
        Target(*YEAR, value=1),
        Target(*JUNE, value=2),
        Target(date(2026, 6, 8), date(2026, 6, 14), value=3),
    )
    day = date(2026, 6, 10)
    month = period_of("MONTHLY", datetime(2026, 6, 10, tzinfo=UTC), zone)
    assert standing_target([year, june, week], day, month) == june
    assert standing_target([year, week], day, month) == week
    assert standing_target([year], day, month) == year
    assert standing_target([year, june, week], day, None) == week
    assert standing_target([june, week], date(2026, 7, 1), None) is None
    assert standing_target([], day, month) is None


def test_one_value_a_period_the_latest_recorded() -> None:
    may, june = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    values = ["june, first", "may, second", "june, second", "may, first", "june, too late"]
    periods = [june, may, june, may, june]
    assert latest_recorded(values, periods, [1, 2, 3, 1, 2]) == ["may, second", "june, second"]
    assert latest_recorded(values, periods, [0] * 5) == ["may, first", "june, too late"]
