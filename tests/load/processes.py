"""`goalgraph serve` as a process of its own, that can be killed."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from graph.database.settings import DatabaseSettings

GOALGRAPH = str(Path(sys.executable).with_name("goalgraph"))


class Serving(NamedTuple):
    """The process and its address."""

    process: asyncio.subprocess.Process
    url: str

    async def kill(self) -> None:
        """As by `kill -9`: nothing of it gets to tidy up."""
        self.process.kill()
        await self.process.wait()


def on_database(settings: DatabaseSettings) -> dict[str, str]:
    """The environment in which a process uses that database."""
    return {
        "NEO4J_URI": settings.uri,
        "NEO4J_USERNAME": settings.username,
        "NEO4J_PASSWORD": settings.password.get_secret_value(),
    }


@asynccontextmanager
async def serve(environment: Mapping[str, str], *arguments: str) -> AsyncIterator[Serving]:
    """A server that takes requests; ended with the block, if it is still there."""
    process = await asyncio.create_subprocess_exec(
        GOALGRAPH,
        "serve",
        "--port",
        "0",
        *arguments,
        env={**os.environ, **environment},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        found = None
        while found is None:
            line = (await process.stdout.readline()).decode()
            assert line, "The server did not start."
            found = re.search(r"http://[\w.]+:\d+", line)
        yield Serving(process, found[0])
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
