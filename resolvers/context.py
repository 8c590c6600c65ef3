"""What every resolver is given. A fresh one for each request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from graphql import GraphQLError

from graph.domain.viewer import Viewer
from graph.reads.compile.budget import Cost
from graph.reads.table.types import TYPES
from graph.reads.temporal.moment import Moment
from graph.writes.execution.idempotency import IdempotentRequest

if TYPE_CHECKING:  # Resolvers hand the database on and never speak to it.
    from graph.database.client import Database
    from graph.database.reader import StatementReader


@dataclass(slots=True)
class Context:
    """`now` is the moment of the request (aware); `refresh` asks the database who the viewer is
    again, past every cache, for when their access has changed since they were looked up. `once` is
    the request, when it came with an idempotency key. `past` is the moment that all questions of
    the request are about, when that is not the present. `writer` is what its mutations write to.
    `cost` is what the request has asked for so far."""

    viewer: Viewer
    database: StatementReader
    now: datetime
    request_id: str
    refresh: Callable[[], Awaitable[Viewer]]
    once: IdempotentRequest | None = None
    past: Moment | None = None
    writer: Database | None = None
    cost: Cost = field(default_factory=partial(Cost, TYPES))
    errors: list[GraphQLError] = field(default_factory=list)
    """What was wrong with fields whose answers are null, and the rest was answered."""
