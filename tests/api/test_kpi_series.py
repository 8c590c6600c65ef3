"""KPIs period by period over HTTP: series, trends, forecasts and outlooks, worked by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import Enum, done, refused, stored

TODAY = datetime.now(UTC).date()
THIS_MONTH = TODAY.replace(day=1)


def month(back: int) -> date:
    """The first day of the month so many months before this one."""
    years, index = divmod(THIS_MONTH.year * 12 + THIS_MONTH.month - 1 - back, 12)
    return date(years, index + 1, 1)


def end(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def kpi(identifier: str, values: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    row = {"direction": "INCREASE", "frequency": "MONTHLY", "owner": "team_co"}
    return {"id": identifier, "name": identifier, **row, "values": values, **more}


def monthly(numbers: list[float | None], last: int = 1) -> list[dict[str, Any]]:
    """A value in each month up to `last` months ago."""
    back = range(last + len(numbers) - 1, last - 1, -1)
    return [
        {"at": month(b).isoformat(), "value": number}
        for b, number in zip(back, numbers, strict=True)
        if number is not None
    ]


LINE: list[float | None] = [10.0 + 2 * i for i in range(14)]
DOCUMENT: dict[str, Any] = {
    "organization": {"name": "Measured", "timezone": "UTC"},
    "teams": [{"id": "team_co", "name": "Measured", "kind": "COMPANY"}],
    "kpis": [
        kpi(
            "kpi_line",
            monthly(LINE),
            targets=[
                {
                    "period": {
                        "startsOn": month(0).isoformat(),
                        "endsOn": end(month(0)).isoformat(),
                    },
                    "value": 37,
                }
            ],
        ),
        kpi("kpi_gap", monthly([1.0, None, 4.0])),
        kpi("kpi_sum", monthly([1.0, 2.0, 4.0]), aggregation="SUM"),
        kpi(
            "kpi_total",
            [
                {"at": f"2025-0{m}-03", "value": value}
                for m, value in ((1, 5.0), (2, 7.0), (3, 12.0), (4, 4.0))
            ],
            accumulates="WITHIN_QUARTER",
        ),
        kpi("kpi_daily", [{"at": "2024-02-29", "value": 3.0}], frequency="DAILY"),
    ],
}
PERIOD = "period { startsOn endsOn startsAt endsAt }"
SERIES = f"{PERIOD} value measured of partial target {{ id }} status change growth growthYearOnYear"


@pytest.fixture(scope="module")
async def measured(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, DOCUMENT, now=datetime.now(UTC)) as made:
        yield made


@pytest.fixture(scope="module")
async def admin(measured: Company) -> Client:
    return await measured.service()


async def series(client: Client, identifier: str, arguments: str, shown: str) -> list[Any]:
    query = f'{{ kpi(id: "{identifier}") {{ series({arguments}) {{ {shown} }} }} }}'
    rows: list[Any] = (await client.ask(query))["kpi"]["series"]
    return rows


async def test_a_gap_is_a_period_without_a_value(admin: Client) -> None:
    arguments = f'from: "{month(3)}T00:00:00Z", to: "{month(0)}T00:00:00Z"'
    rows = await series(admin, "kpi_gap", arguments, SERIES)
    assert rows[0]["period"] == {
        "startsOn": month(3).isoformat(),
        "endsOn": end(month(3)).isoformat(),
        "startsAt": rows[0]["period"]["startsAt"],
        "endsAt": rows[1]["period"]["startsAt"],
    }
    told = [
        (row["value"], row["measured"], row["of"], row["status"], row["change"]) for row in rows
    ]
    assert told == [
        (1, 1, 1, "NO_TARGET", None),
        (None, 0, 1, "NO_DATA", None),
        (4, 1, 1, "NO_TARGET", None),
    ]


async def test_longer_periods_are_made_of_shorter_ones(admin: Client) -> None:
    arguments = 'from: "2025-01-01T00:00:00Z", to: "2025-07-01T00:00:00Z", every: QUARTERLY'
    rows = await series(admin, "kpi_total", arguments, "value measured of change growth")
    assert rows == [
        {"value": 12, "measured": 3, "of": 3, "change": None, "growth": None},
        {"value": 4, "measured": 1, "of": 3, "change": -8, "growth": -8 / 12},
    ]
    arguments = 'from: "2025-01-01T00:00:00Z", to: "2025-05-01T00:00:00Z"'
    rows = await series(admin, "kpi_total", arguments, "value change growth")
    # Amounts: 5, 2, 5, and 4 since the total starts again.
    assert rows == [
        {"value": 5, "change": None, "growth": None},
        {"value": 7, "change": -3, "growth": -3 / 5},
        {"value": 12, "change": 3, "growth": 3 / 2},
        {"value": 4, "change": -1, "growth": -1 / 5},
    ]
    arguments = f'from: "{month(3)}T00:00:00Z", to: "{month(0)}T00:00:00Z", every: ANNUAL'
    rows = await series(admin, "kpi_sum", arguments, "value")
    assert sum(row["value"] or 0 for row in rows) == 7


async def test_what_cannot_be_asked(admin: Client) -> None:
    for identifier, arguments, path in (
        ("kpi_line", 'from: "2025-01-01T00:00:00Z", every: DAILY', ["every"]),
        ("kpi_total", 'from: "2025-01-01T00:00:00Z", every: WEEKLY', ["every"]),
        ("kpi_line", 'from: "2025-01-01T00:00:00Z", to: "2024-01-01T00:00:00Z"', ["to"]),
    ):
        query = f'{{ kpi(id: "{identifier}") {{ series({arguments}) {{ value }} }} }}'
        [error] = (await admin.send(query)).json()["errors"]
        assert error["extensions"]["code"] == "INVALID_INPUT"
        assert error["extensions"]["inputPath"] == path
    query = '{ kpi(id: "kpi_daily") { series(from: "1990-01-01T00:00:00Z") { value } } }'
    assert [code for code, _ in await admin.refused(query)] == ["LIMIT_EXCEEDED"]
    for asked in ("trend(periods: 3) { slope }", "forecast(periods: 61) { method }"):
        assert [
            code for code, _ in await admin.refused(f'{{ kpi(id: "kpi_line") {{ {asked} }} }}')
        ] == ["INVALID_INPUT"]


async def test_a_line_goes_up_and_on(admin: Client) -> None:
    """10, 12, … 36: the next is 38, which meets 37 for sure."""
    data = await admin.ask(
        """{ kpi(id: "kpi_line") {
          trend { direction slope confidence periods }
          forecast(periods: 2) {
            unavailable method logarithmic
            points { period { startsOn } value lower upper total }
            targetOutlook { target { value } period { endsOn } expected probability needed }
            accuracy { origins horizon meanAbsoluteError relativeError coverage bias }
          }
        } }"""
    )
    trend, forecast = data["kpi"]["trend"], data["kpi"]["forecast"]
    assert (trend["direction"], trend["slope"], trend["periods"]) == ("IMPROVING", 2, 8)
    assert trend["confidence"] == pytest.approx(1 - 2 / 40320)
    assert (forecast["unavailable"], forecast["method"]) == (None, "DRIFT")
    assert [point["value"] for point in forecast["points"]] == pytest.approx([38, 40])
    assert forecast["points"][0]["period"] == {"startsOn": month(0).isoformat()}
    [look] = forecast["targetOutlook"]
    assert look["target"] == {"value": 37}
    assert look["expected"] == pytest.approx(38)
    assert look["probability"] == pytest.approx(1)
    assert look["needed"] is None
    assert forecast["accuracy"]["origins"] == 7
    assert forecast["accuracy"]["relativeError"] == pytest.approx(0, abs=1e-9)


async def test_too_few_values_have_no_forecast(admin: Client) -> None:
    data = await admin.ask(
        '{ kpi(id: "kpi_gap") { trend { direction slope } '
        "forecast { unavailable method points { value } accuracy { bias } } } }"
    )
    assert data["kpi"] == {
        "trend": {"direction": "UNKNOWN", "slope": None},
        "forecast": {
            "unavailable": "TOO_FEW_VALUES",
            "method": None,
            "points": [],
            "accuracy": None,
        },
    }


async def test_the_past_knows_what_was_recorded_by_then(admin: Client) -> None:
    revision = (await admin.ask("{ organization { revision } }"))["organization"]["revision"]
    value = {"kpi": "kpi_gap", "at": f"{month(2)}T00:00:00Z", "value": 2}
    await done(admin, "kpiRecordValues", {"values": [value]})
    inner = (
        f'kpi(id: "kpi_gap") {{ series(from: "{month(2)}T00:00:00Z", to: "{month(1)}T00:00:00Z")'
    )
    inner += " { value } }"
    data = await admin.ask(f"{{ {inner} at(revision: {revision}) {{ {inner} }} }}")
    assert data["kpi"]["series"] == [{"value": 2}]
    assert data["at"]["kpi"]["series"] == [{"value": None}]


async def test_a_running_total_needs_periods_that_fit(measured: Company, admin: Client) -> None:
    before = await stored(measured.database, measured.org)
    made = {
        "name": "Total",
        "direction": Enum("INCREASE"),
        "frequency": Enum("WEEKLY"),
        "owner": "team_co",
        "accumulates": Enum("WITHIN_YEAR"),
    }
    message = (
        "A running total within a year needs one of the frequencies "
        "HOURLY, DAILY, MONTHLY, QUARTERLY."
    )
    assert await refused(admin, "kpiCreate", made) == [("INVALID_INPUT", message, ["accumulates"])]
    changed = {"id": "kpi_total", "frequency": Enum("QUARTERLY")}
    assert [code for code, *_ in await refused(admin, "kpiUpdate", changed)] == ["INVALID_INPUT"]
    assert await stored(measured.database, measured.org) == before


async def test_a_sum_is_judged_once_its_period_is_over(admin: Client) -> None:
    period = {"startsOn": month(0).isoformat(), "endsOn": end(month(0)).isoformat()}
    await done(admin, "kpiTargetSet", {"kpi": "kpi_sum", "period": period, "value": 3})
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    await done(admin, "kpiRecordValues", {"values": [{"kpi": "kpi_sum", "at": now, "value": 9}]})
    status = '{ kpi(id: "kpi_sum") { status aggregation accumulates } }'
    assert (await admin.ask(status))["kpi"] == {
        "status": "NO_TARGET",
        "aggregation": "SUM",
        "accumulates": "NEVER",
    }
    await done(admin, "kpiUpdate", {"id": "kpi_sum", "aggregation": Enum("LAST")})
    assert (await admin.ask(status))["kpi"]["status"] == "ON_TARGET"
