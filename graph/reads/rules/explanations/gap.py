"""`Kpi.gap`: how far KPIs are from their targets, divided over the plans below them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from graph.domain.explanations.gap import Gap, GapPart, divided_gap
from graph.domain.helping import helps
from graph.domain.influence import Influence
from graph.reads.compile.compiler import Compiler
from graph.reads.compile.selection import Field
from graph.reads.execution.computing import computed
from graph.reads.rules.explanations.kpi_standing import Standing, standing, standing_facts
from graph.reads.rules.fetch import NOTHING, Fetch
from graph.reads.rules.listing import Listing, Order, Wanted, Window
from graph.reads.rules.plan_below import plan_graph
from graph.reads.rules.plans import flagged
from graph.reads.rules.projection import Projection

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

MOVERS: Final = Order("gap", lambda row: (row.own_share, row.objective), falling=True)
_HEALTH: Final = {"Objective": [Field("health", "health", 0)]}


def _standing(c: Compiler, top: str) -> str:
    kpis, kpi = c.fresh("kpis"), c.fresh("k")
    return (
        f"WITH collect({top}) AS {kpis} "
        f"RETURN COLLECT {{ UNWIND {kpis} AS {kpi} RETURN {standing_facts(c, kpi)} }}"
    )


class GapRule:
    """One selected `gap` of KPIs."""

    fetch = NOTHING

    def __init__(self, c: Compiler, selected: Field, this: str | None) -> None:
        self._selected = selected
        self._standing = Fetch(c, "gap.standing", "Kpi", _standing, None)
        self._plans = Fetch(c, "gap", "Kpi", flagged, None)
        projection = Projection(c.another(), "gap.page")
        self._movers = {
            id(member): Listing(c, projection, member, "Objective", MOVERS)
            for member in selected.child("movers")
        }
        self._health = projection.slot(["Objective"], _HEALTH)
        self._projection = projection.done()

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The gap of each KPI, by its id: None where no target judges a value."""
        rows = [standing(row) for row in await self._standing.of(run, ids)]
        kpis = {row.kpi: (row, row.size) for row in rows}
        judged = {kpi: size for kpi, (_, size) in kpis.items() if size is not None}
        gaps = await self._gaps(run, judged) if judged else {}
        wanted: Wanted = {}
        windows: dict[str, dict[int, Window]] = {}
        for kpi, gap in gaps.items():
            windows[kpi] = {}
            for key, listing in self._movers.items():
                window = windows[kpi][key] = listing.window(gap.parts, run.values, None)
                listing.wants(window, wanted)
                shown = [part.objective for part in window.rows]
                wanted.setdefault(self._health, {}).setdefault("Objective", []).extend(shown)
        found = await self._projection.fill(run, wanted)
        return {
            kpi: self._built(kpis[kpi][0], gaps[kpi], windows[kpi], found) if kpi in gaps else None
            for kpi in ids
        }

    async def _gaps(self, run: Run, sizes: Mapping[str, float]) -> dict[str, Gap]:
        raw = await self._plans.of(run, list(sizes))
        graph = plan_graph(*raw[1:6])
        hidden = frozenset(goal for goal, visible in raw[6] if not visible)

        def divided(kpi: str, size: float) -> Gap:
            return divided_gap(size, Influence(graph, kpi).movers, hidden)

        nodes = len(raw[1]) + len(raw[2])
        return {
            kpi: await computed(partial(divided, kpi, size), nodes) for kpi, size in sizes.items()
        }

    def _built(
        self, of: Standing, gap: Gap, windows: Mapping[int, Window], found: Any
    ) -> dict[str, Any]:
        def facts(row: GapPart) -> Mapping[str, Any]:
            return {
                "ownShare": row.own_share,
                "size": row.size,
                "health": found[self._health][row.objective]["health"],
                "helps": helps(of.direction, of.latest, of.bounds(), row.share, row.net_share),
            }

        values = {
            "size": gap.size,
            "unowned": gap.unowned,
            "hidden": gap.hidden,
            "__typename": "KpiGap",
        }
        return {
            member.key: self._movers[id(member)].build(windows[id(member)], found, facts)
            if member.name == "movers"
            else values[member.name]
            for member in self._selected.only()
        }
