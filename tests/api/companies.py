"""Whole organizations in the import format, asked over HTTP by the people in them."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Final

from graph.database.client import Database
from graph.domain.viewer import Scope
from graph.interchange import import_document
from graph.writes.execution.tokens import create_token
from tests.api.client import Client

Document = dict[str, Any]

# Before anything that is dated in the worked example, so that importing it is one revision.
BEFORE: Final = datetime(2026, 9, 30, tzinfo=UTC)


class Company:
    """A document that was imported, and the clients of those who ask about it."""

    def __init__(self, database: Database, url: str, org: str, clients: AsyncExitStack) -> None:
        self.database = database
        self.url = url
        self.org = org
        self._clients = clients
        self._services = 0

    async def person(self, email: str, scope: Scope = "read") -> Client:
        """A client with a token of a person."""
        return await self.client(
            await create_token(self.database, self.org, person_email=email, scope=scope)
        )

    async def service(self, scope: Scope = "admin") -> Client:
        """A client with a token of a service."""
        # Names of services are unique.
        self._services += 1
        name = "tests" if self._services == 1 else f"tests {self._services}"
        return await self.client(
            await create_token(self.database, self.org, service=name, scope=scope)
        )

    async def client(self, token: str) -> Client:
        """A client with this token, open as long as the company is."""
        return await self._clients.enter_async_context(Client(self.url, token))


@asynccontextmanager
async def company(
    database: Database,
    url: str,
    document: Document,
    *,
    org: str | None = None,
    now: datetime = BEFORE,
) -> AsyncIterator[Company]:
    """The document as an organization, by default one that nobody else has, imported `now`: what is
    dated before that becomes its history."""
    identity = org or f"org_{secrets.token_hex(8)}"
    await import_document(database, document, organization=identity, now=now)
    async with AsyncExitStack() as clients:
        yield Company(database, url, identity, clients)
