"""Whatever a client sends is answered: nothing that it can write is an unexpected error."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from graph.database.client import Database
from resolvers import build_schema
from tests.api.client import Client
from tests.api.companies import company
from tests.api.mutation_client import example
from tests.api.random_operations import Operations

SECONDS = 20.0
"""How long operations are sent, of which a slow machine gets fewer."""


@pytest.fixture(scope="module")
async def admin(database: Database, url: str) -> AsyncIterator[Client]:
    """A service of the worked example that administers."""
    async with company(database, url, example()) as imported:
        yield await imported.service("admin")


@pytest.mark.parametrize("seed", [1, 2])
async def test_nothing_is_unexpected(admin: Client, seed: int) -> None:
    schema = build_schema().graphql
    operations = Operations(schema, seed)
    assert schema.query_type is not None
    assert schema.mutation_type is not None
    roots = [
        (root, name) for root in (schema.query_type, schema.mutation_type) for name in root.fields
    ]
    sent = 0
    unexpected = []
    # What takes longer than the machine has is no mistake; what was answered is judged.
    try:
        async with asyncio.timeout(SECONDS):
            while True:
                root, name = roots[sent * 7 % len(roots)]
                query, variables = operations.of(root, name)
                response = await admin.send(query, variables)
                sent += 1
                codes = {error["extensions"]["code"] for error in response.json().get("errors", ())}
                if "INTERNAL" in codes or response.status_code == 500:
                    unexpected.append((query, variables))
    except TimeoutError:
        pass
    assert unexpected == []
    assert sent > 5
