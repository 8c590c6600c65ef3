"""Key results measured as change since a baseline: over HTTP, imported, undone and seen earlier."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from graph.domain.errors import ImportRejected
from graph.interchange import export_document, import_document
from tests.api.client import Client
from tests.api.companies import Company, Document, company
from tests.api.mutation_client import Enum, done, refuse_all, refused, stored
from tests.api.rederived import check_derived
from tests.api.truth import DAY, kpi, now, result, small, text

EUR = {"kind": "CURRENCY", "currency": "EUR"}
METRIC = {"goal": Enum("INCREASE"), "start": 0, "target": 20}
CHANGE = {"measuredAs": Enum("CHANGE")}
PERCENT = {"measuredAs": Enum("CHANGE_PERCENT")}
VALUE = {"measuredAs": Enum("VALUE")}


def sales(results: list[dict[str, Any]] | None = None, **more: Any) -> Document:
    """Sales of 50 a day before the quarter began, then 60 and 75; and goals of two quarters."""
    values = [
        {"id": "val_early", "at": text(now() - 50 * DAY), "value": 80},
        {"id": "val_base", "at": text(now() - 35 * DAY), "value": 50},
        {"id": "val_60", "at": text(now() - 3 * DAY), "value": 60},
        {"id": "val_75", "at": text(now() - 2 * DAY), "value": 75},
    ]
    document = small(
        kpis=[
            kpi(measure=EUR, values=values),
            kpi(id="kpi_new", measure=EUR),
            kpi(id="kpi_zero", values=[{"at": text(now() - 40 * DAY), "value": 0}]),
        ],
        results=[result()] if results is None else results,
        **more,
    )
    today = now().date()
    document["cycles"].append(
        {
            "id": "cyc_next",
            "name": "Next",
            "startsOn": str(today + 61 * DAY),
            "endsOn": str(today + 150 * DAY),
            "state": "PLANNING",
        }
    )
    document["objectives"].append(
        {"id": "obj_next", "title": "Next", "owner": "team_co", "cycle": "cyc_next"}
    )
    return document


@pytest.fixture
async def selling(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, sales()) as loaded:
        yield loaded


@pytest.fixture
async def admin(selling: Company) -> Client:
    return await selling.service()


SHOWN = (
    "measuredAs baseline measure { kind currency } current progress"
    " checkIns { nodes { value source superseded } }"
)


async def shown(client: Client, identifier: str, at: str = "") -> dict[str, Any]:
    """How a key result is measured, and the values that count, latest first."""
    asked = f'keyResult(id: "{identifier}") {{ {SHOWN} }}'
    answer = await client.ask(f"{{ {at} {{ {asked} }} }}" if at else f"{{ {asked} }}")
    node = (answer["at"] if at else answer)["keyResult"]
    node["checkIns"] = [one["value"] for one in node["checkIns"]["nodes"] if not one["superseded"]]
    found: dict[str, Any] = node
    return found


async def create(client: Client, identifier: str, **more: Any) -> dict[str, Any]:
    given = {"id": identifier, "objective": "obj_1", "title": "More sales", "metric": METRIC}
    return await done(client, "keyResultCreate", given | {"measuredBy": "kpi_1"} | more)


async def test_change_since_the_last_value_before_the_cycle(
    selling: Company, admin: Client
) -> None:
    await create(admin, "kr_plus", **CHANGE)
    assert await shown(admin, "kr_plus") == {
        "measuredAs": "CHANGE",
        "baseline": 50,
        "measure": {"kind": "CURRENCY", "currency": "EUR"},
        "current": 25,
        "progress": 1,
        "checkIns": [25, 10],
    }
    await create(admin, "kr_percent", **PERCENT)
    percent = await shown(admin, "kr_percent")
    assert percent["measure"] == {"kind": "PERCENT", "currency": None}
    assert (percent["baseline"], percent["checkIns"]) == (50, [50, 20])
    # A correction and a new value are followed; a correction of the baseline is not.
    values = [
        {"kpi": "kpi_1", "at": text(now() - 2 * DAY), "value": 55},
        {"kpi": "kpi_1", "at": text(now() - DAY), "value": 45},
        {"kpi": "kpi_1", "at": text(now() - 35 * DAY), "value": 40},
    ]
    await done(admin, "kpiRecordValues", {"values": values})
    plus = await shown(admin, "kr_plus")
    assert (plus["baseline"], plus["checkIns"][:3], plus["current"]) == (50, [-5, 5, 10], -5)
    await check_derived(selling.database, selling.org, now())


async def test_a_baseline_is_given(selling: Company, admin: Client) -> None:
    await create(admin, "kr_plus", **CHANGE, baseline=70)
    assert (await shown(admin, "kr_plus"))["checkIns"] == [5, -10]
    before = await stored(selling.database, selling.org)
    other = {"id": "kr_plus", "baseline": 65}
    await done(admin, "keyResultUpdate", {**other, "dryRun": True})
    assert await stored(selling.database, selling.org) == before
    changed = await done(admin, "keyResultUpdate", other)
    assert (await shown(admin, "kr_plus"))["checkIns"] == [10, -5]
    await done(admin, "keyResultUpdate", {"id": "kr_plus", "baseline": None})
    # It is the last value before the cycle again.
    assert (await shown(admin, "kr_plus"))["checkIns"] == [25, 10]
    then = await shown(admin, "kr_plus", f"at(revision: {changed['revision']})")
    assert (then["baseline"], then["current"]) == (65, 10)
    await check_derived(selling.database, selling.org, now())


async def test_it_begins_with_its_cycle(selling: Company, admin: Client) -> None:
    await create(admin, "kr_later", objective="obj_next", **CHANGE)
    values = [{"kpi": "kpi_1", "at": text(now() - DAY), "value": 90}]
    await done(admin, "kpiRecordValues", {"values": values})
    later = await shown(admin, "kr_later")
    assert (later["baseline"], later["checkIns"]) == (None, [])
    # The day has come: the first write fixes what the KPI was before it.
    today = now().date()
    days = {"id": "cyc_next", "startsOn": str(today - 2 * DAY), "endsOn": str(today + 9 * DAY)}
    await done(admin, "cycleUpdate", days)
    assert (await shown(admin, "kr_later"))["baseline"] is None
    recorded = await done(
        admin, "kpiRecordValues", {"values": [{"kpi": "kpi_1", "at": text(now()), "value": 95}]}
    )
    later = await shown(admin, "kr_later")
    assert (later["baseline"], later["checkIns"][0]) == (60, 35)
    assert later["checkIns"] == [35, 30, 15]
    earlier = f"at(revision: {recorded['revision'] - 1})"
    assert (await shown(admin, "kr_later", earlier))["baseline"] is None
    history = await admin.ask(
        '{ keyResult(id: "kr_later") { history(first: 1, direction: DESC) '
        "{ nodes { revision fields { name before after } } } } }"
    )
    [last] = history["keyResult"]["history"]["nodes"]
    assert last["revision"] == recorded["revision"]
    assert {"name": "baseline", "before": None, "after": "60.0"} in last["fields"]


async def test_no_baseline_no_value(admin: Client) -> None:
    await create(admin, "kr_new", measuredBy="kpi_new", **CHANGE)
    await done(admin, "kpiRecordValues", {"values": [{"kpi": "kpi_new", "value": 9}]})
    assert (await shown(admin, "kr_new"))["current"] is None
    # What was before comes in late.
    late = [{"kpi": "kpi_new", "at": text(now() - 31 * DAY), "value": 4}]
    await done(admin, "kpiRecordValues", {"values": late})
    new = await shown(admin, "kr_new")
    assert (new["baseline"], new["checkIns"]) == (4, [5])
    await create(admin, "kr_zero", measuredBy="kpi_zero", **PERCENT)
    await done(admin, "kpiRecordValues", {"values": [{"kpi": "kpi_zero", "value": 9}]})
    zero = await shown(admin, "kr_zero")
    assert (zero["baseline"], zero["current"]) == (0, None)


async def test_it_is_measured_otherwise_and_back(selling: Company, admin: Client) -> None:
    await create(admin, "kr_any")
    await done(admin, "keyResultCheckIn", {"keyResult": "kr_any", "value": 8})
    assert (await shown(admin, "kr_any"))["checkIns"] == [8, 75, 60]
    changed = await done(admin, "keyResultUpdate", {"id": "kr_any", **CHANGE})
    assert (await shown(admin, "kr_any"))["checkIns"] == [8, 25, 10]
    await done(admin, "changeRevert", {"revision": changed["revision"]})
    back = await shown(admin, "kr_any")
    assert (back["measuredAs"], back["baseline"]) == ("VALUE", None)
    assert back["checkIns"] == [8, 75, 60]
    await done(admin, "keyResultUpdate", {"id": "kr_any", **CHANGE})
    await done(admin, "keyResultUpdate", {"id": "kr_any", "measuredBy": "kpi_new"})
    other = await shown(admin, "kr_any")
    assert (other["baseline"], other["checkIns"]) == (None, [8])
    none = {"id": "kr_any", "measuredBy": None}
    [(code, message, path)] = await refused(admin, "keyResultUpdate", none)
    assert (code, path) == ("INVALID_INPUT", ["measuredBy"])
    assert "measuredAs VALUE" in message
    await done(admin, "keyResultUpdate", {**none, **VALUE})
    await check_derived(selling.database, selling.org, now())


async def test_what_is_refused(selling: Company, admin: Client) -> None:
    await create(admin, "kr_plus", **CHANGE)
    before = await stored(selling.database, selling.org)
    new = {"objective": "obj_1", "title": "New", "metric": METRIC}
    by = {"measuredBy": "kpi_1"}
    count = {"measure": {"kind": Enum("COUNT")}}
    await refuse_all(
        admin,
        [
            ("keyResultCreate", {**new, **CHANGE}, [("INVALID_INPUT", ["measuredAs"])]),
            ("keyResultCreate", {**new, **by, "baseline": 1}, [("INVALID_INPUT", ["baseline"])]),
            (
                "keyResultCreate",
                {**new, **by, **PERCENT, "baseline": 0},
                [("INVALID_INPUT", ["baseline"])],
            ),
            (
                "keyResultCreate",
                {**new, **by, **CHANGE, **count},
                [("INVALID_INPUT", ["measuredBy"])],
            ),
            (
                "keyResultCreate",
                {**new, **by, **PERCENT, **count},
                [("INVALID_INPUT", ["measuredBy"])],
            ),
            (
                "keyResultCreate",
                {**new, **by, **CHANGE, "baseline": 1e101},
                [("INVALID_INPUT", ["baseline"])],
            ),
            ("keyResultUpdate", {"id": "kr_1", **CHANGE}, [("INVALID_INPUT", ["measuredAs"])]),
            ("keyResultUpdate", {"id": "kr_1", "baseline": 1}, [("INVALID_INPUT", ["baseline"])]),
            # Its numbers are euros by now; percentages need a measure of their own.
            ("keyResultUpdate", {"id": "kr_plus", **PERCENT}, [("INVALID_INPUT", ["measuredAs"])]),
            ("kpiUpdate", {"id": "kpi_1", **count}, [("CONFLICT", ["measure"])]),
        ],
    )
    assert await stored(selling.database, selling.org) == before
    percent = {"measure": {"kind": Enum("PERCENT")}}
    await done(admin, "keyResultUpdate", {"id": "kr_plus", **PERCENT, **percent})
    assert (await shown(admin, "kr_plus"))["checkIns"] == [50, 20]
    # Of what a percentage is does not matter.
    await done(admin, "kpiUpdate", {"id": "kpi_1", **count})


async def test_a_closed_goal_catches_up(admin: Client) -> None:
    await create(admin, "kr_plus", **CHANGE)
    await done(admin, "objectiveClose", {"id": "obj_1"})
    await done(admin, "kpiRecordValues", {"values": [{"kpi": "kpi_1", "value": 99}]})
    assert (await shown(admin, "kr_plus"))["current"] == 25
    await done(admin, "objectiveReopen", {"id": "obj_1"})
    assert (await shown(admin, "kr_plus"))["current"] == 49


async def test_it_is_imported_and_exported(database: Database, url: str) -> None:
    row = result(measuredBy="kpi_1")
    results = [
        row | {"id": "kr_plus", "measuredAs": "CHANGE"},
        row | {"id": "kr_percent", "measuredAs": "CHANGE_PERCENT"},
        row | {"id": "kr_given", "measuredAs": "CHANGE", "baseline": 70},
        row,
    ]
    async with company(database, url, sales(results), now=now()) as loaded:
        admin = await loaded.service()
        seen = {one: await shown(admin, one) for one in ("kr_plus", "kr_percent", "kr_given")}
        assert [(one["baseline"], one["current"]) for one in seen.values()] == [
            (50, 25),
            (50, 50),
            (70, 5),
        ]
        assert seen["kr_percent"]["measure"]["kind"] == "PERCENT"
        exported = await export_document(database, loaded.org)
        [goal] = [one for one in exported["objectives"] if one["id"] == "obj_1"]
        said = [(one["measuredAs"], one.get("baseline")) for one in goal["keyResults"]]
        assert said == [("CHANGE", 50), ("CHANGE_PERCENT", 50), ("CHANGE", 70), ("VALUE", None)]
        await check_derived(database, loaded.org, now())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"measuredAs": "CHANGE"}, "measuredAs"),
        ({"measuredBy": "kpi_1", "baseline": 3}, "baseline"),
        ({"measuredBy": "kpi_1", "measuredAs": "CHANGE_PERCENT", "baseline": 0}, "baseline"),
        (
            {"measuredBy": "kpi_1", "measuredAs": "CHANGE", "measure": {"kind": "COUNT"}},
            "measuredBy",
        ),
    ],
)
async def test_imports_that_are_refused(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(ImportRejected) as rejected:
        await import_document(None, sales([result(**wrong)]), dry_run=True)
    [mistake] = rejected.value.mistakes
    assert mistake.place == f"objectives[0].keyResults[0].{field}"
