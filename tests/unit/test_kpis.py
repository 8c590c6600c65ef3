"""KPI status, the target that stands, and one value a period."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import permutations
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.domain.calendar import Frequency, to_ms
from graph.domain.errors import InvalidInput
from graph.domain.kpis import (
    Calendar,
    Judging,
    KpiDirection,
    KpiStatus,
    Target,
    check_target,
    judged,
    kpi_status,
    latest_recorded,
    standing_target,
    value_due_on,
)
from graph.domain.step_function import StepFunction
from tests.reference import kpis as reference

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
JUNE = (date(2026, 6, 1), date(2026, 6, 30))


def at(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


MONTHLY = Calendar("MONTHLY", ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("direction", "value", "bounds", "status"),
    [
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
        # The bound of what is watched is 0, which no double of it would be.
        ("BETWEEN", 0, {"lower": 0.1, "upper": 1.1}, "WATCH"),
        ("BETWEEN", -1e-300, {"lower": 0.1, "upper": 1.1}, "WATCH"),
        # Twelve digits count, on both sides of the target and of the band.
        ("DECREASE", 0.1 + 0.2, {"value": 0.3}, "ON_TARGET"),
        ("INCREASE", 4.35 * 100, {"value": 435}, "ON_TARGET"),
        ("INCREASE", 435, {"value": 435.0000000001}, "ON_TARGET"),
        ("INCREASE", 435, {"value": 435.00000001}, "WATCH"),
        ("DECREASE", 3 * 1.65, {"value": 4.5}, "WATCH"),
        ("DECREASE", 4.95000000001, {"value": 4.5}, "OFF_TARGET"),
        ("INCREASE", 1e100, {"value": 1.7e308}, "OFF_TARGET"),
        ("INCREASE", -1.7e308, {"value": 1.7e308}, "OFF_TARGET"),
        ("INCREASE", 5e-324, {"value": 5e-324}, "ON_TARGET"),
    ],
)
def test_status(
    direction: KpiDirection, value: float, bounds: dict[str, Any], status: KpiStatus
) -> None:
    assert judged(Judging(direction), value, Target(*YEAR, **bounds)) == status


@pytest.mark.parametrize(
    ("band", "within", "value", "status"),
    [
        (0.1, None, 0.4, "OFF_TARGET"),
        (0.1, 0.5, 0.4, "WATCH"),
        (0.1, 0.5, 0.5, "WATCH"),
        (0.1, 0.5, 0.1 + 0.2 + 0.2, "WATCH"),
        (0.1, 0.5, 0.50001, "OFF_TARGET"),
        (0.1, 0, 0.4, "OFF_TARGET"),
        (0, 0, 0, "ON_TARGET"),
    ],
)
def test_a_target_of_0_is_watched_in_the_unit_of_the_kpi(
    band: float, within: float | None, value: float, status: KpiStatus
) -> None:
    assert judged(Judging("DECREASE", band, within), value, Target(*YEAR, value=0)) == status


def test_whichever_is_more_of_band_and_unit_counts() -> None:
    target = Target(*YEAR, value=100)
    assert judged(Judging("INCREASE", 0.1, 5), 91, target) == "WATCH"
    assert judged(Judging("INCREASE", 0.01, 5), 95, target) == "WATCH"
    assert judged(Judging("INCREASE", 0.01, 5), 94, target) == "OFF_TARGET"


numbers = st.one_of(st.floats(-1e6, 1e6), st.integers(-1000, 1000).map(lambda n: n / 100))


@settings(deadline=None)
@given(
    st.sampled_from(["INCREASE", "DECREASE", "BETWEEN"]),
    st.one_of(st.floats(0, 2), st.integers(0, 20).map(lambda n: n / 20)),
    st.none() | numbers.map(abs),
    numbers,
    numbers,
    st.floats(1, 1e6),
)
def test_status_against_the_rule_as_it_reads(
    direction: KpiDirection,
    band: float,
    within: float | None,
    value: float,
    number: float,
    width: float,
) -> None:
    target = Target(*YEAR, value=number)
    if direction == "BETWEEN":
        target = Target(*YEAR, lower=number, upper=number + width)
    expected = reference.status(direction, band, within, value, target)
    assert judged(Judging(direction, band, within), value, target) == expected


def test_without_a_value_or_a_target() -> None:
    june = MONTHLY.period(datetime(2026, 6, 10, tzinfo=UTC))
    target = Target(*JUNE, value=1)
    none = kpi_status(Judging("INCREASE"), MONTHLY, None, june, target)
    assert none == StepFunction(("NO_DATA",))
    steps = kpi_status(Judging("INCREASE"), MONTHLY, 1, june, None)
    assert steps == StepFunction(("NO_TARGET", "STALE"), (to_ms(at(2026, 9, 1)),))


@pytest.mark.parametrize(
    ("frequency", "value", "stale", "due"),
    [
        ("MONTHLY", at(2026, 9, 30, 21), at(2026, 12, 1), date(2026, 10, 31)),
        ("MONTHLY", at(2026, 9, 1), at(2026, 12, 1), date(2026, 10, 31)),
        ("DAILY", at(2024, 1, 10, 13), at(2024, 1, 13), date(2024, 1, 11)),
        ("WEEKLY", at(2026, 12, 30), at(2027, 1, 18), date(2027, 1, 10)),
        ("QUARTERLY", at(2026, 1, 1), at(2026, 10, 1), date(2026, 6, 30)),
        ("ANNUAL", at(2026, 7, 1), at(2029, 1, 1), date(2027, 12, 31)),
        ("HOURLY", at(2026, 7, 1, 9), at(2026, 7, 1, 12), date(2026, 7, 1)),
    ],
)
def test_it_is_stale_when_two_whole_periods_went_by(
    frequency: Frequency, value: datetime, stale: datetime, due: date
) -> None:
    calendar = Calendar(frequency, ZoneInfo("UTC"))
    period = calendar.period(value)
    steps = kpi_status(Judging("INCREASE"), calendar, 5, period, Target(*YEAR, value=5))
    assert steps == StepFunction(("ON_TARGET", "STALE"), (to_ms(stale),))
    assert value_due_on(calendar, period) == due


@settings(deadline=None)
@given(
    st.sampled_from(["ANNUAL", "QUARTERLY", "MONTHLY", "WEEKLY", "DAILY"]),
    st.sampled_from(["UTC", "America/New_York", "Asia/Kathmandu"]),
    st.integers(1, 12),
    st.integers(0, 3000),
    st.integers(0, 1500),
)
def test_stale_against_counting_the_days(
    frequency: Frequency, zone: str, month: int, day: int, later: int
) -> None:
    calendar = Calendar(frequency, ZoneInfo(zone), month)
    value = datetime(2020, 1, 1, 12, tzinfo=ZoneInfo(zone)) + timedelta(days=day)
    now = value + timedelta(days=later)
    steps = kpi_status(Judging("INCREASE"), calendar, 5, calendar.period(value), None)
    stale = reference.whole_periods_between(frequency, month, value.date(), now.date()) >= 2
    assert steps.at(to_ms(now)) == ("STALE" if stale else "NO_TARGET")


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


def standing(targets: list[Target], calendar: Calendar, day: date) -> Target | None:
    period = calendar.period(datetime.combine(day, time(12), UTC))
    rows = [(target, f"tgt_{number}") for number, target in enumerate(targets)]
    found = standing_target(rows, calendar, period)
    return None if found is None else found[0]


def test_the_shortest_target_that_is_not_shorter_than_the_period_stands() -> None:
    year, june, week = (
        Target(*YEAR, value=1),
        Target(*JUNE, value=2),
        Target(date(2026, 6, 8), date(2026, 6, 14), value=3),
    )
    day = date(2026, 6, 10)
    assert standing([year, june, week], MONTHLY, day) == june
    assert standing([year, week], MONTHLY, day) == year
    assert standing([week], MONTHLY, day) is None
    assert standing([june, week], MONTHLY, date(2026, 7, 1)) is None
    assert standing([], MONTHLY, day) is None
    assert standing([year, june, week], Calendar("DAILY", ZoneInfo("UTC")), day) == week
    assert standing([year, june, week], Calendar("WEEKLY", ZoneInfo("UTC")), day) == week
    # What a quarter should be is for none of its months alone, nor for a year.
    assert standing([june], Calendar("QUARTERLY", ZoneInfo("UTC")), day) is None


def test_a_week_is_of_the_month_of_its_thursday() -> None:
    may, june = Target(date(2026, 5, 1), date(2026, 5, 31), value=1), Target(*JUNE, value=2)
    weekly = Calendar("WEEKLY", ZoneInfo("UTC"))
    assert standing([may, june], weekly, date(2026, 5, 31)) == may
    # Monday 29 June to Sunday 5 July, whose Thursday is 2 July.
    assert standing([may, june], weekly, date(2026, 6, 29)) is None
    # Monday 27 April to Sunday 3 May, whose Thursday is 30 April.
    assert standing([may, june], weekly, date(2026, 5, 1)) is None


def test_of_equally_long_targets_the_later_stands_and_then_the_first_by_id() -> None:
    early = Target(date(2026, 5, 20), date(2026, 6, 20), value=1)
    late = Target(date(2026, 5, 25), date(2026, 6, 25), value=2)
    period = MONTHLY.period(datetime(2026, 6, 10, tzinfo=UTC))
    rows = [(early, "tgt_a"), (late, "tgt_c"), (late, "tgt_b")]
    for order in permutations(rows):
        assert standing_target(order, MONTHLY, period) == (late, "tgt_b")


def test_one_value_a_period_the_latest_recorded() -> None:
    may, june = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    values = ["june, first", "may, second", "june, second", "may, first", "june, too late"]
    periods = [june, may, june, may, june]
    assert latest_recorded(values, periods, [1, 2, 3, 1, 2]) == ["may, second", "june, second"]
    assert latest_recorded(values, periods, [0] * 5) == ["may, first", "june, too late"]
