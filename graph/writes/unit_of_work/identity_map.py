"""What a write knows of the graph: what it has found, and what it has changed since.

A write of many mutations looks for what they all name once, and for one of these again only when an
earlier mutation has changed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from graph.domain.ids import kind_of
from graph.writes.unit_of_work.loading import Found, Node

Key = tuple[str, str]
"""A kind and an id: an alignment has the id of the proposal that it comes from."""

# Of which ends it is found to what they belong: what changes elsewhere changes nothing that a
# `Found` holds. Of a type that is not here, of both.
_TELLS_OF: Final[Mapping[str, tuple[int, ...]]] = {
    "OWNS": (),
    "LEADS_GOAL": (),
    "AUTHORED": (),
    "LAST_CHECK_IN": (),
    "HAS_CHECK_IN": (1,),
    "HAS_KEY_RESULT": (1,),
    "IN_CYCLE": (0,),
    "SHARED_WITH": (0,),
    "HAS_VALUE": (1,),
    "HAS_TARGET": (1,),
    "LATEST_VALUE": (),
    "STANDING_TARGET": (),
    "ADVANCES": (0,),
    "REPLIES_TO": (),
    "ACKNOWLEDGES": (),
    "DISMISSES": (),
}


class Known:
    """`found` by id, `ended` the ids of links that were taken away, and `versions` those that
    nodes and links had when this write first met them."""

    def __init__(self) -> None:
        self.found: dict[str, Found] = {}
        self.ended: set[str] = set()
        self.versions: dict[Key, int] = {}
        self._nodes: dict[Key, Node] = {}
        self._looked: dict[str, int] = {}
        self._touched: dict[str, int] = {}
        self._clock = 0

    def forget(self, identifiers: Iterable[str]) -> list[str]:
        """Those of these ids that have to be looked for, for the first time or again."""
        forgotten = [one for one in dict.fromkeys(identifiers) if self._is_stale(one)]
        self._clock += 1
        for one in forgotten:
            self.found.pop(one, None)
            self._looked[one] = self._clock
        return forgotten

    def keep(self, one: Found) -> None:
        """What was found. One node may be found in several places, which then are the same
        dictionary, so that a change of it is seen in all of them."""
        self.found[one.id] = self.linked(one)

    def linked(self, one: Found) -> Found:
        """The same of something that is not to be found by its id."""
        one.node = self.same(one.kind, one.node)
        one.goals = [self.same("Objective", goal) for goal in one.goals]
        one.cycles = [self.same("Cycle", cycle) for cycle in one.cycles]
        for name, value in one.more.items():
            if isinstance(value, dict) and (kind := kind_of(value.get("id", ""))):
                one.more[name] = self.same(kind, value)
        return one

    def belong(self, followers: Iterable[Found]) -> None:
        """Comments and dismissals belong to what they are about: where that is not there any more,
        nor are they. Who decides for a finding is who decides for the first of its nodes."""
        for one in followers:
            nodes = [node for about in one.about if (node := self.found.get(about))]
            if len(nodes) != len(one.about):
                self.found.pop(one.id)
                self.ended.add(one.id)
                continue
            one.goals = [goal for node in nodes for goal in node.goals]
            one.cycles = [cycle for node in nodes for cycle in node.cycles]
            one.more = {f"about{place}": node.node for place, node in enumerate(nodes)}
            if one.kind == "FindingDismissal":
                one.deciding = nodes[0].owners

    def same(self, kind: str, node: Node) -> Node:
        """The one dictionary of a node or link that was just read, with what was read."""
        key = kind, node["id"]
        known = self._nodes.setdefault(key, node)
        if known is not node:
            known.clear()
            known.update(node)
        if "version" in node:
            self.versions.setdefault(key, node["version"])
        return known

    def made(self, kind: str, node: Node) -> None:
        """A node or link is new."""
        self._nodes[kind, node["id"]] = node
        self.versions[kind, node["id"]] = node["version"]
        self.touch(node["id"])

    def changed(self, kind: str, node: Node) -> None:
        """A node has other properties: whoever has it as another dictionary has to look again."""
        if self._nodes.get((kind, node["id"]), node) is not node:
            self.touch(node["id"])

    def related(self, type_: str, *ends: str) -> None:
        """A relationship of a type began or ended between these two."""
        self.touch(*(ends[end] for end in _TELLS_OF.get(type_, (0, 1))))

    def touch(self, *identifiers: str) -> None:
        """What was found of these, and of what belongs to them, may not hold any more."""
        self._clock += 1
        for identifier in identifiers:
            self._touched[identifier] = self._clock

    def _is_stale(self, identifier: str) -> bool:
        looked = self._looked.get(identifier)
        if looked is None:
            return True
        one = self.found.get(identifier)
        ids = [identifier] if one is None else one.ids
        return any(self._touched.get(each, 0) > looked for each in ids)
