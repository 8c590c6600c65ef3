"""Movers are ordered by share, progress or health, page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from graph.domain.health import WORST_FIRST
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import example

BARE = [
    {
        "id": f"obj_bare{n}",
        "title": "Bare",
        "owner": "team_growth",
        "alignsTo": [{"to": "obj_keep"}],
    }
    for n in range(2)
]


@pytest.fixture(scope="module")
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    """The worked example, with two movers that have no progress."""
    document = example()
    document["objectives"] += BARE
    async with company(database, url, document) as made:
        yield made


@pytest.fixture
async def client(lumen: Company) -> Client:
    """Whoever sees all."""
    return await lumen.service()


async def pages(client: Client, order: str, size: int) -> list[dict[str, Any]]:
    """The edges of all pages of the movers of one KPI."""
    edges: list[dict[str, Any]] = []
    after = None
    while True:
        answer = await client.ask(
            'query ($after: String, $first: Int!) { kpi(id: "kpi_mrr") {'
            f" movers(first: $first, after: $after{order}) {{ totalCount"
            " edges { share paths(first: 1) { share } node { id progress health } }"
            " pageInfo { hasNextPage endCursor } } } }",
            {"after": after, "first": size},
        )
        page = answer["kpi"]["movers"]
        edges += page["edges"]
        if not page["pageInfo"]["hasNextPage"]:
            assert len(edges) == page["totalCount"] == 6
            return edges
        after = page["pageInfo"]["endCursor"]


def place(field: str, edge: dict[str, Any]) -> float | None:
    """What an edge is ordered by."""
    node = edge["node"]
    if field == "HEALTH":
        return WORST_FIRST.index(node["health"])
    value: float | None = edge["share"] if field == "SHARE" else node["progress"]
    return value


@pytest.mark.parametrize("field", ["SHARE", "PROGRESS", "HEALTH"])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
async def test_movers_in_order(client: Client, field: str, direction: str) -> None:
    unordered = await pages(client, "", 100)
    assert [edge["share"] for edge in unordered] == sorted(
        (edge["share"] for edge in unordered), reverse=True
    )
    sign = -1 if direction == "DESC" else 1
    expected = sorted(
        unordered,
        key=lambda edge: (
            (key := place(field, edge)) is None,
            sign * (key or 0),
            edge["node"]["id"],
        ),
    )
    if field == "PROGRESS":
        assert [edge["node"]["id"] for edge in expected[-2:]] == ["obj_bare0", "obj_bare1"]
    order = f", orderBy: {{field: {field}, direction: {direction}}}"
    for size in (1, 100):
        assert await pages(client, order, size) == expected


async def test_a_cursor_of_another_order_is_refused(client: Client) -> None:
    asked = '{ kpi(id: "kpi_mrr") { movers(first: 1%s) { pageInfo { endCursor } } } }'
    answer = await client.ask(asked % "")
    cursor = answer["kpi"]["movers"]["pageInfo"]["endCursor"]
    other = f', after: "{cursor}", orderBy: {{field: PROGRESS}}'
    [(code, _)] = await client.refused(asked % other)
    assert code == "INVALID_INPUT"
