"""Everything that a stored entity has and a file does not say. Imports graph.domain.

The document is right as a whole. It is put into its stored form on the way: times in UTC, one
value a period, KPI values as check-ins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from graph.domain.calendar import (
    day_of,
    from_ms,
    parse_date,
    parse_moment,
    period_between,
    period_of,
    time_text,
    to_ms,
    zone_of,
)
from graph.domain.documents import CheckIn, KeyResult, Kpi, KpiValue, Objective
from graph.domain.health import CONSTANT, CheckInStatus, CycleSpan, Steps
from graph.domain.ids import new_id
from graph.domain.kpis import KpiStatus, kpi_status, latest_recorded, standing_target
from graph.domain.progress import Contribution, Goal, Outcome, Part, is_live, roll_up
from graph.domain.reports import Report, reported, standing
from graph.interchange.loading import Document
from graph.interchange.references import Names
from graph.interchange.rules import metric_of, target_of


@dataclass(slots=True)
class KpiState:
    """`periods` are the starts of the periods of the KPI's values, in their order."""

    status: KpiStatus
    latest: str | None
    standing: str | None
    periods: tuple[str, ...]


@dataclass(slots=True)
class KeyResultState:
    """`last` is the id of the check-in whose value is `current`."""

    current: float | None
    raw: float
    progress: float
    confidence: float | None
    last: str | None
    last_at: str | None
    last_status: CheckInStatus | None
    due_on: str | None
    health: Steps


@dataclass(slots=True)
class Derived:
    """By id what belongs to it; `superseded` are ids of check-ins."""

    zone: ZoneInfo
    now: datetime
    now_text: str
    company: str
    owner_level: dict[str, str]
    spans: dict[str, CycleSpan] = field(default_factory=dict)
    kpis: dict[str, KpiState] = field(default_factory=dict)
    key_results: dict[str, KeyResultState] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    superseded: set[str] = field(default_factory=set)


def derive(document: Document, names: Names, now: datetime) -> Derived:
    """What follows from a document that has no mistakes, at the moment `now`."""
    assert document.organization is not None
    zone = zone_of(document.organization.timezone)
    company = next(_id(team.id) for team in document.teams if team.kind == "COMPANY")
    levels = {_id(person.id): "PERSONAL" for person in document.people}
    for team in document.teams:
        levels[_id(team.id)] = "COMPANY" if team.kind == "COMPANY" else "TEAM"
    derived = Derived(zone, now, time_text(now), company, levels)
    fiscal_month = document.organization.fiscalYearStartMonth
    for cycle in document.cycles:
        span = period_between(parse_date(cycle.startsOn), parse_date(cycle.endsOn), zone)
        derived.spans[_id(cycle.id)] = CycleSpan(
            to_ms(span.starts_at), to_ms(span.ends_at), cycle.state == "ACTIVE"
        )
    moments = _moments(zone)
    assert document.organization is not None
    fed = set() if document.organization.checkInsComplete else _fed_by(document)
    readings: dict[str, tuple[KpiValue, ...]] = {}
    for kpi in document.kpis:
        derived.kpis[_id(kpi.id)] = _derive_kpi(kpi, derived, fiscal_month, moments)
        if kpi.id in fed:
            readings[_id(kpi.id)] = kpi.values
    goals = {}
    for objective in document.objectives:
        span_of_cycle = derived.spans.get(objective.cycle or "")
        for result in objective.keyResults:
            derived.key_results[_id(result.id)] = _derive_key_result(
                result, readings.get(result.measuredBy or "", ()), span_of_cycle, derived, moments
            )
        goals[_id(objective.id)] = _goal(objective, span_of_cycle, derived, moments)
    derived.outcomes = roll_up(goals, _contributions(document, names))
    return derived


Moments = Callable[[str], tuple[int, str]]


def _id(identifier: str | None) -> str:
    assert identifier is not None
    return identifier


def _moments(zone: ZoneInfo) -> Moments:
    """Text to milliseconds and the stored form; equal texts share one, which saves memory."""

    @lru_cache(maxsize=100_000)
    def moment(text: str) -> tuple[int, str]:
        at = parse_moment(text, zone)
        return to_ms(at), time_text(at)

    return moment


def _fed_by(document: Document) -> set[str]:
    return {
        result.measuredBy
        for objective in document.objectives
        for result in objective.keyResults
        if result.measuredBy is not None
    }


def _derive_kpi(kpi: Kpi, derived: Derived, fiscal_month: int, moments: Moments) -> KpiState:
    zone = derived.zone
    recorded = []
    for value in kpi.values:
        value.at = moments(value.at)[1]
        ms, value.recordedAt = moments(value.recordedAt or value.at)
        recorded.append(ms)
    periods = [
        period_of(kpi.frequency, datetime.fromisoformat(value.at), zone, fiscal_month)
        for value in kpi.values
    ]
    by_start = {period.starts_at: period for period in periods}
    starts = [period.starts_at for period in periods]
    kpi.values = tuple(latest_recorded(kpi.values, starts, recorded))
    ordered = sorted(by_start)
    latest = kpi.values[-1] if kpi.values else None
    # A document without mistakes has no target without a period.
    targets = {target: each for each in kpi.targets if (target := target_of(each)) is not None}
    standing = standing_target(
        targets,
        day_of(derived.now if latest is None else datetime.fromisoformat(latest.at), zone),
        by_start[ordered[-1]] if ordered else None,
    )
    return KpiState(
        kpi_status(kpi.direction, kpi.watchBand, latest.value if latest else None, standing),
        latest.id if latest else None,
        targets[standing].id if standing else None,
        tuple(time_text(start) for start in ordered),
    )


def _derive_key_result(
    result: KeyResult,
    readings: tuple[KpiValue, ...],
    cycle: CycleSpan | None,
    derived: Derived,
    moments: Moments,
) -> KeyResultState:
    withdrawn = {_id(check_in.id) for check_in in result.checkIns if check_in.withdrawn}
    superseded = withdrawn.union(
        check_in.supersedes
        for check_in in result.checkIns
        if check_in.supersedes and not check_in.withdrawn
    )
    for check_in in result.checkIns:
        check_in.effectiveAt = moments(check_in.effectiveAt)[1]
        check_in.recordedAt = moments(check_in.recordedAt or check_in.effectiveAt)[1]
    if readings:
        _add_readings(result, readings, superseded)
    derived.superseded |= superseded
    last = reported(
        Report(
            check_in.effectiveAt,
            check_in.source != "KPI",
            check_in.recordedAt or check_in.effectiveAt,
            _id(check_in.id),
            check_in.value,
            check_in.status,
            check_in.confidence,
        )
        for check_in in result.checkIns
        if check_in.id not in superseded
    )
    stands = standing(
        metric_of(result.metric),
        last.current,
        None if last.last_at is None else moments(last.last_at)[0],
        last.status,
        result.cadenceDays,
        cycle,
        derived.zone,
    )
    return KeyResultState(
        last.current,
        stands.raw,
        stands.progress,
        last.confidence,
        last.last,
        last.last_at,
        last.status,
        stands.due_on,
        stands.health,
    )


def _add_readings(result: KeyResult, readings: tuple[KpiValue, ...], superseded: set[str]) -> None:
    """The values of the KPI that measures a key result become its check-ins, except at a time that
    somebody reported for. Those that became one before an export are there already."""
    taken = {
        check_in.effectiveAt
        for check_in in result.checkIns
        if not check_in.withdrawn and (check_in.source == "KPI" or check_in.id not in superseded)
    }
    result.checkIns += tuple(
        CheckIn(
            id=new_id("CheckIn"),
            value=value.value,
            effectiveAt=value.at,
            recordedAt=value.recordedAt,
            source="KPI",
        )
        for value in readings
        if value.at not in taken
    )


def _goal(
    objective: Objective, cycle: CycleSpan | None, derived: Derived, moments: Moments
) -> Goal:
    parts = []
    for result in objective.keyResults:
        if not result.archived:
            state = derived.key_results[_id(result.id)]
            parts.append(Part(result.weight, state.progress, state.health))
    closed_ms, frozen = None, None
    if objective.closedAt is not None:
        closed_ms, objective.closedAt = moments(objective.closedAt)
    if objective.lifecycle == "CLOSED":
        if closed_ms is None:
            now_ms = to_ms(derived.now)
            closed_ms = now_ms if cycle is None else min(now_ms, cycle.ends_ms)
            objective.closedAt = time_text(from_ms(closed_ms))
        if objective.health is not None:
            frozen = Outcome(objective.progress, CONSTANT[objective.health])
    else:
        closed_ms = None
    return Goal(
        mode=objective.progressMode,
        live=is_live(objective.lifecycle),
        key_results=parts,
        manual=objective.manualProgress,
        cycle=cycle,
        closed_ms=closed_ms,
        frozen=frozen,
    )


def _contributions(document: Document, names: Names) -> Iterator[Contribution]:
    for objective in document.objectives:
        for alignment in objective.alignsTo:
            if alignment.counts:
                target = names.objective_of.get(alignment.to, alignment.to)
                yield _id(objective.id), target, alignment.weight
