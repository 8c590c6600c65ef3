"""Alignments: made, changed and removed. May import graph.domain and graph.writes."""

from __future__ import annotations

from typing import Any, Final

from graph.domain.commands import AlignmentUpdate, Existing, ObjectiveAlign
from graph.domain.errors import Conflict, InvalidInput
from graph.domain.permissions import decides
from graph.writes.checks import picked
from graph.writes.circles import check_no_circle
from graph.writes.lookups import Found, Node
from graph.writes.mutations import (
    Entities,
    Given,
    Mutation,
    check_found_open,
    check_not_archived,
    require,
)
from graph.writes.unit import Unit

BETWEEN: Final = """\
MATCH (a:Objective {org: $p.org, id: $p.start})
MATCH (b:Objective {org: $p.org, id: $p.end})
RETURN COLLECT { MATCH (a)-[r:ALIGNS_TO]->(b) RETURN properties(r) }"""


async def align(unit: Unit, given: Given) -> Entities:
    """An objective serves another, or one of its key results, from now on."""
    source, target = unit.found[given["objective"]], unit.found[given["to"]]
    check_found_open(source, ["objective"])
    check_found_open(target, ["to"])
    check_not_archived(target, ["to"])
    require(unit, target, ["to"])
    identifier = await add_alignment(unit, source, target, given)
    return _shown(identifier, source.id, target.goal["id"])


async def add_alignment(unit: Unit, source: Found, target: Found, given: Given) -> str:
    """The id of a new alignment, or of one that is there already and is just the same.

    `given` has an `id`, and `weight`, `counts`, `rationale` or not. Raises Conflict and
    AlignmentCycle.
    """
    goal = target.goal
    result = target.id if target.kind == "KeyResult" else None
    said: dict[str, Any] = {
        "weight": float(given.get("weight", 1.0)),
        "counts": given.get("counts", True),
        "keyResultId": result,
        "rationale": given.get("rationale"),
    }
    there = await _between(unit, source.id, goal["id"], result)
    if there is not None:
        same = all(there.get(name) == value for name, value in said.items())
        identifier: str = there["id"]
        if same and (identifier == given["id"] or given["id"] in unit.made):
            return identifier
        raise Conflict(
            f'"{source.node["title"]}" aligns to this already; change that alignment.',
            path=["to"],
        )
    await check_no_circle(
        unit,
        "ALIGNS_TO",
        source.node,
        goal["id"],
        path=["to"],
        key_result=result,
        weight=said["weight"],
    )
    unit.link("Alignment", source.id, goal["id"], {"id": given["id"], **said})
    unit.rolls(goal["id"])
    new: str = given["id"]
    return new


async def update(unit: Unit, given: Given) -> Entities:
    """Other fields of an alignment. What it weighs, and whether it counts, is for whoever decides
    for its target."""
    found = unit.found[given["id"]]
    check_found_open(found, ["id"])
    link = found.node
    start, end = found.ends
    changes = picked(given, "counts", "rationale")
    if "weight" in given:
        changes["weight"] = float(given["weight"])
    if "keyResult" in given:
        changes["keyResultId"] = given["keyResult"]
        await _check_key_result(unit, given, found)
    differing = {name for name, value in changes.items() if link.get(name) != value}
    if differing - {"rationale"} and not decides(unit.viewer, [found.goals[1]["ownerId"]]):
        target = Found("Objective", found.goals[1], [found.goals[1]])
        require(unit, target, [min(differing - {"rationale"})])
    unit.relink("Alignment", link, changes)
    unit.rolls(end)
    return _shown(found.id, start, end)


async def remove(unit: Unit, given: Given) -> Entities:
    """An alignment ends; whoever decides for either end may end it."""
    found = unit.found[given["id"]]
    check_found_open(found, ["id"])
    unit.unlink("Alignment", found.node)
    start, end = found.ends
    unit.rolls(end)
    return _shown(found.id, start, end)


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
    other = await _between(unit, start, end, identifier)
    if other is not None and other["id"] != found.id:
        raise Conflict(
            f"There is such an alignment already, {other['id']}; change that.", path=["keyResult"]
        )


async def _between(unit: Unit, start: str, end: str, result: str | None) -> Node | None:
    await unit.flush()
    links = await unit.read("alignment.between", BETWEEN, {"start": start, "end": end})
    return next((link for link in links if link.get("keyResultId") == result), None)


def _shown(identifier: str, start: str, end: str) -> Entities:
    return {"alignment": identifier, "objective": start, "target": end}


_ID = {"id": ("Alignment",)}

ALIGNMENTS = [
    Mutation(
        "objectiveAlign",
        ObjectiveAlign,
        align,
        {"objective": ("Objective",), "to": ("Objective", "KeyResult")},
        creates="Alignment",
        guarded="objective",
    ),
    Mutation("alignmentUpdate", AlignmentUpdate, update, _ID | {"keyResult": ("KeyResult",)}),
    Mutation("alignmentRemove", Existing, remove, _ID),
]
