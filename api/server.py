"""How uvicorn runs the application, in production and in tests alike. May import uvicorn."""

from __future__ import annotations

import uvicorn
from starlette.types import ASGIApp

from api.transport import HttpProtocol

# Requests that are still being answered when the server is told to stop get this long.
SHUTDOWN_SECONDS = 3


def server_config(app: ASGIApp, *, host: str, port: int) -> uvicorn.Config:
    """uvicorn's configuration: its fastest loop and parser, no log and no WebSockets of its own.

    Requests are logged by `api.request_id`. Headers of proxies are not believed, since the demo
    asks who is connected.
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
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
