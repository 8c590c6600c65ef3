"""Trends against counting every order of the values."""

from __future__ import annotations

from itertools import combinations, permutations
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.forecast.trend import trend_of

SMALL = st.lists(st.one_of(st.none(), st.integers(0, 4).map(float)), max_size=9)


def score(values: list[float]) -> int:
    """Kendall's S: pairs that rise less those that fall."""
    return sum((b > a) - (b < a) for a, b in combinations(values, 2))


@given(SMALL)
def test_of_few_values(values: list[float | None]) -> None:
    known = [value for value in values if value is not None]
    found = trend_of(values)
    assert found.used == len(known)
    if len(known) < 4:
        assert (found.sign, found.slope, found.confidence) == (None, None, None)
        return
    if len(known) > 6:
        return  # Too many orders to count them all in every example.
    s = score(known)
    orders = [abs(score(list(order))) >= abs(s) for order in permutations(known)]
    p = sum(orders) / len(orders)
    assert found.confidence == pytest.approx(1 - p)
    assert found.sign == (0 if p > 0.1 else (s > 0) - (s < 0))
    places = [(i, value) for i, value in enumerate(values) if value is not None]
    assert found.slope == median((y - x) / (j - i) for (i, x), (j, y) in combinations(places, 2))


def test_of_eight_with_ties_by_hand() -> None:
    """1 1 2 2 3 3 4 4 rises in all 24 untied pairs: one of 2520 orders, and its reverse."""
    found = trend_of([1.0, 1, 2, 2, 3, 3, 4, 4])
    assert found.confidence == pytest.approx(1 - 2 / 2520)
    assert found.sign == 1


def test_of_many_values_by_hand() -> None:
    """Kendall's variance of 10 values without ties is 10·9·25/18 = 125; S of a line is 45."""
    found = trend_of([float(i) for i in range(10)])
    assert found.sign == 1
    assert found.slope == 1
    assert found.confidence == pytest.approx(0.9999169, abs=1e-6)  # z = 44/√125 = 3.9355


@pytest.mark.parametrize("n", [4, 8, 9, 60])
def test_what_is_all_equal_goes_nowhere(n: int) -> None:
    found = trend_of([7.0] * n)
    assert (found.sign, found.slope, found.confidence) == (0, 0.0, 0.0)


def test_a_gap_is_a_step_of_time() -> None:
    assert trend_of([0.0, None, 2.0, None, 4.0, 5.0]).slope == 1
