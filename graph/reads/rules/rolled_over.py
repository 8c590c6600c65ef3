"""`Objective.rolledOver`: the same goal through its cycles, as far as the viewer sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from graph.reads.compile.compiler import Compiler
from graph.reads.compile.selection import Field
from graph.reads.rules.computed import Computed
from graph.reads.rules.fetch import NOTHING
from graph.reads.rules.projection import Projection

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

_NODES: Final = {"objective": ["Objective"], "cycle": ["Cycle"]}
# The first of them, and then its copies; what has been put away is left out, but for itself.
_GOALS: Final = (
    "COLLECT {{ UNWIND $p.ids AS _id MATCH (_o:Objective {{org: $p.org, id: _id}}) "
    "WITH _id, coalesce(_o.originId, _o.id) AS _first "
    "RETURN [_id, COLLECT {{ MATCH ({goal}:Objective {{org: $p.org, id: _first}}) "
    "WHERE {shown} RETURN {row} }} + "
    "COLLECT {{ MATCH ({goal}:Objective) "
    "WHERE {goal}.org = $p.org AND {goal}.originId = _first AND {shown} RETURN {row} }}] }}"
)
_SHOWN: Final = "({goal}.lifecycle <> 'ARCHIVED' OR {goal}.id = _id)"
_ROW: Final = (
    "[{goal}.id, {goal}.progress, {goal}.score, head(COLLECT {{ "
    "MATCH ({goal})-[:IN_CYCLE]->(_c:Cycle) RETURN [_c.startsOn, _c.endsOn, _c.id] }})]"
)


class RolledOverRule:
    """One selected `rolledOver`."""

    fetch = NOTHING

    def __init__(self, c: Compiler, selected: Field, this: str | None) -> None:
        self._selected = selected
        own = c.another()
        goal = own.fresh("o")
        shown = [_SHOWN.format(goal=goal), *own.visible("Objective", goal)]
        row = _ROW.format(goal=goal)
        text = _GOALS.format(goal=goal, shown=" AND ".join(shown), row=row)
        self._plan = own.plan("objectives.rolledOver", "", text)
        projection = Projection(c.another(), "rolledOver.page")
        self._computed = Computed(projection, selected, _NODES)
        self._projection = projection.done()

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The goals of each chain, in the order of their cycles; without a cycle last."""
        called = {}
        wanted: dict[int, dict[str, list[str]]] = {}
        for identifier, rows in await run.fetch(self._plan, {"ids": ids}):
            rows.sort(key=lambda row: (row[3] is None, row[3] or [], row[0]))
            goals = [
                {
                    "objective": goal,
                    "cycle": cycle and cycle[2],
                    "progress": progress,
                    "score": score,
                }
                for goal, progress, score, cycle in rows
            ]
            called[identifier] = self._computed.called(run, goals)
            self._computed.wants(called[identifier], wanted)
        found = await self._projection.fill(run, wanted)
        return {identifier: self._computed.build(row, found) for identifier, row in called.items()}
