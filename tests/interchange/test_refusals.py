"""An import that does not come to its end leaves nothing, and the next one works."""

from __future__ import annotations

import asyncio

import pytest

from graph.database.client import Database
from graph.domain.errors import ImportRejected, InvalidInput
from graph.interchange import import_document
from tests.interchange.rich import rich
from tests.interchange.stored import everything_of, nodes_of, write

MANY_LEFTOVERS = """
FOREACH (i IN range(1, 20) |
  CREATE (:Team {org: $p.org, id: 'team_' + i})
  CREATE (:TeamVersion {org: $p.org, of: 'team_' + i, until: 2})
  CREATE (:Revision {org: $p.org, number: i})
  CREATE (:Change {org: $p.org, revision: i, sequence: 0}))
"""
EMPTY = "CREATE (o:Organization {org: $p.org, id: $p.org, name: 'Empty', revision: 0}) RETURN 1"


class Stopped(Exception):
    """Raised in the middle of an import."""


def stop_at_changes(doing: str, done: int, total: int) -> None:
    """Progress that stops the import when all but the organization is written."""
    del done, total
    if doing == "Change":
        raise Stopped


async def test_mistakes_leave_the_database_alone(database: Database, organization_id: str) -> None:
    document = rich()
    document["objectives"][2]["owner"] = "team_none"
    with pytest.raises(ImportRejected):
        await import_document(database, document, organization=organization_id)
    assert await everything_of(database, organization_id) == ([], [])


async def test_a_dry_run_leaves_the_database_alone(
    database: Database, organization_id: str
) -> None:
    await import_document(database, rich(), organization=organization_id, dry_run=True)
    assert await everything_of(database, organization_id) == ([], [])


async def test_an_organization_that_is_there_is_not_imported_into(
    database: Database, organization_id: str
) -> None:
    await import_document(database, rich(), organization=organization_id)
    before = await nodes_of(database, organization_id)
    with pytest.raises(InvalidInput, match="is in the database already and is not empty"):
        await import_document(database, rich(), organization=organization_id)
    assert await nodes_of(database, organization_id) == before


async def test_an_empty_organization_is_imported_into(
    database: Database, organization_id: str
) -> None:
    await write(database, organization_id, EMPTY)
    await import_document(database, rich(), organization=organization_id)
    nodes = await nodes_of(database, organization_id)
    assert nodes[organization_id]["name"] == "Rich"
    assert nodes[organization_id]["revision"] == 13
    assert "obj_top" in nodes


async def test_a_failed_import_cleans_up_after_itself(
    database: Database, organization_id: str
) -> None:
    with pytest.raises(Stopped):
        await import_document(
            database, rich(), organization=organization_id, progress=stop_at_changes
        )
    assert await everything_of(database, organization_id) == ([], [])


async def test_a_failed_import_gives_an_empty_organization_back(
    database: Database, organization_id: str
) -> None:
    await write(database, organization_id, EMPTY)
    before = await nodes_of(database, organization_id)
    with pytest.raises(Stopped):
        await import_document(
            database, rich(), organization=organization_id, progress=stop_at_changes
        )
    assert await nodes_of(database, organization_id) == before


async def test_a_cancelled_import_cleans_up_after_itself(
    database: Database, organization_id: str
) -> None:
    reached = asyncio.Event()

    def tell(doing: str, done: int, total: int) -> None:
        del done, total
        if doing == "KeyResultVersion":
            reached.set()

    running = asyncio.create_task(
        import_document(database, rich(), organization=organization_id, progress=tell)
    )
    await reached.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await import_document(database, rich(), organization=organization_id)


async def test_what_a_killed_import_left_is_removed_by_the_next(
    database: Database, organization_id: str
) -> None:
    await write(database, organization_id, MANY_LEFTOVERS)
    await import_document(database, rich(), organization=organization_id)
    left, _ = await everything_of(database, organization_id)
    assert not [node for label, node in left if label == "TeamVersion"]
    assert len([node for label, node in left if label == "Revision"]) == 13
    assert not [node for label, node in left if label == "Change" and "nodeId" not in node]
    nodes = await nodes_of(database, organization_id)
    teams = {identifier for identifier, node in nodes.items() if node["label"] == "Team"}
    assert teams == {"team_all", "team_old", "team_free"}


async def test_the_ids_of_one_organization_are_free_in_another(
    database: Database, organization_id: str
) -> None:
    await import_document(database, rich(), organization=organization_id)
    before = await nodes_of(database, organization_id)
    await import_document(database, rich(), organization=organization_id + "-2")
    assert await nodes_of(database, organization_id) == before
    assert (await nodes_of(database, organization_id + "-2")).keys() >= {"obj_top", "kr_cost"}
