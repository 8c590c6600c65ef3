"""A real uvicorn on loopback, in the tests' own event loop, since a database belongs to one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from api.http.server import server_config


class _Server(uvicorn.Server):
    """Leaves the signals to pytest."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(app: ASGIApp, **limits: int) -> AsyncIterator[str]:
    """The URL of the application while it is being served, with `limits` of `server_config`."""
    server = _Server(server_config(app, host="127.0.0.1", port=0, **limits))
    running = asyncio.create_task(server.serve())
    while not server.started:
        if running.done():
            running.result()
            raise AssertionError("The server did not start; its log says why.")
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running
