"""`history`: the changes of one node that the viewer could see when they happened.

One statement scans the rows of all nodes of a list and says what the viewer could see of each; one
more reads what is shown of the pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from graph.reads.changes.change_projection import Shown
from graph.reads.changes.change_scan import scan, scanned
from graph.reads.changes.keyset import LAST, Place, Window, history_window, in_history, most
from graph.reads.changes.visibility import guarded_from
from graph.reads.compile.compiler import Compiler
from graph.reads.compile.selection import Field

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

ORDER: Final = "history"


class HistoryRule:
    """One selected `history` of nodes of one type."""

    def __init__(self, type_name: str, c: Compiler, selected: Field, this: str | None) -> None:
        self._type = type_name
        self._selected = selected
        self._counted = bool(selected.child("totalCount"))
        self.fetch = _Fetch(c, self, this)
        # What a change is shown with is as it is now, whichever moment is asked about.
        self._shown = Shown(c.present(), "history.page", selected)

    def rows(self, c: Compiler, node: str) -> str:
        """The expression of the rows behind a place; of all rows, when they are counted."""
        arguments = c.argument(self._selected)
        falling = arguments.value["direction"].value == "DESC"
        change, way = c.fresh("c"), " DESC" if falling else ""
        found = (
            f"MATCH ({change}:Change) WHERE {change}.org = $p.org AND {change}.nodeId = {node} "
            f"AND {change}.revision IS NOT NULL AND {change}.nodeType = {c.constant(self._type)} "
            f"AND {change}.kind <> 'SIGHT'"
        )
        if self._counted:
            # Not everybody could see all of them, so each has to be looked at to be counted.
            behind, limit = "", ""
        else:
            sign, most_rows = "<" if falling else ">", lambda given: most(given) + 1
            begin = c.param(arguments, lambda given: _start(given, falling=falling).revision)
            behind = f" AND {change}.revision {sign} {begin}"
            limit = f" LIMIT {c.param(arguments, most_rows)}"
        if c.past:
            behind += f" AND {change}.revision <= $p.at"
        rows = scan(
            c,
            f"COLLECT {{ {found}{behind} RETURN {change} ORDER BY {change}.org{way}, "
            f"{change}.nodeId{way}, {change}.revision{way}{limit} }}",
            guarded=self._type in guarded_from(c),
        )
        # Who may know of a change follows from how things stood at it, and from today's rights.
        return c.today(rows)

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The connection of each node, by its id."""
        given = run.values[self._selected.index]
        falling = given["direction"].value == "DESC"
        start = _start(given, falling=falling)
        raw = await self.fetch.of(run, ids)
        windows: dict[str, Window] = {}
        totals: dict[str, int] = {}
        for node, found in raw:
            rows = scanned(found)
            if self._counted:
                totals[node] = sum(1 for row in rows if in_history(row))
                rows = [row for row in rows if (row.revision < start.revision) == falling]
                rows = [row for row in rows if row.revision != start.revision]
            windows[node] = history_window(ORDER, rows, start, given)
        items = [item for window in windows.values() for item in window.items]
        shown = await self._shown.of(run, items)
        return {
            node: self._connection(
                window, totals.get(node), self._shown.lists(window, shown), given
            )
            for node, window in windows.items()
        }

    def _connection(
        self,
        window: Window,
        total: int | None,
        lists: Mapping[str, list[Any]],
        given: Mapping[str, Any],
    ) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for one in self._selected.only():
            match one.name:
                case "nodes" | "edges":
                    built[one.key] = lists[one.key]
                case "pageInfo":
                    built[one.key] = window.page_info(one, given)
                case "totalCount":
                    built[one.key] = total
                case _:
                    built[one.key] = "ChangeConnection"
        return built


class _Fetch:
    """Beside the one node of a root question, or for all nodes of a list in a statement."""

    def __init__(self, c: Compiler, rule: HistoryRule, this: str | None) -> None:
        self.beside: str | None = None
        self._rule = rule
        if this is not None:
            self.beside = f"[{this}.id, [[{this}.id, {rule.rows(c, f'{this}.id')}]]]"
            return
        own = c.another()
        node = own.fresh("id")
        rows = rule.rows(own, node)
        expression = f"COLLECT {{ UNWIND $p.ids AS {node} RETURN [{node}, {rows}] }}"
        self._plan = own.plan("history", "", expression)

    async def of(self, run: Run, ids: list[Any]) -> Any:
        """What was fetched for the nodes `ids`: each with its rows and their number."""
        if self.beside is not None:
            return run.brought.pop(id(self))
        return await run.fetch(self._plan, {"ids": ids})


def _start(given: Mapping[str, Any], *, falling: bool) -> Place:
    after = given.get("after")
    if after is not None:
        return Place.of(after, ORDER)
    return Place(LAST if falling else 0)
