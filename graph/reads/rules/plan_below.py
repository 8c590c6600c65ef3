"""The plan below a KPI, as one statement brings it, and as the graph that is divided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from graph.domain.plan import PlanGraph
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.rules.kpi_facts import FACTS

# Everything below the KPIs that takes part: every link of the plan points the same way, so one
# breadth-first expansion finds it, and its predicates read properties only.
_BELOW = (
    "MATCH (_top) (()<-[:DRIVES|SUPPORTS|HAS_KEY_RESULT|ALIGNS_TO]-(_m WHERE "
    "coalesce(_m.lifecycle, 'ACTIVE') = 'ACTIVE' AND coalesce(_m.archived, false) = false)){0,} "
    "(_n) "
    "WITH DISTINCT _n "
    "WITH collect(CASE WHEN _n:Kpi THEN _n END) AS _kpis, "
    "collect(CASE WHEN _n:Objective THEN _n END) AS _goals "
    "RETURN ["
    f"COLLECT {{ UNWIND _kpis AS _k RETURN {FACTS} }}, "
    "[_g IN _goals | _g.id], "
    "COLLECT { UNWIND _goals AS _o MATCH (_o)-[:HAS_KEY_RESULT]->(_r:KeyResult) "
    "WHERE _r.archived = false RETURN [_r.id, _o.id, _r.weight] }, "
    "COLLECT { UNWIND _goals AS _o MATCH (_o)<-[_a:ALIGNS_TO]-(_c:Objective) "
    "WHERE _c.lifecycle = 'ACTIVE' RETURN [_c.id, _o.id, _a.keyResultId, _a.weight] }, "
    "COLLECT { UNWIND _kpis AS _k MATCH (_k)<-[_s:SUPPORTS]-(_x) "
    "RETURN [_x.id, _k.id, _s.weight, _s.effect = 'LOWERS'] }, "
    "COLLECT { UNWIND _kpis AS _k MATCH (_k)<-[_d:DRIVES]-(_j:Kpi) WHERE _j.archived = false "
    "RETURN [_j.id, _k.id, _d.weight, _d.effect = 'LOWERS'] }, "
)


def below(c: Compiler, top: str, last: Callable[[str], str]) -> str:
    """The clauses that fetch the plan below the KPI `top`; `last` gives one expression more over
    the variable that holds all its objectives."""
    goals = c.fresh("goals")
    return f"{c.render(_BELOW, Scope(''), top=top, goals=goals)}{last(goals)}]"


def plan_graph(
    goals: Sequence[str],
    key_results: Sequence[Any],
    alignments: Sequence[Any],
    supports: Sequence[Any],
    drives: Sequence[Any],
) -> PlanGraph:
    """The plan of what was fetched. A support counts when its objective takes part."""
    takes_part = set(goals)
    takes_part.update(row[0] for row in key_results)
    return PlanGraph(
        key_results,
        alignments,
        [row for row in supports if row[0] is None or row[0] in takes_part],
        drives,
    )
