"""The changes of some nodes between two revisions, as a client selected them: what people did to
them, not what rolled up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from graph.reads.changes.change_projection import Shown
from graph.reads.changes.change_scan import scan, scanned
from graph.reads.changes.keyset import in_history
from graph.reads.compile.compiler import Compiler
from graph.reads.compile.selection import Field

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

MOST_CHANGES: Final = 50
"""How many changes of one node are told, the earliest."""


class ChangesBetween:
    """One selected list of changes of nodes."""

    def __init__(self, c: Compiler, name: str, selected: Field) -> None:
        own = c.another()
        node, change = own.fresh("n"), own.fresh("c")
        found = (
            f"COLLECT {{ UNWIND $p.nodes AS {node} UNWIND COLLECT {{ MATCH ({change}:Change) "
            f"WHERE {change}.org = $p.org AND {change}.nodeId = {node} "
            f"AND {change}.revision > $p.begin AND {change}.revision <= $p.end "
            f"AND NOT {change}.kind IN ['SIGHT', 'ROLLED_UP'] "
            f"RETURN {change} ORDER BY {change}.org, {change}.nodeId, {change}.revision "
            f"LIMIT {MOST_CHANGES} }} AS {change} RETURN {change} }}"
        )
        # Who may know of a change follows from how things stood at it, and from today's rights.
        self._plan = own.plan(f"{name}.found", "", own.today(scan(own, found)))
        self._nodes = Field("nodes", "nodes", selected.index, selected.on)
        connection = Field("changes", "changes", selected.index, {"Connection": [self._nodes]})
        # What a change is shown with is as it is now, whichever moment is asked about.
        self._shown = Shown(c.present(), name, connection)

    async def of(
        self, run: Run, nodes: Iterable[str], begin: int, end: int
    ) -> Mapping[str, list[dict[str, Any]]]:
        """By node, its changes after revision `begin` up to `end`, as far as the viewer could see
        them when they happened."""
        p = {"nodes": sorted(set(nodes)), "begin": begin, "end": end}
        rows = scanned(await run.fetch(self._plan, p))
        items = [item for row in rows if (item := in_history(row)) is not None]
        shown = (await self._shown.of(run, items)).get(id(self._nodes), {})
        found: dict[str, list[dict[str, Any]]] = {}
        for item in items:
            found.setdefault(item.node, []).append(shown[item.place])
        return found
