"""`Kpi.movers`: the plan below KPIs in one statement, divided in Python, one page projected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from math import fsum
from typing import TYPE_CHECKING, Any, NamedTuple

from graph.domain.influence import Influence, Mover, Path, PlanGraph
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.compile.selection import Field, Values
from graph.reads.execution.computing import computed
from graph.reads.rules.facets import Facets, by_id, facets
from graph.reads.rules.fetch import Fetch
from graph.reads.rules.kpi_facts import FACTS, KpiFacts
from graph.reads.rules.listing import Listing, Order, Wanted, Window
from graph.reads.rules.projection import Projection
from graph.reads.table.keys import KEYED_BY

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

ORDER = Order("movers", lambda mover: (mover.share, mover[0]), falling=True)

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


def edge_facts(row: Any, facts: KpiFacts) -> Mapping[str, Any]:
    """The scalars of a mover's or a moved KPI's edge."""
    return {
        "share": row.share,
        "ownShare": row.own_share,
        "netShare": row.net_share,
        "effect": row.effect,
        "relation": row.relation,
        "helps": facts.helps(row.share, row.net_share),
    }


class MoversRule:
    """One selected `movers` field."""

    def __init__(self, c: Compiler, selected: Field, this: str | None) -> None:
        self.selected = selected
        self._groups = {
            id(one): (position, str(c.argument(one).member("by").value.value))
            for position, one in enumerate(selected.child("groups"))
        }
        own = [by for _, by in self._groups.values()]

        def fetched(c: Compiler, top: str) -> str:
            return below(c, top, lambda goals: facets(c, selected, goals, own, all_listed=True))

        self.fetch = Fetch(c, "movers", "Kpi", fetched, this)
        projection = Projection(c.another(), "movers.page")
        self._listing = Listing(c, projection, selected, "Objective", ORDER)
        self._nodes = {
            id(node): projection.slot(KEYED_BY[by], node.on, abstract=True)
            for one in selected.child("groups")
            for by in [self._groups[id(one)][1]]
            if by in KEYED_BY
            for node in one.child("node")
        }
        self._projection = projection.done()

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The connection of each KPI, by its id."""
        raw = await self.fetch.of(run, ids)
        facts = {row[0]: KpiFacts(*row[1:]) for row in raw[0]}
        known = None if raw[6] is None else by_id(raw[6])
        wanted: Wanted = {}

        def divide() -> list[_Divided]:
            graph = plan_graph(*raw[1:6])
            return [self._divide(kpi, graph, known, run.values, wanted) for kpi in ids]

        rows = sum(map(len, raw[1:6])) * len(ids)
        asked = self._listing.paths_asked(run.values) * len(ids)
        parts = await computed(divide, rows, asked)
        found = await self._projection.fill(run, wanted)
        built = {}
        for kpi, influence, window, groups in parts:

            def own_field(
                one: Field, influence: Influence = influence, groups: _Groups = groups
            ) -> Any:
                return self._own_field(one, influence, known, groups, found)

            def scalars(row: Mover, kpi: str = kpi) -> Mapping[str, Any]:
                return edge_facts(row, facts[kpi])

            built[kpi] = self._listing.build(window, found, scalars, own_field)
        return built

    def _divide(
        self,
        kpi: str,
        graph: PlanGraph,
        known: Facets | None,
        values: Values,
        wanted: Wanted,
    ) -> _Divided:
        influence = Influence(graph, kpi)
        rows = listed(influence.movers.rows, known)

        def paths_of(row: Mover, first: int) -> list[Path]:
            return influence.paths(row.objective, first)

        window = self._listing.window(rows, values, paths_of)
        self._listing.wants(window, wanted)
        groups = {
            key: grouped(rows, position, by, known) for key, (position, by) in self._groups.items()
        }
        self._want_groups(groups, wanted)
        return _Divided(kpi, influence, window, groups)

    def _want_groups(self, groups: _Groups, wanted: Wanted) -> None:
        for one in self.selected.child("groups"):
            types = KEYED_BY.get(self._groups[id(one)][1], ())
            keys = [key for key in groups[id(one)] if key is not None]
            for node in one.child("node"):
                if id(node) in self._nodes:
                    for type_name in types:
                        wanted.setdefault(self._nodes[id(node)], {})[type_name] = keys

    def _own_field(
        self,
        one: Field,
        influence: Influence,
        known: Facets | None,
        groups: _Groups,
        found: Sequence[Mapping[str, Any]],
    ) -> Any:
        match one.name:
            case "unownedShare":
                return influence.movers.unowned_share
            case "hiddenShare":
                if known is None:
                    return 0.0
                hidden = (m.own_share for m in influence.movers.rows if not known[m.objective][1])
                return fsum(hidden)
            case _:
                rows = sorted(
                    groups[id(one)].items(), key=lambda row: (-row[1][1], row[0] is None, row[0])
                )
                return [self._group(one, key, count, own, found) for key, (count, own) in rows]

    def _group(
        self,
        selected: Field,
        key: str | None,
        count: int,
        own: float,
        found: Sequence[Mapping[str, Any]],
    ) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for one in selected.only():
            match one.name:
                case "key":
                    built[one.key] = key
                case "count":
                    built[one.key] = count
                case "ownShare":
                    built[one.key] = own
                case "node":
                    slot = self._nodes.get(id(one))
                    built[one.key] = None if slot is None or key is None else found[slot].get(key)
                case _:
                    built[one.key] = "MoverGroup"
        return built


_Groups = Mapping[int, Mapping[str | None, tuple[int, float]]]


class _Divided(NamedTuple):
    """The plan for one KPI, divided: its influence, the page of its movers, and their groups."""

    kpi: str
    influence: Influence
    window: Window
    groups: _Groups


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


def listed(rows: Sequence[Mover], known: Facets | None) -> Sequence[Mover]:
    """The movers that the viewer may see and the filter selects."""
    if known is None:
        return rows
    return [row for row in rows if known[row.objective][1] and known[row.objective][2]]


def grouped(
    rows: Sequence[Mover], position: int, by: str, known: Facets | None
) -> Mapping[str | None, tuple[int, float]]:
    """Each value's number of movers and sum of own shares."""
    own: dict[str | None, list[float]] = defaultdict(list)
    for row in rows:
        if by in ("EFFECT", "RELATION"):
            keys: Sequence[str | None] = [row.effect if by == "EFFECT" else row.relation]
        else:
            assert known is not None
            keys = known[row.objective][3][position]
        for key in dict.fromkeys(keys):
            own[key].append(row.own_share)
    return {key: (len(shares), fsum(shares)) for key, shares in own.items()}
