"""The embedded Neo4j, the same database as a child process."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

import platformdirs
from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field

from graph.database.keeper import Answer, Child, Keeper, ServerState
from graph.database.server.aot_cache import aot_cache
from graph.database.server.jars import DEFAULT_VERSION, fetched
from graph.database.server.process import (
    LOCK_FILE,
    SERVER_FILE,
    STOP_DEADLINE_SECONDS,
    TRAINED_DEADLINE_SECONDS,
)
from graph.database.settings import DatabaseSettings
from graph.database.stages import tell
from graph.domain.errors import DatabaseRefused, DatabaseUnavailable, SettingsError

START_DEADLINE_SECONDS: Final = 300.0
STOP_PATIENCE_SECONDS: Final = 2.0
OUTPUT_FILE: Final = "server.log"
VERSION_FILE: Final = "version"
OTHERS_LOOKED_AT_SECONDS: Final = 0.5


class EmbeddedSettings(BaseModel):
    """Where an embedded Neo4j keeps its data and how large it may be.

    `folder` belongs to one server at a time, `cache` (for the downloaded jars) to everybody.
    A `short_lived` server compiles less of itself: half the work to start, slower when warm. One
    that `trains` writes Java's ahead-of-time cache to this file when it ends, for later ones.
    `statement_timeout` is as in DatabaseSettings.
    """

    model_config = ConfigDict(frozen=True)

    folder: Path
    version: str = DEFAULT_VERSION
    cache: Path = Field(default_factory=lambda: platformdirs.user_cache_path("goalgraph"))
    heap_mib: int = 512
    page_cache_mib: int = 128
    short_lived: bool = False
    trains: Path | None = None
    statement_timeout: float = 8.0


@asynccontextmanager
async def embedded(
    settings: EmbeddedSettings, state: ServerState | None = None
) -> AsyncIterator[DatabaseSettings]:
    """A server of our own on the folder, from the first moment it answers until the block ends.

    It is watched, and started again when it dies or hangs; `state` tells. Raises DatabaseRefused
    when another server has the folder, DatabaseUnavailable when this one cannot start, or does not
    come back: then the block is cancelled.
    """
    child = await _own(settings)
    if child is None:
        raise _in_use(settings.folder)
    async with _kept(child, settings, state) as reached:
        yield reached


@asynccontextmanager
async def running_or_embedded(
    settings: EmbeddedSettings, state: ServerState | None = None
) -> AsyncIterator[DatabaseSettings]:
    """The server that has the folder when there is one, otherwise one of our own. When the other
    one ends, ours takes its place."""
    child = await _own_or_other(settings)
    async with _kept(child, settings, state) as reached:
        yield reached


@asynccontextmanager
async def _kept(
    child: Child, settings: EmbeddedSettings, state: ServerState | None
) -> AsyncIterator[DatabaseSettings]:
    async def start(before: Answer) -> Child:
        return await _own_or_other(settings, before)

    keeper = Keeper(child, start, state or ServerState())
    owner, lost = asyncio.current_task(), []

    async def keep() -> None:
        try:
            await keeper.keep()
        except DatabaseUnavailable as error:
            lost.append(error)
            if owner is not None:
                owner.cancel()

    watch = asyncio.create_task(keep())
    try:
        yield _reached(child.answer, settings)
    except asyncio.CancelledError:
        if lost and owner is not None:
            owner.uncancel()
            raise lost[0] from None
        raise
    finally:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch
        await keeper.stop()


def _in_use(folder: Path) -> DatabaseRefused:
    return DatabaseRefused(
        f"{folder} is in use by a server that is running; stop it, or use another directory."
    )


async def _own_or_other(settings: EmbeddedSettings, like: Answer | None = None) -> Child:
    """A server of our own, like an earlier one; or the one that somebody else has on the folder."""
    deadline = asyncio.get_running_loop().time() + START_DEADLINE_SECONDS
    while True:
        if (answer := _running(settings.folder)) is not None:
            return _others(settings.folder, answer)
        if (child := await _own(settings, like)) is not None:
            return child
        # Somebody else is just starting or just stopping one.
        if asyncio.get_running_loop().time() > deadline:
            raise DatabaseUnavailable(f"The server that has {settings.folder} does not start.")
        await asyncio.sleep(0.2)


def running_server(folder: Path) -> DatabaseSettings | None:
    """The server that has the folder and answers, if there is one."""
    answer = _running(folder)
    return None if answer is None else _reached(answer, EmbeddedSettings(folder=folder))


def _running(folder: Path) -> Answer | None:
    if not (folder / SERVER_FILE).exists():
        return None
    # A server that was killed leaves its file, but not its lock.
    with suppress(Timeout), FileLock(folder / LOCK_FILE, timeout=0):
        return None
    try:
        answer: Answer = json.loads((folder / SERVER_FILE).read_text("utf-8"))
    except FileNotFoundError:
        return None
    return answer


def _others(folder: Path, answer: Answer) -> Child:
    """The server of another process, which is that one's to end."""

    async def ended() -> None:
        while True:
            if _running(folder) is None:
                return
            await asyncio.sleep(OTHERS_LOOKED_AT_SECONDS)

    async def nothing() -> None:
        return None

    return Child(answer, ended, nothing, nothing)


async def _own(settings: EmbeddedSettings, like: Answer | None = None) -> Child | None:
    """A server of our own, or None where somebody else has the folder."""
    started = await _start(settings, like)
    if started is None:
        return None
    process, answer = started

    async def kill() -> None:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def stop() -> None:
        trained = TRAINED_DEADLINE_SECONDS if settings.trains else STOP_DEADLINE_SECONDS
        await _stop(process, trained)

    return Child(answer, process.wait, kill, stop)


async def _start(
    settings: EmbeddedSettings, like: Answer | None
) -> tuple[asyncio.subprocess.Process, Answer] | None:
    folder = settings.folder.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if folder.stat().st_mode & 0o077:
            # Somebody made it before; what we put into it is nobody else's.
            folder.chmod(0o700)
        _check_version(folder, settings.version)
    except OSError as error:
        raise SettingsError(f"{folder} cannot be used for a database: {error.strerror}.") from error
    jars = await asyncio.to_thread(fetched, settings.version, settings.cache)
    cache = aot_cache(settings.cache, settings.version, jars)
    order = {
        "folder": str(folder),
        "version": settings.version,
        "jars": [str(jar.absolute()) for jar in jars],
        "heap_mib": settings.heap_mib,
        "page_cache_mib": settings.page_cache_mib,
        "short_lived": settings.short_lived,
        "aot_output": settings.trains and str(settings.trains.absolute()),
        "aot_cache": str(cache.absolute()) if cache.exists() else None,
        "uri": like and like["uri"],
        "password": like and like["password"],
    }
    tell(f"Starting Neo4j {settings.version} on {settings.folder}")
    try:
        process, answer = await _launched(order, folder)
    except DatabaseUnavailable:
        if order["aot_cache"] is None:
            raise
        # What a start can do without is not to be what hinders it.
        cache.unlink(missing_ok=True)
        process, answer = await _launched(order | {"aot_cache": None}, folder)
    if answer.get("error") == "owned":
        await _stop(process)
        return None
    draft = folder / f"{VERSION_FILE}.{os.getpid()}"
    draft.write_text(settings.version, "utf-8")
    draft.replace(folder / VERSION_FILE)
    return process, answer


async def _launched(
    order: dict[str, Any], folder: Path
) -> tuple[asyncio.subprocess.Process, Answer]:
    with (folder / OUTPUT_FILE).open("ab" if order["uri"] else "wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "graph.database.server.process",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=output,
            # Ctrl-C is for us; the server is stopped in its turn.
            start_new_session=True,
        )
    try:
        return process, await _answer(process, order, folder / OUTPUT_FILE)
    except BaseException:
        await _stop(process)
        raise


async def _answer(
    process: asyncio.subprocess.Process, order: dict[str, Any], output: Path
) -> Answer:
    if process.stdin is None or process.stdout is None:
        raise AssertionError("the process was started with pipes")
    process.stdin.write(json.dumps(order).encode() + b"\n")
    try:
        async with asyncio.timeout(START_DEADLINE_SECONDS):
            line = await process.stdout.readline()
    except TimeoutError:
        raise DatabaseUnavailable(
            f"The embedded Neo4j did not start in {START_DEADLINE_SECONDS:g} s; see {output}."
        ) from None
    answer: Answer = json.loads(line) if line else {"error": "failed"}
    if answer.get("error") == "failed":
        message = answer.get("message", "its process ended")
        raise DatabaseUnavailable(f"The embedded Neo4j did not start: {message}; see {output}.")
    return answer


async def _stop(
    process: asyncio.subprocess.Process, deadline: float = STOP_DEADLINE_SECONDS
) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(deadline + STOP_PATIENCE_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _check_version(folder: Path, version: str) -> None:
    path = folder / VERSION_FILE
    # Empty is what a power failure leaves of it.
    kept = (path.read_text("utf-8") if path.exists() else "") or version
    if _ordered(kept) > _ordered(version):
        raise DatabaseRefused(
            f"{folder} was last used by Neo4j {kept}, which {version} cannot read; use another "
            "directory, or export with the newer version and import here."
        )


def _ordered(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _reached(answer: Answer, settings: EmbeddedSettings) -> DatabaseSettings:
    return DatabaseSettings(
        uri=answer["uri"],
        username=answer["username"],
        password=answer["password"],
        statement_timeout=settings.statement_timeout,
    )
