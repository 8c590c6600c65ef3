"""`/healthz`: the process answers. `/readyz`: so does the database, and it is migrated.

Both are open to everybody and say no more than that; the log says why.
"""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from api.http.requests import record_of
from graph.database.client import Database
from graph.database.keeper import ServerState
from graph.database.migrations import pending
from graph.domain.errors import GoalgraphError

# Shorter than what load balancers usually wait.
READY_SECONDS = 4.0

_log = structlog.get_logger("goalgraph")


def health_routes() -> list[BaseRoute]:
    """Routes for GET `/healthz` and `/readyz`: 200 `{"status": "ok"}`, or 503 with another one.

    The other statuses are `database_unavailable` and `not_migrated`. Of an embedded Neo4j,
    `/healthz` also tells its `state`, running or restarting, and how often it was started again.
    """
    return [Route("/healthz", _healthy), Route("/readyz", _ready)]


async def _healthy(request: Request) -> JSONResponse:
    server: ServerState | None = request.app.state.server
    if server is None:
        return _status("ok")
    told = {"state": "running" if server.running else "restarting", "restarts": server.restarts}
    return _status("ok", embedded=told)


async def _ready(request: Request) -> JSONResponse:
    database: Database = request.state.database
    try:
        async with asyncio.timeout(READY_SECONDS):
            missing = await pending(database)
    except (GoalgraphError, TimeoutError) as error:
        _log.error(
            "not_ready",
            request_id=record_of(request.scope).id,
            error=str(error) or "The database does not answer.",
        )
        return _status("database_unavailable")
    return _status("not_migrated" if missing else "ok")


def _status(status: str, **more: Any) -> JSONResponse:
    return JSONResponse(
        {"status": status, **more},
        status_code=200 if status == "ok" else 503,
        headers={"Cache-Control": "no-store"},
    )
