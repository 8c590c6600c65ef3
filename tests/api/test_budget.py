"""What a question may ask for is counted before it runs, whatever there is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import company

SIZE = 12
MOVERS = "movers(first: 10) { edges { node { id } paths(first: 100) { share } } }"


def ladder() -> dict[str, Any]:
    """Twelve levels of twelve goals, each aligned to all of the level above, which moves a KPI."""

    def goal(level: int, place: int) -> dict[str, Any]:
        above = [
            {"id": f"aln_{level}_{place}_{other}", "to": f"obj_{level - 1}_{other}"}
            for other in range(SIZE if level else 0)
        ]
        return {
            "id": f"obj_{level}_{place}",
            "title": f"Goal {level} {place}",
            "owner": "team_sub" if level else "team_all",
            "lifecycle": "ACTIVE",
            "alignsTo": above,
            "supports": []
            if level
            else [{"id": f"sup_{place}", "kpi": "kpi_top", "effect": "RAISES"}],
        }

    return {
        "organization": {"name": "Ladder", "timezone": "UTC", "fiscalYearStartMonth": 1},
        "teams": [
            {"id": "team_all", "name": "All", "kind": "COMPANY"},
            {"id": "team_sub", "name": "Sub", "kind": "TEAM", "parent": "team_all"},
        ],
        "people": [],
        "cycles": [],
        "kpis": [
            {
                "id": "kpi_top",
                "name": "Top",
                "direction": "INCREASE",
                "frequency": "WEEKLY",
                "measure": {"kind": "NUMBER"},
                "owner": "team_all",
            }
        ],
        "objectives": [goal(level, place) for level in range(SIZE) for place in range(SIZE)],
    }


@pytest.fixture(scope="module")
async def client(patient: Database, url: str) -> AsyncIterator[Client]:
    """Who sees all of the ladder."""
    async with company(patient, url, ladder()) as loaded:
        yield await loaded.service()


@pytest.mark.parametrize(
    ("text", "limit", "asked", "field"),
    [
        (
            "{ kpis(first: 15) { nodes { movers(first: 100) { edges { paths(first: 100) { share } }"
            " } } } }",
            "paths",
            150_000,
            "kpis.nodes.movers.edges.paths",
        ),
        (
            "{ all: objectives(first: 100) { nodes { sub: descendants { nodes { moves(first: 1) {"
            " totalCount } } } } } }",
            "rules",
            5_100,
            "all.nodes.sub.nodes.moves",
        ),
        (
            "{ teams { nodes { members { nodes { objectives { nodes { keyResults { nodes { id } }"
            " } } } } } } }",
            "objects",
            6_250_000,
            "teams.nodes.members.nodes.objectives.nodes.keyResults",
        ),
        (
            '{ a: objective(id: "obj_0_0") { pathsToCompany(first: 100) { share } } '
            + " ".join(
                f'b{n}: objective(id: "obj_0_0") {{ pathsToCompany(first: 100) {{ share }} }}'
                for n in range(10)
            )
            + " }",
            "paths",
            1_100,
            "b9.pathsToCompany",
        ),
    ],
)
async def test_more_than_that_is_refused(
    client: Client, text: str, limit: str, asked: int, field: str
) -> None:
    errors = (await client.send(text)).json()["errors"]
    assert [error["extensions"] for error in errors] == [
        {
            "code": "LIMIT_EXCEEDED",
            "limit": limit,
            "asked": asked,
            "maximum": 500_000 if limit == "objects" else 1_000,
            "field": field,
        }
    ]
    assert f"`{field}`" in errors[0]["message"]
    assert f"{asked:,}" in errors[0]["message"]


async def test_what_a_question_costs(client: Client) -> None:
    text = (
        "{ kpis(first: 15) { nodes { name movers(first: 10) { edges { paths(first: 3) { share } }"
        " } owner { id } } } }"
    )
    told = (await client.send(text, headers={"goalgraph-cost": "1"})).json()["extensions"]
    assert told == {
        "cost": {
            "objects": {"asked": 15 + 150, "maximum": 500_000},
            "paths": {"asked": 450, "maximum": 1_000},
            "rules": {"asked": 15, "maximum": 1_000},
        }
    }
    assert "extensions" not in (await client.send(text)).json()


async def test_paths_of_ten_million_million(client: Client) -> None:
    """The first of 12 to the power of 11 paths, all equal, are found by their ids."""
    found = await client.ask(
        '{ objective(id: "obj_11_0") { pathsToCompany(first: 100) { share length steps { node { id'
        " } } } moves(first: 5) { edges { paths(first: 100) { share length } } } } }"
    )
    paths = found["objective"]["pathsToCompany"]
    assert [path["length"] for path in paths] == [SIZE - 1] * 100
    assert all(path["share"] == pytest.approx(SIZE ** -(SIZE - 1), rel=1e-9) for path in paths)
    ids = [[step["node"]["id"] for step in path["steps"]] for path in paths]
    assert ids == sorted(ids)
    assert len({tuple(path) for path in ids}) == 100
    [edge] = found["objective"]["moves"]["edges"]
    assert [path["length"] for path in edge["paths"]] == [SIZE] * 100


async def test_others_are_answered_meanwhile(client: Client) -> None:
    """The heaviest question that is taken keeps nobody waiting."""
    heavy = asyncio.create_task(client.ask(f"{{ kpis(first: 1) {{ nodes {{ {MOVERS} }} }} }}"))
    answered = 0
    while not heavy.done():
        await client.ask("{ organization { name } }")
        answered += 1
    assert len((await heavy)["kpis"]["nodes"][0]["movers"]["edges"]) == 10
    assert answered > 2
