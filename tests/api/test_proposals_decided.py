"""Proposals that are accepted, declined, withdrawn or changed by either side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
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


@pytest.fixture
async def deal(database: Database, url: str) -> AsyncIterator[Deal]:
    async with negotiating(database, url) as it:
        yield it


async def test_accepting_once_more_changes_nothing(deal: Deal) -> None:
    await propose(deal.ann, {"id": "aln_new", "objective": "obj_ann", "to": "obj_bob"})
    accepted = await done(deal.bob, "alignmentAccept", {"id": "aln_new"}, BOTH)
    before = await deal.stored()
    assert await done(deal.bob, "alignmentAccept", {"id": "aln_new"}, BOTH) == accepted
    assert await done(deal.bob, "alignmentAccept", {"id": "aln_new", "weight": 1}, BOTH) == accepted
    for mutation, given in (
        ("alignmentAccept", {"id": "aln_new", "weight": 2}),
        ("alignmentDecline", {"id": "aln_new", "reason": "No"}),
    ):
        (problem,) = await refused(deal.bob, mutation, given)
        assert problem[::2] == ("CONFLICT", ["id"]), mutation
    assert (await refused(deal.ann, "alignmentWithdraw", {"id": "aln_new"}))[0][::2] == (
        "CONFLICT",
        ["id"],
    )
    # The request that made the proposal, sent once more.
    again = {"id": "aln_new", "objective": "obj_ann", "to": "obj_bob"}
    assert (await done(deal.ann, "objectiveAlign", again, BOTH))["alignment"]["id"] == "aln_new"
    assert await deal.stored() == before
    # Once the alignment is removed, what remains is how it came about.
    removed = await done(deal.ann, "alignmentRemove", {"id": "aln_new"}, BOTH)
    assert (removed["alignment"], removed["proposal"]["state"]) == (None, "ACCEPTED")
    assert (await node(deal.ann, "aln_new"))["state"] == "ACCEPTED"
    before = await deal.stored()
    assert await refused(deal.bob, "alignmentAccept", {"id": "aln_new"}) == [
        ("CONFLICT", "The proposal has been accepted; make another by aligning again.", ["id"])
    ]
    assert await refused(deal.ann, "objectiveAlign", again) == [
        ("CONFLICT", "The id aln_new is taken; leave it out for a new one.", ["id"])
    ]
    assert await deal.stored() == before


async def test_what_is_declined_says_why_and_stays_readable(deal: Deal) -> None:
    given = {"id": "aln_new", "objective": "obj_ann", "to": "obj_bob"}
    await propose(deal.ann, given)
    counted = await deal.root.ask(COUNTED)
    payload = await done(
        deal.bob, "alignmentDecline", {"id": "aln_new", "reason": "Not this quarter"}, BOTH
    )
    assert payload["alignment"] is None
    declined = payload["proposal"]
    assert declined["decidedAt"] is not None
    assert {name: declined[name] for name in ("state", "reason", "decidedBy", "version")} == {
        "state": "DECLINED",
        "reason": "Not this quarter",
        "decidedBy": {"id": "psn_bob"},
        "version": 2,
    }
    assert await deal.root.ask(COUNTED) == counted
    assert (await node(deal.ann, "aln_new"))["state"] == "DECLINED"
    assert await listed(deal.ann, direction=Enum("OUTGOING")) == []
    assert await listed(deal.ann, direction=Enum("OUTGOING"), state=Enum("DECLINED")) == ["aln_new"]

    before = await deal.stored()
    again = {"id": "aln_new", "reason": "Not this quarter"}
    assert await done(deal.bob, "alignmentDecline", again, BOTH) == payload
    message = "The proposal has been declined; make another by aligning again."
    for client, mutation, more in (
        (deal.bob, "alignmentAccept", {}),
        (deal.bob, "alignmentDecline", {"reason": "Never"}),
        (deal.ann, "alignmentWithdraw", {}),
        (deal.ann, "alignmentUpdate", {"weight": 2}),
    ):
        problems = await refused(client, mutation, {"id": "aln_new", **more})
        assert problems == [("CONFLICT", message, ["id"])], mutation
    assert await refused(deal.ann, "objectiveAlign", given) == [
        ("CONFLICT", "The id aln_new is taken; leave it out for a new one.", ["id"])
    ]
    assert await deal.stored() == before
    # Another one can be made.
    new = await propose(deal.ann, given | {"id": "aln_better", "rationale": "Now we can"})
    assert new["state"] == "PENDING"
    assert await of(deal.bob, "obj_bob", "(state: null)") == ["aln_new", "aln_better"]


async def test_a_proposal_is_withdrawn_by_its_own_side(deal: Deal) -> None:
    mia = await deal.someone("mia")
    await propose(mia, {"id": "aln_one", "objective": "obj_ann", "to": "obj_bob"})
    before = await deal.stored()
    assert [
        one[::2] for one in await refused(deal.bob, "alignmentWithdraw", {"id": "aln_one"})
    ] == [("FORBIDDEN", ["id"])]
    assert await deal.stored() == before
    # Ann decides for the goal that would serve, Mia for Ann and for what she made herself.
    payload = await done(deal.ann, "alignmentWithdraw", {"id": "aln_one"}, BOTH)
    assert payload["proposal"]["state"] == "WITHDRAWN"
    assert payload["proposal"]["decidedBy"] == {"id": "psn_ann"}
    before = await deal.stored()
    assert await done(mia, "alignmentWithdraw", {"id": "aln_one"}, BOTH) == payload
    assert await deal.stored() == before
    await propose(deal.ann, {"id": "aln_two", "objective": "obj_ann", "to": "obj_bob"})
    await done(deal.root, "objectiveUpdate", {"id": "obj_ann", "owner": "psn_lea"})
    await done(deal.ann, "alignmentWithdraw", {"id": "aln_two"})
    assert await listed(deal.bob, state=Enum("WITHDRAWN")) == ["aln_one", "aln_two"]


async def test_both_sides_change_a_pending_proposal(deal: Deal) -> None:
    await propose(deal.ann, {"id": "aln_new", "objective": "obj_ann", "to": "kr_top"})
    payload = await done(
        deal.ann, "alignmentUpdate", {"id": "aln_new", "rationale": "Because", "weight": 4}, BOTH
    )
    assert payload["alignment"] is None
    assert payload["proposal"] | {"rationale": "Because", "weight": 4.0} == payload["proposal"]
    payload = await done(
        deal.carl,
        "alignmentUpdate",
        {"id": "aln_new", "counts": False, "keyResult": "kr_spare", "expectedVersion": 2},
        BOTH,
    )
    assert payload["proposal"]["version"] == 3
    assert payload["proposal"]["keyResult"] == {"id": "kr_spare"}
    before = await deal.stored()
    stale = {"id": "aln_new", "expectedVersion": 2}
    conflict = await change(deal.carl, "alignmentAccept", stale)
    (problem,) = conflict["problems"]
    assert (problem["code"], problem["current"]) == (
        "VERSION_CONFLICT",
        {"id": "aln_new", "version": 3},
    )
    assert [one[::2] for one in await refused(deal.bob, "alignmentUpdate", {"id": "aln_new"})] == [
        ("FORBIDDEN", ["id"])
    ]
    elsewhere = {"id": "aln_new", "keyResult": "kr_bob"}
    assert [one[::2] for one in await refused(deal.ann, "alignmentUpdate", elsewhere)] == [
        ("INVALID_INPUT", ["keyResult"])
    ]
    # Not even to accept it may the proposing side decide.
    assert [one[::2] for one in await refused(deal.ann, "alignmentAccept", {"id": "aln_new"})] == [
        ("FORBIDDEN", ["id"])
    ]
    assert await deal.stored() == before
    payload = await done(
        deal.carl, "alignmentAccept", {"id": "aln_new", "expectedVersion": 3}, BOTH
    )
    assert payload["alignment"]["weight"] == 4.0
    assert payload["alignment"]["counts"] is False
    assert await progress(deal.carl, "obj_top") == 0.25


async def test_what_is_refused_changes_nothing(deal: Deal) -> None:
    given = {"objective": "obj_ann", "to": "obj_bob"}
    await propose(deal.ann, given | {"id": "aln_new"})
    await propose(deal.bob, {"id": "aln_back", "objective": "obj_bob", "to": "obj_dev"})
    lea = await deal.someone("lea")
    await done(lea, "alignmentAccept", {"id": "aln_back"})
    before = await deal.stored()
    # The same once more is no mistake.
    assert (await propose(deal.ann, given))["id"] == "aln_new"
    assert (await propose(deal.ann, given | {"id": "aln_new"}))["id"] == "aln_new"
    there = '"Ann" has a proposal to align to this already; change, accept or end that.'
    for client, more in (
        (deal.ann, {"weight": 2}),
        (deal.ann, {"id": "aln_other"}),
        (deal.root, {}),
    ):
        problems = await refused(client, "objectiveAlign", given | more)
        assert problems == [("CONFLICT", there, ["to"])], more
    assert await refused(
        deal.ann, "objectiveAlign", {**given, "to": "kr_bob", "id": "aln_new"}
    ) == [("CONFLICT", "The id aln_new is taken; leave it out for a new one.", ["id"])]
    # Dev would serve itself by way of Bob.
    circle = await change(lea, "objectiveAlign", {"objective": "obj_dev", "to": "obj_bob"})
    (problem,) = circle["problems"]
    assert (problem["code"], problem["path"]) == ("ALIGNMENT_CYCLE", ["to"])
    assert [step["node"]["id"] for step in problem["steps"]] == ["obj_dev", "obj_bob", "obj_dev"]
    aligned = {"objective": "obj_bob", "to": "obj_dev", "weight": 2}
    assert await refused(deal.bob, "objectiveAlign", aligned) == [
        ("CONFLICT", '"Bob" aligns to this already; change that alignment.', ["to"])
    ]
    cases: list[tuple[str, dict[str, Any], list[tuple[str, list[str]]]]] = [
        ("objectiveAlign", {**given, "weight": 0}, [("INVALID_INPUT", ["weight"])]),
        ("alignmentAccept", {"id": "aln_new", "weight": -1}, [("INVALID_INPUT", ["weight"])]),
        ("alignmentAccept", {"id": "aln_new", "counts": None}, [("INVALID_INPUT", ["counts"])]),
        ("alignmentAccept", {"id": "aln_none"}, [("NOT_FOUND", ["id"])]),
        ("alignmentAccept", {"id": "obj_ann"}, [("NOT_FOUND", ["id"])]),
        ("alignmentDecline", {"id": "aln_new", "reason": " "}, [("INVALID_INPUT", ["reason"])]),
        ("alignmentDecline", {"id": "aln_new", "reason": ""}, [("INVALID_INPUT", ["reason"])]),
        ("alignmentDecline", {"id": "aln_none", "reason": "No"}, [("NOT_FOUND", ["id"])]),
        ("alignmentWithdraw", {"id": ""}, [("INVALID_INPUT", ["id"])]),
        # It is none yet.
        ("alignmentRemove", {"id": "aln_new"}, [("NOT_FOUND", ["id"])]),
    ]
    for mutation, wrong, expected in cases:
        problems = await refused(deal.bob if "to" not in wrong else deal.ann, mutation, wrong)
        assert [problem[::2] for problem in problems] == expected, (mutation, wrong)
    accepted = await done(deal.bob, "alignmentAccept", {"id": "aln_new", "dryRun": True}, BOTH)
    assert (accepted["revision"], accepted["alignment"]["id"]) == (None, "aln_new")
    assert await deal.stored() == before


async def test_of_two_proposals_that_make_a_circle_one_is_accepted(deal: Deal) -> None:
    await propose(deal.ann, {"id": "aln_there", "objective": "obj_ann", "to": "obj_bob"})
    await propose(deal.bob, {"id": "aln_back", "objective": "obj_bob", "to": "obj_ann"})
    payloads = await asyncio.gather(
        change(deal.bob, "alignmentAccept", {"id": "aln_there"}),
        change(deal.ann, "alignmentAccept", {"id": "aln_back"}),
    )
    codes = sorted([problem["code"] for problem in one["problems"]] for one in payloads)
    assert codes == [[], ["ALIGNMENT_CYCLE"]]
    found = await deal.root.ask("{ alignments { totalCount } }")
    assert found == {"alignments": {"totalCount": 1}}
    # The other one is still there to be declined.
    assert sum([len(await listed(client)) for client in (deal.ann, deal.bob)]) == 1


async def test_what_is_decided_twice_at_once_is_decided_once(deal: Deal) -> None:
    await propose(deal.ann, {"id": "aln_new", "objective": "obj_ann", "to": "obj_bob"})
    given = {"id": "aln_new", "expectedVersion": 1}
    payloads = await asyncio.gather(
        change(deal.bob, "alignmentAccept", given),
        change(deal.bob, "alignmentDecline", given | {"reason": "No"}),
        change(deal.ann, "alignmentWithdraw", given),
    )
    assert sorted(len(one["problems"]) for one in payloads) == [0, 1, 1]
    found = await deal.root.ask("{ alignments { totalCount } }")
    accepted = payloads[0]["problems"] == []
    assert found["alignments"]["totalCount"] == int(accepted)


async def test_an_alignment_that_came_otherwise_stands_in_the_way(deal: Deal) -> None:
    """What serves a key result serves the whole once it is archived, whatever was proposed."""
    await done(deal.root, "objectiveAlign", {"objective": "obj_ann", "to": "kr_top"})
    await propose(deal.ann, {"id": "aln_new", "objective": "obj_ann", "to": "obj_top"})
    await done(deal.carl, "keyResultArchive", {"id": "kr_top"})
    before = await deal.stored()
    (problem,) = await refused(deal.carl, "alignmentAccept", {"id": "aln_new"})
    assert problem[::2] == ("CONFLICT", ["id"])
    assert await deal.stored() == before
    await done(deal.carl, "alignmentDecline", {"id": "aln_new", "reason": "It does already"})


async def test_closed_goals_are_not_aligned_but_their_proposals_can_be_ended(deal: Deal) -> None:
    await propose(deal.ann, {"id": "aln_one", "objective": "obj_ann", "to": "obj_bob"})
    await propose(deal.ann, {"id": "aln_two", "objective": "obj_ann", "to": "obj_top"})
    await done(deal.ann, "objectiveClose", {"id": "obj_ann"})
    before = await deal.stored()
    for client, mutation, given in (
        (deal.bob, "alignmentAccept", {"id": "aln_one"}),
        (deal.ann, "alignmentUpdate", {"id": "aln_one", "weight": 2}),
    ):
        payload = await change(client, mutation, given)
        (problem,) = payload["problems"]
        assert (problem["code"], problem["node"]) == ("READ_ONLY", {"id": "obj_ann"}), mutation
    assert await deal.stored() == before
    await done(deal.bob, "alignmentDecline", {"id": "aln_one", "reason": "Too late"})
    await done(deal.ann, "alignmentWithdraw", {"id": "aln_two"})


async def test_proposals_of_archived_goals_are_out_of_the_way(deal: Deal) -> None:
    await propose(deal.ann, {"id": "aln_new", "objective": "obj_ann", "to": "obj_top"})
    await done(deal.ann, "objectiveArchive", {"id": "obj_ann"})
    assert await listed(deal.carl) == await of(deal.carl, "obj_top") == []
    assert await listed(deal.ann, direction=Enum("OUTGOING")) == []
    assert await of(deal.ann, "obj_ann") == ["aln_new"]
    assert (await node(deal.ann, "aln_new"))["state"] == "PENDING"
    # As with any alignment of an archived goal: it may be there, and counts nowhere.
    await done(deal.carl, "alignmentAccept", {"id": "aln_new"})
    assert await progress(deal.carl, "obj_top") == 0.25
    await done(deal.ann, "objectiveReopen", {"id": "obj_ann"})
    assert await progress(deal.carl, "obj_top") == pytest.approx(1.3 / 3, abs=1e-12)


async def test_proposals_follow_their_key_result(deal: Deal) -> None:
    lea = await deal.someone("lea")
    await propose(deal.ann, {"id": "aln_moved", "objective": "obj_ann", "to": "kr_top"})
    await propose(lea, {"id": "aln_over", "objective": "obj_dev", "to": "kr_top"})
    await done(deal.carl, "alignmentDecline", {"id": "aln_over", "reason": "No"})
    await propose(deal.ann, {"id": "aln_to_bob", "objective": "obj_ann", "to": "obj_bob"})
    await done(deal.root, "keyResultMove", {"id": "kr_top", "objective": "obj_bob"})
    fields = "{ state to { id } keyResult { id } weight version }"
    query = f"""{{
      moved: node(id: "aln_moved") {{ ... on AlignmentProposal {fields} }}
      over: node(id: "aln_over") {{ ... on AlignmentProposal {fields} }}
    }}"""
    # Whatever has become of it.
    assert await deal.root.ask(query) == {
        "moved": {
            "state": "PENDING",
            "to": {"id": "obj_bob"},
            "keyResult": {"id": "kr_top"},
            "weight": 1.0,
            "version": 2,
        },
        "over": {
            "state": "DECLINED",
            "to": {"id": "obj_bob"},
            "keyResult": {"id": "kr_top"},
            "weight": 1.0,
            "version": 3,
        },
    }
    assert await listed(deal.carl) == []
    assert await listed(deal.bob) == ["aln_moved", "aln_to_bob"]
    # Two of one goal become one when the key result is archived, as alignments do.
    await done(deal.root, "keyResultArchive", {"id": "kr_top"})
    assert await listed(deal.bob) == ["aln_to_bob"]
    assert (await node(deal.bob, "aln_to_bob"))["weight"] == 2.0
    assert await node(deal.bob, "aln_moved") is None
    assert await of(deal.bob, "obj_dev", "(state: DECLINED)") == ["aln_over"]
    payload = await done(deal.bob, "alignmentAccept", {"id": "aln_to_bob"}, BOTH)
    assert (payload["alignment"]["keyResult"], payload["alignment"]["weight"]) == (None, 2.0)
