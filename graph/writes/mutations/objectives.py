"""Objectives: made, changed and shared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from graph.domain.progress import check_manual_progress
from graph.model.goals import Objective
from graph.model.properties import of_changed, of_new
from graph.writes.mutations.mutation import Entities, Given, Handlers, check_found_open
from graph.writes.rules.ownership import hands_over
from graph.writes.rules.reference_lists import SHARED, check_listed
from graph.writes.rules.references import relate, relate_anew
from graph.writes.rules.validation import level_of, open_cycle, usable
from graph.writes.unit_of_work.unit_of_work import Unit


async def create(unit: Unit, given: Given) -> Entities:
    """A new objective, alone so far."""
    usable(unit, given, "owner", "lead", "sharedWith")
    open_cycle(unit, given)
    identifier, owner = given["id"], given["owner"]
    shared = list(dict.fromkeys(given.get("sharedWith", ())))
    node = of_new(Objective, given)
    check_manual_progress(node["progressMode"], given.get("manualProgress"))
    made = unit.add(
        "Objective",
        {
            "id": identifier,
            **node,
            "level": level_of(unit.found[owner]),
            "readers": readers_of(node, shared),
            "healths": ["NO_DATA"],
            "healthSince": [],
        },
    )
    if made:
        relate(unit, Objective, identifier, given)
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
    changes = of_changed(Objective, given)
    mode = {**node, **given}["progressMode"]
    check_manual_progress(mode, given.get("manualProgress"))
    if mode != "MANUAL" and "manualProgress" in node:
        changes["manualProgress"] = None
    if "owner" in given:
        changes["level"] = level_of(unit.found[given["owner"]])
    if "cycle" in given and given["cycle"] != node.get("cycleId"):
        open_cycle(unit, given)
        unit.restates(identifier)
    relate_anew(unit, Objective, found, given)
    changes["readers"] = readers_of({**node, **changes}, found.more["shared"], node.get("readers"))
    unit.change("Objective", node, changes)
    if not changes.keys().isdisjoint(("progressMode", "manualProgress")):
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
    readers = readers_of(node, after)
    unit.note("Objective", found.id, "sharedWith", sorted(before), sorted(after))
    unit.touch("Objective", node, {"readers": readers})
    return {"objective": found.id}


def readers_of(
    objective: Mapping[str, Any], shared: Iterable[str], before: list[str] | None = None
) -> list[str] | None:
    """Who may read an objective with these properties while it is private; the list there was, when
    it says the same."""
    if objective["visibility"] != "PRIVATE":
        return None
    lead = objective.get("leadId")
    readers = list(dict.fromkeys((objective["ownerId"], *([lead] if lead else []), *shared)))
    return before if before is not None and set(before) == set(readers) else readers


OBJECTIVES: Final[Handlers] = {
    "objectiveCreate": create,
    "objectiveUpdate": update,
    "objectiveShare": share,
}
