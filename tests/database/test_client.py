"""Named reads and writes against the run's Neo4j."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from graph.database.client import Database, StatementRun, Transaction
from graph.database.embedded import EmbeddedSettings, embedded
from graph.database.settings import DatabaseSettings
from graph.domain.errors import (
    Contention,
    DatabaseError,
    DatabaseUnavailable,
    OutOfMemory,
    SettingsError,
    StatementTimeout,
)


async def test_a_read_returns_the_first_value_of_the_single_record(database: Database) -> None:
    assert await database.read("echo", "RETURN $p.values, 2", {"values": [1, None]}) == [1, None]


async def test_a_read_without_a_record_returns_none(database: Database) -> None:
    assert await database.read("nothing", "UNWIND [] AS x RETURN x", {}) is None


async def test_every_statement_is_observed_by_name(
    database: Database, organization_id: str
) -> None:
    runs: list[StatementRun] = []

    async def work(transaction: Transaction) -> int:
        result: int = await transaction.run("two", "RETURN $p.x", {"x": 2})
        return result

    database.observe = runs.append
    try:
        await database.read("one", "RETURN 1", {})
        assert await database.write(organization_id, work) == 2
    finally:
        database.observe = None
    assert [(run.name, run.access) for run in runs] == [("one", "read"), ("two", "write")]


async def test_a_wrong_statement_is_our_error(database: Database) -> None:
    with pytest.raises(DatabaseError) as caught:
        await database.read("broken", "RETURN", {})
    assert caught.value.data["name"] == "broken"


async def test_a_dry_run_returns_its_result_and_leaves_nothing(
    database: Database, organization_id: str
) -> None:
    async def work(transaction: Transaction) -> str:
        created: str = await transaction.run(
            "create",
            "CREATE (n:Organization {org: $p.org, id: $p.org}) RETURN n.id",
            {"org": organization_id},
        )
        return created

    assert await database.write(organization_id, work, dry_run=True) == organization_id
    count = "MATCH (n:Organization {org: $p.org}) RETURN count(n)"
    assert await database.read("count", count, {"org": organization_id}) == 0
    assert await database.write(organization_id, work) == organization_id
    assert await database.read("count", count, {"org": organization_id}) == 1


async def test_writes_of_one_organization_take_turns(
    database: Database, organization_id: str
) -> None:
    inside = 0
    most = 0

    async def work(transaction: Transaction) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await transaction.run("wait", "RETURN 1", {})
        await asyncio.sleep(0.01)
        inside -= 1

    await asyncio.gather(*(database.write(organization_id, work) for _ in range(5)))
    assert most == 1


LONG = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b)"
VAST = """
UNWIND range(1, 1000) AS x
RETURN size(collect(x + reduce(s = 'two million', i IN range(1, 18) | s + s)))"""


@asynccontextmanager
async def connected(settings: DatabaseSettings, **changes: float) -> AsyncIterator[Database]:
    database = await Database.connect(settings.model_copy(update=changes))
    try:
        yield database
    finally:
        await database.close()


async def test_a_statement_that_takes_too_long_is_stopped_and_says_so(
    database: Database, organization_id: str
) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.run("long", LONG, {})

    async with connected(database.settings, statement_timeout=0.2) as impatient:
        with pytest.raises(StatementTimeout, match=r"hit the limit of 0\.2 s.*smaller pages"):
            await impatient.read("long", LONG, {})
        with pytest.raises(StatementTimeout, match=r"hit the limit of 0\.2 s"):
            await impatient.write(organization_id, work)
        assert await impatient.read("short", "RETURN 1", {}) == 1
        assert await impatient.read("patient", "RETURN 2", {}, seconds=5) == 2


async def test_what_takes_too_much_memory_says_so_and_writes_nothing(
    embedded_settings: EmbeddedSettings, organization_id: str, tmp_path: Path
) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.run("create", "CREATE (:Team {org: $p.org})", {"org": organization_id})
        await transaction.run("vast", VAST, {})

    runs: list[StatementRun] = []
    # What fills a heap would disturb all who share it.
    own = {"folder": tmp_path / "data", "short_lived": True, "heap_mib": 192}
    async with (
        embedded(embedded_settings.model_copy(update=own)) as reached,
        connected(reached, statement_timeout=60.0) as patient,
    ):
        patient.observe = runs.append
        with pytest.raises(OutOfMemory, match=r"statement vast takes more memory .* smaller pages"):
            await patient.read("vast", VAST, {})
        with pytest.raises(OutOfMemory, match=r"nothing was written\. Do it in smaller steps"):
            await patient.write(organization_id, work)
        assert [run.name for run in runs] == ["vast", "create", "vast"], "sent again in vain"
        count = "MATCH (n:Team {org: $p.org}) RETURN count(n)"
        assert await patient.read("count", count, {"org": organization_id}) == 0


async def test_a_read_cannot_write(database: Database, organization_id: str) -> None:
    with pytest.raises(DatabaseError):
        await database.read("sneaky", "CREATE (n:Team {org: $p.org})", {"org": organization_id})
    count = "MATCH (n:Team {org: $p.org}) RETURN count(n)"
    assert await database.read("count", count, {"org": organization_id}) == 0


async def test_what_work_raises_comes_through_and_nothing_is_written(
    database: Database, organization_id: str
) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.run("create", "CREATE (:Team {org: $p.org})", {"org": organization_id})
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        await database.write(organization_id, work)
    count = "MATCH (n:Team {org: $p.org}) RETURN count(n)"
    assert await database.read("count", count, {"org": organization_id}) == 0


async def test_a_read_sees_what_was_written_before(
    database: Database, organization_id: str
) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.run(
            "count",
            "MERGE (n:Team {org: $p.org, id: 'team_1'}) SET n.count = coalesce(n.count, 0) + 1",
            {"org": organization_id},
        )

    for expected in range(1, 11):
        await database.write(organization_id, work)
        count = "MATCH (n:Team {org: $p.org, id: 'team_1'}) RETURN n.count"
        assert await database.read("count", count, {"org": organization_id}) == expected


async def count_both(org: str, order: tuple[str, str], transaction: Transaction) -> None:
    """Locks two teams, slowly enough for somebody else to come in the other order."""
    for team in order:
        await transaction.run(
            "count",
            "MERGE (n:Team {org: $p.org, id: $p.id}) SET n.count = coalesce(n.count, 0) + 1",
            {"org": org, "id": team},
        )
        await asyncio.sleep(0.2)


@pytest.mark.parametrize(("retry_for", "landed"), [(10.0, 2), (0.0, 1)])
async def test_writers_of_two_processes_collide_and_try_again_for_as_long_as_they_may(
    database: Database, organization_id: str, retry_for: float, landed: int
) -> None:
    async with (
        connected(database.settings, retry_for=retry_for) as one,
        connected(database.settings, retry_for=retry_for) as other,
    ):
        results = await asyncio.gather(
            one.write(organization_id, partial(count_both, organization_id, ("team_a", "team_b"))),
            other.write(
                organization_id, partial(count_both, organization_id, ("team_b", "team_a"))
            ),
            return_exceptions=True,
        )
    failures = [result for result in results if result is not None]
    assert [type(failure) for failure in failures] == [Contention] * (2 - landed)
    counts = "MATCH (n:Team {org: $p.org}) RETURN collect(n.count)"
    assert await database.read("counts", counts, {"org": organization_id}) == [landed, landed]


async def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match="has to begin with bolt://"):
        await Database.connect(DatabaseSettings(uri="http://127.0.0.1:7474"))


async def test_a_database_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(DatabaseUnavailable, match=r"bolt://127\.0\.0\.1:1 cannot be reached"):
        await Database.connect(DatabaseSettings(uri="bolt://127.0.0.1:1"))
