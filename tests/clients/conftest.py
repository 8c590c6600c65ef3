"""The tools installed, and the worked example on a server of its own."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.config import Settings
from graph.database.client import Database
from graph.interchange import import_file
from graph.writes.execution.tokens import create_token
from tests.api.client import Client
from tests.api.serving import serving
from tests.clients import installed

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "example.json"


@pytest.fixture(scope="session")
async def tools() -> None:
    """The npm packages, as the lock file has them."""
    await installed()


@pytest.fixture(scope="session")
async def example(database: Database) -> AsyncIterator[Client]:
    """A client of the worked example, with the token of one of its people."""
    async with asked_with(database, person_email="jaan@lumen.example", scope="read") as it:
        yield it


@asynccontextmanager
async def asked_with(database: Database, **token_of: Any) -> AsyncIterator[Client]:
    """A client of a worked example of its own, with a token of `create_token`'s arguments."""
    org = f"org_{secrets.token_hex(8)}"
    await import_file(database, EXAMPLE, organization=org)
    token = await create_token(database, org, **token_of)
    # Nothing here is about speed, and each operation is asked for the first time.
    patient = await Database.connect(
        database.settings.model_copy(update={"statement_timeout": 60.0})
    )
    try:
        app = create_app(Settings(), database=patient)
        async with serving(app) as url, Client(url, token) as it:
            yield it
    finally:
        await patient.close()
