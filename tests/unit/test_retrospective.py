"""The rules of retrospectives against the contract's words, with exact fractions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.retrospective import (
    AMBITIONS,
    BANDS,
    Closing,
    band_of,
    bands,
    is_sandbagging,
    mean_of,
    meets,
    verdict_on,
)

SHARES = st.integers(0, 100).map(lambda percent: percent / 100)
GOALS = st.builds(
    Closing, st.sampled_from(AMBITIONS), st.booleans(), SHARES | st.none(), SHARES | st.none()
)


def _value(goal: Closing) -> Fraction | None:
    told = goal.score if goal.score is not None else goal.progress if goal.closed else None
    return None if told is None else Fraction(str(told))


@given(goals=st.lists(GOALS, max_size=12))
def test_bands_means_and_sandbagging(goals: list[Closing]) -> None:
    rows = bands(goals)
    assert [(row.band, row.ambition) for row in rows] == [
        (band, ambition) for band in BANDS for ambition in AMBITIONS
    ]
    edges = {
        "LOW": (Fraction(0), Fraction(4, 10)),
        "MIDDLE": (Fraction(4, 10), Fraction(7, 10)),
        "HIGH": (Fraction(7, 10), Fraction(2)),
    }
    for row in rows:
        low, high = edges[row.band]
        there = [
            value
            for goal in goals
            if goal.ambition == row.ambition
            and (value := _value(goal)) is not None
            and low <= value < high
        ]
        least = Fraction(1) if row.ambition == "COMMITTED" else Fraction(7, 10)
        assert (row.number, row.meets) == (len(there), sum(value >= least for value in there))
    values = [value for goal in goals if (value := _value(goal)) is not None]
    mean = mean_of(goals)
    assert (mean is None) == (not values)
    if mean is not None:
        assert mean == pytest.approx(float(sum(values) / len(values)), abs=1e-12)
    aspiring = [
        value
        for goal in goals
        if goal.ambition == "ASPIRATIONAL" and (value := _value(goal)) is not None
    ]
    sandbagged = len(aspiring) >= 5 and sum(aspiring) / len(aspiring) > Fraction(85, 100)
    assert is_sandbagging(goals) == (sandbagged if len(aspiring) >= 5 else None)


@given(observed=st.integers(-400, 400) | st.none(), expected=st.integers(-100, 100) | st.none())
def test_verdicts(observed: int | None, expected: int | None) -> None:
    found = verdict_on(
        None if observed is None else float(observed), None if expected is None else float(expected)
    )
    if observed is None or not expected:
        assert found == "UNKNOWN"
        return
    ratio = Fraction(observed, expected)
    expected_verdict = (
        "OPPOSITE"
        if ratio < 0
        else "LESS"
        if ratio < Fraction(1, 2)
        else "MORE"
        if ratio > Fraction(3, 2)
        else "AS_PREDICTED"
    )
    assert found == expected_verdict


def test_edges() -> None:
    assert [band_of(value) for value in (0.0, 0.399, 0.4, 0.1 + 0.3, 0.7, 1.0)] == [
        *("LOW", "LOW", "MIDDLE", "MIDDLE", "HIGH", "HIGH"),
    ]
    assert meets("COMMITTED", 1 - 1e-13)
    assert not meets("COMMITTED", 0.999)
    assert meets("ASPIRATIONAL", 0.7)
    assert verdict_on(1.0, 1e-13) == "UNKNOWN"
    assert verdict_on(-0.0, 3.0) == "LESS"
