"""What is done every hour, whether anybody asks or not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import structlog

from graph.database.client import Database
from graph.domain.errors import GoalgraphError
from graph.writes.due_formulas import compute_due

HOUR: Final = 3600.0


@asynccontextmanager
async def hourly(database: Database) -> AsyncIterator[None]:
    """Stores the values of KPIs with formulas that are due, every hour while the block runs."""

    async def repeated() -> None:
        while True:
            await asyncio.sleep(HOUR)
            try:
                await compute_due(database)
            except GoalgraphError as error:
                structlog.get_logger().warning("formulas.not_computed", reason=str(error))

    task = asyncio.create_task(repeated())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
