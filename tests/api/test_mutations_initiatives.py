"""Initiatives by mutations: what is stored, that nothing counts, and what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import CHANGED, Enum, done, example, refused, stored
from tests.api.rederived import check_derived

INITIATIVE = """initiative { id title state dueOn archived version owner { ... on Node { id } }
  target { ... on Node { id } } }"""
NEW = {"id": "ini_new", "title": "Roast darker", "target": "kr_churn"}


def document() -> dict[str, Any]:
    """The worked example with goals that cannot be changed, or seen."""
    made = example()
    made["people"].append({"id": "psn_ann", "name": "Ann", "email": "ann@lumen.example"})
    made["objectives"] += [
        {
            "id": "obj_closed",
            "title": "Closed",
            "owner": "team_care",
            "lifecycle": "CLOSED",
            "initiatives": [{"id": "ini_closed", "title": "Old"}],
        },
        {
            "id": "obj_private",
            "title": "Private",
            "owner": "psn_jaan",
            "visibility": "PRIVATE",
            "initiatives": [{"id": "ini_private", "title": "Secret", "owner": "psn_jaan"}],
            "keyResults": [
                {
                    "id": "kr_away",
                    "title": "Away",
                    "metric": {"goal": "DONE"},
                    "archived": True,
                }
            ],
        },
    ]
    return made


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, document()) as imported:
        yield imported


@pytest.fixture
async def admin(lumen: Company) -> Client:
    return await lumen.service("admin")


async def test_an_initiative_lives_and_counts_nowhere(lumen: Company, admin: Client) -> None:
    made = await done(admin, "initiativeCreate", NEW, INITIATIVE + CHANGED)
    expected = {
        "id": "ini_new",
        "title": "Roast darker",
        "state": "PLANNED",
        "dueOn": None,
        "archived": False,
        "version": 1,
        "owner": None,
        "target": {"id": "kr_churn"},
    }
    assert made["initiative"] == expected
    assert made["changed"] == {
        "nodes": [{"__typename": "Initiative", "id": "ini_new"}],
        "totalCount": 1,
    }
    again = await done(admin, "initiativeCreate", NEW, INITIATIVE)
    assert (again["revision"], again["initiative"]) == (made["revision"], expected)
    changes = {
        "state": Enum("DONE"),
        "dueOn": "2026-12-01",
        "owner": "psn_aino",
        "target": "obj_grow",
        "expectedVersion": 1,
    }
    changed = await done(
        admin, "initiativeUpdate", {"id": "ini_new", **changes}, INITIATIVE + CHANGED
    )
    expected |= {
        "state": "DONE",
        "dueOn": "2026-12-01",
        "owner": {"id": "psn_aino"},
        "target": {"id": "obj_grow"},
        "version": 2,
    }
    assert changed["initiative"] == expected
    assert changed["changed"]["totalCount"] == 1
    lists = """{ objective(id: "obj_grow") { initiatives { nodes { id } } }
      keyResult(id: "kr_churn") { initiatives { nodes { id } } }
      person(id: "psn_aino") { initiatives { nodes { id } } } }"""
    assert await admin.ask(lists) == {
        "objective": {"initiatives": {"nodes": [{"id": "ini_new"}]}},
        "keyResult": {"initiatives": {"nodes": []}},
        "person": {"initiatives": {"nodes": [{"id": "ini_new"}]}},
    }
    cleared = await done(
        admin, "initiativeUpdate", {"id": "ini_new", "owner": None, "dueOn": None}, INITIATIVE
    )
    expected |= {"owner": None, "dueOn": None, "version": 3}
    assert cleared["initiative"] == expected
    archived = await done(admin, "initiativeArchive", {"id": "ini_new"}, INITIATIVE)
    assert archived["initiative"] == expected | {"archived": True, "version": 4}
    left = '{ initiatives(filter: {target: {eq: "obj_grow"}}) { totalCount } }'
    assert await admin.ask(left) == {"initiatives": {"totalCount": 0}}
    restored = await done(admin, "initiativeRestore", {"id": "ini_new"}, INITIATIVE)
    assert restored["initiative"] == expected | {"version": 5}
    await check_derived(lumen.database, lumen.org, datetime.now(UTC))


async def test_who_does_it_may_say_how_far_it_is(lumen: Company) -> None:
    jaan = await lumen.person("jaan@lumen.example", "write")
    admin = await lumen.service("admin")
    given = NEW | {"owner": "psn_jaan"}
    denied = [("FORBIDDEN", ["target"])]
    assert [p[::2] for p in await refused(jaan, "initiativeCreate", given)] == denied
    await done(admin, "initiativeCreate", given)
    done_now = {"id": "ini_new", "state": Enum("DONE")}
    assert (await done(jaan, "initiativeUpdate", done_now, INITIATIVE))["initiative"][
        "state"
    ] == "DONE"
    elsewhere = {"id": "ini_new", "target": "obj_grow"}
    assert [p[::2] for p in await refused(jaan, "initiativeUpdate", elsewhere)] == denied


async def test_what_is_refused_changes_nothing(lumen: Company, admin: Client) -> None:
    ann = await lumen.person("ann@lumen.example", "write")
    before = await stored(lumen.database, lumen.org)
    cases: list[tuple[Client, str, dict[str, Any], list[tuple[str, list[str]]]]] = [
        (admin, "initiativeCreate", NEW | {"title": " "}, [("INVALID_INPUT", ["title"])]),
        (admin, "initiativeCreate", NEW | {"id": "kr_new"}, [("INVALID_INPUT", ["id"])]),
        (admin, "initiativeCreate", NEW | {"id": "ini_closed"}, [("CONFLICT", ["id"])]),
        (admin, "initiativeCreate", NEW | {"target": "kpi_mrr"}, [("NOT_FOUND", ["target"])]),
        (admin, "initiativeCreate", NEW | {"target": "obj_closed"}, [("READ_ONLY", ["target"])]),
        (admin, "initiativeCreate", NEW | {"target": "kr_away"}, [("READ_ONLY", ["target"])]),
        (admin, "initiativeCreate", NEW | {"owner": "psn_none"}, [("NOT_FOUND", ["owner"])]),
        (admin, "initiativeCreate", NEW | {"dueOn": "1066-10-14"}, [("INVALID_INPUT", ["dueOn"])]),
        (
            admin,
            "initiativeUpdate",
            {"id": "ini_private", "target": None},
            [("INVALID_INPUT", ["target"])],
        ),
        (
            admin,
            "initiativeUpdate",
            {"id": "ini_private", "title": "Other", "expectedVersion": 7},
            [("VERSION_CONFLICT", ["expectedVersion"])],
        ),
        (admin, "initiativeArchive", {"id": "ini_closed"}, [("READ_ONLY", ["id"])]),
        (ann, "initiativeArchive", {"id": "ini_private"}, [("NOT_FOUND", ["id"])]),
        (ann, "initiativeCreate", NEW | {"target": "obj_private"}, [("NOT_FOUND", ["target"])]),
    ]
    for client, mutation, given, expected in cases:
        problems = await refused(client, mutation, given)
        assert [(code, path) for code, _, path in problems] == expected, (mutation, given)
    assert await stored(lumen.database, lumen.org) == before
