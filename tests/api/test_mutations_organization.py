"""The organization by mutations: what follows from its timezone and its calendar."""

from __future__ import annotations

from typing import Any

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import company
from tests.api.mutation_client import CHANGED, done, example, refused, stored
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


async def test_values_are_of_the_periods_of_its_calendar(database: Database, url: str) -> None:
    document = example()
    mrr = next(kpi for kpi in document["kpis"] if kpi["id"] == "kpi_mrr")
    mrr["values"] = [
        {"id": "val_sep", "at": "2026-09-10T00:00:00Z", "value": 1},
        {"id": "val_oct", "at": "2026-10-31T23:00:00+02:00", "value": 2},
        # Recorded before the one that would be of the same month in Tokyo.
        {
            "id": "val_nov",
            "at": "2026-11-05T00:00:00Z",
            "recordedAt": "2026-10-01T00:00:00Z",
            "value": 3,
        },
    ]
    mrr["targets"] = [{"period": {"startsOn": "2026-11-01", "endsOn": "2026-11-30"}, "value": 3}]
    quarterly = {
        "id": "kpi_quarterly",
        "name": "By quarters",
        "direction": "INCREASE",
        "frequency": "QUARTERLY",
        "owner": "team_lumen",
        "values": [
            {"id": "val_q3", "at": "2026-08-05T00:00:00Z", "value": 1},
            {"id": "val_q4", "at": "2026-10-05T00:00:00Z", "value": 1},
        ],
    }
    document["kpis"].append(quarterly)
    async with company(database, url, document, now=NOW) as lumen:
        admin = await lumen.service("admin")
        assert await kpi(admin) == ("ON_TARGET", ["val_nov", "val_oct", "val_sep"])
        moved = await done(admin, "organizationUpdate", {"timezone": "Asia/Tokyo"}, CHANGED)
        assert {"kpi_mrr", "val_oct", "val_sep", "val_q3"} <= ids(moved)
        assert await kpi(admin) == ("OFF_TARGET", ["val_oct", "val_sep"])
        await check_derived(database, lumen.org, NOW)
        # Months do not begin elsewhere when the year does, but quarters do.
        # With them, the day on which its next value is due.
        moved = await done(admin, "organizationUpdate", {"fiscalYearStartMonth": 2}, CHANGED)
        assert ids(moved) == {lumen.org, "val_q4", "kpi_quarterly"}
        assert await kpi(admin, "kpi_quarterly") == ("NO_TARGET", ["val_q4"])
        await check_derived(database, lumen.org, NOW)
        await check_history(database, lumen.org)


async def kpi(client: Client, identifier: str = "kpi_mrr") -> tuple[str, list[str]]:
    """The status of a KPI, and its values."""
    text = f'{{ kpi(id: "{identifier}") {{ status values {{ nodes {{ id }} }} }} }}'
    found = (await client.ask(text))["kpi"]
    return found["status"], [value["id"] for value in found["values"]["nodes"]]


def ids(payload: dict[str, Any]) -> set[str]:
    """Of all that changed."""
    return {node["id"] for node in payload["changed"]["nodes"]}


async def test_what_is_refused_changes_nothing(database: Database, url: str) -> None:
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
        cases: list[tuple[dict[str, Any], str]] = [
            ({"fiscalYearStartMonth": 0}, "fiscalYearStartMonth"),
            ({"fiscalYearStartMonth": 13}, "fiscalYearStartMonth"),
            ({"timezone": None}, "timezone"),
            ({"name": " "}, "name"),
        ]
        for given, field in cases:
            problems = await refused(admin, "organizationUpdate", given)
            assert [(code, path) for code, _, path in problems] == [("INVALID_INPUT", [field])]
        assert await stored(database, lumen.org) == before
