"""A value is removed, and a key result is measured by another KPI: nothing stays of what was."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import Enum, done, refuse_all, refused, stored
from tests.api.rederived import check_derived
from tests.api.truth import DAY, kpi, now, result, small, text

HOUR = DAY / 24
VALUES = (
    '{ kpi(id: "kpi_1") { latest { value } values { nodes { id value } } }'
    ' keyResult(id: "kr_1") { current lastCheckIn { value source }'
    " checkIns { nodes { value source superseded withdrawn } } } }"
)


@pytest.fixture
async def measured(database: Database, url: str) -> AsyncIterator[Company]:
    """Two values of a daily KPI, the second of them wrong, of which check-ins came."""
    values = [
        {"id": "val_good", "at": text(now() - 3 * DAY), "value": 5},
        {"id": "val_wrong", "at": text(now() - 2 * DAY), "value": 999},
    ]
    former = [{"at": text(now() - 40 * DAY), "value": 3}, {"at": text(now() - DAY), "value": 7}]
    document = small(
        kpis=[kpi(values=values), kpi(id="kpi_2", values=former), kpi(id="kpi_3")],
        results=[result(measuredBy="kpi_1")],
    )
    async with company(database, url, document) as loaded:
        yield loaded


@pytest.fixture
async def admin(measured: Company) -> Client:
    return await measured.service()


async def shown(client: Client) -> tuple[Any, Any, Any]:
    answer = await client.ask(VALUES)
    values = [node["value"] for node in answer["kpi"]["values"]["nodes"]]
    counting = [
        node["value"] for node in answer["keyResult"]["checkIns"]["nodes"] if not node["superseded"]
    ]
    return values, counting, answer["keyResult"]["current"]


@pytest.mark.parametrize("how", ["id", "at"])
async def test_a_value_is_removed(measured: Company, admin: Client, how: str) -> None:
    assert await shown(admin) == ([999.0, 5.0], [999.0, 5.0], 999.0)
    given = {"kpi": "kpi_1"} | (
        {"id": "val_wrong"} if how == "id" else {"at": text(now() - 2 * DAY)}
    )
    before = await stored(measured.database, measured.org)
    dry = await done(admin, "kpiValueRemove", {**given, "dryRun": True}, "kpi { latest { value } }")
    assert dry["kpi"]["latest"] == {"value": 5.0}
    assert await stored(measured.database, measured.org) == before
    removed = await done(admin, "kpiValueRemove", given, "kpi { id latest { value } }")
    assert removed["kpi"] == {"id": "kpi_1", "latest": {"value": 5.0}}
    assert await shown(admin) == ([5.0], [5.0], 5.0)
    assert await admin.ask('{ node(id: "val_wrong") { id } }') == {"node": None}
    then = f"{{ at(revision: {removed['revision'] - 1}) {VALUES} }}"
    assert (await admin.ask(then))["at"]["kpi"]["latest"] == {"value": 999.0}
    await check_derived(measured.database, measured.org, now())
    # It is there again with what came of it.
    await done(admin, "changeRevert", {"revision": removed["revision"]})
    assert await shown(admin) == ([999.0, 5.0], [999.0, 5.0], 999.0)
    await check_derived(measured.database, measured.org, now())


async def test_a_corrected_value_is_removed_and_recorded_again(admin: Client) -> None:
    at = text(now() - DAY)
    for value in (1, 1.5):
        await done(
            admin, "kpiRecordValues", {"values": [{"kpi": "kpi_1", "at": at, "value": value}]}
        )
    assert await shown(admin) == ([1.5, 999.0, 5.0], [1.5, 999.0, 5.0], 1.5)
    await done(admin, "kpiValueRemove", {"kpi": "kpi_1", "at": at})
    assert await shown(admin) == ([999.0, 5.0], [999.0, 5.0], 999.0)
    await done(admin, "kpiRecordValues", {"values": [{"kpi": "kpi_1", "at": at, "value": 2}]})
    assert await shown(admin) == ([2.0, 999.0, 5.0], [2.0, 999.0, 5.0], 2.0)


async def test_what_somebody_said_stays(admin: Client) -> None:
    at = text(now() - 1.5 * DAY)
    await done(admin, "keyResultCheckIn", {"keyResult": "kr_1", "value": 8, "effectiveAt": at})
    await done(admin, "kpiRecordValues", {"values": [{"kpi": "kpi_1", "at": at, "value": 2}]})
    operations = [{"kpiValueRemove": {"kpi": "kpi_1", "at": text(now() - 2 * DAY)}}]
    await done(admin, "batch", {"operations": operations})
    values, counting, current = await shown(admin)
    assert (counting, current) == ([8.0, 5.0], 8.0)
    assert 999.0 not in values


async def test_a_goal_that_was_closed_meanwhile_catches_up(admin: Client) -> None:
    await done(admin, "objectiveClose", {"id": "obj_1"})
    await done(admin, "kpiValueRemove", {"kpi": "kpi_1", "id": "val_wrong"})
    # What is closed keeps what it closed with.
    assert await shown(admin) == ([5.0], [999.0, 5.0], 999.0)
    await done(admin, "objectiveReopen", {"id": "obj_1"})
    assert await shown(admin) == ([5.0], [5.0], 5.0)


async def test_what_is_refused(measured: Company, admin: Client) -> None:
    before = await stored(measured.database, measured.org)
    at = text(now())
    await refuse_all(
        admin,
        [
            ("kpiValueRemove", {"kpi": "kpi_1"}, [("INVALID_INPUT", ["id"])]),
            (
                "kpiValueRemove",
                {"kpi": "kpi_1", "id": "val_good", "at": at},
                [("INVALID_INPUT", ["id"])],
            ),
            ("kpiValueRemove", {"kpi": "kpi_2", "id": "val_good"}, [("INVALID_INPUT", ["id"])]),
            ("kpiValueRemove", {"kpi": "kpi_1", "id": "val_none"}, [("NOT_FOUND", ["id"])]),
            ("kpiValueRemove", {"kpi": "kpi_1", "at": at}, [("NOT_FOUND", ["at"])]),
            (
                "kpiValueRemove",
                {"kpi": "kpi_1", "id": "val_good", "expectedVersion": 2},
                [("VERSION_CONFLICT", ["expectedVersion"])],
            ),
        ],
    )
    assert await stored(measured.database, measured.org) == before
    await done(admin, "kpiArchive", {"id": "kpi_1"})
    [(code, _, path)] = await refused(admin, "kpiValueRemove", {"kpi": "kpi_1", "id": "val_good"})
    assert (code, path) == ("READ_ONLY", ["kpi"])


async def test_another_kpi_measures_from_now_on(measured: Company, admin: Client) -> None:
    changed = await done(admin, "keyResultUpdate", {"id": "kr_1", "measuredBy": "kpi_2"})
    # Its value of before the cycle began says nothing of the goal.
    assert (await shown(admin))[1:] == ([7.0], 7.0)
    await done(admin, "kpiRecordValues", {"values": [{"kpi": "kpi_1", "value": 1}]})
    assert (await shown(admin))[1:] == ([7.0], 7.0)
    await check_derived(measured.database, measured.org, now())
    await done(admin, "kpiRecordValues", {"values": [{"kpi": "kpi_2", "value": 9}]})
    assert (await shown(admin))[1:] == ([9.0, 7.0], 9.0)
    await done(admin, "changeRevert", {"revision": changed["revision"]})
    assert (await shown(admin))[1:] == ([1.0, 999.0, 5.0], 1.0)
    none = {"id": "kr_1", "measuredBy": None}
    await done(admin, "keyResultUpdate", none)
    assert (await shown(admin))[1:] == ([], None)
    await done(admin, "keyResultUpdate", none | {"measuredBy": "kpi_3"})
    assert (await shown(admin))[1:] == ([], None)
    await check_derived(measured.database, measured.org, now())


async def test_what_another_frequency_drops_is_no_report_any_more(
    database: Database, url: str
) -> None:
    """Nor of an open key result, and both are there again once that is undone."""
    day = (now() - 2 * DAY).replace(hour=1, minute=0, second=0, microsecond=0)
    hours = [{"at": text(day), "value": 5}, {"at": text(day + 3 * HOUR), "value": 7}]
    document = small(
        kpis=[kpi(frequency="HOURLY", values=hours)], results=[result(measuredBy="kpi_1")]
    )
    async with company(database, url, document) as loaded:
        admin = await loaded.service()
        both = ([7.0, 5.0], [7.0, 5.0], 7.0)
        assert await shown(admin) == both
        coarser = {"id": "kpi_1", "frequency": Enum("DAILY")}
        changed = await done(admin, "kpiUpdate", coarser)
        assert await shown(admin) == ([7.0], [7.0], 7.0)
        await check_derived(database, loaded.org, now())
        await done(admin, "changeRevert", {"revision": changed["revision"]})
        assert await shown(admin) == both
        await check_derived(database, loaded.org, now())
