"""KPIs and their targets by mutations: what is stored, what follows, and what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import Case, Enum, change, done, example, refuse_all, refused, stored
from tests.api.rederived import check_derived

KPI = """kpi { id name description measure { kind currency unit precision } direction frequency
  watchBand owner { id } archived status version latest { id at value } target { id value lower
  upper period { startsOn endsOn } } }"""
TARGET = (
    "kpiTarget { id value lower upper period { startsOn endsOn } kpi { id } version } kpi {status}"
)
NEW = {
    "id": "kpi_new",
    "name": "Refunds",
    "direction": Enum("DECREASE"),
    "frequency": Enum("WEEKLY"),
    "owner": "team_care",
}
NOVEMBER = {"startsOn": "2026-11-01", "endsOn": "2026-11-30"}
QUARTER = {"startsOn": "2026-10-01", "endsOn": "2026-12-31"}


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, example()) as imported:
        yield imported


@pytest.fixture
async def admin(lumen: Company) -> Client:
    return await lumen.service("admin")


async def recorded(client: Client, *values: dict[str, Any]) -> None:
    await done(client, "kpiRecordValues", {"values": list(values)})


async def status(client: Client, kpi: str) -> tuple[str, Any]:
    """A KPI's status, and the value wanted that it is taken against."""
    found = (await client.ask(f'{{ kpi(id: "{kpi}") {{ status target {{ value }} }} }}'))["kpi"]
    return found["status"], found["target"] and found["target"]["value"]


async def test_a_kpi_is_made_changed_and_archived(lumen: Company, admin: Client) -> None:
    made = await done(admin, "kpiCreate", NEW, KPI)
    expected: dict[str, Any] = {
        "id": "kpi_new",
        "name": "Refunds",
        "description": None,
        "measure": {"kind": "NUMBER", "currency": None, "unit": None, "precision": None},
        "direction": "DECREASE",
        "frequency": "WEEKLY",
        "watchBand": 0.1,
        "owner": {"id": "team_care"},
        "archived": False,
        "status": "NO_DATA",
        "version": 1,
        "latest": None,
        "target": None,
    }
    assert made["kpi"] == expected
    assert await done(admin, "kpiCreate", NEW, KPI) == made
    measure = {"kind": Enum("CURRENCY"), "currency": "EUR", "precision": 2}
    changes = {
        "description": "Money given back.",
        "measure": measure,
        "watchBand": 0,
        "owner": "psn_jaan",
        "expectedVersion": 1,
    }
    changed = await done(admin, "kpiUpdate", {"id": "kpi_new", **changes}, KPI)
    expected |= {
        "description": "Money given back.",
        "measure": {"kind": "CURRENCY", "currency": "EUR", "unit": None, "precision": 2},
        "watchBand": 0.0,
        "owner": {"id": "psn_jaan"},
        "version": 2,
    }
    assert changed["kpi"] == expected
    owned = '{ person(id: "psn_jaan") { kpis { nodes { id } } } }'
    assert await admin.ask(owned) == {"person": {"kpis": {"nodes": [{"id": "kpi_new"}]}}}
    cleared = await done(
        admin, "kpiUpdate", {"id": "kpi_new", "description": None, "measure": None}, KPI
    )
    plain = {"kind": "NUMBER", "currency": None, "unit": None, "precision": None}
    expected |= {"description": None, "measure": plain, "version": 3}
    assert cleared["kpi"] == expected
    same = await done(admin, "kpiUpdate", {"id": "kpi_new", "watchBand": 0}, KPI)
    assert same == cleared
    archived = await done(admin, "kpiArchive", {"id": "kpi_new"}, KPI)
    assert archived["kpi"] == expected | {"archived": True, "version": 4}
    assert await done(admin, "kpiArchive", {"id": "kpi_new"}, KPI) == archived
    restored = await done(admin, "kpiRestore", {"id": "kpi_new"}, KPI)
    assert restored["kpi"] == expected | {"version": 5}
    await check_derived(lumen.database, lumen.org, datetime.now(UTC))


async def test_an_archived_kpi_moves_nothing_any_more(admin: Client) -> None:
    movers = '{ kpi(id: "kpi_mrr") { movers { nodes { id } } drivenBy { nodes { id } } } }'
    await done(admin, "kpiArchive", {"id": "kpi_subs"})
    found = (await admin.ask(movers))["kpi"]["movers"]["nodes"]
    # What reached it only through the archived one is gone: obj_grow still aligns to obj_keep.
    assert [one["id"] for one in found] == ["obj_keep", "obj_care", "obj_macros", "obj_grow"]
    shares = '{ kpi(id: "kpi_mrr") { movers { edges { node { id } share } } } }'
    edges = (await admin.ask(shares))["kpi"]["movers"]["edges"]
    assert next(e["share"] for e in edges if e["node"]["id"] == "obj_keep") == 0.875
    for mutation, given in (
        ("kpiUpdate", {"id": "kpi_subs", "name": "Other"}),
        ("kpiTargetSet", {"kpi": "kpi_subs", "period": NOVEMBER, "value": 1}),
    ):
        ((code, message, _),) = await refused(admin, mutation, given)
        assert (code, message) == (
            "READ_ONLY",
            '"New subscribers per week" is archived; restore it first.',
        )


async def test_targets_of_periods_stand_and_are_replaced(lumen: Company, admin: Client) -> None:
    value = {"kpi": "kpi_mrr", "at": "2026-11-10T12:00:00Z", "value": 95}
    await recorded(admin, value)
    assert await status(admin, "kpi_mrr") == ("NO_TARGET", None)
    quarter = {"id": "tgt_quarter", "kpi": "kpi_mrr", "period": QUARTER, "value": 90}
    made = await done(admin, "kpiTargetSet", quarter, TARGET)
    assert made["kpiTarget"] == {
        "id": "tgt_quarter",
        "value": 90.0,
        "lower": None,
        "upper": None,
        "period": QUARTER,
        "kpi": {"id": "kpi_mrr"},
        "version": 1,
    }
    assert made["kpi"] == {"status": "ON_TARGET"}
    assert await done(admin, "kpiTargetSet", quarter, TARGET) == made
    # Exactly the value's period goes before the quarter that holds it.
    month = {"kpi": "kpi_mrr", "period": NOVEMBER, "value": 100}
    await done(admin, "kpiTargetSet", month)
    assert await status(admin, "kpi_mrr") == ("WATCH", 100.0)
    replaced = await done(admin, "kpiTargetSet", month | {"value": 200}, TARGET)
    assert replaced["kpiTarget"]["version"] == 2
    assert replaced["kpi"] == {"status": "OFF_TARGET"}
    targets = '{ kpi(id: "kpi_mrr") { targets { totalCount nodes { value } } } }'
    assert (await admin.ask(targets))["kpi"]["targets"] == {
        "totalCount": 2,
        "nodes": [{"value": 90.0}, {"value": 200.0}],
    }
    wide = await done(admin, "kpiUpdate", {"id": "kpi_mrr", "watchBand": 0.6}, KPI)
    assert wide["kpi"]["status"] == "WATCH"
    await check_derived(lumen.database, lumen.org, datetime.now(UTC))
    identifier = replaced["kpiTarget"]["id"]
    gone = await done(admin, "kpiTargetSet", month | {"value": None}, TARGET)
    assert (gone["kpiTarget"], gone["kpi"]) == (None, {"status": "ON_TARGET"})
    assert await status(admin, "kpi_mrr") == ("ON_TARGET", 90.0)
    assert await admin.ask(f'{{ node(id: "{identifier}") {{ id }} }}') == {"node": None}
    ((code, _, path),) = await refused(admin, "kpiTargetSet", month | {"id": identifier})
    assert (code, path) == ("CONFLICT", ["id"])
    before = await stored(lumen.database, lumen.org)
    again = await done(admin, "kpiTargetSet", month | {"value": None}, TARGET)
    assert again["kpiTarget"] is None
    assert await stored(lumen.database, lumen.org) == before


async def test_a_target_is_guarded_by_its_version(lumen: Company, admin: Client) -> None:
    month = {"id": "tgt_month", "kpi": "kpi_mrr", "period": NOVEMBER}
    none: dict[str, Any] = {"value": None}
    lost = '"Monthly recurring revenue" has no target of that period any more; expect version 0 for'

    async def stale(expected: int, message: str, current: str, **more: Any) -> None:
        before = await stored(lumen.database, lumen.org)
        given = month | {"value": 1, "expectedVersion": expected} | more
        [problem] = (await change(admin, "kpiTargetSet", given))["problems"]
        assert problem["__typename"] == "VersionConflict"
        assert (problem["code"], problem["path"]) == ("VERSION_CONFLICT", ["expectedVersion"])
        assert problem["message"].startswith(message)
        assert problem["current"]["id"] == current
        assert await stored(lumen.database, lumen.org) == before

    await stale(1, lost, "kpi_mrr")
    await stale(1, lost, "kpi_mrr", **none)
    made = await done(admin, "kpiTargetSet", month | {"value": 1, "expectedVersion": 0}, TARGET)
    assert made["kpiTarget"]["version"] == 1
    await stale(0, "Version 0 is not the present one, which is 1;", "tgt_month")
    # What is said of another period is another target.
    other = {"kpi": "kpi_mrr", "period": QUARTER, "value": 5, "expectedVersion": 0}
    await done(admin, "kpiTargetSet", other)
    # All of a batch expect what there was before it.
    twice = [{"kpiTargetSet": month | {"value": n, "expectedVersion": 1}} for n in (2, 3)]
    await done(admin, "batch", {"operations": twice})
    await stale(1, "Version 1 is not the present one, which is ", "tgt_month", **none)
    version = (await done(admin, "kpiTargetSet", month | {"value": 3}, TARGET))["kpiTarget"]
    gone = month | none | {"expectedVersion": version["version"]}
    assert (await done(admin, "kpiTargetSet", gone, TARGET))["kpiTarget"] is None
    await done(admin, "kpiTargetSet", month | none | {"expectedVersion": 0})


async def test_a_target_without_a_value_is_todays(lumen: Company, admin: Client) -> None:
    today = datetime.now(UTC).date()
    around = {"startsOn": f"{today.year - 1}-01-01", "endsOn": f"{today.year + 1}-12-31"}
    past = {"startsOn": "2001-01-01", "endsOn": "2001-12-31"}
    await done(admin, "kpiTargetSet", {"kpi": "kpi_churn", "period": past, "value": 1})
    assert await status(admin, "kpi_churn") == ("NO_DATA", None)
    await done(admin, "kpiTargetSet", {"kpi": "kpi_churn", "period": around, "value": 2})
    assert await status(admin, "kpi_churn") == ("NO_DATA", 2.0)
    await check_derived(lumen.database, lumen.org, datetime.now(UTC))


async def test_the_direction_decides_which_targets_there_may_be(admin: Client) -> None:
    bounds = {"kpi": "kpi_mrr", "period": NOVEMBER, "lower": 3, "upper": 5}
    problems = await refused(admin, "kpiTargetSet", bounds)
    assert [(code, path) for code, _, path in problems] == [
        ("INVALID_INPUT", ["value"]),
        ("INVALID_INPUT", ["lower"]),
        ("INVALID_INPUT", ["upper"]),
    ]
    await done(admin, "kpiTargetSet", {"kpi": "kpi_mrr", "period": NOVEMBER, "value": 1})
    turned = {"id": "kpi_mrr", "direction": Enum("BETWEEN")}
    assert await refused(admin, "kpiUpdate", turned) == [
        (
            "CONFLICT",
            '"Monthly recurring revenue" has 1 target(s), and one of a KPI with direction BETWEEN '
            "needs lower and upper; clear them first with kpiTargetSet.",
            ["direction"],
        )
    ]
    await recorded(admin, {"kpi": "kpi_mrr", "at": "2026-11-10T12:00:00Z", "value": 4})
    # Both ways take a value: only the status is another.
    fell = await done(admin, "kpiUpdate", {"id": "kpi_mrr", "direction": Enum("DECREASE")}, KPI)
    assert fell["kpi"]["status"] == "OFF_TARGET"
    await done(admin, "kpiTargetSet", {"kpi": "kpi_mrr", "period": NOVEMBER, "value": None})
    await done(admin, "kpiUpdate", turned)
    made = await done(admin, "kpiTargetSet", bounds, TARGET)
    assert (made["kpiTarget"]["lower"], made["kpiTarget"]["upper"]) == (3.0, 5.0)
    assert made["kpi"] == {"status": "ON_TARGET"}
    none = {"kpi": "kpi_mrr", "period": NOVEMBER, "lower": None, "upper": None}
    assert (await done(admin, "kpiTargetSet", none, TARGET))["kpi"] == {"status": "NO_TARGET"}


async def test_another_frequency_divides_the_values_anew(lumen: Company, admin: Client) -> None:
    weekly = [
        {"id": f"val_{day}", "kpi": "kpi_subs", "at": f"2026-11-{day:02}T12:00:00Z", "value": day}
        for day in (2, 9, 16)
    ]
    await recorded(admin, *weekly, {"kpi": "kpi_subs", "at": "2026-10-20T12:00:00Z", "value": 1})
    # The week's value that was recorded last is the month's.
    await recorded(admin, weekly[1] | {"value": 90})
    target = {"kpi": "kpi_subs", "period": NOVEMBER, "value": 100}
    await done(admin, "kpiTargetSet", target)
    assert await status(admin, "kpi_subs") == ("OFF_TARGET", 100.0)
    monthly = {"id": "kpi_subs", "frequency": Enum("MONTHLY")}
    changed = await done(admin, "kpiUpdate", monthly, KPI)
    assert changed["kpi"]["latest"] == {
        "id": "val_9",
        "at": "2026-11-09T12:00:00.000+00:00",
        "value": 90.0,
    }
    assert changed["kpi"]["status"] == "WATCH"
    values = '{ kpi(id: "kpi_subs") { values { nodes { value } } } kpiValues { totalCount } }'
    assert await admin.ask(values) == {
        "kpi": {"values": {"nodes": [{"value": 90.0}, {"value": 1.0}]}},
        "kpiValues": {"totalCount": 2},
    }
    assert await admin.ask('{ node(id: "val_16") { id } }') == {"node": None}
    await check_derived(lumen.database, lumen.org, datetime.now(UTC))
    await done(admin, "kpiUpdate", monthly | {"frequency": Enum("DAILY")})
    await recorded(admin, weekly[2] | {"id": "val_again"})
    assert await status(admin, "kpi_subs") == ("STALE", 100.0)
    await check_derived(lumen.database, lumen.org, datetime.now(UTC))


async def test_what_is_refused_changes_nothing(lumen: Company, admin: Client) -> None:
    before = await stored(lumen.database, lumen.org)
    target: dict[str, Any] = {"kpi": "kpi_mrr", "period": NOVEMBER, "value": 1}
    turned = {"startsOn": "2026-11-30", "endsOn": "2026-11-01"}
    far = {"startsOn": "1066-10-14", "endsOn": "2026-11-30"}
    cases: list[Case] = [
        ("kpiCreate", NEW | {"name": " "}, [("INVALID_INPUT", ["name"])]),
        ("kpiCreate", NEW | {"id": "obj_new"}, [("INVALID_INPUT", ["id"])]),
        ("kpiCreate", NEW | {"id": "kpi_mrr"}, [("CONFLICT", ["id"])]),
        ("kpiCreate", NEW | {"owner": "kpi_mrr"}, [("NOT_FOUND", ["owner"])]),
        ("kpiCreate", NEW | {"watchBand": -0.1}, [("INVALID_INPUT", ["watchBand"])]),
        ("kpiUpdate", {"id": "kpi_mrr", "name": None}, [("INVALID_INPUT", ["name"])]),
        ("kpiUpdate", {"id": "kpi_mrr", "frequency": None}, [("INVALID_INPUT", ["frequency"])]),
        (
            "kpiUpdate",
            {"id": "kpi_mrr", "name": "Other", "expectedVersion": 2},
            [("VERSION_CONFLICT", ["expectedVersion"])],
        ),
        ("kpiUpdate", {"id": "kpi_none", "name": "Other"}, [("NOT_FOUND", ["id"])]),
        ("kpiArchive", {"id": "obj_keep"}, [("NOT_FOUND", ["id"])]),
        ("kpiTargetSet", target | {"period": turned}, [("INVALID_INPUT", ["period"])]),
        (
            "kpiTargetSet",
            target | {"period": far},
            [("INVALID_INPUT", ["period", "startsOn"])],
        ),
        ("kpiTargetSet", target | {"id": "tgt_"}, [("INVALID_INPUT", ["id"])]),
        (
            "kpiTargetSet",
            {"kpi": "kpi_mrr", "period": NOVEMBER},
            [("INVALID_INPUT", ["value"])],
        ),
        (
            "kpiTargetSet",
            target | {"period": turned, "value": None},
            [("INVALID_INPUT", ["period"])],
        ),
    ]
    await refuse_all(admin, cases)
    assert await stored(lumen.database, lumen.org) == before


async def test_a_dry_run_of_another_frequency_leaves_all_as_it_was(
    lumen: Company, admin: Client
) -> None:
    values = [
        {"kpi": "kpi_subs", "at": f"2026-11-{day:02}T12:00:00Z", "value": day} for day in (2, 9)
    ]
    await recorded(admin, *values)
    before = await stored(lumen.database, lumen.org)
    given = {"id": "kpi_subs", "frequency": Enum("ANNUAL"), "dryRun": True}
    dropped = "impact { valuesDropped }"
    payload = await change(admin, "kpiUpdate", given, KPI + dropped)
    assert payload["kpi"]["latest"]["value"] == 9.0
    assert payload["kpi"]["frequency"] == "ANNUAL"
    assert payload["impact"] == {"valuesDropped": 1}
    renamed = {"id": "kpi_subs", "name": "Other", "dryRun": True}
    assert (await change(admin, "kpiUpdate", renamed, dropped))["impact"] == {"valuesDropped": 0}
    assert await stored(lumen.database, lumen.org) == before
