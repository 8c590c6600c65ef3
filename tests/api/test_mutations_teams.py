"""Teams by mutations: the tree and its company, who leads them, and what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import Case, Enum, change, done, example, refuse_all, refused, stored
from tests.api.rederived import check_derived
from tests.api.test_mutations_random import NOW, check_history

TEAM = """team { id name kind archived version parent { id } leads { nodes { id } }
  subTeams { nodes { id } } objectives { nodes { id level } } }"""
PATHS = '{ objective(id: "obj_macros") { pathsToCompany { steps { node { id } } } } }'
PRIVATE = '{ objective(id: "obj_secret") { id } }'


def document() -> dict[str, Any]:
    made = example()
    made["people"] += [
        {"id": "psn_lead", "name": "Lea", "email": "lea@lumen.example"},
        {"id": "psn_next", "name": "Nele", "email": "nele@lumen.example"},
        {"id": "psn_gone", "name": "Gerd", "email": "gerd@lumen.example", "archived": True},
    ]
    made["teams"] += [
        {"id": "team_sub", "name": "Beans", "parent": "team_growth", "leads": ["psn_lead"]},
        {"id": "team_old", "name": "Old", "archived": True},
        {"id": "team_older", "name": "Older", "parent": "team_old", "archived": True},
    ]
    made["objectives"] += [
        {
            "id": "obj_secret",
            "title": "Secret",
            "owner": "team_sub",
            "visibility": "PRIVATE",
            "lifecycle": "ACTIVE",
        }
    ]
    return made


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, document(), now=NOW) as imported:
        yield imported


@pytest.fixture
async def admin(lumen: Company) -> Client:
    return await lumen.service("admin")


def team(payload: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = payload["team"]
    for name in ("leads", "subTeams", "objectives"):
        found[name] = found[name]["nodes"]
    return found


async def test_a_team_is_made_changed_archived_and_restored(lumen: Company, admin: Client) -> None:
    given = {
        "id": "team_new",
        "name": "New",
        "kind": Enum("DEPARTMENT"),
        "leads": ["psn_next", "psn_lead", "psn_next"],
    }
    payload = await done(admin, "teamCreate", given, TEAM)
    made = team(payload)
    assert made == {
        "id": "team_new",
        "name": "New",
        "kind": "DEPARTMENT",
        "archived": False,
        "version": 1,
        "parent": {"id": "team_lumen"},
        "leads": [{"id": "psn_lead"}, {"id": "psn_next"}],
        "subTeams": [],
        "objectives": [],
    }
    again = await done(admin, "teamCreate", given, TEAM)
    assert (team(again), again["revision"]) == (made, payload["revision"])
    for other in ({"leads": ["psn_lead"]}, {"name": "Other"}):
        assert [(p[0], p[2]) for p in await refused(admin, "teamCreate", given | other)] == [
            ("CONFLICT", ["id"])
        ]
    changed = await done(
        admin,
        "teamUpdate",
        {"id": "team_new", "parent": "team_sub", "leads": ["psn_next"], "expectedVersion": 1},
        TEAM,
    )
    made |= {"parent": {"id": "team_sub"}, "leads": [{"id": "psn_next"}], "version": 2}
    assert team(changed) == made
    same = await done(admin, "teamUpdate", {"id": "team_new", "leads": ["psn_next"]}, TEAM)
    assert (team(same), same["revision"]) == (made, changed["revision"])
    cleared = await done(
        admin, "teamUpdate", {"id": "team_new", "parent": None, "leads": None, "name": "N"}, TEAM
    )
    made |= {"parent": {"id": "team_lumen"}, "leads": [], "version": 3, "name": "N"}
    assert team(cleared) == made
    for mutation, archived, version in (
        ("teamArchive", True, 4),
        ("teamArchive", True, 4),
        ("teamRestore", False, 5),
        ("teamRestore", False, 5),
    ):
        payload = await done(admin, mutation, {"id": "team_new"}, TEAM)
        assert team(payload) == made | {"archived": archived, "version": version}
    await check_derived(lumen.database, lumen.org, NOW)
    await check_history(lumen.database, lumen.org)
    changes = await lumen.database.read(
        "test.changes",
        "RETURN COLLECT { MATCH (c:Change {org: $p.org, nodeId: 'team_new'}) "
        "WHERE c.after CONTAINS 'leads' WITH c ORDER BY c.revision RETURN [c.before, c.after] }",
        {"org": lumen.org},
    )
    assert '"leads":["psn_lead","psn_next"]' in changes[0][1]
    assert '"leads":["psn_lead","psn_next"]' in changes[1][0]
    assert '"leads":["psn_next"]' in changes[1][1]
    assert '"leads":[]' in changes[2][1]


async def test_another_team_takes_the_company_s_place(lumen: Company, admin: Client) -> None:
    """The levels of both teams' goals follow, and so do the ways up."""
    assert await ways(admin) == [
        ["obj_macros", "obj_care", "kr_churn", "obj_keep"],
        ["obj_macros", "obj_grow", "obj_keep"],
    ]
    payload = await done(
        admin, "teamUpdate", {"id": "team_growth", "kind": Enum("COMPANY")}, TEAM + CHANGED
    )
    assert {one["id"] for one in payload.pop("changed")["nodes"]} == {
        *("team_growth", "team_lumen"),
        *("obj_grow", "obj_keep", "obj_brand"),
    }
    assert team(payload) == {
        "id": "team_growth",
        "name": "Growth",
        "kind": "COMPANY",
        "archived": False,
        "version": 2,
        "parent": None,
        "leads": [],
        "subTeams": [{"id": "team_sub"}, {"id": "team_lumen"}],
        "objectives": [{"id": "obj_grow", "level": "COMPANY"}],
    }
    was = await done(admin, "teamUpdate", {"id": "team_lumen", "name": "Coffee"}, TEAM)
    assert team(was) == {
        "id": "team_lumen",
        "name": "Coffee",
        "kind": "DIVISION",
        "archived": False,
        "version": 3,
        "parent": {"id": "team_growth"},
        "leads": [],
        "subTeams": [{"id": "team_care"}],
        "objectives": [
            {"id": "obj_brand", "level": "TEAM"},
            {"id": "obj_keep", "level": "TEAM"},
        ],
    }
    assert await ways(admin) == [["obj_macros", "obj_grow"]]
    await check_derived(lumen.database, lumen.org, NOW)
    await check_history(lumen.database, lumen.org)
    # Any other kind changes no level.
    kind = {"id": "team_care", "kind": Enum("DIVISION")}
    payload = await done(admin, "teamUpdate", kind, TEAM + CHANGED)
    assert payload["changed"]["nodes"] == [{"id": "team_care"}]


CHANGED = " changed { nodes { id } }"


async def ways(client: Client) -> list[list[str]]:
    paths = (await client.ask(PATHS))["objective"]["pathsToCompany"]
    return [[step["node"]["id"] for step in path["steps"]] for path in paths]


async def test_what_is_refused_changes_nothing(lumen: Company, admin: Client) -> None:
    before = await stored(lumen.database, lumen.org)
    circle = await change(admin, "teamUpdate", {"id": "team_growth", "parent": "team_sub"})
    (problem,) = circle["problems"]
    assert (problem["code"], problem["message"], problem["path"]) == (
        "HIERARCHY_CYCLE",
        "This would close a circle: Growth → Beans → Growth. Remove one of its links first.",
        ["parent"],
    )
    assert [step["node"]["id"] for step in problem["steps"]] == [
        *("team_growth", "team_sub", "team_growth")
    ]
    new = {"name": "New"}
    cases: list[Case] = [
        ("teamCreate", {"name": " "}, [("INVALID_INPUT", ["name"])]),
        ("teamCreate", {**new, "id": "psn_x"}, [("INVALID_INPUT", ["id"])]),
        ("teamCreate", {**new, "kind": Enum("COMPANY")}, [("CONFLICT", ["kind"])]),
        ("teamCreate", {**new, "parent": "psn_jaan"}, [("NOT_FOUND", ["parent"])]),
        ("teamCreate", {**new, "parent": "team_old"}, [("INVALID_INPUT", ["parent"])]),
        ("teamCreate", {**new, "leads": ["psn_jaan", "psn_no"]}, [("NOT_FOUND", ["leads", "1"])]),
        ("teamCreate", {**new, "leads": ["psn_gone"]}, [("INVALID_INPUT", ["leads"])]),
        ("teamUpdate", {"id": "team_no", "name": "X"}, [("NOT_FOUND", ["id"])]),
        ("teamUpdate", {"id": "team_sub", "name": None}, [("INVALID_INPUT", ["name"])]),
        ("teamUpdate", {"id": "team_sub", "kind": None}, [("INVALID_INPUT", ["kind"])]),
        ("teamUpdate", {"id": "team_sub", "parent": "team_sub"}, [("HIERARCHY_CYCLE", ["parent"])]),
        ("teamUpdate", {"id": "team_lumen", "kind": Enum("TEAM")}, [("INVALID_INPUT", ["kind"])]),
        ("teamUpdate", {"id": "team_lumen", "parent": "team_sub"}, [("INVALID_INPUT", ["parent"])]),
        (
            "teamUpdate",
            {"id": "team_sub", "kind": Enum("COMPANY"), "parent": "team_care"},
            [("INVALID_INPUT", ["parent"])],
        ),
        ("teamUpdate", {"id": "team_old", "name": "X"}, [("READ_ONLY", ["id"])]),
        (
            "teamUpdate",
            {"id": "team_sub", "name": "X", "expectedVersion": 7},
            [("VERSION_CONFLICT", ["expectedVersion"])],
        ),
        ("teamArchive", {"id": "team_lumen"}, [("CONFLICT", ["id"])]),
        ("teamRestore", {"id": "team_older"}, [("CONFLICT", ["id"])]),
    ]
    await refuse_all(admin, cases)
    dry = {"id": "team_growth", "kind": Enum("COMPANY"), "dryRun": True}
    payload = await done(admin, "teamUpdate", dry, TEAM)
    assert (payload["revision"], payload["team"]["kind"]) == (None, "COMPANY")
    assert await stored(lumen.database, lumen.org) == before


async def test_a_team_with_something_open_is_not_archived(lumen: Company, admin: Client) -> None:
    before = await stored(lumen.database, lumen.org)
    assert await refused(admin, "teamArchive", {"id": "team_growth"}) == [
        (
            "CONFLICT",
            '"Growth" still has open objectives ("Make the first box irresistible"), '
            'KPIs ("New subscribers per week") and sub-teams ("Beans"). Close or archive these, '
            'or give them to others, and then archive "Growth".',
            ["id"],
        )
    ]
    assert await stored(lumen.database, lumen.org) == before
    await done(admin, "objectiveClose", {"id": "obj_secret"})
    await done(admin, "teamArchive", {"id": "team_sub"})
    given = {"title": "Goal", "owner": "team_sub"}
    assert await refused(admin, "objectiveCreate", given) == [
        ("INVALID_INPUT", '"Beans" is archived; name another.', ["owner"])
    ]


async def test_who_leads_sees_and_decides_at_once(lumen: Company, admin: Client) -> None:
    lead = await lumen.person("lea@lumen.example", "write")
    other = await lumen.person("nele@lumen.example", "write")
    seen = {"objective": {"id": "obj_secret"}}
    assert await lead.ask(PRIVATE) == seen
    assert await other.ask(PRIVATE) == {"objective": None}
    await done(admin, "teamUpdate", {"id": "team_sub", "leads": ["psn_next"]})
    assert await lead.ask(PRIVATE) == {"objective": None}
    assert await other.ask(PRIVATE) == seen
    await done(other, "objectiveUpdate", {"id": "obj_secret", "title": "Ours"})
    await done(other, "teamUpdate", {"id": "team_sub", "name": "Better Beans"})
    before = await stored(lumen.database, lumen.org)
    for given in (
        {"id": "team_sub", "name": "B", "leads": ["psn_next", "psn_lead"]},
        {"id": "team_sub", "parent": None},
        {"id": "team_sub", "kind": Enum("DIVISION")},
    ):
        field = list(given)[-1]
        assert await refused(other, "teamUpdate", given) == [
            ("FORBIDDEN", f"{field} is for owners and administrators of the organization.", [field])
        ]
    (problem,) = await refused(lead, "teamUpdate", {"id": "team_sub", "name": "Mine"})
    assert (problem[0], problem[2]) == ("FORBIDDEN", ["id"])
    assert await stored(lumen.database, lumen.org) == before
