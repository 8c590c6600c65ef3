"""GraphQL over HTTP: from a request to what is asked for, and the media type to answer in.

Rules: the GraphQL-over-HTTP draft, whose words these are, and `docs`' protocol rules.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

import orjson

from api.validation.limits import LIMIT_EXCEEDED, MAX_INPUT_DEPTH, nested_too_deeply

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = Mapping[str, Sequence[str]]

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"

MAX_BODY = 256 * 1024
BODY_SECONDS = 30.0

NOT_PERSISTED = "PERSISTED_QUERY_NOT_SUPPORTED"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
UTF_8 = frozenset(("utf-8", "utf8"))

PARAMETERS = ("query", "operationName", "variables", "extensions")


class ClientGoneError(Exception):
    """The client went away before its request was whole."""


class RefusedError(Exception):
    """The request is answered with an HTTP status and one error, before any GraphQL."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        headers: Sequence[tuple[str, str]] = (),
        **data: str | int,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = tuple(headers)
        self.data = data


def bad_request(message: str) -> RefusedError:
    """400: the request itself is malformed."""
    return RefusedError(400, "BAD_REQUEST", message)


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """The parameters of one GraphQL request, each of the type the protocol gives it."""

    query: str
    operation_name: str | None
    variables: dict[str, Any]


def headers_of(scope: Scope) -> Headers:
    """The request's headers: lower-case name → all values, in order."""
    headers: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))
    return headers


@lru_cache(maxsize=256)
def media_type(accept: str) -> str | None:
    """What to answer in for an Accept header's value; None when nothing we speak is accepted.

    The more specific range decides for a type, then the higher quality; application/json where
    both are equally welcome, as the protocol has it for `*/*` and for no header at all.
    """
    qualities = {JSON: (0, 0.0), GRAPHQL_RESPONSE: (0, 0.0)}
    positions = {JSON: len(accept), GRAPHQL_RESPONSE: len(accept)}
    for position, item in enumerate(accept.split(",") if accept.strip() else ["*/*"]):
        media, *parameters = (part.strip().lower() for part in item.split(";"))
        if any(p.startswith("charset=") and p[8:].strip('"') != "utf-8" for p in parameters):
            continue
        quality = next((_quality(p[2:]) for p in parameters if p.startswith("q=")), 1.0)
        for candidate in qualities:
            specificity = (
                (media == "*/*") + 2 * (media == "application/*") + 3 * (media == candidate)
            )
            if specificity > qualities[candidate][0]:
                qualities[candidate] = (specificity, quality)
                positions[candidate] = position if specificity == 3 else len(accept)
    best = max(qualities, key=lambda candidate: (qualities[candidate][1], -positions[candidate]))
    return best if qualities[best][1] > 0 else None


def _quality(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return 0.0


def asked_by_url(query_string: bytes) -> GraphQLRequest:
    """The parameters of a GET. Raises RefusedError."""
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=50
        )
    except ValueError as error:
        raise bad_request("The URL's parameters have to be UTF-8, and no more than 50.") from error
    given: dict[str, Any] = {}
    for name, value in pairs:
        if name in PARAMETERS:
            if name in given:
                raise bad_request(f"The URL gives {name} more than once.")
            given[name] = value
    for name in ("variables", "extensions"):
        if name in given:
            given[name] = _json(given[name].encode(), f"The URL's {name}") if given[name] else None
    given["operationName"] = given.get("operationName") or None
    return _checked(given)


def asked_by_body(body: bytes) -> GraphQLRequest:
    """The parameters of a POST. Raises RefusedError."""
    given = _json(body.removeprefix(BYTE_ORDER_MARK), "The body")
    if not isinstance(given, dict):
        raise bad_request("The body has to be one JSON object; batches are not taken.")
    return _checked(given)


def _json(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise bad_request(f"{what} has to be JSON in UTF-8: {error}.") from error


def _checked(given: Mapping[str, Any]) -> GraphQLRequest:
    query, operation_name = given.get("query"), given.get("operationName")
    variables, extensions = given.get("variables"), given.get("extensions")
    if query is None and isinstance(extensions, dict) and "persistedQuery" in extensions:
        # Apollo's words, which have its clients and urql send the text.
        raise RefusedError(400, NOT_PERSISTED, "PersistedQueryNotSupported")
    if not isinstance(query, str):
        raise bad_request("A request needs `query`, a string.")
    if operation_name is not None and not isinstance(operation_name, str):
        raise bad_request("`operationName` has to be a string.")
    if variables is None:
        variables = {}
    elif not isinstance(variables, dict):
        raise bad_request("`variables` has to be an object.")
    if extensions is not None and not isinstance(extensions, dict):
        raise bad_request("`extensions` has to be an object.")
    if nested_too_deeply(variables):
        raise RefusedError(
            400,
            LIMIT_EXCEEDED,
            f"Variables may have at most {MAX_INPUT_DEPTH} lists and objects in each other.",
            limit="inputDepth",
            maximum=MAX_INPUT_DEPTH,
        )
    return GraphQLRequest(query, operation_name, variables)


def check_content_type(headers: Headers) -> None:
    """Raises RefusedError (415) unless a POST's body is said to be JSON in UTF-8."""
    given = headers.get("content-type", ())
    media, *parameters = given[0].split(";") if len(given) == 1 else ("",)
    charsets = [
        value.strip().strip('"').lower()
        for name, _, value in (parameter.partition("=") for parameter in parameters)
        if name.strip().lower() == "charset"
    ]
    if media.strip().lower() != JSON or not UTF_8.issuperset(charsets):
        raise RefusedError(
            415, "UNSUPPORTED_MEDIA_TYPE", f"A POST's Content-Type has to be {JSON}."
        )
    if any(encoding.lower() != "identity" for encoding in headers.get("content-encoding", ())):
        raise RefusedError(415, "UNSUPPORTED_MEDIA_TYPE", "Compressed bodies are not taken.")


async def body_of(headers: Headers, receive: Receive) -> bytes:
    """A POST's body. Raises RefusedError (408, 413), and ClientGoneError.

    What is beyond the limit is left to `api.http.transport`, which drops some of it before it
    closes.
    """
    declared = headers.get("content-length", ("",))[0]
    if declared.isdigit() and int(declared) > MAX_BODY:
        raise _too_large()
    parts, size, more = [], 0, True
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientGoneError
                part = message.get("body", b"")
                parts.append(part)
                size += len(part)
                if size > MAX_BODY:
                    raise _too_large()
                more = message.get("more_body", False)
    except TimeoutError as error:
        raise RefusedError(
            408, "BAD_REQUEST", "The body took too long.", [("connection", "close")]
        ) from error
    return b"".join(parts)


def _too_large() -> RefusedError:
    return RefusedError(
        413,
        LIMIT_EXCEEDED,
        f"A body may be at most {MAX_BODY:,} bytes long.",
        limit="body",
        maximum=MAX_BODY,
    )
