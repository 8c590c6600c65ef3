"""`changes`: what has changed since a revision, as the viewer is to know it.

One statement scans the next rows of the record and says what the viewer could see of each; one more
reads what is shown of the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from graph.domain.errors import InvalidInput
from graph.reads.changes.change_projection import Shown
from graph.reads.changes.change_scan import scan, scanned
from graph.reads.changes.keyset import LAST, Place, Window, feed_window, most
from graph.reads.compile.compiler import Compiled, Compiler
from graph.reads.compile.selection import Field, asked_by
from graph.reads.execution.viewers import had_the_same_rights
from graph.reads.rules.fetch import NOTHING

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

ORDER: Final = "changes"
# An import begins an organization: whoever has nothing of it yet makes a copy of it as a whole.
_UNRECORDED: Final = (None, "import")


def changes(c: Compiler, selected: Field) -> Compiled:
    """A root question: the page of the record that `since` and `after` ask for."""
    arguments = c.argument(selected)
    revision = c.param(arguments, lambda given: _next(_start(given)).revision)
    sequence = c.param(arguments, lambda given: _next(_start(given)).sequence)
    limit = c.param(arguments, lambda given: most(given) + 1)
    following = c.param(arguments, lambda given: _since(given) + 1)
    change, write = c.fresh("c"), c.fresh("r")
    rows = (
        f"COLLECT {{ MATCH ({change}:Change) WHERE {change}.org = $p.org "
        f"AND {change}.revision >= {revision} AND {change}.sequence IS NOT NULL "
        f"AND CASE WHEN {change}.revision = {revision} THEN {change}.sequence > {sequence} "
        f"ELSE true END RETURN {change} "
        f"ORDER BY {change}.org, {change}.revision, {change}.sequence LIMIT {limit} }}"
    )
    operation = (
        f"head(COLLECT {{ MATCH ({write}:Revision {{org: $p.org, number: {following}}}) "
        f"RETURN {write}.operation }})"
    )
    expression = f"[g.revision, g.accessRevision, {operation}, {scan(c, rows)}]"
    return Compiled(expression, _Feed(c, selected).build)


def _since(given: Mapping[str, Any]) -> int:
    since: int = given.get("since") or 0
    if since < 0:
        raise InvalidInput(f"`since` is {since}; give a revision, or 0.", path=["since"])
    return since


def _start(given: Mapping[str, Any]) -> Place:
    after = given.get("after")
    return Place(_since(given)) if after is None else Place.of(after, ORDER)


def _next(place: Place) -> Place:
    """Where the rows behind a place begin, without those of a revision that is done with."""
    return Place(place.revision + 1, -1) if place.sequence == LAST else place


class _Rights:
    """Whether the viewer's rights are other than they were at a revision: then what has changed
    since is not all that has changed for them."""

    fetch = NOTHING

    async def resolve(self, run: Run, ids: list[int]) -> Mapping[int, bool]:
        """By revision."""
        return {
            since: not await had_the_same_rights(run.database, run.viewer, since) for since in ids
        }


class _Feed:
    """One selected feed: from what was scanned to the page, and what is shown of it."""

    fetch = NOTHING

    def __init__(self, c: Compiler, selected: Field) -> None:
        self._selected = selected
        self._types = frozenset(c.types)
        self._shown = Shown(c.another(), "changes.page", selected)
        self._rights = _Rights()

    def build(self, raw: Any, run: Run) -> dict[str, Any]:
        """The connection, which is filled in later."""
        head, access, operation, rows = raw
        given = run.values[self._selected.index]
        since = _since(given)
        if since > head:
            with asked_by(self._selected.index):
                raise InvalidInput(
                    f"`since` is {since}; the last revision is {head}. If the copy is ahead, the "
                    "database is older than it: make the copy anew from an export.",
                    path=["since"],
                )
        window = feed_window(
            ORDER, scanned(rows), _start(given), head, given, self._asked_for(given)
        )
        values = {
            "upTo": window.up_to,
            "resync": since < head and operation in _UNRECORDED,
            "__typename": "ChangeFeedConnection",
        }
        built: dict[str, Any] = {}
        for one in self._selected.only():
            if one.name in ("nodes", "edges"):
                run.defer(self, (window, one.key), built, one.key)
            elif one.name == "pageInfo":
                built[one.key] = window.page_info(one, given)
            elif one.name == "resync" and not values["resync"] and access > since:
                run.defer(self._rights, since, built, one.key)
            else:
                built[one.key] = values[one.name]
        return built

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The items of the page, under each key of the answer."""
        window: Window = ids[0][0]
        lists = self._shown.lists(window, await self._shown.of(run, window.items))
        return {one: lists[one[1]] for one in ids}

    def _asked_for(self, given: Mapping[str, Any]) -> frozenset[str]:
        types = given.get("types")
        if types is None:
            return self._types
        unknown = sorted(set(types) - self._types)
        if unknown:
            raise InvalidInput(f"There is no type {unknown[0]}.", path=["types"])
        return frozenset(types)
