"""Health as a step function of time, of key results and objectives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from graph.domain.calendar import DAY_MS
from graph.domain.significant import reaches
from graph.domain.step_function import StepFunction, steps_of

Health = Literal["OFF_TRACK", "AT_RISK", "STALE", "NO_DATA", "ON_TRACK"]
CheckInStatus = Literal["ON_TRACK", "AT_RISK", "OFF_TRACK"]

HealthSteps = StepFunction[Health]

WORST_FIRST: Final[tuple[Health, ...]] = ("OFF_TRACK", "AT_RISK", "STALE", "NO_DATA", "ON_TRACK")
ON_TRACK_MARGIN: Final = 0.1
AT_RISK_MARGIN: Final = 0.3
STALE_AFTER_CADENCES: Final = 2

_RANK: Final = {health: rank for rank, health in enumerate(WORST_FIRST)}


@dataclass(frozen=True, slots=True)
class CycleSpan:
    """A cycle's time: from the start of its first day to the start of the day after its last."""

    starts_ms: int
    ends_ms: int
    active: bool


CONSTANT: Final[dict[Health, HealthSteps]] = {
    health: StepFunction((health,)) for health in WORST_FIRST
}
NO_DATA: Final = CONSTANT["NO_DATA"]


def elapsed_share(cycle: CycleSpan | None, ms: int) -> float:
    """How much of the cycle is over, 0 to 1; 0 without a cycle."""
    if cycle is None or ms <= cycle.starts_ms:
        return 0.0
    if ms >= cycle.ends_ms:
        return 1.0
    return (ms - cycle.starts_ms) / (cycle.ends_ms - cycle.starts_ms)


def pace(progress: float, cycle: CycleSpan | None) -> HealthSteps:
    """ON_TRACK while progress ≥ the elapsed share of the cycle − 0.1, AT_RISK while ≥ − 0.3, then
    OFF_TRACK."""
    changes: list[tuple[int, Health]] = []
    behind = _falls_behind(progress, ON_TRACK_MARGIN, cycle)
    if behind is not None:
        changes.append((behind, "AT_RISK"))
    far_behind = _falls_behind(progress, AT_RISK_MARGIN, cycle)
    if far_behind is not None:
        changes.append((far_behind, "OFF_TRACK"))
    return steps_of("ON_TRACK", changes)


def key_result_health(
    last_ms: int | None,
    status: CheckInStatus | None,
    progress: float,
    cadence_days: int,
    cycle: CycleSpan | None,
) -> HealthSteps:
    """A key result's health, the first that holds: NO_DATA without a check-in; ON_TRACK when
    progress is 1; STALE when the last check-in, or the cycle's start if that is later, is more than
    2 × `cadence_days` ago in an active cycle; the status reported with the current value; by pace.

    `last_ms` is when the check-in took effect whose value is current, None without one, and
    `status` what it reported: a status does not outlive its value. `cycle` is the objective's.
    """
    if last_ms is None:
        return NO_DATA
    if reaches(progress, 1.0):
        return CONSTANT["ON_TRACK"]
    steps = pace(progress, cycle) if status is None else CONSTANT[status]
    if cycle is None or not cycle.active:
        return steps
    allowed = STALE_AFTER_CADENCES * cadence_days * DAY_MS
    # Strictly more than so many days, hence the one millisecond.
    return steps.until(max(last_ms, cycle.starts_ms) + allowed + 1, "STALE")


def worst(parts: Sequence[HealthSteps]) -> HealthSteps:
    """At every moment the worst of the parts; NO_DATA without any. Sorts the steps once."""
    distinct = set(parts)
    if not distinct:
        return NO_DATA
    if len(distinct) == 1:
        return distinct.pop()
    counts = [0] * len(WORST_FIRST)
    changes: list[tuple[int, int, int]] = []
    for steps in distinct:
        ranks = [_RANK[value] for value in steps.values]
        counts[ranks[0]] += 1
        changes.extend(zip(steps.since_ms, ranks, ranks[1:], strict=False))
    changes.sort()
    first = _worst_of(counts)
    merged: list[tuple[int, Health]] = []
    for ms, before, after in changes:
        counts[before] -= 1
        counts[after] += 1
        merged.append((ms, _worst_of(counts)))
    return steps_of(first, merged)


def _worst_of(counts: list[int]) -> Health:
    return next(health for health, number in zip(WORST_FIRST, counts, strict=True) if number)


def _falls_behind(progress: float, margin: float, cycle: CycleSpan | None) -> int | None:
    """The first moment at which `progress >= elapsed - margin` no longer holds, or None."""
    if cycle is None or progress >= 1.0 - margin:
        return None
    first, last = cycle.starts_ms + 1, max(cycle.ends_ms, cycle.starts_ms + 1)
    guess = cycle.starts_ms + int((progress + margin) * (cycle.ends_ms - cycle.starts_ms))
    guess = min(max(guess, first), last)
    # Rounding can put the guess a millisecond off; the comparison itself decides. It holds at the
    # cycle's start and not at its end, and elapsed never falls, so both loops end.
    while progress >= elapsed_share(cycle, guess) - margin:
        guess += 1
    while progress < elapsed_share(cycle, guess - 1) - margin:
        guess -= 1
    return guess
