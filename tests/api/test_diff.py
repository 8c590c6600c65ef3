"""`diff`: what is different between two times, netted node by node, as the viewer may know it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from graph.database.client import Database
from graph.reads.changes import differences
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import Enum, done, example

IMPORTED = datetime(2026, 11, 10, tzinfo=UTC)
DIFF = """
query ($from: DateTime!, $to: DateTime, $types: [DifferenceType!], $kinds: [DifferenceKind!],
       $first: Int, $after: String) {
  diff(from: $from, to: $to, types: $types, kinds: $kinds, first: $first, after: $after) {
    nodes {
      kind type nodeId node { id } progressBefore progressAfter
      fields { name before after hidden }
    }
    pageInfo { hasNextPage hasPreviousPage endCursor }
    totalCount
    counts { type kind count }
    fromRevision
    toRevision
  }
}
"""


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, example(), now=IMPORTED) as imported:
        yield imported


@pytest.fixture
async def admin(lumen: Company) -> Client:
    return await lumen.service("admin")


async def diff(client: Client, start: str, end: str | None = None, **given: Any) -> dict[str, Any]:
    """A page of differences."""
    variables = {"from": start, "to": end, "first": 50, **given}
    page: dict[str, Any] = (await client.ask(DIFF, variables))["diff"]
    return page


async def time_of(lumen: Company, revision: int) -> str:
    """The time of a revision."""
    at: str = await lumen.database.read(
        "test.at",
        "MATCH (r:Revision {org: $p.org, number: $p.revision}) RETURN r.at",
        {"org": lumen.org, "revision": revision},
    )
    return at


async def moment(lumen: Company, client: Client) -> str:
    """A time at which things stand as they do now, and after which nothing has changed yet: times
    are of milliseconds, and what comes next gets a later one."""
    revision = (await client.ask("{ organization { revision } }"))["organization"]["revision"]
    at = await time_of(lumen, revision)
    while datetime.now(UTC) <= datetime.fromisoformat(at) + timedelta(milliseconds=1):
        pass
    return at


def said(page: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Each difference: its kind and node, and the fields from what to what."""

    def value(text: str | None) -> Any:
        return None if text is None else json.loads(text)

    return {
        (one["kind"], one["nodeId"]): {
            field["name"]: "hidden"
            if field["hidden"]
            else (value(field["before"]), value(field["after"]))
            for field in one["fields"]
        }
        for one in page["nodes"]
    }


async def test_what_is_different(lumen: Company, admin: Client) -> None:
    start = await moment(lumen, admin)
    title = {"id": "obj_grow", "title": "Irresistible", "owner": "psn_aino"}
    await done(admin, "objectiveUpdate", title)
    await done(admin, "keyResultUpdate", {"id": "kr_csat", "weight": 3})
    await done(
        admin,
        "objectiveCreate",
        {"id": "obj_new", "title": "New", "owner": "team_care", "lifecycle": Enum("ACTIVE")},
    )
    link = {"id": "aln_new", "objective": "obj_new", "to": "kr_churn", "weight": 2}
    await done(admin, "objectiveAlign", link)
    found = await admin.ask(
        '{ objective(id: "obj_grow") { alignsTo { edges { alignment { id } } } } '
        'kpi(id: "kpi_mrr") { drivenBy { nodes { id from { id } } } } }'
    )
    [gone] = [e["alignment"]["id"] for e in found["objective"]["alignsTo"]["edges"]]
    await done(admin, "alignmentRemove", {"id": gone})
    drive = found["kpi"]["drivenBy"]["nodes"][0]["id"]
    await done(admin, "driveUpdate", {"id": drive, "weight": 5})
    await done(admin, "keyResultArchive", {"id": "kr_art"})
    # There and back is no difference, nor is what came and went.
    await done(admin, "objectiveUpdate", {"id": "obj_brand", "title": "Other"})
    await done(admin, "objectiveUpdate", {"id": "obj_brand", "title": "Be a brand people wear"})
    await done(admin, "objectiveAlign", {**link, "id": "aln_short", "to": "obj_brand"})
    await done(admin, "alignmentRemove", {"id": "aln_short"})
    page = await diff(admin, start)
    found_fields = said(page)
    assert found_fields[("CHANGED", "obj_grow")] == {
        "title": ("Make the first box irresistible", "Irresistible"),
        "owner": ("team_growth", "psn_aino"),
        "level": ("TEAM", "PERSONAL"),
    }
    assert found_fields[("REWEIGHTED", "kr_csat")] == {"weight": (1.0, 3.0)}
    assert found_fields[("ADDED", "aln_new")] == {
        "counts": (None, True),
        "from": (None, "obj_new"),
        "keyResult": (None, "kr_churn"),
        "to": (None, "obj_keep"),
        "weight": (None, 2.0),
    }
    assert found_fields[("ENDED", gone)] == {
        "counts": (True, None),
        "from": ("obj_grow", None),
        "to": ("obj_keep", None),
        "weight": (1.0, None),
    }
    assert found_fields[("ENDED", "kr_art")] == {"archived": (False, True)}
    assert [(one["type"], one["kind"], one["nodeId"]) for one in page["nodes"]] == [
        ("OBJECTIVE", "ROLLED_UP", "obj_care"),
        ("OBJECTIVE", "CHANGED", "obj_grow"),
        ("OBJECTIVE", "ROLLED_UP", "obj_latte"),
        ("OBJECTIVE", "ADDED", "obj_new"),
        ("KEY_RESULT", "ENDED", "kr_art"),
        ("KEY_RESULT", "REWEIGHTED", "kr_csat"),
        ("ALIGNMENT", *sorted([("ADDED", "aln_new"), ("ENDED", gone)], key=lambda x: x[1])[0]),
        ("ALIGNMENT", *sorted([("ADDED", "aln_new"), ("ENDED", gone)], key=lambda x: x[1])[1]),
        ("DRIVE", "REWEIGHTED", drive),
    ]
    care = next(one for one in page["nodes"] if one["nodeId"] == "obj_care")
    assert (care["progressBefore"], care["progressAfter"]) == (0.875, (0.75 + 3 * 1.0) / 4)
    latte = next(one for one in page["nodes"] if one["nodeId"] == "obj_latte")
    assert (latte["progressBefore"], latte["progressAfter"]) == (0.0, None)
    assert [one["node"] for one in page["nodes"] if one["nodeId"] == gone] == [None]
    assert page["totalCount"] == 9
    assert page["counts"] == [
        {"type": "OBJECTIVE", "kind": "ADDED", "count": 1},
        {"type": "OBJECTIVE", "kind": "CHANGED", "count": 1},
        {"type": "OBJECTIVE", "kind": "ROLLED_UP", "count": 2},
        {"type": "KEY_RESULT", "kind": "ENDED", "count": 1},
        {"type": "KEY_RESULT", "kind": "REWEIGHTED", "count": 1},
        {"type": "ALIGNMENT", "kind": "ADDED", "count": 1},
        {"type": "ALIGNMENT", "kind": "ENDED", "count": 1},
        {"type": "DRIVE", "kind": "REWEIGHTED", "count": 1},
    ]


async def test_pages_types_and_kinds(lumen: Company, admin: Client) -> None:
    start = await moment(lumen, admin)
    for goal in ("obj_grow", "obj_care", "obj_keep"):
        await done(admin, "objectiveUpdate", {"id": goal, "title": f"New {goal}"})
    await done(admin, "keyResultUpdate", {"id": "kr_csat", "title": "New"})
    whole = await diff(admin, start, types=["OBJECTIVE"])
    assert [one["nodeId"] for one in whole["nodes"]] == ["obj_care", "obj_grow", "obj_keep"]
    first = await diff(admin, start, first=3)
    assert [one["nodeId"] for one in first["nodes"]] == ["obj_care", "obj_grow", "obj_keep"]
    assert first["pageInfo"]["hasNextPage"]
    second = await diff(admin, start, first=3, after=first["pageInfo"]["endCursor"])
    assert [one["nodeId"] for one in second["nodes"]] == ["kr_csat"]
    assert second["totalCount"] == 4
    assert second["pageInfo"] | {"endCursor": ""} == {
        "hasNextPage": False,
        "hasPreviousPage": True,
        "endCursor": "",
    }
    none = await diff(admin, start, kinds=["ADDED", "ENDED"])
    assert (none["nodes"], none["totalCount"]) == ([], 0)
    assert none["counts"] == [
        {"type": "OBJECTIVE", "kind": "CHANGED", "count": 3},
        {"type": "KEY_RESULT", "kind": "CHANGED", "count": 1},
    ]
    errors = await admin.refused(
        f'{{ diff(from: "{start}", after: "bm9uc2Vuc2U") {{ totalCount }} }}'
    )
    assert errors[0][0] == "INVALID_INPUT"


async def test_times(lumen: Company, admin: Client) -> None:
    start = await moment(lumen, admin)
    one = await done(admin, "objectiveUpdate", {"id": "obj_grow", "title": "One"})
    middle = await moment(lumen, admin)
    two = await done(admin, "objectiveUpdate", {"id": "obj_grow", "title": "Two"})
    original = "Make the first box irresistible"

    async def titles(start: str, end: str | None = None) -> Any:
        page = await diff(admin, start, end)
        revisions = page["fromRevision"], page["toRevision"]
        return revisions, said(page).get(("CHANGED", "obj_grow"))

    base = one["revision"] - 1
    assert await titles(start) == ((base, two["revision"]), {"title": (original, "Two")})
    assert await titles(start, middle) == ((base, one["revision"]), {"title": (original, "One")})
    assert await titles(middle) == ((one["revision"], two["revision"]), {"title": ("One", "Two")})
    assert await titles(middle, middle) == ((one["revision"], one["revision"]), None)
    assert await titles("2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z") == (
        (two["revision"], two["revision"]),
        None,
    )
    # Before the first revision there was nothing.
    empty = await diff(admin, "2001-01-01T00:00:00Z", "2002-01-01T00:00:00Z")
    assert (empty["nodes"], empty["fromRevision"], empty["toRevision"]) == ([], 0, 0)
    errors = await admin.refused(f'{{ diff(from: "{middle}", to: "{start}") {{ totalCount }} }}')
    assert [error[:2] for error in errors] == [("INVALID_INPUT", "`to` is before `from`.")]


async def test_what_is_hidden_is_not_told(lumen: Company, admin: Client) -> None:
    jaan = await lumen.person("jaan@lumen.example")
    private: dict[str, Any] = {
        "id": "obj_private",
        "title": "Private",
        "owner": "psn_aino",
        "lifecycle": Enum("ACTIVE"),
        "visibility": Enum("PRIVATE"),
    }
    await done(admin, "objectiveCreate", private)
    begin = await moment(lumen, admin)
    done_key = {"goal": Enum("DONE")}
    key = {"id": "kr_hidden", "objective": "obj_private", "title": "Hidden", "metric": done_key}
    await done(admin, "keyResultCreate", key)
    await done(admin, "objectiveUpdate", {"id": "obj_private", "title": "Very private"})
    link = {"id": "aln_hidden", "objective": "obj_private", "to": "obj_brand", "counts": False}
    await done(admin, "objectiveAlign", link)
    page = await diff(jaan, begin)
    assert (page["nodes"], page["totalCount"], page["counts"]) == ([], 0, [])
    assert (await diff(admin, begin))["totalCount"] == 3
    middle = await moment(lumen, admin)
    opened = {"id": "obj_private", "visibility": Enum("PUBLIC")}
    await done(admin, "objectiveUpdate", opened)
    # What comes into sight is new to whoever could not see it, and nothing of before is told.
    page = await diff(jaan, middle)
    found = said(page)
    assert [(kind, node) for kind, node in found] == [
        ("ADDED", "obj_private"),
        ("ADDED", "kr_hidden"),
        ("ADDED", "aln_hidden"),
    ]
    assert found[("ADDED", "obj_private")]["title"] == (None, "Very private")
    assert "Private" not in json.dumps(page).replace("Very private", "")
    assert said(await diff(admin, middle)) == {
        ("CHANGED", "obj_private"): {"visibility": ("PRIVATE", "PUBLIC")}
    }
    await done(admin, "objectiveUpdate", {"id": "obj_private", "visibility": Enum("PRIVATE")})
    page = await diff(jaan, begin)
    assert (page["nodes"], page["counts"]) == ([], [])


async def test_who_a_goal_is_shared_with(lumen: Company, admin: Client) -> None:
    hide = {"id": "obj_latte", "visibility": Enum("PRIVATE")}
    await done(admin, "objectiveUpdate", hide)
    start = await moment(lumen, admin)
    await done(admin, "objectiveShare", {"id": "obj_latte", "sharedWith": ["psn_jaan"]})
    assert said(await diff(admin, start)) == {
        ("CHANGED", "obj_latte"): {"sharedWith": ([], ["psn_jaan"])}
    }


async def test_too_much_for_one_answer(
    lumen: Company, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = await moment(lumen, admin)
    for goal in ("obj_grow", "obj_care", "obj_keep"):
        await done(admin, "objectiveUpdate", {"id": goal, "title": f"New {goal}"})
    asked = '{{ diff(from: "{0}", types: {1}) {{ totalCount }} }}'
    monkeypatch.setattr(differences, "MOST_NODES", 2)
    [(code, message, *_)] = await admin.refused(asked.format(start, "[OBJECTIVE]"))
    assert code == "INVALID_INPUT"
    assert "ask for a shorter time or for fewer types" in message
    assert await admin.ask(asked.format(start, "[DRIVE]")) == {"diff": {"totalCount": 0}}
    monkeypatch.setattr(differences, "MOST_NODES", 3)
    monkeypatch.setattr(differences, "MOST_CHANGES", 2)
    other = asked.replace("totalCount", "fromRevision")
    [(code, *_)] = await admin.refused(other.format(start, "[OBJECTIVE]"))
    assert code == "INVALID_INPUT"
