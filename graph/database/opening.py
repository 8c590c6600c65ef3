"""From settings to a database that can be asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from graph.database.client import Database
from graph.database.embedded import EmbeddedSettings, running_or_embedded
from graph.database.keeper import ServerState
from graph.database.migrations import migrate
from graph.database.settings import DatabaseSettings


@asynccontextmanager
async def reached(
    neo4j: DatabaseSettings | None, embedded: EmbeddedSettings, state: ServerState | None = None
) -> AsyncIterator[DatabaseSettings]:
    """The Neo4j that was named; without one the embedded, started or found running. `state` tells
    how that one does."""
    if neo4j is not None:
        yield neo4j
        return
    async with running_or_embedded(embedded, state) as settings:
        yield settings


@asynccontextmanager
async def opened(
    neo4j: DatabaseSettings | None, embedded: EmbeddedSettings, state: ServerState | None = None
) -> AsyncIterator[Database]:
    """A database that is connected and migrated, closed when the block ends.

    Raises SettingsError, DatabaseUnavailable or DatabaseRefused, each one sentence.
    """
    async with reached(neo4j, embedded, state) as settings:
        database = await Database.connect(settings)
        try:
            await migrate(database)
            yield database
        finally:
            await database.close()
