"""`Cycle.label`: what a cycle's days are called in the organization's fiscal calendar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from graph.domain.calendar import parse_date
from graph.domain.fiscal import label_of
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.compile.selection import Field
from graph.reads.rules.fetch import NOTHING

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

CYCLES: Final = (
    "[g.fiscalYearStartMonth, COLLECT { UNWIND $p.ids AS _id "
    "MATCH (_c:Cycle {org: $p.org, id: _id}) "
    "RETURN [_c.id, _c.kind, _c.startsOn, _c.endsOn, _c.name] }]"
)


class LabelRule:
    """One selected `label`."""

    fetch = NOTHING

    def __init__(self, c: Compiler, selected: Field, this: str | None) -> None:
        own = c.another()
        self._plan = own.plan("cycles.label", "", own.render(CYCLES, Scope("")))

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The label of each cycle, by its id: the name of one that is no fiscal period."""
        month, rows = await run.fetch(self._plan, {"ids": ids})
        return {
            identifier: label_of(kind, parse_date(starts), parse_date(ends), month) or name
            for identifier, kind, starts, ends, name in rows
        }
