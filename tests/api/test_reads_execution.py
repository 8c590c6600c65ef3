"""Answers handed on whole are what completing them field by field gives, byte for byte."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from random import Random

import pytest
from graphql import parse, validate

from api.app import create_app
from api.config import Settings
from graph.database.client import Database
from resolvers import build_schema
from resolvers.execution import FieldByField
from tests.api.client import Client
from tests.api.companies import company
from tests.api.corpus import ELAPSED, Operation, generated, written
from tests.api.random_organization import varied
from tests.api.serving import serving

SCHEMA = build_schema().graphql
GENERATED = list(generated(SCHEMA))
CORPUS = [*GENERATED, *written()]


@pytest.fixture(scope="module")
async def slow_url(patient: Database) -> AsyncIterator[str]:
    """A server that completes every field."""
    schema = build_schema()
    schema.execution_context_class = FieldByField
    async with serving(create_app(Settings(), database=patient, schema=schema)) as served:
        yield served


@pytest.fixture(scope="module")
async def clients(
    database: Database, url: str, slow_url: str
) -> AsyncIterator[list[tuple[Client, Client]]]:
    """Who does not see all and who does, each at both servers."""
    document = varied(Random(25), datetime.now(UTC))
    async with company(database, url, document) as loaded, AsyncExitStack() as stack:
        asking = [await loaded.person("p4@varied.example"), await loaded.service()]
        yield [
            (one, await stack.enter_async_context(Client(slow_url, one.token))) for one in asking
        ]


@pytest.mark.parametrize("operation", CORPUS, ids=lambda one: one.name)
async def test_both_ways_answer_alike(
    clients: list[tuple[Client, Client]], operation: Operation
) -> None:
    assert validate(SCHEMA, parse(operation.text)) == []
    for fast, slow in clients[:1] if operation in GENERATED else clients:
        answers = [
            await one.send(operation.text, dict(operation.variables)) for one in (fast, slow)
        ]
        assert "errors" not in answers[0].json(), answers[0].json()["errors"]
        assert ELAPSED.sub(b"", answers[0].content) == ELAPSED.sub(b"", answers[1].content)
