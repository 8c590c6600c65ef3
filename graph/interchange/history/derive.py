"""Everything that a stored entity has and a file does not say.

The document is right as a whole. It is put into its stored form on the way: times in UTC, one value
a period, KPI values as check-ins. Then it is gone through from its beginnings to now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from graph.domain.calendar import (
    from_ms,
    parse_date,
    parse_moment,
    period_between,
    time_text,
    to_ms,
    zone_of,
)
from graph.domain.health import CONSTANT, CycleSpan
from graph.domain.kpis import Calendar
from graph.domain.progress import Contribution, Goal, Outcome, Part, is_live
from graph.interchange.history.check_in_history import (
    KeyResultState,
    follow_key_result,
    put_check_ins,
)
from graph.interchange.history.formula_values import fill_values
from graph.interchange.history.inferred_start_dates import (
    Beginnings,
    Measured,
    Moments,
    find_beginnings,
    moments_of,
)
from graph.interchange.history.kpi_history import KpiState, follow_kpi, put_values
from graph.interchange.history.progress_history import Climber, Events, roll_through
from graph.interchange.history.timeline import History, Timeline, history_of, proposal_key
from graph.interchange.parse.entities import Document
from graph.interchange.validate.formulas import formula_of, parts_of
from graph.interchange.validate.measures import unit_of
from graph.interchange.validate.references import Names
from graph.model.goals import Objective
from graph.model.kpis import Kpi, KpiValue
from graph.model.parts import Measure


@dataclass(slots=True)
class Derived:
    """By id what belongs to it; `periods` are the starts of the periods of a KPI's values, in their
    order, and `superseded` are ids of check-ins. `formulas_due` is when the first value of a KPI
    with a formula can be computed, in milliseconds."""

    zone: ZoneInfo
    now: datetime
    now_text: str
    company: str
    owner_level: dict[str, str]
    history: History
    spans: dict[str, CycleSpan] = field(default_factory=dict)
    kpis: dict[str, KpiState] = field(default_factory=dict)
    periods: dict[str, tuple[str, ...]] = field(default_factory=dict)
    key_results: dict[str, KeyResultState] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    superseded: set[str] = field(default_factory=set)
    formulas_due: int | None = None


def derive(document: Document, names: Names, now: datetime) -> Derived:
    """What follows from a document that has no mistakes, at the moment `now`."""
    assert document.organization is not None
    zone = zone_of(document.organization.timezone)
    company = next(_id(team.id) for team in document.teams if team.kind == "COMPANY")
    levels = {_id(person.id): "PERSONAL" for person in document.people}
    for team in document.teams:
        levels[_id(team.id)] = "COMPANY" if team.kind == "COMPANY" else "TEAM"
    derived = Derived(zone, now, time_text(now), company, levels, History([to_ms(now)]))
    for cycle in document.cycles:
        span = period_between(parse_date(cycle.startsOn), parse_date(cycle.endsOn), zone)
        derived.spans[_id(cycle.id)] = CycleSpan(
            to_ms(span.starts_at), to_ms(span.ends_at), cycle.state == "ACTIVE"
        )
    moments = _moments(zone)
    measured = _put(document, derived, moments)
    beginnings = _begin(document, names, derived, measured, moments)
    for kpi in document.kpis:
        calendar = Calendar(kpi.frequency, zone, document.organization.fiscalYearStartMonth)
        derived.kpis[_id(kpi.id)] = follow_kpi(
            kpi, measured[_id(kpi.id)], calendar, beginnings, derived.history
        )
    for team in document.teams:
        derived.history.follow_list(_id(team.id), team.leads)
    for person in document.people:
        derived.history.follow_list(_id(person.id), person.teams)
    for objective in document.objectives:
        for proposal in objective.proposals:
            derived.history.follow_decision(proposal_key(proposal.id), beginnings.decided(proposal))
    _climb(document, names, derived, beginnings)
    return derived


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


def _put(document: Document, derived: Derived, moments: Moments) -> dict[str, list[Measured]]:
    """Puts the document into its stored form. Gives back all values recorded of each KPI."""
    assert document.organization is not None
    fiscal_month = document.organization.fiscalYearStartMonth
    measured = _put_values(document, derived, fiscal_month, moments)
    for kpi, recorded in measured.items():
        starts = sorted({one.period.starts_at for one in recorded})
        derived.periods[kpi] = tuple(map(time_text, starts))
    measures = {kpi.id: kpi.measure for kpi in document.kpis}
    readings: dict[str | None, tuple[KpiValue, ...]] = {}
    if not document.organization.checkInsComplete:
        readings = {kpi.id: kpi.values for kpi in document.kpis}
    for objective in document.objectives:
        for result in objective.keyResults:
            if result.measuredBy in measures and unit_of(result.measure).plain:
                # Of a number of which nothing is said, its KPI says how it is read.
                percent = result.measuredAs == "CHANGE_PERCENT"
                result.measure = Measure(kind="PERCENT") if percent else measures[result.measuredBy]
            fed = () if result.measuredBy is None else readings.get(result.measuredBy, ())
            if fed and result.measuredAs != "VALUE" and result.baseline is None:
                result.baseline = _baseline(fed, derived.spans.get(objective.cycle or ""), derived)
            put_check_ins(result, fed, moments, derived.superseded)
        if objective.closedAt is not None:
            objective.closedAt = moments(objective.closedAt)[1]
    return measured


def _put_values(
    document: Document, derived: Derived, fiscal_month: int, moments: Moments
) -> dict[str, list[Measured]]:
    """Puts the values of KPIs into their stored form, computed ones after what they follow from."""
    assert document.organization is not None
    complete = document.organization.checkInsComplete
    parts = parts_of(document)
    measured: dict[str, list[Measured]] = {}

    def calendar_of(kpi: Kpi) -> Calendar:
        return Calendar(kpi.frequency, derived.zone, fiscal_month)

    def put(kpi: Kpi) -> None:
        if _id(kpi.id) in measured:
            return
        if (formula := formula_of(kpi)) is not None:
            made_of = parts[_id(kpi.id)]
            for part in made_of:
                put(part)
            due = to_ms(calendar_of(kpi).period(derived.now).ends_at)
            derived.formulas_due = min(due, derived.formulas_due or due)
            for value in kpi.values:
                value.at = moments(value.at)[1]
            if not complete and not kpi.archived:
                fill_values(kpi, formula, made_of, calendar_of, derived.now)
        measured[_id(kpi.id)] = put_values(kpi, derived.zone, fiscal_month, moments)

    for kpi in document.kpis:
        put(kpi)
    return measured


def _baseline(
    values: Sequence[KpiValue], cycle: CycleSpan | None, derived: Derived
) -> float | None:
    """The last of a KPI's values before a cycle starts that has started."""
    if cycle is None or cycle.starts_ms > to_ms(derived.now):
        return None
    starts = time_text(from_ms(cycle.starts_ms))
    before = [(value.at, value.id or "", value.value) for value in values if value.at < starts]
    return max(before)[2] if before else None


def _begin(
    document: Document,
    names: Names,
    derived: Derived,
    measured: dict[str, list[Measured]],
    moments: Moments,
) -> Beginnings:
    now = to_ms(derived.now)
    beginnings = Beginnings(moments, now)
    for objective in document.objectives:
        if objective.lifecycle != "CLOSED":
            continue
        if objective.closedAt is None:
            cycle = derived.spans.get(objective.cycle or "")
            closed = now if cycle is None else min(now, cycle.ends_ms)
            objective.closedAt = time_text(from_ms(closed))
        beginnings.closed[_id(objective.id)] = moments(objective.closedAt)[0]
    find_beginnings(
        document,
        names,
        beginnings,
        spans=derived.spans,
        values=measured,
        company=derived.company,
    )
    others = moments_of(document, beginnings, measured)
    derived.history = history_of(beginnings.began, others, now)
    return beginnings


def _climb(document: Document, names: Names, derived: Derived, beginnings: Beginnings) -> None:
    """Follows key results, and objectives by them and by what contributes."""
    history, moments = derived.history, beginnings.moments
    events = Events(defaultdict(list), defaultdict(list))
    climbers: dict[str, Climber] = {}
    for objective in document.objectives:
        identifier = _id(objective.id)
        cycle = derived.spans.get(objective.cycle or "")
        climber = climbers[identifier] = _climber(objective, cycle, derived, beginnings)
        for result in objective.keyResults:
            course = follow_key_result(result, cycle, derived.zone, moments, history)
            history.keep(_id(result.id), course)
            derived.key_results[_id(result.id)] = course[-1][1]
            if not result.archived:
                _set_out(climber, identifier, result.weight, course, events)
        for alignment in objective.alignsTo:
            if alignment.counts and is_live(objective.lifecycle):
                target = names.objective_of.get(alignment.to, alignment.to)
                link: Contribution = (identifier, target, alignment.weight)
                events.links[history.born_at(alignment.id)].append(link)
    for identifier, passed in roll_through(climbers, events).items():
        history.keep(identifier, passed)
        derived.outcomes[identifier] = passed[-1][1][0]


def _climber(
    objective: Objective, cycle: CycleSpan | None, derived: Derived, beginnings: Beginnings
) -> Climber:
    goal = Goal(
        mode=objective.progressMode,
        live=is_live(objective.lifecycle),
        manual=objective.manualProgress,
        cycle=cycle,
    )
    climber = Climber(derived.history.born_at(objective.id), goal, [])
    if objective.lifecycle == "CLOSED":
        closed_ms = beginnings.closed[_id(objective.id)]
        frozen = None
        if objective.health is not None:
            frozen = Outcome(objective.progress, CONSTANT[objective.health])
        climber.closed = replace(goal, closed_ms=closed_ms, frozen=frozen)
        climber.closes = max(climber.born, derived.history.revision_at(closed_ms))
    return climber


def _set_out(
    climber: Climber,
    objective: str,
    weight: float,
    course: Timeline[KeyResultState],
    events: Events,
) -> None:
    """A key result's part in its objective, at first and later."""
    place = len(climber.parts)
    climber.parts.append(None)
    for revision, state in course:
        part = Part(weight, state.progress, state.health)
        if revision <= climber.born:
            climber.parts[place] = part
        else:
            events.parts[revision].append((objective, place, part))
