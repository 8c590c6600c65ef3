"""Makes Java's ahead-of-time cache, by which later starts of the embedded Neo4j take half the work.

A server on a folder that is thrown away loads the demo and plans the page's questions, as a first
start does. `goalgraph fetch` does it, and `serve` has it done once it has nothing else to do.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from api.cli.commands import load_demo
from api.config import Settings
from api.opening import opened
from api.warming import common_operations, plan_questions
from graph.database.server.aot_cache import aot_cache, making
from graph.database.server.jars import fetched
from graph.database.stages import tell
from graph.domain.errors import GoalgraphError
from resolvers import build_schema

QUIET_AFTER_SECONDS: Final = 240.0
"""When a server has planned ahead what it can, and the machine is free."""
LOWEST_PRIORITY: Final = 19


async def train(settings: Settings) -> None:
    """Makes the cache where there is none; what hinders that is told, and no more.

    Raises DatabaseUnavailable where Neo4j cannot be downloaded.
    """
    embedded = settings.embedded
    jars = await asyncio.to_thread(fetched, embedded.version, embedded.cache)
    try:
        await _train(settings, aot_cache(embedded.cache, embedded.version, jars))
    except (GoalgraphError, OSError) as error:
        tell(f"Later starts will be slower: {error}")


async def _train(settings: Settings, cache: Path) -> None:
    with making(cache) as draft:
        if draft is None:
            return
        tell("Preparing quick starts (once)")
        with tempfile.TemporaryDirectory(dir=draft.parent, prefix="training-") as folder:
            own = {"folder": Path(folder), "trains": draft, "short_lived": False}
            async with opened(None, settings.embedded.model_copy(update=own)) as database:
                await load_demo(database, datetime.now(UTC).date())
                await plan_questions(build_schema(), database, common_operations())


async def train_when_quiet(settings: Settings) -> None:
    """Has another process make the cache, later and with the lowest priority."""
    await asyncio.sleep(QUIET_AFTER_SECONDS)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "api",
        "fetch",
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        env=os.environ | {"GOALGRAPH_CACHE": str(settings.cache)},
        start_new_session=True,
    )
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, process.pid, LOWEST_PRIORITY)
    try:
        await process.wait()
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
