"""Progress: metrics, weighted means and the roll-up, against slow and obvious versions."""

from __future__ import annotations

import math
from fractions import Fraction
from sys import float_info

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.domain.errors import InvalidInput
from graph.domain.health import CONSTANT, NO_DATA, WORST_FIRST, CycleSpan, worst
from graph.domain.metrics import Metric, MetricGoal, check_metric, clamped, raw_progress
from graph.domain.progress import (
    Contribution,
    Goal,
    Outcome,
    Part,
    ProgressMode,
    check_manual_progress,
    inputs_of,
    roll_up,
    weighted_mean,
)

MODES: list[ProgressMode] = ["AUTO", "KEY_RESULTS", "CONTRIBUTIONS", "COMBINED", "MANUAL"]
numbers = st.floats(allow_nan=False, allow_infinity=False)
weights = st.floats(min_value=1e-3, max_value=1e3)
shares = st.floats(min_value=0, max_value=1)


@pytest.mark.parametrize(
    ("metric", "current", "raw"),
    [
        (Metric("INCREASE", 200_000, 260_000), 215_000, 0.25),
        (Metric("INCREASE", 0, 20), 25, 1.25),
        (Metric("INCREASE", 0, 20), -5, -0.25),
        (Metric("INCREASE", 0, 20), None, 0.0),
        (Metric("DECREASE", 6, 3), 4.5, 0.5),
        (Metric("DECREASE", 5, 1), 5, 0.0),
        (Metric("AT_LEAST", target=90), 90, 1.0),
        (Metric("AT_LEAST", target=90), 89.999, 0.0),
        (Metric("AT_LEAST", target=-5), None, 0.0),
        (Metric("AT_MOST", target=90), 90, 1.0),
        (Metric("AT_MOST", target=90), 90.001, 0.0),
        (Metric("BETWEEN", lower=1, upper=2), 1, 1.0),
        (Metric("BETWEEN", lower=1, upper=2), 2, 1.0),
        (Metric("BETWEEN", lower=1, upper=2), 2.5, 0.0),
        (Metric("DONE"), 1, 1.0),
        (Metric("DONE"), 0.5, 0.0),
        (Metric("INCREASE", -1e308, 1e308), 1e308, 1.0),
        (Metric("INCREASE", 0, 5e-324), 1e308, float_info.max),
        (Metric("DECREASE", 5e-324, 0), 1e308, -float_info.max),
    ],
)
def test_raw_progress(metric: Metric, current: float | None, raw: float) -> None:
    check_metric(metric)
    result = raw_progress(metric, current)
    assert result == raw
    assert math.copysign(1, result) == math.copysign(1, raw)
    assert clamped(result) == min(max(raw, 0), 1)


@settings(max_examples=200, deadline=None)
@given(numbers, numbers, numbers)
def test_travelled_share_is_exact_finite_and_never_minus_zero(
    start: float, target: float, current: float
) -> None:
    if start == target:
        return
    goal: MetricGoal = "INCREASE" if start < target else "DECREASE"
    raw = raw_progress(Metric(goal, start, target), current)
    exact = (Fraction(current) - Fraction(start)) / (Fraction(target) - Fraction(start))
    assert math.isfinite(raw)
    assert not (raw == 0 and math.copysign(1, raw) < 0)
    assert not (clamped(raw) == 0 and math.copysign(1, clamped(raw)) < 0)
    if abs(exact) < Fraction(float_info.max) / 2:
        assert raw == pytest.approx(float(exact), rel=1e-15, abs=1e-320)


@pytest.mark.parametrize(
    ("metric", "field"),
    [
        (Metric("INCREASE", 2, 1), "start"),
        (Metric("INCREASE", 1, 1), "start"),
        (Metric("INCREASE", target=1), "start"),
        (Metric("INCREASE", start=1), "target"),
        (Metric("DECREASE", 1, 2), "start"),
        (Metric("DECREASE", 1, 1), "start"),
        (Metric("AT_LEAST"), "target"),
        (Metric("AT_MOST"), "target"),
        (Metric("AT_MOST", target=math.nan), "target"),
        (Metric("BETWEEN", lower=1, upper=1), "lower"),
        (Metric("BETWEEN", lower=2, upper=1), "lower"),
        (Metric("BETWEEN", lower=2), "upper"),
        (Metric("BETWEEN", lower=-math.inf, upper=1), "lower"),
    ],
)
def test_bad_metrics_are_refused(metric: Metric, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_metric(metric)
    assert refused.value.data == {"path": [field]}


@settings(deadline=None)
@given(st.lists(st.tuples(weights, shares), max_size=8))
def test_weighted_mean(inputs: list[tuple[float, float]]) -> None:
    mean = weighted_mean(inputs)
    if not inputs:
        assert mean is None
        return
    total = sum(Fraction(weight) for weight, _ in inputs)
    exact = sum(Fraction(weight) * Fraction(progress) for weight, progress in inputs) / total
    assert mean is not None
    assert mean == pytest.approx(float(exact), rel=1e-15)
    assert 0 <= mean <= 1
    assert weighted_mean(inputs[::-1]) == mean


@pytest.mark.parametrize("weight", [5e-324, 1e-300, 1e300, float_info.max])
def test_weights_of_any_size(weight: float) -> None:
    assert weighted_mean([(weight, 1.0), (weight, 1.0), (weight, 1.0)]) == 1.0
    assert weighted_mean([(weight, 0.0)]) == 0.0


def test_manual_progress_is_for_manual_mode() -> None:
    check_manual_progress("MANUAL", None)
    check_manual_progress("MANUAL", 1)
    check_manual_progress("AUTO", None)
    refused: list[tuple[ProgressMode, float]] = [
        ("AUTO", 0.5),
        ("MANUAL", 1.01),
        ("MANUAL", math.nan),
    ]
    for mode, manual in refused:
        with pytest.raises(InvalidInput):
            check_manual_progress(mode, manual)


@st.composite
def plans(draw: st.DrawFn) -> tuple[dict[str, Goal], list[Contribution]]:
    """Goals, and contributions from later ones to earlier ones, several between the same two."""
    number = draw(st.integers(1, 7))
    parts = st.builds(Part, weights, shares, st.sampled_from(WORST_FIRST).map(CONSTANT.get))
    goals = {}
    for index in range(number):
        frozen = draw(
            st.sampled_from([None, None, None, Outcome(0.5, NO_DATA), Outcome(None, NO_DATA)])
        )
        goals[f"obj_{index}"] = Goal(
            mode=draw(st.sampled_from(MODES)),
            live=draw(st.integers(0, 3)) > 0,
            key_results=draw(st.lists(parts, max_size=2)),
            manual=draw(st.none() | shares),
            cycle=draw(st.none() | st.just(CycleSpan(0, 1000, True))),
            closed_ms=draw(st.sampled_from([None, None, 0, 500, 2000])),
            frozen=frozen,
        )
    edges = [(f"obj_{a}", f"obj_{b}") for a in range(number) for b in range(a)]
    picked = draw(st.lists(st.sampled_from(edges), max_size=12)) if edges else []
    return goals, [(source, target, draw(weights)) for source, target in picked]


def obvious(goals: dict[str, Goal], edges: list[Contribution], name: str) -> Outcome:
    """DOMAIN's rule for one objective, by recursion."""
    goal = goals[name]
    if goal.frozen:
        return goal.frozen
    contributions = []
    for source, target, weight in edges:
        if target == name and goals[source].live and goal.live:
            outcome = obvious(goals, edges, source)
            if outcome.progress is not None:
                contributions.append(Part(weight, outcome.progress, outcome.health))
    own = list(goal.key_results)
    inputs = {
        "AUTO": own if own else contributions,
        "KEY_RESULTS": own,
        "CONTRIBUTIONS": contributions,
        "COMBINED": own + contributions,
        "MANUAL": [],
    }[goal.mode]
    progress = None
    if inputs:
        progress = sum(p.weight * p.progress for p in inputs) / sum(p.weight for p in inputs)
    health = worst([part.health for part in inputs])
    if goal.mode == "MANUAL":
        progress = goal.manual
        health = roll_up({name: goal}, [])[name].health
    elif goal.closed_ms is not None:
        health = CONSTANT[health.at(goal.closed_ms)]
    return Outcome(progress, health)


@settings(max_examples=150, deadline=None)
@given(plans())
def test_roll_up_is_the_rule_for_every_objective(
    plan: tuple[dict[str, Goal], list[Contribution]],
) -> None:
    goals, edges = plan
    outcomes = roll_up(goals, edges)
    assert set(outcomes) == set(goals)
    for name in goals:
        expected = obvious(goals, edges, name)
        progress = expected.progress
        close = None if progress is None else pytest.approx(progress, rel=1e-12, abs=1e-15)
        assert outcomes[name].progress == close
        assert outcomes[name].health == expected.health


def test_inputs_by_mode() -> None:
    own, aligned = [Part(1, 0.5, NO_DATA)], [Part(2, 0.25, NO_DATA)]
    assert inputs_of("AUTO", own, aligned) == own
    assert inputs_of("AUTO", [], aligned) == aligned
    assert inputs_of("KEY_RESULTS", [], aligned) == []
    assert inputs_of("CONTRIBUTIONS", own, aligned) == aligned
    assert list(inputs_of("COMBINED", own, aligned)) == own + aligned
    assert list(inputs_of("MANUAL", own, aligned)) == []


def test_a_circle_is_refused() -> None:
    goals = {name: Goal("AUTO", live=True) for name in ("obj_a", "obj_b")}
    with pytest.raises(InvalidInput):
        roll_up(goals, [("obj_a", "obj_b", 1), ("obj_b", "obj_a", 1)])


def test_a_long_chain_needs_no_recursion() -> None:
    part = Part(1.0, 0.75, CONSTANT["AT_RISK"])
    goals = {f"obj_{index}": Goal("AUTO", live=True) for index in range(20_000)}
    goals["obj_19999"] = Goal("AUTO", live=True, key_results=(part,))
    chain = [(f"obj_{index + 1}", f"obj_{index}", 3.0) for index in range(19_999)]
    assert roll_up(goals, chain)["obj_0"] == Outcome(0.75, CONSTANT["AT_RISK"])
