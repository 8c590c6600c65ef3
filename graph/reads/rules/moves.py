"""`Objective.moves`: the plan above objectives in one statement, and the movers' rule inverted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph.domain.influence import Influence, Moved, Path, PlanGraph, moved
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.compile.selection import Field, Values
from graph.reads.execution.computing import computed
from graph.reads.rules.fetch import Fetch
from graph.reads.rules.kpi_facts import FACTS, KpiFacts
from graph.reads.rules.listing import Listing, Order, Wanted, Window
from graph.reads.rules.movers import edge_facts
from graph.reads.rules.plan_below import plan_graph
from graph.reads.rules.projection import Projection

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

ORDER = Order("moves", lambda row: (row.share, row[0]), falling=True)

TAKES_PART = "coalesce(_m.lifecycle, 'ACTIVE') = 'ACTIVE' AND coalesce(_m.archived, false) = false"

# Whether what supports a KPI takes part: an active objective, or a key result of one.
SUPPORTER = (
    "(_x.lifecycle = 'ACTIVE' OR (_x.archived = false AND "
    "EXISTS { (_x)<-[:HAS_KEY_RESULT]-(_h:Objective WHERE _h.lifecycle = 'ACTIVE') }))"
)

# Everything above the objectives, and for each pool that is divided on the way the sum of its
# weights: what is beside the way is never fetched.
_ABOVE = (
    "MATCH (_start) (()-[:ALIGNS_TO|HAS_KEY_RESULT|SUPPORTS|DRIVES]->(_m WHERE "
    f"{TAKES_PART})){{0,}} (_n) WHERE _start.lifecycle = 'ACTIVE' "
    "WITH DISTINCT _n "
    "WITH collect(CASE WHEN _n:Kpi THEN _n END) AS _kpis, "
    "collect(CASE WHEN _n:Objective THEN _n END) AS _goals "
    # Sums stand in a WITH of their own, or Neo4j 5 takes the whole answer for something summed.
    "WITH _kpis, _goals, "
    "COLLECT { UNWIND _goals AS _o MATCH (_o)<-[_b:ALIGNS_TO]-(_e:Objective) "
    "WHERE _e.lifecycle = 'ACTIVE' WITH _o, _b.keyResultId AS _kr, sum(_b.weight) AS _w "
    "RETURN [_o.id, _kr, _w] } AS _aligned, "
    "COLLECT { UNWIND _kpis AS _k MATCH (_k)<-[_t:SUPPORTS]-(_x) "
    f"WHERE {SUPPORTER} WITH _k, sum(_t.weight) AS _v RETURN [_k.id, _v] }} AS _supported, "
    "COLLECT { UNWIND _kpis AS _k MATCH (_k)<-[_f:DRIVES]-(_j:Kpi) WHERE _j.archived = false "
    "WITH _k, sum(_f.weight) AS _u RETURN [_k.id, _u] } AS _driven "
    "RETURN ["
    f"COLLECT {{ UNWIND _kpis AS _k RETURN {FACTS} }}, "
    "[_g IN _goals | _g.id], "
    "COLLECT { UNWIND _goals AS _o MATCH (_o)-[:HAS_KEY_RESULT]->(_r:KeyResult) "
    "WHERE _r.archived = false RETURN [_r.id, _o.id, _r.weight] }, "
    "COLLECT { UNWIND _goals AS _c MATCH (_c)-[_a:ALIGNS_TO]->(_o:Objective) "
    "WHERE _o.lifecycle = 'ACTIVE' RETURN [_c.id, _o.id, _a.keyResultId, _a.weight] }, "
    "_aligned, "
    "COLLECT { UNWIND _goals AS _o MATCH (_o) (()-[:HAS_KEY_RESULT]->"
    "(_i:KeyResult WHERE _i.archived = false)){0,1} (_y) MATCH (_y)-[_s:SUPPORTS]->(_k:Kpi) "
    "WHERE _k.archived = false RETURN [_y.id, _k.id, _s.weight, _s.effect = 'LOWERS'] }, "
    "_supported, "
    "COLLECT { UNWIND _kpis AS _k MATCH (_k)-[_d:DRIVES]->(_z:Kpi) WHERE _z.archived = false "
    "RETURN [_k.id, _z.id, _d.weight, _d.effect = 'LOWERS'] }, "
    "_driven]"
)


def beside(
    inside: Sequence[tuple[Any, float]], sums: Sequence[tuple[Any, float]]
) -> dict[Any, float]:
    """What each pool holds beside what was fetched: by pool, the rest of its sum of weights."""
    fetched: dict[Any, float] = defaultdict(float)
    for pool, weight in inside:
        fetched[pool] += weight
    # Summed in another order, a pool that was fetched whole may differ in its last digits.
    return {
        pool: whole - fetched[pool] for pool, whole in sums if whole - fetched[pool] > whole * 1e-14
    }


class MovesRule:
    """One selected `moves` field."""

    def __init__(self, c: Compiler, selected: Field, this: str | None) -> None:
        def above(c: Compiler, start: str) -> str:
            return c.render(_ABOVE, Scope(""), start=start)

        self.fetch = Fetch(c, "moves", "Objective", above, this)
        projection = Projection(c.another(), "moves.page")
        self._listing = Listing(c, projection, selected, "Kpi", ORDER)
        self._projection = projection.done()

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The connection of each objective, by its id."""
        # Neo4j has no row, rather than one of empty lists, where the one object takes no part.
        raw = await self.fetch.of(run, ids) or [[]] * 9
        facts = {row[0]: KpiFacts(*row[1:]) for row in raw[0]}
        goals, key_results, alignments, aligned, supports, supported, drives, driven = raw[1:]
        takes_part = set(goals)
        wanted: Wanted = {}

        def divide() -> dict[str, Window]:
            others = beside(
                [((row[1], row[2]), row[3]) for row in alignments],
                [((row[0], row[1]), row[2]) for row in aligned],
            )
            supporters = beside([(row[1], row[2]) for row in supports], supported)
            drivers = beside([(row[1], row[2]) for row in drives], driven)
            graph = plan_graph(
                goals,
                key_results,
                [*alignments, *((None, goal, kr, weight) for (goal, kr), weight in others.items())],
                [*supports, *((None, kpi, weight, False) for kpi, weight in supporters.items())],
                [*drives, *((None, kpi, weight, False) for kpi, weight in drivers.items())],
            )
            influences: dict[str, Influence] = {}
            return {
                objective: self._window(graph, objective, influences, run.values, wanted)
                if objective in takes_part
                else self._listing.window([], run.values, lambda row, first: [])
                for objective in ids
            }

        rows = sum(map(len, raw)) * len(ids)
        asked = self._listing.paths_asked(run.values) * len(ids)
        windows = await computed(divide, rows, asked)
        found = await self._projection.fill(run, wanted)

        def scalars(row: Moved) -> Mapping[str, Any]:
            return edge_facts(row, facts[row.kpi])

        return {
            objective: self._listing.build(window, found, scalars)
            for objective, window in windows.items()
        }

    def _window(
        self,
        graph: PlanGraph,
        objective: str,
        influences: dict[str, Influence],
        values: Values,
        wanted: Wanted,
    ) -> Window:
        def paths_of(row: Moved, first: int) -> list[Path]:
            influence = influences.setdefault(row.kpi, Influence(graph, row.kpi))
            return influence.paths(objective, first)

        window = self._listing.window(moved(graph, objective), values, paths_of)
        self._listing.wants(window, wanted)
        return window
