"""Alignments: made or proposed, changed and removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from graph.domain.errors import Conflict, InvalidInput
from graph.domain.permissions import decides
from graph.model.links import Alignment
from graph.model.properties import of_changed, of_new
from graph.writes.mutations.mutation import (
    Entities,
    Given,
    Handlers,
    check_found_open,
    check_not_archived,
    require,
)
from graph.writes.rules.cycle_detection import check_no_circle
from graph.writes.unit_of_work.loading import Found, Node, deciders_of
from graph.writes.unit_of_work.unit_of_work import Unit

BETWEEN: Final = """\
RETURN COLLECT {
  UNWIND $p.pairs AS pair
  MATCH (a:Objective {org: $p.org, id: pair[0]})
  MATCH (b:Objective {org: $p.org, id: pair[1]})
  RETURN [pair[0], pair[1],
    COLLECT { MATCH (a)-[r:ALIGNS_TO]->(b) RETURN properties(r) },
    COLLECT { MATCH (a)-[r:PROPOSES]->(b) WHERE r.state = 'PENDING' RETURN properties(r) }
  ]
}"""

Pair = tuple[str, str]


async def align(unit: Unit, given: Given) -> Entities:
    """An objective serves another, or one of its key results, from now on: where the viewer does
    not decide for that, as a proposal."""
    source, target = unit.found[given["objective"]], unit.found[given["to"]]
    check_found_open(source, ["objective"])
    check_found_open(target, ["to"])
    check_not_archived(target, ["to"])
    proposed = not target.decided_by(unit.viewer)
    identifier = await add_alignment(unit, source, target, given, proposed=proposed)
    return shown(identifier, source.id, target.goal["id"])


async def add_alignment(
    unit: Unit, source: Found, target: Found, given: Given, *, proposed: bool = False
) -> str:
    """The id of a new alignment, or of one that is there already and is just the same; `proposed`,
    of a proposal of one.

    `given` has an `id`, and `weight`, `counts`, `rationale` or not. Raises Conflict and
    AlignmentCycle.
    """
    identifier: str = given["id"]
    goal = target.goal
    result = target.id if target.kind == "KeyResult" else None
    said = said_of(given | {"keyResultId": result})
    for kind, there in await between(unit, source.id, goal["id"], result):
        same = all(there.get(name) == value for name, value in said.items())
        same = same and (there["id"] == identifier or identifier in unit.made)
        if same and (proposed or kind == "Alignment"):
            return str(there["id"])
        raise Conflict(f'"{source.node["title"]}" {_THERE[kind]}', path=["to"])
    await check_no_circle(
        unit,
        "ALIGNS_TO",
        source.node,
        goal["id"],
        path=["to"],
        key_result=result,
        weight=said["weight"],
    )
    if proposed:
        said |= {"state": "PENDING", "proposedBy": unit.viewer.person}
        unit.link("AlignmentProposal", source.id, goal["id"], {"id": identifier, **said})
    else:
        unit.link("Alignment", source.id, goal["id"], {"id": identifier, **said})
        unit.rolls(goal["id"])
    return identifier


_THERE: Final = {
    "Alignment": "aligns to this already; change that alignment.",
    "AlignmentProposal": "has a proposal to align to this already; change, accept or end that.",
}


async def update(unit: Unit, given: Given) -> Entities:
    """Other fields of an alignment, or of a proposal of one. What an alignment weighs, and whether
    it counts, is for whoever decides for its target; a proposal is for both sides to change."""
    found = unit.found[given["id"]]
    check_pending(found)
    check_found_open(found, ["id"])
    link = found.node
    start, end = found.ends
    changes = of_changed(Alignment, given)
    if "keyResult" in given:
        changes["keyResultId"] = given["keyResult"]
        await _check_key_result(unit, given, found)
    if found.kind == "Alignment":
        differing = {name for name, value in changes.items() if link.get(name) != value}
        if differing - {"rationale"} and not decides(unit.viewer, deciders_of(found.goals[1])):
            target = Found("Objective", found.goals[1], [found.goals[1]])
            require(unit, target, [min(differing - {"rationale"})])
        unit.rolls(end)
    unit.relink(found.kind, link, changes)
    return shown(found.id, start, end)


async def remove(unit: Unit, given: Given) -> Entities:
    """An alignment ends; whoever decides for either end may end it."""
    found = unit.found[given["id"]]
    check_found_open(found, ["id"])
    unit.unlink("Alignment", found.node)
    start, end = found.ends
    unit.rolls(end)
    return shown(found.id, start, end)


async def _check_key_result(unit: Unit, given: Given, found: Found) -> None:
    start, end = found.ends
    identifier = given["keyResult"]
    if identifier is not None:
        result = unit.found[identifier]
        if result.goal["id"] != end:
            raise InvalidInput(
                f'"{result.node["title"]}" is a key result of another objective; align to that.',
                path=["keyResult"],
            )
        check_not_archived(result, ["keyResult"])
    for kind, other in await between(unit, start, end, identifier):
        if other["id"] != found.id:
            what = "an alignment" if kind == "Alignment" else "a proposal"
            raise Conflict(
                f"There is such {what} already, {other['id']}; change that.", path=["keyResult"]
            )


def check_pending(found: Found) -> None:
    """Raises Conflict for a proposal that has been decided about."""
    state = found.node.get("state", "PENDING")
    if state != "PENDING":
        raise Conflict(
            f"The proposal has been {state.lower()}; make another by aligning again.", path=["id"]
        )


def said_of(given: Mapping[str, Any]) -> Node:
    """What an alignment, or a proposal of one, says, as it is stored."""
    return of_new(Alignment, given) | {"keyResultId": given.get("keyResultId")}


async def between(unit: Unit, start: str, end: str, result: str | None) -> list[tuple[str, Node]]:
    """The alignments and the pending proposals from one objective to another or to its key result,
    each with its kind."""
    there = (await betweens(unit, [(start, end)])).get((start, end), ())
    return [(kind, link) for kind, link in there if link.get("keyResultId") == result]


async def betweens(unit: Unit, pairs: Iterable[Pair]) -> dict[Pair, list[tuple[str, Node]]]:
    """The same for many pairs of objectives, of whatever key results."""
    p = {"pairs": [list(pair) for pair in pairs]}
    return {
        (start, end): [
            *(("Alignment", link) for link in alignments),
            *(("AlignmentProposal", link) for link in proposals),
        ]
        for start, end, alignments, proposals in await unit.read("alignment.between", BETWEEN, p)
    }


def shown(identifier: str, start: str, end: str) -> Entities:
    """What a payload shows: the alignment or the proposal with the id, or both."""
    return {"alignment": identifier, "proposal": identifier, "objective": start, "target": end}


ALIGNMENTS: Final[Handlers] = {
    "objectiveAlign": align,
    "alignmentUpdate": update,
    "alignmentRemove": remove,
}
