"""What a client is told of an error, and what only the log is told.

The codes are stable:

BAD_REQUEST, UNSUPPORTED_MEDIA_TYPE,   the request is not GraphQL over HTTP as we speak it
  METHOD_NOT_ALLOWED, NOT_ACCEPTABLE
GRAPHQL_PARSE_FAILED                   the document is not GraphQL
GRAPHQL_VALIDATION_FAILED              the document does not fit the schema
LIMIT_EXCEEDED                         the document, the body or a value is larger than is taken, or
                                         a question is about more than one may be about
INVALID_INPUT                          a variable or an argument has a value that is refused
UNAUTHENTICATED, FORBIDDEN, NOT_FOUND  and the others of graph.domain.errors, as they are there
TIMEOUT, OUT_OF_MEMORY,                the database: ask for less, or try again
  CONTENTION, DATABASE_UNAVAILABLE
INTERNAL                               unexpected; `extensions.requestId` finds it in the log
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import structlog
from graphql import GraphQLError, GraphQLSyntaxError
from graphql.validation.validate import ValidationAbortedError

from api.http.messages import in_graphql
from api.validation.limits import MAX_ERRORS, aborted
from graph.domain.errors import (
    Contention,
    DatabaseError,
    DatabaseRefused,
    DatabaseUnavailable,
    GoalgraphError,
    InvalidInput,
    OutOfMemory,
    SettingsError,
    StatementTimeout,
)

INTERNAL = "INTERNAL"
MAX_FIELD_ERRORS = 100
UNAVAILABLE = "The database cannot be reached just now; try again."

# The only errors of the database whose own words a client may read; others name servers.
_PLAIN = (StatementTimeout, OutOfMemory, Contention)

# What is told of a question that asks for too much.
_COUNTED = ("limit", "asked", "maximum", "field")

_log = structlog.get_logger("goalgraph")


def plain(code: str, message: str, **extensions: Any) -> dict[str, Any]:
    """A top-level error as clients get it."""
    return {"message": message, "extensions": {"code": code, **extensions}}


def of_goalgraph(error: GoalgraphError, request_id: str) -> dict[str, Any]:
    """One of our own errors as clients get it; logged when that hides something."""
    if isinstance(error, _PLAIN) or not isinstance(error, DatabaseError | SettingsError):
        path = {"inputPath": error.data["path"]} if error.data.get("path") else {}
        counted = {name: error.data[name] for name in _COUNTED if name in error.data}
        return plain(error.code, error.message, **path, **counted)
    if isinstance(error, DatabaseUnavailable | DatabaseRefused):
        _log.error("database_unavailable", request_id=request_id, error=error.message)
        return plain(DatabaseUnavailable.code, UNAVAILABLE)
    return unexpected(error, request_id)


def unexpected(error: BaseException, request_id: str) -> dict[str, Any]:
    """Anything else: masked, and logged with its traceback under the request's id."""
    _log.error("unexpected", request_id=request_id, exc_info=error)
    return plain(INTERNAL, "Internal error", requestId=request_id)


def of_request(
    errors: Iterable[GraphQLError],
    code: str | None = None,
    variables: Mapping[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """The first errors of a document, or with their `code` of variables; nothing was executed."""
    told = [aborted(error) if _is_aborted(error) else error for error in errors][:MAX_ERRORS]
    return [
        _located(error, code or _request_code(error), in_graphql(error.message, variables or {}))
        for error in told
    ]


def of_execution(
    errors: Iterable[GraphQLError], request_id: str
) -> Iterator[tuple[GoalgraphError | None, dict[str, Any]]]:
    """Errors of fields as clients get them, each with the error of ours behind it, if one is."""
    masked: dict[int, dict[str, Any]] = {}
    for error in list(errors)[:MAX_FIELD_ERRORS]:
        cause = _cause(error)
        if isinstance(cause, GoalgraphError):
            told = of_goalgraph(cause, request_id)
            yield cause, {**told, **_place(error)}
        elif isinstance(cause, GraphQLError) and cause.nodes:
            # graphql-core's own words on an argument. What it says of a result names no node, and
            # is our mistake.
            yield None, _located(error, InvalidInput.code, in_graphql(cause.message, {}))
        else:
            # One exception may fail many fields; it is logged once.
            told = masked.setdefault(id(cause), {}) or unexpected(cause, request_id)
            masked[id(cause)] = told
            yield None, {**told, **_place(error)}


def _cause(error: GraphQLError) -> Exception:
    cause: Exception = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _request_code(error: GraphQLError) -> str:
    code = (error.extensions or {}).get("code")
    if code is not None:
        return str(code)
    if isinstance(error, GraphQLSyntaxError):
        return "GRAPHQL_PARSE_FAILED"
    return "GRAPHQL_VALIDATION_FAILED"


def _is_aborted(error: GraphQLError) -> bool:
    """Whether graphql-core gave up at a limit; it has no error of its own for that."""
    if isinstance(error, ValidationAbortedError):
        return not error.message.startswith("Too many")
    return isinstance(error, GraphQLSyntaxError) and error.message.endswith("aborted.")


def _located(error: GraphQLError, code: str, message: str) -> dict[str, Any]:
    extensions = {**(error.extensions or {}), "code": code}
    return {"message": message, **_place(error), "extensions": extensions}


def _place(error: GraphQLError) -> dict[str, Any]:
    place: dict[str, Any] = {}
    if error.locations:
        place["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path is not None:
        place["path"] = error.path
    return place
