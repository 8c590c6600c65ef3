"""References that are lists: relationships of one type, under the name that the API gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.domain.errors import Conflict
from graph.writes.mutations.mutation import Given
from graph.writes.unit_of_work.unit_of_work import Unit

_LISTED: Final = """\
MATCH (n:{kind} {{org: $p.org, id: $p.id}})
RETURN COLLECT {{ MATCH {pattern} RETURN x.id ORDER BY x.id }}"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of a kind of node: its field, and the relationships, out of the node or into it. With
    `each`, its items come and go one by one, and none of them is a change of the node."""

    kind: str
    name: str
    type: str
    out: bool
    each: bool = False


LEADS: Final = Listed("Team", "leads", "LEADS", out=False)
TEAMS: Final = Listed("Person", "teams", "MEMBER_OF", out=True)
SHARED: Final = Listed("Objective", "sharedWith", "SHARED_WITH", out=True)
ACKNOWLEDGED: Final = Listed("Comment", "acknowledgedBy", "ACKNOWLEDGES", out=False, each=True)


def given_list(given: Given, which: Listed) -> list[str]:
    """The ids that are given for it, each once, in order; none when it is absent or null."""
    return sorted(set(given.get(which.name) or ()))


def statement(which: Listed) -> str:
    """A statement that reads such a list of the node with the id `$p.id`."""
    pattern = f"(n)-[:{which.type}]->(x)" if which.out else f"(n)<-[:{which.type}]-(x)"
    return _LISTED.format(kind=which.kind, pattern=pattern)


async def listed(unit: Unit, which: Listed, identifier: str) -> list[str]:
    """The ids that are in it, in order."""
    p = {"id": identifier}
    found: list[str] = await unit.read(f"list.{which.name}", statement(which), p)
    return found


def relist(
    unit: Unit, which: Listed, identifier: str, before: Sequence[str], after: Sequence[str]
) -> bool:
    """Makes it another list; whether it is one."""
    for other in before:
        if other not in after:
            unit.unrelate(which.type, *_ends(which, identifier, other))
    for other in after:
        if other not in before:
            unit.relate(which.type, *_ends(which, identifier, other))
    if which.each:
        unit.follow(which.kind, unit.found[identifier].node, which.name, before, after)
    else:
        unit.note(which.kind, identifier, which.name, before, after)
    return before != after


async def check_listed(unit: Unit, which: Listed, given: Given) -> None:
    """Raises Conflict when what is made again has another list than what is there."""
    if await listed(unit, which, given["id"]) != given_list(given, which):
        raise Conflict(f"The id {given['id']} is taken; leave it out for a new one.", path=["id"])


def _ends(which: Listed, node: str, other: str) -> tuple[str, str]:
    return (node, other) if which.out else (other, node)
