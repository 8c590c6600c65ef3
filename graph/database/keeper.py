"""Keeps an embedded Neo4j running: a child that dies or hangs is started again, where it was.

It comes back on the same port with the same password, so that connections find it again by
themselves.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from graph.domain.errors import DatabaseUnavailable, GoalgraphError

Answer = dict[str, Any]
"""What a server said of itself: `uri`, `password`, `pid`, …"""

ATTEMPTS: Final = 4
FIRST_PAUSE_SECONDS: Final = 0.5
# Who runs that long has come back; what happens later is another failure.
STEADY_SECONDS: Final = 120.0
LOOK_EVERY_SECONDS: Final = 2.0
# Longer than a collection of garbage of any heap that we give it.
HANGS_AFTER_SECONDS: Final = 20.0
HANDSHAKE: Final = bytes.fromhex("6060b017 00000104 00000004 00000000 00000000")

_log = logging.getLogger("goalgraph.database")


@dataclass(slots=True)
class ServerState:
    """How an embedded server does: whether it runs, and how often it was started again."""

    running: bool = True
    restarts: int = 0


@dataclass(slots=True)
class Child:
    """A server: what it said, how to wait for its end, and how to end it, at once or in turn."""

    answer: Answer
    ended: Callable[[], Awaitable[Any]]
    kill: Callable[[], Awaitable[None]]
    stop: Callable[[], Awaitable[None]]


Start = Callable[[Answer], Awaitable[Child]]
"""Starts a server like the one that answered so. Raises a GoalgraphError when that cannot be."""


class Keeper:
    """Watches one server for as long as `keep` runs, and then ends it."""

    def __init__(self, child: Child, start: Start, state: ServerState) -> None:
        self._child = child
        self._start = start
        self._state = state

    async def keep(self) -> None:
        """Never returns; raises DatabaseUnavailable when the server does not come back."""
        failures = 0
        while True:
            began = asyncio.get_running_loop().time()
            why = await self._until_lost()
            if asyncio.get_running_loop().time() - began > STEADY_SECONDS:
                failures = 0
            self._state.running = False
            _log.error("The embedded Neo4j %s; starting it again.", why)
            failures = await self._again(failures)
            self._state.running = True
            self._state.restarts += 1
            _log.warning("The embedded Neo4j is back.")

    async def stop(self) -> None:
        """Ends the server in its turn."""
        await self._child.stop()

    async def _again(self, failures: int) -> int:
        """Starts it again, waiting longer after every failure; how many there were."""
        while True:
            if failures >= ATTEMPTS:
                raise DatabaseUnavailable(
                    f"The embedded Neo4j was started again {failures} times in vain; see its log."
                )
            await asyncio.sleep(FIRST_PAUSE_SECONDS * 2**failures)
            failures += 1
            try:
                self._child = await self._start(self._child.answer)
            except GoalgraphError as error:
                _log.error("It did not start: %s", error.message)
                continue
            return failures

    async def _until_lost(self) -> str:
        """Waits until the server is gone or says nothing any more; which of them."""
        ended = asyncio.ensure_future(self._child.ended())
        try:
            silent = 0.0
            while silent < HANGS_AFTER_SECONDS:
                await asyncio.wait([ended], timeout=LOOK_EVERY_SECONDS)
                if ended.done():
                    return "has ended"
                silent = 0.0 if await _answers(self._child.answer) else silent + LOOK_EVERY_SECONDS
            await self._child.kill()
            return f"has not answered for {HANGS_AFTER_SECONDS:g} s"
        finally:
            ended.cancel()


async def _answers(answer: Answer) -> bool:
    """Whether the server shakes hands, in a few seconds."""
    host, _, port = answer["uri"].removeprefix("bolt://").rpartition(":")
    with suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
        async with asyncio.timeout(LOOK_EVERY_SECONDS):
            reader, writer = await asyncio.open_connection(host, int(port))
            try:
                writer.write(HANDSHAKE)
                await reader.readexactly(4)
                return True
            finally:
                writer.close()
    return False
