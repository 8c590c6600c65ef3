"""A database that is connected, migrated and up to the rules of this version."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from graph.database import opening
from graph.database.client import Database
from graph.database.embedded import EmbeddedSettings
from graph.database.keeper import ServerState
from graph.database.settings import DatabaseSettings
from graph.writes.upgrade import upgrade


@asynccontextmanager
async def opened(
    neo4j: DatabaseSettings | None, embedded: EmbeddedSettings, state: ServerState | None = None
) -> AsyncIterator[Database]:
    """As `graph.database.opening.opened`; what was derived by former rules is derived anew."""
    async with opening.opened(neo4j, embedded, state) as database:
        await upgrade(database)
        yield database
