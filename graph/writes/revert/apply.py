"""Putting back what a revision changed, node by node.

It works from the record of changes, whatever mutations made them: a field that was changed gets the
value that it had, what was made is put away, what was ended is there again. What follows from
fields by a rule is derived anew, by `graph.writes.revert.recalculation`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from graph.writes.mutations.alignments import betweens
from graph.writes.mutations.objectives import readers_of
from graph.writes.mutations.proposals import decided
from graph.writes.revert.entity_kinds import ACYCLIC, KINDS, Reference
from graph.writes.revert.revision_changes import Blocker, Row
from graph.writes.rules.cycle_detection import Ways, check_no_circle
from graph.writes.rules.reference_lists import Listed, relist
from graph.writes.rules.validation import level_of
from graph.writes.unit_of_work.loading import Found, Node
from graph.writes.unit_of_work.statements import LINKS, label_of
from graph.writes.unit_of_work.unit_of_work import Unit

PATH: Final = ["revision"]

# They say when it was made, and what place it has among others.
_OF_NO_MATTER: Final = frozenset(("createdAt", "position", "periodStartsAt"))
_ENDS: Final = ("from", "to")
_ALIGNMENTS: Final = ("Alignment", "AlignmentProposal")

_TWINS: Final = """\
MATCH (a:{start} {{org: $p.org, id: $p.start}})
MATCH (b:{end} {{org: $p.org, id: $p.end}})
RETURN COLLECT {{ MATCH (a)-[r:{type}]->(b) RETURN properties(r) }}"""

Past = tuple[Node, str, str]
"""A link that has ended, and what it was between."""


class Undo:
    """The undoing of one revision: `rows` are its changes, `found` what they are of by id and kind,
    `past` the links of it that have ended and `lists` the present lists of its nodes. What they
    name has been found as well.

    What `run` finds in the way is in `stale`, the fields of each node that are no longer what they
    became, and `twins`, links that are where others were.
    """

    def __init__(
        self,
        unit: Unit,
        revision: int,
        rows: Sequence[Row],
        past: Mapping[str, Past],
        lists: Mapping[tuple[str, str], list[str]],
        found: Mapping[tuple[str, str], Found],
    ) -> None:
        self.unit = unit
        self.found = found
        self.revision = revision
        self.rows = rows
        self.past = past
        self.lists = lists
        self.stale: dict[str, set[str]] = {}
        self.twins: list[Blocker] = []
        self._again: list[tuple[str, str, str]] = []
        self._links: list[Row] = []
        self._between: dict[tuple[str, str], list[tuple[str, Node]]] = {}
        self._led: dict[str, Ways] = {}

    def of(self, row: Row) -> Found | None:
        """What a change is of, unless it has ended."""
        return self.found.get((row.id, row.kind))

    def there(self, row: Row) -> Found:
        """What a change is of, and has not ended."""
        return self.found[row.id, row.kind]

    async def run(self) -> None:
        """Asks the unit for everything; what makes room comes first, and circles are looked for
        before what could close one."""
        for row in self.rows:
            self._check(row)
        if self.stale:
            return
        await self._make_room()
        for row in self.rows:
            if row.kind in LINKS:
                self._link(row)
            elif row.change == "CREATED":
                self._put_away(row)
            else:
                self._put_back(row)
        for type_, start, end in self._again:
            node = self.unit.found[start].node
            await check_no_circle(self.unit, type_, node, end, path=PATH)
            self.unit.relate(type_, start, end)
        await self._look_between()
        for row in self._links:
            await self._link_again(row)

    def _check(self, row: Row) -> None:
        """Notes which fields are no longer what the revision made of them."""
        found = self.of(row)
        names = set(row.before if row.change != "CREATED" else row.after)
        if found is None:
            if row.change != "ENDED":
                self.stale[row.id] = names  # It has ended since.
            return
        present = dict(found.node)
        if row.kind in LINKS:
            present["from"], present["to"] = found.ends
            if row.change == "ENDED":
                self.stale[row.id] = names  # It is there again.
                return
        else:
            kind = KINDS[row.kind]
            if present.get("ended") and row.change != "ENDED":
                self.stale[row.id] = {"ended"}
                return
            names -= kind.following
            if row.change == "CREATED":
                names -= _OF_NO_MATTER
            if "objectiveId" in names:
                names.discard("position")  # Its place was among others.
            if row.change == "ENDED":
                names &= {"ended"}
        differing = {n for n in names if self._differs(row, present, n)}
        if differing:
            self.stale[row.id] = differing

    def _differs(self, row: Row, present: Node, name: str) -> bool:
        for which in KINDS[row.kind].lists if row.kind in KINDS else ():
            if which.name == name:
                left = self._listed(row, which, row.before, row.after)
                return self.lists[row.id, name] != left
        return bool(present.get(name) != row.after.get(name))

    def _listed(
        self, row: Row, which: Listed, was: Mapping[str, Any], is_: Mapping[str, Any]
    ) -> list[str]:
        """A list once it is no more what it was, but what it is by these fields of a row; where its
        items come and go one by one, only with those that are then different."""
        gone, come = (set(fields.get(which.name) or ()) for fields in (was, is_))
        if not which.each:
            return sorted(come)
        return sorted(set(self.lists[row.id, which.name]) - (gone - come) | (come - gone))

    async def _make_room(self) -> None:
        """Where values go back to the periods that they were of, none is of any meanwhile."""
        for row in self.rows:
            if row.kind == "KpiValue" and row.change == "ROLLED_UP":
                self.unit.derive(row.kind, self.there(row).node, dict.fromkeys(row.before))
        await self.unit.flush()

    def _put_away(self, row: Row) -> None:
        node, kind = self.there(row).node, KINDS[row.kind]
        if kind.ends:
            self.unit.end(row.kind, node, kind.put_away)
            for one in kind.references:
                if one.ends:
                    self.unit.unrelate(one.type, *_ends(one, row.id, node.get(one.name)))
        else:
            self.unit.change(row.kind, node, kind.put_away)

    def _put_back(self, row: Row) -> None:
        unit, kind = self.unit, KINDS[row.kind]
        node = self.there(row).node
        if row.kind == "Organization":
            return  # Its own rules put it back.
        if row.change == "ENDED":
            unit.again(row.kind, node, {n: row.before.get(n) for n in row.after if n != "ended"})
            for one in kind.references:
                if one.ends:
                    unit.relate(one.type, *_ends(one, row.id, node.get(one.name)))
            return
        changes = {n: v for n, v in row.before.items() if n not in kind.following}
        for one in kind.references:
            if one.name in changes:
                self._refer(row, one)
        listed = False
        for which in kind.lists:
            if which.name in changes:
                del changes[which.name]
                back = self._listed(row, which, row.after, row.before)
                relist(unit, which, row.id, self.lists[row.id, which.name], back)
                listed = not which.each
        if row.kind == "Objective":
            changes |= self._objective(row, {**node, **changes})
        if row.change == "ROLLED_UP":
            unit.derive(row.kind, node, changes)
        elif listed:
            unit.touch(row.kind, node, changes)
        else:
            unit.change(row.kind, node, changes)

    def _refer(self, row: Row, one: Reference) -> None:
        """The relationship of a reference, to what it was again."""
        now, was = row.after.get(one.name), row.before[one.name]
        self.unit.unrelate(one.type, *_ends(one, row.id, now))
        start, end = _ends(one, row.id, was)
        if one.type not in ACYCLIC:
            self.unit.relate(one.type, start, end)
        elif start is not None and end is not None:
            self._again.append((one.type, start, end))

    def _objective(self, row: Row, then: Node) -> Node:
        """What follows from who owns an objective and who may see it."""
        more: Node = {}
        if "ownerId" in row.before:
            more["level"] = level_of(self.unit.found[then["ownerId"]])
        if not row.before.keys().isdisjoint(("ownerId", "leadId", "visibility", "sharedWith")):
            shared = row.before.get("sharedWith", self.there(row).more["shared"])
            known = row.before.get("readers", then.get("readers"))
            more["readers"] = readers_of(then, shared or [], known)
        return more

    def _link(self, row: Row) -> None:
        found = self.of(row)
        if found is None:
            self._links.append(row)
            return
        end = found.ends[1]
        if row.kind == "AlignmentProposal" and row.change == "CREATED":
            self.unit.relink(row.kind, found.node, decided(self.unit, "WITHDRAWN"))
        elif row.change == "CREATED":
            self.unit.unlink(row.kind, found.node)
        else:
            changes = {n: v for n, v in row.before.items() if n not in _ENDS}
            self.unit.relink(row.kind, found.node, changes)
            if not row.before.keys().isdisjoint((*_ENDS, "keyResultId", "state")):
                self._links.append(row)
        self._rolls(row.kind, end)

    async def _link_again(self, row: Row) -> None:
        """A link between what it was between, unless there is another of the kind by now."""
        unit, type_ = self.unit, LINKS[row.kind]
        link, start, end = self.link(row)
        for twin in await self._twins(row.kind, link, start, end):
            if twin["id"] != row.id:
                self.twins.append(Blocker(twin["id"]))
                return
        found = self.of(row)
        there = found is not None and found.ends == (start, end)
        if type_ in ACYCLIC and not there and await self._ways(type_).closes(start, end):
            await check_no_circle(
                unit,
                type_,
                unit.found[start].node,
                end,
                path=PATH,
                key_result=link.get("keyResultId"),
                weight=link["weight"],
                effect=link.get("effect"),
            )
        if found is None:
            unit.restore(row.kind, link, start, end)
        elif not there:
            unit.move_link(row.kind, link, start, end, found.ends)
        if type_ in ACYCLIC and not there:
            self._ways(type_).add(start, end)
        self._rolls(row.kind, end)

    async def _look_between(self) -> None:
        """Finds what is by now between the ends of all alignments that are to be there again."""
        pairs = {self.link(row)[1:] for row in self._links if row.kind in _ALIGNMENTS}
        if pairs:
            self._between = await betweens(self.unit, pairs)

    def _ways(self, type_: str) -> Ways:
        return self._led.setdefault(type_, Ways(self.unit, type_))

    async def _twins(self, kind: str, link: Node, start: str, end: str) -> list[Node]:
        if kind in _ALIGNMENTS:
            result = link.get("keyResultId")
            rows = self._between.get((start, end), ())
            return [twin for _, twin in rows if twin.get("keyResultId") == result]
        statement = _TWINS.format(start=label_of(start), end=label_of(end), type=LINKS[kind])
        p = {"start": start, "end": end}
        twins: list[Node] = await self.unit.read(f"revert.twins.{kind}", statement, p)
        return twins

    def link(self, row: Row) -> Past:
        """A link as it was before the revision, or is again, and what it was between."""
        found = self.of(row)
        if found is not None:
            start, end = found.ends
            return found.node, row.before.get("from", start), row.before.get("to", end)
        link, start, end = self.past[row.id]
        return {**link, **{n: v for n, v in row.before.items() if n not in _ENDS}}, start, end

    def _rolls(self, kind: str, *ends: str) -> None:
        if kind == "Alignment":
            self.unit.rolls(*ends)


def _ends(reference: Reference, node: str, other: Any) -> tuple[Any, Any]:
    return (node, other) if reference.out else (other, node)
