"""What statements were sent, and how the database would run them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import neo4j

from graph.database.client import Database
from graph.database.settings import DatabaseSettings


@dataclass(frozen=True)
class Sent:
    """A statement with its name and parameters."""

    name: str
    text: str
    p: Mapping[str, Any]


class Recording(Database):
    """A database that keeps what it was asked to read."""

    def __init__(self, settings: DatabaseSettings, driver: neo4j.AsyncDriver) -> None:
        super().__init__(settings, driver)
        self.sent: list[Sent] = []

    async def read(
        self, name: str, statement: str, p: Mapping[str, Any], *, seconds: float | None = None
    ) -> Any:
        self.sent.append(Sent(name, statement, dict(p)))
        return await super().read(name, statement, p, seconds=seconds)

    async def explain(self, sent: Sent) -> list[Operator]:
        """The operators of a statement's plan, each before those that feed it."""
        async with self._session(neo4j.READ_ACCESS) as session:
            result = await session.run(f"EXPLAIN {sent.text}", {"p": dict(sent.p)})
            summary = await result.consume()
        assert summary.plan is not None
        return list(_operators(summary.plan))

    async def memory(self, sent: Sent) -> int:
        """The most memory that a statement takes while it runs, in bytes as the database counts."""
        async with self._session(neo4j.READ_ACCESS) as session:
            result = await session.run(f"PROFILE {sent.text}", {"p": dict(sent.p)})
            summary = await result.consume()
        assert summary.profile is not None
        most: int = summary.profile["args"]["GlobalMemory"]
        return most


@dataclass(frozen=True)
class Operator:
    """One operator of a plan: its kind, such as NodeIndexSeek, and what it works on."""

    kind: str
    details: str


def _operators(plan: Mapping[str, Any]) -> Iterator[Operator]:
    kind = plan["operatorType"].partition("@")[0]
    yield Operator(kind, plan["args"].get("Details", ""))
    for child in plan.get("children", ()):
        yield from _operators(child)
