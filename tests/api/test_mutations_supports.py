"""Supports and drives by mutations: what they do to shares, and what is refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import Case, Enum, change, done, example, refuse_all, stored

MOVERS = """
query Movers($id: ID!) { kpi(id: $id) { movers {
  unownedShare edges { node { id } share ownShare effect relation } } } }
"""
SUPPORT = "support { id from { ... on Node { id } } kpi { id } weight effect expectedDelta version}"
DRIVE = "drive { id from { id } to { id } weight effect lagDays version } kpi { id }"


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, example()) as imported:
        yield imported


@pytest.fixture
async def admin(lumen: Company) -> Client:
    return await lumen.service("admin")


async def movers(client: Client, kpi: str) -> dict[str, Any]:
    found: dict[str, Any] = (await client.ask(MOVERS, {"id": kpi}))["kpi"]["movers"]
    return {edge["node"]["id"]: edge for edge in found["edges"]} | {
        "unowned": found["unownedShare"]
    }


async def test_a_support_takes_its_share_changes_it_and_gives_it_back(admin: Client) -> None:
    before = await movers(admin, "kpi_subs")
    assert before["obj_grow"]["share"] == 1.0
    given = {
        "id": "sup_new",
        "from": "obj_latte",
        "kpi": "kpi_subs",
        "effect": Enum("LOWERS"),
        "expectedDelta": -3,
    }
    made = await done(admin, "supportCreate", given, SUPPORT)
    assert made["support"] == {
        "id": "sup_new",
        "from": {"id": "obj_latte"},
        "kpi": {"id": "kpi_subs"},
        "weight": 1.0,
        "effect": "LOWERS",
        "expectedDelta": -3.0,
        "version": 1,
    }
    assert (await movers(admin, "kpi_subs"))["obj_latte"] == {
        "node": {"id": "obj_latte"},
        "share": 0.5,
        "ownShare": 0.5,
        "effect": "LOWERS",
        "relation": "DIRECT",
    }
    again = await done(admin, "supportCreate", given, SUPPORT)
    assert again == made
    changed = await done(
        admin,
        "supportUpdate",
        {"id": "sup_new", "weight": 3, "expectedDelta": None, "expectedVersion": 1},
        SUPPORT,
    )
    assert changed["support"] == made["support"] | {
        "weight": 3.0,
        "expectedDelta": None,
        "version": 2,
    }
    assert (await movers(admin, "kpi_subs"))["obj_latte"]["share"] == 0.75
    removed = await done(admin, "supportRemove", {"id": "sup_new"}, SUPPORT)
    assert removed["support"] is None
    assert await movers(admin, "kpi_subs") == before


async def test_a_drive_takes_its_share_changes_it_and_gives_it_back(admin: Client) -> None:
    before = await movers(admin, "kpi_subs")
    given = {
        "id": "drv_new",
        "from": "kpi_churn",
        "to": "kpi_subs",
        "effect": Enum("LOWERS"),
        "lagDays": 30,
    }
    made = await done(admin, "driveCreate", given, DRIVE)
    assert made["drive"] == {
        "id": "drv_new",
        "from": {"id": "kpi_churn"},
        "to": {"id": "kpi_subs"},
        "weight": 1.0,
        "effect": "LOWERS",
        "lagDays": 30,
        "version": 1,
    }
    assert made["kpi"] == {"id": "kpi_subs"}
    assert (await movers(admin, "kpi_subs"))["obj_keep"]["share"] == 0.375
    changed = await done(admin, "driveUpdate", {"id": "drv_new", "effect": Enum("RAISES")}, DRIVE)
    assert (changed["drive"]["effect"], changed["drive"]["version"]) == ("RAISES", 2)
    removed = await done(admin, "driveRemove", {"id": "drv_new"}, DRIVE)
    assert removed["drive"] is None
    assert await movers(admin, "kpi_subs") == before


async def test_what_is_refused_changes_nothing(lumen: Company, admin: Client) -> None:
    before = await stored(lumen.database, lumen.org)
    effect = Enum("RAISES")
    circle = await change(
        admin, "driveCreate", {"from": "kpi_mrr", "to": "kpi_churn", "effect": effect}
    )
    (problem,) = circle["problems"]
    assert (problem["code"], problem["path"]) == ("DRIVE_CYCLE", ["to"])
    assert [step["node"]["id"] for step in problem["steps"]] == ["kpi_mrr", "kpi_churn", "kpi_mrr"]
    cases: list[Case] = [
        (
            "supportCreate",
            {"from": "kr_subs", "kpi": "kpi_subs", "effect": Enum("LOWERS")},
            [("CONFLICT", ["kpi"])],
        ),
        (
            "supportCreate",
            {"from": "obj_latte", "kpi": "kpi_subs", "effect": effect, "weight": 0},
            [("INVALID_INPUT", ["weight"])],
        ),
        (
            "supportCreate",
            {"from": "obj_none", "kpi": "kpi_none", "effect": effect},
            [("NOT_FOUND", ["from"]), ("NOT_FOUND", ["kpi"])],
        ),
        (
            "supportCreate",
            {"from": "kpi_mrr", "kpi": "kpi_subs", "effect": effect},
            [("NOT_FOUND", ["from"])],
        ),
        (
            "driveCreate",
            {"from": "kpi_churn", "to": "kpi_mrr", "effect": effect},
            [("CONFLICT", ["to"])],
        ),
        ("driveUpdate", {"id": "drv_none", "weight": 2}, [("NOT_FOUND", ["id"])]),
        ("supportUpdate", {"id": "sup_none", "effect": None}, [("INVALID_INPUT", ["effect"])]),
    ]
    await refuse_all(admin, cases)
    assert await stored(lumen.database, lumen.org) == before


async def test_of_two_drives_at_once_that_close_a_circle_one_lands(admin: Client) -> None:
    payloads = await asyncio.gather(
        *(
            change(admin, "driveCreate", {"from": start, "to": end, "effect": Enum("RAISES")})
            for start, end in (("kpi_churn", "kpi_subs"), ("kpi_subs", "kpi_churn"))
        )
    )
    codes = sorted([problem["code"] for problem in one["problems"]] for one in payloads)
    assert codes == [[], ["DRIVE_CYCLE"]]
