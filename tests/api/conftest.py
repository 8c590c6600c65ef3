"""Servers on loopback for tests that speak HTTP; one of each for the whole run."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator

import pytest

from api.app import create_app
from api.config import Settings
from api.logging import configure_logging
from graph.database.client import Database
from graph.writes.execution.tokens import create_token
from tests.api.client import Client
from tests.api.people import organization
from tests.api.serving import serving
from tests.api.toy_schema import happened, toy_schema


@pytest.fixture(scope="session", autouse=True)
def log() -> None:
    """Logs as `serve` does."""
    configure_logging()


@pytest.fixture(scope="session")
async def token(database: Database) -> str:
    """A token of a service that sees all of an organization with nothing in it."""
    org = f"org_{secrets.token_hex(8)}"
    await organization(database, org)
    return await create_token(database, org, service="tests", scope="admin")


@pytest.fixture(scope="session")
async def toy_url(database: Database) -> AsyncIterator[str]:
    """A server of the toy schema, which takes requests of one origin's pages."""
    app = create_app(
        Settings(cors=("https://board.example",)), database=database, schema=toy_schema()
    )
    async with serving(app) as url:
        yield url


@pytest.fixture
async def toy(toy_url: str, token: str) -> AsyncIterator[Client]:
    """A client of the toy schema with a token."""
    happened.clear()
    async with Client(toy_url, token) as client:
        yield client


@pytest.fixture(scope="session")
async def patient(database: Database) -> AsyncIterator[Database]:
    """The database for whoever asks what nobody asked before: a busy machine plans for long."""
    settings = database.settings.model_copy(update={"statement_timeout": 25.0})
    connected = await Database.connect(settings)
    try:
        yield connected
    finally:
        await connected.close()


@pytest.fixture(scope="session")
async def url(patient: Database) -> AsyncIterator[str]:
    """A server of goalgraph's own schema, which wants a token."""
    async with serving(create_app(Settings(), database=patient)) as url:
        yield url
