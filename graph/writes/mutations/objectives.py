"""Objectives: made, changed and shared."""

from __future__ import annotations

from typing import Any

from graph.domain.commands import ObjectiveCreate, ObjectiveShare, ObjectiveUpdate
from graph.domain.progress import check_manual_progress
from graph.writes.mutations.mutation import OWNERS, Entities, Given, Mutation, check_found_open
from graph.writes.rules.ownership import hands_over
from graph.writes.rules.reference_lists import SHARED, check_listed
from graph.writes.rules.validation import level_of, open_cycle, picked, usable
from graph.writes.unit_of_work.unit_of_work import Unit

_PLAIN = (
    "title",
    "description",
    "ambition",
    "visibility",
    "contributionStatement",
    "progressMode",
    "manualProgress",
)


async def create(unit: Unit, given: Given) -> Entities:
    """A new objective, alone so far."""
    usable(unit, given, "owner", "lead", "sharedWith")
    open_cycle(unit, given)
    mode = given.get("progressMode", "AUTO")
    check_manual_progress(mode, given.get("manualProgress"))
    identifier, owner = given["id"], given["owner"]
    shared = list(dict.fromkeys(given.get("sharedWith", ())))
    visibility = given.get("visibility", "PUBLIC")
    made = unit.add(
        "Objective",
        {
            "id": identifier,
            **picked(given, *_PLAIN),
            "ambition": given.get("ambition", "COMMITTED"),
            "visibility": visibility,
            "progressMode": mode,
            **_lists(given),
            "lifecycle": given.get("lifecycle", "DRAFT"),
            "level": level_of(unit.found[owner]),
            "readers": readers_of(visibility, owner, shared),
            "ownerId": owner,
            "leadId": given.get("lead"),
            "cycleId": given.get("cycle"),
            "healths": ["NO_DATA"],
            "healthSince": [],
        },
    )
    if made:
        unit.relate("OWNS", owner, identifier)
        unit.relate("LEADS_GOAL", given.get("lead"), identifier)
        unit.relate("IN_CYCLE", identifier, given.get("cycle"))
        for reader in shared:
            unit.relate("SHARED_WITH", identifier, reader)
        unit.note("Objective", identifier, "sharedWith", [], shared)
        unit.rolls(identifier)
    else:
        # A public goal has them as well, though it has no readers.
        await check_listed(unit, SHARED, given)
    return {"objective": identifier}


async def update(unit: Unit, given: Given) -> Entities:
    """Other fields of an objective."""
    found = unit.found[given["id"]]
    node, identifier = found.node, found.id
    if not await hands_over(unit, found, given):
        check_found_open(found, ["id"])
    usable(unit, given, "owner", "lead")
    changes = picked(given, *_PLAIN)
    if any(name in given for name in ("labels", "links")):
        lists = _lists(given)
        changes |= {n: lists[n] for n in lists if n == "labels" and n in given}
        changes |= {n: lists[n] for n in lists if n != "labels" and "links" in given}
    mode = {**node, **given}["progressMode"]
    check_manual_progress(mode, given.get("manualProgress"))
    if mode != "MANUAL" and "manualProgress" in node:
        changes["manualProgress"] = None
    if "owner" in given:
        changes |= {"ownerId": given["owner"], "level": level_of(unit.found[given["owner"]])}
        unit.replace("OWNS", identifier, node["ownerId"], given["owner"], out=False)
    if "lead" in given:
        changes["leadId"] = given["lead"]
        unit.replace("LEADS_GOAL", identifier, node.get("leadId"), given["lead"], out=False)
    if "cycle" in given and given["cycle"] != node.get("cycleId"):
        open_cycle(unit, given)
        changes["cycleId"] = given["cycle"]
        unit.replace("IN_CYCLE", identifier, node.get("cycleId"), given["cycle"], out=True)
        unit.restates(identifier)
    changes["readers"] = readers_of(
        {**node, **changes}["visibility"],
        {**node, **changes}["ownerId"],
        found.more["shared"],
        node.get("readers"),
    )
    unit.change("Objective", node, changes)
    if not changes.keys().isdisjoint(("progressMode", "manualProgress", "cycleId")):
        unit.rolls(identifier)
    return {"objective": identifier}


async def share(unit: Unit, given: Given) -> Entities:
    """Everybody whom an objective is shared with, from now on."""
    found = unit.found[given["id"]]
    check_found_open(found, ["id"])
    usable(unit, given, "sharedWith")
    before = found.more["shared"]
    after = list(dict.fromkeys(given["sharedWith"]))
    if set(before) == set(after):
        return {"objective": found.id}
    for reader in set(before).difference(after):
        unit.unrelate("SHARED_WITH", found.id, reader)
    for reader in after:
        if reader not in before:
            unit.relate("SHARED_WITH", found.id, reader)
    node = found.node
    readers = readers_of(node["visibility"], node["ownerId"], after)
    unit.note("Objective", found.id, "sharedWith", sorted(before), sorted(after))
    unit.touch("Objective", node, {"readers": readers})
    return {"objective": found.id}


def _lists(given: Given) -> dict[str, Any]:
    """The lists of an objective as they are stored; those that are not given are empty."""
    links = given.get("links") or []
    return {
        "labels": list(dict.fromkeys(given.get("labels") or ())),
        "linkTitles": [link["title"] for link in links],
        "linkUrls": [link["url"] for link in links],
    }


def readers_of(
    visibility: str, owner: str, shared: list[str], before: list[str] | None = None
) -> list[str] | None:
    """Who may read a private objective; the list there was, when it says the same."""
    if visibility != "PRIVATE":
        return None
    readers = list(dict.fromkeys((owner, *shared)))
    return before if before is not None and set(before) == set(readers) else readers


_REFS = {
    "owner": OWNERS,
    "lead": ("Person",),
    "cycle": ("Cycle",),
    "sharedWith": OWNERS,
}
_ID = {"id": ("Objective",)}

OBJECTIVES = [
    Mutation("objectiveCreate", ObjectiveCreate, create, _REFS, creates="Objective"),
    Mutation("objectiveUpdate", ObjectiveUpdate, update, _REFS | _ID),
    Mutation("objectiveShare", ObjectiveShare, share, _REFS | _ID),
]
