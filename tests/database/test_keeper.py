"""An embedded Neo4j that dies, hangs or changes hands is there again, where it was."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from pathlib import Path

import pytest

from graph.database import embedded as embedding
from graph.database import keeper
from graph.database.client import Database
from graph.database.embedded import EmbeddedSettings, embedded, running_or_embedded
from graph.database.keeper import ServerState
from graph.domain.errors import DatabaseUnavailable, StatementTimeout

PATIENCE_SECONDS = 240


@pytest.fixture
def settings(embedded_settings: EmbeddedSettings, tmp_path: Path) -> EmbeddedSettings:
    """A server of the test's own, which starts fast."""
    return embedded_settings.model_copy(
        update={"folder": tmp_path / "data", "heap_mib": 256, "short_lived": True}
    )


def server_pid(settings: EmbeddedSettings) -> int:
    pid: int = json.loads((settings.folder / "server.json").read_text())["pid"]
    return pid


async def answers_again(database: Database, state: ServerState, restarts: int) -> None:
    """Waits until the server was started so often, and the same connections answer."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not state.running or state.restarts < restarts:
        assert time.monotonic() < deadline, "It was not started again."
        await asyncio.sleep(0.2)
    while True:
        try:
            assert await database.read("again", "RETURN 1", {}, seconds=2) == 1
        except (DatabaseUnavailable, StatementTimeout):
            # Of one that has just come back, the first statements are slow.
            assert time.monotonic() < deadline, "It did not come back."
            await asyncio.sleep(0.5)
        else:
            return


async def test_it_comes_back_from_death_and_from_hanging(
    settings: EmbeddedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "HANGS_AFTER_SECONDS", 6.0)
    state = ServerState()
    async with embedded(settings, state) as reached:
        database = await Database.connect(reached)
        try:
            first = server_pid(settings)
            os.kill(first, signal.SIGKILL)
            with pytest.raises(DatabaseUnavailable):
                await database.read("gone", "RETURN 1", {})
            await answers_again(database, state, 1)
            second = server_pid(settings)
            assert second != first
            assert (state.running, state.restarts) == (True, 1)

            os.kill(second, signal.SIGSTOP)
            with pytest.raises(DatabaseUnavailable, match=r"has not answered|cannot be reached"):
                await database.read("hangs", "RETURN 1", {}, seconds=0.2)
            await answers_again(database, state, 2)
            assert server_pid(settings) not in (first, second)
            assert (state.running, state.restarts) == (True, 2)
        finally:
            await database.close()


async def test_the_next_in_line_takes_over(settings: EmbeddedSettings) -> None:
    leave = asyncio.Event()

    async def first() -> None:
        async with embedded(settings):
            await leave.wait()

    owner = asyncio.create_task(first())
    while not (settings.folder / "server.json").exists():
        await asyncio.sleep(0.2)
        assert not owner.done()
    state = ServerState()
    async with running_or_embedded(settings, state) as reached:
        database = await Database.connect(reached)
        try:
            before = server_pid(settings)
            leave.set()
            await owner
            await answers_again(database, state, 1)
            assert server_pid(settings) != before
            assert state.restarts == 1
        finally:
            await database.close()


async def test_what_does_not_come_back_ends_its_owner(
    settings: EmbeddedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> None:
        raise DatabaseUnavailable("It does not start.")

    async def owner() -> None:
        async with embedded(settings):
            monkeypatch.setattr(embedding, "_start", fails)
            os.kill(server_pid(settings), signal.SIGKILL)
            await asyncio.sleep(PATIENCE_SECONDS)

    monkeypatch.setattr(keeper, "FIRST_PAUSE_SECONDS", 0.01)
    with pytest.raises(DatabaseUnavailable, match="started again 4 times in vain"):
        await owner()
