"""What a key result came to, report by report."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from graph.domain.health import CheckInStatus, CycleSpan, HealthSteps
from graph.domain.ids import new_id
from graph.domain.measured_as import since_baseline
from graph.domain.reports import Ledger, Report, Reported, standing
from graph.interchange.history.inferred_start_dates import Moments
from graph.interchange.history.timeline import History, Timeline, goes_on
from graph.interchange.validate.entity_rules import metric_of
from graph.model.goals import KeyResult
from graph.model.kpis import KpiValue
from graph.model.work import CheckIn


@dataclass(slots=True)
class KeyResultState:
    """What a key result has come to."""

    current: float | None
    raw: float
    progress: float
    confidence: float | None
    last_at: str | None
    last_status: CheckInStatus | None
    due_on: str | None
    health: HealthSteps


def put_check_ins(
    result: KeyResult, readings: tuple[KpiValue, ...], moments: Moments, superseded: set[str]
) -> None:
    """Puts a key result's check-ins into their stored form, those that are readings of its KPI
    among them, and notes which are superseded."""
    own = {_id(one) for one in result.checkIns if one.withdrawn}
    own.update(wrong for one in result.checkIns if (wrong := _corrects(one)) is not None)
    for check_in in result.checkIns:
        check_in.effectiveAt = moments(check_in.effectiveAt)[1]
        check_in.recordedAt = moments(check_in.recordedAt or check_in.effectiveAt)[1]
    if readings:
        _add_readings(result, readings, own)
    superseded |= own


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
            value=own,
            effectiveAt=value.at,
            recordedAt=value.recordedAt,
            source="KPI",
        )
        for value in readings
        if value.at not in taken
        and (own := since_baseline(value.value, result.measuredAs, result.baseline)) is not None
    )


def follow_key_result(
    result: KeyResult,
    cycle: CycleSpan | None,
    zone: ZoneInfo,
    moments: Moments,
    history: History,
) -> Timeline[KeyResultState]:
    """What a key result was from its birth to now."""
    identifier = result.id or ""
    course: Timeline[KeyResultState] = []
    born = history.born_at(identifier)
    if not result.checkIns:
        course.append((born, _stands(result, Reported(), cycle, zone, moments)))
        return course
    arriving: dict[int, list[CheckIn]] = defaultdict(list)
    for check_in in result.checkIns:
        arriving[history.born_at(check_in.id)].append(check_in)
    if born not in arriving:
        course.append((born, _stands(result, Reported(), cycle, zone, moments)))
    ledger = Ledger()
    counting: dict[str, Report] = {}
    # The file does not say when one was withdrawn: it never counted.
    gone = {_id(check_in) for check_in in result.checkIns if check_in.withdrawn}
    last_check_ins: Timeline[str | None] = []
    for revision in sorted(arriving):
        taken_back = {wrong for one in arriving[revision] if (wrong := _corrects(one)) is not None}
        taken_back -= gone
        gone |= taken_back
        for wrong in taken_back:
            history.keep(wrong, _superseded(history.born_at(wrong), revision))
            if (report := counting.pop(wrong, None)) is not None:
                ledger.remove(report)
        for check_in in arriving[revision]:
            if check_in.id not in gone:
                report = counting[_id(check_in)] = _report(check_in)
                ledger.add(report)
        now = ledger.comes_to
        goes_on(last_check_ins, revision, now.last)
        goes_on(course, revision, _stands(result, now, cycle, zone, moments))
    history.last_check_ins[identifier] = last_check_ins
    return course


def _id(check_in: CheckIn) -> str:
    assert check_in.id is not None
    return check_in.id


def _corrects(check_in: CheckIn) -> str | None:
    """The check-in whose place it takes."""
    return None if check_in.withdrawn else check_in.supersedes


def _superseded(born: int, revision: int) -> Timeline[bool]:
    course: Timeline[bool] = [(born, False)]
    goes_on(course, revision, state=True)
    return course


def _report(check_in: CheckIn) -> Report:
    return Report(
        check_in.effectiveAt,
        check_in.source != "KPI",
        check_in.recordedAt or check_in.effectiveAt,
        _id(check_in),
        check_in.value,
        check_in.status,
        check_in.confidence,
    )


def _stands(
    result: KeyResult,
    now: Reported,
    cycle: CycleSpan | None,
    zone: ZoneInfo,
    moments: Moments,
) -> KeyResultState:
    stands = standing(
        metric_of(result.metric),
        now.current,
        None if now.last_at is None else moments(now.last_at)[0],
        now.status,
        result.cadenceDays,
        cycle,
        zone,
    )
    return KeyResultState(
        now.current,
        stands.raw,
        stands.progress,
        now.confidence,
        now.last_at,
        now.status,
        stands.due_on,
        stands.health,
    )
