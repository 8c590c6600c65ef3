"""How a KPI's values become those of a key result."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.measured_as import (
    MeasuredAs,
    measure_mistake,
    measuring_mistakes,
    since_baseline,
)
from graph.domain.units import Unit

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


@given(NUMBERS, NUMBERS.filter(lambda number: abs(number) > 1e-6))
def test_changes_are_those_of_exact_arithmetic(value: float, baseline: float) -> None:
    change = Fraction(value) - Fraction(baseline)
    percent = change * 100 / abs(Fraction(baseline))
    assert since_baseline(value, "VALUE", baseline) == value
    assert since_baseline(value, "CHANGE", baseline) == pytest.approx(float(change))
    assert since_baseline(value, "CHANGE_PERCENT", baseline) == pytest.approx(
        float(percent), rel=1e-9, abs=1e-7
    )


def test_a_rise_is_positive_also_below_zero() -> None:
    assert since_baseline(-5, "CHANGE_PERCENT", -10) == 50


@pytest.mark.parametrize("measured_as", ["CHANGE", "CHANGE_PERCENT"])
def test_nothing_without_a_baseline(measured_as: MeasuredAs) -> None:
    assert since_baseline(5, measured_as, None) is None


def test_nothing_in_percent_of_zero() -> None:
    assert since_baseline(5, "CHANGE", 0) == 5
    assert since_baseline(5, "CHANGE_PERCENT", 0) is None
    assert since_baseline(1e100, "CHANGE_PERCENT", 1e-300) is None
    largest = since_baseline(1e100, "CHANGE_PERCENT", -1e-100)
    assert largest is not None
    assert largest < 1e203


def test_what_is_wrong() -> None:
    assert measuring_mistakes("VALUE", None, measured=False) == []
    assert [name for name, _ in measuring_mistakes("VALUE", 1.0, measured=True)] == ["baseline"]
    assert [name for name, _ in measuring_mistakes("CHANGE", 0.0, measured=False)] == ["measuredAs"]
    found = measuring_mistakes("CHANGE_PERCENT", 0.0, measured=True)
    assert [name for name, _ in found] == ["baseline"]


def test_which_units_go_together() -> None:
    euros, dollars = Unit("CURRENCY", "EUR"), Unit("CURRENCY", "USD")
    assert measure_mistake("CHANGE", euros, euros) is None
    assert measure_mistake("CHANGE", Unit(), euros) is None
    assert measure_mistake("CHANGE", dollars, euros) is not None
    assert measure_mistake("CHANGE_PERCENT", Unit("PERCENT"), euros) is None
    assert measure_mistake("CHANGE_PERCENT", euros, euros) is not None
