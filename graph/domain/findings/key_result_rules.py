"""Rules about key results of ACTIVE objectives."""

from __future__ import annotations

from collections.abc import Iterator

from graph.domain.findings.finding import Fact
from graph.domain.findings.rule import Found, counted
from graph.domain.organization_graph import Question, same
from graph.domain.organization_rows import KeyResult, Kpi, Target, health_at


def stale_key_results(question: Question, limit: float) -> Iterator[Found]:
    """Those whose health is STALE at the moment that is asked about."""
    now = question.now_ms
    for key_result in _active(question):
        if health_at(key_result, now) == "STALE":
            yield Found((key_result.id,))


def too_many_key_results(question: Question, limit: float) -> Iterator[Found]:
    """More key results of one objective than the limit."""
    for goal in question.graph.active:
        number = len(question.graph.key_results_of.get(goal, ()))
        if number > limit:
            yield Found((goal,), facts=counted(number, limit))


def too_few_key_results(question: Question, limit: float) -> Iterator[Found]:
    """Fewer key results than the limit, of an objective that is not MANUAL and that no live goal
    contributes to."""
    graph = question.graph
    for goal in graph.active.values():
        number = len(graph.key_results_of.get(goal.id, ()))
        if number < limit and goal.mode != "MANUAL" and not graph.into.get(goal.id):
            yield Found((goal.id,), facts=counted(number, limit))


def kpis_as_key_results(question: Question, limit: float) -> Iterator[Found]:
    """Key results that restate a target, present or to come, of the KPI that measures them, or of
    one that they support and that is read as they are."""
    graph, today = question.graph, question.today.isoformat()
    targets: dict[str, list[Target]] = {}
    for target in graph.targets:
        if target.ends_on >= today:
            targets.setdefault(target.kpi, []).append(target)
    supported: dict[str, list[str]] = {}
    for support in graph.active_supports:
        supported.setdefault(support.source, []).append(support.kpi)
    for key_result in _active(question):
        supports = supported.get(key_result.id, ())
        if not supports and key_result.measured_by is None:
            continue  # As most do.
        if key_result.measured_as not in (None, "VALUE"):
            continue
        kpis = [kpi for kpi in supports if _read_alike(key_result, graph.kpis[kpi])]
        if key_result.measured_by in graph.kpis:
            kpis.append(key_result.measured_by)
        for kpi in dict.fromkeys(kpis):
            restated = [t for t in targets.get(kpi, ()) if _restates(key_result, t)]
            if restated:
                yield Found((key_result.id, kpi), facts=_bounds(restated[0]))


def _active(question: Question) -> Iterator[KeyResult]:
    active = question.graph.active
    return (row for row in question.graph.key_results.values() if row.objective in active)


def _read_alike(key_result: KeyResult, kpi: Kpi) -> bool:
    mine = key_result.kind, key_result.currency, key_result.unit
    return mine == (kpi.kind, kpi.currency, kpi.unit)


def _restates(key_result: KeyResult, target: Target) -> bool:
    if key_result.goal == "BETWEEN":
        return same(key_result.lower, target.lower) and same(key_result.upper, target.upper)
    return same(key_result.target, target.value)


def _bounds(target: Target) -> tuple[Fact, ...]:
    named = (("target", target.value), ("lower", target.lower), ("upper", target.upper))
    return tuple(Fact(name, value) for name, value in named if value is not None)
