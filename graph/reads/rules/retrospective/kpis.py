"""`Retrospective.kpis`: what the cycle's goals support, and whether it did as predicted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from graph.domain.retrospective import verdict_on
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.compile.keyset import page_size
from graph.reads.compile.selection import Field
from graph.reads.rules.explanations.prediction import PredictionRule
from graph.reads.rules.listing import Wanted
from graph.reads.rules.projection import Projection
from graph.reads.rules.retrospective.goals import CycleGoals

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

_SUPPORTED: Final = (
    "COLLECT { UNWIND $p.ids AS _id MATCH (_o:Objective {org: $p.org, id: _id}) "
    "MATCH (_o)-[:SUPPORTS]->(_k:Kpi) RETURN DISTINCT [_k.sortKey, _k.id] } + "
    "COLLECT { UNWIND $p.ids AS _id MATCH (_o:Objective {org: $p.org, id: _id}) "
    "MATCH (_o)-[:HAS_KEY_RESULT]->(_r:KeyResult) WHERE _r.archived = false "
    "MATCH (_r)-[:SUPPORTS]->(_k:Kpi) RETURN DISTINCT [_k.sortKey, _k.id] }"
)


class RetrospectiveKpis:
    """One selected `kpis`."""

    def __init__(self, c: Compiler, projection: Projection, selected: Field) -> None:
        self._selected = selected
        own = c.another()
        self._supported = own.plan("retrospective.kpis", "", own.render(_SUPPORTED, Scope("")))
        # One finds out what happened; each selected prediction shows it.
        self._prediction = PredictionRule(c, selected, None)
        self._shown = {
            id(member): PredictionRule(c, member, None) for member in selected.child("prediction")
        }
        self._kpis = {
            id(member): projection.slot(["Kpi"], member.on) for member in selected.child("kpi")
        }

    async def rows(self, run: Run, cycle: CycleGoals, wanted: Wanted) -> list[dict[str, Any]]:
        """The first few, by name, without their KPIs, which are added to `wanted`."""
        first = page_size(run.values[self._selected.index].get("first"))
        goals = [goal.id for goal in cycle.goals]
        found = {tuple(row) for row in await run.fetch(self._supported, {"ids": goals})}
        ids = [identifier for _, identifier in sorted(found)][:first]
        if not ids:
            return []
        told = await self._prediction.told(run, ids, cycle.begin, cycle.end)
        shown = {key: await rule.built(run, told) for key, rule in self._shown.items()}
        for slot in self._kpis.values():
            wanted.setdefault(slot, {}).setdefault("Kpi", []).extend(ids)
        return [
            {
                member.key: shown[id(member)][kpi]
                if id(member) in shown
                else kpi
                if id(member) in self._kpis
                else verdict_on(told.of[kpi].observed, told.of[kpi].expected)
                if member.name == "verdict"
                else "KpiRetrospective"
                for member in self._selected.only()
            }
            for kpi in ids
        ]

    def fill(self, rows: Sequence[dict[str, Any]], found: Sequence[Mapping[str, Any]]) -> None:
        """Puts the KPIs in the place of their ids."""
        for row in rows:
            for member in self._selected.child("kpi"):
                row[member.key] = found[self._kpis[id(member)]].get(row[member.key])
