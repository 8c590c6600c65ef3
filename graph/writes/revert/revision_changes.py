"""What a revision changed, and what later ones have changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import orjson

from graph.domain.errors import NotFound, RevertBlocked
from graph.writes.unit_of_work.unit_of_work import Unit

MOST_CHANGES: Final = 10_000
"""How many nodes a revision may have changed that can still be undone in one transaction."""
MOST_BLOCKERS: Final = 100

_REVISION: Final = """\
MATCH (r:Revision {org: $p.org, number: $p.revision})
RETURN {
  operation: r.operation,
  changes: COLLECT {
    MATCH (c:Change {org: $p.org, revision: $p.revision}) WHERE c.sequence >= 0
      AND c.kind <> 'SIGHT'
    WITH c ORDER BY c.org, c.revision, c.sequence LIMIT $p.most
    RETURN [c.nodeId, c.nodeType, c.kind, c.before, c.after]
  }
}"""
BY_PEOPLE: Final = ("CREATED", "UPDATED", "ENDED")
"""The kinds of changes that somebody asked for; others follow from them."""

_LATER: Final = """\
RETURN COLLECT {
  UNWIND $p.ids AS id
  MATCH (c:Change {org: $p.org, nodeId: id})
  WHERE c.revision > $p.revision AND c.kind IN $p.kinds
  WITH c ORDER BY c.nodeId, c.revision LIMIT $p.most
  MATCH (r:Revision {org: $p.org, number: c.revision})
  RETURN [c.nodeId, c.revision, c.before, c.after, r.reverts]
}"""

_NEVER: Final = {
    "import": "it is an import",
    "tokenCreate": "a token cannot be taken back",
    "tokenRevoke": "a token that has ended cannot be brought back",
    "tokenRotate": "a token that has ended cannot be brought back",
}
"""Operations that make no revision that can be undone, and why."""


@dataclass(slots=True)
class Row:
    """One change of a revision: of a node of a kind, with its fields as they were and became."""

    id: str
    kind: str
    change: str
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def closes(self) -> bool:
        """Whether undoing it closes an objective or a cycle again."""
        return "CLOSED" in (self.before.get("lifecycle"), self.before.get("state"))

    @property
    def opens(self) -> bool:
        """Whether undoing it opens an objective or a cycle."""
        return self.change == "UPDATED" and "CLOSED" in (
            self.after.get("lifecycle"),
            self.after.get("state"),
        )


class Blocker(NamedTuple):
    """What stands in the way: a node or link, the later revision that changed it, if it is for
    that, and the fields that it changed."""

    id: str
    revision: int | None = None
    fields: tuple[str, ...] = ()


@dataclass(slots=True)
class Later:
    """A later change of a node that is still in effect."""

    id: str
    revision: int
    fields: frozenset[str]
    reverts: int | None


async def rows_of(unit: Unit, revision: int) -> list[Row]:
    """The changes of a revision, in their order.

    Raises NotFound for one that there is not, and RevertBlocked for one that cannot be undone.
    """
    await unit.flush()
    found = await unit.read(
        "revert.revision", _REVISION, {"revision": revision, "most": MOST_CHANGES + 1}
    )
    if found is None:
        raise no_such(revision)
    why = _NEVER.get(found["operation"])
    if len(found["changes"]) > MOST_CHANGES:
        why = f"it changed more than {MOST_CHANGES} things"
    if why is not None:
        raise RevertBlocked(f"Revision {revision} cannot be undone: {why}.", path=["revision"])
    return [
        Row(identifier, kind, change, orjson.loads(before), orjson.loads(after))
        for identifier, kind, change, before, after in found["changes"]
    ]


def no_such(revision: int) -> NotFound:
    """The same for a revision that is not there, and for one that the viewer may not know of."""
    return NotFound(f"There is no revision {revision}.", path=["revision"])


async def later_changes(unit: Unit, ids: Iterable[str], revision: int) -> list[Later]:
    """What people changed of these nodes after a revision, without what has been undone since."""
    p = {"ids": list(dict.fromkeys(ids)), "revision": revision, "most": MOST_CHANGES}
    p["kinds"] = list(BY_PEOPLE)
    rows = await unit.read("revert.later", _LATER, p)
    later = [
        Later(identifier, number, _fields(before, after), reverts)
        for identifier, number, before, after, reverts in rows
    ]
    undone = _undone(later, revision)
    return [one for one in later if one.revision not in undone]


def _undone(later: Sequence[Later], revision: int) -> set[int]:
    """Revisions that a later one has undone, together with those; an undoing that was itself
    undone counts for nothing. What undoes a revision changes the same nodes, so it is among them.
    """
    reverts = {one.revision: one.reverts for one in later}
    undone: set[int] = set()
    for number in sorted(reverts, reverse=True):
        undoes = reverts[number]
        if number not in undone and undoes is not None and undoes > revision:
            undone |= {number, undoes}
    return undone


def _fields(before: str, after: str) -> frozenset[str]:
    return frozenset((*orjson.loads(before), *orjson.loads(after)))


def blockers_of(
    later: Sequence[Later], stale: Mapping[str, Iterable[str]], hidden: frozenset[str]
) -> list[Blocker]:
    """The later changes of the fields of each node that are no longer what they became; all of a
    node's when none of them is of these fields. `hidden` fields follow from others."""
    blockers = []
    for identifier, fields in stale.items():
        of_it = [one for one in later if one.id == identifier]
        touching = [one for one in of_it if not one.fields.isdisjoint(fields)]
        blockers += [
            Blocker(identifier, one.revision, tuple(sorted(one.fields - hidden)))
            for one in touching or of_it
        ]
        if not of_it:
            blockers.append(Blocker(identifier, None, tuple(sorted(fields))))
    return blockers
