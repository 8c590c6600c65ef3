"""Has the database plan statements ahead, so that no request waits for it.

Statements are run for an organization that is not there: they are planned, kept and find nothing.
To explain them would leave much of the time to the first run. One is planned at a time, with a
pause behind each, since whoever asks meanwhile shares the processors.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from typing import Final

from graph.database.client import Database
from graph.domain.errors import DatabaseUnavailable, GoalgraphError
from graph.reads.execution.run import Plan

NOWHERE: Final = "org_nowhere"
LONGEST_SECONDS: Final = 60.0
PAUSE: Final = 0.5
"""Of the time that planning a statement took: how long is waited behind it."""
GROWTH: Final = 1.7
"""Plans are made anew when there is as many times as much, or as little, as when they were made:
from about there on Neo4j makes them anew itself, while somebody waits."""

_SIZE: Final = "MATCH (n) RETURN count(n)"


class PlanWarmup:
    """Plans statements, each once, until there is so much more in the database that they are due
    again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._planned: dict[str, str] = {}
        self._turn = asyncio.Lock()
        self._size = 0

    async def plan(self, plans: Iterable[Plan]) -> int:
        """Plans what has not been planned yet; tells how many statements those were."""
        made = 0
        for plan in plans:
            if plan.text not in self._planned and await self._run(plan.name, plan.text):
                self._planned[plan.text] = plan.name
                made += 1
        return made

    async def outgrown(self) -> bool:
        """Whether the database has outgrown its plans since this was asked last."""
        size: int = await self._database.read("warm.size", _SIZE, {})
        known, self._size = self._size, max(size, 1)
        if known and (size > known * GROWTH or size * GROWTH < known):
            return True
        self._size = known or self._size
        return False

    def forget(self) -> None:
        """Nothing is planned any more: the database has been started anew."""
        self._planned.clear()

    async def again(self) -> None:
        """Plans everything once more, in the order of the first time."""
        for text, name in list(self._planned.items()):
            await self._run(name, text)

    async def _run(self, name: str, text: str) -> bool:
        """Whether the database has the plan now."""
        async with self._turn:
            started = time.perf_counter()
            try:
                await self._database.read(
                    f"warm.{name}", text, {"org": NOWHERE}, seconds=LONGEST_SECONDS
                )
            except DatabaseUnavailable:
                raise
            except GoalgraphError:
                # Whoever asks is told what is wrong.
                return False
            await asyncio.sleep(PAUSE * (time.perf_counter() - started))
        return True
