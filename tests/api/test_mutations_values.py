"""Values of KPIs by mutations: one a period, and the check-ins that they become."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import Enum, done, example, refused, stored
from tests.api.rederived import check_derived

VALUES = """kpiValues { id at value source recordedAt version kpi { id } }
  kpis { id status latest { id } }"""
RESULT = """
query Result($id: ID!) { keyResult(id: $id) {
  current progress objective { progress }
  lastCheckIn { value effectiveAt source author { id } }
  checkIns { nodes { value effectiveAt source superseded supersedes { value } } } } }
"""
RECORD = """
mutation Record($values: [KpiValueInput!]!) {
  kpiRecordValues(input: {values: $values}) { revision problems { code message path } } }
"""
METRIC = {"goal": "INCREASE", "start": 0, "target": 100}


def document() -> dict[str, Any]:
    """The worked example, with goals in each state that one KPI measures."""
    made = example()
    people = [
        {"id": f"psn_{name}", "name": name, "email": f"{name}@lumen.example", **more}
        for name, more in (("ann", {}), ("viewer", {"role": "VIEWER"}))
    ]
    made["people"] += people
    made["cycles"].append(
        {
            "id": "cyc_over",
            "name": "Over",
            "startsOn": "2026-07-01",
            "endsOn": "2026-09-30",
            "state": "CLOSED",
        }
    )
    states: dict[str, dict[str, Any]] = {
        "open": {"alignsTo": [{"to": "obj_brand"}]},
        "draft": {"lifecycle": "DRAFT"},
        "private": {"visibility": "PRIVATE", "owner": "psn_jaan"},
        "closed": {"lifecycle": "CLOSED"},
        "archived": {"lifecycle": "ARCHIVED"},
        "over": {"cycle": "cyc_over"},
    }
    for name, more in states.items():
        result = {
            "id": f"kr_{name}",
            "title": name,
            "metric": METRIC,
            "measuredBy": "kpi_subs",
        }
        put_away = {**result, "id": f"kr_{name}_away", "archived": True}
        made["objectives"].append(
            {
                "id": f"obj_{name}",
                "title": name,
                "owner": "team_growth",
                "keyResults": [result, put_away],
                **more,
            }
        )
    return made


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, document()) as imported:
        yield imported


@pytest.fixture
async def admin(lumen: Company) -> Client:
    return await lumen.service("admin")


def value(number: float, day: int, kpi: str = "kpi_subs", **more: Any) -> dict[str, Any]:
    """A value of a day of November 2026."""
    return {"kpi": kpi, "at": f"2026-11-{day:02}T09:00:00Z", "value": number, **more}


async def record(client: Client, *values: dict[str, Any]) -> dict[str, Any]:
    return await done(client, "kpiRecordValues", {"values": list(values)}, VALUES)


async def result_of(client: Client, name: str) -> dict[str, Any]:
    found: dict[str, Any] = (await client.ask(RESULT, {"id": f"kr_{name}"}))["keyResult"]
    return found


async def reports(client: Client, name: str) -> list[tuple[float, str, str, bool]]:
    """A key result's check-ins: value, day, source and whether superseded; the latest first."""
    return [
        (one["value"], one["effectiveAt"][5:10], one["source"], one["superseded"])
        for one in (await result_of(client, name))["checkIns"]["nodes"]
    ]


async def test_one_value_a_period(lumen: Company, admin: Client) -> None:
    first = await record(
        admin, value(1, 3, id="val_week", source=Enum("FORMULA")), value(5, 3, "kpi_mrr")
    )
    week, month = first["kpiValues"]
    recorded_at = week.pop("recordedAt")
    assert week == {
        "id": "val_week",
        "at": "2026-11-03T09:00:00.000+00:00",
        "value": 1.0,
        "source": "FORMULA",
        "version": 1,
        "kpi": {"id": "kpi_subs"},
    }
    assert (month["source"], month["kpi"]) == ("INTEGRATION", {"id": "kpi_mrr"})
    assert [kpi["id"] for kpi in first["kpis"]] == ["kpi_subs", "kpi_mrr"]
    # A later one of the same ISO week takes its place and keeps its id.
    second = await record(admin, value(2, 8))
    (again,) = second["kpiValues"]
    assert again.pop("recordedAt") > recorded_at
    assert again == week | {
        "at": "2026-11-08T09:00:00.000+00:00",
        "value": 2.0,
        "source": "INTEGRATION",
        "version": 2,
    }
    # The next week begins on Monday in Tallinn, which is Sunday evening in UTC.
    midnight = {"kpi": "kpi_subs", "at": "2026-11-08T22:00:00Z", "value": 3}
    (monday,) = (await record(admin, midnight))["kpiValues"]
    assert monday["id"] != "val_week"
    third = await record(admin, value(7, 17), value(8, 18), value(9, 16))
    assert [one["value"] for one in third["kpiValues"]] == [9.0, 9.0, 9.0]
    assert third["kpis"][0]["latest"]["id"] == third["kpiValues"][0]["id"]
    earlier = await record(admin, value(4, 10))
    assert earlier["kpis"][0]["latest"] == third["kpis"][0]["latest"]
    await check_derived(lumen.database, lumen.org, datetime.now(UTC))


async def test_the_same_again_is_no_change(lumen: Company, admin: Client) -> None:
    given = {"values": [value(1, 3), value(2, 3, "kpi_mrr", id="val_mrr")]}
    made = await done(admin, "kpiRecordValues", given, VALUES)
    before = await stored(lumen.database, lumen.org)
    assert await done(admin, "kpiRecordValues", given, VALUES) == made
    assert await stored(lumen.database, lumen.org) == before
    now = {"values": [{"kpi": "kpi_churn", "value": 3}]}
    made = await done(admin, "kpiRecordValues", now, VALUES)
    assert await done(admin, "kpiRecordValues", now, VALUES) == made


async def test_a_person_records_by_hand(lumen: Company) -> None:
    jaan = await lumen.person("jaan@lumen.example", "write")
    owned = await lumen.person("aino@lumen.example", "write")
    admin = await lumen.service("admin")
    await done(admin, "kpiUpdate", {"id": "kpi_subs", "owner": "psn_jaan"})
    (one,) = (await record(jaan, value(1, 3)))["kpiValues"]
    assert one["source"] == "MANUAL"
    before = await stored(lumen.database, lumen.org)
    problems = await refused(owned, "kpiRecordValues", {"values": [value(1, 3)]})
    assert [(code, path) for code, _, path in problems] == [("FORBIDDEN", ["values", "0", "kpi"])]
    assert await stored(lumen.database, lumen.org) == before


async def test_values_become_check_ins_of_what_they_measure(lumen: Company, admin: Client) -> None:
    payload = await done(
        admin,
        "kpiRecordValues",
        {"values": [value(20, 3), value(40, 10)]},
        "changed(first: 0) { totalCount }",
    )
    for name in ("open", "draft", "private"):
        assert await reports(admin, name) == [
            (40.0, "11-10", "KPI", False),
            (20.0, "11-03", "KPI", False),
        ], name
    for name in ("closed", "archived", "over"):
        assert await reports(admin, name) == [], name
    for name in ("open_away", "closed_away"):
        assert await reports(admin, name) == [], name
    found = await result_of(admin, "open")
    assert (found["current"], found["progress"], found["objective"]["progress"]) == (40.0, 0.4, 0.4)
    assert found["lastCheckIn"]["author"] is None
    top = await admin.ask('{ objective(id: "obj_brand") { progress } }')
    assert top == {"objective": {"progress": 0.4}}
    # Two values, the KPI, three key results with two reports each, their goals and the one above.
    assert payload["changed"]["totalCount"] == 2 + 1 + 3 * (2 + 1 + 1) + 1
    # Who may not see a goal is not told of it.
    ann = await lumen.person("ann@lumen.example", "write")
    await done(admin, "kpiUpdate", {"id": "kpi_subs", "owner": "psn_ann"})
    seen = await done(
        ann, "kpiRecordValues", {"values": [value(60, 17)]}, "changed { nodes { __typename id } }"
    )
    ids = {one["id"] for one in seen["changed"]["nodes"]}
    assert {"kr_open", "obj_open", "obj_brand"} <= ids
    assert ids.isdisjoint({"kr_private", "obj_private", "kr_draft", "obj_draft"})
    assert sum(one["__typename"] == "CheckIn" for one in seen["changed"]["nodes"]) == 1
    assert (await result_of(admin, "private"))["current"] == 60.0
    await check_derived(lumen.database, lumen.org, datetime.now(UTC))


async def test_a_correction_supersedes_the_check_in_that_came_of_the_value(
    lumen: Company, admin: Client
) -> None:
    await record(admin, value(20, 3), value(30, 10))
    await record(admin, value(25, 3))
    assert await reports(admin, "open") == [
        (30.0, "11-10", "KPI", False),
        (25.0, "11-03", "KPI", False),
        (20.0, "11-03", "KPI", True),
    ]
    # Within its week, the last value is moved to before what was reported by hand.
    await record(admin, value(50, 12))
    await done(
        admin,
        "keyResultCheckIn",
        {"keyResult": "kr_open", "value": 45, "effectiveAt": "2026-11-11T09:00:00Z"},
    )
    assert (await result_of(admin, "open"))["current"] == 50.0
    await record(admin, value(35, 9))
    assert await reports(admin, "open") == [
        (50.0, "11-12", "KPI", True),
        (45.0, "11-11", "INTEGRATION", False),
        (30.0, "11-10", "KPI", True),
        (35.0, "11-09", "KPI", False),
        (25.0, "11-03", "KPI", False),
        (20.0, "11-03", "KPI", True),
    ]
    found = await result_of(admin, "open")
    assert (found["current"], found["lastCheckIn"]["source"]) == (45.0, "INTEGRATION")
    nodes = found["checkIns"]["nodes"]
    assert [one["supersedes"] and one["supersedes"]["value"] for one in nodes] == [
        30.0,
        None,
        None,
        50.0,
        20.0,
        None,
    ]
    await check_derived(lumen.database, lumen.org, datetime.now(UTC))


async def test_a_report_by_hand_at_the_same_time_wins(lumen: Company, admin: Client) -> None:
    by_hand = {"keyResult": "kr_open", "value": 33, "effectiveAt": "2026-11-03T09:00:00Z"}
    await done(admin, "keyResultCheckIn", by_hand)
    await record(admin, value(20, 3))
    assert await reports(admin, "open") == [(33.0, "11-03", "INTEGRATION", False)]
    assert await reports(admin, "draft") == [(20.0, "11-03", "KPI", False)]
    # By hand later than the KPI: it wins, whatever the KPI says then.
    await done(admin, "keyResultCheckIn", by_hand | {"keyResult": "kr_draft"})
    await record(admin, value(21, 3))
    found = await result_of(admin, "draft")
    assert (found["current"], len(found["checkIns"]["nodes"])) == (33.0, 3)
    # By hand in its place: then it is for the person to go on.
    last = await admin.ask('{ keyResult(id: "kr_private") { lastCheckIn { id } } }')
    taken = last["keyResult"]["lastCheckIn"]["id"]
    given = by_hand | {"keyResult": "kr_private", "value": 5, "supersedes": taken}
    await done(admin, "keyResultCheckIn", given)
    await record(admin, value(22, 3))
    assert (await result_of(admin, "private"))["current"] == 5.0
    await check_derived(lumen.database, lumen.org, datetime.now(UTC))


async def test_a_goal_that_is_open_again_catches_up(lumen: Company, admin: Client) -> None:
    await record(admin, value(20, 3))
    await done(admin, "objectiveClose", {"id": "obj_open"})
    await record(admin, value(80, 10), value(21, 3))
    assert (await result_of(admin, "open"))["current"] == 20.0
    await check_derived(lumen.database, lumen.org, datetime.now(UTC))
    payload = await done(admin, "objectiveReopen", {"id": "obj_open"}, "objective { progress }")
    assert payload["objective"] == {"progress": 0.8}
    await done(admin, "cycleActivate", {"id": "cyc_over"})
    assert (await result_of(admin, "over"))["current"] == 80.0
    await done(admin, "objectiveReopen", {"id": "obj_archived"})
    assert [one[0] for one in await reports(admin, "archived")] == [80.0, 21.0]
    await check_derived(lumen.database, lumen.org, datetime.now(UTC))


async def test_what_is_refused_changes_nothing(lumen: Company, admin: Client) -> None:
    await record(admin, value(1, 3, id="val_there"))
    await done(admin, "kpiArchive", {"id": "kpi_churn"})
    before = await stored(lumen.database, lumen.org)
    fine = value(1, 10)
    cases: list[tuple[list[dict[str, Any]], list[tuple[str, list[str]]]]] = [
        ([], [("INVALID_INPUT", ["values"])]),
        ([fine, value(1, 3, "kpi_none")], [("NOT_FOUND", ["values", "1", "kpi"])]),
        ([fine, value(1, 3, "obj_keep")], [("NOT_FOUND", ["values", "1", "kpi"])]),
        ([fine, value(1, 3, "kpi_churn")], [("READ_ONLY", ["values", "1", "kpi"])]),
        ([fine, fine | {"id": "chk_1"}], [("INVALID_INPUT", ["values", "1", "id"])]),
        ([fine | {"id": "val_there"}], [("CONFLICT", ["values", "0", "id"])]),
        ([value(1, 4, id="val_other")], [("CONFLICT", ["values", "0", "id"])]),
        (
            [fine, fine | {"at": "1066-10-14T00:00:00Z"}],
            [("INVALID_INPUT", ["values", "1", "at"])],
        ),
    ]
    for values, expected in cases:
        problems = await refused(admin, "kpiRecordValues", {"values": values})
        assert [(code, path) for code, _, path in problems] == expected, values[:2]
    assert await stored(lumen.database, lumen.org) == before


async def test_numbers_that_are_none(lumen: Company, admin: Client) -> None:
    before = await stored(lumen.database, lumen.org)
    for number in ("1e999", "-1e999"):
        body = json.dumps({"query": RECORD, "variables": {"values": [value(0, 3)]}})
        response = await admin.post(
            content=body.replace('"value": 0', f'"value": {number}'),
            headers={"content-type": "application/json"},
        )
        answer = response.json()
        assert answer.get("errors") or answer["data"]["kpiRecordValues"]["problems"], answer
    assert await stored(lumen.database, lumen.org) == before


async def test_a_thousand_values_take_no_more_statements_than_ten(
    lumen: Company, admin: Client, patient: Database
) -> None:
    first = datetime(2024, 1, 1, 9, tzinfo=UTC)
    for kpi in ("kpi_subs", "kpi_mrr", "kpi_churn"):
        await done(admin, "kpiUpdate", {"id": kpi, "frequency": Enum("DAILY")})
    await done(admin, "keyResultUpdate", {"id": "kr_mrr", "measuredBy": "kpi_mrr"})

    def some(count: int, number: float) -> list[dict[str, Any]]:
        return [
            {
                "kpi": ("kpi_subs", "kpi_mrr", "kpi_churn")[day % 3],
                "at": (first + timedelta(days=day // 3)).isoformat(),
                "value": number + day / 100,
            }
            for day in range(count)
        ]

    async def sent(values: list[dict[str, Any]]) -> list[str]:
        names: list[str] = []
        observed = patient.observe
        patient.observe = lambda run: names.append(run.name)
        try:
            payload = (await admin.ask(RECORD, {"values": values}))["kpiRecordValues"]
        finally:
            patient.observe = observed
        assert payload["problems"] == []
        return names

    too_many = await admin.ask(RECORD, {"values": some(1001, 0)})
    assert too_many["kpiRecordValues"]["problems"] == [
        {"code": "INVALID_INPUT", "message": "values takes at most 1000 items.", "path": ["values"]}
    ]
    ten = await sent(some(10, 1))
    thousand = await sent(some(1000, 2))
    corrected = await sent(some(1000, 3))
    # The same kinds of change, however many of each.
    for names in (ten, thousand, corrected):
        assert len(names) == len(set(names)) < 25, names
    found = await result_of(admin, "open")
    assert found["current"] == 3 + 999 / 100
    counts = await admin.ask(
        '{ kpiValues { totalCount } kpi(id: "kpi_subs") { latest { value } } }'
    )
    assert counts == {
        "kpiValues": {"totalCount": 1000},
        "kpi": {"latest": {"value": 3 + 999 / 100}},
    }
    await check_derived(lumen.database, lumen.org, datetime.now(UTC))


async def test_values_of_a_kpi_that_measures_a_thousand(database: Database, url: str) -> None:
    made = example()
    next(kpi for kpi in made["kpis"] if kpi["id"] == "kpi_churn")["frequency"] = "DAILY"
    result = {"title": "One of many", "metric": METRIC, "measuredBy": "kpi_churn"}
    made["objectives"].append(
        {
            "title": "Many",
            "owner": "team_growth",
            "keyResults": [{**result, "id": f"kr_{number}"} for number in range(1001)],
        }
    )
    values = [value(day, day, "kpi_churn") for day in range(1, 11)]
    async with company(database, url, made) as lumen:
        admin = await lumen.service("admin")
        before = await stored(lumen.database, lumen.org)
        answer = await admin.ask(RECORD, {"values": values})
        [problem] = answer["kpiRecordValues"]["problems"]
        assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["values"])
        assert problem["message"].endswith("record fewer at once.")
        assert await stored(lumen.database, lumen.org) == before
