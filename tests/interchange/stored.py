"""What stands in the graph, for the tests of import and export."""

from __future__ import annotations

from typing import Any

from graph.database.client import Database, Transaction

FOREVER = 9007199254740991

NODES = """\
MATCH (n) WHERE n.org = $p.org
RETURN collect({label: labels(n)[0], node: properties(n)})"""
RELATIONSHIPS = """\
MATCH (a)-[r]->(b) WHERE a.org = $p.org
RETURN collect({type: type(r), start: a.id, end: b.id, properties: properties(r)})"""


async def nodes_of(database: Database, org: str) -> dict[str, dict[str, Any]]:
    """Every node that is there now by its id, with its label."""
    found, _ = await everything_of(database, org)
    return {node["id"]: {"label": label, **node} for label, node in found if "id" in node}


async def everything_of(
    database: Database, org: str
) -> tuple[list[tuple[str, dict[str, Any]]], list[tuple[str, str, str, dict[str, Any]]]]:
    """Every node with its label, and every relationship with its type and ends: the past, too."""
    nodes = await database.read("test.nodes", NODES, {"org": org})
    relationships = await database.read("test.relationships", RELATIONSHIPS, {"org": org})
    return [(each["label"], each["node"]) for each in nodes], [
        (each["type"], each["start"], each["end"], each["properties"]) for each in relationships
    ]


async def relationships_of(
    database: Database, org: str
) -> dict[tuple[str, str, str, str | None], dict[str, Any]]:
    """Every relationship that holds by its ends and type; links, of which there may be several, by
    id too."""
    _, found = await everything_of(database, org)
    return {
        (start, kind, end, properties.get("id")): properties
        for kind, start, end, properties in found
        if properties["until"] == FOREVER
    }


async def write(database: Database, org: str, statement: str) -> None:
    """Runs a statement that changes the organization `$p.org`."""

    async def work(transaction: Transaction) -> None:
        await transaction.run("test.write", statement, {"org": org})

    await database.write(org, work)
