"""Archiving teams, people and cycles, and taking them back.

What is still being worked on keeps its place: whoever owns it, leads it or holds it together cannot
be put away before it has gone to others. What is over stays theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from graph.domain.errors import Conflict, ReadOnly
from graph.writes.unit_of_work.loading import Found
from graph.writes.unit_of_work.unit_of_work import Unit

_SHOWN: Final = 3

# A goal of a closed cycle cannot be changed any more, so it is in nobody's way.
_OPEN: Final = (
    "o.lifecycle IN ['DRAFT', 'ACTIVE'] "
    "AND NOT EXISTS { MATCH (o)-[:IN_CYCLE]->(c:Cycle) WHERE c.state = 'CLOSED' }"
)
_OWNED: Final = {
    "open objectives": f"MATCH (n)-[:OWNS]->(o:Objective) WHERE {_OPEN} WITH o AS x",
    "key results of open objectives": (
        "MATCH (n)-[:OWNS]->(x:KeyResult)<-[:HAS_KEY_RESULT]-(o:Objective) "
        f"WHERE x.archived = false AND {_OPEN} WITH x"
    ),
    "KPIs": "MATCH (n)-[:OWNS]->(x:Kpi) WHERE x.archived = false WITH x",
    "open initiatives": (
        "MATCH (n)-[:OWNS]->(x:Initiative) "
        "WHERE x.archived = false AND x.state IN ['PLANNED', 'IN_PROGRESS'] WITH x"
    ),
}
_IN_THE_WAY: Final[Mapping[str, Mapping[str, str]]] = {
    "Team": {
        **_OWNED,
        "sub-teams": "MATCH (n)<-[:PART_OF]-(x:Team) WHERE x.archived = false WITH x",
    },
    "Person": {
        **_OWNED,
        "open objectives to lead": (
            f"MATCH (n)-[:LEADS_GOAL]->(o:Objective) WHERE {_OPEN} WITH o AS x"
        ),
        "teams to lead": "MATCH (n)-[:LEADS]->(x:Team) WHERE x.archived = false WITH x",
        "reports": "MATCH (n)<-[:REPORTS_TO]-(x:Person) WHERE x.archived = false WITH x",
    },
    "Cycle": {
        "open objectives": f"MATCH (n)<-[:IN_CYCLE]-(o:Objective) WHERE {_OPEN} WITH o AS x",
        "cycles within it": "MATCH (n)<-[:WITHIN]-(x:Cycle) WHERE x.archived = false WITH x",
    },
}


def statement(kind: str) -> str:
    """A statement that finds a few of everything that keeps a node of that kind in its place."""
    found = ",\n".join(
        f"  ['{what}', COLLECT {{ {clauses} ORDER BY x.id LIMIT {_SHOWN + 1}\n"
        "    RETURN coalesce(x.title, x.name) }]"
        for what, clauses in _IN_THE_WAY[kind].items()
    )
    return f"MATCH (n:{kind} {{org: $p.org, id: $p.id}})\nRETURN [\n{found}\n]"


async def put_away(unit: Unit, found: Found) -> bool:
    """Archives it; whether it was not yet. Raises Conflict for what keeps it in its place.

    Who may do this sees everything, so the names of all of that may be told.
    """
    if found.node["archived"]:
        return False
    await check_free(unit, found)
    return unit.change(found.kind, found.node, {"archived": True})


async def check_free(unit: Unit, found: Found) -> None:
    """Raises Conflict for what keeps it in its place."""
    rows = await unit.read(f"archive.{found.kind}", statement(found.kind), {"id": found.id})
    ways = [f"{what} ({_some(names)})" for what, names in rows if names]
    if ways:
        name = found.node["name"]
        raise Conflict(
            f'"{name}" still has {_and(ways)}. Close or archive these, or give them to others, '
            f'and then archive "{name}".',
            path=["id"],
        )


async def take_back(unit: Unit, found: Found, above: str) -> bool:
    """Makes it no longer archived; whether it was. `above` is the property with the id of what it
    is a part of. Raises Conflict when that is archived itself."""
    if not found.node["archived"]:
        return False
    whole = found.node.get(above)
    if whole is not None:
        await unit.find([whole])
        if unit.found[whole].node["archived"]:
            name = unit.found[whole].node["name"]
            raise Conflict(
                f'"{found.node["name"]}" is a part of "{name}", which is archived; restore that '
                "first.",
                path=["id"],
            )
    return unit.change(found.kind, found.node, {"archived": False})


def check_there(found: Found) -> None:
    """Raises ReadOnly for what has been put away and can be taken back."""
    if found.node["archived"]:
        raise ReadOnly(
            f'"{found.node["name"]}" is archived; restore it first.', path=["id"], node=found.id
        )


def _some(names: list[str]) -> str:
    shown = ", ".join(f'"{name}"' for name in names[:_SHOWN])
    return f"{shown} and more" if len(names) > _SHOWN else shown


def _and(parts: Iterable[str]) -> str:
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last
