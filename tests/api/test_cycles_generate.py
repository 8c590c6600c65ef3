"""Cycles made from the fiscal calendar, and what they are called."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import Enum, done, refuse_all, stored
from tests.reference.fiscal import every

LARGER = ["MONTH", "QUARTER", "HALF", "YEAR"]
SHOWN = "id name label kind state startsOn endsOn parent { label kind }"
MADE = f"cycles {{ {SHOWN} }} changed {{ totalCount }}"
ALL = f"{{ cycles(first: 100) {{ totalCount nodes {{ {SHOWN} }} }} }}"

DOCUMENT: dict[str, Any] = {
    "organization": {"name": "Lumen", "timezone": "Europe/Tallinn", "fiscalYearStartMonth": 10},
    "teams": [{"id": "team_lumen", "name": "Lumen", "kind": "COMPANY"}],
    "cycles": [
        # Other cycles of the same days are in nobody's way: of another kind, or archived.
        {"id": "cyc_own", "name": "Own", "startsOn": "2025-10-01", "endsOn": "2026-09-30"},
        {
            "id": "cyc_gone",
            "name": "Gone",
            "kind": "YEAR",
            "startsOn": "2025-10-01",
            "endsOn": "2026-09-30",
            "archived": True,
        },
        {
            "id": "cyc_half",
            "name": "The half that was there",
            "kind": "HALF",
            "startsOn": "2026-04-01",
            "endsOn": "2026-09-30",
        },
        {
            "id": "cyc_over",
            "name": "Over",
            "kind": "QUARTER",
            "startsOn": "2026-01-01",
            "endsOn": "2026-03-31",
            "state": "CLOSED",
        },
    ],
}


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, DOCUMENT) as imported:
        yield imported


@pytest.fixture
async def admin(lumen: Company) -> Client:
    return await lumen.service("admin")


def given(first: str, last: str, *kinds: str, **more: Any) -> dict[str, Any]:
    return {"from": first, "until": last, "kinds": [Enum(kind) for kind in kinds], **more}


async def test_periods_become_cycles_once(lumen: Company, admin: Client) -> None:
    asked = given("2025-12-24", "2026-07-01", "QUARTER", "MONTH", "YEAR", "QUARTER")
    before = await stored(lumen.database, lumen.org)
    tried = await done(admin, "cyclesGenerate", asked | {"dryRun": True}, MADE)
    assert await stored(lumen.database, lumen.org) == before
    made = await done(admin, "cyclesGenerate", asked, MADE)
    named = [(row["name"], row["kind"]) for row in made["cycles"]]
    assert named == [(row["name"], row["kind"]) for row in tried["cycles"]]

    # Everything that touches the days, but for the quarter that is there.
    expected = [
        (kind, first.isoformat(), last.isoformat(), label)
        for kind, first, last, label in every(10, 2024, 2027)
        if kind != "HALF" and first <= date(2026, 7, 1) and date(2025, 12, 24) <= last
    ]
    expected.remove(("QUARTER", "2026-01-01", "2026-03-31", "Q2 FY26"))
    found = [(row["kind"], row["startsOn"], row["endsOn"], row["name"]) for row in made["cycles"]]
    assert sorted(found) == sorted(expected)
    assert found == sorted(found, key=lambda row: (row[1], -LARGER.index(row[0])))
    assert made["changed"]["totalCount"] == len(expected)
    assert {row["state"] for row in made["cycles"]} == {"PLANNING"}
    assert all(row["label"] == row["name"] for row in made["cycles"])

    # Each is part of the next larger one; a half was there already, and of a closed quarter there
    # are no new parts.
    parents = {row["name"]: row["parent"] and row["parent"]["label"] for row in made["cycles"]}
    assert parents["FY26"] is None
    assert parents["Q1 FY26"] == "FY26"
    assert parents["Q3 FY26"] == parents["Q4 FY26"] == "H2 FY26"
    assert parents["Dec FY26"] == "Q1 FY26"
    assert parents["Jan FY26"] == parents["Mar FY26"] == "FY26"
    assert parents["Jul FY26"] == "Q4 FY26"

    again = await done(admin, "cyclesGenerate", asked, MADE)
    assert again["cycles"] == []
    assert again["revision"] == made["revision"]
    more = await done(admin, "cyclesGenerate", asked | {"kinds": [Enum("HALF")]}, MADE)
    assert [row["name"] for row in more["cycles"]] == ["H1 FY26"]

    # They are in the feed and the past, and gone again when that is undone.
    at = made["revision"]
    feed = await admin.ask(
        f"{{ changes(since: {at - 1}) {{ nodes {{ nodeId }} }} "
        f"at(revision: {at - 1}) {{ cycles {{ totalCount }} }} "
        f"then: at(revision: {at}) {{ cycles(first: 100) {{ totalCount nodes {{ label }} }} }} }}"
    )
    made_ids = {row["id"] for row in made["cycles"]}
    assert {row["nodeId"] for row in feed["changes"]["nodes"]} >= made_ids
    assert feed["at"]["cycles"]["totalCount"] == 3
    assert feed["then"]["cycles"]["totalCount"] == 3 + len(expected)
    undone = await done(admin, "changeRevert", {"revision": more["revision"]}, "")
    assert undone["revision"] == more["revision"] + 1
    there = await admin.ask(ALL)
    assert there["cycles"]["totalCount"] == 3 + len(expected)
    assert "H1 FY26" not in [row["label"] for row in there["cycles"]["nodes"]]


async def test_labels_follow_the_organization(lumen: Company, admin: Client) -> None:
    async def then(revision: int) -> dict[str, str]:
        asked = f"{{ at(revision: {revision}) {{ cycles {{ nodes {{ id label }} }} }} }}"
        rows = (await admin.ask(asked))["at"]["cycles"]["nodes"]
        return {row["id"]: row["label"] for row in rows}

    named = {"cyc_own": "Own", "cyc_half": "H2 FY26", "cyc_over": "Q2 FY26"}
    first = (await admin.ask("{ organization { revision } }"))["organization"]["revision"]
    assert await then(first) == named
    await done(admin, "organizationUpdate", {"fiscalYearStartMonth": 1})
    found = await admin.ask('{ cycles { nodes { id label } } cycle(id: "cyc_half") { label } }')
    assert found["cycle"] == {"label": "The half that was there"}
    assert {row["id"]: row["label"] for row in found["cycles"]["nodes"]} == named | {
        "cyc_half": "The half that was there",
        "cyc_over": "Q1 2026",
    }
    assert await then(first) == named


async def test_refusals_change_nothing(lumen: Company, admin: Client) -> None:
    before = await stored(lumen.database, lumen.org)
    cases: list[tuple[str, dict[str, Any], list[tuple[str, list[str]]]]] = [
        ("cyclesGenerate", asked, [("INVALID_INPUT", path)])
        for asked, path in (
            (given("2026-01-02", "2026-01-01", "YEAR"), ["until"]),
            (given("2026-01-01", "2026-01-01"), ["kinds"]),
            (given("2026-01-01", "2026-01-01", "YEAR", "CUSTOM"), ["kinds", "1"]),
            (given("2000-01-01", "2020-01-01", "MONTH"), ["until"]),
            (given("1900-01-01", "1900-01-01", "MONTH", "YEAR"), ["from"]),
            (given("2999-06-01", "2999-12-31", "HALF"), ["until"]),
        )
    ]
    await refuse_all(admin, cases)
    member = await lumen.service("write")
    asked = given("2026-01-01", "2026-01-01", "YEAR")
    await refuse_all(member, [("cyclesGenerate", asked, [("FORBIDDEN", [])])])
    after = await stored(lumen.database, lumen.org)
    assert [row for row in after[0] if row[0] == "Cycle"] == [
        row for row in before[0] if row[0] == "Cycle"
    ]
