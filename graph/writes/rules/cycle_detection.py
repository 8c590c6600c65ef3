"""Whether a new link would close a circle, asked under the lock.

The shortest way back is one expansion from both ends; listing ways would be without end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graph.domain.errors import AlignmentCycle, CycleFound, DriveCycle, HierarchyCycle
from graph.domain.permissions import sees
from graph.writes.unit_of_work.loading import Node
from graph.writes.unit_of_work.unit_of_work import Unit

_LABELS: Final = {
    "ALIGNS_TO": "Objective",
    "DRIVES": "Kpi",
    "PART_OF": "Team",
    "REPORTS_TO": "Person",
    "WITHIN": "Cycle",
    "SEGMENT_OF": "Kpi",
    "FEEDS": "Kpi",
}
_ERRORS: Final[Mapping[str, type[CycleFound]]] = {
    "ALIGNS_TO": AlignmentCycle,
    "DRIVES": DriveCycle,
    "SEGMENT_OF": DriveCycle,
    "FEEDS": DriveCycle,
}
# What a KPI is made of, and what it is a part of, is one graph.
_ALONG: Final = {"SEGMENT_OF": "FEEDS|SEGMENT_OF", "FEEDS": "FEEDS|SEGMENT_OF"}
_WEIGHTED: Final = frozenset(("ALIGNS_TO", "DRIVES"))
_WAY: Final = """\
MATCH (a:{label} {{org: $p.org, id: $p.end}})
MATCH (b:{label} {{org: $p.org, id: $p.start}})
RETURN head(COLLECT {{
  MATCH w = shortestPath((a)-[:{type}*1..]->(b))
  RETURN [
    [n IN nodes(w) | properties(n)],
    [r IN relationships(w) | [endNode(r).id, r.keyResultId, r.weight, r.effect]]
  ]
}})"""

_REACHED: Final = """\
MATCH (a:{label} {{org: $p.org, id: $p.end}})
RETURN COLLECT {{ MATCH (a) (()-[:{type}]->()){{0,}} (b) RETURN DISTINCT b.id }}"""

# What shares of links into an objective or a KPI are shares of.
_WEIGHTS: Final = """\
RETURN COLLECT {
  UNWIND $p.nodes AS id
  MATCH (n:Objective|Kpi {org: $p.org, id: id})
  RETURN [id,
    reduce(s = 0.0, w IN COLLECT {
      MATCH (n)-[:HAS_KEY_RESULT]->(k:KeyResult) WHERE k.archived = false RETURN k.weight
    } | s + w)
    + reduce(s = 0.0, w IN COLLECT {
      MATCH (n)<-[r:ALIGNS_TO|SUPPORTS|DRIVES]-() RETURN r.weight
    } | s + w)]
}"""


MOST_NAMED: Final = 20
"""How many of what is in a circle its message names."""


async def check_no_circle(
    unit: Unit,
    type_: str,
    start: Node,
    end: str,
    *,
    path: list[str],
    key_result: str | None = None,
    weight: float = 1.0,
    effect: str | None = None,
) -> None:
    """Raises CycleFound (of the kind that fits) when a link of that type the node
    `start` to the one with the id `end` would close a circle. `key_result`, `weight` and `effect`
    are the new link's.
    """
    first: str = start["id"]
    hops: list[list[Any]] = [[end, key_result, weight, effect]]
    nodes = [start]
    if first != end:
        found = await unit.read(f"circle.{type_}", way(type_), {"start": first, "end": end})
        if found is None:
            return
        nodes += found[0]
        hops += found[1]
    else:
        nodes.append(start)
    names = [_name(unit, node) for node in nodes]
    if len(names) > MOST_NAMED:
        left = MOST_NAMED // 2
        others = f"… {len(names) - MOST_NAMED} more …"
        names = [*names[:left], others, *names[left - MOST_NAMED :]]
    raise _ERRORS.get(type_, HierarchyCycle)(
        f"This would close a circle: {' → '.join(names)}. Remove one of its links first.",
        path=path,
        steps=await _steps(unit, type_, first, hops),
    )


class Ways:
    """What links of a type lead to, for whoever adds many of them: asked once for each node that
    they lead into, and kept up with those that are added."""

    def __init__(self, unit: Unit, type_: str) -> None:
        self._unit = unit
        self._type = type_
        self._from: dict[str, set[str]] = {}

    async def closes(self, start: str, end: str) -> bool:
        """Whether a link between these two would close a circle."""
        if end not in self._from:
            found = await self._unit.read(
                f"circle.from.{self._type}", ways(self._type), {"end": end}
            )
            self._from[end] = set(found or ())
        return start in self._from[end]

    def add(self, start: str, end: str) -> None:
        """A link between these two, of which `closes` was asked, is added."""
        further = self._from[end]
        for reached in self._from.values():
            if start in reached:
                reached.update(further)


def _name(unit: Unit, node: Node) -> str:
    """What a node is called, unless the viewer may not know of it."""
    if "lifecycle" in node and not sees(unit.viewer, node):
        return "a goal that is hidden from you"
    return str(node.get("title") or node.get("name"))


def way(type_: str) -> str:
    """A statement that finds the shortest way from `$p.end` to `$p.start`."""
    return _WAY.format(label=_LABELS[type_], type=_ALONG.get(type_, type_))


def ways(type_: str) -> str:
    """A statement that finds everything that links of a type lead to from `$p.end`, and that."""
    return _REACHED.format(label=_LABELS[type_], type=_ALONG.get(type_, type_))


async def _steps(
    unit: Unit, type_: str, first: str, hops: list[list[Any]]
) -> list[tuple[str, float, str | None]]:
    totals: dict[str, float] = {}
    if type_ in _WEIGHTED:
        rows = await unit.read("circle.weights", _WEIGHTS, {"nodes": [hop[0] for hop in hops]})
        totals = dict(rows)
    steps: list[tuple[str, float, str | None]] = [(first, 1.0, None)]
    for number, (node, key_result, weight, effect) in enumerate(hops):
        # The first link is not there yet.
        whole = totals.get(node, 0.0) + (weight if number == 0 else 0.0)
        share = weight / whole if weight is not None and whole and totals else 1.0
        if key_result is None:
            steps.append((node, share, effect))
        else:
            steps += [(key_result, share, effect), (node, 1.0, None)]
    return steps
