"""An objective's life: published, closed, reopened, archived."""

from __future__ import annotations

from typing import Final

from graph.domain.calendar import to_ms
from graph.domain.errors import Conflict
from graph.model.fields import set_by
from graph.model.goals import Objective
from graph.writes.mutations.mutation import Entities, Given, Handlers, check_found_open
from graph.writes.rules.kpi_check_ins import catch_up
from graph.writes.rules.ownership import check_held
from graph.writes.rules.validation import picked
from graph.writes.unit_of_work.loading import Found
from graph.writes.unit_of_work.unit_of_work import Unit

_CLOSING = tuple(field.stored for field in set_by(Objective, "close"))


async def publish(unit: Unit, given: Given) -> Entities:
    """A draft becomes active, and counts from now on."""
    found = unit.found[given["id"]]
    check_found_open(found, ["id"])
    _check_in(found, "ARCHIVED", "archived; reopen it instead")
    published = _becomes(unit, found, "ACTIVE")
    await check_held(unit, "Objective", [found.id], ["id"])
    return published


async def archive(unit: Unit, given: Given) -> Entities:
    """It is put away, and counts nowhere."""
    found = unit.found[given["id"]]
    check_found_open(found, ["id"])
    return _becomes(unit, found, "ARCHIVED")


async def close(unit: Unit, given: Given) -> Entities:
    """It is done with: its progress and health stay as they are."""
    found = unit.found[given["id"]]
    said = picked(given, *_CLOSING)
    if found.node["lifecycle"] == "CLOSED" and all(
        found.node.get(name) == value for name, value in said.items()
    ):
        return {"objective": found.id}
    check_found_open(found, ["id"])
    _check_in(found, "DRAFT", "a draft; publish or archive it")
    _check_in(found, "ARCHIVED", "archived; reopen it first")
    unit.closing[found.id] = to_ms(unit.now)
    said |= {"lifecycle": "CLOSED", "closedAt": unit.at}
    unit.change("Objective", found.node, said)
    unit.rolls(found.id)
    return {"objective": found.id}


async def reopen(unit: Unit, given: Given) -> Entities:
    """What was closed or archived is active again; how it had been closed is history. Its key
    results take the values of their KPIs that have come in meanwhile."""
    found = unit.found[given["id"]]
    if found.node["lifecycle"] in ("DRAFT", "ACTIVE"):
        return {"objective": found.id}
    cleared = dict.fromkeys((*_CLOSING, "closedAt"))
    unit.change("Objective", found.node, {"lifecycle": "ACTIVE", **cleared})
    await check_held(unit, "Objective", [found.id], ["id"])
    await catch_up(unit, [found.id])
    unit.rolls(found.id)
    return {"objective": found.id}


def _becomes(unit: Unit, found: Found, lifecycle: str) -> Entities:
    if unit.change("Objective", found.node, {"lifecycle": lifecycle}):
        unit.rolls(found.id)
    return {"objective": found.id}


def _check_in(found: Found, lifecycle: str, why: str) -> None:
    if found.node["lifecycle"] == lifecycle:
        raise Conflict(f'"{found.node["title"]}" is {why}.', path=["id"])


OBJECTIVE_LIFE: Final[Handlers] = {
    "objectivePublish": publish,
    "objectiveClose": close,
    "objectiveReopen": reopen,
    "objectiveArchive": archive,
}
