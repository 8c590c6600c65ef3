"""How uvicorn runs the application, in production and in tests alike."""

from __future__ import annotations

import uvicorn
from starlette.types import ASGIApp

from api.http.transport import HttpProtocol

# Requests that are still being answered when the server is told to stop get this long.
SHUTDOWN_SECONDS = 3


KEEP_ALIVE_SECONDS = 75
CONNECTIONS = 800


def server_config(
    app: ASGIApp,
    *,
    host: str,
    port: int,
    keep_alive: int = KEEP_ALIVE_SECONDS,
    connections: int = CONNECTIONS,
) -> uvicorn.Config:
    """uvicorn's configuration: its fastest loop and parser, no log and no WebSockets of its own.

    Requests are logged by `api.http.request_id`. Headers of proxies are not believed, since the
    demo asks who is connected. `keep_alive` is how many seconds a connection waits for its next
    request: longer than a proxy keeps one that it means to use again (nginx: 60 s). `connections`
    is how many may be open at once.
    """
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http=HttpProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=keep_alive,
        # uvicorn refuses from this number on.
        limit_concurrency=connections + 1,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
