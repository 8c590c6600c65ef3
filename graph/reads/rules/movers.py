"""`Kpi.movers`: the plan below KPIs in one statement, divided in Python, one page projected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from math import fsum
from typing import Any, NamedTuple

from graph.domain.influence import Influence, Mover, Path
from graph.reads.compile.compiler import Compiler
from graph.reads.compile.selection import Field
from graph.reads.execution.computing import computed
from graph.reads.execution.run import Prefetch, Run
from graph.reads.rules.facets import Facets, by_id, facets
from graph.reads.rules.fetch import NOTHING, Fetch
from graph.reads.rules.kept_influence import KeptInfluence
from graph.reads.rules.kpi_facts import KpiFacts
from graph.reads.rules.listing import Listing, Wanted, Window
from graph.reads.rules.mover_order import MoverOrder, Ranked, mover_of
from graph.reads.rules.plan_below import below, plan_graph
from graph.reads.rules.projection import Projection
from graph.reads.table.keys import KEYED_BY

_OF_PLAN = frozenset({"EFFECT", "RELATION"})
"""Groupings that follow from the plan alone."""


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
        self._order = MoverOrder(c, selected)
        self._ranked_by = len(own)
        if self._order.grouping is not None:
            own.append(self._order.grouping)

        def fetched(c: Compiler, top: str) -> str:
            return below(c, top, lambda goals: facets(c, selected, goals, own, all_listed=True))

        # What the plan alone says is kept; filters and other groups are read each time.
        plain = not c.past and not c.argument(selected).get("filter") and _OF_PLAN.issuperset(own)
        self._kept = KeptInfluence(c) if plain else None
        self._fetch = None if plain else Fetch(c, "movers", "Kpi", fetched, this)
        self.fetch: Prefetch = self._fetch or NOTHING
        projection = Projection(c.another(), "movers.page")
        self._listing = Listing(c, projection, selected, "Objective", self._order.listed)
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
        wanted: Wanted = {}
        asked = self._listing.paths_asked(run.values) * len(ids)
        if self._kept is not None:
            known = None
            facts, kept, hidden = await self._kept.of(run, ids)

            def divide() -> list[_Divided]:
                return [self._page(kpi, kept[kpi], None, hidden, run, wanted) for kpi in ids]

            rows = 0
        else:
            assert self._fetch is not None
            raw = await self._fetch.of(run, ids)
            facts = {row[0]: KpiFacts(*row[1:]) for row in raw[0]}
            known = None if raw[6] is None else by_id(raw[6])
            hidden = frozenset(goal for goal, row in (known or {}).items() if not row[1])

            def divide() -> list[_Divided]:
                graph = plan_graph(*raw[1:6])
                return [
                    self._page(kpi, Influence(graph, kpi), known, hidden, run, wanted)
                    for kpi in ids
                ]

            rows = sum(map(len, raw[1:6])) * len(ids)
        parts = await computed(divide, rows, asked)
        found = await self._projection.fill(run, wanted)
        built = {}
        for kpi, influence, window, groups in parts:

            def own_field(
                one: Field, influence: Influence = influence, groups: _Groups = groups
            ) -> Any:
                return self._own_field(one, influence, hidden, groups, found)

            def scalars(row: Mover | Ranked, kpi: str = kpi) -> Mapping[str, Any]:
                return edge_facts(mover_of(row), facts[kpi])

            built[kpi] = self._listing.build(window, found, scalars, own_field)
        return built

    def _page(
        self,
        kpi: str,
        influence: Influence,
        known: Facets | None,
        hidden: Set[str],
        run: Run,
        wanted: Wanted,
    ) -> _Divided:
        rows: Sequence[Mover] = influence.movers.rows
        if hidden:
            rows = [row for row in rows if row.objective not in hidden]
        rows = listed(rows, known)

        def paths_of(row: Mover | Ranked, first: int) -> list[Path]:
            return influence.paths(mover_of(row).objective, first)

        in_order = self._order.rows(rows, known, self._ranked_by)
        window = self._listing.window(in_order, run.values, paths_of)
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
        hidden: Set[str],
        groups: _Groups,
        found: Sequence[Mapping[str, Any]],
    ) -> Any:
        match one.name:
            case "unownedShare":
                return influence.movers.unowned_share
            case "hiddenShare":
                movers = influence.movers.rows if hidden else []
                return fsum(mover.own_share for mover in movers if mover.objective in hidden)
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
