"""The head of a request, URL and headers: how large it may be, and how long it may take.

Plain ASGI, since it runs on every request.
"""

from __future__ import annotations

from typing import Any, Final

from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.answers import refusal, send_answer
from api.http.errors import plain
from api.http.protocol import JSON
from api.http.requests import record_of
from api.validation.limits import LIMIT_EXCEEDED

MAX_HEAD: Final = 32 * 1024
"""Bytes of URL and headers together."""
HEAD_SECONDS: Final = 10.0

Refusal = tuple[int, dict[str, Any]]
"""A status, and the error that tells of it."""


def head_too_large(url: int, size: int) -> Refusal | None:
    """Why a head of `size` bytes, `url` of them its URL, is refused; None where it is not."""
    if size <= MAX_HEAD:
        return None
    part, status = ("url", 414) if url > MAX_HEAD else ("headers", 431)
    message = f"A request's URL and headers may be at most {MAX_HEAD:,} bytes long in all."
    return status, plain(LIMIT_EXCEEDED, message, limit=part, maximum=MAX_HEAD)


def head_late() -> Refusal:
    """Why a head that has not come whole in time is refused."""
    message = f"The headers took longer than {HEAD_SECONDS:g} s."
    return 408, plain("BAD_REQUEST", message)


class HeadLimitMiddleware:
    """Refuses a request whose head is too large (414, 431), before anything looks at it.

    `api.http.transport` refuses those that do not end; this tells of the others with a request id.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            url = len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"])
            size = url + sum(len(name) + len(value) + 4 for name, value in scope["headers"])
            refused = head_too_large(url, size)
            if refused is not None:
                record_of(scope).errors.append(LIMIT_EXCEEDED)
                await send_answer(refusal(*refused), JSON, send)
                return
        await self._app(scope, receive, send)
