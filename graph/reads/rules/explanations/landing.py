"""`KeyResult.landing`: the objectives above, the KPIs they support, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from math import isfinite
from typing import Any, Final, NamedTuple

from graph.domain.errors import InvalidInput
from graph.domain.explanations.landing import Expectation, Landed, expected, landed
from graph.domain.influence import kept_share
from graph.domain.metrics import clamped, raw_progress
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.compile.keyset import page_size
from graph.reads.compile.selection import Field
from graph.reads.execution.computing import computed
from graph.reads.execution.run import Plan, Run
from graph.reads.rules.explanations.contributions import Subgraph, SubgraphFetch
from graph.reads.rules.fetch import NOTHING, Fetch
from graph.reads.rules.listing import Listing, Order, Wanted, Window
from graph.reads.rules.plan_below import below, plan_graph
from graph.reads.rules.projection import Projection

GOALS: Final = Order("landing", lambda row: (abs(row.difference), row.objective), falling=True)

# Every objective whose progress may rest on that of the key results. Where all that is below them
# matters, the topmost are enough, and the key results' own.
_ABOVE: Final = (
    "COLLECT { UNWIND $p.ids AS _id MATCH (_k:KeyResult {org: $p.org, id: _id})"
    "<-[:HAS_KEY_RESULT]-(_o:Objective) MATCH (_o) (()-[:ALIGNS_TO]->"
    "(_m:Objective WHERE _m.lifecycle = 'ACTIVE')){0,} (_n) "
    "WITH DISTINCT _o, _n WHERE TOPMOST RETURN DISTINCT _n.id }"
)
_TOPMOST: Final = (
    "_n.id = _o.id OR NOT EXISTS { MATCH (_n)-[:ALIGNS_TO]->(_t:Objective) "
    "WHERE _t.lifecycle = 'ACTIVE' }"
)
_SUPPORTS: Final = " + ".join(
    f"COLLECT {{ UNWIND $p.{ids} AS _id MATCH (_x:{label} {{org: $p.org, id: _id}}) "
    "MATCH (_x)-[_s:SUPPORTS]->(_q:Kpi) WHERE _q.archived = false "
    "RETURN [_x.id, _q.id, _s.expectedDelta] }"
    for ids, label in (("goals", "Objective"), ("results", "KeyResult"))
)


class _KpiRow(NamedTuple):
    kpi: str
    share: float
    expected_before: float | None
    expected_after: float | None

    @property
    def difference(self) -> float | None:
        if self.expected_before is None or self.expected_after is None:
            return None
        return self.expected_after - self.expected_before


@dataclass(slots=True)
class _Result:
    """What follows for one key result."""

    value: float | None
    progress: float
    goals: list[Landed]
    hidden: int
    windows: dict[int, Window] = field(default_factory=dict)
    kpis: list[_KpiRow] = field(default_factory=list)


class LandingRule:
    """One selected `landing` of key results."""

    fetch = NOTHING

    def __init__(self, c: Compiler, selected: Field, this: str | None) -> None:
        self._selected = selected
        self._given = c.argument(selected).get("value") is not None
        above = c.another()
        text = _ABOVE.replace("WHERE TOPMOST ", "" if self._given else f"WHERE {_TOPMOST} ")
        self._above = above.plan("landing.above", "", above.render(text, Scope("")))
        self._subgraph = SubgraphFetch(c, "landing", measured=True, deep=not self._given)
        projection = Projection(c.another(), "landing.page")
        self._goals = {
            id(member): Listing(c, projection, member, "Objective", GOALS)
            for member in selected.child("goals")
        }
        self._kpis = {
            id(member): projection.slot(["Kpi"], member.on)
            for kpis in selected.child("kpis")
            for member in kpis.child("kpi")
        }
        self._projection = projection.done()
        self._supports: Plan | None = None
        if selected.child("kpis"):
            supports = c.another()
            text = supports.render(_SUPPORTS, Scope(""))
            self._supports = supports.plan("landing.supports", "", text)
            self._plans = Fetch(
                c, "landing.plans", "Kpi", lambda c, top: below(c, top, lambda _: "null"), None
            )

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """What follows for each key result, by its id."""
        value = run.values[self._selected.index].get("value")
        if value is not None and not isfinite(value):
            raise InvalidInput("`value` has to be a finite number.", path=["value"])
        above = await run.fetch(self._above, {"ids": ids})
        state = Subgraph()
        await self._subgraph.load(run, state, above)
        results = {
            key_result: await computed(partial(_result, state, key_result, value), state.graph.size)
            for key_result in ids
        }
        if self._supports is not None:
            await self._add_kpis(run, state, results)
        wanted: Wanted = {}
        for result in results.values():
            for key, listing in self._goals.items():
                result.windows[key] = listing.window(result.goals, run.values, None)
                listing.wants(result.windows[key], wanted)
            for slot in self._kpis.values():
                kpis = wanted.setdefault(slot, {}).setdefault("Kpi", [])
                kpis.extend(row.kpi for row in result.kpis)
        found = await self._projection.fill(run, wanted)
        return {key: self._built(result, run, found) for key, result in results.items()}

    async def _add_kpis(self, run: Run, state: Subgraph, results: Mapping[str, _Result]) -> None:
        assert self._supports is not None
        goals = sorted({row.objective for result in results.values() for row in result.goals})
        p = {"goals": goals, "results": list(results)}
        rows = await run.fetch(self._supports, p)
        kpis = sorted({row[1] for row in rows})
        raw = await self._plans.of(run, kpis) if kpis else None
        graph = None if raw is None else plan_graph(*raw[1:6])
        for key_result, result in results.items():
            ends = {row.objective: (row.before, row.after) for row in result.goals}
            before = state.graph.key_results[key_result].progress
            ends[key_result] = (before if self._given else 1.0, result.progress)
            told: dict[str, list[Expectation]] = {}
            for source, kpi, delta in rows:
                if source in ends:
                    told.setdefault(kpi, []).append(Expectation(delta, *ends[source]))
            for kpi, expectations in told.items():
                share = 0.0
                if graph is not None:
                    share = await computed(
                        partial(kept_share, graph, kpi, key_result), len(graph.key_results)
                    )
                result.kpis.append(_KpiRow(kpi, share, *(expected(expectations) or (None, None))))
            result.kpis.sort(key=lambda row: (-abs(row.difference or 0.0), -row.share, row.kpi))

    def _built(self, result: _Result, run: Run, found: Any) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for member in self._selected.only():
            match member.name:
                case "value":
                    built[member.key] = result.value
                case "progress":
                    built[member.key] = result.progress
                case "hiddenGoals":
                    built[member.key] = result.hidden
                case "goals":
                    window = result.windows[id(member)]
                    built[member.key] = self._goals[id(member)].build(window, found, _goal_facts)
                case "kpis":
                    first = page_size(run.values[member.index].get("first"))
                    built[member.key] = [
                        self._kpi(member, row, found) for row in result.kpis[:first]
                    ]
                case _:
                    built[member.key] = "Landing"
        return built

    def _kpi(self, selected: Field, row: _KpiRow, found: Any) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for member in selected.only():
            match member.name:
                case "kpi":
                    built[member.key] = found[self._kpis[id(member)]][row.kpi]
                case "share":
                    built[member.key] = row.share
                case "expectedBefore":
                    built[member.key] = row.expected_before
                case "expectedAfter":
                    built[member.key] = row.expected_after
                case "difference":
                    built[member.key] = row.difference
                case _:
                    built[member.key] = "LandingKpi"
        return built


def _result(state: Subgraph, key_result: str, value: float | None) -> _Result:
    row = state.graph.key_results[key_result]
    assert row.metric is not None
    progress = row.progress if value is None else clamped(raw_progress(row.metric, value))
    goals = landed(state.graph, key_result, None if value is None else progress)
    shown = [goal for goal in goals if state.seen[goal.objective]]
    lands_at = row.current if value is None else value + 0.0
    return _Result(lands_at, progress, shown, len(goals) - len(shown))


def _goal_facts(row: Landed) -> Mapping[str, Any]:
    return {
        "share": row.share,
        "progressBefore": row.before,
        "progressAfter": row.after,
        "difference": row.difference,
    }
