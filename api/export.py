"""`/export`: the whole organization as the viewer sees it, at one revision, as a stream of lines.

Plain ASGI: one page is read, sent, and forgotten before the next, so that what is streamed is never
in memory as a whole, and a client that reads slowly is waited for.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from datetime import UTC, datetime

import orjson
import structlog

from api.http.answers import (
    authenticator_of,
    head_of,
    not_allowed,
    refused,
    send_answer,
    token_of,
)
from api.http.errors import of_goalgraph
from api.http.past import HEADER
from api.http.protocol import (
    JSON,
    Headers,
    Receive,
    RefusedError,
    Scope,
    Send,
    bad_request,
    headers_of,
)
from api.http.requests import RequestRecord, record_of
from graph.domain.errors import Contention, GoalgraphError
from graph.interchange import Export, export_lines
from graph.reads.execution.run import AccessChanged

_log = structlog.get_logger("goalgraph")
LINES = "application/jsonl"
METHODS = "GET, HEAD"
ATTEMPTS = 3


class ExportEndpoint:
    """An ASGI application for `/export`. Its database and authenticator are the lifespan's state.

    The answer begins when its revision is decided on. What goes wrong later is told in a last line
    of the type `error`; of an export that is whole, the last line has the type `complete`. `demo`
    lets requests of this server's own page, and of `pages`, go without a token.
    """

    def __init__(self, *, demo: bool = False, pages: frozenset[str] = frozenset()) -> None:
        self._demo = demo
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        record, headers = record_of(scope), headers_of(scope)
        record.named("export")
        head = scope["method"] == "HEAD"
        try:
            if scope["method"] not in ("GET", "HEAD"):
                raise not_allowed(f"{scope['method']} is not taken here.", METHODS)
            if HEADER in headers:
                raise bad_request("An export is of the present: leave Goalgraph-At out.")
            export = await self._begun(scope, headers, record)
        except (RefusedError, GoalgraphError) as error:
            await send_answer(refused(error, headers, record), JSON, send, body=not head)
            return
        await send({"type": "http.response.start", "status": 200, "headers": head_of(LINES)})
        if head:
            await send({"type": "http.response.body", "body": b""})
            return
        async with aclosing(_told(export_lines(export, datetime.now(UTC)), record)) as lines:
            await _stream(lines, receive, send, record)
        _log.info(
            "exported",
            request_id=record.id,
            organization=record.organization,
            viewer=record.viewer,
            errors=record.errors or None,
        )

    async def _begun(self, scope: Scope, headers: Headers, record: RequestRecord) -> Export:
        """An export that has begun. Raises Unauthenticated and Contention, among others."""
        authenticator = authenticator_of(scope)
        token = token_of(scope, headers, demo=self._demo, pages=self._pages)
        address = scope["client"][0] if scope["client"] else ""
        for attempt in range(ATTEMPTS):
            viewer = await authenticator.viewer(token, address=address, fresh=attempt > 0)
            record.asked_by(viewer)
            export = Export(scope["state"]["database"], viewer.org, viewer)
            with suppress(AccessChanged):
                await export.begin()
                return export
        raise Contention("Access kept changing while this was read; it is safe to try again.")


async def _told(lines: AsyncGenerator[bytes], record: RequestRecord) -> AsyncGenerator[bytes]:
    """The lines, and what went wrong as one more."""
    try:
        async with aclosing(lines):
            async for some in lines:
                yield some
    except GoalgraphError as error:
        told = of_goalgraph(error, record.id)
        record.errors.append(told["extensions"]["code"])
        yield orjson.dumps({"type": "error", **told}, option=orjson.OPT_APPEND_NEWLINE)


async def _stream(
    lines: AsyncGenerator[bytes], receive: Receive, send: Send, record: RequestRecord
) -> None:
    """Sends lines until they end, or the client is gone: then nothing more is read."""
    watch = asyncio.create_task(_gone(receive))
    try:
        async for some in lines:
            if watch.done():
                record.errors.append("CLIENT_GONE")
                return
            await send({"type": "http.response.body", "body": some, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        watch.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
