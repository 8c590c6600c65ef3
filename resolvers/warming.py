"""Planning common statements ahead, so that no user waits while the database first plans them.

The statements are sent for an organization that is not there: they are planned, cached and find
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from graphql import parse

from graph.domain.errors import GoalgraphError
from graph.domain.viewer import Viewer
from resolvers import GoalSchema
from resolvers.context import Context

if TYPE_CHECKING:
    from graph.database.client import Database

NOWHERE = "org_nowhere"

Operation = tuple[str, Mapping[str, Any]]
"""A document and its variables."""


async def warm(schema: GoalSchema, database: Database, operations: Sequence[Operation]) -> None:
    """Plan these operations, for viewers who see everything and for those who do not."""
    done: set[str] = set()
    for document, variables in operations:
        for sees_all in (False, True):
            await _ask(schema, database, document, variables, sees_all)
            for plan in schema.reader.plans():
                if plan.text not in done:
                    done.add(plan.text)
                    with suppress(GoalgraphError):
                        await database.read(f"warm.{plan.name}", plan.text, {"org": NOWHERE})


async def _ask(
    schema: GoalSchema,
    database: Database,
    document: str,
    variables: Mapping[str, Any],
    sees_all: bool,
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

    executor = schema.execution_context_class.build(
        schema._schema,
        parse(document),
        context_value=Context(viewer, database, datetime.now(UTC), "warm", refresh),
        raw_variable_values=dict(variables),
        operation_extensions=None,
    )
    if not isinstance(executor, list):
        result: Any = executor.execute_operation()
        if hasattr(result, "__await__"):
            # It ends in errors: the organization is not there.
            await result
