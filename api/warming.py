"""The questions that are planned when the server starts: those of the page's tabs.

Runs beside the first requests, and ends when the server stops.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import structlog
from graphql import GraphQLError, parse

from graph.database.client import Database
from graph.domain.errors import GoalgraphError, SettingsError
from graph.reads.execution.plan_warmup import PlanWarmup
from graph.reads.execution.run import Plan
from graph.writes.execution.plan_warmup import warm as warm_writes
from resolvers import GoalSchema
from resolvers.catalogue import catalogue
from resolvers.warming import Operation, Promotions, layers_of, registered

_AGO = re.compile(r"(\d+) days ago")
_MUTATION = re.compile(r"^mutation\b", re.MULTILINE)
RETRY_SECONDS = 30.0
"""How long planning ahead rests when the database could not be reached."""
QUESTIONS = Path(__file__).resolve().parent.parent / "web" / "questions"


def common_operations(*folders: Path) -> list[Operation]:
    """The page's questions and those in other folders (`*.graphql`), each with the variables in a
    JSON beside it. Raises SettingsError for a folder that is none, or what cannot be read."""
    operations: list[Operation] = []
    for folder in folders:
        if not folder.is_dir():
            raise SettingsError(f"{folder} is no folder of documents.")
    for document in [one for folder in (QUESTIONS, *folders) for one in _documents(folder)]:
        try:
            text = document.read_text()
            variables = document.with_suffix(".json")
            given = orjson.loads(variables.read_bytes()) if variables.exists() else {}
            parse(text)
        except (OSError, ValueError, GraphQLError) as error:
            raise SettingsError(f"{document} cannot be read: {error}") from error
        if not _MUTATION.search(text):
            moments = {name: _moment(value) for name, value in given.items()}
            operations.append((text, moments))
    return operations


def _documents(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.graphql"))


def _moment(value: Any) -> Any:
    """A variable's value; of "14 days ago" the moment."""
    found = _AGO.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return value
    return (datetime.now(UTC) - timedelta(days=int(found[1]))).isoformat()


async def plan_questions(
    schema: GoalSchema, database: Database, operations: Sequence[Operation]
) -> None:
    """Plans the layers of these questions and all writes, and returns when that is done."""
    ahead = PlanWarmup(database)
    for operation in operations:
        await ahead.plan(layers_of(await registered(schema, [operation])))
    await warm_writes(database)


@asynccontextmanager
async def warming(
    schema: GoalSchema, database: Database, operations: Sequence[Operation]
) -> AsyncIterator[None]:
    """Plans statements ahead while the block runs: those of common questions first, what is asked
    often whenever it comes."""
    log = structlog.get_logger()
    ahead = PlanWarmup(database)
    promotions = Promotions(schema, ahead)

    async def common() -> None:
        shapes = await registered(schema, operations)
        await stage("common questions", layers(operations, past=False))
        await warm_writes(database)
        promotions.add(shapes)
        every: list[Operation] = [(document, {}) for document in catalogue(schema.graphql)]
        for past in (False, True):
            name = "the past" if past else "the present"
            await stage(name, layers([*operations, *every], past=past))

    async def layers(given: Iterable[Operation], *, past: bool) -> AsyncIterator[list[Plan]]:
        # One after the other, since compiling takes the loop for some milliseconds.
        for operation in given:
            yield layers_of(await registered(schema, [operation], past=past))

    async def stage(name: str, plans: AsyncIterable[Sequence[Plan]]) -> None:
        started, made = time.perf_counter(), 0
        async for several in plans:
            made += await ahead.plan(several)
        seconds = round(time.perf_counter() - started, 1)
        log.info("warming.planned", what=name, statements=made, seconds=seconds)

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
                log.info("warming.stopped", reason=reason)
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
