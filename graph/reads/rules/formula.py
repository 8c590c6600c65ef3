"""`Kpi.formula`: what a KPI is computed from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from graph.domain.formula.formula import Formula, formula_of, of_segments
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.compile.selection import Field
from graph.reads.rules.fetch import NOTHING
from graph.reads.rules.projection import Projection

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

# Which aggregation an input has of its own is asked for each: it is told where a formula says none.
_FORMULAS: Final = (
    "COLLECT { UNWIND $p.ids AS _id MATCH (_k:Kpi {org: $p.org, id: _id}) "
    "WHERE _k.formula IS NOT NULL RETURN [_k.id, _k.formula, "
    "COLLECT { MATCH (_k)<-[:FEEDS]-(_i:Kpi) "
    "RETURN [_i.id, coalesce(_i.aggregation, 'LAST')] }, "
    "COLLECT { MATCH (_k)<-[:SEGMENT_OF]-(_s:Kpi) WHERE _s.archived = false "
    "WITH _s ORDER BY _s.id RETURN [_s.id, coalesce(_s.aggregation, 'LAST')] }] }"
)


class FormulaRule:
    """One selected `formula` of KPIs."""

    fetch = NOTHING

    def __init__(self, c: Compiler, selected: Field, this: str | None) -> None:
        self._selected = selected
        own = c.another()
        self._formulas = own.plan("formula.of", "", own.render(_FORMULAS, Scope("")))
        projection = Projection(c.another(), "formula.page")
        self._kpis = {
            id(member): projection.slot(["Kpi"], member.on)
            for inputs in selected.child("inputs")
            for member in inputs.child("kpi")
        }
        self._projection = projection.done()

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The formula of each KPI, by its id; None of one that is measured."""
        told: dict[str, tuple[Formula, Mapping[str, Any]]] = {}
        for identifier, stored, inputs, segments in await run.fetch(self._formulas, {"ids": ids}):
            formula = formula_of(stored)
            assert formula is not None
            if formula.of_segments is not None:
                formula = of_segments(formula.of_segments, [one for one, _ in segments])
            told[identifier] = formula, dict([*inputs, *segments])
        wanted = sorted({row.kpi for formula, _ in told.values() for row in formula.inputs})
        found = await self._projection.fill(
            run, {slot: {"Kpi": wanted} for slot in self._kpis.values()}
        )
        shown = {one: self._shown(*told[one], found) for one in told}
        return {identifier: shown.get(identifier) for identifier in ids}

    def _shown(
        self, formula: Formula, own: Mapping[str, Any], found: list[dict[str, Any]]
    ) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for member in self._selected.only():
            match member.name:
                case "expression":
                    made[member.key] = formula.expression
                case "inputs":
                    made[member.key] = [
                        {
                            one.key: found[self._kpis[id(one)]].get(row.kpi)
                            if one.name == "kpi"
                            else {
                                "name": row.name,
                                "aggregation": row.aggregation or own[row.kpi],
                                "__typename": "FormulaInputPart",
                            }[one.name]
                            for one in member.only()
                        }
                        for row in formula.inputs
                    ]
                case _:
                    made[member.key] = "Formula"
        return made
