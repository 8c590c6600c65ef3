"""Supports and drives: what moves a KPI, made, changed and removed.

Nothing rolls up along them: shares are divided when they are asked for.
"""

from __future__ import annotations

from typing import Final

from graph.domain.errors import Conflict
from graph.model.links import Drive, Support
from graph.model.properties import of_changed, of_new
from graph.writes.mutations.mutation import (
    Entities,
    Given,
    Handlers,
    check_found_open,
    check_not_archived,
)
from graph.writes.rules.cycle_detection import check_no_circle
from graph.writes.unit_of_work.loading import Found, Node
from graph.writes.unit_of_work.unit_of_work import Unit

_BETWEEN: Final = """\
MATCH (a:{label} {{org: $p.org, id: $p.start}})
MATCH (b:Kpi {{org: $p.org, id: $p.end}})
RETURN head(COLLECT {{ MATCH (a)-[r:{type}]->(b) RETURN properties(r) }})"""


async def support(unit: Unit, given: Given) -> Entities:
    """Success of an objective or a key result moves a KPI from now on."""
    source, kpi = unit.found[given["from"]], unit.found[given["kpi"]]
    check_found_open(source, ["from"])
    check_not_archived(source, ["from"])
    check_not_archived(kpi, ["kpi"])
    said = of_new(Support, given)
    there = await between(unit, "SUPPORTS", source, kpi)
    identifier = _same(unit, given, there, said, "kpi")
    if identifier is None:
        identifier = given["id"]
        unit.link("Support", source.id, kpi.id, {"id": identifier, **said})
    return {"support": identifier, "kpi": kpi.id}


async def drive(unit: Unit, given: Given) -> Entities:
    """One KPI drives another from now on."""
    source, target = unit.found[given["from"]], unit.found[given["to"]]
    check_not_archived(source, ["from"])
    check_not_archived(target, ["to"])
    said = of_new(Drive, given)
    there = await between(unit, "DRIVES", source, target)
    identifier = _same(unit, given, there, said, "to")
    if identifier is None:
        identifier = given["id"]
        await check_no_circle(
            unit,
            "DRIVES",
            source.node,
            target.id,
            path=["to"],
            weight=said["weight"],
            effect=said["effect"],
        )
        unit.link("Drive", source.id, target.id, {"id": identifier, **said})
    return {"drive": identifier, "kpi": target.id}


async def update_support(unit: Unit, given: Given) -> Entities:
    """Other fields of a support."""
    found = unit.found[given["id"]]
    check_found_open(found, ["id"])
    unit.relink("Support", found.node, of_changed(Support, given))
    return {"support": found.id, "kpi": found.ends[1]}


async def update_drive(unit: Unit, given: Given) -> Entities:
    """Other fields of a drive."""
    found = unit.found[given["id"]]
    unit.relink("Drive", found.node, of_changed(Drive, given))
    return {"drive": found.id, "kpi": found.ends[1]}


async def remove_support(unit: Unit, given: Given) -> Entities:
    """A support ends."""
    found = unit.found[given["id"]]
    check_found_open(found, ["id"])
    unit.unlink("Support", found.node)
    return {"support": found.id, "kpi": found.ends[1]}


async def remove_drive(unit: Unit, given: Given) -> Entities:
    """A drive ends."""
    found = unit.found[given["id"]]
    unit.unlink("Drive", found.node)
    return {"drive": found.id, "kpi": found.ends[1]}


async def between(unit: Unit, type_: str, source: Found, target: Found) -> Node | None:
    """The link of a type between two nodes, if there is one."""
    statement = _BETWEEN.format(label=source.kind, type=type_)
    found: Node | None = await unit.read(
        f"{type_.lower()}.between", statement, {"start": source.id, "end": target.id}
    )
    return found


def _same(unit: Unit, given: Given, there: Node | None, said: Node, name: str) -> str | None:
    """The id of the link that is there, when it is the one that is asked for. Raises Conflict when
    there is another between the two."""
    if there is None:
        return None
    identifier: str = there["id"]
    same = all(there.get(key) == value for key, value in said.items())
    if same and (identifier == given["id"] or given["id"] in unit.made):
        return identifier
    raise Conflict(f"There is such a link already, {identifier}; change that.", path=[name])


SUPPORTS: Final[Handlers] = {
    "supportCreate": support,
    "supportUpdate": update_support,
    "supportRemove": remove_support,
    "driveCreate": drive,
    "driveUpdate": update_drive,
    "driveRemove": remove_drive,
}
