"""Proposed alignments: accepted, declined and withdrawn.

A proposal is made by aligning to what somebody else decides for
(`graph.writes.mutations.alignments`). It is a relationship of its own type, so that it counts
nowhere, and it stays when it is decided about: an alignment that comes of it has its id.
"""

from __future__ import annotations

from typing import Final

from graph.domain.errors import Conflict
from graph.model.links import Alignment
from graph.model.properties import of_changed
from graph.writes.mutations.alignments import between, check_pending, said_of, shown
from graph.writes.mutations.mutation import Entities, Given, Handlers, check_found_open, require
from graph.writes.rules.cycle_detection import check_no_circle
from graph.writes.unit_of_work.loading import Found, Node, deciders_of
from graph.writes.unit_of_work.unit_of_work import Unit


async def accept(unit: Unit, given: Given) -> Entities:
    """A proposal becomes an alignment, and counts from now on."""
    found = unit.found[given["id"]]
    start, end = found.ends
    agreed = of_changed(Alignment, given)
    if found.kind == "Alignment":
        if any(found.node[name] != value for name, value in agreed.items()):
            raise Conflict("It is an alignment already; change that.", path=["id"])
        return shown(found.id, start, end)
    require(unit, target_of(found), ["id"])
    check_pending(found)
    check_found_open(found, ["id"])
    said = said_of(found.node | agreed)
    for kind, there in await between(unit, start, end, said["keyResultId"]):
        if kind == "Alignment":
            raise Conflict(
                f'"{found.goal["title"]}" aligns to this already, as {there["id"]}; change that '
                "alignment, and decline the proposal.",
                path=["id"],
            )
    await check_no_circle(
        unit,
        "ALIGNS_TO",
        found.goal,
        end,
        path=["id"],
        key_result=said["keyResultId"],
        weight=said["weight"],
    )
    unit.relink("AlignmentProposal", found.node, agreed | decided(unit, "ACCEPTED"))
    unit.link("Alignment", start, end, {"id": found.id, **said})
    unit.rolls(end)
    return shown(found.id, start, end)


async def decline(unit: Unit, given: Given) -> Entities:
    """A proposal is turned down. What is closed does not change by that, so it may be."""
    found = unit.found[given["id"]]
    require(unit, target_of(found), ["id"])
    return _ended(unit, found, "DECLINED", given["reason"])


async def withdraw(unit: Unit, given: Given) -> Entities:
    """A proposal is taken back, by whoever made it or decides for the goal that would serve."""
    found = unit.found[given["id"]]
    require(unit, proposer_of(found), ["id"])
    return _ended(unit, found, "WITHDRAWN", None)


def _ended(unit: Unit, found: Found, state: str, reason: str | None) -> Entities:
    if found.kind == "Alignment":
        raise Conflict(
            "It is an alignment, not a proposal any more; remove the alignment instead.",
            path=["id"],
        )
    node = found.node
    if node["state"] != state or node.get("reason") != reason:
        check_pending(found)
        unit.relink("AlignmentProposal", node, decided(unit, state) | {"reason": reason})
    return shown(found.id, *found.ends)


def decided(unit: Unit, state: str) -> Node:
    return {"state": state, "decidedBy": unit.viewer.person, "decidedAt": unit.at}


def proposer_of(found: Found) -> Found:
    """The objective that would serve, with those who decide for it or made the proposal."""
    goal = found.goal
    owners = [*deciders_of(goal), *filter(None, [found.node.get("proposedBy")])]
    return Found("Objective", goal, [goal], deciding=owners)


def target_of(found: Found) -> Found:
    """The objective that would be served, with those who decide for it or for its key result."""
    goal, result = found.goals[1], found.more.get("result") or {}
    owners = [*deciders_of(goal), *filter(None, [result.get("ownerId")])]
    return Found("Objective", goal, [goal], deciding=owners)


PROPOSALS: Final[Handlers] = {
    "alignmentAccept": accept,
    "alignmentDecline": decline,
    "alignmentWithdraw": withdraw,
}
