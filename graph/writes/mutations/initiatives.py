"""Initiatives: made, changed, archived and restored.

They never count: nothing rolls up.
"""

from __future__ import annotations

from typing import Final

from graph.model.properties import of_changed, of_new
from graph.model.work import Initiative
from graph.writes.mutations.mutation import (
    Entities,
    Given,
    Handlers,
    check_found_open,
    check_not_archived,
)
from graph.writes.rules.ownership import check_held, hands_over
from graph.writes.rules.references import relate, relate_anew
from graph.writes.rules.validation import usable
from graph.writes.unit_of_work.unit_of_work import Unit


async def create(unit: Unit, given: Given) -> Entities:
    """New work for an objective or a key result."""
    _check_target(unit, given)
    usable(unit, given, "owner")
    identifier = given["id"]
    made = unit.add(
        "Initiative",
        {
            "id": identifier,
            **of_new(Initiative, given),
            "archived": False,
        },
    )
    if made:
        relate(unit, Initiative, identifier, given)
    return {"initiative": identifier}


async def update(unit: Unit, given: Given) -> Entities:
    """Other fields of an initiative."""
    found = unit.found[given["id"]]
    node = found.node
    if not await hands_over(unit, found, given):
        check_found_open(found, ["id"])
        check_not_archived(found, ["id"])
    usable(unit, given, "owner")
    if "target" in given and given["target"] != node["targetId"]:
        _check_target(unit, given)
    relate_anew(unit, Initiative, found, given)
    unit.change("Initiative", node, of_changed(Initiative, given))
    if "state" in given:
        await check_held(unit, "Initiative", [found.id], ["state"])
    return {"initiative": found.id}


async def archive(unit: Unit, given: Given) -> Entities:
    """It is put away."""
    return await _put(unit, given, archived=True)


async def restore(unit: Unit, given: Given) -> Entities:
    """It is there again."""
    return await _put(unit, given, archived=False)


async def _put(unit: Unit, given: Given, *, archived: bool) -> Entities:
    found = unit.found[given["id"]]
    check_found_open(found, ["id"])
    if unit.change("Initiative", found.node, {"archived": archived}) and not archived:
        await check_held(unit, "Initiative", [found.id], ["id"])
    return {"initiative": found.id}


def _check_target(unit: Unit, given: Given) -> None:
    target = unit.found[given["target"]]
    check_found_open(target, ["target"])
    check_not_archived(target, ["target"])


INITIATIVES: Final[Handlers] = {
    "initiativeCreate": create,
    "initiativeUpdate": update,
    "initiativeArchive": archive,
    "initiativeRestore": restore,
}
