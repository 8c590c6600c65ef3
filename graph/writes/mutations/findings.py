"""Findings: dismissed and restored.

A finding follows from the graph, so what is stored is the decision about it, by its key. It is kept
when the finding ceases. To decide anew ends what was decided before. What is closed or archived can
be found wanting, too, so its findings are dismissed like others.
"""

from __future__ import annotations

from typing import Final

from graph.domain.calendar import day_of, parse_date
from graph.domain.errors import InvalidInput, NotFound
from graph.domain.findings.keys import parsed
from graph.domain.ids import new_id
from graph.model.findings import FindingDismissal
from graph.model.properties import of_entity
from graph.writes.mutations.mutation import Entities, Given, Handlers, require
from graph.writes.unit_of_work.loading import Node
from graph.writes.unit_of_work.unit_of_work import Unit

_PATH: Final = ["key"]
_HELD: Final = """\
RETURN COLLECT {
  MATCH (d:FindingDismissal) WHERE d.org = $p.org AND d.key = $p.key AND d.id IS NOT NULL
    AND d.ended IS NULL
  RETURN properties(d)
}"""


async def dismiss(unit: Unit, given: Given) -> Entities:
    """The finding is left as it is, whether it is found today or not."""
    nodes = await _decided(unit, given)
    until = given.get("until")
    if until is not None and parse_date(until) < day_of(unit.now, unit.zone):
        raise InvalidInput("That day is over.", path=["until"])
    identifier, person = new_id("FindingDismissal"), unit.viewer.person
    made = of_entity(
        FindingDismissal(
            key=given["key"], reason=given.get("reason"), until=until, dismissedBy=person
        )
    )
    for before in await _held(unit, given):
        if all(before.get(name) == value for name, value in made.items()):
            return {"dismissal": before["id"]}
        unit.end("FindingDismissal", before)
    unit.add("FindingDismissal", {"id": identifier, **made})
    unit.relate("AUTHORED", person, identifier)
    for node in nodes:
        unit.relate("DISMISSES", identifier, node)
    return {"dismissal": identifier}


async def restore(unit: Unit, given: Given) -> Entities:
    """What was decided about it holds no more."""
    await _decided(unit, given)
    [*held] = await _held(unit, given)
    if not held:
        raise NotFound(f"No finding {given['key']} is dismissed.", path=_PATH)
    for before in held:
        unit.end("FindingDismissal", before)
    return {"dismissal": held[0]["id"]}


async def _decided(unit: Unit, given: Given) -> list[str]:
    """The nodes of a key, all of which the viewer sees. Raises Forbidden unless the viewer decides
    for the first."""
    nodes = list(parsed(given["key"]).nodes)
    await unit.find(nodes)
    for node in nodes:
        found = unit.found.get(node)
        if found is None or not found.seen_by(unit.viewer):
            raise NotFound(f"There is no node {node}.", path=_PATH)
    require(unit, unit.found[nodes[0]], _PATH)
    return nodes


async def _held(unit: Unit, given: Given) -> list[Node]:
    rows = await unit.read("finding.held", _HELD, {"key": given["key"]})
    return [unit.known.same("FindingDismissal", row) for row in rows]


FINDINGS: Final[Handlers] = {"findingDismiss": dismiss, "findingRestore": restore}
