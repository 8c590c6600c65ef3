"""Planning ahead, so that no user waits while the database first plans a question.

First come the layers of the operations that are known beforehand, then their one statements. What
is asked often becomes one statement as well, planned beside the requests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from cachetools import LRUCache
from graphql import parse

from graph.domain.viewer import Viewer
from graph.reads.execution.plan_warmup import NOWHERE, PlanWarmup
from graph.reads.execution.run import Plan
from graph.reads.temporal.moment import Moment
from resolvers import GoalSchema
from resolvers.context import Context
from resolvers.reading import Shape

if TYPE_CHECKING:
    pass

Operation = tuple[str, Mapping[str, Any]]
"""A document and its variables."""

MOST_PROMOTED: Final = 100
"""How many shapes are asked as one statement: those promoted or registered last."""
LOOK_SECONDS: Final = 15.0
"""How often it is looked whether the database has outgrown its plans."""


class _Nowhere:
    """A database in which there is nothing: what is asked of it is compiled, and that is all."""

    async def read(self, name: str, statement: str, p: Mapping[str, Any]) -> None:
        """As `Database.read`."""


async def registered(
    schema: GoalSchema, operations: Iterable[Operation], *, past: bool = False
) -> list[Shape]:
    """The shapes of operations, for viewers who see everything and for those who do not."""
    schema.reader.registered.clear()
    for document, variables in operations:
        for sees_all in (False, True):
            await _compile(schema, document, variables, sees_all, past)
            await asyncio.sleep(0)
    return list(schema.reader.registered)


async def _compile(
    schema: GoalSchema,
    document: str,
    variables: Mapping[str, Any],
    sees_all: bool,
    past: bool,
) -> None:
    viewer = Viewer(
        org=NOWHERE,
        person=None,
        name="",
        scope="read",
        role=None,
        sees_all=sees_all,
        mine=(),
        near=(),
        access_revision=0,
    )

    async def refresh() -> Viewer:
        return viewer

    now = datetime.now(UTC)
    executor = schema.execution_context_class.build(
        schema.graphql,
        parse(document),
        context_value=Context(
            viewer,
            _Nowhere(),
            now,
            "warm",
            refresh,
            past=Moment(1, now) if past else None,
        ),
        raw_variable_values=dict(variables),
        operation_extensions=None,
    )
    if not isinstance(executor, list):
        result: Any = executor.execute_operation()
        if hasattr(result, "__await__"):
            # It ends in errors: the organization is not there.
            await result


class Promotions:
    """Plans the one statement of what is asked often; the last `MOST_PROMOTED` are asked so."""

    def __init__(self, schema: GoalSchema, ahead: PlanWarmup) -> None:
        self._reader = schema.reader
        self._ahead = ahead
        self._waiting: asyncio.Queue[Shape] = asyncio.Queue()
        self._promoted: LRUCache[Shape, None] = LRUCache(MOST_PROMOTED)
        self._reader.promote = self._waiting.put_nowait

    def add(self, shapes: Iterable[Shape]) -> None:
        """Have these planned when it is their turn."""
        for shape in shapes:
            self._waiting.put_nowait(shape)

    async def run(self) -> None:
        """Plans what is waiting, one after the other, for ever."""
        while True:
            await self._plan(await self._waiting.get())

    async def renew(self) -> None:
        """Plans everything again when the database has outgrown its plans, for ever."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if await self._ahead.outgrown():
                planned = self._reader.forget()
                await self._ahead.again()
                for shape in planned:
                    shape.planned = True

    async def _plan(self, shape: Shape) -> None:
        whole = shape.whole()
        await self._ahead.plan((whole, *whole.others))
        shape.planned = True
        if shape not in self._promoted and len(self._promoted) == MOST_PROMOTED:
            dropped, _ = self._promoted.popitem()
            dropped.planned = False
            dropped.asked = 0
        self._promoted[shape] = None


def layers_of(shapes: Sequence[Shape]) -> list[Plan]:
    """Every statement of the shapes' layers, each text once."""
    plans = {one.text: one for shape in shapes for one in shape.layer_statements()}
    return list(plans.values())
