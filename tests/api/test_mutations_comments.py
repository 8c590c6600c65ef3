"""Comments by mutations: threads, acknowledgement, what stays, and who sees and changes them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import (
    CHANGED,
    Case,
    Enum,
    change,
    done,
    example,
    refuse_all,
    refused,
    stored,
)

COMMENT = """comment { id body removed version author { id } replyTo { id } on { __typename id }
  acknowledgedBy { nodes { id } } replies { totalCount nodes { id body } } }"""
OF = """query Of($id: ID!) { node(id: $id) { ... on Commentable { comments {
  totalCount nodes { id body removed replies { nodes { id body } } } } } } }"""
DAYS = {"startsOn": "2026-11-01", "endsOn": "2026-11-30"}
COMMENTED = [
    *("obj_grow", "kr_subs", "kpi_mrr", "team_care", "psn_jaan", "cyc_2026q4"),
    *("chk_one", "ini_one", "aln_one", "aln_proposed", "sup_one", "drv_one", "tgt_one", "val_one"),
]
PRIVATE = ("obj_private", "kr_private", "chk_private", "ini_private", "aln_private", "sup_private")


def document() -> dict[str, Any]:
    """The worked example with one of everything, and a private goal with all that is of it."""
    made = example()
    made["people"] += [
        {"id": "psn_ann", "name": "Ann", "email": "ann@lumen.example"},
        {"id": "psn_viewer", "name": "V", "email": "viewer@lumen.example", "role": "VIEWER"},
        {"id": "psn_admin", "name": "Admin", "email": "admin@lumen.example", "role": "ADMIN"},
    ]
    kpi = made["kpis"][1]
    kpi["drives"][0]["id"] = "drv_one"
    kpi["values"] = [{"id": "val_one", "at": "2026-11-02", "value": 4}]
    kpi["targets"] = [{"id": "tgt_one", "period": DAYS, "value": 3}]
    grow = made["objectives"][1]
    grow["alignsTo"][0]["id"] = "aln_one"
    grow["initiatives"] = [{"id": "ini_one", "title": "Work"}]
    grow["keyResults"][0]["checkIns"][0]["id"] = "chk_one"
    grow["keyResults"][0]["supports"][0]["id"] = "sup_one"
    made["objectives"].append(
        {
            "id": "obj_private",
            "title": "Private",
            "owner": "psn_jaan",
            "visibility": "PRIVATE",
            "alignsTo": [{"id": "aln_private", "to": "obj_care"}],
            "initiatives": [{"id": "ini_private", "title": "Secret"}],
            "keyResults": [
                {
                    "id": "kr_private",
                    "title": "Secret",
                    "metric": {"goal": "DONE"},
                    "checkIns": [{"id": "chk_private", "value": 0, "effectiveAt": "2026-11-02"}],
                    "supports": [{"id": "sup_private", "kpi": "kpi_mrr", "effect": "RAISES"}],
                }
            ],
        }
    )
    return made


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, document()) as imported:
        yield imported


@pytest.fixture
async def jaan(lumen: Company) -> Client:
    return await lumen.person("jaan@lumen.example", "write")


@pytest.fixture
async def ann(lumen: Company) -> Client:
    return await lumen.person("ann@lumen.example", "write")


def said(identifier: str, on: str, body: str = "Well.", **more: Any) -> dict[str, Any]:
    return {"id": identifier, "on": on, "body": body, **more}


async def of(client: Client, node: str) -> list[tuple[str, str | None, list[str]]]:
    """What is said of a node: each comment's id and text, and the ids of its replies."""
    found = (await client.ask(OF, {"id": node}))["node"]["comments"]
    assert found["totalCount"] == len(found["nodes"])
    for one in found["nodes"]:
        assert one["removed"] == (one["body"] is None)
    return [
        (one["id"], one["body"], [reply["id"] for reply in one["replies"]["nodes"]])
        for one in found["nodes"]
    ]


async def test_a_comment_is_added_changed_and_removed(
    lumen: Company, jaan: Client, ann: Client
) -> None:
    given = said("cmt_one", "obj_grow", "**Why** so slow?")
    made = await done(jaan, "commentAdd", given, COMMENT + CHANGED)
    expected = {
        "id": "cmt_one",
        "body": "**Why** so slow?",
        "removed": False,
        "version": 1,
        "author": {"id": "psn_jaan"},
        "replyTo": None,
        "on": {"__typename": "Objective", "id": "obj_grow"},
        "acknowledgedBy": {"nodes": []},
        "replies": {"totalCount": 0, "nodes": []},
    }
    assert made["comment"] == expected
    # It counts nowhere: nothing but the comment has changed.
    assert made["changed"]["nodes"] == [{"__typename": "Comment", "id": "cmt_one"}]
    again = await done(jaan, "commentAdd", given, COMMENT)
    assert (again["revision"], again["comment"]) == (made["revision"], expected)
    changed = await done(
        jaan, "commentUpdate", {"id": "cmt_one", "body": "Why?", "expectedVersion": 1}, COMMENT
    )
    expected |= {"body": "Why?", "version": 2}
    assert changed["comment"] == expected
    assert await of(ann, "obj_grow") == [("cmt_one", "Why?", [])]
    removed = await done(jaan, "commentRemove", {"id": "cmt_one"}, COMMENT)
    assert removed["comment"] is None
    assert await of(ann, "obj_grow") == []
    gone = '{ node(id: "cmt_one") { id } comment(id: "cmt_one") { id } comments { totalCount } }'
    assert await ann.ask(gone) == {"node": None, "comment": None, "comments": {"totalCount": 0}}
    # Its text is history, and its id is taken.
    nodes, _ = await stored(lumen.database, lumen.org)
    assert [node.get("body") for label, node in nodes if label == "Comment"] == [None]
    assert {node["body"] for label, node in nodes if label == "CommentVersion"} == {
        "**Why** so slow?",
        "Why?",
    }
    for mutation, again in (
        ("commentAdd", given),
        ("commentRemove", {"id": "cmt_one"}),
    ):
        ((code, _, path),) = await refused(jaan, mutation, again)
        assert (code, path) == ("CONFLICT" if mutation == "commentAdd" else "NOT_FOUND", ["id"])


async def test_a_thread_keeps_its_place_until_the_last_reply_goes(
    jaan: Client, ann: Client
) -> None:
    await done(jaan, "commentAdd", said("cmt_root", "kr_subs", "How?"))
    await done(ann, "commentAdd", said("cmt_later", "kr_subs", "By the way."))
    reply = said("cmt_a", "kr_subs", "So.", replyTo="cmt_root")
    made = await done(ann, "commentAdd", reply, COMMENT)
    assert made["comment"]["replyTo"] == {"id": "cmt_root"}
    await done(jaan, "commentAdd", said("cmt_b", "kr_subs", "Ah.", replyTo="cmt_root"))
    assert await of(ann, "kr_subs") == [
        ("cmt_root", "How?", ["cmt_a", "cmt_b"]),
        ("cmt_later", "By the way.", []),
    ]
    removed = await done(jaan, "commentRemove", {"id": "cmt_root"}, COMMENT)
    assert (removed["comment"]["body"], removed["comment"]["removed"]) == (None, True)
    assert removed["comment"]["replies"]["totalCount"] == 2
    assert [
        p[::2] for p in await refused(jaan, "commentUpdate", {"id": "cmt_root", "body": "x"})
    ] == [("READ_ONLY", ["id"])]
    assert await refused(ann, "commentAcknowledge", {"id": "cmt_root"}) == [
        ("READ_ONLY", "This comment was removed.", ["id"])
    ]
    again = await done(jaan, "commentRemove", {"id": "cmt_root"})
    assert again["revision"] == removed["revision"]
    await done(jaan, "commentRemove", {"id": "cmt_b"})
    # The talk goes on below what was removed.
    await done(jaan, "commentAdd", said("cmt_c", "kr_subs", "Oh.", replyTo="cmt_root"))
    await done(jaan, "commentRemove", {"id": "cmt_c"})
    assert (await of(ann, "kr_subs"))[0] == ("cmt_root", None, ["cmt_a"])
    await done(ann, "commentRemove", {"id": "cmt_a"})
    assert await of(ann, "kr_subs") == [("cmt_later", "By the way.", [])]
    assert await ann.ask('{ node(id: "cmt_root") { id } }') == {"node": None}


async def test_people_acknowledge_and_take_it_back(
    lumen: Company, jaan: Client, ann: Client
) -> None:
    await done(jaan, "commentAdd", said("cmt_one", "team_care"))
    first = await done(ann, "commentAcknowledge", {"id": "cmt_one"}, COMMENT + CHANGED)
    assert first["comment"]["acknowledgedBy"] == {"nodes": [{"id": "psn_ann"}]}
    assert first["changed"]["totalCount"] == 1
    # Who has the text before them may still change it.
    assert first["comment"]["version"] == 1
    second = await done(jaan, "commentAcknowledge", {"id": "cmt_one"}, COMMENT)
    assert len(second["comment"]["acknowledgedBy"]["nodes"]) == 2
    again = await done(ann, "commentAcknowledge", {"id": "cmt_one"}, COMMENT)
    assert again == second
    back = {"id": "cmt_one", "acknowledged": False}
    third = await done(ann, "commentAcknowledge", back, COMMENT)
    assert third["comment"]["acknowledgedBy"] == {"nodes": [{"id": "psn_jaan"}]}
    assert await done(ann, "commentAcknowledge", back, COMMENT) == third
    service = await lumen.service("admin")
    assert await refused(service, "commentAcknowledge", {"id": "cmt_one"}) == [
        ("FORBIDDEN", "Only people acknowledge what they have read.", ["id"])
    ]


async def test_anything_takes_comments(lumen: Company, jaan: Client) -> None:
    ann = await lumen.person("ann@lumen.example", "write")
    aino = await lumen.person("admin@lumen.example", "admin")
    await done(aino, "objectiveUpdate", {"id": "obj_latte", "owner": "psn_ann"})
    proposed = {"id": "aln_proposed", "objective": "obj_latte", "to": "obj_brand"}
    await done(ann, "objectiveAlign", proposed)
    # Closed or archived, it is still talked about.
    await done(aino, "objectiveClose", {"id": "obj_grow", "score": 0})
    for number, node in enumerate(COMMENTED):
        made = await done(ann, "commentAdd", said(f"cmt_{number}", node), COMMENT)
        assert made["comment"]["on"]["id"] == node
        assert await of(jaan, node) == [(f"cmt_{number}", "Well.", [])]
    every = "{ comments(first: 100) { totalCount nodes { id on { id } } } }"
    found = (await jaan.ask(every))["comments"]
    assert [(one["id"], one["on"]["id"]) for one in found["nodes"]] == [
        (f"cmt_{number}", node) for number, node in enumerate(COMMENTED)
    ]
    ids = ['{on: {eq: "kr_subs"}}', '{author: {eq: "psn_jaan"}}', "{replyTo: {eq: null}}"]
    counts = [
        (await jaan.ask(f"{{ comments(filter: {one}) {{ totalCount }} }}"))["comments"][
            "totalCount"
        ]
        for one in ids
    ]
    assert counts == [1, 0, len(COMMENTED)]


async def test_what_belongs_to_a_hidden_goal_is_hidden(
    lumen: Company, jaan: Client, ann: Client
) -> None:
    for number, node in enumerate(PRIVATE):
        await done(jaan, "commentAdd", said(f"cmt_{number}", node), COMMENT)
    assert [len(await of(jaan, node)) for node in PRIVATE] == [1] * len(PRIVATE)
    ids = [f"cmt_{number}" for number in range(len(PRIVATE))]
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } comments { totalCount nodes { id } } }"
    assert await ann.ask(query, {"ids": ids}) == {
        "nodes": [None] * len(ids),
        "comments": {"totalCount": 0, "nodes": []},
    }
    service = await lumen.service("write")
    assert (await service.ask("{ comments { totalCount } }"))["comments"]["totalCount"] == 0
    before = await stored(lumen.database, lumen.org)
    for identifier, node in zip(ids, PRIVATE, strict=True):
        for mutation, given in (
            ("commentAdd", {"on": node, "body": "Hm."}),
            ("commentAdd", {"on": "kpi_mrr", "body": "Hm.", "replyTo": identifier}),
            ("commentUpdate", {"id": identifier, "body": "Hm."}),
            ("commentRemove", {"id": identifier}),
            ("commentAcknowledge", {"id": identifier}),
        ):
            payload = await change(ann, mutation, given)
            assert [one["code"] for one in payload["problems"]] == ["NOT_FOUND"], (mutation, node)
    assert await stored(lumen.database, lumen.org) == before
    seen = "{ comments { totalCount } }"
    admin = await lumen.person("admin@lumen.example")
    assert (await admin.ask(seen))["comments"]["totalCount"] == len(PRIVATE)


async def heard(client: Client, since: int) -> list[tuple[str, str, bool]]:
    """The comments in the feed since a revision: id, kind of change, and whether they are there."""
    feed = (
        f"{{ changes(since: {since}, first: 100) {{ nodes {{ nodeId nodeType kind node {{ id }} }} "
        "} }"
    )
    return [
        (one["nodeId"], one["kind"], one["node"] is not None)
        for one in (await client.ask(feed))["changes"]["nodes"]
        if one["nodeType"] == "Comment"
    ]


async def test_the_feed_tells_of_comments_as_of_what_they_are_on(
    lumen: Company, jaan: Client, ann: Client
) -> None:
    made = await done(jaan, "commentAdd", said("cmt_first", PRIVATE[0]))
    start = made["revision"] - 1
    for number, node in enumerate(PRIVATE[1:]):
        await done(jaan, "commentAdd", said(f"cmt_{number}", node))
    await done(jaan, "commentAdd", said("cmt_open", "kpi_mrr"))
    last = await done(jaan, "commentAcknowledge", {"id": "cmt_first"})
    everything = ["cmt_first", *(f"cmt_{number}" for number in range(5)), "cmt_open", "cmt_first"]
    assert [one[0] for one in await heard(jaan, start)] == everything
    assert await heard(ann, start) == [("cmt_open", "CREATED", True)]
    # What was made in private cannot be told from what was not.
    for revision in (start + 1, start + 1000):
        given = {"revision": revision}
        assert await refused(ann, "changeRevert", given) == [
            ("NOT_FOUND", f"There is no revision {revision}.", ["revision"])
        ]
    admin = await lumen.person("admin@lumen.example", "admin")
    shared = {"id": "obj_private", "visibility": Enum("PUBLIC")}
    await done(admin, "objectiveUpdate", shared)
    came = sorted(await heard(ann, last["revision"]))
    assert [(one[0], one[2]) for one in came] == [
        (one, True) for one in sorted(["cmt_first", *(f"cmt_{number}" for number in range(5))])
    ]
    gone = await done(admin, "objectiveUpdate", shared | {"visibility": Enum("PRIVATE")})
    went = await heard(ann, gone["revision"] - 1)
    assert sorted(one[0] for one in went) == sorted(one[0] for one in came)
    assert not any(one[2] for one in went)


ENDINGS: dict[str, tuple[str, dict[str, Any]]] = {
    "aln_one": ("alignmentRemove", {"id": "aln_one"}),
    "sup_one": ("supportRemove", {"id": "sup_one"}),
    "drv_one": ("driveRemove", {"id": "drv_one"}),
    "tgt_one": ("kpiTargetSet", {"kpi": "kpi_churn", "period": DAYS, "value": None}),
}
"""What ends what is commented on."""


@pytest.mark.parametrize("node", ENDINGS)
async def test_what_is_said_of_what_ends_goes_with_it(
    lumen: Company, jaan: Client, ann: Client, node: str
) -> None:
    service = await lumen.service("admin")
    clients = (service, jaan, ann)
    await done(service, "teamUpdate", {"id": "team_growth", "leads": ["psn_jaan"]})
    await done(ann, "commentAdd", said("cmt_gone", node))
    await done(ann, "commentAdd", said("cmt_one", node))
    await done(ann, "commentAdd", said("cmt_two", node, replyTo="cmt_one"))
    await done(ann, "commentRemove", {"id": "cmt_gone"})
    last = await done(ann, "commentRemove", {"id": "cmt_one"})
    every = "{ comments { nodes { id body replies { nodes { id body } } } } }"
    before = [await client.ask(every) for client in clients]
    admin = await lumen.person("admin@lumen.example", "admin")
    mutation, given = ENDINGS[node]
    # Who ends a link need not have said anything of it, nor does who undoes that.
    ended = (await done(admin, mutation, given))["revision"]
    for client in clients:
        found = await client.ask(
            '{ comments { totalCount } nodes(ids: ["cmt_one", "cmt_two"]) { id } }'
        )
        assert found == {"comments": {"totalCount": 0}, "nodes": [None, None]}
        assert [one[1:] for one in sorted(await heard(client, last["revision"]))] == [
            ("ENDED", False),
            ("ENDED", False),
        ]
        exported = await client.http.get("/export", headers=client.authorized())
        assert "cmt_" not in exported.text
        # In the past it is said still.
        then = await client.ask(f"{{ at(revision: {ended - 1}) {every} }}")
        assert then["at"] == before[clients.index(client)]
    assert [p[::2] for p in await refused(service, "commentRemove", {"id": "cmt_two"})] == [
        ("NOT_FOUND", ["id"])
    ]
    ((code, _, path),) = await refused(service, "commentAdd", said("cmt_two", "kpi_mrr"))
    assert (code, path) == ("CONFLICT", ["id"])
    decides = jaan if node == "sup_one" else service
    back = (await done(decides, "changeRevert", {"revision": ended}))["revision"]
    assert [await client.ask(every) for client in clients] == before
    assert sorted(await heard(jaan, ended)) == [
        ("cmt_one", "CREATED", True),
        ("cmt_two", "CREATED", True),
    ]
    await done(service, "changeRevert", {"revision": back})
    assert await jaan.ask("{ comments { totalCount } }") == {"comments": {"totalCount": 0}}
    await done(service, "changeRevert", {"revision": back + 1})
    assert [await client.ask(every) for client in clients] == before


async def test_what_is_said_of_a_proposal_outlives_the_alignment(
    lumen: Company, jaan: Client, ann: Client
) -> None:
    admin = await lumen.person("admin@lumen.example", "admin")
    await done(admin, "objectiveUpdate", {"id": "obj_latte", "owner": "psn_ann"})
    proposed = {"id": "aln_proposed", "objective": "obj_latte", "to": "obj_brand"}
    await done(ann, "objectiveAlign", proposed)
    await done(ann, "commentAdd", said("cmt_one", "aln_proposed"))
    await done(admin, "alignmentAccept", {"id": "aln_proposed"})
    on = '{ node(id: "cmt_one") { ... on Comment { on { __typename } } } }'
    assert await jaan.ask(on) == {"node": {"on": {"__typename": "Alignment"}}}
    await done(admin, "alignmentRemove", {"id": "aln_proposed"})
    assert await jaan.ask(on) == {"node": {"on": {"__typename": "AlignmentProposal"}}}


async def test_only_authors_and_administrators_change_comments(
    lumen: Company, jaan: Client, ann: Client
) -> None:
    service, admin = await lumen.service("write"), await lumen.service("admin")
    viewer = await lumen.person("viewer@lumen.example", "write")
    await done(jaan, "commentAdd", said("cmt_jaan", "kpi_mrr"))
    made = await done(service, "commentAdd", said("cmt_service", "kpi_mrr"), COMMENT)
    assert made["comment"]["author"] is None
    before = await stored(lumen.database, lumen.org)
    why = "You did not write this: that is for who did, and for administrators."
    for client, identifier in (
        (ann, "cmt_jaan"),
        (ann, "cmt_service"),
        (service, "cmt_jaan"),
    ):
        for mutation, more in (("commentUpdate", {"body": "x"}), ("commentRemove", {})):
            given = {"id": identifier, **more}
            assert await refused(client, mutation, given) == [("FORBIDDEN", why, ["id"])]
    for mutation, given in (
        ("commentAdd", {"on": "kpi_mrr", "body": "x"}),
        ("commentAcknowledge", {"id": "cmt_jaan"}),
    ):
        ((code, _, _),) = await refused(viewer, mutation, given)
        assert code == "FORBIDDEN"
    assert await stored(lumen.database, lumen.org) == before
    await done(service, "commentUpdate", {"id": "cmt_service", "body": "x"})
    await done(admin, "commentUpdate", {"id": "cmt_jaan", "body": "x"})
    await done(admin, "commentRemove", {"id": "cmt_jaan"})


async def test_what_is_refused_changes_nothing(lumen: Company, jaan: Client) -> None:
    await done(jaan, "commentAdd", said("cmt_root", "kpi_mrr"))
    await done(jaan, "commentAdd", said("cmt_reply", "kpi_mrr", replyTo="cmt_root"))
    before = await stored(lumen.database, lumen.org)
    new = {"on": "kpi_mrr", "body": "x"}
    cases: list[Case] = [
        ("commentAdd", new | {"body": " \n"}, [("INVALID_INPUT", ["body"])]),
        ("commentAdd", new | {"body": "x" * 10_001}, [("INVALID_INPUT", ["body"])]),
        ("commentAdd", new | {"id": "kpi_new"}, [("INVALID_INPUT", ["id"])]),
        ("commentAdd", new | {"id": "cmt_root"}, [("CONFLICT", ["id"])]),
        ("commentAdd", new | {"on": "kpi_none"}, [("NOT_FOUND", ["on"])]),
        ("commentAdd", new | {"on": "cmt_root"}, [("NOT_FOUND", ["on"])]),
        ("commentAdd", new | {"on": lumen.org}, [("NOT_FOUND", ["on"])]),
        ("commentAdd", new | {"replyTo": "cmt_reply"}, [("INVALID_INPUT", ["replyTo"])]),
        ("commentAdd", new | {"replyTo": "kpi_mrr"}, [("NOT_FOUND", ["replyTo"])]),
        (
            "commentAdd",
            new | {"on": "kpi_churn", "replyTo": "cmt_root"},
            [("INVALID_INPUT", ["replyTo"])],
        ),
        ("commentUpdate", {"id": "cmt_none", "body": "x"}, [("NOT_FOUND", ["id"])]),
        (
            "commentUpdate",
            {"id": "cmt_root", "body": "x", "expectedVersion": 2},
            [("VERSION_CONFLICT", ["expectedVersion"])],
        ),
    ]
    await refuse_all(jaan, cases)
    assert await stored(lumen.database, lumen.org) == before
