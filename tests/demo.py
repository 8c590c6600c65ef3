"""The demo company in the run's database, for tests that ask as its administrator does."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from filelock import FileLock

from api.app import DEMO_ORGANIZATION
from graph.database.client import Database
from graph.database.embedded import EmbeddedSettings
from graph.demo import demo_company
from graph.domain.errors import InvalidInput
from graph.interchange import import_document


async def load_demo(database: Database, embedded_settings: EmbeddedSettings) -> str:
    """The id of the demo company's organization, which is loaded once for the whole run."""
    document = demo_company(datetime.now(UTC).date())
    # Workers of pytest-xdist share the database, and one of them loads the company.
    one_at_a_time = FileLock(embedded_settings.folder.parent / "demo.lock")
    # What is refused is a company that is there already.
    with one_at_a_time, suppress(InvalidInput):
        await import_document(database, document, organization=DEMO_ORGANIZATION)
    return DEMO_ORGANIZATION
