"""Comments: added, changed, acknowledged and removed.

They count nowhere. A thread has one level: replies answer the comment that it begins with. What is
said is kept apart from what is done, so goals that are closed or archived take comments.
"""

from __future__ import annotations

from typing import Final

from graph.domain.errors import Forbidden, InvalidInput, ReadOnly
from graph.domain.ids import kind_of
from graph.writes.mutations.mutation import Entities, Given, Handlers
from graph.writes.rules.reference_lists import ACKNOWLEDGED, listed, relist
from graph.writes.rules.validation import usable
from graph.writes.unit_of_work.loading import Found, Node
from graph.writes.unit_of_work.unit_of_work import Unit

REPLIES: Final = """\
MATCH (c:Comment {org: $p.org, id: $p.id})
RETURN COLLECT {
  MATCH (c)<-[:REPLIES_TO]-(r:Comment) WHERE r.ended IS NULL RETURN r.id
}"""
# What an accepted proposal became has its id, which stays in use when the alignment ends.
_LEFT: Final = """\
RETURN COLLECT {
  UNWIND $p.ids AS id
  MATCH (c:Comment)
  WHERE c.org = $p.org AND c.onId = id AND c.createdAt IS NOT NULL AND c.id IS NOT NULL
    AND c.ended IS NULL AND NOT EXISTS { ()-[:PROPOSES {org: $p.org, id: id}]->() }
  RETURN properties(c)
}"""


async def add(unit: Unit, given: Given) -> Entities:
    """A new comment on a node; a reply belongs to the same node as what it answers."""
    identifier, on = given["id"], given["on"]
    _check_public(unit.found[on])
    root = given.get("replyTo")
    if root is not None:
        _check_root(unit.found[root].node, on)
    _say(unit, identifier, on, {"body": given["body"], "replyToId": root})
    return {"comment": identifier}


async def note(unit: Unit, given: Given) -> Entities:
    """A new comment on a cycle that its retrospective shows, for everybody or for one team."""
    usable(unit, given, "team")
    said = {"body": given["body"], "topic": given["topic"], "teamId": given.get("team")}
    _say(unit, given["id"], given["cycle"], said)
    return {"comment": given["id"]}


def _say(unit: Unit, identifier: str, on: str, said: Node) -> None:
    made = unit.add(
        "Comment",
        {
            "id": identifier,
            "onId": on,
            "onType": kind_of(on),
            "authorId": unit.viewer.person,
            **said,
            "removed": False,
        },
    )
    if made:
        unit.relate("AUTHORED", unit.viewer.person, identifier)
        unit.relate("REPLIES_TO", identifier, said.get("replyToId"))


async def update(unit: Unit, given: Given) -> Entities:
    """Another text; that it was changed shows in its version."""
    found = unit.found[given["id"]]
    _check_there(found)
    unit.change("Comment", found.node, {"body": given["body"]})
    return {"comment": found.id}


async def remove(unit: Unit, given: Given) -> Entities:
    """Nobody reads it any more. Where it has replies, its place stays, and goes with the last."""
    found = unit.found[given["id"]]
    node = found.node
    if node["removed"]:
        return {"comment": found.id}
    emptied = {"removed": True, "body": None}
    if await unit.read("comment.replies", REPLIES, {"id": found.id}):
        unit.change("Comment", node, emptied)
        return {"comment": found.id}
    unit.end("Comment", node, emptied)
    await give_up_place(unit, node)
    return {"comment": found.id}


async def give_up_place(unit: Unit, reply: Node) -> None:
    """The place of what a reply was the last to answer, and that was removed before, goes too."""
    root = reply.get("replyToId")
    if root is None:
        return
    await unit.find([root])
    first = unit.found.get(root)
    if first is None or not first.node["removed"]:
        return
    if not await unit.read("comment.replies", REPLIES, {"id": root}):
        unit.end("Comment", first.node)


async def end_left(unit: Unit) -> None:
    """Ends what is said of the links, targets and values that this write has ended."""
    changes = unit.record.changes
    ids = [id for (id, kind), one in changes.items() if one.kind == "ENDED" and kind != "Comment"]
    if ids:
        for node in await unit.read("comment.left", _LEFT, {"ids": ids}):
            unit.end("Comment", node)


async def acknowledge(unit: Unit, given: Given) -> Entities:
    """That the viewer has read it, or that they take that back."""
    found = unit.found[given["id"]]
    person = unit.viewer.person
    if person is None:
        raise Forbidden("Only people acknowledge what they have read.", path=["id"])
    _check_there(found)
    before = await listed(unit, ACKNOWLEDGED, found.id)
    after = set(before) - {person}
    if given.get("acknowledged") is not False:
        after |= {person}
    relist(unit, ACKNOWLEDGED, found.id, before, sorted(after))
    return {"comment": found.id}


def _check_root(node: Node, on: str) -> None:
    if node["onId"] != on:
        raise InvalidInput(
            f"{node['id']} is a comment on {node['onId']}; a reply is on the same.",
            path=["replyTo"],
        )
    root = node.get("replyToId")
    if root is not None:
        raise InvalidInput(
            f"{node['id']} is a reply itself; reply to what it answers, {root}.", path=["replyTo"]
        )


def _check_public(on: Found) -> None:
    if on.kind == "Report" and on.node.get("submittedAt") is None:
        raise ReadOnly(
            "A draft takes no comments: submit the report first.", path=["on"], node=on.id
        )


def _check_there(found: Found) -> None:
    if found.node["removed"]:
        raise ReadOnly("This comment was removed.", path=["id"], node=found.id)


COMMENTS: Final[Handlers] = {
    "commentAdd": add,
    "retrospectiveNote": note,
    "commentUpdate": update,
    "commentRemove": remove,
    "commentAcknowledge": acknowledge,
}
