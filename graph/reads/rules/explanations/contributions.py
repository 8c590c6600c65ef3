"""The goals below objectives as of a moment: the one that is asked about, or any revision before.

One statement brings the subgraph of a moment, with which of its goals the viewer may see.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from graph.domain.errors import LimitExceeded
from graph.domain.explanations.contributions import (
    AlignmentState,
    Contributions,
    GoalState,
    KeyResultState,
)
from graph.domain.metrics import Metric
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.execution.computing import computed
from graph.reads.execution.run import Plan, Run

MOST_GOALS: Final = 20_000
"""About how many objectives one question may be."""

_STATE = "_g.id, _g.lifecycle, _g.progressMode, _g.manualProgress, _g.progress"

# Through ACTIVE objectives alone: the progress of CLOSED ones stands, others do not count. What is
# aligned to any of them is told as well, with the state of those that the walk does not go through.
_BELOW: Final = (
    "UNWIND $p.ids AS _id MATCH (_start:Objective {org: $p.org, id: _id}) "
    "WALK "
    f"WITH DISTINCT _n LIMIT {MOST_GOALS + 1} WITH collect(_n) AS _goals "
    "RETURN ["
    f"COLLECT {{ UNWIND _goals AS _g RETURN [{_STATE}, _g.since, _g.closedAt, SEEN(_g)] }}, "
    "COLLECT { UNWIND _goals AS _o MATCH (_o)<-[:ALIGNS_TO]-(_g:Objective) "
    "BESIDE WITH DISTINCT _g "
    f"RETURN [{_STATE}, _g.since, _g.closedAt, SEEN(_g)] }}, "
    "COLLECT { UNWIND _goals AS _o MATCH (_o)-[:HAS_KEY_RESULT]->(_r:KeyResult) "
    "RETURN [_r.id, _o.id, _r.weight, _r.archived, _r.progress, _r.rawProgress, MEASURED, RSEEN"
    "] }, "
    "COLLECT { UNWIND _goals AS _o MATCH (_o)<-[_a:ALIGNS_TO]-(_c:Objective) "
    "RETURN [_a.id, _c.id, _o.id, _a.weight, _a.counts] }] AS raw"
)
_WALK: Final = (
    "MATCH (_start) (()<-[:ALIGNS_TO]-(_m:Objective WHERE _m.lifecycle = 'ACTIVE')){0,} (_n)"
)
_MEASURED: Final = (
    "_r.current, _r.metricGoal, _r.metricStart, _r.metricTarget, _r.metricLower, _r.metricUpper"
)
_CLOSINGS: Final = (
    "COLLECT { UNWIND $p.closed AS _x RETURN [_x[0], _x[1], coalesce(head(COLLECT { "
    "MATCH (_v:ObjectiveVersion) WHERE _v.org = $p.org AND _v.of = _x[0] AND _v.until >= 0 "
    "AND _v.closedAt = _x[2] AND _v.lifecycle = 'CLOSED' "
    "RETURN _v.since ORDER BY _v.since LIMIT 1 }), _x[3])] }"
)


class Subgraph:
    """What was fetched of one moment; more of the same moment can be added.

    `graph` holds the goals; `seen` says of objectives and key results whether the viewer may see
    them.
    """

    def __init__(self) -> None:
        self._goals: dict[str, GoalState] = {}
        self._key_results: dict[str, KeyResultState] = {}
        self._alignments: dict[str, AlignmentState] = {}
        self._opened: set[str] = set()
        self._closed: dict[str, tuple[str | None, int]] = {}
        self.seen: dict[str, bool] = {}
        self.graph = Contributions([], [], [])

    def add(self, raw: Sequence[Any]) -> None:
        """Add what a statement brought."""
        goals, beside, key_results, alignments = raw
        if len(goals) > MOST_GOALS:
            raise LimitExceeded(
                f"That is about more than {MOST_GOALS:,} objectives; ask about one further down, "
                "or about fewer at once.",
                limit="objectives",
                maximum=MOST_GOALS,
            )
        self._opened.update(row[0] for row in goals)
        for row in (*goals, *beside):
            self._goals[row[0]] = GoalState(*row[:5])
            self._closed[row[0]] = (row[6], row[5])
            self.seen[row[0]] = row[7]
        for row in key_results:
            metric = None if row[7] is None else Metric(*row[7:12])
            state: tuple[Any, ...] = (*row[:6], metric, row[6])
            self._key_results[row[0]] = KeyResultState(*state)
            self.seen[row[0]] = row[12]
        for row in alignments:
            self._alignments[row[0]] = AlignmentState(*row)
        self.graph = Contributions(
            self._goals.values(),
            self._key_results.values(),
            self._alignments.values(),
            self._opened,
        )

    def has(self, node: str) -> bool:
        """Whether a goal, key result or alignment was there."""
        return node in self._alignments or node in self._goals or node in self._key_results

    def sees(self, node: str | None) -> bool:
        """Whether the viewer may see a goal, key result or alignment, as far as it was there."""
        link = None if node is None else self._alignments.get(node)
        if link is not None:
            return self.seen[link.source] and self.seen[link.target]
        return node is None or self.seen.get(node, True)

    def closed(self, objective: str) -> tuple[str | None, int]:
        """When a CLOSED objective closed, and the revision that its state is of."""
        return self._closed[objective]


class SubgraphFetch:
    """The statements that bring subgraphs, of the moment that is asked about and of others.
    `measured`: with the metrics and values of key results; `deep`: with all that is below, not
    only what is next to the objectives."""

    def __init__(
        self, c: Compiler, name: str, *, measured: bool = False, deep: bool = True
    ) -> None:
        self._asked = _plan(c.another(), name, measured=measured, deep=deep)
        self._then = _plan(of_then(c), name, measured=measured, deep=deep)
        own = c.another()
        self._closings = own.plan("closings", "", own.today(own.render(_CLOSINGS, Scope(""))))

    async def load(
        self, run: Run, into: Subgraph, objectives: Iterable[str], revision: int | None = None
    ) -> None:
        """Add what is below these objectives at a revision; None: at the moment asked about."""
        ids = {"ids": sorted(objectives)}
        if revision is None:
            raw = await run.fetch(self._asked, ids)
        else:
            raw = await run.fetch(self._then, {**ids, "at": revision})
        await computed(partial(into.add, raw), len(raw[0]) + len(raw[2]))

    async def closings(
        self, run: Run, wanted: Collection[tuple[str, int]], states: Mapping[int, Subgraph]
    ) -> dict[tuple[str, int], int]:
        """The revisions at which objectives closed that are CLOSED at a moment, by (objective,
        moment); `states` are what was fetched of each moment."""
        if not wanted:
            return {}
        closed = [[goal, at, *states[at].closed(goal)] for goal, at in sorted(wanted)]
        found = await run.fetch(self._closings, {"closed": closed})
        return {(goal, at): revision for goal, at, revision in found}


def of_then(c: Compiler) -> Compiler:
    """A compiler for a statement about the revision that it is given as `at`."""
    then = c.another()
    then.past, then.pinned = True, False
    return then


def _plan(c: Compiler, name: str, *, measured: bool, deep: bool) -> Plan:
    goal, key_result = c.fresh("g"), c.fresh("r")
    text = _BELOW.replace("WALK", _WALK if deep else "WITH _start AS _n")
    # What the walk goes through is among the objectives already.
    text = text.replace("BESIDE", "WHERE _g.lifecycle <> 'ACTIVE'" if deep else "")
    text = text.replace("MEASURED", _MEASURED if measured else ", ".join(["null"] * 6))
    text = c.render(text, Scope(""), g=goal, r=key_result)
    seen = " AND ".join(c.visible("Objective", goal)) or "true"
    # Today a key result is seen with its objective; then it may have been another's.
    own = c.visible("KeyResult", key_result)
    text = text.replace(f"SEEN({goal})", seen).replace("RSEEN", " AND ".join(own) or "true")
    body, _, _ = text.rpartition(" AS raw")
    raw = c.fresh("raw")
    return c.plan(name, f"{body} AS {raw}", raw)
