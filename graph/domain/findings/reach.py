"""What leads where in a whole organization, each in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from graph.domain.organization_graph import OrganizationGraph, Question


def reaching_company(question: Question) -> set[str]:
    """The ACTIVE goals that are COMPANY ones, or have a way up to one through ACTIVE goals that the
    viewer may see."""
    graph = question.graph
    seen = graph.active.keys() - question.hidden
    found = {goal for goal in seen if graph.active[goal].level == "COMPANY"}
    return _spread(
        found,
        {
            target: [a.source for a in alignments if a.source in seen]
            for target, alignments in graph.into.items()
            if target in seen
        },
    )


def moving(graph: OrganizationGraph) -> set[str]:
    """The ACTIVE goals that move at least one KPI: DOMAIN's influence without its numbers."""
    plan = graph.plan
    reached = {source for source in plan.supports if source in plan.key_results}
    entered = {source for source in plan.supports if source not in plan.key_results}
    direct = {plan.key_results[key_result][1] for key_result in reached}
    for goal in direct:
        # A key result that is reached hands on to what aligns to it or to its goal as a whole.
        for source, _, named, _ in plan.into.get(goal, ()):
            to = plan.entered(goal, named)
            if to is None or to in reached:
                entered.add(source)
    # Whatever is entered hands on to all that aligns to it or to any of its key results.
    below = {goal: [row[0] for row in rows] for goal, rows in plan.into.items()}
    return direct | _spread(entered, below)


def moved_kpis(graph: OrganizationGraph) -> set[str]:
    """The KPIs that at least one ACTIVE goal moves, by itself or through KPIs that drive them."""
    driven: dict[str, list[str]] = {}
    for drive in graph.drives:
        driven.setdefault(drive.source, []).append(drive.target)
    return _spread({support.kpi for support in graph.active_supports}, driven)


def _spread(starts: Set[str], edges: Mapping[str, Iterable[str]]) -> set[str]:
    found = set(starts)
    opened = list(starts)
    for node in opened:
        for to in edges.get(node, ()):
            if to not in found:
                found.add(to)
                opened.append(to)
    return found
