"""Rules about KPIs and what supports them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from graph.domain.calendar import Period, period_of, to_ms
from graph.domain.findings.finding import Fact
from graph.domain.findings.reach import moved_kpis
from graph.domain.findings.rule import Found, seen
from graph.domain.helping import helps
from graph.domain.influence import movers, supporter_shares
from graph.domain.organization_graph import OrganizationGraph, Question
from graph.domain.organization_rows import Camps, Kpi, status_at

_BEHIND: Final = frozenset({"OFF_TARGET", "WATCH", "STALE"})


def unmoved_kpis(question: Question, limit: float) -> Iterator[Found]:
    """Those that no ACTIVE goal moves."""
    for kpi in question.graph.kpis.keys() - moved_kpis(question.graph):
        yield Found((kpi,))


def kpis_behind_unaddressed(question: Question, limit: float) -> Iterator[Found]:
    """OFF_TARGET, WATCH or STALE, and no mover helps."""
    for kpi in behind(question):
        if not addressed(question.graph, kpi):
            facts = () if kpi.latest is None else (Fact("value", kpi.latest),)
            said = {"status": status_at(kpi, question.now_ms)}
            yield Found((kpi.id,), facts=facts, said=said)


def behind(question: Question) -> list[Kpi]:
    """The KPIs that are OFF_TARGET, WATCH or STALE."""
    now = question.now_ms
    return [kpi for kpi in question.graph.kpis.values() if status_at(kpi, now) in _BEHIND]


def addressed(graph: OrganizationGraph, kpi: Kpi) -> bool:
    """Whether at least one mover of the KPI helps it, hidden ones included."""
    plan = graph.plan
    verdicts = {
        helps(kpi.direction, kpi.latest, kpi.bounds, up + down, up - down)
        if not (up and down)
        else "mixed"
        for up, down in supporter_shares(plan, kpi.id)
        if up or down
    }
    if "mixed" not in verdicts:
        # Nothing turns a sign below a supporter, so where all say the same, so do all movers.
        if True not in verdicts:
            return False
        if False not in verdicts:
            return True
    return any(
        helps(kpi.direction, kpi.latest, kpi.bounds, mover.share, mover.net_share)
        for mover in movers(plan, kpi.id).rows
    )


def opposing_work(question: Question, limit: float) -> Iterator[Found]:
    """DIRECT movers that push one KPI in opposite directions. A MIXED one is in neither camp."""
    graph = question.graph
    signs: dict[str, set[bool]] = {}
    for support in graph.active_supports:
        signs.setdefault(support.kpi, set()).add(support.lowers)
    for kpi, both in signs.items():
        if len(both) < 2:
            continue
        camps = graph.camps.get(kpi)
        if camps is None:
            camps = graph.camps[kpi] = _camps(graph, kpi)
        if camps.raising and camps.lowering:
            up, down = seen(question, camps.raising), seen(question, camps.lowering)
            facts = (Fact("raising", float(len(up))), Fact("lowering", float(len(down))))
            yield Found((kpi,), seen(question, [*up, *down]), facts)


def _camps(graph: OrganizationGraph, kpi: str) -> Camps:
    rows = [row for row in movers(graph.plan, kpi).rows if row.relation == "DIRECT"]
    return Camps(
        [row.objective for row in rows if row.effect == "RAISES"],
        [row.objective for row in rows if row.effect == "LOWERS"],
    )


def kpi_values_overdue(question: Question, limit: float) -> Iterator[Found]:
    """No value for at least so many whole periods; those that were never measured apart."""
    for kpi in question.graph.kpis.values():
        if kpi.latest_at is None:
            continue
        missed = periods_missed(question, kpi, datetime.fromisoformat(kpi.latest_at))
        if missed >= limit and missed > 0:
            last = _period(question, kpi, datetime.fromisoformat(kpi.latest_at))
            facts = (Fact("count", float(missed), limit),)
            yield Found((kpi.id,), facts=facts, said={"since": last.ends_on.isoformat()})


def periods_missed(question: Question, kpi: Kpi, latest: datetime) -> int:
    """How many whole periods have gone by after that of the latest value."""
    first = _period(question, kpi, latest)
    current = _period(question, kpi, question.now)
    if current.starts_at <= first.ends_at:
        return 0
    match kpi.frequency:
        case "HOURLY":
            return (to_ms(current.starts_at) - to_ms(first.ends_at)) // 3_600_000
        case "DAILY":
            return (current.starts_on - first.ends_on).days - 1
        case "WEEKLY":
            return (current.starts_on - first.ends_on).days // 7
    months = {"MONTHLY": 1, "QUARTERLY": 3, "ANNUAL": 12}[kpi.frequency]
    return _months(first.ends_on + timedelta(days=1), current.starts_on) // months


def effect_contradictions(question: Question, limit: float) -> Iterator[Found]:
    """The predicted change has another sign than the effect; 0 has none."""
    found: dict[tuple[str, str], tuple[str, float]] = {}
    for support in question.graph.active_supports:
        delta = support.expected_delta
        if delta is not None and delta != 0 and (delta < 0) != support.lowers:
            found[support.source, support.kpi] = support.id, delta
    for key, (support_id, delta) in found.items():
        yield Found(key, facts=(Fact("expectedDelta", delta),), said={"support": support_id})


def formula_inputs_not_drivers(question: Question, limit: float) -> Iterator[Found]:
    """Inputs of formula KPIs that do not drive them. There are no formulas yet."""
    yield from ()


def _period(question: Question, kpi: Kpi, at: datetime) -> Period:
    graph = question.graph
    return period_of(kpi.frequency, at, graph.zone, graph.fiscal_year_start_month)


def _months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month
