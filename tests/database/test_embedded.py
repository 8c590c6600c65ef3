"""The embedded server: who may start it, what it leaves, and that it never outlives its parent."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from pydantic import SecretStr

from graph.database.client import Database, Transaction
from graph.database.embedded import (
    EmbeddedSettings,
    embedded,
    running_or_embedded,
    running_server,
)
from graph.database.server.jars import fetched, locked, versions
from graph.database.settings import DatabaseSettings
from graph.domain.errors import DatabaseRefused, DatabaseUnavailable, SettingsError

PARENT = """
import asyncio, sys
from pathlib import Path
from graph.database.embedded import EmbeddedSettings, embedded

async def main():
    settings = EmbeddedSettings.model_validate_json(sys.argv[1])
    async with embedded(settings):
        print("ready", flush=True)
        await asyncio.sleep(3600)

asyncio.run(main())
"""


@pytest.fixture
def settings(embedded_settings: EmbeddedSettings, tmp_path: Path) -> EmbeddedSettings:
    """A server of the test's own."""
    return embedded_settings.model_copy(update={"folder": tmp_path / "data"})


@pytest.fixture
def parent(settings: EmbeddedSettings) -> Iterator[subprocess.Popen[str]]:
    """Another process, with a server on the same folder that is ready."""
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT, settings.model_dump_json()],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    with process, process.stdout:
        assert process.stdout.readline() == "ready\n"
        yield process
        process.kill()


async def remembered(settings: DatabaseSettings, value: int | None = None) -> int | None:
    """What an earlier call with the same database has left; leaves `value`."""

    async def leave(transaction: Transaction) -> None:
        await transaction.run("leave", "CREATE (:Remembered {value: $p.value})", {"value": value})

    database = await Database.connect(settings)
    try:
        found: int | None = await database.read(
            "remembered", "MATCH (n:Remembered) RETURN n.value", {}
        )
        if value is not None:
            await database.write("remembered", leave)
    finally:
        await database.close()
    return found


async def test_one_server_has_a_folder_and_its_data_survives_it_without_the_network(
    settings: EmbeddedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with embedded(settings) as first:
        assert await remembered(first, 7) is None
        pid = json.loads((settings.folder / "server.json").read_text())["pid"]
        assert stat.S_IMODE((settings.folder / "server.json").stat().st_mode) == 0o600
        assert stat.S_IMODE(settings.folder.stat().st_mode) == 0o700
        with pytest.raises(DatabaseRefused, match="in use by a server that is running"):
            async with embedded(settings):
                pass
        async with running_or_embedded(settings) as joined:
            assert joined == first
            assert await remembered(joined) == 7
        assert await remembered(first) == 7, "whoever joins does not stop it"
        started = time.monotonic()
    assert time.monotonic() - started < 5
    assert not psutil.pid_exists(pid)
    assert running_server(settings.folder) is None

    def refused(*_: object) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr("requests.Session.request", refused)
    async with embedded(settings) as second:
        assert second.password != first.password
        assert await remembered(second) == 7
        os.kill(json.loads((settings.folder / "server.json").read_text())["pid"], signal.SIGKILL)
        with pytest.raises(DatabaseUnavailable):
            await remembered(second)
    assert running_server(settings.folder) is None
    async with running_or_embedded(settings) as third:
        assert await remembered(third) == 7, "what was committed survives a crash"


async def test_wrong_credentials_are_refused(database_settings: DatabaseSettings) -> None:
    wrong = database_settings.model_copy(update={"password": SecretStr("wrong")})
    with pytest.raises(DatabaseRefused, match="refused the credentials"):
        await Database.connect(wrong)


async def test_nobody_else_can_reach_it(database_settings: DatabaseSettings) -> None:
    port = int(database_settings.uri.rpartition(":")[2])
    listening = {
        connection.laddr.ip
        for connection in psutil.net_connections("inet")
        if connection.laddr
        and connection.laddr.port == port
        and connection.status == psutil.CONN_LISTEN
    }
    assert listening <= {"127.0.0.1", "::ffff:127.0.0.1"}
    assert listening


def test_the_server_ends_with_a_parent_that_is_killed(
    settings: EmbeddedSettings, parent: subprocess.Popen[str]
) -> None:
    server = psutil.Process(json.loads((settings.folder / "server.json").read_text())["pid"])
    reached = running_server(settings.folder)
    assert reached is not None
    parent.send_signal(signal.SIGKILL)
    server.wait(timeout=15)
    assert running_server(settings.folder) is None
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(reached.uri.rpartition(":")[2])))


async def test_a_folder_of_a_newer_neo4j_is_refused(settings: EmbeddedSettings) -> None:
    settings.folder.mkdir()
    (settings.folder / "version").write_text("2099.01.0")
    with pytest.raises(DatabaseRefused, match=r"last used by Neo4j 2099\.01\.0"):
        async with embedded(settings):
            pass
    assert sorted(os.listdir(settings.folder)) == ["version"]


async def test_a_folder_that_cannot_be_made_is_refused(
    settings: EmbeddedSettings, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="cannot be used for a database: Not a directory"):
        async with embedded(settings.model_copy(update={"folder": tmp_path / "file" / "data"})):
            pass


async def test_a_version_without_a_lock_file_is_refused(settings: EmbeddedSettings) -> None:
    with pytest.raises(SettingsError, match=r"choose one of 2026\.09\.0, 5\.26\.30"):
        async with embedded(settings.model_copy(update={"version": "4.4.0"})):
            pass


def test_every_jar_is_pinned_by_its_content() -> None:
    assert versions() == ["2026.09.0", "5.26.30"]
    for version in versions():
        jars = locked(version)
        assert f"neo4j:{version}" in {f"{jar.artifact}:{jar.version}" for jar in jars}
        assert all(len(jar.sha256) == 64 and jar.size > 0 for jar in jars)
        assert len({jar.file_name for jar in jars}) == len(jars)


def test_two_first_downloads_at_once_agree_and_repair_what_is_broken(
    tmp_path: Path, embedded_settings: EmbeddedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    smallest = sorted(locked(embedded_settings.version), key=lambda jar: jar.size)[:3]
    monkeypatch.setattr("graph.database.server.jars.locked", lambda _version: smallest)
    (tmp_path / "jars").mkdir()
    (tmp_path / "jars" / smallest[0].file_name).write_bytes(b"half of it")
    with ThreadPoolExecutor(2) as pool:
        version = embedded_settings.version
        downloads = [pool.submit(fetched, version, tmp_path) for _ in range(2)]
        first, second = (download.result() for download in downloads)
    assert first == second
    assert [path.stat().st_size for path in first] == [jar.size for jar in smallest]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["jars", "jars.lock"]


def test_a_download_that_is_not_what_was_pinned_is_thrown_away(
    tmp_path: Path, embedded_settings: EmbeddedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    smallest = min(locked(embedded_settings.version), key=lambda jar: jar.size)
    other = replace(smallest, sha256="0" * 64)
    monkeypatch.setattr("graph.database.server.jars.locked", lambda _version: [other])
    with pytest.raises(DatabaseUnavailable, match="is not the one that was pinned"):
        fetched(embedded_settings.version, tmp_path)
    assert list((tmp_path / "jars").iterdir()) == []


async def test_half_of_a_first_start_is_thrown_away_and_nothing_else(
    settings: EmbeddedSettings,
) -> None:
    own = settings.model_copy(update={"short_lived": True})
    store = settings.folder / "neo4j" / "data" / "databases" / "neo4j"
    store.mkdir(parents=True)
    (store / "neostore").write_bytes(b"half of it")
    (settings.folder / "beginning").touch()
    (settings.folder / "version").touch()
    async with embedded(own) as first:
        assert not (settings.folder / "beginning").exists()
        assert await remembered(first, 7) is None
    async with embedded(own) as second:
        assert await remembered(second) == 7
