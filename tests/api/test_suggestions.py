"""Suggestions for KPIs over HTTP: each reason, its template, and the draft sent as it is."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import Enum, done, stored

TODAY = datetime.now(UTC).date()
THIS_MONTH = TODAY.replace(day=1)
SUGGESTIONS = """suggestions { reason message facts { name value limit }
  template { __typename id title builtIn templateResults { title } } draft }"""


def month(back: int) -> date:
    """The first day of the month so many months before this one."""
    years, index = divmod(THIS_MONTH.year * 12 + THIS_MONTH.month - 1 - back, 12)
    return date(years, index + 1, 1)


def end(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def target(back: int, value: float, last: int | None = None) -> dict[str, Any]:
    until = end(month(back if last is None else last)).isoformat()
    return {"period": {"startsOn": month(back).isoformat(), "endsOn": until}, "value": value}


def kpi(
    identifier: str, name: str, numbers: list[float], targets: list[Any], **more: Any
) -> dict[str, Any]:
    """A monthly KPI whose last value is of the month before this one."""
    values = [
        {"at": month(len(numbers) - i).isoformat(), "value": number}
        for i, number in enumerate(numbers)
    ]
    row = {"direction": "INCREASE", "frequency": "MONTHLY", "owner": "team_co"}
    return {"id": identifier, "name": name, **row, "values": values, "targets": targets, **more}


ZIGZAG = [100 - 3 * i + (i % 2) for i in range(14)]
DOCUMENT: dict[str, Any] = {
    "organization": {"name": "Advised", "timezone": "UTC"},
    "teams": [{"id": "team_co", "name": "Advised", "kind": "COMPANY"}],
    "people": [{"id": "psn_ann", "name": "Ann", "email": "ann@advised.example"}],
    "kpis": [
        kpi(
            "kpi_behind",
            "Customer churn",
            [6.0, 7.0],
            [target(2, 5, 0)],
            direction="DECREASE",
        ),
        kpi(
            "kpi_miss",
            "Win rate",
            [float(value) for value in ZIGZAG],
            [target(0, 60, -2)],
        ),
        kpi("kpi_raised", "Qualified leads", [50.0], [target(1, 50), target(0, 80)]),
        kpi("kpi_good", "Uptime", [97.0, 99.0, 98.0], [target(3, 95, 0)]),
        kpi("kpi_odd", "Zyxwvu", [1.0, 1.0], [target(2, 5, 0)]),
        kpi("kpi_away", "Zyxwvu", [1.0, 1.0], [target(2, 5, 0)], archived=True),
        kpi("kpi_new", "Zyxwvu", [], []),
    ],
    "objectives": [],
    "templates": [
        {
            "id": "tpl_own",
            "title": "Find the zyxwvu",
            "effect": "LOWERS",
            "helps": ["zyxwvu"],
        }
    ],
}
PRIVATE = Enum("PRIVATE")
KPI = {
    "id": "kpi_less",
    "name": "Zyxwvu",
    "direction": Enum("DECREASE"),
    "frequency": Enum("MONTHLY"),
    "owner": "team_co",
}


@pytest.fixture
async def advised(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, DOCUMENT, now=datetime.now(UTC)) as made:
        yield made


@pytest.fixture
async def admin(advised: Company) -> Client:
    return await advised.service()


async def suggested(client: Client, kpi: str) -> list[dict[str, Any]]:
    data = await client.ask(f'{{ kpi(id: "{kpi}") {{ {SUGGESTIONS} }} }}')
    rows: list[dict[str, Any]] = data["kpi"]["suggestions"]
    return rows


async def sent(client: Client, suggestion: dict[str, Any]) -> dict[str, Any]:
    """The payload of the batch that a draft is, as a client sends it: as a variable."""
    query = """mutation($input: BatchInput!) { batch(input: $input) {
      revision problems { code message path } results { operation node { id } } } }"""
    data = await client.ask(query, {"input": json.loads(suggestion["draft"])})
    payload: dict[str, Any] = data["batch"]
    assert payload["problems"] == []
    return payload


async def test_each_reason(admin: Client) -> None:
    data = await admin.ask(f"{{ kpis(first: 10) {{ nodes {{ id {SUGGESTIONS} }} }} }}")
    every = {row["id"]: row["suggestions"] for row in data["kpis"]["nodes"]}
    reasons = {kpi: [row["reason"] for row in rows] for kpi, rows in every.items()}
    assert reasons == {
        "kpi_behind": ["BEHIND"],
        "kpi_miss": ["FORECAST_TO_MISS"],
        "kpi_raised": ["AMBITIOUS_TARGET"],
        "kpi_good": ["RAISE_TARGET"],
        "kpi_odd": ["BEHIND"],
        "kpi_new": [],
    }
    [behind] = every["kpi_behind"]
    assert behind["facts"] == [{"name": "value", "value": 7.0, "limit": 5.0}]
    assert behind["template"]["id"] == "tpl_library-success-stay-with-us"
    assert "“Customer churn” was behind" in behind["message"]
    [miss] = every["kpi_miss"]
    facts = {fact["name"]: fact for fact in miss["facts"]}
    assert facts["probability"]["value"] < 0.5
    assert facts["relativeError"]["value"] < 1
    assert facts["expected"]["limit"] == 60
    assert miss["template"]["id"] == "tpl_library-sales-win-more"
    [raised] = every["kpi_raised"]
    assert raised["facts"] == [
        {"name": "value", "value": 50.0, "limit": 80.0},
        {"name": "target", "value": 80.0, "limit": 50.0},
    ]
    assert raised["template"]["id"] == "tpl_library-marketing-better-leads"
    [good] = every["kpi_good"]
    assert good["facts"] == [{"name": "median", "value": 98.0, "limit": 95.0}]
    assert good["template"] is None
    # The organization's own would push it the other way.
    assert every["kpi_odd"][0]["template"] is None
    # What is asked of one is what is asked of all; archived ones need nothing.
    for kpi, rows in every.items():
        assert await suggested(admin, kpi) == rows
    assert await suggested(admin, "kpi_away") == []


@pytest.mark.parametrize("kpi", ["kpi_behind", "kpi_miss", "kpi_raised", "kpi_odd"])
async def test_a_draft_is_sent_as_it_is(advised: Company, admin: Client, kpi: str) -> None:
    [suggestion] = await suggested(admin, kpi)
    made = await sent(admin, suggestion)
    assert made["results"][0]["operation"] == "objectiveCreate"
    objective = made["results"][0]["node"]["id"]
    data = await admin.ask(
        f'{{ objective(id: "{objective}") {{ title lifecycle owner {{ ... on Node {{ id }} }} '
        "keyResults { totalCount nodes { title } } initiatives { totalCount } "
        "supports { nodes { effect kpi { id } } } } }"
    )
    drafted = data["objective"]
    template = suggestion["template"]
    assert drafted["lifecycle"] == "DRAFT"
    assert drafted["owner"] == {"id": "team_co"}
    effect = "LOWERS" if kpi == "kpi_behind" else "RAISES"
    assert drafted["supports"]["nodes"] == [{"effect": effect, "kpi": {"id": kpi}}]
    if template is None:
        assert drafted["title"] == "Raise “Zyxwvu”"
        assert drafted["keyResults"]["totalCount"] == 0
    else:
        assert drafted["title"] == template["title"]
        titles = sorted(row["title"] for row in drafted["keyResults"]["nodes"])
        assert titles == sorted(row["title"] for row in template["templateResults"])
        assert drafted["initiatives"]["totalCount"] > 0
    # A draft helps nobody yet; sent again it is there already, and nothing changes.
    before = await stored(advised.database, advised.org)
    assert await suggested(admin, kpi) == [suggestion]
    assert (await sent(admin, suggestion))["revision"] == made["revision"]
    assert await stored(advised.database, advised.org) == before
    # Once it is active, it does help; at the time before, it did not.
    if template is not None:
        await done(admin, "objectivePublish", {"id": objective})
        assert await suggested(admin, kpi) == []
        then = await admin.ask(
            f'{{ at(revision: {made["revision"]}) {{ kpi(id: "{kpi}") {{ {SUGGESTIONS} }} }} }}'
        )
        [past] = then["at"]["kpi"]["suggestions"]
        assert past["reason"] == suggestion["reason"]
        assert past["draft"] == suggestion["draft"]


async def test_a_better_target_is_set(admin: Client) -> None:
    [suggestion] = await suggested(admin, "kpi_good")
    made = await sent(admin, suggestion)
    assert [row["operation"] for row in made["results"]] == ["kpiTargetSet"]
    data = await admin.ask(
        '{ kpi(id: "kpi_good") { targets { nodes { value period { startsOn endsOn } } } } }'
    )
    assert data["kpi"]["targets"]["nodes"] == [
        {
            "value": 98.0,
            "period": {"startsOn": month(3).isoformat(), "endsOn": end(month(0)).isoformat()},
        }
    ]
    # 98 was not met three times, so that nothing better is suggested.
    assert await suggested(admin, "kpi_good") == []


async def test_a_hidden_goal_helps_as_well(advised: Company, admin: Client) -> None:
    [suggestion] = await suggested(admin, "kpi_behind")
    made = await sent(admin, suggestion)
    objective = made["results"][0]["node"]["id"]
    ann = await advised.person("ann@advised.example")
    assert [row["reason"] for row in await suggested(ann, "kpi_behind")] == ["BEHIND"]
    await done(admin, "objectiveUpdate", {"id": objective, "visibility": PRIVATE})
    await done(admin, "objectivePublish", {"id": objective})
    assert (await ann.ask(f'{{ objective(id: "{objective}") {{ id }} }}'))["objective"] is None
    assert await suggested(ann, "kpi_behind") == []


async def test_own_templates_come_into_play(admin: Client) -> None:
    await done(admin, "kpiCreate", KPI)
    values = [{"kpi": "kpi_less", "at": f"{month(back)}T12:00:00Z", "value": 9} for back in (2, 1)]
    await done(admin, "kpiRecordValues", {"values": values})
    period = {"startsOn": month(2).isoformat(), "endsOn": end(month(0)).isoformat()}
    await done(admin, "kpiTargetSet", {"kpi": "kpi_less", "period": period, "value": 5})
    [suggestion] = await suggested(admin, "kpi_less")
    assert suggestion["template"] == {
        "__typename": "Template",
        "id": "tpl_own",
        "title": "Find the zyxwvu",
        "builtIn": False,
        "templateResults": [],
    }
