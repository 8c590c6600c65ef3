"""What was known of a KPI, value by value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from graph.domain.calendar import from_ms, period_of
from graph.domain.kpis import (
    Calendar,
    Judging,
    StatusSteps,
    Target,
    is_summed,
    kpi_status,
    latest_recorded,
    standing_target,
    value_due_on,
)
from graph.interchange.history.inferred_start_dates import Beginnings, Measured, Moments
from graph.interchange.history.timeline import History, Timeline, goes_on
from graph.interchange.validate.entity_rules import target_of
from graph.model.kpis import Kpi, KpiTarget, KpiValue


@dataclass(frozen=True, slots=True)
class KpiState:
    """How a KPI stands: its status, latest value and target, and when the next value is due."""

    status: StatusSteps
    latest: str | None
    standing: str | None
    due_on: str | None


def put_values(kpi: Kpi, zone: ZoneInfo, fiscal_month: int, moments: Moments) -> list[Measured]:
    """Puts a KPI's values into their stored form, one a period. Gives back all that were recorded,
    in the order in which they were."""
    recorded = []
    for value in kpi.values:
        value.at = moments(value.at)[1]
        ms, value.recordedAt = moments(value.recordedAt or value.at)
        recorded.append(ms)
    periods = [
        period_of(kpi.frequency, datetime.fromisoformat(value.at), zone, fiscal_month)
        for value in kpi.values
    ]
    starts = [period.starts_at for period in periods]
    kept = latest_recorded(kpi.values, starts, recorded)
    ids = dict(zip(sorted(set(starts)), (value.id or "" for value in kept), strict=True))
    measured = [
        Measured(value, period, ids[period.starts_at])
        for _, value, period in sorted(
            zip(recorded, kpi.values, periods, strict=True), key=lambda one: one[0]
        )
    ]
    kpi.values = tuple(kept)
    return measured


def follow_kpi(
    kpi: Kpi,
    measured: Sequence[Measured],
    calendar: Calendar,
    beginnings: Beginnings,
    history: History,
) -> KpiState:
    """How a KPI stood from its birth to now."""
    identifier = kpi.id or ""
    values: dict[int, list[int]] = {}
    for number, one in enumerate(measured):
        revision = history.revision_at(beginnings.recorded(one.value))
        values.setdefault(revision, []).append(number)
    targets: dict[int, list[KpiTarget]] = {}
    for target in kpi.targets:
        targets.setdefault(history.born_at(target.id), []).append(target)
    states: Timeline[KpiState] = []
    latest_values: Timeline[str | None] = []
    standing_targets: Timeline[str | None] = []
    courses: dict[str, Timeline[KpiValue]] = {}
    known: dict[datetime, int] = {}
    there: list[tuple[Target, str]] = []
    summed = is_summed(kpi.aggregation, kpi.accumulates)
    judging = Judging(kpi.direction, kpi.watchBand, kpi.watchWithin, summed)
    latest: Measured | None = None
    # The target that stands without a value is that of the day of the write, the import included.
    for revision in sorted({history.born_at(identifier), *values, *targets, history.last}):
        for target in targets.get(revision, ()):
            # A document without mistakes has no target without a period.
            if (period := target_of(target)) is not None:
                there.append((period, target.id or ""))
        changed = set()
        for number in values.get(revision, ()):
            start = measured[number].period.starts_at
            known[start] = max(number, known.get(start, number))
            changed.add(start)
        for start in changed:
            one = measured[known[start]]
            goes_on(courses.setdefault(one.id, []), revision, one.value)
            if latest is None or latest.period.starts_at <= start:
                latest = one
        now = from_ms(history.moments[revision - 1])
        judged = calendar.period(now) if latest is None else latest.period
        stands, standing = standing_target(there, calendar, judged) or (None, None)
        measure = None if latest is None else latest.value.value
        state = KpiState(
            kpi_status(judging, calendar, measure, judged, stands),
            None if latest is None else latest.id,
            standing,
            None if latest is None else value_due_on(calendar, judged).isoformat(),
        )
        goes_on(states, revision, state)
        goes_on(latest_values, revision, state.latest)
        goes_on(standing_targets, revision, state.standing)
    history.keep(identifier, states)
    for value, course in courses.items():
        history.keep(value, course)
    history.latest_values[identifier] = latest_values
    history.standing_targets[identifier] = standing_targets
    return states[-1][1]
