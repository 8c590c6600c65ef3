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
from graph.reads.execution.plan_warmup import PlanWarmup
from graph.writes.execution.plan_warmup import warm as warm_writes
from resolvers import GoalSchema
from resolvers.catalogue import catalogue
from resolvers.warming import Operation, Promotions, layers_of, registered

_MUTATION = re.compile(r"^mutation\b", re.MULTILINE)
RETRY_SECONDS = 30.0
"""How long planning ahead rests when the database could not be reached."""
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
    """Plans statements ahead while the block runs: those of common questions first, what is asked
    often whenever it comes."""
    operations = common_operations()
    ahead = PlanWarmup(database)
    promotions = Promotions(schema, ahead)

    async def common() -> None:
        shapes = await registered(schema, operations)
        await ahead.plan(layers_of(shapes))
        await warm_writes(database)
        promotions.add(shapes)
        every: list[Operation] = [(document, {}) for document in catalogue(schema._schema)]
        for past in (False, True):
            for operation in [*operations, *every]:
                await ahead.plan(layers_of(await registered(schema, [operation], past=past)))

    async def run() -> None:
        await ahead.outgrown()
        async with asyncio.TaskGroup() as tasks:
            for work in (common, promotions.run, promotions.renew):
                tasks.create_task(work())

    async def repeated() -> None:
        while True:
            try:
                await run()
            except* GoalgraphError as group:
                # Whoever asks first then waits for the plan, or is told what is wrong.
                reason = str(group.exceptions[0])
                structlog.get_logger().info("warming.stopped", reason=reason)
            # A database that comes back has no plans.
            ahead.forget()
            promotions.add(schema.reader.forget())
            await asyncio.sleep(RETRY_SECONDS)

    task = asyncio.create_task(repeated())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
