"""`diff`: what is different between two times, node by node.

One statement finds the nodes that the record names between the two revisions, compares what each
was with what it became, and says what the viewer could see of it; one more reads what is shown of
the page. States are compared, not changes, so that there and back is no difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graph.domain.calendar import time_text
from graph.domain.errors import InvalidInput
from graph.reads.changes.comparing import TYPES, compared
from graph.reads.changes.diff_projection import Contrasts
from graph.reads.changes.difference import CALLED, NAMED, ORDER, Difference, Page, cursor
from graph.reads.changes.visibility import SightQuestion, Sights, sights
from graph.reads.compile.compiler import Compiled, Compiler
from graph.reads.compile.connection_parts import page_info_of
from graph.reads.compile.keyset import page_size
from graph.reads.compile.selection import Cursor, Field
from graph.reads.rules.fetch import NOTHING

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

MOST_CHANGES: Final = 200_000
"""How many rows of the record are looked at."""
MOST_NODES: Final = 10_000
"""How many nodes are compared."""

# Later than anything that is stored.
_NOW: Final = "9999"


class Compared(NamedTuple):
    """A node at two revisions: whether it was there, and in use, and whether its weight, what else
    people say of it, and what follows from other things differ."""

    type: str
    node: str
    there: tuple[bool, bool]
    used: tuple[bool, bool]
    weight: bool
    said: bool
    followed: bool
    progress: tuple[float | None, float | None]

    @classmethod
    def of(cls, row: Sequence[Any]) -> Compared:
        """What a row of the statement says."""
        name, node, a, b, used_a, used_b, weight, said, followed, before, after = row
        return cls(name, node, (a, b), (used_a, used_b), weight, said, followed, (before, after))


def differences(c: Compiler, selected: Field) -> Compiled:
    """A root question: what is different between `from` and `to`."""
    given = c.argument(selected)
    since, until, named, looked = (c.fresh(word) for word in ("since", "until", "named", "looked"))
    change, one, at = c.fresh("c"), c.fresh("x"), c.fresh("at")
    many, size = c.fresh("many"), c.fresh("size")
    rows = " + ".join(compared(c, type_name, named, since, until) for type_name in TYPES)
    asked = (
        f"COLLECT {{ UNWIND {named} AS {one} UNWIND [[{since}, {since}], [{until}, {until}], "
        f"[{since}, g.revision], [{until}, g.revision]] AS {at} "
        f"RETURN [{one}[0], {one}[1], {at}[0], {at}[1]] }}"
    )
    seen = "null" if c.sees_all else sights(c, asked)
    expression = (
        f"head(COLLECT {{ WITH {_revision(c, c.param(given, _from))} AS {since}, "
        f"{_revision(c, c.param(given, _to))} AS {until} "
        f"CALL ({since}, {until}) {{ MATCH ({change}:Change) WHERE {change}.org = $p.org "
        f"AND {change}.revision > {since} AND {change}.revision <= {until} "
        f"AND {change}.sequence IS NOT NULL AND {change}.nodeType IN {c.param(given, _types)} "
        f"WITH {change} LIMIT {MOST_CHANGES + 1} RETURN count({change}) AS {looked}, "
        f"collect(DISTINCT [{change}.nodeType, {change}.nodeId]) AS {many} }} "
        f"WITH {since}, {until}, {looked}, size({many}) AS {size}, CASE "
        f"WHEN {looked} > {MOST_CHANGES} OR size({many}) > {MOST_NODES} THEN [] ELSE {many} END "
        f"AS {named} RETURN [{since}, {until}, {looked}, {size}, g.revision, {rows}, {seen}] }})"
    )
    return Compiled(expression, _Differences(c, selected).build)


def _revision(c: Compiler, moment: str) -> str:
    """The last revision at a time; several may have the same time."""
    write, at = c.fresh("r"), c.fresh("t")
    return (
        f"coalesce(head(COLLECT {{ MATCH ({write}:Revision) WHERE {write}.org = $p.org "
        f"AND {write}.at <= {moment} WITH {write} ORDER BY {write}.org DESC, {write}.at DESC "
        f"LIMIT 1 WITH {write}.at AS {at} MATCH ({write}:Revision) WHERE {write}.org = $p.org "
        f"AND {write}.at = {at} RETURN {write}.number ORDER BY {write}.number DESC LIMIT 1 }}), 0)"
    )


def _from(given: Mapping[str, Any]) -> str:
    start: datetime = given["from"]
    end = given.get("to")
    if end is not None and end < start:
        raise InvalidInput("`to` is before `from`.", path=["to"])
    return time_text(start)


def _to(given: Mapping[str, Any]) -> str:
    end = given.get("to")
    return _NOW if end is None else time_text(end)


def _types(given: Mapping[str, Any]) -> list[str]:
    asked = given.get("types")
    return list(TYPES) if asked is None else [NAMED[one.value] for one in asked]


class _Differences:
    """One selected `diff`: from what was compared to the page, and what is shown of it."""

    fetch = NOTHING

    def __init__(self, c: Compiler, selected: Field) -> None:
        self._selected = selected
        self._shown = Contrasts(c, selected)

    def build(self, raw: Any, run: Run) -> dict[str, Any]:
        """The connection, which is filled in later."""
        since, until, looked, many, now, rows, fetched = raw
        if looked > MOST_CHANGES or many > MOST_NODES:
            raise InvalidInput(
                f"Between these times more than {MOST_NODES} goals and links changed, or more than "
                f"{MOST_CHANGES} times; ask for a shorter time or for fewer types.",
                path=["from"],
            )
        given = run.values[self._selected.index]
        seen = Sights(fetched)
        found = (_told(Compared.of(row), since, until, now, seen) for row in rows)
        every = sorted((one for one in found if one is not None), key=lambda one: one.place)
        kinds = given.get("kinds")
        asked = None if kinds is None else {one.value for one in kinds}
        listed = [one for one in every if asked is None or one.kind in asked]
        size = page_size(given.get("first"))
        start = _starts(listed, given.get("after"))
        items = listed[start : start + size]
        to = given.get("to")
        moments = time_text(given["from"]), time_text(run.now if to is None else to)
        page = Page(items, since, until, moments)
        built: dict[str, Any] = {}
        for one in self._selected.only():
            match one.name:
                case "nodes" | "edges":
                    run.defer(self, (id(page), one.key), built, one.key)
                    run.brought[id(page)] = page
                case "pageInfo":
                    ends = [cursor(each) for each in (*items[:1], *items[-1:])]
                    more = start + size < len(listed)
                    built[one.key] = page_info_of(one.only(), ends, start > 0, more)
                case "totalCount":
                    built[one.key] = len(listed)
                case "counts":
                    built[one.key] = _counts(one, every)
                case "fromRevision":
                    built[one.key] = since
                case "toRevision":
                    built[one.key] = until
                case _:
                    built[one.key] = "DifferenceConnection"
        return built

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The items of the page, under each key of the answer."""
        page: Page = run.brought[ids[0][0]]
        lists = await self._shown.lists(run, page)
        return {one: lists[one[1]] for one in ids}


def _starts(listed: Sequence[Difference], after: Cursor | None) -> int:
    if after is None:
        return 0
    if after.order != ORDER or type(after.key) is not int:
        raise InvalidInput("`after` is a cursor of another list.", path=["after"])
    place = after.key, after.id
    return sum(1 for one in listed if one.place <= place)


def _told(row: Compared, since: int, until: int, now: int, seen: Sights) -> Difference | None:
    """What the viewer is told: by what they may see of it now, and could see of it then."""
    there, exists = row.there, until if row.there[1] else since

    def sees(when: int, at: int) -> bool:
        return seen.see(SightQuestion(row.type, row.node, when, at))

    known = there[0] and sees(since, since)
    if not sees(exists, now) or (there[1] and not sees(until, until)):
        return None
    before, after = row.used[0] and known, row.used[1]
    if before and after:
        kind = (
            "REWEIGHTED"
            if row.weight
            else "CHANGED"
            if row.said
            else "ROLLED_UP"
            if row.followed
            else None
        )
    else:
        kind = "ADDED" if after else "ENDED" if before else None
    if kind is None:
        return None
    progress = row.progress[0] if known else None, row.progress[1]
    return Difference(row.type, row.node, kind, known, progress)


def _counts(selected: Field, every: Sequence[Difference]) -> list[dict[str, Any]]:
    counted = Counter((TYPES.index(one.type), one.type, one.kind) for one in every)
    return [
        {
            one.key: {
                "type": CALLED[type_name],
                "kind": kind,
                "count": count,
                "__typename": "DifferenceCount",
            }[one.name]
            for one in selected.only()
        }
        for (_, type_name, kind), count in sorted(counted.items())
    ]
