"""Comments that are undone, and the text of those that were removed, which nobody reads."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import done, example, refused, stored
from tests.api.test_reverts import blocked, revision_of
from tests.api.test_reverts_random import Present, present, undo

SECRET = "Nobody should know."
SHOWN = """{ objective(id: "obj_grow") { comments { nodes {
  id body removed author { id } acknowledgedBy { nodes { id } } replies { nodes { id body } }
} } } }"""
FEED = """query Feed($since: Int!) { changes(since: $since, first: 100) { nodes {
  nodeId kind actorName fields { name before after hidden }
} } }"""


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    document = example()
    document["people"] += [
        {"id": "psn_ann", "name": "Ann", "email": "ann@lumen.example"},
        {"id": "psn_admin", "name": "Admin", "email": "admin@lumen.example", "role": "ADMIN"},
    ]
    async with company(database, url, document) as imported:
        yield imported


@pytest.fixture
async def jaan(lumen: Company) -> Client:
    return await lumen.person("jaan@lumen.example", "write")


@pytest.fixture
async def ann(lumen: Company) -> Client:
    return await lumen.person("ann@lumen.example", "write")


@pytest.fixture
async def admin(lumen: Company) -> Client:
    return await lumen.person("admin@lumen.example", "admin")


def said(identifier: str, **more: Any) -> dict[str, Any]:
    return {"id": identifier, "on": "obj_grow", "body": f"{identifier}?", **more}


async def now(lumen: Company) -> Present:
    """What is stored of the present."""
    return await present(lumen.database, lumen.org)


async def shown(client: Client) -> list[dict[str, Any]]:
    """The threads of the goal."""
    nodes: list[dict[str, Any]] = (await client.ask(SHOWN))["objective"]["comments"]["nodes"]
    return nodes


async def test_each_change_of_a_comment_is_undone_and_done_again(
    lumen: Company, jaan: Client, ann: Client
) -> None:
    await done(jaan, "commentAdd", said("cmt_root"))
    for client, mutation, given in (
        (jaan, "commentUpdate", {"id": "cmt_root", "body": "Else"}),
        (ann, "commentAcknowledge", {"id": "cmt_root"}),
        (ann, "commentAcknowledge", {"id": "cmt_root", "acknowledged": False}),
        (ann, "commentAcknowledge", {"id": "cmt_root"}),
        (ann, "commentAdd", said("cmt_reply", replyTo="cmt_root")),
        # With a reply its place stays, and without one it goes.
        (jaan, "commentRemove", {"id": "cmt_root"}),
        (ann, "commentRemove", {"id": "cmt_reply"}),
    ):
        before = await now(lumen)
        revision = await revision_of(client, mutation, given)
        after = await now(lumen)
        assert after != before
        back = await undo(client, revision)
        if mutation == "commentAdd":
            assert [one["id"] for one in await shown(ann)] == ["cmt_root"]
            assert (await shown(ann))[0]["replies"] == {"nodes": []}
        else:
            assert await now(lumen) == before, mutation
        await undo(client, back)
        assert await now(lumen) == after, mutation
    assert await shown(ann) == []


async def test_what_was_added_goes_with_the_place_that_it_kept(
    lumen: Company, jaan: Client, ann: Client
) -> None:
    await done(jaan, "commentAdd", said("cmt_root"))
    reply = await revision_of(ann, "commentAdd", said("cmt_reply", replyTo="cmt_root"))
    await done(jaan, "commentRemove", {"id": "cmt_root"})
    before = await now(lumen)
    gone = await undo(ann, reply)
    assert await shown(ann) == []
    await undo(ann, gone)
    assert await now(lumen) == before


async def test_what_stands_in_the_way(
    lumen: Company, jaan: Client, ann: Client, admin: Client
) -> None:
    root = await revision_of(jaan, "commentAdd", said("cmt_root"))
    reply = await revision_of(ann, "commentAdd", said("cmt_reply", replyTo="cmt_root"))
    assert await blocked(lumen, jaan, root) == ([("cmt_reply", None, [])], 0)
    changed = await revision_of(ann, "commentUpdate", {"id": "cmt_reply", "body": "Else"})
    assert await blocked(lumen, ann, reply) == ([("cmt_reply", changed, ["body"])], 0)
    removed = await revision_of(jaan, "commentRemove", {"id": "cmt_root"})
    first = await revision_of(ann, "commentRemove", {"id": "cmt_reply"})
    # What is there no more is undone first.
    found, hidden = await blocked(lumen, admin, removed)
    assert ([(one, revision) for one, revision, _ in found], hidden) == ([("cmt_root", first)], 0)
    await undo(admin, first)
    await undo(admin, removed)
    assert [one["body"] for one in await shown(ann)] == ["cmt_root?"]


async def test_a_reply_needs_what_it_answers(lumen: Company, jaan: Client, ann: Client) -> None:
    await done(jaan, "commentAdd", said("cmt_root"))
    await done(ann, "commentAdd", said("cmt_reply", replyTo="cmt_root"))
    reply = await revision_of(ann, "commentRemove", {"id": "cmt_reply"})
    root = await revision_of(jaan, "commentRemove", {"id": "cmt_root"})
    service = await lumen.service("admin")
    found, hidden = await blocked(lumen, service, reply)
    assert ([(one, revision) for one, revision, _ in found], hidden) == ([("cmt_root", root)], 0)
    await undo(jaan, root)
    await undo(ann, reply)
    assert [one["id"] for one in (await shown(ann))[0]["replies"]["nodes"]] == ["cmt_reply"]


async def test_acknowledgements_are_undone_one_by_one(
    lumen: Company, jaan: Client, ann: Client, admin: Client
) -> None:
    await done(jaan, "commentAdd", said("cmt_root"))
    first = await revision_of(ann, "commentAcknowledge", {"id": "cmt_root"})
    await done(admin, "commentAcknowledge", {"id": "cmt_root"})
    clients = (jaan, admin, await lumen.service("admin"))
    before = await stored(lumen.database, lumen.org)
    for client in clients:
        assert await refused(client, "changeRevert", {"revision": first}) == [
            ("FORBIDDEN", "Only who has read something says whether they have.", ["revision"])
        ]
    assert await stored(lumen.database, lumen.org) == before
    await undo(ann, first)
    assert (await shown(jaan))[0]["acknowledgedBy"] == {"nodes": [{"id": "psn_admin"}]}
    found, hidden = await blocked(lumen, ann, first)
    assert ([one[0] for one in found], hidden) == (["cmt_root"], 0)


async def test_only_authors_and_administrators_undo(
    lumen: Company, jaan: Client, ann: Client, admin: Client
) -> None:
    made = await revision_of(jaan, "commentAdd", said("cmt_root"))
    title = {"objectiveUpdate": {"id": "obj_grow", "title": "Other"}}
    both = await revision_of(
        admin, "batch", {"operations": [title, {"commentAdd": said("cmt_both")}]}
    )
    service = await lumen.service("write")
    before = await stored(lumen.database, lumen.org)
    for client, revision in ((ann, made), (ann, both), (service, both)):
        ((code, _, path),) = await refused(client, "changeRevert", {"revision": revision})
        assert (code, path) == ("FORBIDDEN", ["revision"])
    assert await stored(lumen.database, lumen.org) == before
    await undo(admin, both)
    assert [one["id"] for one in await shown(ann)] == ["cmt_root"]
    goal = await ann.ask('{ objective(id: "obj_grow") { title } }')
    assert goal == {"objective": {"title": "Make the first box irresistible"}}
    await undo(admin, made)
    assert await shown(ann) == []


async def test_closed_goals_have_their_comments_undone(lumen: Company, admin: Client) -> None:
    made = await revision_of(admin, "commentAdd", said("cmt_root"))
    await done(admin, "objectiveClose", {"id": "obj_grow", "score": 1})
    await undo(admin, made)
    assert await shown(admin) == []


@pytest.mark.parametrize("replied", [False, True])
async def test_a_removed_text_is_gone_from_every_read(
    lumen: Company, jaan: Client, ann: Client, admin: Client, *, replied: bool
) -> None:
    service = await lumen.service("admin")
    start = await revision_of(jaan, "commentAdd", said("cmt_root") | {"body": SECRET})
    await done(jaan, "commentUpdate", {"id": "cmt_root", "body": SECRET + SECRET})
    if replied:
        await done(ann, "commentAdd", said("cmt_reply", replyTo="cmt_root"))
    then = datetime.now(UTC).isoformat()
    history = '{ node(id: "cmt_root") { ... on Comment { history { nodes { fields {'
    asked = (
        SHOWN,
        '{ comments { nodes { body } } node(id: "cmt_root") { ... on Comment { body } } }',
        f"{history} name before after }} }} }} }} }} }}",
        f"{{ changes(since: {start - 1}) {{ nodes {{ fields {{ before after }} }} }} }}",
    )

    async def told(client: Client) -> str:
        answers = [await client.ask(text) for text in asked]
        for text in asked[:3]:
            answers += [
                (await client.send(text, headers={"goalgraph-at": at})).json()
                for at in (str(start), then)
            ]
        exported = await client.http.get("/export", headers=client.authorized())
        assert exported.status_code == 200
        return json.dumps(answers) + exported.text

    for client in (jaan, ann, admin, service):
        assert SECRET in await told(client)
    removed = await revision_of(jaan, "commentRemove", {"id": "cmt_root"})
    for client in (jaan, ann, admin, service):
        assert SECRET not in await told(client)
    # That it was there, whose it was and what became of it stays.
    feed = (await ann.ask(FEED, {"since": start - 1}))["changes"]["nodes"]
    of_it = [one for one in feed if one["nodeId"] == "cmt_root"]
    assert [(one["kind"], one["actorName"]) for one in of_it] == [
        ("CREATED", "Jaan Mets"),
        ("UPDATED", "Jaan Mets"),
        ("UPDATED" if replied else "ENDED", "Jaan Mets"),
    ]
    for one in of_it:
        [body] = [field for field in one["fields"] if field["name"] == "body"]
        assert body == {"name": "body", "before": None, "after": None, "hidden": True}
    sent = await ann.send(SHOWN, headers={"goalgraph-at": str(start)})
    [comment] = sent.json()["data"]["objective"]["comments"]["nodes"]
    assert (comment["body"], comment["author"]) == (None, {"id": "psn_jaan"})
    # Undoing the removal brings it back.
    await undo(jaan, removed)
    for client in (jaan, ann, admin, service):
        assert SECRET in await told(client)
