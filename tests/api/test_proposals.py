"""The life of a proposed alignment: made, changed, accepted, declined, withdrawn; and until it is
accepted, nothing anywhere is different for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import Enum, change, done, refused, stored
from tests.api.test_impact import IMPACT

PROPOSAL = """
proposal {
  id from { id } to { id } keyResult { id } weight counts rationale version
  state proposedBy { id } reason decidedBy { id } decidedAt
}
"""
BOTH = "alignment { id weight counts keyResult { id } rationale version } " + PROPOSAL

# Everything that an alignment would count in.
COUNTED = """{
  objectives { nodes {
    id progress health hiddenContributors
    alignsTo { totalCount edges { share alignment { id } } } alignedFrom { totalCount }
    ancestors { edges { node { id } share } } pathsToCompany { share length }
  } }
  aligned: objectives(filter: { aligned: true }) { nodes { id } }
  orphans: objectives(filter: { orphan: true }) { nodes { id } }
  alignments { totalCount nodes { id } }
  kpi(id: "kpi_main") { movers {
    unownedShare edges { node { id } share ownShare netShare paths { share steps { node { id } } } }
  } }
}"""


def person(name: str, **more: Any) -> dict[str, Any]:
    return {"id": f"psn_{name}", "name": name.title(), "email": f"{name}@deal.example", **more}


def objective(name: str, owner: str, **more: Any) -> dict[str, Any]:
    return {"id": f"obj_{name}", "title": name.title(), "owner": owner, **more}


def result(name: str, reached: float, **more: Any) -> dict[str, Any]:
    return {
        "id": f"kr_{name}",
        "title": f"Result {name}",
        "metric": {"goal": "INCREASE", "start": 0, "target": 100},
        "checkIns": [{"id": f"chk_{name}", "effectiveAt": "2026-11-02", "value": reached}],
        **more,
    }


DOCUMENT: dict[str, Any] = {
    "organization": {"name": "Deal"},
    "teams": [
        {"id": "team_all", "name": "All", "kind": "COMPANY", "leads": ["psn_carl"]},
        {"id": "team_dev", "name": "Dev", "leads": ["psn_lea"]},
    ],
    "people": [
        person("ann", manager="psn_mia"),
        person("mia"),
        person("bob"),
        person("carl"),
        person("dora"),
        person("lea"),
        person("mate", teams=["team_dev"]),
        person("root", role="ADMIN"),
    ],
    "cycles": [
        {"id": "cyc_now", "name": "Now", "startsOn": "2026-10-01", "endsOn": "2026-12-31"},
    ],
    "kpis": [
        {
            "id": "kpi_main",
            "name": "Main",
            "direction": "INCREASE",
            "frequency": "MONTHLY",
            "owner": "team_all",
        }
    ],
    "objectives": [
        objective(
            "top",
            "team_all",
            progressMode="COMBINED",
            keyResults=[
                result(
                    "top",
                    50,
                    owner="psn_dora",
                    supports=[{"id": "sup_top", "kpi": "kpi_main", "effect": "RAISES"}],
                ),
                result("spare", 0),
            ],
        ),
        objective("bob", "psn_bob", keyResults=[result("bob", 20)], alignsTo=[]),
        objective("ann", "psn_ann", keyResults=[result("ann", 80)], cycle="cyc_now"),
        objective("dev", "team_dev", keyResults=[result("dev", 10)]),
    ],
}


@dataclass
class Deal:
    """A company and those who negotiate in it."""

    company: Company
    ann: Client
    bob: Client
    carl: Client
    root: Client

    async def someone(self, name: str) -> Client:
        return await self.company.person(f"{name}@deal.example", "write")

    async def stored(self) -> Any:
        return await stored(self.company.database, self.company.org)


@pytest.fixture
async def deal(database: Database, url: str) -> AsyncIterator[Deal]:
    async with company(database, url, DOCUMENT) as it:
        clients = [
            await it.person(f"{name}@deal.example", "admin")
            for name in ("ann", "bob", "carl", "root")
        ]
        yield Deal(it, *clients)


async def propose(client: Client, given: dict[str, Any]) -> dict[str, Any]:
    """The proposal that comes of aligning."""
    payload = await done(client, "objectiveAlign", given, BOTH)
    assert payload["alignment"] is None
    proposal: dict[str, Any] = payload["proposal"]
    return proposal


async def listed(client: Client, **arguments: Any) -> list[str]:
    """The ids of the viewer's proposals."""
    given = ", ".join(f"{name}: {value}" for name, value in {"first": 50, **arguments}.items())
    found = await client.ask(
        f"{{ viewer {{ proposals({given}) {{ totalCount nodes {{ id }} }} }} }}"
    )
    return ids(found["viewer"]["proposals"])


async def of(client: Client, goal: str, arguments: str = "(first: 50)") -> list[str]:
    """The ids of an objective's proposals."""
    found = await client.ask(
        f'{{ objective(id: "{goal}") {{ alignmentProposals{arguments} '
        "{ totalCount nodes { id } } } }"
    )
    return ids(found["objective"]["alignmentProposals"])


def ids(connection: dict[str, Any]) -> list[str]:
    found = [node["id"] for node in connection["nodes"]]
    assert connection["totalCount"] == len(found)
    return found


async def node(client: Client, identifier: str) -> Any:
    """What there is of an id, by `node` and by `nodes` alike."""
    fields = (
        "__typename id ... on Alignment { weight to { id } }"
        " ... on AlignmentProposal { weight to { id } state }"
    )
    found = await client.ask(
        f'{{ node(id: "{identifier}") {{ {fields} }}'
        f' nodes(ids: ["obj_none", "{identifier}"]) {{ {fields} }} }}'
    )
    assert found["nodes"] == [None, found["node"]]
    return found["node"]


async def progress(client: Client, goal: str) -> float:
    found = await client.ask(f'{{ objective(id: "{goal}") {{ progress }} }}')
    value: float = found["objective"]["progress"]
    return value


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
