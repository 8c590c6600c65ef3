"""How long an operation is waited for, and by whom."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from graphql import ExecutionResult

from api.http.protocol import ClientGoneError, Receive
from graph.domain.errors import StatementTimeout

# Statements have a limit of their own, 8 s; an operation may need several, one after the other.
OPERATION_SECONDS = 30.0
UNWATCHED_SECONDS = 0.05


async def while_connected(result: Awaitable[ExecutionResult], receive: Receive) -> ExecutionResult:
    """Awaits the result, and cancels it when the client goes away (ClientGoneError).

    Nobody looks after the client in the first moments: most answers are there by then, and
    somebody who looks costs as much as a tenth of a small one.
    """
    task = asyncio.current_task()
    assert task is not None
    watch: asyncio.Task[None] | None = None

    def look() -> None:
        nonlocal watch
        watch = asyncio.create_task(_cancel_on_disconnect(receive, task.cancel))

    timer = asyncio.get_running_loop().call_later(UNWATCHED_SECONDS, look)
    try:
        return await in_time(result)
    except asyncio.CancelledError:
        if watch is None or not watch.done():
            raise
        task.uncancel()
        raise ClientGoneError from None
    finally:
        timer.cancel()
        if watch is not None:
            watch.cancel()


async def _cancel_on_disconnect(receive: Receive, cancel: Callable[[], Any]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    cancel()


async def in_time(result: Awaitable[ExecutionResult]) -> ExecutionResult:
    """Awaits the result, for as long as an operation may take (StatementTimeout)."""
    try:
        async with asyncio.timeout(OPERATION_SECONDS):
            return await result
    except TimeoutError as error:
        raise StatementTimeout(
            f"The operation took longer than {OPERATION_SECONDS:g} s. Ask for less at once."
        ) from error
