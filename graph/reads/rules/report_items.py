"""`Report.items`: what a report says, and of what each item is about the nodes that are seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from graph.model.properties import decoded
from graph.model.weekly import ABOUT, ReportItem
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.compile.selection import Field
from graph.reads.rules.computed import Computed
from graph.reads.rules.fetch import Fetch
from graph.reads.rules.listing import Wanted
from graph.reads.rules.projection import Projection

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

NODES: Final = {"about": ABOUT}
"""The fields of an item that are nodes."""


def shown_items(texts: Iterable[str] | None) -> list[dict[str, Any]]:
    """The items of a stored report, as `Computed` takes them."""
    return [decoded(ReportItem, text) for text in texts or ()]


class ReportItemsRule:
    """One selected `items` of reports."""

    def __init__(self, c: Compiler, selected: Field, this: str | None) -> None:
        def stored(c: Compiler, start: str) -> str:
            text = (
                "MATCH (_start) WITH collect(_start) AS _all "
                "RETURN COLLECT { UNWIND _all AS _r RETURN [_r.id, _r.items] }"
            )
            return c.render(text, Scope(""), start=start)

        projection = Projection(c.another(), "report.about")
        self._computed = Computed(projection, selected, NODES)
        self._projection = projection.done()
        self.fetch = Fetch(c, "report.items", "Report", stored, this)

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The items of each report, by its id."""
        rows = await self.fetch.of(run, ids)
        called = {
            identifier: self._computed.called(run, shown_items(texts)) for identifier, texts in rows
        }
        wanted: Wanted = {}
        for items in called.values():
            self._computed.wants(items, wanted)
        found = await self._projection.fill(run, wanted)
        return {
            identifier: self._computed.build(items, found) for identifier, items in called.items()
        }
