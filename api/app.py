"""The application: routes, middleware, and what is opened and closed with them.

This is the one place that wires everything together.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import TypedDict
from urllib.parse import urlsplit

import strawberry
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.auth import Authenticator, is_loopback
from api.config import Settings
from api.export import ExportEndpoint
from api.graphql import GraphQLEndpoint
from api.health import health_routes
from api.hourly import hourly
from api.http.head import HeadLimitMiddleware
from api.http.request_id import RequestIdMiddleware
from api.opening import opened
from api.page import page_routes
from api.warming import common_operations, warming
from graph.database.client import Database
from graph.database.keeper import ServerState
from graph.demo import DEMO_ADMINISTRATOR
from graph.domain.errors import SettingsError, StatementTimeout
from graph.reads.execution.plan_cache import bound
from resolvers import GoalSchema, build_schema

# Scheme, host and perhaps a port; so neither a path nor `*`, which would let every site ask.
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?|https?://\[[0-9a-f:]+\](:\d{1,5})?")
HEADER_NAME = re.compile(r"[A-Za-z0-9-]{1,100}")
ASKED_WITH = (
    "authorization",
    "content-type",
    "goalgraph-at",
    "goalgraph-cost",
    "idempotency-key",
    "x-request-id",
)
TRACED_WITH = (
    # Apollo Client and its tools
    "apollo-require-preflight",
    "apollographql-client-name",
    "apollographql-client-version",
    "x-apollo-operation-id",
    "x-apollo-operation-name",
    # Sentry
    "baggage",
    "sentry-trace",
    # W3C Trace Context
    "traceparent",
    "tracestate",
)
DEMO_ORGANIZATION = "org_demo"


class State(TypedDict):
    """What the lifespan opens and every request is given."""

    database: Database
    authenticator: Authenticator


def create_app(
    settings: Settings,
    *,
    database: Database | None = None,
    schema: strawberry.Schema | None = None,
    server: ServerState | None = None,
    plan_ahead: bool = False,
) -> Starlette:
    """The application for these settings.

    `database` is one that is open, and stays so, instead of the settings' own; `schema` another
    than goalgraph's. `server` tells how the embedded Neo4j does. With `plan_ahead`,
    statements are planned from the start on. Raises SettingsError.
    """
    demo = settings.demo and is_loopback(settings.host)
    asked = schema or build_schema()
    operations = common_operations(*filter(None, [settings.documents]))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[State]:
        async with AsyncExitStack() as stack:
            ready = database
            if ready is None:
                ready = await stack.enter_async_context(opened(settings.neo4j, settings.embedded))
                await stack.enter_async_context(hourly(ready))
            bound(ready, settings.cache_mib)
            administrator = (DEMO_ORGANIZATION, DEMO_ADMINISTRATOR) if demo else None
            authenticator = Authenticator(ready, demo=administrator)
            with suppress(StatementTimeout):
                # Then the first request waits for the plan instead.
                await authenticator.warm()
            if (plan_ahead or database is None) and isinstance(asked, GoalSchema):
                await stack.enter_async_context(warming(asked, ready, operations))
            yield State(database=ready, authenticator=authenticator)

    # Pages of these origins may ask a demo without a token: they are on this machine.
    pages = frozenset(origin for origin in settings.cors if _is_local(origin))
    endpoint = GraphQLEndpoint(asked, demo=demo, pages=pages, at_once=settings.requests_of_a_token)
    app = Starlette(
        routes=[
            Route("/graphql", endpoint),
            Route("/graphql/", endpoint),
            Route("/schema.graphql", _sdl(asked)),
            Route("/export", ExportEndpoint(demo=demo, pages=pages)),
            *health_routes(),
            *page_routes(),
        ],
        middleware=[
            Middleware(RequestIdMiddleware),
            # At this level, a megabyte takes some ten milliseconds.
            Middleware(GZipMiddleware, minimum_size=1024, compresslevel=1),
            Middleware(HeadLimitMiddleware),
            *_cors(settings.cors, settings.cors_header),
        ],
        lifespan=lifespan,
    )
    app.state.server = server
    return app


def _is_local(origin: str) -> bool:
    return is_loopback(urlsplit(origin).hostname or "")


def _sdl(schema: strawberry.Schema) -> Callable[[Request], Awaitable[Response]]:
    """A route that gives everybody the schema, which is public: it is part of the sources."""
    sdl = schema.as_str().rstrip() + "\n"

    async def answer(_request: Request) -> Response:
        return PlainTextResponse(sdl, headers={"x-content-type-options": "nosniff"})

    return answer


def _cors(origins: Sequence[str], more_headers: Sequence[str]) -> list[Middleware]:
    for origin in origins:
        if not ORIGIN.fullmatch(origin):
            raise SettingsError(
                "--cors takes an origin as browsers send it, such as https://board.example; "
                f"{origin} is none."
            )
    for header in more_headers:
        if not HEADER_NAME.fullmatch(header):
            raise SettingsError(f"--cors-header takes the name of a header; {header} is none.")
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=["GET", "POST"],
            allow_headers=[*ASKED_WITH, *TRACED_WITH, *more_headers],
            expose_headers=["goalgraph-at", "idempotency-replayed", "retry-after", "x-request-id"],
            max_age=600,
        )
    ]
