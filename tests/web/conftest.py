"""The demo server, as `goalgraph serve --demo` has it, for a browser to visit."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from api.app import create_app
from api.config import Settings
from graph.database.client import Database
from graph.database.embedded import EmbeddedSettings
from graph.writes.execution.tokens import create_token
from tests.api.serving import serving
from tests.demo import load_demo


@pytest.fixture(scope="session")
async def company(database: Database, embedded_settings: EmbeddedSettings) -> str:
    """The id of the demo company's organization, which is loaded."""
    return await load_demo(database, embedded_settings)


@pytest.fixture(scope="session")
async def service_token(database: Database, company: str) -> str:
    """A token of a service that may read all of the demo company."""
    return await create_token(database, company, service="reporting", scope="admin")


@pytest.fixture(scope="session")
async def site(database: Database, company: str) -> AsyncIterator[str]:
    """The address of a server that answers as the demo's administrator."""
    async with serving(create_app(Settings(demo=True), database=database)) as address:
        yield address


@pytest.fixture(scope="session")
async def closed_site(database: Database) -> AsyncIterator[str]:
    """The address of a server that wants a token."""
    async with serving(create_app(Settings(), database=database)) as address:
        yield address
