"""The live graph of the whole organization, fetched by parts: ids, weights and states, no texts.

Goals come in the order of their ids, so many at a time that no record holds up the process for
long, each with its key results and links. What is fetched of one revision is kept, and brought up
to a later one by what the record of changes names.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graph.domain.alignment.measures import MeasureKind, weights_of
from graph.domain.calendar import zone_of
from graph.domain.errors import LimitExceeded
from graph.domain.findings.dismissals import Dismissal
from graph.domain.findings.settings import Settings, settings_of
from graph.domain.organization_changes import Part, Rest, changed
from graph.domain.organization_graph import OrganizationGraph, Sharing
from graph.domain.organization_rows import Alignment, Goal, KeyResult, Support
from graph.reads.compile.compiler import Compiler, Scope

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

GOALS_A_STATEMENT: Final = 1000
MOST_NODES: Final = 500_000
"""How many goals, key results and KPIs a question about an organization may be about."""

_LIVE: Final = "lifecycle IN ['ACTIVE', 'CLOSED']"

_PAGE: Final = (
    f"MATCH (_n:Objective) WHERE _n.org = $p.org AND _n.id > $p.after AND _n.{_LIVE} "
    "WITH _n ORDER BY _n.org, _n.id LIMIT $p.limit "
)
_NAMED: Final = (
    f"UNWIND $p.ids AS _id MATCH (_n:Objective {{org: $p.org, id: _id}}) WHERE _n.{_LIVE} WITH _n "
)
# Links to goals that are not live and to archived KPIs as well: those may be in use again.
_GOALS: Final = (
    "COLLECT { GOALS WITH collect(_n) AS _goals RETURN ["
    "[_o IN _goals | _o.id], "
    "COLLECT { UNWIND _goals AS _o RETURN [_o.id, _o.lifecycle, _o.level, _o.ownerId, _o.leadId, "
    "_o.cycleId, _o.progressMode, _o.ambition, _o.progress, _o.score, _o.healths, _o.healthSince] "
    "}, "
    "COLLECT { UNWIND _goals AS _o MATCH (_o)-[:HAS_KEY_RESULT]->(_r:KeyResult) "
    "WHERE _r.archived = false RETURN [_r.id, _o.id, _r.weight, _r.ownerId, _r.metricGoal, "
    "_r.metricTarget, _r.metricLower, _r.metricUpper, _r.measuredById, _r.measuredAs, "
    "_r.measureKind, _r.measureCurrency, _r.measureUnit, _r.healths, _r.healthSince] }, "
    "COLLECT { UNWIND _goals AS _o MATCH (_o)-[_a:ALIGNS_TO]->(_d:Objective) "
    "RETURN [_o.id, _d.id, _a.keyResultId, _a.weight, _a.counts] }, "
    "COLLECT { UNWIND _goals AS _o MATCH (_o) (()-[:HAS_KEY_RESULT]->"
    "(_i:KeyResult WHERE _i.archived = false)){0,1} (_y) MATCH (_y)-[_s:SUPPORTS]->(_k:Kpi) "
    "RETURN [_s.id, _y.id, _k.id, _s.weight, _s.effect = 'LOWERS', _s.expectedDelta] }] }"
)
_OTHERS: Final = (
    "[g.rules, g.alignmentWeights, "
    "COLLECT { MATCH (_q:FindingDismissal) WHERE _q.org = $p.org AND _q.id IS NOT NULL "
    "AND _q.ended IS NULL RETURN [_q.id, _q.key, _q.lastDay] }, "
    "g.timezone, g.fiscalYearStartMonth, "
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
# What has changed after a revision, and when that was made.
_CHANGED: Final = (
    "[head(COLLECT { MATCH (_w:Revision {org: $p.org, number: $p.since}) RETURN _w.at }), "
    "COLLECT { MATCH (_c:Change) WHERE _c.org = $p.org AND _c.revision > $p.since "
    "AND _c.revision <= g.revision AND _c.sequence IS NOT NULL "
    "WITH _c LIMIT $p.most WITH _c WHERE _c.kind <> 'SIGHT' "
    "RETURN DISTINCT [_c.nodeType, _c.nodeId] }, "
    "COUNT { MATCH (_e:Change) WHERE _e.org = $p.org AND _e.revision > $p.since "
    "AND _e.revision <= g.revision AND _e.sequence IS NOT NULL }]"
)
# The goals that key results and links are of, those that have ended too.
_GOALS_OF: Final = (
    "COLLECT { UNWIND $p.keyResults AS _i MATCH (_r:KeyResult {org: $p.org, id: _i}) "
    "RETURN _r.objectiveId } + "
    + " + ".join(
        f"COLLECT {{ UNWIND $p.{ids} AS _i MATCH (_y)-[:{type_} {{org: $p.org, id: _i}}]->() "
        "RETURN DISTINCT coalesce(_y.objectiveId, _y.id) }"
        for ids, types in (
            ("alignments", ("ALIGNS_TO", "ALIGNED_TO")),
            ("supports", ("SUPPORTS", "SUPPORTED")),
        )
        for type_ in types
    )
)
MOST_CHANGES: Final = 5000
MOST_PARTS: Final = 1000
"""How many changes are looked at, and how many goals fetched, to bring a graph up to a revision."""
_OF_GOALS: Final = frozenset({"KeyResult", "Alignment", "Support"})
_ELSEWHERE: Final = frozenset({"CheckIn", "Comment", "Initiative", "AlignmentProposal"})
"""The kinds of what is fetched with goals, and of what is not fetched at all."""

# Counted as far as it matters; what is archived is counted with the key results of it.
_SIZE: Final = (
    "COUNT { MATCH (_n:Objective) WHERE _n.org = $p.org AND _n.id IS NOT NULL "
    f"AND _n.{_LIVE} RETURN _n LIMIT $p.most }} "
    "+ COUNT { MATCH (_r:KeyResult) WHERE _r.org = $p.org AND _r.id IS NOT NULL "
    "AND _r.archived = false RETURN _r LIMIT $p.most }"
)

# Which write a revision is: an organization that is imported anew has the same numbers again.
_STAMP: Final = "head(COLLECT { MATCH (_w:Revision {org: $p.org, number: REVISION}) RETURN _w.at })"


class Asks(NamedTuple):
    """How an organization asks about its graph."""

    settings: Settings
    weights: Mapping[MeasureKind, float]
    dismissals: tuple[Dismissal, ...]

    def of(self, graph: OrganizationGraph) -> Organization:
        """So, about this graph."""
        return Organization(graph, self)


class Organization(NamedTuple):
    """An organization's graph, and how it asks about it."""

    graph: OrganizationGraph
    asks: Asks


class OrganizationFetch:
    """The statements of one compiled question, and what they bring."""

    def __init__(self, c: Compiler) -> None:
        about = "$p.at" if c.past else "g.revision"
        self._stamp = _plan(c, "stamp", _STAMP.replace("REVISION", about))
        self._goals = _plan(c, "goals", _GOALS.replace("GOALS", _PAGE))
        if not c.past:
            self._named = _plan(c, "named", _GOALS.replace("GOALS", _NAMED))
            self._changed = _plan(c, "changed", _CHANGED)
            self._size = _plan(c, "size", _SIZE)
            self._goals_of = _plan(c, "goalsOf", _GOALS_OF)
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
        rest, asks = await self._rest(run)
        rows: list[list[Any]] = [[], [], [], []]
        sharing = Sharing()
        after = ""
        while True:
            parts = await run.fetch(self._goals, {"after": after, "limit": GOALS_A_STATEMENT})
            ids, *found = parts[0] if parts else ([], [], [], [], [])
            for whole, part in zip(rows, found, strict=True):
                whole.extend(sharing.rows(part))
            if len(rows[0]) + len(rows[1]) + len(rest.kpis) > most:
                raise too_many(most)
            if len(ids) < GOALS_A_STATEMENT:
                break
            after = ids[-1]
        names = ("goals", "key_results", "alignments", "supports")
        given = rest._asdict() | dict(zip(names, rows, strict=True))
        # Beside the event loop: of a large organization it takes seconds.
        return asks.of(await asyncio.to_thread(lambda: OrganizationGraph(**given)))

    async def check_size(self, run: Run, most: int) -> None:
        """Raises LimitExceeded for an organization of the present of more than `most` goals and key
        results, before they are fetched."""
        if await run.fetch(self._size, {"most": most + 1}) > most:
            raise too_many(most)

    async def since(
        self, run: Run, known: Organization, revision: int, stamp: str | None
    ) -> Organization | None:
        """What was known of a revision as it is now, the very same if nothing of it has changed.
        None where too much has, and where that revision is of an organization that was there
        before."""
        given = {"since": revision, "most": MOST_CHANGES}
        at, rows, many = await run.fetch(self._changed, given)
        if at != stamp or many > MOST_CHANGES:
            return None
        ids: dict[str, list[str]] = {}
        for kind, identifier in rows:
            ids.setdefault(kind, []).append(identifier)
        goals = await self._goals_in(run, known.graph, ids)
        if len(goals) > MOST_PARTS:
            return None
        parts = await self._parts(run, goals)
        rest, asks = None, known.asks
        if ids.keys() - {"Objective", *_OF_GOALS, *_ELSEWHERE}:
            rest, asks = await self._rest(run)
        graph = await asyncio.to_thread(changed, known.graph, parts, rest)
        return known if graph is known.graph and asks == known.asks else asks.of(graph)

    async def _goals_in(
        self, run: Run, graph: OrganizationGraph, ids: Mapping[str, list[str]]
    ) -> set[str]:
        """The goals that were changed, or something that is fetched with them."""
        goals = set(ids.get("Objective", ()))
        results = ids.get("KeyResult", [])
        # One that was moved belonged to another.
        goals |= {graph.key_results[row].objective for row in results if row in graph.key_results}
        if not _OF_GOALS.isdisjoint(ids):
            p = {"alignments": ids.get("Alignment", []), "supports": ids.get("Support", [])}
            goals |= set(await run.fetch(self._goals_of, {"keyResults": results, **p}))
        return goals

    async def _parts(self, run: Run, goals: set[str]) -> dict[str, Part]:
        if not goals:
            return {}
        [found] = await run.fetch(self._named, {"ids": sorted(goals)}) or [[[]] * 5]
        sharing = Sharing()
        rows, key_results, alignments, supports = (sharing.rows(part) for part in found[1:])
        made: dict[str, Part] = {goal: Part(None) for goal in goals}
        made |= {row[0]: Part(Goal._make(row), [], [], []) for row in rows}
        of = {row[0]: row[1] for row in key_results}
        lists: dict[str, tuple[list[KeyResult], list[Alignment], list[Support]]] = {
            row[0]: ([], [], []) for row in rows
        }
        for row in key_results:
            lists[row[1]][0].append(KeyResult._make(row))
        for row in alignments:
            lists[row[0]][1].append(Alignment._make(row))
        for row in supports:
            lists[of.get(row[1], row[1])][2].append(Support._make(row))
        return made | {goal: Part(made[goal].goal, *rows) for goal, rows in lists.items()}

    async def _rest(self, run: Run) -> tuple[Rest, Asks]:
        rules, weights, dismissed, zone, *others = await run.fetch(self._others)
        dismissals = tuple(Dismissal(*row) for row in dismissed)
        asks = Asks(settings_of(rules), weights_of(weights), dismissals)
        return Rest(zone_of(zone), *others), asks


def too_many(most: int) -> LimitExceeded:
    """The error about an organization of more than `most` nodes."""
    return LimitExceeded(
        f"The organization has more than {most:,} live goals, key results and KPIs; ask about "
        "single goals, KPIs or teams by their own fields.",
        limit="nodes",
        maximum=most,
    )


def _plan(c: Compiler, name: str, template: str) -> Any:
    own = c.another()
    return own.plan(f"organization.{name}", "", own.render(template, Scope("")))
