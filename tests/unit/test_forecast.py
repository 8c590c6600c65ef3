"""Forecasts against the rule as it is written, worked by hand where that is short."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from graph.domain.errors import InvalidInput
from graph.domain.forecast.forecast import Forecast, forecast_of
from graph.domain.forecast.values import Series, series_of
from tests.reference import forecast as slow

NUMBERS = st.one_of(
    st.integers(-20, 20).map(float), st.floats(-1e6, 1e6, allow_nan=False), st.floats(0.5, 200)
)
FREQUENCIES = st.sampled_from(["HOURLY", "DAILY", "WEEKLY", "MONTHLY", "QUARTERLY", "ANNUAL"])


@st.composite
def histories(draw: st.DrawFn) -> list[float | None]:
    """Values with gaps; half of them with a season, a trend or a growth that one can find."""
    n = draw(st.integers(8, 60))
    noise = draw(st.lists(NUMBERS, min_size=n, max_size=n))
    kind = draw(st.sampled_from(["noise", "season", "trend", "growth"]))
    size = draw(st.floats(0, 0.3))
    values = []
    for i, value in enumerate(noise):
        shape = {
            "season": 50 + 20 * math.sin(2 * math.pi * i / draw(st.sampled_from([4, 7, 12]))),
            "trend": 10 + 3 * i,
            "growth": 5 * 1.05**i,
        }.get(kind)
        values.append(value if shape is None else shape + size * (value % 10))
    gaps = draw(st.sets(st.integers(0, n + 1), max_size=n // 4))
    return [None if i in gaps else value for i, value in enumerate(values)]


@settings(deadline=None, max_examples=60)
@given(
    histories(),
    FREQUENCIES,
    st.integers(0, 60),
    st.floats(0.01, 0.99),
    st.booleans(),
)
def test_it_is_the_rule(
    values: list[float | None], frequency: Any, steps: int, level: float, logarithms: bool
) -> None:
    expected = slow.forecast(values, frequency, steps=steps, level=level, logarithms=logarithms)
    found = forecast_of(values, frequency, periods=steps, level=level, logarithms=logarithms)
    if isinstance(expected, str):
        assert found == expected
        return
    assert isinstance(found, Forecast)
    # Where two candidates are as good but for rounding, either may come first.
    top = max(abs(value) for value in values if value is not None)
    limit = 1.02 * min(each[0] for each in expected["errors"]) + 1e-9 * top
    assume(all(abs(each[0] - limit) > 1e-6 * top for each in expected["errors"]))
    assert (found.method, found.logarithmic) == (expected["method"], expected["logarithmic"])
    for point, (value, lower, upper) in zip(found.points, expected["points"], strict=True):
        assert (point.value, point.lower, point.upper) == pytest.approx(
            (value, lower, upper), rel=1e-6, abs=1e-6 * top
        )
    accuracy = found.accuracy
    assert (accuracy.origins, accuracy.horizon) == (expected["origins"], expected["horizon"])
    assert accuracy.mean_absolute_error == pytest.approx(expected["mae"], rel=1e-6, abs=1e-9 * top)
    assert accuracy.bias == pytest.approx(expected["bias"], rel=1e-6, abs=1e-6 * top)
    if expected["mae"] > 1e-6 * top:
        assert accuracy.relative_error == pytest.approx(expected["relative"], rel=1e-6)
        assert accuracy.coverage == pytest.approx(expected["coverage"], abs=0.02)


def test_a_line_goes_on() -> None:
    found = forecast_of([10.0 + 2 * i for i in range(12)], "MONTHLY", periods=3)
    assert isinstance(found, Forecast)
    assert found.method == "DRIFT"
    assert [point.value for point in found.points] == pytest.approx([34, 36, 38])
    assert [point.upper - point.lower for point in found.points] == pytest.approx([0, 0, 0])
    assert found.accuracy.relative_error == pytest.approx(0, abs=1e-12)


def test_a_walk_widens_by_hand() -> None:
    """Up and down by 1 from month to month: the last value is the best guess, and is wrong by 1 at
    each odd step and by 0 at each even one."""
    values = [5.0, 6.0] * 6
    found = forecast_of(values, "ANNUAL", periods=2, level=0.8)
    assert isinstance(found, Forecast)
    expected = slow.forecast(values, "ANNUAL", steps=2, level=0.8, logarithms=True)
    assert isinstance(expected, dict)
    assert found.method == expected["method"]
    z = NormalDist().inv_cdf(0.9)
    first = found.points[0]
    assert (first.upper - first.lower) / 2 == pytest.approx(z * found.widths[0])


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([], "TOO_FEW_VALUES"),
        ([None] * 20, "TOO_FEW_VALUES"),
        ([1.0, 2.0], "TOO_FEW_VALUES"),
        ([float(i) for i in range(7)], "TOO_FEW_VALUES"),
        ([1.0, None, None] * 8, "TOO_MANY_GAPS"),
        ([*map(float, range(8)), None, None, None, None], "TOO_OLD"),
        ([5.0] * 9, "CONSTANT"),
        ([5.0] * 9 + [None] * 4, "TOO_OLD"),
    ],
)
def test_why_there_is_none(values: list[float | None], reason: str) -> None:
    assert forecast_of(values, "MONTHLY") == reason


def test_periods_after_the_last_value_are_stepped_over() -> None:
    found = forecast_of([10.0 + 2 * i for i in range(12)] + [None, None], "MONTHLY", periods=1)
    assert isinstance(found, Forecast)
    assert found.behind == 2
    assert found.points[0].value == pytest.approx(10 + 2 * 14)


def test_only_the_last_260_count() -> None:
    old: list[float | None] = [1e9] * 40
    new: list[float | None] = [float(i % 9) for i in range(260)]
    assert forecast_of(old + new, "ANNUAL") == forecast_of(new, "ANNUAL")


def test_counts_are_not_below_nothing() -> None:
    values: list[float | None] = [9.0, 8, 7, 5, 4, 3, 2, 2, 1, 0]
    found = forecast_of(values, "MONTHLY", counts=True, logarithms=False)
    assert isinstance(found, Forecast)
    assert min(point.lower for point in found.points) == 0
    assert all(point.value >= 0 for point in found.points)


@pytest.mark.parametrize(("periods", "level"), [(61, 0.8), (-1, 0.8), (5, 0.0), (5, 1.0)])
def test_what_cannot_be_asked(periods: int, level: float) -> None:
    with pytest.raises(InvalidInput):
        forecast_of([float(i) for i in range(9)], "DAILY", periods=periods, level=level)


@given(st.lists(st.one_of(st.none(), NUMBERS), max_size=300))
@example([None, 1.0, None, None, 4.0, *[0.0] * 7])
def test_gaps_are_bridged_along_lines(values: list[float | None]) -> None:
    found = series_of(values)
    if not isinstance(found, Series):
        return
    kept = values[-260:][: len(values[-260:]) - found.behind]
    kept = kept[len(kept) - len(found) :]
    for i, value in enumerate(kept):
        assert found.measured[i] is (value is not None)
        if value is not None:
            assert found.bridged[i] == value
        else:
            around = sorted((found.bridged[i - 1], found.bridged[i + 1]))
            assert around[0] - 1e-6 <= found.bridged[i] <= around[1] + 1e-6
