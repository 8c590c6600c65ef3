"""Both ways of asking answer alike: layer by layer, and as one statement."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from random import Random

import pytest

from api.app import create_app
from api.config import Settings
from graph.database.client import Database
from resolvers import build_schema
from resolvers.catalogue import catalogue
from resolvers.reading import Shape
from tests.api.client import Client
from tests.api.companies import company
from tests.api.corpus import ELAPSED, Operation, written
from tests.api.random_organization import varied
from tests.api.serving import serving

SCHEMA = build_schema().graphql
DOCUMENTS = list(catalogue(SCHEMA))
# As it was imported: some of it has changed since.
THEN = {"goalgraph-at": "1"}
CHANGES = """
mutation Change($goal: ID!, $result: ID!, $kpi: ID!, $person: ID!) {
  objectiveUpdate(input: {id: $goal, title: "Another title", labels: ["changed"]}) { revision }
  keyResultUpdate(input: {id: $result, title: "Another result", weight: 7}) { revision }
  kpiUpdate(input: {id: $kpi, name: "Another name"}) { revision }
  personUpdate(input: {id: $person, name: "Another person"}) { revision }
}
"""
ENTITIES = """
{ objectives(first: 6) { nodes { id } } keyResults(first: 6) { nodes { id } }
  kpis(first: 6) { nodes { id } } people(first: 6) { nodes { id } } }
"""


@pytest.fixture(scope="module")
async def clients(patient: Database) -> AsyncIterator[list[tuple[Client, Client]]]:
    """Who does not see all and who does, each at a server of either way."""
    async with AsyncExitStack() as stack:
        urls = []
        for way in (Shape.layers, Shape.whole):
            schema = build_schema()
            schema.reader.choose = way
            app = create_app(Settings(), database=patient, schema=schema)
            urls.append(await stack.enter_async_context(serving(app)))
        document = varied(Random(25), datetime.now(UTC))
        loaded = await stack.enter_async_context(company(patient, urls[0], document))
        await change(await loaded.service())
        asking = [await loaded.person("p4@varied.example"), await loaded.service()]
        yield [(one, await stack.enter_async_context(Client(urls[1], one.token))) for one in asking]


async def change(client: Client) -> None:
    """Lets some of everything be other than it was imported."""
    found = await client.ask(ENTITIES)
    names = {"goal": "objectives", "result": "keyResults", "kpi": "kpis", "person": "people"}
    for i in range(6):
        ids = {name: found[root]["nodes"][i]["id"] for name, root in names.items()}
        await client.ask(CHANGES, ids)


@pytest.mark.parametrize("number", range(len(DOCUMENTS)))
async def test_every_field_is_answered_alike(
    clients: list[tuple[Client, Client]], number: int
) -> None:
    """Each document by one of the two, now or in the past: neighbours are of the same type."""
    client = clients[number % 2]
    header = THEN if number % 4 > 1 else {}
    await compare(client, Operation("", DOCUMENTS[number]), header)


@pytest.mark.parametrize("operation", list(written()), ids=lambda operation: operation.name)
async def test_questions_are_answered_alike(
    clients: list[tuple[Client, Client]], operation: Operation
) -> None:
    """By either viewer, who does not see all and who does."""
    for client in clients:
        await compare(client, operation, {})


@pytest.mark.parametrize("operation", list(written()), ids=lambda operation: operation.name)
async def test_questions_of_the_past_are_answered_alike(
    clients: list[tuple[Client, Client]], operation: Operation
) -> None:
    """By who does not see all: of the past that takes the longest to plan."""
    if not any(root in operation.text for root in ("changes", "diff(", "at(")):
        await compare(clients[0], operation, THEN)


async def compare(
    clients: tuple[Client, Client], operation: Operation, header: dict[str, str]
) -> None:
    """Asks both ways."""
    layers, whole = [
        await client.send(operation.text, dict(operation.variables), headers=header)
        for client in clients
    ]
    assert ELAPSED.sub(b"", layers.content) == ELAPSED.sub(b"", whole.content)
