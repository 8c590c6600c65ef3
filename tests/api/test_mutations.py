"""What mutations answer and leave behind, by the worked example."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import CHANGED, Enum, change, done, example, refused, stored

OBJECTIVE = """
objective {
  id title description owner { id } lead { id } level cycle { id } lifecycle ambition visibility
  sharedWith { id } labels links { title url } contributionStatement progressMode manualProgress
  progress health version revision
}
"""
SOMETHING: dict[str, Any] = {
    "id": "obj_new",
    "title": "Ship to Latvia",
    "owner": "team_growth",
    "cycle": "cyc_2026q4",
    "lead": "psn_aino",
    "labels": ["market", "market", "2026"],
    "links": [{"title": "Plan", "url": "https://lumen.example/plan"}],
    "sharedWith": ["psn_jaan"],
    "visibility": Enum("PRIVATE"),
}


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, example()) as imported:
        yield imported


@pytest.fixture
async def admin(lumen: Company) -> Client:
    return await lumen.service("admin")


async def history(lumen: Company, revision: int) -> list[Any]:
    """The change record of a revision."""
    found = await lumen.database.read(
        "test.changes",
        "MATCH (c:Change {org: $p.org, revision: $p.revision}) WITH c ORDER BY c.sequence "
        "RETURN collect([c.nodeType, c.nodeId, c.kind, c.before, c.after])",
        {"org": lumen.org, "revision": revision},
    )
    return [[*row[:3], orjson.loads(row[3]), orjson.loads(row[4])] for row in found]


async def test_create_objective(lumen: Company, admin: Client) -> None:
    payload = await change(admin, "objectiveCreate", SOMETHING, OBJECTIVE + CHANGED)
    assert payload == {
        "revision": 3,
        "problems": [],
        "objective": {
            "id": "obj_new",
            "title": "Ship to Latvia",
            "description": None,
            "owner": {"id": "team_growth"},
            "lead": {"id": "psn_aino"},
            "level": "TEAM",
            "cycle": {"id": "cyc_2026q4"},
            "lifecycle": "DRAFT",
            "ambition": "COMMITTED",
            "visibility": "PRIVATE",
            "sharedWith": [{"id": "psn_jaan"}],
            "labels": ["market", "2026"],
            "links": [{"title": "Plan", "url": "https://lumen.example/plan"}],
            "contributionStatement": None,
            "progressMode": "AUTO",
            "manualProgress": None,
            "progress": None,
            "health": "NO_DATA",
            "version": 1,
            "revision": 3,
        },
        "changed": {
            "nodes": [{"__typename": "Objective", "id": "obj_new", "progress": None}],
            "totalCount": 1,
        },
    }
    before = await stored(lumen.database, lumen.org)
    # The same again is the same; anything else under that id is refused.
    again = await done(admin, "objectiveCreate", SOMETHING, OBJECTIVE)
    assert again == {"revision": 3, "objective": payload["objective"]}
    assert await refused(admin, "objectiveCreate", SOMETHING | {"title": "Ship to Riga"}) == [
        ("CONFLICT", "The id obj_new is taken; leave it out for a new one.", ["id"])
    ]
    assert await stored(lumen.database, lumen.org) == before


async def test_another_list_is_another_goal(lumen: Company, admin: Client) -> None:
    # A public goal may be shared, though nobody sees it by that.
    given = {"id": "obj_new", "title": "New", "owner": "team_care", "sharedWith": ["psn_jaan"]}
    first = await done(admin, "objectiveCreate", given)
    before = await stored(lumen.database, lumen.org)
    assert await done(admin, "objectiveCreate", given) == first
    for shared in ([], ["psn_aino"], ["psn_aino", "psn_jaan"]):
        assert await refused(admin, "objectiveCreate", given | {"sharedWith": shared}) == [
            ("CONFLICT", "The id obj_new is taken; leave it out for a new one.", ["id"])
        ]
    assert await stored(lumen.database, lumen.org) == before


async def test_absent_is_not_null(admin: Client) -> None:
    await done(admin, "objectiveCreate", SOMETHING | {"description": "All of it"})
    first = await done(admin, "objectiveUpdate", {"id": "obj_new", "title": "Riga"}, OBJECTIVE)
    objective = first["objective"]
    assert (objective["title"], objective["description"], objective["version"]) == (
        "Riga",
        "All of it",
        2,
    )
    cleared = {
        "id": "obj_new",
        "description": None,
        "lead": None,
        "cycle": None,
        "labels": None,
        "links": None,
        "owner": "psn_jaan",
        "visibility": Enum("PUBLIC"),
    }
    second = await done(admin, "objectiveUpdate", cleared, OBJECTIVE)
    assert second["objective"] == objective | {
        "description": None,
        "lead": None,
        "cycle": None,
        "labels": [],
        "links": [],
        "owner": {"id": "psn_jaan"},
        "level": "PERSONAL",
        "visibility": "PUBLIC",
        "version": 3,
        "revision": 5,
    }
    # What is so already is no change.
    same = await done(admin, "objectiveUpdate", cleared, "objective { version }")
    assert same == {"revision": 5, "objective": {"version": 3}}
    assert await refused(admin, "objectiveUpdate", {"id": "obj_new", "title": None}) == [
        ("INVALID_INPUT", "title cannot be empty; leave it out to keep what it is.", ["title"])
    ]


async def test_check_in_rolls_up_to_every_ancestor(lumen: Company, admin: Client) -> None:
    for goal in ("obj_care", "obj_grow", "obj_keep"):
        await done(admin, "objectiveUpdate", {"id": goal, "progressMode": Enum("COMBINED")})
    given = {
        "id": "chk_one",
        "keyResult": "kr_macros",
        "value": 10,
        "effectiveAt": "2026-11-03T10:00:00+02:00",
        "status": Enum("AT_RISK"),
        "confidence": 0.5,
        "note": "Half of them",
    }
    selected = f"""
      checkIn {{ id value effectiveAt status confidence note source author {{ id }} superseded }}
      keyResult {{ current progress rawProgress confidence version revision
        lastCheckIn {{ id }} objective {{ id progress alignsTo {{ nodes {{ id progress }} }} }} }}
      {CHANGED}
    """
    payload = await done(admin, "keyResultCheckIn", given, selected)
    care, grow = (0.75 + 1 + 2 * 0.5) / 4, (0.75 + 0.5) / 2
    keep = (0.5 + 3 * 0.25 + 3 * care + grow) / 8
    assert payload == {
        "revision": 6,
        "checkIn": {
            "id": "chk_one",
            "value": 10.0,
            "effectiveAt": "2026-11-03T08:00:00.000+00:00",
            "status": "AT_RISK",
            "confidence": 0.5,
            "note": "Half of them",
            "source": "INTEGRATION",
            "author": None,
            "superseded": False,
        },
        "keyResult": {
            "current": 10.0,
            "progress": 0.5,
            "rawProgress": 0.5,
            "confidence": 0.5,
            "version": 1,
            "revision": 6,
            "lastCheckIn": {"id": "chk_one"},
            "objective": {
                "id": "obj_macros",
                "progress": 0.5,
                "alignsTo": {
                    "nodes": [
                        {"id": "obj_care", "progress": care},
                        {"id": "obj_grow", "progress": grow},
                    ]
                },
            },
        },
        "changed": {"nodes": payload["changed"]["nodes"], "totalCount": 6},
    }
    progress = {node["id"]: node.get("progress") for node in payload["changed"]["nodes"]}
    assert progress == {
        "chk_one": None,
        "kr_macros": None,
        "obj_macros": 0.5,
        "obj_care": care,
        "obj_grow": grow,
        "obj_keep": pytest.approx(keep, abs=1e-12),
    }
    kinds = {row[1]: row[2] for row in await history(lumen, 6)}
    assert kinds == {"chk_one": "CREATED"} | dict.fromkeys(
        ("kr_macros", "obj_macros", "obj_care", "obj_grow", "obj_keep"), "ROLLED_UP"
    )
    # An older report changes nothing but itself; one that supersedes the last takes its place.
    older = {"keyResult": "kr_macros", "value": 2, "effectiveAt": "2026-11-01T00:00:00Z"}
    payload = await done(admin, "keyResultCheckIn", older, "keyResult { current } " + CHANGED)
    assert payload["keyResult"] == {"current": 10.0}
    assert payload["changed"]["totalCount"] == 1
    instead = {"keyResult": "kr_macros", "value": 4, "supersedes": "chk_one"}
    instead["effectiveAt"] = "2026-10-30T00:00:00Z"
    payload = await done(admin, "keyResultCheckIn", instead, "keyResult { current confidence }")
    # The last in effect is now the imported one, of 2 November.
    assert payload["keyResult"] == {"current": 25.0, "confidence": None}
    assert (await refused(admin, "keyResultCheckIn", instead))[0][0] == "CONFLICT"


async def test_a_dry_run_shows_what_would_follow(lumen: Company, admin: Client) -> None:
    before = await stored(lumen.database, lumen.org)
    payload = await done(
        admin,
        "keyResultCheckIn",
        {"keyResult": "kr_mrr", "value": 260000, "dryRun": True},
        "checkIn { value } keyResult { progress checkIns { totalCount } objective { progress } } "
        + CHANGED,
    )
    assert payload["revision"] is None
    assert payload["keyResult"] == {
        "progress": 1.0,
        "checkIns": {"totalCount": 2},
        "objective": {"progress": 0.875},
    }
    assert payload["changed"]["totalCount"] == 3
    assert await stored(lumen.database, lumen.org) == before


async def test_a_stale_copy_is_refused(lumen: Company, admin: Client) -> None:
    await done(admin, "objectiveUpdate", {"id": "obj_grow", "title": "Irresistible"})
    before = await stored(lumen.database, lumen.org)
    given = {"id": "obj_grow", "title": "Mine", "expectedVersion": 1}
    payload = await change(admin, "objectiveUpdate", given)
    assert payload["problems"] == [
        {
            "__typename": "VersionConflict",
            "code": "VERSION_CONFLICT",
            "message": (
                "Version 1 is not the present one, which is 2; look at what has changed and try "
                "again with that."
            ),
            "path": ["expectedVersion"],
            "current": {"id": "obj_grow", "version": 2},
        }
    ]
    assert await stored(lumen.database, lumen.org) == before
    await done(admin, "objectiveUpdate", given | {"expectedVersion": 2})


async def test_the_record_of_a_change(lumen: Company, admin: Client) -> None:
    given = {"id": "obj_grow", "title": "Irresistible", "owner": "psn_aino"}
    payload = await done(admin, "objectiveUpdate", given)
    assert await history(lumen, payload["revision"]) == [
        [
            "Objective",
            "obj_grow",
            "UPDATED",
            {
                "title": "Make the first box irresistible",
                "ownerId": "team_growth",
                "level": "TEAM",
            },
            {"title": "Irresistible", "ownerId": "psn_aino", "level": "PERSONAL"},
        ]
    ]
    kept = await lumen.database.read(
        "test.kept",
        """
        MATCH (v:ObjectiveVersion {org: $p.org, of: 'obj_grow'})
        MATCH (r:Revision {org: $p.org, number: $p.revision})
        MATCH (:Team)-[o:OWNED]->(:Objective {org: $p.org, id: 'obj_grow'})
        RETURN [v.title, v.since, v.until, v.id, r.operation, r.actorName, o.since, o.until]
        """,
        {"org": lumen.org, "revision": payload["revision"]},
    )
    first = "Make the first box irresistible"
    assert kept == [first, 1, 3, None, "objectiveUpdate", "tests", 1, 3]


async def test_a_bad_page_size_is_found_before_anything_is_written(
    lumen: Company, admin: Client
) -> None:
    before = await stored(lumen.database, lumen.org)
    query = (
        'mutation {{ objectiveUpdate(input: {{id: "obj_grow", title: "X"}}) '
        "{{ changed(first: {0}) {{ totalCount }} objective {{ keyResults(first: {1}) "
        "{{ totalCount }} }} }} }}"
    )
    for sizes in ((101, 1), (1, 101)):
        assert (await admin.refused(query.format(*sizes)))[0][0] == "INVALID_INPUT"
    assert await stored(lumen.database, lumen.org) == before
