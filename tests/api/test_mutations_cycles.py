"""Cycles by mutations: what their days and their state do to goals, and what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import Case, Enum, change, done, refuse_all, refused, stored
from tests.api.rederived import check_derived
from tests.api.test_mutations_random import NOW, check_history

CYCLE = """cycle { id name kind startsOn endsOn state archived version parent { id }
  parts { nodes { id } } } """
CHANGED = "changed { nodes { id } }"
HEALTH = '{ objectives { nodes { id health } } keyResult(id: "kr_old") { health checkInDueOn } }'

# Long over, so that nothing of it depends on when the test runs.
DOCUMENT: dict[str, Any] = {
    "organization": {"name": "Lumen", "timezone": "Europe/Tallinn"},
    "teams": [{"id": "team_lumen", "name": "Lumen", "kind": "COMPANY"}],
    "people": [{"id": "psn_one", "name": "one", "email": "one@lumen.example"}],
    "cycles": [
        {"id": "cyc_year", "name": "Year", "startsOn": "2000-01-01", "endsOn": "2000-12-31"},
        {
            "id": "cyc_part",
            "name": "Part",
            "startsOn": "2000-01-01",
            "endsOn": "2000-03-31",
            "parent": "cyc_year",
        },
        {
            "id": "cyc_plan",
            "name": "Plan",
            "startsOn": "2990-01-01",
            "endsOn": "2990-12-31",
            "state": "PLANNING",
        },
        {
            "id": "cyc_gone",
            "name": "Gone",
            "startsOn": "1999-01-01",
            "endsOn": "1999-12-31",
            "archived": True,
        },
        {
            "id": "cyc_gone_part",
            "name": "Gone part",
            "startsOn": "1999-01-01",
            "endsOn": "1999-03-31",
            "parent": "cyc_gone",
            "archived": True,
        },
    ],
    "objectives": [
        {"id": "obj_top", "title": "Top", "owner": "team_lumen", "cycle": "cyc_year"},
        {
            "id": "obj_old",
            "title": "Old",
            "owner": "psn_one",
            "cycle": "cyc_part",
            "alignsTo": [{"id": "aln_old", "to": "obj_top"}],
            "keyResults": [
                {
                    "id": "kr_old",
                    "title": "old",
                    "metric": {"goal": "INCREASE", "start": 0, "target": 4},
                    "checkIns": [{"value": 1, "effectiveAt": "2000-02-01T00:00:00+02:00"}],
                }
            ],
        },
        {
            "id": "obj_hand",
            "title": "Hand",
            "owner": "psn_one",
            "cycle": "cyc_part",
            "progressMode": "MANUAL",
            "manualProgress": 0.75,
        },
        {
            "id": "obj_shut",
            "title": "Shut",
            "owner": "psn_one",
            "cycle": "cyc_part",
            "lifecycle": "CLOSED",
            "progress": 0.5,
            "health": "AT_RISK",
        },
    ],
}


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, DOCUMENT, now=NOW) as imported:
        yield imported


@pytest.fixture
async def admin(lumen: Company) -> Client:
    return await lumen.service("admin")


def cycle(payload: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = payload["cycle"]
    found["parts"] = [part["id"] for part in found["parts"]["nodes"]]
    return found


async def healths(client: Client) -> dict[str, str]:
    data = await client.ask(HEALTH)
    found = {one["id"].removeprefix("obj_"): one["health"] for one in data["objectives"]["nodes"]}
    return found | {"kr": data["keyResult"]["health"], "due": data["keyResult"]["checkInDueOn"]}


async def test_a_cycle_is_made_changed_archived_and_restored(lumen: Company, admin: Client) -> None:
    given = {
        "id": "cyc_new",
        "name": "New",
        "kind": Enum("QUARTER"),
        "startsOn": "2000-04-01",
        "endsOn": "2000-06-30",
        "parent": "cyc_year",
    }
    payload = await done(admin, "cycleCreate", given, CYCLE)
    made = cycle(payload)
    assert made == {
        "id": "cyc_new",
        "name": "New",
        "kind": "QUARTER",
        "startsOn": "2000-04-01",
        "endsOn": "2000-06-30",
        "state": "PLANNING",
        "archived": False,
        "version": 1,
        "parent": {"id": "cyc_year"},
        "parts": [],
    }
    again = await done(admin, "cycleCreate", given, CYCLE)
    assert (cycle(again), again["revision"]) == (made, payload["revision"])
    other = given | {"endsOn": "2000-06-29"}
    assert [(p[0], p[2]) for p in await refused(admin, "cycleCreate", other)] == [
        ("CONFLICT", ["id"])
    ]
    changed = await done(
        admin,
        "cycleUpdate",
        {"id": "cyc_new", "endsOn": "2001-06-30", "parent": None, "expectedVersion": 1},
        CYCLE,
    )
    made |= {"endsOn": "2001-06-30", "parent": None, "version": 2}
    assert cycle(changed) == made
    same = await done(admin, "cycleUpdate", {"id": "cyc_new", "startsOn": "2000-04-01"}, CYCLE)
    assert (cycle(same), same["revision"]) == (made, changed["revision"])
    for mutation, differs, version in (
        ("cycleActivate", {"state": "ACTIVE"}, 3),
        ("cycleActivate", {}, 3),
        ("cycleClose", {"state": "CLOSED"}, 4),
        ("cycleClose", {}, 4),
        ("cycleArchive", {"archived": True}, 5),
        ("cycleArchive", {}, 5),
        ("cycleRestore", {"archived": False}, 6),
        ("cycleRestore", {}, 6),
        ("cycleActivate", {"state": "ACTIVE"}, 7),
    ):
        payload = await done(admin, mutation, {"id": "cyc_new"}, CYCLE)
        made |= differs | {"version": version}
        assert cycle(payload) == made
    await check_derived(lumen.database, lumen.org, NOW)
    await check_history(lumen.database, lumen.org)


async def test_closing_and_reopening_is_felt_up_the_tree(lumen: Company, admin: Client) -> None:
    stale = {
        **{"kr": "STALE", "old": "STALE", "top": "STALE", "hand": "AT_RISK", "shut": "AT_RISK"},
        "due": "2000-02-08",
    }
    assert await healths(admin) == stale
    payload = await done(admin, "cycleClose", {"id": "cyc_part"}, CHANGED)
    assert [one["id"] for one in payload["changed"]["nodes"]] == [
        *("cyc_part", "kr_old", "obj_old", "obj_top")
    ]
    behind = {"kr": "OFF_TRACK", "old": "OFF_TRACK", "top": "OFF_TRACK"}
    assert await healths(admin) == stale | behind
    await check_derived(lumen.database, lumen.org, NOW)
    # Nothing that belongs to it can be changed, but from outside it still counts.
    one = await lumen.person("one@lumen.example", "write")
    before = await stored(lumen.database, lumen.org)
    closed = 'The cycle "Part" of "Old" is closed; reopen the cycle first.'
    for mutation, given, path in (
        ("objectiveUpdate", {"id": "obj_old", "title": "X"}, "id"),
        ("keyResultCheckIn", {"keyResult": "kr_old", "value": 2}, "keyResult"),
        ("alignmentRemove", {"id": "aln_old"}, "id"),
    ):
        assert await refused(one, mutation, given) == [("READ_ONLY", closed, [path])]
    moved = {"id": "obj_top", "cycle": "cyc_part"}
    assert await refused(admin, "objectiveUpdate", moved) == [
        ("READ_ONLY", 'The cycle "Part" is closed; reopen it or name another.', ["cycle"])
    ]
    for change_made in ({"name": "X"}, {"startsOn": "2000-01-02"}, {"parent": None}):
        assert await refused(admin, "cycleUpdate", {"id": "cyc_part", **change_made}) == [
            ("READ_ONLY", 'The cycle "Part" is closed; reopen it first.', ["id"])
        ]
    assert await stored(lumen.database, lumen.org) == before
    await done(admin, "cycleActivate", {"id": "cyc_part"})
    assert await healths(admin) == stale
    await done(one, "objectiveUpdate", {"id": "obj_old", "title": "X"})
    await check_derived(lumen.database, lumen.org, NOW)
    await check_history(lumen.database, lumen.org)


async def test_other_days_are_felt_up_the_tree(lumen: Company, admin: Client) -> None:
    await done(admin, "cycleUpdate", {"id": "cyc_part", "parent": None})
    days = {"startsOn": "2990-01-01", "endsOn": "2990-03-31"}
    await done(admin, "cycleUpdate", {"id": "cyc_part", **days})
    assert await healths(admin) == {
        **{"kr": "ON_TRACK", "old": "ON_TRACK", "top": "ON_TRACK", "hand": "ON_TRACK"},
        **{"shut": "AT_RISK", "due": "2990-01-08"},
    }
    await check_derived(lumen.database, lumen.org, NOW)
    # What is not yet active grows not stale.
    await done(admin, "objectiveUpdate", {"id": "obj_old", "cycle": "cyc_plan"})
    await done(admin, "cycleUpdate", {"id": "cyc_plan", "startsOn": "2001-01-01"})
    await done(admin, "cycleUpdate", {"id": "cyc_plan", "endsOn": "2001-12-31"})
    assert (await healths(admin))["kr"] == "OFF_TRACK"
    await done(admin, "cycleActivate", {"id": "cyc_plan"})
    assert (await healths(admin))["top"] == "STALE"
    await check_derived(lumen.database, lumen.org, NOW)
    await check_history(lumen.database, lumen.org)


async def test_what_is_refused_changes_nothing(lumen: Company, admin: Client) -> None:
    before = await stored(lumen.database, lumen.org)
    circle = await change(admin, "cycleUpdate", {"id": "cyc_year", "parent": "cyc_part"})
    (problem,) = circle["problems"]
    assert (problem["code"], problem["path"]) == ("HIERARCHY_CYCLE", ["parent"])
    assert [step["node"]["id"] for step in problem["steps"]] == [
        *("cyc_year", "cyc_part", "cyc_year")
    ]
    new = {"name": "New", "startsOn": "2000-04-01", "endsOn": "2000-06-30"}
    within = new | {"parent": "cyc_year"}
    part = {"id": "cyc_part"}
    cases: list[Case] = [
        ("cycleCreate", new | {"name": ""}, [("INVALID_INPUT", ["name"])]),
        ("cycleCreate", new | {"endsOn": "2000-03-31"}, [("INVALID_INPUT", ["endsOn"])]),
        ("cycleCreate", new | {"startsOn": "1500-01-01"}, [("INVALID_INPUT", ["startsOn"])]),
        ("cycleCreate", new | {"endsOn": "3000-01-01"}, [("INVALID_INPUT", ["endsOn"])]),
        ("cycleCreate", new | {"state": Enum("CLOSED")}, [("INVALID_INPUT", ["state"])]),
        ("cycleCreate", new | {"parent": "cyc_gone"}, [("INVALID_INPUT", ["parent"])]),
        ("cycleCreate", new | {"parent": "obj_old"}, [("NOT_FOUND", ["parent"])]),
        ("cycleCreate", within | {"startsOn": "1999-12-31"}, [("INVALID_INPUT", ["startsOn"])]),
        ("cycleCreate", within | {"endsOn": "2001-01-01"}, [("INVALID_INPUT", ["endsOn"])]),
        ("cycleUpdate", {"id": "cyc_no", "name": "X"}, [("NOT_FOUND", ["id"])]),
        ("cycleUpdate", part | {"startsOn": None}, [("INVALID_INPUT", ["startsOn"])]),
        ("cycleUpdate", part | {"kind": None}, [("INVALID_INPUT", ["kind"])]),
        ("cycleUpdate", part | {"startsOn": "2000-04-01"}, [("INVALID_INPUT", ["endsOn"])]),
        ("cycleUpdate", part | {"endsOn": "2001-03-31"}, [("INVALID_INPUT", ["endsOn"])]),
        ("cycleUpdate", part | {"parent": "cyc_plan"}, [("INVALID_INPUT", ["parent"])]),
        ("cycleUpdate", part | {"parent": "cyc_part"}, [("HIERARCHY_CYCLE", ["parent"])]),
        # The parts have to stay inside as well.
        (
            "cycleUpdate",
            {"id": "cyc_year", "startsOn": "2000-02-01"},
            [("INVALID_INPUT", ["startsOn"])],
        ),
        (
            "cycleUpdate",
            part | {"name": "X", "expectedVersion": 7},
            [("VERSION_CONFLICT", ["expectedVersion"])],
        ),
        ("cycleUpdate", {"id": "cyc_gone", "name": "X"}, [("READ_ONLY", ["id"])]),
        ("cycleActivate", {"id": "cyc_gone"}, [("READ_ONLY", ["id"])]),
        ("cycleClose", {"id": "cyc_gone"}, [("READ_ONLY", ["id"])]),
        ("cycleClose", {"id": "cyc_plan"}, [("CONFLICT", ["id"])]),
        ("cycleRestore", {"id": "cyc_gone_part"}, [("CONFLICT", ["id"])]),
    ]
    await refuse_all(admin, cases)
    dry = await done(admin, "cycleClose", {"id": "cyc_part", "dryRun": True}, CYCLE + CHANGED)
    assert (dry["revision"], dry["cycle"]["state"]) == (None, "CLOSED")
    assert [one["id"] for one in dry["changed"]["nodes"]] == [
        *("cyc_part", "kr_old", "obj_old", "obj_top")
    ]
    assert await stored(lumen.database, lumen.org) == before


async def test_a_cycle_with_open_goals_is_archived_once_it_is_closed(
    lumen: Company, admin: Client
) -> None:
    assert await refused(admin, "cycleArchive", {"id": "cyc_year"}) == [
        (
            "CONFLICT",
            '"Year" still has open objectives ("Top") and cycles within it ("Part"). Close or '
            'archive these, or give them to others, and then archive "Year".',
            ["id"],
        )
    ]
    for mutation in ("cycleClose", "cycleArchive"):
        await done(admin, mutation, {"id": "cyc_part"})
    listed = "{ cycles { nodes { id } } }"
    assert await admin.ask(listed) == {
        "cycles": {"nodes": [{"id": "cyc_year"}, {"id": "cyc_plan"}]}
    }
    assert await refused(admin, "objectiveUpdate", {"id": "obj_top", "cycle": "cyc_part"}) == [
        ("INVALID_INPUT", '"Part" is archived; name another.', ["cycle"])
    ]
    # Its goals are in nobody's way either.
    await done(admin, "personArchive", {"id": "psn_one"})
    await check_derived(lumen.database, lumen.org, NOW)
