"""What moves KPIs, from the cache for as long as the plan stands, else from the graph.

What is kept is the same for every viewer: the divided plan, and who may see those of its goals that
not everybody sees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graph.domain.influence import Influence
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.execution.computing import computed
from graph.reads.execution.plan_cache import PlanMoment, cache_of
from graph.reads.rules.fetch import Fetch
from graph.reads.rules.kpi_facts import FACTS, KpiFacts
from graph.reads.rules.plan_below import below, plan_graph

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

# Which plan it is, and what of the KPIs goes by their values.
_STANDING: Final = (
    "[g.planRevision, "
    "head(COLLECT { MATCH (_w:Revision {org: $p.org, number: g.planRevision}) RETURN _w.at }), "
    "COLLECT { UNWIND $p.ids AS _id MATCH (_k:Kpi {org: $p.org, id: _id}) "
    f"RETURN {FACTS} }}]"
)
MOVER_BYTES: Final = 400
"""About what one mover takes, with the tuples and numbers that it holds."""
ROW_BYTES: Final = 300
"""About what one key result or link takes, with its places in a graph."""


class Kept(NamedTuple):
    """What moves one KPI, and by goal who may see it, where not everybody may."""

    influence: Influence
    readers: Mapping[str, Set[str]]

    def hidden(self, mine: Sequence[str]) -> Set[str]:
        """The goals that somebody may not see."""
        return {goal for goal, readers in self.readers.items() if readers.isdisjoint(mine)}


class KeptInfluence:
    """The statements that say which plan it is, and bring what is not kept."""

    def __init__(self, c: Compiler) -> None:
        own = c.another()
        self._standing = own.plan("movers.standing", "", own.render(_STANDING, Scope("")))

        def fetched(c: Compiler, top: str) -> str:
            return below(c, top, lambda goals: c.render(_READERS, Scope(""), goals=goals))

        self._fetch = Fetch(c, "movers", "Kpi", fetched, None)

    async def of(
        self, run: Run, ids: Sequence[str]
    ) -> tuple[Mapping[str, KpiFacts], Mapping[str, Influence], Set[str]]:
        """The facts and influence of each of the KPIs, and the goals that are hidden from the
        viewer."""
        revision, at, rows = await run.fetch(self._standing, {"ids": ids})
        facts = {row[0]: KpiFacts(*row[1:]) for row in rows}
        found: dict[str, Kept] = {}
        # A dry run's transaction has a plan of its own, and in the past there were others.
        moment = None
        if at is not None and run.past is None and not run.in_turn:
            moment = PlanMoment(run.viewer.org, revision, at)
            cache = cache_of(run.database)
            found = {kpi: kept for kpi in ids if (kept := cache.get(moment, ("movers", kpi)))}
        missing = [kpi for kpi in ids if kpi not in found]
        if missing:
            raw = await self._fetch.of(run, missing)
            size = sum(map(len, raw[1:6]))
            made = await computed(lambda: _divided(raw, missing), size * len(missing))
            found |= made
            if moment is not None:
                for kpi, kept in made.items():
                    taken = MOVER_BYTES * len(kept.influence.movers.rows) + ROW_BYTES * size
                    cache_of(run.database).put(moment, ("movers", kpi), kept, taken)
        hidden: Set[str] = frozenset()
        if not run.viewer.sees_all:
            hidden = frozenset().union(*(kept.hidden(run.viewer.mine) for kept in found.values()))
        return facts, {kpi: kept.influence for kpi, kept in found.items()}, hidden


# Only what takes part is among the goals, so none of them is a draft.
_READERS: Final = "[_g IN _goals WHERE _g.visibility <> 'PUBLIC' | [_g.id, _g.readers]]"


def _divided(raw: Any, kpis: Sequence[str]) -> dict[str, Kept]:
    graph = plan_graph(*raw[1:6])
    readers = {goal: frozenset(several or ()) for goal, several in raw[6]}
    made = {kpi: Kept(Influence(graph, kpi), readers) for kpi in kpis}
    for kept in made.values():
        kept.influence.divide()
    return made
