"""The life of a proposed alignment: made, changed, accepted, declined, withdrawn; and until it is
accepted, nothing anywhere is different for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.mutation_client import Enum, change, done, refused
from tests.api.proposing import (
    BOTH,
    COUNTED,
    Deal,
    listed,
    negotiating,
    node,
    of,
    progress,
    propose,
)
from tests.api.test_impact import IMPACT


@pytest.fixture
async def deal(database: Database, url: str) -> AsyncIterator[Deal]:
    async with negotiating(database, url) as it:
        yield it


async def test_a_proposal_counts_nowhere_until_it_is_accepted(deal: Deal) -> None:
    before = await deal.root.ask(COUNTED)
    payload = await done(
        deal.ann,
        "objectiveAlign",
        {"id": "aln_new", "objective": "obj_ann", "to": "kr_top", "weight": 2, "rationale": "Help"},
        BOTH + "objective { id } target { id } changed { nodes { __typename id } }",
    )
    proposal = {
        "id": "aln_new",
        "from": {"id": "obj_ann"},
        "to": {"id": "obj_top"},
        "keyResult": {"id": "kr_top"},
        "weight": 2.0,
        "counts": True,
        "rationale": "Help",
        "version": 1,
        "state": "PENDING",
        "proposedBy": {"id": "psn_ann"},
        "reason": None,
        "decidedBy": None,
        "decidedAt": None,
    }
    assert payload == {
        "revision": payload["revision"],
        "alignment": None,
        "proposal": proposal,
        "objective": {"id": "obj_ann"},
        "target": {"id": "obj_top"},
        "changed": {"nodes": [{"__typename": "AlignmentProposal", "id": "aln_new"}]},
    }
    assert await deal.root.ask(COUNTED) == before
    shown = {"__typename": "AlignmentProposal", "id": "aln_new", "weight": 2.0}
    shown |= {"to": {"id": "obj_top"}, "state": "PENDING"}
    assert await node(deal.bob, "aln_new") == shown

    # It is for the lead of the target's team and for the owner of the key result.
    for name in ("ann", "mia", "bob", "carl", "dora", "lea", "root"):
        expected = ["aln_new"] if name in ("carl", "dora") else []
        assert await listed(await deal.someone(name)) == expected, name
    outgoing = Enum("OUTGOING")
    assert await listed(deal.ann, direction=outgoing) == ["aln_new"]
    assert await listed(deal.carl, direction=outgoing) == []
    for goal, direction, expected in (
        ("obj_ann", "OUTGOING", ["aln_new"]),
        ("obj_ann", "INCOMING", []),
        ("obj_top", "OUTGOING", []),
        ("obj_top", "INCOMING", ["aln_new"]),
        ("obj_bob", "INCOMING", []),
    ):
        assert await of(deal.bob, goal, f"(direction: {direction})") == expected
    assert await of(deal.bob, "obj_ann") == await of(deal.bob, "obj_top") == ["aln_new"]

    # (1·0.5 + 1·0) / 2 with its key results alone; (1·0.5 + 1·0 + 3·0.8) / 5 with the new one.
    assert await progress(deal.carl, "obj_top") == 0.25
    payload = await done(
        deal.carl,
        "alignmentAccept",
        {"id": "aln_new", "weight": 3},
        BOTH + "target { progress } changed { nodes { __typename id } }",
    )
    assert payload["alignment"] == {
        "id": "aln_new",
        "weight": 3.0,
        "counts": True,
        "keyResult": {"id": "kr_top"},
        "rationale": "Help",
        "version": 1,
    }
    decided_at = payload["proposal"].pop("decidedAt")
    assert decided_at is not None
    accepted = proposal | {"weight": 3.0, "version": 2, "state": "ACCEPTED"}
    accepted |= {"decidedBy": {"id": "psn_carl"}}
    assert payload["proposal"] == {k: v for k, v in accepted.items() if k != "decidedAt"}
    assert payload["target"]["progress"] == pytest.approx(2.9 / 5, abs=1e-12)
    assert payload["changed"]["nodes"] == [
        {"__typename": "Alignment", "id": "aln_new"},
        {"__typename": "Objective", "id": "obj_top"},
    ]
    assert await node(deal.bob, "aln_new") == {
        "__typename": "Alignment",
        "id": "aln_new",
        "weight": 3.0,
        "to": {"id": "obj_top"},
    }
    after = await deal.root.ask(COUNTED)
    assert [one["id"] for one in after["aligned"]["nodes"]] == ["obj_ann"]
    assert after["alignments"] == {"totalCount": 1, "nodes": [{"id": "aln_new"}]}
    movers = {
        edge["node"]["id"]: (edge["share"], edge["ownShare"])
        for edge in after["kpi"]["movers"]["edges"]
    }
    # At kr_top, its own weight 1 stays with obj_top, and 3 of 4 go on.
    assert movers == {"obj_top": (1.0, 0.25), "obj_ann": (0.75, 0.75)}
    assert await listed(deal.carl) == await of(deal.bob, "obj_top") == []
    assert await listed(deal.carl, state=Enum("ACCEPTED")) == ["aln_new"]
    assert await listed(deal.carl, state="null") == ["aln_new"]
    assert await of(deal.bob, "obj_ann", "(direction: OUTGOING, state: ACCEPTED)") == ["aln_new"]


async def shown(client: Client, identifier: str) -> Any:
    """What a proposal says would follow."""
    text = f'{{ node(id: "{identifier}") {{ ... on AlignmentProposal {{ {IMPACT} }} }} }}'
    return (await client.ask(text))["node"]["impact"]


async def test_a_proposal_shows_what_would_follow(deal: Deal) -> None:
    await propose(deal.ann, {"id": "aln_new", "objective": "obj_ann", "to": "kr_top", "weight": 3})
    await propose(deal.bob, {"id": "aln_low", "objective": "obj_bob", "to": "obj_ann"})
    before = await deal.stored()
    impact = await shown(deal.carl, "aln_new")
    assert await deal.stored() == before
    # (1·0.5 + 1·0) / 2 of its key results, then 3·0.8 more of 5.
    (goal,) = impact["goals"]
    assert goal == {
        "node": {"id": "obj_top"},
        "before": 0.25,
        "after": pytest.approx(2.9 / 5, abs=1e-12),
    }
    (kpi,) = impact["kpis"]
    assert (kpi["kpi"], kpi["size"]) == ({"id": "kpi_main"}, pytest.approx(0.75))
    assert {one["objective"]["id"]: one["after"] for one in kpi["movers"]} == {
        "obj_ann": {"share": 0.75, "ownShare": 0.75, "netShare": 0.75},
        "obj_top": {"share": 1.0, "ownShare": 0.25, "netShare": 1.0},
    }
    for client, identifier in ((deal.carl, "aln_new"), (deal.ann, "aln_low")):
        payload = await change(
            client, "alignmentAccept", {"id": identifier, "dryRun": True}, IMPACT
        )
        assert await shown(client, identifier) == payload["impact"]
    # In a list, and to who made it, it is the same.
    text = "{ viewer { proposals(direction: OUTGOING) { nodes { id " + IMPACT + " } } } }"
    (listed_one,) = (await deal.ann.ask(text))["viewer"]["proposals"]["nodes"]
    assert listed_one == {"id": "aln_new", "impact": impact}
    made = await done(
        deal.carl, "alignmentAccept", {"id": "aln_new"}, "proposal { state } " + IMPACT
    )
    assert made["impact"] == impact
    assert await node(deal.carl, "aln_low") is not None
    # Decided about, nothing follows from it any more.
    await done(deal.ann, "alignmentDecline", {"id": "aln_low", "reason": "No"})
    assert await shown(deal.ann, "aln_low") is None


async def test_what_cannot_be_accepted_shows_nothing(deal: Deal) -> None:
    await propose(deal.ann, {"id": "aln_there", "objective": "obj_ann", "to": "obj_bob"})
    await propose(deal.bob, {"id": "aln_back", "objective": "obj_bob", "to": "obj_ann"})
    await propose(deal.ann, {"id": "aln_twice", "objective": "obj_ann", "to": "kr_top"})
    await propose(deal.bob, {"id": "aln_fine", "objective": "obj_bob", "to": "kr_top"})
    await done(deal.bob, "alignmentAccept", {"id": "aln_there"})
    await done(deal.root, "objectiveAlign", {"objective": "obj_ann", "to": "obj_top"})
    await done(deal.root, "keyResultArchive", {"id": "kr_top"})
    assert await shown(deal.root, "aln_back") is None
    assert await shown(deal.root, "aln_twice") is None
    assert await shown(deal.root, "aln_fine") is not None
    await done(deal.bob, "objectiveClose", {"id": "obj_bob"})
    assert await shown(deal.root, "aln_fine") is None


async def test_what_would_follow_hides_what_is_hidden(deal: Deal) -> None:
    """A private goal above the target, and one below the goal that would serve."""
    private = {"owner": "psn_lea", "visibility": Enum("PRIVATE"), "lifecycle": Enum("ACTIVE")}
    contributes = {"progressMode": Enum("CONTRIBUTIONS")}
    await done(
        deal.root, "objectiveCreate", {"id": "obj_over", "title": "Over", **private, **contributes}
    )
    await done(deal.root, "objectiveCreate", {"id": "obj_under", "title": "Under", **private})
    await done(deal.root, "objectiveUpdate", {"id": "obj_bob", **contributes})
    for start, end in (("obj_bob", "obj_over"), ("obj_under", "obj_ann")):
        await done(deal.root, "objectiveAlign", {"objective": start, "to": end})
    support = {"from": "obj_over", "kpi": "kpi_main", "effect": Enum("RAISES")}
    await done(deal.root, "supportCreate", support)
    await propose(deal.ann, {"id": "aln_new", "objective": "obj_ann", "to": "obj_bob"})
    all_of, some = await shown(deal.root, "aln_new"), await shown(deal.ann, "aln_new")
    goals = [
        {"node": {"id": "obj_bob"}, "before": None, "after": 0.8},
        {"node": {"id": "obj_over"}, "before": None, "after": 0.8},
    ]
    assert (all_of["goals"], all_of["goalCount"]) == (goals, 2)
    assert (some["goals"], some["goalCount"]) == (goals[:1], 1)
    movers = [
        {one["objective"]["id"] for one in each["kpis"][0]["movers"]} for each in (all_of, some)
    ]
    assert movers == [{"obj_ann", "obj_bob", "obj_under"}, {"obj_ann", "obj_bob"}]
    assert "obj_over" not in str(some)
    for each in (all_of, some):
        (kpi,) = each["kpis"]
        assert kpi["size"] == all_of["kpis"][0]["size"]
    payload = await change(deal.bob, "alignmentAccept", {"id": "aln_new", "dryRun": True}, IMPACT)
    assert await shown(deal.bob, "aln_new") == payload["impact"]


async def test_nothing_is_proposed_to_serve_itself(deal: Deal) -> None:
    await propose(deal.ann, {"id": "aln_new", "objective": "obj_ann", "to": "kr_bob"})
    await done(deal.root, "keyResultMove", {"id": "kr_bob", "objective": "obj_ann"})
    assert await node(deal.root, "aln_new") is None
    assert await of(deal.root, "obj_ann", "(state: null)") == []
    assert await of(deal.root, "obj_bob", "(state: null)") == []


async def test_a_key_results_owner_decides_for_it(deal: Deal) -> None:
    dora = await deal.someone("dora")
    await propose(deal.ann, {"id": "aln_hers", "objective": "obj_ann", "to": "kr_top"})
    await propose(deal.bob, {"id": "aln_whole", "objective": "obj_bob", "to": "obj_top"})
    before = await deal.stored()
    assert [one[0] for one in await refused(dora, "alignmentAccept", {"id": "aln_whole"})] == [
        "FORBIDDEN"
    ]
    assert await deal.stored() == before
    payload = await done(dora, "alignmentAccept", {"id": "aln_hers"}, BOTH)
    assert payload["proposal"]["decidedBy"] == {"id": "psn_dora"}


async def test_who_may_not_see_both_goals_sees_no_proposal(deal: Deal) -> None:
    await propose(deal.ann, {"id": "aln_new", "objective": "obj_ann", "to": "obj_bob"})
    await done(deal.bob, "objectiveUpdate", {"id": "obj_bob", "visibility": Enum("PRIVATE")})
    before = await deal.stored()
    assert await node(deal.ann, "aln_new") is None
    assert await listed(deal.ann, direction=Enum("OUTGOING")) == await of(deal.ann, "obj_ann") == []
    for mutation, given in (
        ("alignmentWithdraw", {"id": "aln_new"}),
        ("alignmentUpdate", {"id": "aln_new", "weight": 2}),
        ("objectiveAlign", {"objective": "obj_ann", "to": "obj_bob"}),
    ):
        (problem,) = await refused(deal.ann, mutation, given)
        assert problem[0] == "NOT_FOUND", mutation
    assert await deal.stored() == before
    assert await listed(deal.bob) == await of(deal.bob, "obj_bob") == ["aln_new"]
    await done(deal.bob, "alignmentDecline", {"id": "aln_new", "reason": "It is private now"})


async def test_a_drafts_proposals_are_seen_once_it_is_published(deal: Deal) -> None:
    draft = {"id": "obj_draft", "title": "Draft", "owner": "psn_ann"}
    await done(deal.ann, "objectiveCreate", draft)
    await propose(deal.ann, {"id": "aln_new", "objective": "obj_draft", "to": "obj_bob"})
    before = await deal.stored()
    assert await listed(deal.bob) == []
    assert await refused(deal.bob, "alignmentAccept", {"id": "aln_new"}) == [
        ("NOT_FOUND", "There is no proposal or alignment aln_new.", ["id"])
    ]
    assert await deal.stored() == before
    await done(deal.ann, "objectivePublish", {"id": "obj_draft"})
    assert await listed(deal.bob) == ["aln_new"]
    await done(deal.bob, "alignmentAccept", {"id": "aln_new"})


async def test_lists_are_paged(deal: Deal) -> None:
    goals = [f"obj_p{number}" for number in range(5)]
    for goal in goals:
        given = {"id": goal, "title": goal, "owner": "psn_ann", "lifecycle": Enum("ACTIVE")}
        await done(deal.ann, "objectiveCreate", given)
        given = {"id": goal.replace("obj", "aln"), "objective": goal, "to": "obj_bob"}
        await propose(deal.ann, given)
    query = """query ($after: String) { viewer { proposals(first: 2, after: $after) {
      totalCount nodes { from { id } } edges { cursor node { proposedBy { name } } }
      pageInfo { hasNextPage endCursor } } } }"""
    found: list[str] = []
    after = None
    while True:
        page = (await deal.bob.ask(query, {"after": after}))["viewer"]["proposals"]
        assert page["totalCount"] == 5
        assert {edge["node"]["proposedBy"]["name"] for edge in page["edges"]} == {"Ann"}
        found += [one["from"]["id"] for one in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == goals


async def test_history_keeps_what_was_proposed(deal: Deal) -> None:
    first = (
        await done(
            deal.ann, "objectiveAlign", {"id": "aln_new", "objective": "obj_ann", "to": "obj_bob"}
        )
    )["revision"]
    await done(deal.bob, "alignmentUpdate", {"id": "aln_new", "weight": 2})
    await done(deal.bob, "alignmentAccept", {"id": "aln_new", "weight": 3})
    nodes, relationships = await deal.stored()
    kept = sorted(
        (type_, link["state"], link["weight"], link["since"], link["until"])
        for type_, start, end, link in relationships
        if type_ in ("PROPOSES", "PROPOSED") and (start, end) == ("obj_ann", "obj_bob")
    )
    assert kept == [
        ("PROPOSED", "PENDING", 1.0, first, first + 1),
        ("PROPOSED", "PENDING", 2.0, first + 1, first + 2),
        ("PROPOSES", "ACCEPTED", 3.0, first + 2, 9007199254740991),
    ]
    changes = sorted(
        (node["revision"], node["nodeType"], node["kind"])
        for label, node in nodes
        if label == "Change" and node["nodeId"] == "aln_new"
    )
    assert changes == [
        (first, "AlignmentProposal", "CREATED"),
        (first + 1, "AlignmentProposal", "UPDATED"),
        (first + 2, "Alignment", "CREATED"),
        (first + 2, "AlignmentProposal", "UPDATED"),
    ]
