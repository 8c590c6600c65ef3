"""One embedded Neo4j serves the whole run; every test has an organization of its own in it."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path

import pytest
from filelock import FileLock

from api.config import Settings
from graph.database.client import Database
from graph.database.embedded import EmbeddedSettings, embedded, running_server
from graph.database.migrations import migrate
from graph.database.settings import DatabaseSettings

# Longer than any run: whoever owns the server waits for the other workers to be done with it.
LONGEST_RUN_SECONDS = 1800


@pytest.fixture(scope="session")
def embedded_settings(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedSettings:
    """Of the run's own server: the version of GOALGRAPH_NEO4J_VERSION, in a temporary folder.

    `GOALGRAPH_TEST_DATA` names the folder of one that is running already, for trying one test again
    and again without waiting for a server.
    """
    if (running := os.environ.get("GOALGRAPH_TEST_DATA")) is not None:
        return Settings(data=Path(running)).embedded
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    # Whole runs ask thousands of shapes: with room for their plans, and compiled as it is for
    # users, a database answers them in half the time.
    return Settings(data=shared / "database", neo4j_heap_mib=1536).embedded


@pytest.fixture(scope="session")
async def database_settings(embedded_settings: EmbeddedSettings) -> AsyncIterator[DatabaseSettings]:
    """How to reach the run's server, which all workers of pytest-xdist share."""
    async with _shared(embedded_settings) as settings:
        yield settings


@pytest.fixture(scope="session")
async def database(database_settings: DatabaseSettings) -> AsyncIterator[Database]:
    """A connected and migrated database."""
    connected = await Database.connect(database_settings)
    try:
        await migrate(connected)
        yield connected
    finally:
        await connected.close()


@pytest.fixture
def organization_id() -> str:
    """An organization that no other test has."""
    return f"org_{secrets.token_hex(8)}"


@asynccontextmanager
async def _shared(settings: EmbeddedSettings) -> AsyncIterator[DatabaseSettings]:
    users = settings.folder.parent / "users"
    users.mkdir(exist_ok=True)
    gate = FileLock(users / "gate.lock")
    with FileLock(users / f"{os.getpid()}.user") as mine, ExitStack() as gated:
        async with AsyncExitStack() as server:
            with gate:
                running = running_server(settings.folder)
                reached = running
                if reached is None:
                    reached = await server.enter_async_context(embedded(settings))
            yield reached
            mine.release()
            if running is None:
                # Whoever has come waits behind the gate, and then finds no server that stops.
                gated.enter_context(gate)
                for user in users.glob("*.user"):
                    with FileLock(user, timeout=LONGEST_RUN_SECONDS):
                        pass
        if running is None:
            shutil.rmtree(settings.folder)
