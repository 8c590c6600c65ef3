"""The unit of work: everything that one write does, under the organization's lock.

A mutation says what changes; the unit writes it, with its history and the record of it, all at one
revision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from graph.database.client import Transaction
from graph.domain.calendar import cut, time_text, zone_of
from graph.domain.errors import Conflict, Forbidden, NotFound
from graph.domain.relationships import PAST
from graph.domain.text_properties import SOURCES, text_properties
from graph.domain.viewer import Viewer
from graph.reads.execution.run import AccessChanged
from graph.writes.unit_of_work import statements
from graph.writes.unit_of_work.change_log import PARTNERS, ChangeKind, Record
from graph.writes.unit_of_work.identity_map import Known
from graph.writes.unit_of_work.loading import BEGIN, Found, Node, finds, finds_ended, found_of
from graph.writes.unit_of_work.statements import LINKS, Block
from graph.writes.unit_of_work.write_buffer import Pending

# Making something again that is there is no mistake when these differ: they follow from when it
# was made, or from what has happened since.
_STAMPS: Final = ("since", "born", "createdAt", "updatedAt", "version")
_DERIVED: Final = (
    "progress",
    "rawProgress",
    "healths",
    "healthSince",
    "statuses",
    "statusSince",
    "valueDueOn",
    "checkInDueOn",
    "position",
    "superseded",
)
DERIVED: Final = frozenset((*_STAMPS, *_DERIVED))

RECORD: Final = """\
CREATE (revision:Revision)
SET revision = $p.record
WITH revision
UNWIND $p.changes AS row
CREATE (change:Change)
SET change = row
RETURN count(*)"""
MORE: Final = """\
UNWIND $p.changes AS row
CREATE (change:Change)
SET change = row
RETURN count(*)"""
# Of a link that ends, the record says what it was between, as it does of a new one.
ENDED: Final = """\
RETURN COLLECT {{
  UNWIND $p.ids AS id
  MATCH (a)-[r:{past} {{org: $p.org, id: id}}]->(b) WHERE r.until = $p.revision
  RETURN [id, a.id, b.id]
}}"""
_CLOCKS: Final = """\
MATCH (g:Organization {org: $p.org, id: $p.org})
SET g += $p.clocks
RETURN 1"""


class Unit:
    """One write of one organization. `begin` takes the lock; what is asked for is written before
    anything is read; `rollup` derives what follows, and `commit` writes the rest.

    `made` are the ids that no client supplied; `kpis` those of KPIs of which something has changed
    that their status follows from. `positions` says where the next key result of an objective goes,
    `reverts` which revision this one undoes. `passed_over` are the refusals that a dry run went on
    after.
    """

    def __init__(
        self, transaction: Transaction, viewer: Viewer, now: datetime, *, dry_run: bool = False
    ) -> None:
        self.transaction = transaction
        self.viewer = viewer
        self.org = viewer.org
        self.now = cut(now)
        self.record = Record()
        self.known = Known()
        self.found = self.known.found
        self.ended = self.known.ended
        self.made: set[str] = set()
        self.rolling: set[str] = set()
        self.restating: set[str] = set()
        self.closing: dict[str, int] = {}
        self.kpis: set[str] = set()
        self.positions: dict[str, int] = {}
        self.access_changed = False
        self.reverts: int | None = None
        self.dry_run = dry_run
        self.passed_over: list[Forbidden] = []
        self._pending = Pending()
        self._stated: set[tuple[str, str]] = set()

    async def begin(self) -> None:
        """Takes the organization's lock, at a new revision.

        Raises NotFound without such an organization, and AccessChanged when the viewer's rights
        are no longer what they were when they were looked up.
        """
        answer = await self.read("write.begin", BEGIN, {})
        if answer is None:
            raise NotFound("The organization is not there any more.", path=[])
        organization = answer["organization"]
        if organization["accessRevision"] != self.viewer.access_revision:
            raise AccessChanged
        self.organization: Node = organization
        self.known.keep(Found("Organization", organization))
        self.revision: int = organization["revision"]
        self.zone = zone_of(organization["timezone"])
        # Clocks differ from process to process; the times of revisions never go back.
        if answer["at"] is not None:
            self.now = max(self.now, datetime.fromisoformat(answer["at"]))
        self.at = time_text(self.now)

    async def find(self, identifiers: Iterable[str], new: Iterable[str] = ()) -> None:
        """Finds these ids as they are now, where that is not known already.

        `new` are ids that something new is to have, by a client's wish: those that are taken are
        found, too.
        """
        new = set(new)
        sought = self.known.forget([*identifiers, *new])
        for kind, statement, ids in finds(sought):
            for row in await self.read(f"find.{kind}", statement, {"ids": ids}):
                self.known.keep(found_of(kind, row))
        for kind, statement, ids in finds_ended(one for one in sought if one in new):
            self.known.ended.update(await self.read(f"find.ended{kind}", statement, {"ids": ids}))
        followers = [one for each in sought if (one := self.found.get(each)) and one.about]
        if followers:
            await self.find(about for one in followers for about in one.about)
            self.known.belong(followers)

    async def find_only(self, kind: str, identifiers: Iterable[str]) -> list[Found]:
        """What of a kind has one of these ids, where something of another kind may have it too."""
        return [
            self.known.linked(found_of(kind, row))
            for one, statement, ids in finds(identifiers)
            if one == kind
            for row in await self.read(f"find.{kind}", statement, {"ids": ids})
        ]

    async def read(self, name: str, statement: str, p: Mapping[str, Any]) -> Any:
        """The first value of a statement's one record; `$p.org` is the organization.

        It sees all that was asked for so far, which is written first.
        """
        await self.flush()
        return await self._run(name, statement, p)

    def add(
        self, kind: str, properties: Mapping[str, Any], *, ignoring: Iterable[str] = ()
    ) -> bool:
        """A new node with these properties and the stamps; an id of its own among them.

        False when it is there already just like that; `ignoring` may differ. Raises Conflict when
        something else has its id.
        """
        if self._is_there(properties, ignoring):
            return False
        node = {**_present(properties), **self._stamps()}
        follows = text_properties(kind, node)
        self._pending.add(statements.on_nodes("create", kind), {**node, **_present(follows)})
        self.record.add(node["id"], "CREATED", kind, {}, node)
        self.known.made(kind, node)
        return True

    def change(self, kind: str, node: Node, changes: Mapping[str, Any]) -> bool:
        """People change a node: its version goes up. Whether anything differs from what it was."""
        return self._set(kind, node, changes, by_people=True)

    def touch(self, kind: str, node: Node, changes: Mapping[str, Any]) -> None:
        """As `change`, but for a node of which more has changed than its properties."""
        self._set(kind, node, changes, by_people=True, anyway=True)

    def derive(self, kind: str, node: Node, changes: Mapping[str, Any]) -> bool:
        """What follows from other changes. Whether anything differs from what it was."""
        return self._set(kind, node, changes, by_people=False)

    def follow(self, kind: str, node: Node, name: str, before: Any, after: Any) -> None:
        """The same of what is no property: relationships."""
        if before != after:
            self.record.add(node["id"], "ROLLED_UP", kind, {name: before}, {name: after})
            self._set(kind, node, {}, by_people=False, anyway=True)

    def end(self, kind: str, node: Node, changes: Mapping[str, Any] | None = None) -> None:
        """A node is there no more, except in history."""
        self._set(kind, node, {"ended": True, **(changes or {})}, by_people=True)
        self.record.add(node["id"], "ENDED", kind, node, {})
        self.known.touch(node["id"])

    def again(self, kind: str, node: Node, changes: Mapping[str, Any]) -> None:
        """A node that has ended is there again, with these changes."""
        there = {**node, **changes, "ended": None}
        self.record.add(node["id"], "CREATED", kind, {}, _present(there))
        self._set(kind, node, {**changes, "ended": None}, by_people=True)
        self.known.touch(node["id"])

    def note(self, kind: str, identifier: str, name: str, before: Any, after: Any) -> None:
        """Records a change of what is no property: a list of relationships."""
        if before != after:
            self.record.add(identifier, "UPDATED", kind, {name: before}, {name: after})

    def relate(self, type_: str, start: str | None, end: str | None) -> None:
        """A new relationship; nothing when either end is None."""
        if start is not None and end is not None:
            self._pending.relate(type_, start, end)
            self.known.related(type_, start, end)

    def unrelate(self, type_: str, start: str | None, end: str | None) -> None:
        """Ends a relationship; nothing when either end is None."""
        if start is not None and end is not None:
            self._pending.unrelate(type_, start, end)
            self.known.related(type_, start, end)

    def replace(
        self, type_: str, node: str, before: str | None, after: str | None, *, out: bool
    ) -> None:
        """Another end for a node's one relationship of a type, which leads out of it or into it."""
        if before != after:
            self.unrelate(type_, *((node, before) if out else (before, node)))
            self.relate(type_, *((node, after) if out else (after, node)))

    def link(self, kind: str, start: str, end: str, properties: Mapping[str, Any]) -> bool:
        """A new link, as with `add`."""
        if self._is_there(properties, (), (start, end)):
            return False
        link = {**_present(properties), **self._stamps()}
        self._pending.add(statements.between("link", LINKS[kind], start, end), [start, end, link])
        self.record.add(link["id"], "CREATED", kind, {}, {**link, "from": start, "to": end})
        self.known.made(kind, link)
        return True

    def relink(self, kind: str, link: Node, changes: Mapping[str, Any]) -> bool:
        """People change a link. Whether anything differs from what it was."""
        return self._set(kind, link, changes, by_people=True)

    def unlink(self, kind: str, link: Node) -> None:
        """Ends a link; it is kept among the past ones."""
        self._ends(kind, link)
        self.record.add(link["id"], "ENDED", kind, link, {})

    def restore(self, kind: str, link: Node, start: str, end: str) -> None:
        """A link that has ended is there again, between these nodes."""
        there = {**_present(link), **self._bumped(link), "since": self.revision}
        self._pending.add(statements.between("link", LINKS[kind], start, end), [start, end, there])
        self.record.add(link["id"], "CREATED", kind, {}, {**there, "from": start, "to": end})
        self.known.made(kind, there)

    def move_link(self, kind: str, link: Node, start: str, end: str, was: tuple[str, str]) -> None:
        """The same link between other nodes; `was` are those that it was between."""
        self._ends(kind, link)
        before = {"from": was[0], "to": was[1]}
        moved = {**link, **self._bumped(link), "since": self.revision}
        self._pending.add(statements.between("link", LINKS[kind], start, end), [start, end, moved])
        self.record.add(link["id"], "UPDATED", kind, before, {"from": start, "to": end})
        link.update(moved)

    def rolls(self, *objectives: str) -> None:
        """Objectives whose inputs may have changed: theirs and their ancestors' progress and health
        are computed anew before the write is over."""
        self.rolling.update(objectives)

    def restates(self, *objectives: str) -> None:
        """Objectives whose cycle may have changed: their key results' health is computed anew,
        and then their own."""
        self.restating.update(objectives)
        self.rolling.update(objectives)

    async def flush(self) -> None:
        """Writes what was asked for so far."""
        for block, rows in self._pending.take():
            text = block.text
            if block.action == "set":
                if len(rows) > statements.AHEAD:
                    text = block.bare
                    if not self.dry_run:
                        await self._keep_ahead(block, [row["id"] for row in rows])
                self._stated.update((block.type, row["id"]) for row in rows)
            for some in parts(rows):
                p = {"rows": some, "revision": self.revision, "forever": statements.FOREVER}
                await self._run(block.name, text, p)

    async def commit(self, operation: str) -> None:
        """Writes the rest, and the record of it all."""
        record = {
            "org": self.org,
            "number": self.revision,
            "at": self.at,
            "actorId": self.viewer.person,
            "actorName": self.viewer.name,
            "operation": operation,
            "reverts": self.reverts,
        }
        await self._tell_ends()
        first, *others = list(parts(self.record.rows(self.org, self.revision))) or [()]
        await self.read("write.record", RECORD, {"record": _present(record), "changes": first})
        for some in others:
            await self._run("write.changes", MORE, {"changes": some})
        changed = {"accessRevision": self.access_changed, "planRevision": self.record.changes_plan}
        clocks = {name: self.revision for name, moved in changed.items() if moved}
        if clocks:
            await self.read("write.clocks", _CLOCKS, {"clocks": clocks})

    async def _keep_ahead(self, block: Block, ids: Iterable[str]) -> None:
        """Keeps the states of nodes in transactions of their own, under the lock of this one. Those
        that this write has changed before have theirs kept by it."""
        for some in parts([one for one in ids if (block.type, one) not in self._stated]):
            p = {"org": self.org, "ids": some, "revision": self.revision}
            await self.transaction.run_ahead(f"write.keep.{block.type}", block.keeping, p)

    async def _tell_ends(self) -> None:
        ended: dict[str, list[str]] = {}
        for (identifier, kind), one in self.record.changes.items():
            if one.kind == "ENDED" and kind in LINKS:
                ended.setdefault(kind, []).append(identifier)
        for kind, ids in ended.items():
            statement = ENDED.format(past=PAST[LINKS[kind]])
            p = {"ids": ids, "revision": self.revision}
            for identifier, start, end in await self.read(f"write.ended.{kind}", statement, p):
                before = {"from": start, "to": end}
                self.record.add(identifier, "ENDED", kind, before, {})

    async def _run(self, name: str, statement: str, p: Mapping[str, Any]) -> Any:
        return await self.transaction.run(name, statement, {"org": self.org, **p})

    def _ends(self, kind: str, link: Node) -> None:
        self._pending.add(statements.on_links("unlink", LINKS[kind]), link["id"])
        self.known.touch(link["id"])

    def _is_there(
        self,
        properties: Mapping[str, Any],
        ignoring: Iterable[str],
        ends: tuple[str, str] | None = None,
    ) -> bool:
        identifier = properties["id"]
        there = self.found.get(identifier)
        # An accepted proposal leaves its id to the alignment that it becomes.
        accepted = there is not None and there.node.get("state") == "ACCEPTED"
        if (there is None or accepted) and identifier not in self.ended:
            return False
        free = DERIVED.union(ignoring)
        if (
            there is not None
            and (ends is None or there.ends == ends)
            and all(_says(there.node, n, v) for n, v in properties.items() if n not in free)
        ):
            return True
        raise Conflict(f"The id {identifier} is taken; leave it out for a new one.", path=["id"])

    def _set(
        self,
        kind: str,
        node: Node,
        changes: Mapping[str, Any],
        *,
        by_people: bool,
        anyway: bool = False,
    ) -> bool:
        differing = {name: value for name, value in changes.items() if not _says(node, name, value)}
        if not differing and not anyway:
            return False
        for name in [PARTNERS[name] for name in differing if name in PARTNERS]:
            differing.setdefault(name, changes.get(name, node.get(name)))
        before = {name: node.get(name) for name in differing}
        change_kind: ChangeKind = "UPDATED" if by_people else "ROLLED_UP"
        self.record.add(node["id"], change_kind, kind, before, differing)
        if by_people:
            differing |= self._bumped(node)
        if not SOURCES.isdisjoint(differing):
            differing |= text_properties(kind, {**node, **differing})
        self._pending.change(kind, node["id"], differing)
        node.update(differing)
        for name in [name for name, value in node.items() if value is None]:
            del node[name]
        node["since"] = self.revision
        self.known.changed(kind, node)
        return True

    def _bumped(self, node: Node) -> dict[str, Any]:
        return {"version": node["version"] + 1, "updatedAt": self.at}

    def _stamps(self) -> dict[str, Any]:
        return {
            "org": self.org,
            "createdAt": self.at,
            "updatedAt": self.at,
            "version": 1,
            "since": self.revision,
            "born": self.revision,
        }


def parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Rows or ids, as many at a time as one statement is given."""
    for start in range(0, len(rows), statements.AT_ONCE):
        yield rows[start : start + statements.AT_ONCE]


def _says(node: Node, name: str, value: Any) -> bool:
    """Whether a node has this value already; a list that is absent is empty."""
    return node.get(name) == value or (value == [] and name not in node)


def _present(properties: Mapping[str, Any]) -> Node:
    return {name: value for name, value in properties.items() if value is not None}
