"""Health as steps, against the direct formula at every moment that matters."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.domain.calendar import DAY_MS
from graph.domain.health import (
    CONSTANT,
    NO_DATA,
    WORST_FIRST,
    CheckInStatus,
    CycleSpan,
    Health,
    HealthSteps,
    key_result_health,
    pace,
    worst,
)
from graph.domain.step_function import StepFunction, steps_of

START = 1_790_000_000_000
STATUSES: list[CheckInStatus] = ["ON_TRACK", "AT_RISK", "OFF_TRACK"]
spans = st.builds(
    CycleSpan,
    st.just(START),
    st.one_of(
        st.integers(START, START + 40),
        st.integers(START + 1, START + 400 * DAY_MS),
        st.just(START + 92 * DAY_MS),
    ),
    st.booleans(),
)
# Round numbers are where rounding decides.
progresses = st.one_of(
    st.floats(0, 1),
    st.integers(0, 100).map(lambda n: n / 100),
    st.integers(0, 92).map(lambda n: n / 92),
    st.just(1 - 2**-53),
)


def direct_pace(progress: float, cycle: CycleSpan | None, ms: int) -> Health:
    if cycle is None or ms <= cycle.starts_ms:
        elapsed = 0.0
    elif ms >= cycle.ends_ms:
        elapsed = 1.0
    else:
        elapsed = (ms - cycle.starts_ms) / (cycle.ends_ms - cycle.starts_ms)
    if progress >= elapsed - 0.1:
        return "ON_TRACK"
    return "AT_RISK" if progress >= elapsed - 0.3 else "OFF_TRACK"


def direct_health(
    last: int | None,
    status: CheckInStatus | None,
    progress: float,
    cadence: int,
    cycle: CycleSpan | None,
    ms: int,
) -> Health:
    if last is None:
        return "NO_DATA"
    if progress >= 1 - 1e-13:
        return "ON_TRACK"
    if cycle is not None and cycle.active:
        age_days = (ms - max(last, cycle.starts_ms)) / DAY_MS
        if age_days > 2 * cadence:
            return "STALE"
    return status or direct_pace(progress, cycle, ms)


def near(steps: HealthSteps, *more: int) -> list[int]:
    """Both sides of every step, and of other moments."""
    return [at + shift for at in (*steps.since_ms, *more) for shift in (-2, -1, 0, 1, 2)]


def assert_well_formed(steps: HealthSteps) -> None:
    assert len(steps.values) == len(steps.since_ms) + 1
    assert list(steps.since_ms) == sorted(set(steps.since_ms))
    assert all(a != b for a, b in zip(steps.values, steps.values[1:], strict=False))


@settings(max_examples=300, deadline=None)
@given(progresses, st.none() | spans, st.lists(st.integers(-DAY_MS, 500 * DAY_MS), max_size=5))
def test_pace(progress: float, cycle: CycleSpan | None, times: list[int]) -> None:
    steps = pace(progress, cycle)
    assert_well_formed(steps)
    ends = (cycle.starts_ms, cycle.ends_ms) if cycle else ()
    for ms in near(steps, *ends, *(START + time for time in times)):
        assert steps.at(ms) == direct_pace(progress, cycle, ms)


@settings(max_examples=300, deadline=None)
@given(
    st.none() | st.integers(START - 30 * DAY_MS, START + 400 * DAY_MS),
    st.none() | st.sampled_from(STATUSES),
    progresses,
    st.integers(1, 60),
    st.none() | spans,
)
def test_key_result_health(
    last: int | None,
    status: CheckInStatus | None,
    progress: float,
    cadence: int,
    cycle: CycleSpan | None,
) -> None:
    steps = key_result_health(last, status, progress, cadence, cycle)
    assert_well_formed(steps)
    moments = [START, START + 2 * cadence * DAY_MS]
    if last is not None:
        moments += [last, last + 2 * cadence * DAY_MS]
    if cycle is not None:
        moments += [cycle.ends_ms]
    for ms in near(steps, *moments):
        assert steps.at(ms) == direct_health(last, status, progress, cadence, cycle, ms)


def test_it_is_stale_strictly_after_twice_the_cadence() -> None:
    cycle = CycleSpan(0, 90 * DAY_MS, True)
    steps = key_result_health(10 * DAY_MS, "ON_TRACK", 0.5, 7, cycle)
    assert steps == StepFunction(("ON_TRACK", "STALE"), (24 * DAY_MS + 1,))
    assert key_result_health(-50 * DAY_MS, "ON_TRACK", 0.5, 7, cycle).since_ms == (14 * DAY_MS + 1,)
    assert key_result_health(10 * DAY_MS, "ON_TRACK", 1.0, 7, cycle) == CONSTANT["ON_TRACK"]
    closed = CycleSpan(0, 90 * DAY_MS, False)
    assert key_result_health(10 * DAY_MS, "AT_RISK", 0.5, 7, closed) == CONSTANT["AT_RISK"]
    assert key_result_health(10 * DAY_MS, None, 0.0, 7, None) == CONSTANT["ON_TRACK"]


def test_what_is_complete_is_on_track_whatever_was_said_of_it() -> None:
    for cycle in (None, CycleSpan(0, DAY_MS, True), CycleSpan(0, DAY_MS, False)):
        for status in (None, *STATUSES):
            assert key_result_health(0, status, 1.0, 7, cycle) == CONSTANT["ON_TRACK"]
            # 3 × 1.45 of 4.35 is short of 1 by what no one wrote.
            assert key_result_health(0, status, 1 - 2**-53, 7, cycle) == CONSTANT["ON_TRACK"]
    assert key_result_health(None, None, 1.0, 7, None) == NO_DATA


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from(WORST_FIRST)), max_size=5),
    st.integers(-2, 32),
    st.sampled_from(WORST_FIRST),
)
def test_until(changes: list[tuple[int, Health]], ms: int, last: Health) -> None:
    steps = steps_of("ON_TRACK", sorted(changes))
    ended = steps.until(ms, last)
    assert_well_formed(ended)
    for moment in range(-4, 35):
        assert ended.at(moment) == (last if moment >= ms else steps.at(moment))


step_functions = st.builds(
    lambda first, changes: steps_of(first, sorted(changes)),
    st.sampled_from(WORST_FIRST),
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from(WORST_FIRST)), max_size=5),
)


@settings(deadline=None)
@given(st.lists(step_functions, max_size=6))
def test_worst_is_the_worst_at_every_moment(parts: list[HealthSteps]) -> None:
    merged = worst(parts)
    assert_well_formed(merged)
    for ms in range(-1, 33):
        ranks = [WORST_FIRST.index(part.at(ms)) for part in parts]
        assert merged.at(ms) == (WORST_FIRST[min(ranks)] if ranks else "NO_DATA")


def test_the_order_of_healths() -> None:
    for index, health in enumerate(WORST_FIRST):
        for better in WORST_FIRST[index:]:
            assert worst([CONSTANT[better], CONSTANT[health]]) == CONSTANT[health]
    assert worst([]) == NO_DATA
