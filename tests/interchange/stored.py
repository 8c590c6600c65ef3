"""What stands in the graph, for the tests of import and export."""

from __future__ import annotations

from typing import Any

from graph.database.client import Database, Transaction

NODES = """\
MATCH (n) WHERE n.org = $p.org
RETURN collect({label: labels(n)[0], node: properties(n)})"""
RELATIONSHIPS = """\
MATCH (a)-[r]->(b) WHERE a.org = $p.org
RETURN collect({type: type(r), start: a.id, end: b.id, properties: properties(r)})"""


async def nodes_of(database: Database, org: str) -> dict[str, dict[str, Any]]:
    """Every node by its id, with its label."""
    found = await database.read("test.nodes", NODES, {"org": org})
    return {
        each["node"].get("id", each["label"]): {"label": each["label"], **each["node"]}
        for each in found
    }


async def relationships_of(
    database: Database, org: str
) -> dict[tuple[str, str, str, str | None], dict[str, Any]]:
    """Every relationship by its ends and type; links, of which there may be several, by id too."""
    found = await database.read("test.relationships", RELATIONSHIPS, {"org": org})
    return {
        (each["start"], each["type"], each["end"], each["properties"].get("id")): each["properties"]
        for each in found
    }


async def write(database: Database, org: str, statement: str) -> None:
    """Runs a statement that changes the organization `$p.org`."""

    async def work(transaction: Transaction) -> None:
        await transaction.run("test.write", statement, {"org": org})

    await database.write(org, work)
