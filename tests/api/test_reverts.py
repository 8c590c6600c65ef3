"""Undoing revisions: what comes back, what stands in the way, and who may."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import CHANGED, Enum, change, done, example, refused, stored
from tests.api.test_reverts_random import check_same, present, undo

BLOCKED = (
    "Revision {0} cannot be undone: what has changed since stands on it. Undo or take back that "
    "first."
)
METRIC = {"goal": Enum("INCREASE"), "start": 0, "target": 10}


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, example()) as imported:
        yield imported


@pytest.fixture
async def admin(lumen: Company) -> Client:
    return await lumen.service("admin")


async def revision_of(client: Client, mutation: str, given: dict[str, Any]) -> int:
    """The revision that a mutation made."""
    revision: int = (await done(client, mutation, given))["revision"]
    return revision


async def blocked(
    lumen: Company, client: Client, revision: int
) -> tuple[list[tuple[str, int | None, list[str]]], int]:
    """What stands in the way of an undoing that changed nothing, and how much of it is hidden."""
    before = await stored(lumen.database, lumen.org)
    payload = await change(client, "changeRevert", {"revision": revision})
    (problem,) = payload["problems"]
    assert problem["__typename"] == "RevertBlocked"
    assert (problem["code"], problem["message"]) == ("REVERT_BLOCKED", BLOCKED.format(revision))
    assert problem["path"] == ["revision"]
    assert payload["revision"] is None
    assert await stored(lumen.database, lumen.org) == before
    blockers = problem["blockers"]
    assert all(one["node"] in (None, {"id": one["id"]}) for one in blockers)
    return [(b["id"], b["revision"], b["fields"]) for b in blockers], problem["hiddenBlockers"]


async def test_undo_and_undo_of_the_undo(lumen: Company, admin: Client) -> None:
    first = await present(lumen.database, lumen.org)
    given = {
        "id": "obj_grow",
        "title": "Irresistible",
        "owner": "psn_aino",
        "cycle": None,
        "visibility": Enum("PRIVATE"),
        "progressMode": Enum("MANUAL"),
        "manualProgress": 0.5,
        "labels": ["new"],
    }
    changed = await revision_of(admin, "objectiveUpdate", given)
    second = await present(lumen.database, lumen.org)
    payload = await done(admin, "changeRevert", {"revision": changed}, CHANGED)
    assert payload["revision"] == changed + 1
    assert await present(lumen.database, lumen.org) == first
    assert [node["id"] for node in payload["changed"]["nodes"]] == ["obj_grow", "kr_subs"]
    assert await undo(admin, changed + 1) == changed + 2
    assert await present(lumen.database, lumen.org) == second
    recorded = await lumen.database.read(
        "test.reverts",
        "MATCH (r:Revision {org: $p.org}) WHERE r.reverts IS NOT NULL "
        "WITH r ORDER BY r.number RETURN collect([r.number, r.operation, r.reverts])",
        {"org": lumen.org},
    )
    assert recorded == [
        [changed + 1, "changeRevert", changed],
        [changed + 2, "changeRevert", changed + 1],
    ]


async def test_everything_that_was_made_is_put_away(lumen: Company, admin: Client) -> None:
    first = await present(lumen.database, lumen.org)
    made: list[tuple[str, dict[str, Any]]] = [
        (
            "objectiveCreate",
            {
                "id": "obj_new",
                "title": "New",
                "owner": "team_growth",
                "lifecycle": Enum("ACTIVE"),
                "visibility": Enum("PRIVATE"),
                "sharedWith": ["psn_jaan"],
            },
        ),
        (
            "keyResultCreate",
            {"id": "kr_new", "objective": "obj_new", "title": "New", "metric": METRIC},
        ),
        ("keyResultCheckIn", {"id": "chk_new", "keyResult": "kr_new", "value": 5}),
        ("objectiveAlign", {"id": "aln_new", "objective": "obj_new", "to": "kr_csat"}),
        (
            "supportCreate",
            {"id": "sup_new", "from": "kr_new", "kpi": "kpi_mrr", "effect": Enum("RAISES")},
        ),
    ]
    revisions = [await revision_of(admin, *one) for one in made]
    # The objective carries all the others.
    assert await blocked(lumen, admin, revisions[0]) == (
        [("kr_new", None, []), ("aln_new", None, [])],
        0,
    )
    assert await blocked(lumen, admin, revisions[1]) == (
        [("chk_new", None, []), ("sup_new", None, [])],
        0,
    )
    for revision in reversed(revisions):
        await undo(admin, revision)
    check_same(await present(lumen.database, lumen.org), first)
    shown = await admin.ask(
        '{ objective(id: "obj_new") { lifecycle } keyResult(id: "kr_new") { archived current } '
        'checkIn(id: "chk_new") { superseded withdrawn } '
        'nodes(ids: ["aln_new", "sup_new"]) { id } }'
    )
    assert shown == {
        "objective": {"lifecycle": "ARCHIVED"},
        "keyResult": {"archived": True, "current": None},
        "checkIn": {"superseded": True, "withdrawn": True},
        "nodes": [None, None],
    }


async def test_a_later_change_of_the_same_field_stands_in_the_way(
    lumen: Company, admin: Client
) -> None:
    given = {"id": "obj_grow", "title": "One", "description": "One"}
    first = await revision_of(admin, "objectiveUpdate", given)
    other = {"id": "obj_grow", "contributionStatement": "Other"}
    await done(admin, "objectiveUpdate", other)
    second = await revision_of(admin, "objectiveUpdate", {"id": "obj_grow", "title": "Two"})
    assert await blocked(lumen, admin, first) == ([("obj_grow", second, ["title"])], 0)
    # What is undone no longer stands in the way, and what changed otherwise never did.
    await undo(admin, second)
    await undo(admin, first)
    shown = await admin.ask(
        '{ objective(id: "obj_grow") { title description contributionStatement } }'
    )
    assert shown == {
        "objective": {
            "title": "Make the first box irresistible",
            "description": None,
            "contributionStatement": "Other",
        }
    }
    assert (await blocked(lumen, admin, first))[0] == [
        ("obj_grow", second + 2, ["description", "title"])
    ]


async def test_a_removed_link_comes_back_unless_it_would_close_a_circle(
    lumen: Company, admin: Client
) -> None:
    found = await admin.ask(
        '{ objective(id: "obj_care") { alignsTo { nodes { id } edges { alignment { id } } } } }'
    )
    link = found["objective"]["alignsTo"]["edges"][0]["alignment"]["id"]
    first = await present(lumen.database, lumen.org)
    removed = await revision_of(admin, "alignmentRemove", {"id": link})
    other = await revision_of(admin, "objectiveAlign", {"objective": "obj_keep", "to": "obj_care"})
    before = await stored(lumen.database, lumen.org)
    payload = await change(admin, "changeRevert", {"revision": removed})
    (problem,) = payload["problems"]
    assert (problem["__typename"], problem["path"]) == ("AlignmentCycle", ["revision"])
    assert [step["node"]["id"] for step in problem["steps"]] == [
        "obj_care",
        "kr_churn",
        "obj_keep",
        "obj_care",
    ]
    assert await stored(lumen.database, lumen.org) == before
    await undo(admin, other)
    # Meanwhile there is another between the two.
    twin = {"id": "aln_twin", "objective": "obj_care", "to": "kr_churn"}
    made = await revision_of(admin, "objectiveAlign", twin)
    assert await blocked(lumen, admin, removed) == ([("aln_twin", None, [])], 0)
    await undo(admin, made)
    back = await undo(admin, removed)
    assert await present(lumen.database, lumen.org) == first
    assert (await admin.ask(f'{{ node(id: "{link}") {{ id version revision }} }}'))["node"] == {
        "id": link,
        "version": 2,
        "revision": back,
    }


async def test_check_ins_and_what_superseded_them(lumen: Company, admin: Client) -> None:
    first = await present(lumen.database, lumen.org)
    given = {"id": "chk_one", "keyResult": "kr_macros", "value": 10, "confidence": 0.5}
    one = await revision_of(admin, "keyResultCheckIn", given)
    given = {"id": "chk_two", "keyResult": "kr_macros", "value": 4, "supersedes": "chk_one"}
    two = await revision_of(admin, "keyResultCheckIn", given)
    assert await blocked(lumen, admin, one) == ([("chk_one", two, ["superseded"])], 0)
    await undo(admin, two)
    shown = '{ keyResult(id: "kr_macros") { current confidence lastCheckIn { id } } }'
    assert await admin.ask(shown) == {
        "keyResult": {"current": 10.0, "confidence": 0.5, "lastCheckIn": {"id": "chk_one"}}
    }
    await undo(admin, one)
    check_same(await present(lumen.database, lumen.org), first)


async def test_a_reopened_goal_closes_again_as_it_was_closed(lumen: Company, admin: Client) -> None:
    await done(admin, "objectiveClose", {"id": "obj_macros", "score": 0.9})
    closed = await present(lumen.database, lumen.org)
    reopened = await revision_of(admin, "objectiveReopen", {"id": "obj_macros"})
    given = {"id": "chk_new", "keyResult": "kr_macros", "value": 5}
    reported = await revision_of(admin, "keyResultCheckIn", given)
    blockers, hidden = await blocked(lumen, admin, reopened)
    assert hidden == 0
    assert [one[:2] for one in blockers] == [("chk_new", reported)]
    await undo(admin, reported)
    await undo(admin, reopened)
    check_same(await present(lumen.database, lumen.org), closed)


async def test_what_is_closed_or_archived_stays_as_it_is(lumen: Company, admin: Client) -> None:
    renamed = await revision_of(admin, "objectiveUpdate", {"id": "obj_care", "title": "Care"})
    weighed = await revision_of(admin, "keyResultUpdate", {"id": "kr_csat", "weight": 9})
    closed = await revision_of(admin, "objectiveClose", {"id": "obj_care"})
    before = await stored(lumen.database, lumen.org)
    for revision in (renamed, weighed):
        assert await refused(admin, "changeRevert", {"revision": revision}) == [
            ("READ_ONLY", '"Care" is closed; reopen it first.', ["revision"])
        ]
    assert await stored(lumen.database, lumen.org) == before
    # The closing itself is undone.
    await undo(admin, closed)
    await done(admin, "keyResultArchive", {"id": "kr_csat"})
    assert await refused(admin, "changeRevert", {"revision": weighed}) == [
        (
            "READ_ONLY",
            '"Satisfaction stays at 90 or more" is archived; undo that first.',
            ["revision"],
        )
    ]


async def test_fields_that_go_together(lumen: Company, admin: Client) -> None:
    by_hand = {"id": "obj_care", "progressMode": Enum("MANUAL")}
    first = await revision_of(admin, "objectiveUpdate", by_hand)
    number = {"id": "obj_care", "manualProgress": 0.3}
    second = await revision_of(admin, "objectiveUpdate", number)
    assert await blocked(lumen, admin, first) == ([("obj_care", second, ["manualProgress"])], 0)
    rises = {"goal": Enum("INCREASE"), "start": 0, "target": 100}
    third = await revision_of(admin, "keyResultUpdate", {"id": "kr_macros", "metric": rises})
    higher = {"goal": Enum("INCREASE"), "start": 50, "target": 100}
    fourth = await revision_of(admin, "keyResultUpdate", {"id": "kr_macros", "metric": higher})
    assert await blocked(lumen, admin, third) == ([("kr_macros", fourth, ["metric.start"])], 0)


async def test_a_dry_run(lumen: Company, admin: Client) -> None:
    given = {"keyResult": "kr_mrr", "value": 260000}
    revision = await revision_of(admin, "keyResultCheckIn", given)
    before = await stored(lumen.database, lumen.org)
    payload = await done(admin, "changeRevert", {"revision": revision, "dryRun": True}, CHANGED)
    assert payload["revision"] is None
    progress = {n["id"]: n["progress"] for n in payload["changed"]["nodes"] if "progress" in n}
    assert progress == {"obj_keep": 0.3125}
    assert await stored(lumen.database, lumen.org) == before


async def test_what_cannot_be_undone(lumen: Company, admin: Client) -> None:
    before = await stored(lumen.database, lumen.org)
    path = ["revision"]
    expected: list[tuple[int, tuple[str, str, list[str]]]] = [
        (1, ("REVERT_BLOCKED", "Revision 1 cannot be undone: it is an import.", path)),
        (
            2,
            (
                "REVERT_BLOCKED",
                "Revision 2 cannot be undone: a token cannot be taken back.",
                path,
            ),
        ),
        (3, ("NOT_FOUND", "There is no revision 3.", path)),
        (0, ("INVALID_INPUT", "revision has to be at least 1, not 0.", path)),
    ]
    for revision, problem in expected:
        assert await refused(admin, "changeRevert", {"revision": revision}) == [problem]
    assert await stored(lumen.database, lumen.org) == before


async def test_who_may_undo(lumen: Company, admin: Client) -> None:
    aino = await lumen.person("aino@lumen.example", "write")
    given = {"id": "obj_latte", "title": "Art"}
    mine = await revision_of(admin, "objectiveUpdate", given)
    theirs = await revision_of(admin, "objectiveUpdate", {"id": "obj_keep", "title": "Keep"})
    both = await revision_of(admin, "objectiveUpdate", {"id": "obj_brand", "owner": "psn_aino"})
    before = await stored(lumen.database, lumen.org)
    for revision in (theirs, both):
        ((code, _, path),) = await refused(aino, "changeRevert", {"revision": revision})
        assert (code, path) == ("FORBIDDEN", ["revision"])
    assert await stored(lumen.database, lumen.org) == before
    await undo(aino, mine)


async def test_what_is_hidden_is_not_undone_nor_told(lumen: Company, admin: Client) -> None:
    jaan = await lumen.person("jaan@lumen.example", "write")
    private = {
        "id": "obj_private",
        "title": "Private",
        "owner": "psn_aino",
        "lifecycle": Enum("ACTIVE"),
        "visibility": Enum("PRIVATE"),
    }
    hidden = await revision_of(admin, "objectiveCreate", private)
    made = await revision_of(
        jaan, "objectiveCreate", {"id": "obj_mine", "title": "Mine", "owner": "psn_jaan"}
    )
    link = {"id": "aln_hidden", "objective": "obj_private", "to": "obj_mine"}
    linked = await revision_of(admin, "objectiveAlign", link)
    before = await stored(lumen.database, lumen.org)
    for revision in (hidden, linked):
        assert await refused(jaan, "changeRevert", {"revision": revision}) == [
            ("NOT_FOUND", f"There is no revision {revision}.", ["revision"])
        ]
    assert await stored(lumen.database, lumen.org) == before
    assert await blocked(lumen, jaan, made) == ([], 1)
    assert await blocked(lumen, admin, made) == ([("aln_hidden", None, [])], 0)


async def test_kpis_teams_and_cycles(lumen: Company, admin: Client) -> None:
    first = await present(lumen.database, lumen.org)
    period = {"startsOn": "2026-11-01", "endsOn": "2026-11-30"}
    value = {"kpi": "kpi_mrr", "at": "2026-11-05T00:00:00Z", "value": 9}
    made: list[tuple[str, dict[str, Any]]] = [
        ("keyResultUpdate", {"id": "kr_mrr", "measuredBy": "kpi_mrr"}),
        ("kpiRecordValues", {"values": [{**value, "id": "val_new"}]}),
        ("kpiRecordValues", {"values": [{**value, "value": 10}]}),
        ("kpiTargetSet", {"id": "tgt_new", "kpi": "kpi_mrr", "period": period, "value": 8}),
        ("kpiTargetSet", {"kpi": "kpi_mrr", "period": period, "value": None}),
        ("kpiUpdate", {"id": "kpi_mrr", "frequency": Enum("ANNUAL")}),
        ("teamCreate", {"id": "team_new", "name": "New", "leads": ["psn_aino"]}),
        ("teamUpdate", {"id": "team_care", "parent": "team_new", "leads": ["psn_jaan"]}),
        ("teamUpdate", {"id": "team_growth", "kind": Enum("COMPANY")}),
        ("personUpdate", {"id": "psn_jaan", "manager": "psn_aino", "teams": ["team_growth"]}),
        ("cycleUpdate", {"id": "cyc_2026q4", "endsOn": "2027-01-31"}),
        ("cycleClose", {"id": "cyc_2026q4"}),
        ("cycleActivate", {"id": "cyc_2026q4"}),
        ("organizationUpdate", {"timezone": "America/New_York"}),
        ("initiativeCreate", {"id": "ini_new", "title": "New", "target": "kr_mrr"}),
        ("initiativeUpdate", {"id": "ini_new", "target": "obj_grow", "owner": "psn_aino"}),
    ]
    states = []
    for one in made:
        before = await present(lumen.database, lumen.org)
        states.append((before, await revision_of(admin, *one)))
    # The team is still in use.
    assert (await blocked(lumen, admin, states[6][1]))[0] == [("team_care", None, [])]
    last = await present(lumen.database, lumen.org)
    undone = []
    for before, revision in reversed(states):
        undone.append(await undo(admin, revision))
        check_same(await present(lumen.database, lumen.org), before)
    check_same(await present(lumen.database, lumen.org), first)
    for revision in reversed(undone):
        await undo(admin, revision)
    assert await present(lumen.database, lumen.org) == last
