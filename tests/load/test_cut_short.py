"""Starts that are cut short at any moment leave nothing that the next start does not mend.

Most are cut short on one database, where a try takes seconds; in some the database dies as well.
`GOALGRAPH_KILLS=6 pytest …` takes less time.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from pathlib import Path
from random import Random

import psutil
import pytest

from graph.database.client import Database, Transaction
from graph.database.embedded import EmbeddedSettings, embedded
from graph.database.migrations import FOLDER, pending
from graph.database.organizations import organizations
from tests.load.processes import GOALGRAPH, on_database, serve

KILLS = int(os.environ.get("GOALGRAPH_KILLS", "30"))
OF_THE_DATABASE = max(KILLS // 8, 1)
# Kills of what one start leaves, until a start is let through.
IN_A_ROW = 4

NAMES = """
SHOW CONSTRAINTS YIELD name RETURN collect(name)
"""
INDEXES = """
SHOW INDEXES YIELD name, type, state, owningConstraint WHERE type <> 'LOOKUP'
RETURN collect([name, state, owningConstraint])
"""


@pytest.fixture
async def own(
    embedded_settings: EmbeddedSettings, tmp_path: Path
) -> AsyncIterator[tuple[EmbeddedSettings, Database]]:
    """A database that nobody else uses, with nothing in it."""
    settings = embedded_settings.model_copy(
        update={"folder": tmp_path / "data", "short_lived": True}
    )
    async with embedded(settings) as reached:
        database = await Database.connect(reached)
        yield settings, database
        await database.close()


async def empty(database: Database) -> None:
    """Takes away all that a start has made."""

    async def work(transaction: Transaction) -> None:
        await transaction.run("empty", "MATCH (n) DETACH DELETE n", {})

    await database.write("empty", work, seconds=60)
    constraints = await database.read("constraints", NAMES, {})
    await database.change_schema("empty", [f"DROP CONSTRAINT `{name}`" for name in constraints])
    indexes = await database.read("indexes", INDEXES, {})
    await database.change_schema("empty", [f"DROP INDEX `{name}`" for name, *_ in indexes])


async def check_whole(database: Database) -> None:
    """All migrations are there with all that they make, and the demo company once."""
    assert await pending(database) == []
    text = "".join(path.read_text("utf-8") for path in FOLDER.glob("*.cypher"))
    # And the one that the lock stands on.
    wanted = text.count("\nCREATE CONSTRAINT ") + text.startswith("CREATE CONSTRAINT") + 1
    constraints = await database.read("constraints", NAMES, {})
    assert len(constraints) == wanted
    indexes = await database.read("indexes", INDEXES, {})
    assert {state for _, state, _ in indexes} == {"ONLINE"}
    assert {owner for *_, owner in indexes if owner} == set(constraints)
    assert await organizations(database) == ["org_demo"]


async def cut_short(environment: Mapping[str, str], seconds: float, number: signal.Signals) -> None:
    """A start that gets a signal after some time; `SIGKILL` is for its database as well."""
    process = await asyncio.create_subprocess_exec(
        GOALGRAPH,
        "serve",
        "--demo",
        "--port",
        "0",
        env={**os.environ, **environment},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    await asyncio.sleep(seconds)
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(number)
    for child in children if number == signal.SIGKILL else ():
        with suppress(psutil.NoSuchProcess):
            child.kill()
    await process.wait()
    psutil.wait_procs(children, timeout=30)


async def whole(environment: Mapping[str, str]) -> float:
    """A start that nobody disturbs; how long it took, in seconds."""
    started = time.monotonic()
    async with serve(environment, "--demo"):
        return time.monotonic() - started


async def test_starts_cut_short_on_a_database(own: tuple[EmbeddedSettings, Database]) -> None:
    _, database = own
    random = Random(1)
    environment = on_database(database.settings)
    longest = await whole(environment)
    for kill in range(KILLS - OF_THE_DATABASE):
        if kill % IN_A_ROW == 0:
            await whole(environment)
            await check_whole(database)
            await empty(database)
        number = random.choice([signal.SIGKILL, signal.SIGTERM])
        await cut_short(environment, random.uniform(0.2, 1.0) * longest, number)
    await whole(environment)
    await check_whole(database)


async def test_first_starts_cut_short_with_their_database(
    embedded_settings: EmbeddedSettings, tmp_path: Path
) -> None:
    random = Random(2)
    version = {"GOALGRAPH_NEO4J_VERSION": embedded_settings.version}
    longest = await whole(version | {"GOALGRAPH_DATA": str(tmp_path / "timed")})
    kills = [random.uniform(0.05, 1.0) * longest for _ in range(OF_THE_DATABASE)]
    for start in range(0, len(kills), 3):
        settings = embedded_settings.model_copy(
            update={"folder": tmp_path / str(start), "short_lived": True}
        )
        environment = version | {"GOALGRAPH_DATA": str(settings.folder)}
        for seconds in kills[start : start + 3]:
            number = random.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM])
            await cut_short(environment, seconds, number)
        await whole(environment)
        async with embedded(settings) as reached:
            database = await Database.connect(reached)
            await check_whole(database)
            await database.close()
