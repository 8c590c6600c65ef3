"""What one write changes: nodes, links and relationships, their history and the record of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from graph.domain.errors import Conflict
from graph.domain.text_properties import SOURCES, text_properties
from graph.writes.unit_of_work import statements
from graph.writes.unit_of_work.change_log import PARTNERS, ChangeKind, Record
from graph.writes.unit_of_work.identity_map import Known
from graph.writes.unit_of_work.loading import Node
from graph.writes.unit_of_work.statements import LINKS
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


class Changes:
    """The changes of one write, at one revision and moment (`at`), until they are written."""

    def __init__(self, org: str) -> None:
        self.org = org
        self.record = Record()
        self.known = Known()
        self.found = self.known.found
        self.ended = self.known.ended
        self.revision: int
        self.at: str
        self._pending = Pending()

    def add(
        self, kind: str, properties: Mapping[str, Any], *, ignoring: Iterable[str] = ()
    ) -> bool:
        """A new node with these properties and the stamps; an id of its own among them.

        False when it is there already just like that; `ignoring` may differ. Raises Conflict when
        something else has its id.
        """
        if self._is_there(properties, ignoring):
            return False
        node = {**present(properties), **self._stamps()}
        follows = text_properties(kind, node)
        self._pending.add(statements.on_nodes("create", kind), {**node, **present(follows)})
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
        self.record.add(node["id"], "CREATED", kind, {}, present(there))
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
        link = {**present(properties), **self._stamps()}
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
        there = {**present(link), **self._bumped(link), "since": self.revision}
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


def _says(node: Node, name: str, value: Any) -> bool:
    """Whether a node has this value already; a list that is absent is empty."""
    return node.get(name) == value or (value == [] and name not in node)


def present(properties: Mapping[str, Any]) -> Node:
    """The properties that have values."""
    return {name: value for name, value in properties.items() if value is not None}
