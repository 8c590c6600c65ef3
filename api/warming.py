"""The questions that are planned when the server starts: those of the page's tabs.

May import resolvers and graph. Runs beside the first requests, and ends when the server stops.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import orjson
import structlog

from graph.database.client import Database
from graph.domain.errors import GoalgraphError
from graph.writes.execution.plan_warmup import warm as warm_writes
from resolvers import GoalSchema
from resolvers.warming import Operation, warm

_MUTATION = re.compile(r"^mutation\b", re.MULTILINE)
QUESTIONS = Path(__file__).resolve().parent.parent / "web" / "questions"


def common_operations(folder: Path = QUESTIONS) -> list[Operation]:
    """The questions in a folder, each with the variables beside it; none without the folder."""
    operations = []
    for document in sorted(folder.glob("*.graphql")):
        if _MUTATION.search(document.read_text()):
            continue
        variables = document.with_suffix(".json")
        given = orjson.loads(variables.read_bytes()) if variables.exists() else {}
        operations.append((document.read_text(), given))
    return operations


@asynccontextmanager
async def warming(schema: GoalSchema, database: Database) -> AsyncIterator[None]:
    """Plans common statements, reads first, while the block runs."""
    operations = common_operations()

    async def run() -> None:
        try:
            await warm(schema, database, operations)
            await warm_writes(database)
        except GoalgraphError as error:
            # Whoever asks first then waits for the plan, or is told what is wrong.
            structlog.get_logger().info("warming.stopped", reason=error.message)

    task = asyncio.create_task(run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
