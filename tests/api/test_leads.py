"""Whoever leads a goal may see it, change it and report on it; a team's members report for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import change, done, refused
from tests.api.truth import DAY, now, small, text

DONE: dict[str, Any] = {"goal": "DONE"}


def _person(name: str, **more: Any) -> dict[str, Any]:
    return {"id": f"psn_{name}", "name": name, "email": f"{name}@small.example", **more}


def _goal(name: str, owner: str, **more: Any) -> dict[str, Any]:
    return {"id": f"obj_{name}", "title": name, "owner": owner, "cycle": "cyc_q", **more}


DOCUMENT: dict[str, Any] = small(
    teams=[
        {"id": "team_co", "name": "Small", "kind": "COMPANY"},
        {"id": "team_a", "name": "A", "parent": "team_co"},
    ],
    people=[
        _person("cy", manager="psn_boss"),
        _person("boss"),
        _person("member", teams=["team_a"]),
        _person("other"),
        _person("viewer", role="VIEWER"),
    ],
    objectives=[
        _goal("private", "team_co", lead="psn_cy", visibility="PRIVATE"),
        _goal("draft", "team_co", lead="psn_cy", lifecycle="DRAFT"),
        _goal(
            "public",
            "team_co",
            lead="psn_cy",
            keyResults=[{"id": "kr_public", "title": "k", "metric": DONE}],
        ),
        _goal(
            "team",
            "team_a",
            keyResults=[
                {"id": "kr_team", "title": "k", "metric": DONE},
                {"id": "kr_other", "title": "k", "metric": DONE, "owner": "psn_other"},
            ],
        ),
        _goal("viewed", "team_co", lead="psn_viewer"),
        _goal(
            "owned",
            "psn_other",
            keyResults=[{"id": "kr_lent", "title": "k", "metric": DONE, "owner": "team_a"}],
        ),
        _goal("under", "psn_other", alignsTo=[{"to": "obj_private"}]),
        _goal("deeper", "psn_other", alignsTo=[{"to": "obj_under"}]),
    ],
)
DOCUMENT["objectives"][0]["keyResults"] = [{"id": "kr_private", "title": "k", "metric": DONE}]


@pytest.fixture(scope="module")
async def small_company(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, DOCUMENT, now=now()) as loaded:
        yield loaded


async def who(loaded: Company, name: str) -> Client:
    return await loaded.person(f"{name}@small.example", "write")


@pytest.mark.parametrize("name", ["cy", "boss"])
async def test_leads_and_their_managers_see_and_decide(small_company: Company, name: str) -> None:
    client = await who(small_company, name)
    for goal in ("obj_private", "obj_draft", "obj_public"):
        shown = await client.ask(
            f'{{ objective(id: "{goal}") {{ viewerCan {{ update close publish share }} }} }}'
        )
        assert shown["objective"]["viewerCan"] == {
            "update": True,
            "close": goal != "obj_draft",
            "publish": goal == "obj_draft",
            "share": True,
        }
        given = {"id": goal, "title": "Led", "dryRun": True}
        await done(client, "objectiveUpdate", given)
    for result in ("kr_private", "kr_public"):
        shown = await client.ask(f'{{ keyResult(id: "{result}") {{ viewerCan {{ checkIn }} }} }}')
        assert shown["keyResult"]["viewerCan"] == {"checkIn": True}
        report = {"keyResult": result, "value": 1, "dryRun": True}
        await done(client, "keyResultCheckIn", report)
    await done(client, "commentAdd", {"on": "obj_private", "body": "Mine", "dryRun": True})
    await done(client, "objectiveClose", {"id": "obj_public", "score": 1, "dryRun": True})


async def test_for_everybody_else_it_is_as_before(small_company: Company) -> None:
    other = await who(small_company, "other")
    hidden = (
        '{ private: objective(id: "obj_private") { id } draft: objective(id: "obj_draft") { id } }'
    )
    assert await other.ask(hidden) == {"private": None, "draft": None}
    codes = [
        problem[0]
        for goal in ("obj_private", "obj_draft", "obj_public")
        for problem in await refused(other, "objectiveUpdate", {"id": goal, "title": "Taken"})
    ]
    assert codes == ["NOT_FOUND", "NOT_FOUND", "FORBIDDEN"]
    # The role that only reads does so of what it leads, too.
    viewer = await who(small_company, "viewer")
    [(code, _, _)] = await refused(viewer, "objectiveUpdate", {"id": "obj_viewed", "title": "x"})
    assert code == "FORBIDDEN"


async def test_members_of_the_team_that_owns_it_report(small_company: Company) -> None:
    member = await who(small_company, "member")
    for result, may in (("kr_team", True), ("kr_lent", True), ("kr_other", False)):
        can = f'{{ keyResult(id: "{result}") {{ viewerCan {{ checkIn update archive }} }} }}'
        assert (await member.ask(can))["keyResult"]["viewerCan"] == {
            "checkIn": may,
            "update": False,
            "archive": False,
        }
        # What they may not do, they may try.
        given = {"keyResult": result, "value": 1, "dryRun": may}
        payload = await change(member, "keyResultCheckIn", given)
        codes = [problem["code"] for problem in payload["problems"]]
        assert codes == ([] if may else ["FORBIDDEN"])
    [(code, _, _)] = await refused(member, "keyResultUpdate", {"id": "kr_team", "title": "x"})
    assert code == "FORBIDDEN"


async def test_what_a_lead_is_told_of(small_company: Company) -> None:
    cy, due = await who(small_company, "cy"), str((now() + 30 * DAY).date())
    asked = (
        "{ viewer { objectives { nodes { id } } needsAttention { nodes { id } } "
        f'checkInsDue(by: "{due}") {{ nodes {{ id }} }} }} }}'
    )
    viewer = (await cy.ask(asked))["viewer"]
    ids = {name: {node["id"] for node in viewer[name]["nodes"]} for name in viewer}
    assert ids == {
        "objectives": {"obj_private", "obj_draft", "obj_public"},
        # Nobody has reported on them, a month after the cycle began.
        "needsAttention": {"obj_private", "obj_public"},
        "checkInsDue": {"kr_private", "kr_public"},
    }


async def test_who_leads_it_next_sees_it_from_then_on(small_company: Company) -> None:
    admin, other = await small_company.service(), await who(small_company, "other")
    cy = await who(small_company, "cy")
    seen = '{ objective(id: "obj_private") { id } keyResult(id: "kr_private") { id } }'
    nothing = {"objective": None, "keyResult": None}
    everything = {"objective": {"id": "obj_private"}, "keyResult": {"id": "kr_private"}}
    since = (await admin.ask("{ organization { revision } }"))["organization"]["revision"]
    handed = await done(admin, "objectiveUpdate", {"id": "obj_private", "lead": "psn_other"})
    assert (await other.ask(seen), await cy.ask(seen)) == (everything, nothing)
    feed = f"{{ changes(since: {since}) {{ nodes {{ nodeId kind }} }} }}"
    told = {row["nodeId"] for row in (await other.ask(feed))["changes"]["nodes"]}
    assert {"obj_private", "kr_private"} <= told
    await done(admin, "changeRevert", {"revision": handed["revision"]})
    assert (await other.ask(seen), await cy.ask(seen)) == (nothing, everything)


@pytest.mark.parametrize(
    ("name", "filters"),
    [
        ("cy", {"aligned": {"under", "deeper"}, "root": {"private"}, "orphan": set()}),
        ("other", {"aligned": {"deeper"}, "root": {"under"}, "orphan": {"under", "deeper"}}),
    ],
)
async def test_filters_of_the_graph_judge_by_what_one_sees(
    small_company: Company, name: str, filters: dict[str, set[str]]
) -> None:
    client = await who(small_company, name)
    for asked, expected in filters.items():
        given = f'{{{asked}: true, title: {{in: ["private", "under", "deeper"]}}}}'
        lists = f"objectives(filter: {given}) {{ nodes {{ title }} }}"
        moment = text(now())
        answer = await client.ask(f'{{ {lists} at(time: "{moment}") {{ {lists} }} }}')
        for shown in (answer, answer["at"]):
            assert {node["title"] for node in shown["objectives"]["nodes"]} == expected, asked
