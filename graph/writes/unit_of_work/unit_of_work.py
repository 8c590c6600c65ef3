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
from graph.domain.errors import Forbidden, NotFound
from graph.domain.relationships import PAST
from graph.domain.viewer import Viewer
from graph.reads.execution.run import AccessChanged
from graph.writes.unit_of_work import statements
from graph.writes.unit_of_work.changes import Changes, present
from graph.writes.unit_of_work.loading import BEGIN, Found, Node, finds, finds_ended, found_of
from graph.writes.unit_of_work.statements import LINKS, Block

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


class Unit(Changes):
    """One write of one organization. `begin` takes the lock; what is asked for is written before
    anything is read; `rollup` derives what follows, and `commit` writes the rest.

    `made` are the ids that no client supplied; `kpis` those of KPIs of which something has changed
    that their status follows from. `revalued` are the starts of the periods of which KPIs have
    other values (None: all), `reformed` those that are computed otherwise, and `formulas_due` is
    when the next value of one may be computed; `recalendared`: periods are other ones. `positions`
    says where the next key result of an objective goes, `reverts` which revision this one undoes.
    `passed_over` are the refusals that a dry run went on after.
    """

    def __init__(
        self, transaction: Transaction, viewer: Viewer, now: datetime, *, dry_run: bool = False
    ) -> None:
        super().__init__(viewer.org)
        self.transaction = transaction
        self.viewer = viewer
        self.now = cut(now)
        self.made: set[str] = set()
        self.rolling: set[str] = set()
        self.restating: set[str] = set()
        self.closing: dict[str, int] = {}
        self.kpis: set[str] = set()
        self.revalued: dict[str, set[datetime] | None] = {}
        self.reformed: set[str] = set()
        self.formulas_due: int | None = None
        self.recalendared = False
        self.positions: dict[str, int] = {}
        self.access_changed = False
        self.reverts: int | None = None
        self.dry_run = dry_run
        self.passed_over: list[Forbidden] = []
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
        self.revision = organization["revision"]
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

    def rolls(self, *objectives: str) -> None:
        """Objectives whose inputs may have changed: theirs and their ancestors' progress and health
        are computed anew before the write is over."""
        self.rolling.update(objectives)

    def revalue(self, kpi: str, starts: Iterable[datetime] | None) -> None:
        """A KPI has other values of the periods that start then, or of all (None): what is computed
        from them is computed anew."""
        before = self.revalued.get(kpi, set())
        self.revalued[kpi] = None if starts is None or before is None else before.union(starts)

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
        await self.read("write.record", RECORD, {"record": present(record), "changes": first})
        for some in others:
            await self._run("write.changes", MORE, {"changes": some})
        changed = {"accessRevision": self.access_changed, "planRevision": self.record.changes_plan}
        clocks = {name: self.revision for name, moved in changed.items() if moved}
        if self.formulas_due is not None:
            clocks["formulasDueMs"] = self.formulas_due
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


def parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Rows or ids, as many at a time as one statement is given."""
    for start in range(0, len(rows), statements.AT_ONCE):
        yield rows[start : start + statements.AT_ONCE]
