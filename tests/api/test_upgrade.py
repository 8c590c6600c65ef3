"""What was derived by former rules is derived anew, once, and stays in history as it was told."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from random import Random
from typing import Final

from graph.database.client import Database, Transaction
from graph.writes.upgrade import BEHIND, RULES, upgrade_organization
from tests.api.companies import company
from tests.api.mutation_client import stored
from tests.api.rederived import placeless
from tests.api.slow_reference import measured

# As former rules left it: a status of its own for each KPI, and healths that outlived their values.
FORMER: Final = (
    "MATCH (g:Organization {org: $p.org, id: $p.org}) REMOVE g.rulesVersion RETURN 1",
    "MATCH (k:Kpi {org: $p.org}) SET k.status = 'WATCH' "
    "REMOVE k.statuses, k.statusSince, k.valueDueOn RETURN count(*)",
    "MATCH (k:KeyResult {org: $p.org}) WHERE k.lastCheckInAt IS NOT NULL "
    "SET k.healths = ['OFF_TRACK'], k.healthSince = [], k.lastStatus = 'OFF_TRACK' "
    "RETURN count(*)",
    "MATCH (o:Objective {org: $p.org}) WHERE o.lifecycle <> 'CLOSED' "
    "SET o.healths = ['OFF_TRACK'], o.healthSince = [] RETURN count(*)",
)
SHOWN: Final = "kpis(first: 100) { nodes { id status valueDueOn } }"


async def as_before(database: Database, org: str) -> None:
    async def work(transaction: Transaction) -> None:
        for statement in FORMER:
            await transaction.run("tests.former", statement, {"org": org})

    await database.write(org, work)


async def test_an_organization_is_derived_anew(database: Database, url: str) -> None:
    now = datetime.now(UTC)
    async with company(database, url, measured(Random(3), now), now=now) as loaded:
        client = await loaded.service()
        before = await stored(database, loaded.org)
        shown = await client.ask(f"{{ organization {{ revision }} {SHOWN} }}")
        revision = shown["organization"]["revision"]
        await as_before(database, loaded.org)
        assert await stored(database, loaded.org) != before
        former = await client.ask(f"{{ {SHOWN} }}")
        assert {kpi["status"] for kpi in former["kpis"]["nodes"]} == {"WATCH"}
        # Several processes start at once.
        await asyncio.gather(*(upgrade_organization(database, loaded.org) for _ in range(2)))
        assert placeless(await stored(database, loaded.org)) == placeless(before)
        assert await client.ask(f"{{ organization {{ revision }} {SHOWN} }}") == {
            **shown,
            "organization": {"revision": revision + 1},
        }
        then = await client.ask(f"{{ at(revision: {revision}) {{ {SHOWN} }} }}")
        assert {kpi["status"] for kpi in then["at"]["kpis"]["nodes"]} == {"WATCH"}
        feed = await client.ask(
            f"{{ changes(since: {revision}, first: 100) {{ nodes {{ operation nodeId "
            "fields { name before after } } } }"
        )
        assert {change["operation"] for change in feed["changes"]["nodes"]} == {"upgrade"}
        told = {
            change["nodeId"]: {field["name"]: field for field in change["fields"]}
            for change in feed["changes"]["nodes"]
        }
        for kpi in shown["kpis"]["nodes"]:
            if kpi["status"] != "WATCH":
                assert told[kpi["id"]]["status"] == {
                    "name": "status",
                    "before": '"WATCH"',
                    "after": f'"{kpi["status"]}"',
                }
        behind = await database.read("tests.behind", BEHIND, {"rules": RULES})
        assert loaded.org not in behind


async def test_what_is_right_already_makes_no_revision(database: Database, url: str) -> None:
    now = datetime.now(UTC)
    async with company(database, url, measured(Random(4), now), now=now) as loaded:
        before = await stored(database, loaded.org)
        p = {"org": loaded.org}

        async def forget(transaction: Transaction) -> None:
            await transaction.run("tests.former", FORMER[0], p)

        await database.write(loaded.org, forget)
        assert loaded.org in await database.read("tests.behind", BEHIND, {"rules": RULES})
        await upgrade_organization(database, loaded.org)
        assert await stored(database, loaded.org) == before
        rules = "MATCH (g:Organization {org: $p.org, id: $p.org}) RETURN g.rulesVersion"
        assert await database.read("tests.rules", rules, p) == RULES
