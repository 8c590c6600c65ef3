"""Mutations over HTTP, and what they leave behind."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson

from graph.database.client import Database
from tests.api.client import Client

EXAMPLE = Path(__file__).parents[2] / "data" / "example.json"

PAYLOAD = """
revision
problems {
  __typename code message path
  ... on ReadOnly { node { id } }
  ... on VersionConflict { current { id version } }
  ... on AlignmentCycle { steps { node { id } hidden share effect } }
  ... on DriveCycle { steps { node { id } hidden share effect } }
  ... on HierarchyCycle { steps { node { id } hidden share effect } }
  ... on RevertBlocked { blockers { id node { id } revision fields } hiddenBlockers }
}
"""
CHANGED = "changed { nodes { __typename id ... on Objective { progress } } totalCount }"

_STORED = """
MATCH (n) WHERE n.org = $p.org AND NOT n:Token AND NOT n:IdempotentRequest
RETURN {
  nodes: collect([labels(n)[0], properties(n)]),
  relationships: COLLECT {
    MATCH (a)-[r]->(b) WHERE a.org = $p.org RETURN [type(r), a.id, b.id, properties(r)]
  }
}
"""


def example() -> dict[str, Any]:
    """The worked example as a document of its own."""
    document: dict[str, Any] = orjson.loads(EXAMPLE.read_bytes())
    return document


def literal(value: Any) -> str:
    """A value as GraphQL writes it; enums are `Enum`s."""
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {literal(v)}" for name, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return json.dumps(value)


class Enum(str):
    """The name of an enum's value."""


async def change(
    client: Client, mutation: str, given: Mapping[str, Any], selected: str = "", *, all_of: str = ""
) -> dict[str, Any]:
    """The payload of a mutation: PAYLOAD and what else is selected, or `all_of` alone."""
    body = all_of or PAYLOAD + selected
    data = await client.ask(f"mutation {{ {mutation}(input: {literal(given)}) {{ {body} }} }}")
    payload: dict[str, Any] = data[mutation]
    return payload


async def done(
    client: Client, mutation: str, given: Mapping[str, Any], selected: str = ""
) -> dict[str, Any]:
    """What is selected of a mutation that has no problems, and its revision."""
    payload = await change(client, mutation, given, selected)
    problems = payload.pop("problems")
    assert problems == [], problems
    return payload


async def refused(
    client: Client, mutation: str, given: Mapping[str, Any]
) -> list[tuple[str, str, list[str]]]:
    """Code, message and path of the problems of a mutation that has some."""
    payload = await change(client, mutation, given)
    assert payload["revision"] is None
    return [(one["code"], one["message"], one["path"]) for one in payload["problems"]]


Case = tuple[str, dict[str, Any], list[tuple[str, list[str]]]]
"""A mutation and what is given to it, and code and path of each of its problems."""


async def refuse_all(client: Client, cases: Iterable[Case]) -> None:
    """Each of these mutations is refused for just these reasons."""
    for mutation, given, expected in cases:
        problems = await refused(client, mutation, given)
        assert [(code, path) for code, _, path in problems] == expected, (mutation, given)


async def stored(database: Database, org: str) -> tuple[list[Any], list[Any]]:
    """Everything an organization has: its nodes and its relationships, in one order."""
    found = await database.read("test.stored", _STORED, {"org": org})

    def in_order(rows: list[Any]) -> list[Any]:
        return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))

    return in_order(found["nodes"]), in_order(found["relationships"])
