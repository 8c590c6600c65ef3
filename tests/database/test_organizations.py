"""Whether an organization is just as it was imported, which is when the demo is replaced."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from graph.database.client import Database
from graph.database.organizations import forget, untouched
from graph.interchange import import_document, import_file
from graph.writes.execution.tokens import create_token

EXAMPLE = Path(__file__).parents[2] / "data" / "example.json"
IMPORTED = datetime(2026, 11, 10, 12, tzinfo=UTC)


async def test_untouched(database: Database, organization_id: str) -> None:
    await import_file(database, EXAMPLE, organization=organization_id, now=IMPORTED)
    assert await untouched(database, organization_id, date(2026, 11, 11))
    assert not await untouched(database, organization_id, date(2026, 11, 10))
    await create_token(database, organization_id, service="tests", scope="read")
    assert not await untouched(database, organization_id, date(2027, 1, 1))


async def test_one_that_was_founded_long_before_it_was_imported(
    database: Database, organization_id: str
) -> None:
    document = {
        "organization": {"name": "Old", "createdAt": "2020-01-01"},
        "teams": [{"id": "team_all", "name": "Old", "kind": "COMPANY", "createdAt": "2020-01-01"}],
    }
    await import_document(database, document, organization=organization_id, now=IMPORTED)
    assert not await untouched(database, organization_id, date(2026, 11, 10))
    assert await untouched(database, organization_id, date(2026, 11, 11))


async def test_what_is_forgotten_can_be_imported_again(
    database: Database, organization_id: str
) -> None:
    for _ in range(2):
        await import_file(database, EXAMPLE, organization=organization_id, now=IMPORTED)
        assert await untouched(database, organization_id, date(2026, 11, 11))
        await forget(database, organization_id)
