"""What objectives can be grouped by, as expressions over `node`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.table.stored import HEALTH

KEYS: Mapping[str, str] = {
    "HEALTH": HEALTH,
    "LIFECYCLE": "node.lifecycle",
    "LEVEL": "node.level",
    "CYCLE": "node.cycleId",
    "OWNER": "node.ownerId",
}
"""By the name of the grouping; TEAM has several keys for a person in several teams."""

ORDERED_BY: Mapping[str, str] = {"PROGRESS": "node.progress", "HEALTH": HEALTH}
"""What movers are ordered by beside their share, by the name of the order."""

TEAMS_OF_OWNER = (
    "COLLECT { MATCH (node)<-[:OWNS]-(_w) OPTIONAL MATCH (_w)-[:MEMBER_OF]->(_t:Team) "
    "RETURN CASE WHEN _w:Team THEN _w.id ELSE _t.id END }"
)

KEYED_BY: Mapping[str, Sequence[str]] = {
    "CYCLE": ["Cycle"],
    "OWNER": ["Team", "Person"],
    "TEAM": ["Team"],
}
"""The types that a grouping's keys are ids of."""


def keys_of(c: Compiler, grouping: str, node: str) -> str:
    """The keys of the objective `node`, as a list; empty for what is not a property of it."""
    if grouping == "TEAM":
        return c.render(TEAMS_OF_OWNER, Scope("", node))
    if (key := KEYS.get(grouping) or ORDERED_BY.get(grouping)) is not None:
        return f"[{c.render(key, Scope('', node))}]"
    return "[]"
