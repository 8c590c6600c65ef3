"""`Kpi.rootCauses`: the drivers of KPIs that are off target too, and who helps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from graph.domain.errors import InvalidInput
from graph.domain.explanations.root_causes import BEHIND, Cause, Driver, Sign, root_causes
from graph.domain.influence import Influence
from graph.domain.paths import Path
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.compile.keyset import page_size
from graph.reads.compile.selection import Field
from graph.reads.execution.computing import computed
from graph.reads.rules.explanations.kpi_standing import standing, standing_facts
from graph.reads.rules.fetch import NOTHING, Fetch
from graph.reads.rules.kpi_facts import KpiFacts
from graph.reads.rules.listing import Wanted
from graph.reads.rules.moves import SUPPORTER
from graph.reads.rules.plan_below import plan_graph
from graph.reads.rules.plans import flagged
from graph.reads.rules.projection import Projection
from graph.reads.rules.shown_paths import Paths

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

# Archived drivers are told for their weights alone; what drives them is not walked to.
_ABOVE: Final = (
    "MATCH (_top) (()<-[:DRIVES]-(_m:Kpi WHERE _m.archived = false)){0,} (_n) "
    "WITH DISTINCT _n WITH collect(_n) AS _kpis "
    "RETURN [COLLECT { UNWIND _kpis AS _k RETURN STANDING }, "
    "COLLECT { UNWIND _kpis AS _k MATCH (_k)<-[_d:DRIVES]-(_j:Kpi) "
    "RETURN [_k.id, _j.id, _d.weight, _d.effect = 'LOWERS'] }, "
    "COLLECT { UNWIND _kpis AS _k MATCH (_k)<-[_s:SUPPORTS]-(_x) "
    f"WHERE {SUPPORTER} RETURN [_k.id, _s.weight] }}]"
)


def _above(c: Compiler, top: str) -> str:
    kpi = c.fresh("k")
    text = c.render(_ABOVE, Scope(""), top=top, k=kpi)
    return text.replace("STANDING", standing_facts(c, kpi))


class RootCausesRule:
    """One selected `rootCauses` of KPIs."""

    fetch = NOTHING

    def __init__(self, c: Compiler, selected: Field, this: str | None) -> None:
        self._selected = selected
        self._above = Fetch(c, "causes", "Kpi", _above, None)
        self._plans = Fetch(c, "causes.plans", "Kpi", flagged, None)
        self._addressed = bool(selected.child("addressedBy") or selected.child("addressed"))
        projection = Projection(c.another(), "causes.page")
        self._kpis = {
            id(member): projection.slot(["Kpi"], member.on) for member in selected.child("kpi")
        }
        self._goals = {
            id(member): projection.slot(["Objective"], member.on)
            for member in selected.child("addressedBy")
        }
        # The steps of one way, shown as those of a path are.
        path = Field("path", "path", selected.index, {"Path": selected.child("steps")})
        self._paths = Paths(projection, path)
        self._projection = projection.done()

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The root causes of each KPI, by its id."""
        given = run.values[self._selected.index]
        first, depth = page_size(given.get("first")), given.get("maxDepth")
        if depth is not None and depth < 1:
            raise InvalidInput(f"`maxDepth` is {depth}; ask for 1 or more.", path=["maxDepth"])
        kpis, links, supports = await self._above.of(run, ids)
        deviations, drivers = _drivers(kpis, links, supports)
        causes = {
            kpi: root_causes(kpi, deviations, drivers, 8 if depth is None else depth)[:first]
            for kpi in ids
        }
        helping = await self._helping(run, causes) if self._addressed else {}
        wanted: Wanted = {}
        for rows in causes.values():
            self._paths.wants([_path(row) for row in rows], wanted)
            for slot in self._kpis.values():
                shown = wanted.setdefault(slot, {}).setdefault("Kpi", [])
                shown.extend(row.kpi for row in rows)
        for member in self._selected.child("addressedBy"):
            number = page_size(run.values[member.index].get("first"))
            goals = [goal for all_goals in helping.values() for goal in all_goals[:number]]
            wanted[self._goals[id(member)]] = {"Objective": goals}
        found = await self._projection.fill(run, wanted)
        return {
            kpi: [self._built(row, helping.get(row.kpi, []), run, found) for row in rows]
            for kpi, rows in causes.items()
        }

    async def _helping(
        self, run: Run, causes: Mapping[str, Sequence[Cause]]
    ) -> dict[str, list[str]]:
        """The objectives that help each cause and may be shown, direct ones first."""
        kpis = sorted({row.kpi for rows in causes.values() for row in rows})
        if not kpis:
            return {}
        raw = await self._plans.of(run, kpis)
        facts = {row[0]: KpiFacts(*row[1:]) for row in raw[0]}
        graph = plan_graph(*raw[1:6])
        seen = {goal for goal, visible in raw[6] if visible}

        def helping(kpi: str) -> list[str]:
            rows = [
                row
                for row in Influence(graph, kpi).movers.rows
                if row.objective in seen and facts[kpi].helps(row.share, row.net_share)
            ]
            # Largest share first they are already.
            rows.sort(key=lambda row: row.relation != "DIRECT")
            return [row.objective for row in rows]

        size = len(raw[1]) + len(raw[2])
        return {kpi: await computed(partial(helping, kpi), size) for kpi in kpis}

    def _built(self, row: Cause, helping: list[str], run: Run, found: Any) -> dict[str, Any]:
        [path] = self._paths.build([_path(row)], found)
        built: dict[str, Any] = {}
        for member in self._selected.only():
            match member.name:
                case "kpi":
                    built[member.key] = found[self._kpis[id(member)]][row.kpi]
                case "share":
                    built[member.key] = row.share
                case "depth":
                    built[member.key] = row.depth
                case "steps":
                    built[member.key] = path[member.key]
                case "addressedBy":
                    number = page_size(run.values[member.index].get("first"))
                    goals = found[self._goals[id(member)]]
                    built[member.key] = [goals[goal] for goal in helping[:number]]
                case "addressed":
                    built[member.key] = len(helping)
                case _:
                    built[member.key] = "RootCause"
        return built


def _path(row: Cause) -> Path:
    return Path(row.share, None, row.steps)


def _drivers(
    kpis: Sequence[Any], links: Sequence[Any], supports: Sequence[Any]
) -> tuple[dict[str, Sign], dict[str, list[Driver]]]:
    """Which way each KPI is off that is, and what drives each, with its part of the pool."""
    rows = [standing(row) for row in kpis]
    there = {row.kpi for row in rows if not row.archived}
    deviations = {
        row.kpi: row.deviation for row in rows if row.status in BEHIND and row.deviation is not None
    }
    pools: dict[str, float] = {}
    for kpi, *_, weight in [*((k, j, w) for k, j, w, _ in links), *supports]:
        pools[kpi] = pools.get(kpi, 0.0) + weight
    drivers: dict[str, list[Driver]] = {}
    for driven, driver, weight, lowers in links:
        if driver in there:
            share = weight / pools[driven]
            drivers.setdefault(driven, []).append(Driver(driver, share, lowers))
    return deviations, drivers
