"""What the endpoints have in common: who asks, and what a refusal looks like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson

from api.auth import Authenticator, bearer_token, is_own_page
from api.http.errors import INTERNAL, of_goalgraph, plain
from api.http.protocol import Headers, RefusedError, Scope, Send
from api.http.requests import RequestRecord
from graph.domain.errors import GoalgraphError, KeyReused, Unauthenticated

Pairs = Sequence[tuple[str, str]]


class Answer(NamedTuple):
    """An answer before it is sent; `headers` are those beyond type and length."""

    status: int
    body: bytes
    headers: Pairs = ()


def token_of(
    scope: Scope, headers: Headers, *, demo: bool, pages: frozenset[str] = frozenset()
) -> str | None:
    """The token of a request; None where this server's own page, or one of `pages`, needs none.

    Raises Unauthenticated.
    """
    token = bearer_token(headers.get("authorization", ()))
    own_page = demo and is_own_page(headers, scope["scheme"], scope["client"], pages)
    if token is None and not own_page:
        raise Unauthenticated("This request needs a token.")
    return token


def authenticator_of(scope: Scope) -> Authenticator:
    """The lifespan's."""
    authenticator: Authenticator = scope["state"]["authenticator"]
    return authenticator


def refused(
    error: RefusedError | GoalgraphError, headers: Headers, record: RequestRecord
) -> Answer:
    """The answer to a request that failed as a whole; its code is noted for the log."""
    if isinstance(error, RefusedError):
        record.errors.append(error.code)
        return refusal(error.status, plain(error.code, error.message, **error.data), error.headers)
    if isinstance(error, KeyReused):
        record.errors.append(error.code)
        return refusal(422, plain(error.code, error.message))
    told = of_goalgraph(error, record.id)
    code = told["extensions"]["code"]
    record.errors.append(code)
    if isinstance(error, Unauthenticated):
        tried = ', error="invalid_token"' if headers.get("authorization") else ""
        return refusal(401, told, [("www-authenticate", f'Bearer realm="goalgraph"{tried}')])
    return refusal(500 if code == INTERNAL else 503, told)


def refusal(status: int, error: dict[str, Any], headers: Pairs = ()) -> Answer:
    """An answer of one error."""
    return Answer(status, orjson.dumps({"errors": [error]}), headers)


def not_allowed(message: str, allow: str) -> RefusedError:
    """405: another method is needed."""
    return RefusedError(405, "METHOD_NOT_ALLOWED", message, [("allow", allow)])


def head_of(media: str, headers: Pairs = ()) -> list[tuple[bytes, bytes]]:
    """The headers of every answer in a media type, and others."""
    return [
        (b"content-type", f"{media}; charset=utf-8".encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        *((name.encode(), value.encode()) for name, value in headers),
    ]


async def send_answer(answer: Answer, media: str, send: Send, *, body: bool = True) -> None:
    """Sends a whole answer; without its body, to who asked for its head."""
    length = ("content-length", str(len(answer.body)))
    headers = head_of(media, [length, *answer.headers])
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body if body else b""})
