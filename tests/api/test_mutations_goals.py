"""What goals and key results go through: aligned, closed, moved, archived."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import CHANGED, Enum, change, done, example, refused, stored
from tests.api.test_mutations import SOMETHING


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, example()) as imported:
        yield imported


@pytest.fixture
async def admin(lumen: Company) -> Client:
    return await lumen.service("admin")


async def test_align(lumen: Company, admin: Client) -> None:
    given = {"objective": "obj_latte", "to": "kr_churn", "weight": 2, "rationale": "Foam keeps"}
    selected = """
      alignment { from { id } to { id } keyResult { id } weight counts rationale version }
      objective { id alignsTo { totalCount } } target { id alignedFrom { totalCount } }
    """
    payload = await done(admin, "objectiveAlign", given, selected)
    assert payload == {
        "revision": 3,
        "alignment": {
            "from": {"id": "obj_latte"},
            "to": {"id": "obj_keep"},
            "keyResult": {"id": "kr_churn"},
            "weight": 2.0,
            "counts": True,
            "rationale": "Foam keeps",
            "version": 1,
        },
        "objective": {"id": "obj_latte", "alignsTo": {"totalCount": 1}},
        "target": {"id": "obj_keep", "alignedFrom": {"totalCount": 3}},
    }
    assert await done(admin, "objectiveAlign", given, selected) == payload
    assert (await refused(admin, "objectiveAlign", given | {"weight": 3})) == [
        (
            "CONFLICT",
            '"Learn latte art" aligns to this already; change that alignment.',
            ["to"],
        )
    ]


async def test_the_circle_is_shown(lumen: Company, admin: Client) -> None:
    before = await stored(lumen.database, lumen.org)
    payload = await change(admin, "objectiveAlign", {"objective": "obj_keep", "to": "kr_csat"})
    assert payload["revision"] is None
    (problem,) = payload["problems"]
    steps = problem.pop("steps")
    assert problem == {
        "__typename": "AlignmentCycle",
        "code": "ALIGNMENT_CYCLE",
        "message": (
            "This would close a circle: Become the coffee subscription people keep → Answer "
            "before the coffee is cold → Become the coffee subscription people keep. "
            "Remove one of its links first."
        ),
        "path": ["to"],
    }
    assert [step["node"]["id"] for step in steps] == [
        "obj_keep",
        "kr_csat",
        "obj_care",
        "kr_churn",
        "obj_keep",
    ]
    assert [step["share"] for step in steps] == [1.0, 0.2, 1.0, 0.375, 1.0]
    itself = await change(admin, "objectiveAlign", {"objective": "obj_keep", "to": "obj_keep"})
    assert [s["node"]["id"] for s in itself["problems"][0]["steps"]] == ["obj_keep", "obj_keep"]
    assert await stored(lumen.database, lumen.org) == before


async def test_of_two_at_once_that_close_a_circle_one_lands(admin: Client) -> None:
    payloads = await asyncio.gather(
        change(admin, "objectiveAlign", {"objective": "obj_latte", "to": "obj_brand"}),
        change(admin, "objectiveAlign", {"objective": "obj_brand", "to": "obj_latte"}),
    )
    codes = sorted([problem["code"] for problem in one["problems"]] for one in payloads)
    assert codes == [[], ["ALIGNMENT_CYCLE"]]
    assert (await admin.ask("{ organization { revision } }")) == {"organization": {"revision": 3}}


async def test_an_alignment_is_reweighted_and_removed(lumen: Company, admin: Client) -> None:
    found = await admin.ask(
        '{ objective(id: "obj_macros") { alignsTo { edges { alignment { id } } } } }'
    )
    care = found["objective"]["alignsTo"]["edges"][0]["alignment"]["id"]
    await done(admin, "objectiveUpdate", {"id": "obj_care", "progressMode": Enum("COMBINED")})
    target = "target { progress } alignment { version weight }"
    payload = await done(admin, "alignmentUpdate", {"id": care, "weight": 6}, target)
    assert payload["target"] == {"progress": (0.75 + 1 + 6) / 8}
    assert payload["alignment"] == {"version": 2, "weight": 6.0}
    payload = await done(admin, "alignmentUpdate", {"id": care, "counts": False}, target)
    assert payload["target"] == {"progress": 0.875}
    payload = await done(admin, "alignmentRemove", {"id": care}, target)
    assert payload["alignment"] is None
    assert payload["revision"] == 6
    past = await lumen.database.read(
        "test.past",
        "MATCH (:Objective {org: $p.org, id: 'obj_macros'})-[r:ALIGNED_TO]->() "
        "WITH r ORDER BY r.since RETURN collect([r.weight, r.counts, r.since, r.until])",
        {"org": lumen.org},
    )
    assert past == [[2.0, True, 1, 4], [6.0, True, 4, 5], [6.0, False, 5, 6]]
    assert (await refused(admin, "alignmentRemove", {"id": care}))[0][0] == "NOT_FOUND"


async def test_a_life(admin: Client) -> None:
    life = "objective { lifecycle progress health closedAt score outcome decision closingNote }"
    await done(admin, "objectiveCreate", SOMETHING | {"visibility": Enum("PUBLIC")})
    metric = {"goal": Enum("INCREASE"), "start": 0, "target": 10}
    created = {"id": "kr_new", "objective": "obj_new", "title": "Shops", "metric": metric}
    await done(admin, "keyResultCreate", created)
    await done(admin, "objectiveAlign", {"objective": "obj_new", "to": "obj_brand"})
    brand = '{ objective(id: "obj_brand") { progress } }'
    # A draft counts nowhere.
    await done(
        admin, "keyResultCheckIn", {"keyResult": "kr_new", "value": 5, "status": Enum("AT_RISK")}
    )
    assert await admin.ask(brand) == {"objective": {"progress": None}}
    published = await done(admin, "objectivePublish", {"id": "obj_new"}, life)
    assert published["objective"]["lifecycle"] == "ACTIVE"
    assert await admin.ask(brand) == {"objective": {"progress": 0.5}}
    closing = {"id": "obj_new", "score": 0.6, "outcome": "Five", "decision": Enum("MODIFY")}
    closed = (await done(admin, "objectiveClose", closing, life))["objective"]
    assert closed.pop("closedAt") is not None
    assert closed == {
        "lifecycle": "CLOSED",
        "progress": 0.5,
        "health": "AT_RISK",
        "score": 0.6,
        "outcome": "Five",
        "decision": "MODIFY",
        "closingNote": None,
    }
    # Closed is read-only, and still counts.
    refusals: list[tuple[str, dict[str, Any]]] = [
        ("keyResultCheckIn", {"keyResult": "kr_new", "value": 9}),
        ("objectiveUpdate", {"id": "obj_new", "title": "Other"}),
        ("keyResultUpdate", {"id": "kr_new", "weight": 2}),
        ("objectiveArchive", {"id": "obj_new"}),
        ("objectiveAlign", {"objective": "obj_new", "to": "obj_keep"}),
        ("keyResultMove", {"id": "kr_new", "objective": "obj_keep"}),
    ]
    for mutation, given in refusals:
        ((code, message, _),) = await refused(admin, mutation, given)
        assert (code, message) == (
            "READ_ONLY",
            '"Ship to Latvia" is closed; reopen it first.',
        ), mutation
    assert await admin.ask(brand) == {"objective": {"progress": 0.5}}
    reopened = (await done(admin, "objectiveReopen", {"id": "obj_new"}, life))["objective"]
    assert (reopened["lifecycle"], reopened["score"], reopened["closedAt"]) == (
        "ACTIVE",
        None,
        None,
    )
    await done(admin, "objectiveArchive", {"id": "obj_new"})
    assert await admin.ask(brand) == {"objective": {"progress": None}}
    await done(admin, "objectiveReopen", {"id": "obj_new"})
    assert await admin.ask(brand) == {"objective": {"progress": 0.5}}


async def test_a_key_result_moves_with_its_check_ins(admin: Client) -> None:
    payload = await done(
        admin,
        "keyResultMove",
        {"id": "kr_churn", "objective": "obj_brand"},
        "keyResult { checkIns { totalCount } alignedFrom { nodes { id } } version } "
        "objective { id progress keyResults { nodes { id } } } " + CHANGED,
    )
    assert payload["keyResult"] == {
        "checkIns": {"totalCount": 1},
        "alignedFrom": {"nodes": [{"id": "obj_care"}]},
        "version": 2,
    }
    assert payload["objective"] == {
        "id": "obj_brand",
        "progress": 0.5,
        "keyResults": {"nodes": [{"id": "kr_churn"}]},
    }
    progress = {n["id"]: n["progress"] for n in payload["changed"]["nodes"] if "progress" in n}
    assert progress == {"obj_brand": 0.5, "obj_keep": 0.25}
    # What it would serve may not serve it.
    ((code, _, path),) = await refused(
        admin, "keyResultMove", {"id": "kr_churn", "objective": "obj_macros"}
    )
    assert (code, path) == ("ALIGNMENT_CYCLE", ["objective"])


async def test_what_aligned_to_an_archived_key_result_aligns_to_its_objective(
    lumen: Company, admin: Client
) -> None:
    await done(admin, "objectiveAlign", {"objective": "obj_latte", "to": "kr_churn", "weight": 2})
    await done(admin, "objectiveAlign", {"objective": "obj_latte", "to": "obj_keep", "weight": 4})
    for to in ("kr_churn", "obj_keep"):
        await done(admin, "objectiveAlign", {"objective": "obj_macros", "to": to, "weight": 1e300})
    payload = await done(
        admin,
        "keyResultArchive",
        {"id": "kr_churn"},
        "keyResult { archived } objective { progress alignedFrom { edges { node { id } "
        "alignment { weight keyResult { id } } } } }",
    )
    edges = payload["objective"]["alignedFrom"]["edges"]
    assert payload["keyResult"] == {"archived": True}
    assert payload["objective"]["progress"] == 0.25
    assert [(e["node"]["id"], e["alignment"]["weight"]) for e in edges] == [
        ("obj_care", 3.0),
        ("obj_latte", 6.0),
        ("obj_grow", 1.0),
        ("obj_macros", 1e300),
    ]
    assert all(edge["alignment"]["keyResult"] is None for edge in edges)
    assert await refused(admin, "objectiveAlign", {"objective": "obj_brand", "to": "kr_churn"}) == [
        ("READ_ONLY", '"Monthly churn falls from 6 % to 3 %" is archived; undo that first.', ["to"])
    ]
