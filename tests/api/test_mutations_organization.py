"""The organization by mutations: what follows from its timezone, and what is fixed by then."""

from __future__ import annotations

from typing import Any

from graph.database.client import Database
from tests.api.changing import done, example, refused, stored
from tests.api.companies import company
from tests.api.rederived import check_derived
from tests.api.test_mutations_random import NOW, check_history

ORGANIZATION = "organization { id name timezone fiscalYearStartMonth version revision }"
SPANS = """
RETURN COLLECT { MATCH (c:Cycle {org: $p.org}) WITH c ORDER BY c.id RETURN [c.startsMs, c.endsMs] }
"""
DUE = '{ keyResult(id: "kr_churn") { checkInDueOn } }'


async def test_cycles_and_goals_follow_the_timezone(database: Database, url: str) -> None:
    document = example()
    (churn,) = [
        result
        for objective in document["objectives"]
        for result in objective.get("keyResults", ())
        if result["id"] == "kr_churn"
    ]
    churn["checkIns"] = [{"value": 4, "effectiveAt": "2026-11-01T23:30:00+02:00"}]
    async with company(database, url, document, now=NOW) as lumen:
        admin = await lumen.service("admin")
        before = await database.read("test.spans", SPANS, {"org": lumen.org})
        assert (await admin.ask(DUE))["keyResult"] == {"checkInDueOn": "2026-11-08"}
        given = {"timezone": "Asia/Tokyo", "fiscalYearStartMonth": 4, "name": "L"}
        payload = await done(
            admin, "organizationUpdate", given | {"expectedVersion": 1}, ORGANIZATION
        )
        assert payload["organization"] == {
            "id": lumen.org,
            **given,
            "version": 2,
            "revision": payload["revision"],
        }
        hour = 3_600_000
        # Tallinn is two hours ahead in winter and three in summer, Tokyo always nine.
        assert await database.read("test.spans", SPANS, {"org": lumen.org}) == [
            [starts - 6 * hour, ends - 7 * hour] for starts, ends in before
        ]
        assert (await admin.ask(DUE))["keyResult"] == {"checkInDueOn": "2026-11-09"}
        await check_derived(database, lumen.org, NOW)
        await check_history(database, lumen.org)
        same = await done(admin, "organizationUpdate", given, ORGANIZATION)
        assert same == payload
        stale = await refused(admin, "organizationUpdate", {"name": "X", "expectedVersion": 1})
        assert [(code, path) for code, _, path in stale] == [
            ("VERSION_CONFLICT", ["expectedVersion"])
        ]


async def test_what_values_were_put_into_periods_by_is_fixed(database: Database, url: str) -> None:
    document = example()
    document["kpis"][0]["values"] = [{"at": "2026-10-05T00:00:00Z", "value": 1}]
    document["kpis"].append(
        {
            "id": "kpi_quarterly",
            "name": "By quarters",
            "direction": "INCREASE",
            "frequency": "QUARTERLY",
            "owner": "team_lumen",
        }
    )
    async with company(database, url, document, now=NOW) as lumen:
        admin = await lumen.service("admin")
        before = await stored(database, lumen.org)
        months: list[tuple[dict[str, Any], str]] = [
            ({"fiscalYearStartMonth": 0}, "fiscalYearStartMonth"),
            ({"fiscalYearStartMonth": 13}, "fiscalYearStartMonth"),
            ({"timezone": None}, "timezone"),
            ({"name": " "}, "name"),
        ]
        for given, field in months:
            problems = await refused(admin, "organizationUpdate", given)
            assert [(code, path) for code, _, path in problems] == [("INVALID_INPUT", [field])]
        ((code, message, path),) = await refused(
            admin, "organizationUpdate", {"timezone": "Asia/Tokyo"}
        )
        assert (code, path) == ("CONFLICT", ["timezone"])
        assert "Monthly recurring revenue" in message
        assert await stored(database, lumen.org) == before
        # Months do not begin elsewhere when the year does, but quarters do.
        await done(admin, "organizationUpdate", {"fiscalYearStartMonth": 2})
        await check_derived(database, lumen.org, NOW)
    document["kpis"][-1]["values"] = [{"at": "2026-10-05T00:00:00Z", "value": 1}]
    async with company(database, url, document, now=NOW) as lumen:
        admin = await lumen.service("admin")
        before = await stored(database, lumen.org)
        assert await refused(admin, "organizationUpdate", {"fiscalYearStartMonth": 2}) == [
            (
                "CONFLICT",
                'The values of KPIs ("By quarters", …) are in periods that follow from it; it can '
                "be changed only as long as there are none.",
                ["fiscalYearStartMonth"],
            )
        ]
        assert await stored(database, lumen.org) == before


async def test_there_is_no_such_timezone(database: Database, url: str) -> None:
    async with company(database, url, example(), now=NOW) as lumen:
        admin = await lumen.service("admin")
        before = await stored(database, lumen.org)
        assert await refused(admin, "organizationUpdate", {"timezone": "Moon/Base"}) == [
            (
                "INVALID_INPUT",
                'There is no timezone "Moon/Base"; give an IANA name such as Europe/Tallinn.',
                ["timezone"],
            )
        ]
        assert await stored(database, lumen.org) == before
