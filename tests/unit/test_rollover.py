"""What of a key result goes on, against the contract's words."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from graph.domain.rollover import goes_on, new_delta, new_start

NUMBERS = st.floats(-1e6, 1e6).map(lambda number: round(number, 3))


@given(start=NUMBERS, target=NUMBERS, current=NUMBERS | st.none(), modified=st.booleans())
def test_a_way_goes_on_from_where_it_stands(
    start: float, target: float, current: float | None, modified: bool
) -> None:
    assume(start != target)
    up = start < target
    way = Fraction(target) - Fraction(start)
    gone = Fraction(0) if current is None else (Fraction(current) - Fraction(start)) / way
    result: dict[str, Any] = {
        "metricGoal": "INCREASE" if up else "DECREASE",
        "metricStart": start,
        "metricTarget": target,
        "progress": float(min(max(gone, Fraction(0)), Fraction(1))),
    }
    if current is not None:
        result["current"] = current
    assert goes_on(result, modified=modified) == (gone < 1)
    if gone < 1:
        begins = new_start(result)
        assert begins == (start if current is None else current)
        delta = new_delta(8.0, result, begins)
        assert delta is not None
        assert math.isclose(delta, float(8 * (1 - gone)), rel_tol=1e-9, abs_tol=1e-9)


@given(progress=st.sampled_from([0.0, 0.5, 1.0]), modified=st.booleans())
def test_what_has_no_way_goes_on_as_it_is(progress: float, modified: bool) -> None:
    result = {"metricGoal": "AT_LEAST", "metricTarget": 5.0, "current": 9.0, "progress": progress}
    assert goes_on(result, modified=modified) == (modified or progress < 1)
    assert new_start(result) is None
    assert new_delta(3.0, result, None) == 3.0


def test_changes_since_a_baseline_keep_their_way() -> None:
    result = {
        "metricGoal": "INCREASE",
        "metricStart": 0.0,
        "metricTarget": 10.0,
        "current": 12.0,
        "progress": 1.0,
        "measuredAs": "CHANGE",
    }
    assert not goes_on(result, modified=False)
    assert goes_on(result, modified=True)
    assert new_start(result) == 0.0


def test_a_delta_stays_finite() -> None:
    result = {
        "metricGoal": "INCREASE",
        "metricStart": -1e308,
        "metricTarget": 1e308,
        "current": 0.0,
        "progress": 0.5,
    }
    assert new_delta(None, result, 0.0) is None
    assert new_delta(1e308, result, 0.0) is not None
    assert math.isfinite(new_delta(1e308, result, -1.7e308) or 0.0)
