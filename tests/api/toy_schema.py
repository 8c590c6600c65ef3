"""A schema whose fields misbehave on purpose, for what the endpoint does about that."""

from __future__ import annotations

import asyncio
from typing import cast

import strawberry
from strawberry.types import Info

from graph.domain.errors import (
    Contention,
    DatabaseError,
    DatabaseUnavailable,
    InvalidInput,
    OutOfMemory,
    StatementTimeout,
    Unauthenticated,
)
from resolvers.context import Context

# What the fields below did, for tests to look at.
happened: list[str] = []


@strawberry.input
class Filter:
    """A filter that nests."""

    no: Filter | None = None
    text: str | None = None


@strawberry.type
class Thing:
    """Something with more of itself in it."""

    name: str

    @strawberry.field
    def thing(self) -> Thing:
        return Thing(name=self.name)


@strawberry.type
class Query:
    """Fields that answer, wait or fail."""

    @strawberry.field
    def thing(self, filter: Filter | None = None) -> Thing:
        return Thing(name="a thing")

    @strawberry.field
    def echo(self, text: str) -> str:
        return text

    @strawberry.field
    def number(self, value: int = 0) -> int | None:
        return value

    @strawberry.field
    def count(self, numbers: list[int]) -> int:
        return len(numbers)

    @strawberry.field
    def too_large(self) -> int | None:
        return 2**40

    @strawberry.field
    async def viewer(self, info: Info[Context, None]) -> str:
        viewer = info.context.viewer
        return f"{viewer.org} {viewer.person} {viewer.name} {viewer.scope}"

    @strawberry.field
    async def refreshed(self, info: Info[Context, None]) -> str:
        return (await info.context.refresh()).name

    @strawberry.field
    def boom(self) -> str | None:
        raise RuntimeError("the secret is 4711")

    @strawberry.field
    def null(self) -> str:
        return cast("str", None)

    @strawberry.field
    def fails(self, how: str) -> str | None:
        raise {
            "invalid": InvalidInput("No such cursor.", path=["after"]),
            "timeout": StatementTimeout("It took longer than 8 s."),
            "memory": OutOfMemory("It takes too much memory."),
            "unavailable": DatabaseUnavailable("Neo4j at bolt://secret:7687 cannot be reached"),
            "contention": Contention("Writers kept colliding."),
            "database": DatabaseError("Neo4j refused MATCH (n)"),
            "revoked": Unauthenticated("This token is not known."),
        }[how]

    @strawberry.field
    async def slow(self, seconds: float) -> bool:
        happened.append("began")
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            happened.append("cancelled")
            raise
        happened.append("ended")
        return True


@strawberry.type
class Mutation:
    """A change that takes its time."""

    @strawberry.mutation
    async def change(self, seconds: float = 0) -> bool:
        happened.append("began")
        await asyncio.sleep(seconds)
        happened.append("changed")
        return True


def toy_schema() -> strawberry.Schema:
    """The schema of this module."""
    return strawberry.Schema(Query, Mutation)
