"""People: made, changed, archived and restored.

Whatever changes of a person may change what somebody sees, so everybody is looked up again then.
"""

from __future__ import annotations

from typing import Any, Final

from graph.domain.errors import Conflict, Forbidden
from graph.domain.permissions import makes_owners
from graph.model.organization import Person
from graph.model.properties import of_changed, of_new
from graph.writes.mutations.mutation import Entities, Given, Handlers
from graph.writes.rules.archiving import check_there, put_away
from graph.writes.rules.cycle_detection import check_no_circle
from graph.writes.rules.reference_lists import TEAMS, check_listed, given_list, listed, relist
from graph.writes.rules.references import relate, relate_anew
from graph.writes.rules.validation import usable
from graph.writes.unit_of_work.loading import Found
from graph.writes.unit_of_work.unit_of_work import Unit

WITH_EMAIL: Final = """\
RETURN head(COLLECT {
  MATCH (p:Person {org: $p.org, email: $p.email}) WHERE p.id <> $p.id
  RETURN {name: p.name, archived: p.archived}
})"""
OTHER_OWNERS: Final = """\
RETURN EXISTS {
  MATCH (p:Person) WHERE p.org = $p.org AND p.id IS NOT NULL
    AND p.role = 'OWNER' AND p.archived = false AND p.id <> $p.id
}"""


async def create(unit: Unit, given: Given) -> Entities:
    """Somebody new, a member unless it says otherwise."""
    usable(unit, given, "manager", "teams")
    identifier, teams = given["id"], given_list(given, TEAMS)
    node = of_new(Person, given)
    email = await _free_email(unit, given)
    if node["role"] == "OWNER":
        _check_makes_owners(unit, "role")
    if unit.add("Person", {"id": identifier, **node, "email": email, "archived": False}):
        relate(unit, Person, identifier, given)
        relist(unit, TEAMS, identifier, [], teams)
        unit.access_changed = True
    else:
        await check_listed(unit, TEAMS, given)
    return {"person": identifier}


async def update(unit: Unit, given: Given) -> Entities:
    """Other fields of a person."""
    found = unit.found[given["id"]]
    node, identifier = found.node, found.id
    check_there(found)
    usable(unit, given, "manager", "teams")
    changes = of_changed(Person, given)
    if "email" in given:
        changes["email"] = await _free_email(unit, given)
    for name in ("role", "email"):
        differs = name in changes and changes[name] != node[name]
        if differs and "OWNER" in (node["role"], changes[name]):
            _check_makes_owners(unit, name)
    if node["role"] == "OWNER" != changes.get("role", "OWNER"):
        await _check_not_last(unit, found, "role")
    if "manager" in given and given["manager"] != node.get("managerId"):
        if given["manager"] is not None:
            await check_no_circle(unit, "REPORTS_TO", node, given["manager"], path=["manager"])
        relate_anew(unit, Person, found, given)
    relisted = "teams" in given and relist(
        unit, TEAMS, identifier, await listed(unit, TEAMS, identifier), given_list(given, TEAMS)
    )
    if relisted:
        unit.touch("Person", node, changes)
    if relisted or unit.change("Person", node, changes):
        unit.access_changed = True
    return {"person": identifier}


async def archive(unit: Unit, given: Given) -> Entities:
    """They are put away: nothing new can be given to them, and their tokens are not taken."""
    found = unit.found[given["id"]]
    if found.node["archived"]:
        return {"person": found.id}
    if found.id == unit.viewer.person:
        raise Conflict("Nobody archives themself; ask another administrator.", path=["id"])
    if found.node["role"] == "OWNER":
        _check_makes_owners(unit, "id")
        await _check_not_last(unit, found, "id")
    await put_away(unit, found)
    unit.access_changed = True
    return {"person": found.id}


async def restore(unit: Unit, given: Given) -> Entities:
    """They are there again, with what they had; without their manager, if that one is not."""
    found = unit.found[given["id"]]
    node = found.node
    if not node["archived"]:
        return {"person": found.id}
    if node["role"] == "OWNER":
        _check_makes_owners(unit, "id")
    changes: dict[str, Any] = {"archived": False}
    manager = node.get("managerId")
    if manager is not None:
        await unit.find([manager])
        if unit.found[manager].node["archived"]:
            unit.unrelate("REPORTS_TO", found.id, manager)
            changes["managerId"] = None
    unit.change("Person", node, changes)
    unit.access_changed = True
    return {"person": found.id}


async def _free_email(unit: Unit, given: Given) -> str:
    """The address. Raises Conflict when somebody else has it."""
    email: str = given["email"]
    other = await unit.read("person.email", WITH_EMAIL, {"email": email, "id": given["id"]})
    if other is not None:
        archived = ", who is archived" if other["archived"] else ""
        raise Conflict(
            f'{email} is the address of "{other["name"]}"{archived}; each has their own.',
            path=["email"],
        )
    return email


def _check_makes_owners(unit: Unit, path: str) -> None:
    if not makes_owners(unit.viewer):
        raise Forbidden(
            "Only owners make owners, and change the role or address of one, or archive them.",
            path=[path],
        )


async def _check_not_last(unit: Unit, found: Found, path: str) -> None:
    if not await unit.read("person.owners", OTHER_OWNERS, {"id": found.id}):
        raise Conflict(
            f'"{found.node["name"]}" is the last owner; make somebody else one first.', path=[path]
        )


PEOPLE: Final[Handlers] = {
    "personCreate": create,
    "personUpdate": update,
    "personArchive": archive,
    "personRestore": restore,
}
