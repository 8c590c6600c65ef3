"""Cycles: made, changed, activated, closed, archived and restored.

The health of a key result hangs on its goal's cycle, so what changes of a cycle's time is followed
by all of its goals.
"""

from __future__ import annotations

from typing import Final

from graph.domain.calendar import parse_date, period_between, to_ms
from graph.domain.errors import Conflict, InvalidInput, ReadOnly
from graph.model.organization import Cycle
from graph.model.properties import of_changed, of_new
from graph.writes.mutations.mutation import Entities, Given, Handlers
from graph.writes.rules.archiving import check_there, put_away, take_back
from graph.writes.rules.cycle_detection import check_no_circle
from graph.writes.rules.kpi_check_ins import catch_up
from graph.writes.rules.ownership import check_held
from graph.writes.rules.references import relate, relate_anew
from graph.writes.rules.validation import open_cycle
from graph.writes.unit_of_work.loading import Found, Node
from graph.writes.unit_of_work.unit_of_work import Unit

GOALS: Final = """\
MATCH (c:Cycle {org: $p.org, id: $p.id})
RETURN COLLECT { MATCH (c)<-[:IN_CYCLE]-(o:Objective) RETURN o.id }"""
PARTS: Final = """\
MATCH (c:Cycle {org: $p.org, id: $p.id})
RETURN COLLECT {
  MATCH (c)<-[:WITHIN]-(x:Cycle) WHERE x.archived = false
  WITH x ORDER BY x.startsOn, x.id
  RETURN properties(x)
}"""


async def create(unit: Unit, given: Given) -> Entities:
    """A new cycle, in planning unless it says otherwise."""
    identifier = given["id"]
    whole = open_cycle(unit, given, "parent")
    node: Node = {
        "id": identifier,
        **of_new(Cycle, given),
        **dated(unit, given["startsOn"], given["endsOn"]),
        "archived": False,
    }
    if whole is not None:
        _check_within(node, whole, given)
    if unit.add("Cycle", node):
        relate(unit, Cycle, identifier, given)
    return {"cycle": identifier}


async def update(unit: Unit, given: Given) -> Entities:
    """Other fields of a cycle; the health of its goals follows its days."""
    found = unit.found[given["id"]]
    node = found.node
    check_there(found)
    if node["state"] == "CLOSED":
        raise ReadOnly(
            f'The cycle "{node["name"]}" is closed; reopen it first.', path=["id"], node=found.id
        )
    changes = of_changed(Cycle, given)
    if "startsOn" in given or "endsOn" in given:
        days = {**node, **given}
        changes |= dated(unit, days["startsOn"], days["endsOn"])
    parent = node.get("parentId")
    if "parent" in given and given["parent"] != parent:
        open_cycle(unit, given, "parent")
        if given["parent"] is not None:
            await check_no_circle(unit, "WITHIN", node, given["parent"], path=["parent"])
    relate_anew(unit, Cycle, found, given)
    later = {**node, **changes}
    moved = any(later[name] != node[name] for name in ("startsOn", "endsOn"))
    if moved or later.get("parentId") != parent:
        await check_nested(unit, found, later, given)
    unit.change("Cycle", node, changes)
    if moved:
        await _restate_goals(unit, found)
    return {"cycle": found.id}


async def activate(unit: Unit, given: Given) -> Entities:
    """Its goals are worked on from now on; a closed one is open again, and its key results take the
    values of their KPIs that have come in meanwhile."""
    return await _becomes(unit, unit.found[given["id"]], "ACTIVE")


async def close(unit: Unit, given: Given) -> Entities:
    """It is over: what belongs to it cannot be changed any more."""
    found = unit.found[given["id"]]
    if found.node["state"] == "PLANNING":
        raise Conflict(
            f'"{found.node["name"]}" is in planning; activate it first, or archive it.',
            path=["id"],
        )
    return await _becomes(unit, found, "CLOSED")


async def archive(unit: Unit, given: Given) -> Entities:
    """It is put away: no goal can be set for it any more."""
    found = unit.found[given["id"]]
    await put_away(unit, found)
    return {"cycle": found.id}


async def restore(unit: Unit, given: Given) -> Entities:
    """It is there again, in the state that it was in."""
    found = unit.found[given["id"]]
    await take_back(unit, found, "parentId")
    return {"cycle": found.id}


def dated(unit: Unit, starts_on: str, ends_on: str) -> Node:
    """A cycle's days as they are stored. Raises InvalidInput."""
    days = []
    for name, text in (("startsOn", starts_on), ("endsOn", ends_on)):
        try:
            days.append(parse_date(text))
        except InvalidInput as error:
            raise InvalidInput(error.message, path=[name]) from None
    first, last = days
    if last < first:
        raise InvalidInput(
            f"The cycle would end on {ends_on}, before it starts on {starts_on}.", path=["endsOn"]
        )
    span = period_between(first, last, unit.zone)
    return {
        "startsOn": starts_on,
        "endsOn": ends_on,
        "startsMs": to_ms(span.starts_at),
        "endsMs": to_ms(span.ends_at),
    }


async def _becomes(unit: Unit, found: Found, state: str) -> Entities:
    check_there(found)
    if unit.change("Cycle", found.node, {"state": state}):
        goals = await _restate_goals(unit, found)
        if state == "ACTIVE":
            await check_held(unit, "Objective", goals, ["id"])
            await catch_up(unit, goals)
    return {"cycle": found.id}


async def _restate_goals(unit: Unit, found: Found) -> list[str]:
    goals: list[str] = await unit.read("cycle.goals", GOALS, {"id": found.id})
    unit.restates(*goals)
    return goals


async def check_nested(unit: Unit, found: Found, later: Node, given: Given) -> None:
    """Raises InvalidInput unless it will be inside of its whole, and its parts inside of it."""
    parent = later.get("parentId")
    if parent is not None:
        await unit.find([parent])
        _check_within(later, unit.found[parent].node, given)
    for part in await unit.read("cycle.parts", PARTS, {"id": found.id}):
        _check_within(part, later, given)


def _check_within(part: Node, whole: Node, given: Given) -> None:
    """Raises InvalidInput for a part that is not inside; names the field that has to be another."""
    for name, inside in (
        ("startsOn", whole["startsOn"] <= part["startsOn"]),
        ("endsOn", part["endsOn"] <= whole["endsOn"]),
    ):
        if not inside:
            raise InvalidInput(
                f'"{part["name"]}" ({part["startsOn"]} to {part["endsOn"]}) has to be inside of '
                f'"{whole["name"]}" ({whole["startsOn"]} to {whole["endsOn"]}).',
                path=[name if name in given else "parent"],
            )


CYCLES: Final[Handlers] = {
    "cycleCreate": create,
    "cycleUpdate": update,
    "cycleActivate": activate,
    "cycleClose": close,
    "cycleArchive": archive,
    "cycleRestore": restore,
}
