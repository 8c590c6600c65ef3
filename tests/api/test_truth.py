"""Nothing is reported ahead of time, no status outlives its value, and old values are stale."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from graph.database.client import Database
from graph.domain.errors import ImportRejected
from graph.interchange import import_document
from tests.api.companies import company
from tests.api.mutation_client import Enum, done, refused, stored
from tests.api.truth import DAY, kpi, now, result, small, text

STANDING = '{ keyResult(id: "kr_1") { current progress health checkInDueOn } }'
KPI = '{ kpi(id: "kpi_1") { status valueDueOn latest { value } target { value } } }'
MINUTE = timedelta(minutes=1)


async def test_a_report_ahead_of_time_is_refused(database: Database, url: str) -> None:
    report = {"value": 10, "effectiveAt": text(now() - DAY)}
    async with company(database, url, small(results=[result(checkIns=[report])])) as loaded:
        admin = await loaded.service()
        before = await stored(database, loaded.org)
        for ahead in (6 * MINUTE, DAY, 36_500 * DAY):
            given = {"keyResult": "kr_1", "value": 100, "effectiveAt": text(now() + ahead)}
            [(code, message, path)] = await refused(admin, "keyResultCheckIn", given)
            assert (code, path) == ("INVALID_INPUT", ["effectiveAt"])
            assert message.startswith("Nothing is reported ahead of time")
        assert await stored(database, loaded.org) == before
        # Clocks that go ahead by a little do no harm.
        skewed = {"keyResult": "kr_1", "value": 12, "effectiveAt": text(now() + 4 * MINUTE)}
        await done(admin, "keyResultCheckIn", skewed)
        standing = (await admin.ask(STANDING))["keyResult"]
        assert (standing["current"], standing["progress"]) == (12.0, 0.12)


async def test_a_value_ahead_of_time_is_refused(database: Database, url: str) -> None:
    values = [{"at": text(now() - DAY), "value": 5}]
    document = small(kpis=[kpi(values=values)], results=[result(measuredBy="kpi_1")])
    async with company(database, url, document) as loaded:
        admin = await loaded.service()
        before = await stored(database, loaded.org)
        given = {
            "values": [
                {"kpi": "kpi_1", "at": text(now() - 2 * DAY), "value": 1},
                {"kpi": "kpi_1", "at": text(now() + 360 * DAY), "value": 1},
            ]
        }
        [(code, _, path)] = await refused(admin, "kpiRecordValues", given)
        assert (code, path) == ("INVALID_INPUT", ["values", "1", "at"])
        assert await stored(database, loaded.org) == before
        assert (await admin.ask(KPI))["kpi"]["latest"] == {"value": 5.0}


@pytest.mark.parametrize("ahead", [6 * MINUTE, DAY, 36_500 * DAY])
async def test_an_import_of_what_is_ahead_of_time_is_refused(ahead: timedelta) -> None:
    late, soon = text(now() + ahead), text(now() + 4 * MINUTE)
    document = small(
        kpis=[kpi(values=[{"at": soon, "value": 1}, {"at": late, "value": 1}])],
        results=[
            result(checkIns=[{"value": 1, "effectiveAt": at} for at in (late, soon)]),
        ],
    )
    with pytest.raises(ImportRejected) as rejected:
        await import_document(None, document, dry_run=True)
    assert [str(mistake).partition(": ")[0] for mistake in rejected.value.mistakes] == [
        "kpis[0].values[1].at",
        "objectives[0].keyResults[0].checkIns[0].effectiveAt",
    ]


async def test_a_status_does_not_outlive_its_value(database: Database, url: str) -> None:
    reports = [{"value": 5, "effectiveAt": text(now() - 20 * DAY), "status": "OFF_TRACK"}]
    document = small(kpis=[kpi()], results=[result(measuredBy="kpi_1", checkIns=reports)])
    async with company(database, url, document) as loaded:
        admin = await loaded.service()

        async def health() -> Any:
            shown = await admin.ask(
                '{ keyResult(id: "kr_1") { health } objective(id: "obj_1") { health } }'
            )
            assert shown["keyResult"]["health"] == shown["objective"]["health"]
            return shown["keyResult"]["health"]

        async def measure(value: float) -> None:
            values = [{"kpi": "kpi_1", "value": value}]
            await done(admin, "kpiRecordValues", {"values": values})

        async def report(value: float, **more: Any) -> None:
            await done(admin, "keyResultCheckIn", {"keyResult": "kr_1", "value": value, **more})

        assert await health() == "STALE"
        await measure(30)
        assert await health() == "ON_TRACK"
        await report(30, status=Enum("AT_RISK"))
        assert await health() == "AT_RISK"
        # A report without a status says nothing of how it goes: the pace does.
        await report(29)
        assert await health() == "ON_TRACK"
        await report(29, status=Enum("ON_TRACK"))
        await report(0)
        assert await health() == "OFF_TRACK"
        await report(100, status=Enum("OFF_TRACK"))
        assert await health() == "ON_TRACK"


async def test_a_kpi_that_is_not_measured_any_more_is_stale(database: Database, url: str) -> None:
    year = now().year
    targets = [
        {"period": {"startsOn": f"{year - 3}-01-01", "endsOn": f"{year + 1}-12-31"}, "value": 5}
    ]
    measured = now() - 3 * DAY
    document = small(
        kpis=[
            kpi(values=[{"at": text(measured), "value": 10}], targets=targets),
            kpi(id="kpi_2", frequency="MONTHLY", owner="psn_a"),
            kpi(
                id="kpi_3",
                frequency="ANNUAL",
                owner="psn_a",
                values=[{"at": text(measured), "value": 10}],
                targets=targets,
            ),
            kpi(id="kpi_4", owner="psn_a", values=[{"at": text(measured), "value": 10}]),
        ],
        people=[{"id": "psn_a", "name": "A", "email": "a@small.example", "role": "ADMIN"}],
    )
    async with company(database, url, document) as loaded:
        admin = await loaded.person("a@small.example", "admin")
        shown = await admin.ask(
            "{ kpis { nodes { id status } }"
            " stale: kpis(filter: {status: {eq: STALE}}) { nodes { id } }"
            " good: kpis(filter: {status: {in: [ON_TARGET, NO_DATA]}}) { nodes { id } }"
            " viewer { kpisBehind { nodes { id } } } }"
        )
        assert {node["id"]: node["status"] for node in shown["kpis"]["nodes"]} == {
            "kpi_1": "STALE",
            "kpi_2": "NO_DATA",
            "kpi_3": "ON_TARGET",
            "kpi_4": "STALE",
        }
        assert {node["id"] for node in shown["stale"]["nodes"]} == {"kpi_1", "kpi_4"}
        assert {node["id"] for node in shown["good"]["nodes"]} == {"kpi_2", "kpi_3"}
        assert [node["id"] for node in shown["viewer"]["kpisBehind"]["nodes"]] == ["kpi_4"]
        due = str((measured + DAY).date())
        assert (await admin.ask(KPI))["kpi"]["valueDueOn"] == due
        await done(admin, "kpiRecordValues", {"values": [{"kpi": "kpi_1", "value": 10}]})
        assert (await admin.ask(KPI))["kpi"]["status"] == "ON_TARGET"


async def test_status_at_a_time_goes_by_the_clock_of_then(database: Database, url: str) -> None:
    measured = now() - 5 * DAY
    document = small(kpis=[kpi(values=[{"at": text(measured), "value": 10}])])
    async with company(database, url, document, now=now() - 4 * DAY) as loaded:
        admin = await loaded.service()
        status = (
            'kpi(id: "kpi_1") { status } kpis(filter: {status: {eq: NO_TARGET}}) { totalCount }'
        )
        then = text(now() - 3.5 * DAY)
        assert await admin.ask(f'{{ {status} at(time: "{then}") {{ {status} }} }}') == {
            "kpi": {"status": "STALE"},
            "kpis": {"totalCount": 0},
            "at": {"kpi": {"status": "NO_TARGET"}, "kpis": {"totalCount": 1}},
        }


async def test_what_may_be_short_in_the_unit_of_the_kpi(database: Database, url: str) -> None:
    document = small(kpis=[kpi(direction="DECREASE", values=[{"at": text(now()), "value": 0.3}])])
    async with company(database, url, document) as loaded:
        admin = await loaded.service()

        async def status() -> Any:
            return (await admin.ask(KPI))["kpi"]["status"]

        day = str(now().date())
        target = {"kpi": "kpi_1", "period": {"startsOn": day, "endsOn": day}, "value": 0}
        await done(admin, "kpiTargetSet", target)
        assert await status() == "OFF_TARGET"
        within = {"id": "kpi_1", "watchWithin": 0.1 + 0.2}
        shown = await done(admin, "kpiUpdate", within, "kpi { watchWithin status }")
        assert shown["kpi"] == {"watchWithin": 0.30000000000000004, "status": "WATCH"}
        await done(admin, "kpiUpdate", within | {"watchWithin": None})
        assert await status() == "OFF_TARGET"
        [(code, _, path)] = await refused(admin, "kpiUpdate", within | {"watchWithin": -1})
        assert (code, path) == ("INVALID_INPUT", ["watchWithin"])
