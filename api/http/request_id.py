"""Around every request: its id, its line in the log, and the answer when all else fails.

Plain ASGI, since it runs on every request.
"""

from __future__ import annotations

import re
import secrets
import time

import orjson
import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.errors import unexpected
from api.http.requests import KEY, RequestRecord
from graph.database.spent import SPENT

HEADER = b"x-request-id"
SANE = re.compile(rb"[A-Za-z0-9._-]{1,64}")


class RequestIdMiddleware:
    """Gives each request an id, or keeps a sane one that came with it, and returns it.

    An exception that nobody answered becomes a 500 with a masked GraphQL error.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        # Bound once: to bind it for each line takes as long as writing it.
        self._log = structlog.get_logger("goalgraph").bind()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        record = RequestRecord(_request_id(scope))
        scope[KEY] = record
        SPENT.set(record.spent)
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (HEADER, record.id.encode())]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:  # The last resort, so that nothing of ours is told.
            body = orjson.dumps({"errors": [unexpected(error, record.id)]})
            if status:
                # The answer has begun; the server has to cut it off.
                raise
            headers = [
                (b"content-type", b"application/json; charset=utf-8"),
                (b"content-length", str(len(body)).encode()),
            ]
            await sending({"type": "http.response.start", "status": 500, "headers": headers})
            await sending({"type": "http.response.body", "body": body})
        finally:
            self._log.info(
                "request",
                request_id=record.id,
                method=scope["method"],
                path=scope["path"],
                status=status,
                operation=record.operation,
                organization=record.organization,
                viewer=record.viewer,
                errors=record.errors or None,
                ms=round((time.perf_counter() - started) * 1000, 2),
                statements=record.spent.statements,
                database_ms=round(record.spent.seconds * 1000, 2),
            )


def _request_id(scope: Scope) -> str:
    given = [value for name, value in scope["headers"] if name == HEADER]
    if len(given) == 1 and SANE.fullmatch(given[0]):
        sane: bytes = given[0]
        return sane.decode()
    return secrets.token_hex(16)
