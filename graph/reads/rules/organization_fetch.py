"""The live graph of the whole organization, fetched by parts: ids, weights and states, no texts.

Goals come in the order of their ids, so many at a time that no record holds up the process for
long, each with its key results and links. What is fetched of one revision is kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graph.domain.alignment.measures import MeasureKind, weights_of
from graph.domain.calendar import zone_of
from graph.domain.errors import LimitExceeded
from graph.domain.findings.settings import Settings, settings_of
from graph.domain.organization_graph import OrganizationGraph, Sharing
from graph.reads.compile.compiler import Compiler, Scope

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

GOALS_A_STATEMENT: Final = 1000
MOST_NODES: Final = 500_000
"""How many goals, key results and KPIs a question about an organization may be about."""

_LIVE: Final = "lifecycle IN ['ACTIVE', 'CLOSED']"

_GOALS: Final = (
    "COLLECT { "
    f"MATCH (_n:Objective) WHERE _n.org = $p.org AND _n.id > $p.after AND _n.{_LIVE} "
    "WITH _n ORDER BY _n.org, _n.id LIMIT $p.limit WITH collect(_n) AS _goals RETURN ["
    "[_o IN _goals | _o.id], "
    "COLLECT { UNWIND _goals AS _o RETURN [_o.id, _o.lifecycle, _o.level, _o.ownerId, _o.leadId, "
    "_o.cycleId, _o.progressMode, _o.ambition, _o.progress, _o.score, _o.healths, _o.healthSince] "
    "}, "
    "COLLECT { UNWIND _goals AS _o MATCH (_o)-[:HAS_KEY_RESULT]->(_r:KeyResult) "
    "WHERE _r.archived = false RETURN [_r.id, _o.id, _r.weight, _r.ownerId, _r.metricGoal, "
    "_r.metricTarget, _r.metricLower, _r.metricUpper, _r.measuredById, _r.measuredAs, "
    "_r.measureKind, _r.measureCurrency, _r.measureUnit, _r.healths, _r.healthSince] }, "
    "COLLECT { UNWIND _goals AS _o MATCH (_o)-[_a:ALIGNS_TO]->(_d:Objective) "
    f"WHERE _d.{_LIVE} RETURN [_o.id, _d.id, _a.keyResultId, _a.weight, _a.counts] }}, "
    "COLLECT { UNWIND _goals AS _o MATCH (_o) (()-[:HAS_KEY_RESULT]->"
    "(_i:KeyResult WHERE _i.archived = false)){0,1} (_y) MATCH (_y)-[_s:SUPPORTS]->(_k:Kpi) "
    "WHERE _k.archived = false RETURN [_s.id, _y.id, _k.id, _s.weight, _s.effect = 'LOWERS', "
    "_s.expectedDelta] }] }"
)
_OTHERS: Final = (
    "[g.rules, g.alignmentWeights, g.timezone, g.fiscalYearStartMonth, "
    "COLLECT { MATCH (_k:Kpi) WHERE _k.org = $p.org AND _k.id IS NOT NULL "
    "AND _k.archived = false RETURN "
    "[_k.id, _k.ownerId, _k.direction, coalesce(_k.statuses, [_k.status]), "
    "coalesce(_k.statusSince, []), _k.frequency, _k.measureKind, "
    "_k.measureCurrency, _k.measureUnit, "
    "head(COLLECT { MATCH (_k)-[:LATEST_VALUE]->(_v:KpiValue) RETURN _v.value }), "
    "head(COLLECT { MATCH (_k)-[:LATEST_VALUE]->(_u:KpiValue) RETURN _u.at }), "
    "head(COLLECT { MATCH (_k)-[:STANDING_TARGET]->(_b:KpiTarget) RETURN [_b.lower, _b.upper] })"
    "] }, "
    "COLLECT { MATCH (_h:Kpi) WHERE _h.org = $p.org AND _h.id IS NOT NULL AND _h.archived = false "
    "MATCH (_h)-[:HAS_TARGET]->(_t:KpiTarget) WHERE _t.ended IS NULL "
    "RETURN [_h.id, _t.startsOn, _t.endsOn, _t.value, _t.lower, _t.upper] }, "
    "COLLECT { MATCH (_j:Kpi) WHERE _j.org = $p.org AND _j.id IS NOT NULL AND _j.archived = false "
    "MATCH (_j)-[_d:DRIVES]->(_z:Kpi) WHERE _z.archived = false "
    "RETURN [_j.id, _z.id, _d.weight, _d.effect = 'LOWERS'] }, "
    "COLLECT { MATCH (_c:Cycle) WHERE _c.org = $p.org AND _c.id IS NOT NULL "
    "RETURN [_c.id, _c.startsOn, _c.endsOn, _c.state] }, "
    "COLLECT { MATCH (_e:Team) WHERE _e.org = $p.org AND _e.id IS NOT NULL AND _e.archived = false "
    "RETURN [_e.id, _e.kind, _e.parentId] }, "
    "COLLECT { MATCH (_f:Team) WHERE _f.org = $p.org AND _f.id IS NOT NULL AND _f.archived = false "
    "MATCH (_f)<-[:MEMBER_OF]-(_p:Person) RETURN [_p.id, _f.id] }]"
)
_HIDDEN: Final = (
    "COLLECT {{ MATCH ({goal}:Objective) WHERE {goal}.org = $p.org AND {goal}.id IS NOT NULL "
    "AND {goal}.{live} "
    "AND NOT coalesce({visible}, false) RETURN {goal}.id }}"
)
# Which write a revision is: an organization that is imported anew has the same numbers again.
_STAMP: Final = "head(COLLECT { MATCH (_w:Revision {org: $p.org, number: REVISION}) RETURN _w.at })"


class Organization(NamedTuple):
    """An organization's graph, and how it asks about it."""

    graph: OrganizationGraph
    settings: Settings
    weights: Mapping[MeasureKind, float]


class OrganizationFetch:
    """The statements of one compiled question, and what they bring."""

    def __init__(self, c: Compiler) -> None:
        about = "$p.at" if c.past else "g.revision"
        self._stamp = _plan(c, "stamp", _STAMP.replace("REVISION", about))
        self._goals = _plan(c, "goals", _GOALS)
        self._others = _plan(c, "others", _OTHERS)
        own = c.another()
        goal = own.fresh("o")
        visible = " AND ".join(own.visible("Objective", goal))
        text = _HIDDEN.format(goal=goal, live=_LIVE, visible=visible)
        self._hidden = own.plan("organization.hidden", "", text) if visible else None

    async def stamp(self, run: Run) -> tuple[int, str | None]:
        """Which revision is asked about, and when it was made."""
        at = await run.fetch(self._stamp)
        revision = run.revision if run.past is None else run.past.revision
        assert revision is not None
        return revision, at

    async def hidden(self, run: Run) -> frozenset[str]:
        """The live goals that the viewer may not see."""
        if self._hidden is None or run.viewer.sees_all:
            return frozenset()
        return frozenset(await run.fetch(self._hidden))

    async def organization(self, run: Run, most: int = MOST_NODES) -> Organization:
        """The graph and its settings; raises LimitExceeded for one of more than `most` nodes."""
        rules, weights, *others = await run.fetch(self._others)
        graph = await self._graph(run, most, *others)
        return Organization(graph, settings_of(rules), weights_of(weights))

    async def _graph(
        self,
        run: Run,
        most: int,
        zone: str,
        month: int,
        kpis: list[Any],
        targets: list[Any],
        drives: list[Any],
        cycles: list[Any],
        teams: list[Any],
        members: list[Any],
    ) -> OrganizationGraph:
        rows: list[list[Any]] = [[], [], [], []]
        sharing = Sharing()
        after = ""
        while True:
            parts = await run.fetch(self._goals, {"after": after, "limit": GOALS_A_STATEMENT})
            ids, *found = parts[0] if parts else ([], [], [], [], [])
            for whole, part in zip(rows, found, strict=True):
                whole.extend(sharing.rows(part))
            if len(rows[0]) + len(rows[1]) + len(kpis) > most:
                raise LimitExceeded(
                    f"The organization has more than {most:,} live goals, key results and "
                    "KPIs; ask about single goals, KPIs or teams by their own fields.",
                    limit="nodes",
                    maximum=most,
                )
            if len(ids) < GOALS_A_STATEMENT:
                break
            after = ids[-1]
        goals, key_results, alignments, supports = rows
        # Beside the event loop: of a large organization it takes seconds.
        return await asyncio.to_thread(
            OrganizationGraph,
            zone=zone_of(zone),
            fiscal_year_start_month=month,
            goals=goals,
            key_results=key_results,
            kpis=kpis,
            targets=targets,
            alignments=alignments,
            supports=supports,
            drives=drives,
            cycles=cycles,
            teams=teams,
            members=members,
        )


def _plan(c: Compiler, name: str, template: str) -> Any:
    own = c.another()
    return own.plan(f"organization.{name}", "", own.render(template, Scope("")))
