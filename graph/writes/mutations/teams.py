"""Teams: made, changed, archived and restored.

There is always exactly one company, the root of all teams. Another team may take its place.
"""

from __future__ import annotations

from typing import Final

from graph.domain.errors import Conflict, InvalidInput
from graph.model.organization import Team
from graph.model.properties import of_changed, of_new
from graph.writes.mutations.mutation import Entities, Given, Handlers
from graph.writes.rules.archiving import check_there, put_away, take_back
from graph.writes.rules.cycle_detection import check_no_circle
from graph.writes.rules.reference_lists import LEADS, check_listed, given_list, listed, relist
from graph.writes.rules.validation import level_of, usable
from graph.writes.unit_of_work.loading import Found, Node
from graph.writes.unit_of_work.unit_of_work import Unit

COMPANY: Final = """\
RETURN head(COLLECT {
  MATCH (t:Team) WHERE t.org = $p.org AND t.id IS NOT NULL AND t.kind = 'COMPANY'
  RETURN t.id
})"""
GOALS: Final = """\
MATCH (t:Team {org: $p.org, id: $p.id})
RETURN COLLECT { MATCH (t)-[:OWNS]->(o:Objective) RETURN properties(o) }"""


async def create(unit: Unit, given: Given) -> Entities:
    """A new team, directly below the company unless it says otherwise."""
    usable(unit, given, "parent", "leads")
    identifier, leads = given["id"], given_list(given, LEADS)
    node = of_new(Team, given)
    if node["kind"] == "COMPANY":
        raise Conflict(
            "There is a company already; make a team of another kind, and give it this one when "
            "it is to take the company's place.",
            path=["kind"],
        )
    parent = given.get("parent") or await _company(unit)
    if unit.add("Team", {"id": identifier, **node, "parentId": parent, "archived": False}):
        unit.relate("PART_OF", identifier, parent)
        if relist(unit, LEADS, identifier, [], leads):
            unit.access_changed = True
    else:
        await check_listed(unit, LEADS, given)
    return {"team": identifier}


async def update(unit: Unit, given: Given) -> Entities:
    """Other fields of a team."""
    found = unit.found[given["id"]]
    node, identifier = found.node, found.id
    check_there(found)
    usable(unit, given, "parent", "leads")
    changes = of_changed(Team, given)
    was, kind = node["kind"], given.get("kind", node["kind"])
    if was == "COMPANY" != kind:
        raise InvalidInput(
            f'"{node["name"]}" is the company, and there is always one; give another team the kind '
            "COMPANY, and it takes this one's place.",
            path=["kind"],
        )
    if kind == "COMPANY" and given.get("parent") is not None:
        raise InvalidInput("The company is the root and has no parent.", path=["parent"])
    company = await _company(unit)
    if "parent" in given or kind != was:
        parent = node.get("parentId")
        if kind == "COMPANY":
            parent = None
        elif "parent" in given:
            parent = given["parent"] or company
        if parent is not None and parent != node.get("parentId"):
            await check_no_circle(unit, "PART_OF", node, parent, path=["parent"])
        unit.replace("PART_OF", identifier, node.get("parentId"), parent, out=True)
        changes["parentId"] = parent
    relisted = "leads" in given and relist(
        unit, LEADS, identifier, await listed(unit, LEADS, identifier), given_list(given, LEADS)
    )
    if relisted:
        unit.access_changed = True
        unit.touch("Team", node, changes)
    else:
        unit.change("Team", node, changes)
    if kind == "COMPANY" != was:
        await _give_way(unit, company, identifier)
        await _relevel(unit, found)
    return {"team": identifier}


async def archive(unit: Unit, given: Given) -> Entities:
    """It is put away: nothing new can be given to it."""
    found = unit.found[given["id"]]
    if found.node["kind"] == "COMPANY":
        raise Conflict(
            f'"{found.node["name"]}" is the company, and there is always one; let another team '
            "take its place first.",
            path=["id"],
        )
    await put_away(unit, found)
    return {"team": found.id}


async def restore(unit: Unit, given: Given) -> Entities:
    """It is there again, with what it had."""
    found = unit.found[given["id"]]
    await take_back(unit, found, "parentId")
    return {"team": found.id}


async def _company(unit: Unit) -> str:
    found: str = await unit.read("team.company", COMPANY, {})
    return found


async def _give_way(unit: Unit, company: str, to: str) -> None:
    """What was the company until now is a division of what has taken its place."""
    await unit.find([company])
    before = unit.found[company]
    unit.change("Team", before.node, {"kind": "DIVISION", "parentId": to})
    unit.relate("PART_OF", company, to)
    await _relevel(unit, before)


async def _relevel(unit: Unit, team: Found) -> None:
    goals: list[Node] = await unit.read("team.goals", GOALS, {"id": team.id})
    for goal in goals:
        unit.derive("Objective", goal, {"level": level_of(team)})


TEAMS: Final[Handlers] = {
    "teamCreate": create,
    "teamUpdate": update,
    "teamArchive": archive,
    "teamRestore": restore,
}
