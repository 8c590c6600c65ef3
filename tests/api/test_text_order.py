"""Lists by title or name are in the order of the Unicode Collation Algorithm, page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from graph.database.migrations.texts import fill_organization
from graph.domain.text_properties import TEXT_PROPERTIES
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import done, stored

IN_ORDER = [
    "-x",
    "⭐️ Gold",
    "⭐🚀 Rocket",
    "10",
    "9",
    "a",
    "A",
    "á",
    "ab",
    "éclair",
    "Éclair",
    "ø",
    "Zebra",
    "目標（新規）",
    "目標🚀成長",
]
DOCUMENT: dict[str, Any] = {
    "organization": {"name": "Order", "timezone": "UTC"},
    "teams": [
        {"id": "team_co", "name": "Order", "kind": "COMPANY"},
        {"id": "team_supply", "name": "Supply", "parent": "team_co"},
    ],
    "objectives": [
        {"id": f"obj_{name}", "title": title, "owner": "team_supply", "labels": ["x"]}
        for name, title in zip("hcoafmbkdnigjel", reversed(IN_ORDER), strict=True)
    ],
    "kpis": [
        {
            "name": title,
            "owner": "team_supply",
            "measure": {"kind": "NUMBER"},
            "direction": "INCREASE",
            "frequency": "MONTHLY",
        }
        for title in reversed(IN_ORDER)
    ],
}
LISTS = {
    "objectives({})": "title",
    'objectives({} filter: {{owner: {{eq: "team_supply"}}}})': "title",
    'kpis({} filter: {{owner: {{eq: "team_supply"}}}})': "name",
    "at(revision: 1) {{ objectives({}) {{ nodes {{ title }} pageInfo {{ hasNextPage hasPreviousPage"
    " startCursor endCursor }} totalCount }} }}": "title",
}


@pytest.fixture(scope="module")
async def order(database: Database, url: str) -> AsyncIterator[Company]:
    """Goals and KPIs of these titles."""
    async with company(database, url, DOCUMENT) as made:
        yield made


@pytest.fixture
async def client(order: Company) -> Client:
    """Whoever sees all."""
    return await order.service()


@pytest.mark.parametrize("asked", LISTS)
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize("backward", [False, True])
async def test_pages_have_every_row_once_and_in_order(
    client: Client, asked: str, direction: str, backward: bool
) -> None:
    name = LISTS[asked]
    expected = IN_ORDER if direction == "ASC" else IN_ORDER[::-1]
    for size in (1, 2, 4):
        titles: list[str] = []
        cursor = "null"
        more = True
        while more:
            first, after = ("last", "before") if backward else ("first", "after")
            arguments = (
                f"{first}: {size}, {after}: {cursor},"
                f" orderBy: {{field: {name.upper()}, direction: {direction}}}"
            )
            page = await _page(client, asked.format(arguments), name)
            got = [node[name] for node in page["nodes"]]
            titles = got + titles if backward else titles + got
            info = page["pageInfo"]
            more = info["hasPreviousPage" if backward else "hasNextPage"]
            cursor = f'"{info["startCursor" if backward else "endCursor"]}"'
            assert page["totalCount"] == len(IN_ORDER)
        assert titles == expected


async def _page(client: Client, asked: str, name: str) -> dict[str, Any]:
    selected = (
        f"{{ totalCount nodes {{ {name} }}"
        " pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"
    )
    past = asked.startswith("at")
    answer = await client.ask(f"{{ {asked} }}" if past else f"{{ page: {asked} {selected} }}")
    page: dict[str, Any] = answer["at"]["objectives"] if past else answer["page"]
    return page


async def test_what_was_stored_before_is_brought_along(database: Database, url: str) -> None:
    async with company(database, url, DOCUMENT) as made:
        admin = await made.service()
        for title in ("Ähnlich", "ÄHNLICH", "Anders"):
            await done(admin, "objectiveUpdate", {"id": "obj_a", "title": title})
        await done(admin, "objectiveUpdate", {"id": "obj_a", "labels": ["y"], "description": "É"})
        before = await stored(database, made.org)
        strip = "MATCH (n) WHERE n.org = $p.org " + " ".join(
            f"REMOVE n.{name}" for name in sorted(TEXT_PROPERTIES)
        )

        async def work(transaction: Any) -> None:
            await transaction.run("strip", strip + " RETURN count(*)", {"org": made.org})
            forget = "MATCH (f:FormerTitle) WHERE f.org = $p.org DELETE f RETURN count(*)"
            await transaction.run("forget", forget, {"org": made.org})

        await database.write(made.org, work)
        assert await stored(database, made.org) != before
        for _ in range(2):
            await fill_organization(database, made.org)
            assert await stored(database, made.org) == before
