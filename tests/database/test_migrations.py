"""Migrations: once, whoever starts, and never a changed one."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.database.client import Database, Transaction
from graph.database.embedded import EmbeddedSettings, embedded
from graph.database.migrations import FOLDER, Migration, known, migrate, pending
from graph.domain.errors import DatabaseError, DatabaseRefused
from graph.domain.search_terms import question

MIGRATIONS = """
MATCH (m:Migration) WITH m ORDER BY m.number
RETURN collect({number: m.number, name: m.name, checksum: m.checksum})
"""
SCHEMA = """
SHOW INDEXES YIELD name, state
RETURN collect(DISTINCT state) + [count(*)]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The migrations, to be changed and added to."""
    return Path(shutil.copytree(FOLDER, tmp_path / "migrations"))


@pytest.fixture
async def another(database: Database) -> AsyncIterator[Database]:
    """What a second process has."""
    connected = await Database.connect(database.settings)
    yield connected
    await connected.close()


def records(migrations: list[Migration]) -> list[dict[str, object]]:
    return [
        {"number": one.number, "name": one.name, "checksum": one.checksum} for one in migrations
    ]


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [one.number for one in known()] == list(range(1, len(known()) + 1))


def test_every_statement_can_be_run_again() -> None:
    statements = [statement for one in known() for statement in one.statements]
    assert len(statements) > 100
    again = ("IF NOT EXISTS", "IF EXISTS")
    assert [one for one in statements if not any(word in one for word in again)] == []


async def test_all_are_applied_and_recorded_and_their_indexes_are_online(
    database: Database,
) -> None:
    assert await database.read("migrations", MIGRATIONS, {}) == records(known())
    assert await pending(database) == []
    states, count = await database.read("schema", SCHEMA, {})
    assert states == "ONLINE"
    assert count > 100


async def test_a_second_run_changes_nothing(database: Database) -> None:
    before = await database.read("schema", SCHEMA, {})
    assert await migrate(database) == []
    assert await database.read("schema", SCHEMA, {}) == before
    assert await database.read("migrations", MIGRATIONS, {}) == records(known())


async def test_two_processes_apply_a_new_one_once(
    database: Database, another: Database, folder: Path
) -> None:
    number = len(known()) + 1
    name = "tests_ran_here"
    (folder / f"{number:04}_{name}.cypher").write_text(
        f"// A comment; with a semicolon.\n"
        f"CREATE INDEX {name} IF NOT EXISTS FOR (n:TestsRanHere) ON (n.org);\n"
        f"CREATE INDEX {name}_again IF NOT EXISTS FOR (n:TestsRanHere) ON (n.org, n.id);\n"
    )
    try:
        assert [one.number for one in await pending(database, folder)] == [number]
        applied = await asyncio.gather(migrate(database, folder), migrate(another, folder))
        assert sorted(len(one) for one in applied) == [0, 1]
        assert await database.read("migrations", MIGRATIONS, {}) == records(known(folder))
        with pytest.raises(DatabaseRefused, match=rf"migration {number} \({name}\).*newer"):
            await migrate(database)
    finally:
        await forget(database, number)
        await database.change_schema("forget", [f"DROP INDEX {name}", f"DROP INDEX {name}_again"])
    assert await pending(database) == []


async def test_a_changed_one_is_refused(database: Database, folder: Path) -> None:
    path = next(folder.glob("0001_*.cypher"))
    path.write_text(path.read_text() + "// One more word.\n")
    with pytest.raises(DatabaseRefused, match=r"Migration 1 \(.*\) was changed after"):
        await migrate(database, folder)
    assert await database.read("migrations", MIGRATIONS, {}) == records(known())


async def test_one_that_fails_is_not_recorded_and_can_be_mended(
    database: Database, folder: Path
) -> None:
    number = len(known()) + 1
    path = folder / f"{number:04}_broken.cypher"
    path.write_text("CREATE INDEX broken IF NOT EXISTS FOR (n:Broken) ON n.org\nTHIS IS NOT;\n")
    with pytest.raises(DatabaseError, match="Neo4j refused migration"):
        await migrate(database, folder)
    assert await pending(database) == []
    path.write_text("CREATE INDEX broken IF NOT EXISTS FOR (n:Broken) ON (n.org);\n")
    try:
        assert [one.number for one in await migrate(database, folder)] == [number]
    finally:
        await forget(database, number)
        await database.change_schema("forget", ["DROP INDEX broken IF EXISTS"])


async def test_what_a_killed_server_left_of_a_constraint_is_made_again(
    database: Database, folder: Path
) -> None:
    """Neo4j makes a constraint's index first. Killed in between, it keeps an index of the
    constraint's name that nothing owns."""
    number = len(known()) + 1
    (folder / f"{number:04}_cut_short.cypher").write_text(
        "CREATE CONSTRAINT cut_short IF NOT EXISTS\n"
        "  FOR (n:CutShort) REQUIRE (n.org, n.id) IS UNIQUE;\n"
        "CREATE INDEX cut_short_title IF NOT EXISTS FOR (n:CutShort) ON (n.org, n.title);\n"
    )
    owned = """
    SHOW INDEXES YIELD name, owningConstraint WHERE name STARTS WITH 'cut_short'
    RETURN collect([name, owningConstraint])
    """
    half = "CREATE INDEX cut_short FOR (n:CutShort) ON (n.org, n.id)"
    kept = "CREATE INDEX cut_short_title FOR (n:CutShort) ON (n.org, n.title)"
    await database.change_schema("half", [half, kept])
    try:
        assert [made.number for made in await migrate(database, folder)] == [number]
        assert sorted(await database.read("owned", owned, {})) == [
            ["cut_short", "cut_short"],
            ["cut_short_title", None],
        ]
    finally:
        await forget(database, number)
        await database.change_schema(
            "forget",
            [
                "DROP CONSTRAINT cut_short IF EXISTS",
                "DROP INDEX cut_short IF EXISTS",
                "DROP INDEX cut_short_title IF EXISTS",
            ],
        )


async def forget(database: Database, number: int) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.run(
            "forget", "MATCH (m:Migration {number: $p.number}) DELETE m", {"number": number}
        )

    await database.write("migrations", work)


SEARCH = """
CALL db.index.fulltext.queryNodes('searchTerms', $p.query) YIELD node
WITH node WHERE node.org = $p.org
RETURN collect(node.title)
"""


@pytest.mark.parametrize(
    "suffixes",
    [
        ("_a-b", "_a-b-c", "_a"),
        ("-1_2", "-1-2", "-1"),
        ("-The", "-the", "-"),
        ("_IT", "_it", "__it"),
    ],
)
async def test_search_finds_all_of_its_own_tenant_and_nothing_else(
    database: Database, organization_id: str, suffixes: tuple[str, ...]
) -> None:
    tenants = [organization_id + suffix for suffix in suffixes]

    async def work(transaction: Transaction) -> None:
        await transaction.run(
            "create",
            "UNWIND $p.tenants AS org "
            "CREATE (:Objective {org: org, id: 'obj_1', title: 'The IT of ' + org,"
            " searchTerms: 'the it'})",
            {"tenants": tenants},
        )

    await database.write(organization_id, work)
    for tenant in tenants:
        query = f'+org:"{tenant}" {question("it", "searchTerms")}'
        found = await database.read("search", SEARCH, {"query": query, "org": tenant})
        assert found == [f"The IT of {tenant}"]


async def test_ids_are_unique_in_an_organization_and_not_beyond(
    database: Database, organization_id: str
) -> None:
    create = "UNWIND $p.orgs AS org CREATE (:Team {org: org, id: 'team_1'})"

    async def twice(transaction: Transaction) -> None:
        await transaction.run("twice", create, {"orgs": [organization_id, organization_id]})

    async def once_each(transaction: Transaction) -> None:
        await transaction.run("each", create, {"orgs": [organization_id, organization_id + "x"]})

    with pytest.raises(DatabaseError, match="ConstraintValidationFailed"):
        await database.write(organization_id, twice)
    await database.write(organization_id, once_each)


async def test_what_was_left_of_the_lock_is_made_again(
    embedded_settings: EmbeddedSettings, tmp_path: Path
) -> None:
    own = embedded_settings.model_copy(update={"folder": tmp_path / "data", "short_lived": True})
    async with embedded(own) as reached:
        database = await Database.connect(reached)
        await database.change_schema(
            "half", ["CREATE INDEX migration_number_unique FOR (m:Migration) ON (m.number)"]
        )
        assert await migrate(database) == known()
        assert await pending(database) == []
        await database.close()
