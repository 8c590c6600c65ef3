"""The plans below KPIs, fetched with which of their goals the viewer may not see, and divided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from graph.domain.impact import Division
from graph.domain.influence import Influence
from graph.domain.plan import AlignmentRow
from graph.reads.compile.compiler import Compiler
from graph.reads.rules.plan_below import below, plan_graph


def flagged(c: Compiler, top: str) -> str:
    """The clauses that fetch the plan below `top`, a KPI or an objective."""

    def flags(goals: str) -> str:
        goal = c.fresh("o")
        visible = " AND ".join(c.visible("Objective", goal)) or "true"
        return f"COLLECT {{ UNWIND {goals} AS {goal} RETURN [{goal}.id, {visible}] }}"

    return below(c, top, flags)


def divided(
    raw: Any, kpis: Iterable[str], more: Sequence[AlignmentRow] = ()
) -> dict[str, Division]:
    """How the plans for those of these KPIs that are there are divided: in what was fetched, and
    with `more` alignments in it."""
    if raw is None:
        return {}
    facts, goals, key_results, alignments, supports, drives, flags = raw
    graph = plan_graph(goals, key_results, [*alignments, *more], supports, drives)
    hidden = frozenset(goal for goal, visible in flags if not visible)
    there = {row[0] for row in facts}
    return {kpi: Division(Influence(graph, kpi).movers, hidden) for kpi in kpis if kpi in there}
