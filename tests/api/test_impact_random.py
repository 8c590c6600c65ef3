"""A dry run tells what a change comes to: held against the API's answers before and after it.

`GOALGRAPH_EXAMPLES=50 pytest …` tries as many sequences.
"""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.database.client import Database
from tests.api.companies import company
from tests.api.examples import EXAMPLES, PATIENTLY
from tests.api.mutation_client import Enum, change, stored
from tests.api.test_impact import IMPACT
from tests.api.test_mutations_random import CYCLES, IDS, NOW, WEIGHTS, propose, steps
from tests.graphs import organization, organizations

STEPS = 6
ALL = IMPACT.replace("kpis {", "kpis(first: 100) {").replace("movers {", "movers(first: 100) {")
LINKS = """
RETURN [
  COLLECT { MATCH ()-[r:SUPPORTS]->(k:Kpi {org: $p.org}) WITH r ORDER BY r.id RETURN r.id },
  COLLECT { MATCH (:Kpi {org: $p.org})-[r:DRIVES]->() WITH r ORDER BY r.id RETURN r.id }
]
"""
SNAPSHOT = """
{
  objectives(first: 100, filter: { lifecycle: { in: [DRAFT, ACTIVE, CLOSED, ARCHIVED] } }) {
    nodes { id progress }
  }
  keyResults(first: 100, filter: {
    lifecycle: { in: [DRAFT, ACTIVE, CLOSED, ARCHIVED] }
    or: [{ archived: true }, { archived: false }]
  }) { nodes { id progress } }
  kpis(first: 100) {
    nodes {
      id
      movers(first: 100) { unownedShare edges { node { id } share ownShare netShare } }
    }
  }
}
"""
PARTS = ("share", "ownShare", "netShare")


@PATIENTLY
@given(data=st.data(), document=organizations(objectives=6, kpis=4))
async def test_what_would_follow_follows(
    database: Database, url: str, data: st.DataObject, document: dict[str, Any]
) -> None:
    document["cycles"] = CYCLES
    async with company(database, url, document, now=NOW) as lumen:
        client = await lumen.service("admin")
        for _ in range(STEPS):
            ids = await database.read("test.ids", IDS, {"org": lumen.org})
            supports, drives = await database.read("test.links", LINKS, {"org": lumen.org})
            mutation, wanted = data.draw(steps(ids) | links(ids, supports, drives))
            before = await client.ask(SNAPSHOT)
            everything = await stored(database, lumen.org)
            tried = await change(client, mutation, {**wanted, "dryRun": True}, ALL)
            assert await stored(database, lumen.org) == everything
            made = await change(client, mutation, wanted, ALL)
            assert named(made["impact"]) == named(tried["impact"])
            if made["problems"]:
                assert tried["impact"] is None
                continue
            check(tried["impact"], before, await client.ask(SNAPSHOT), mutation)


@pytest.mark.parametrize("seed", range(EXAMPLES))
async def test_a_proposal_shows_what_accepting_it_would_come_to(
    database: Database, url: str, seed: int
) -> None:
    """Which is computed from what was read, held against a write that is undone."""
    random = Random(seed)
    document = organization(random, objectives=9, kpis=4)
    document["cycles"] = CYCLES
    for number, objective in enumerate(document["objectives"]):
        objective["cycle"] = [None, "cyc_active", "cyc_planning"][number % 3]
        objective["progressMode"] = random.choice(["AUTO", "COMBINED", "CONTRIBUTIONS"])
        for result in objective["keyResults"]:
            result["metric"] = {"goal": "INCREASE", "start": 0, "target": 10}
            result["checkIns"] = [{"value": random.randint(1, 9), "effectiveAt": "2026-11-01"}]
    propose(document)
    async with company(database, url, document, now=NOW) as lumen:
        client = await lumen.service("admin")
        ids = await database.read("test.ids", IDS, {"org": lumen.org})
        for proposal in random.sample(ids["proposals"], min(30, len(ids["proposals"]))):
            found = await client.ask(
                f'{{ node(id: "{proposal}") {{ ... on AlignmentProposal {{ {ALL} }} }} }}'
            )
            wanted = {"id": proposal, "dryRun": True}
            tried = await change(client, "alignmentAccept", wanted, ALL)
            assert (tried["impact"] is None) == bool(tried["problems"])
            assert_alike(found["node"]["impact"], tried["impact"])


def assert_alike(one: Any, other: Any) -> None:
    """The same, but for the last digits of numbers and the order of what is equal to them."""
    if isinstance(one, float) and isinstance(other, float):
        assert one == pytest.approx(other, abs=1e-11)
    elif isinstance(one, dict) and isinstance(other, dict):
        assert one.keys() == other.keys()
        for key, value in one.items():
            assert_alike(value, other[key])
    elif isinstance(one, list) and isinstance(other, list):
        assert len(one) == len(other)
        for each in zip(sorted(one, key=_first_id), sorted(other, key=_first_id), strict=True):
            assert_alike(*each)
    else:
        assert one == other


def _first_id(row: dict[str, Any]) -> str:
    return next(
        str(value["id"]) for value in row.values() if isinstance(value, dict) and "id" in value
    )


def links(
    ids: dict[str, list[str]], supports: list[str], drives: list[str]
) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    """Mutations of supports and drives."""
    kpi, effect = st.sampled_from(ids["kpis"]), st.sampled_from(["RAISES", "LOWERS"]).map(Enum)
    some: dict[str, st.SearchStrategy[Any]] = {"weight": WEIGHTS, "effect": effect}
    options: dict[str, st.SearchStrategy[dict[str, Any]]] = {
        "supportCreate": st.fixed_dictionaries(
            {"from": st.sampled_from(ids["objectives"] + ids["keyResults"]), "kpi": kpi, **some}
        ),
        "driveCreate": st.fixed_dictionaries({"from": kpi, "to": kpi, **some}),
        "kpiArchive": st.fixed_dictionaries({"id": kpi}),
    }
    for name, there in (("support", supports), ("drive", drives)):
        if there:
            link = st.sampled_from(there)
            options[f"{name}Update"] = st.fixed_dictionaries({"id": link, **some})
            options[f"{name}Remove"] = st.fixed_dictionaries({"id": link})
    return st.sampled_from(list(options)).flatmap(
        lambda name: st.tuples(st.just(name), options[name])
    )


def named(impact: Any) -> Any:
    """Without the ids that a write makes, which differ from one time to the next."""
    if impact is None:
        return None
    goals = [(one["before"], one["after"]) for one in impact["goals"]]
    return impact | {"goals": sorted(goals, key=repr)}


def check(impact: Any, before: Any, after: Any, mutation: str) -> None:
    """All that differs between two snapshots, and nothing else, is in the impact."""
    was, now = ({one["id"]: one["progress"] for one in goals(each)} for each in (before, after))
    differing = [(was.get(one), progress) for one, progress in now.items()]
    differing = [(before, after) for before, after in differing if before != after]
    shown = [(one["before"], one["after"]) for one in impact["goals"]]
    assert sorted(shown, key=repr) == sorted(differing, key=repr), mutation
    assert impact["goalCount"] == len(differing)

    plans = [
        {one["id"]: one["movers"] for one in each["kpis"]["nodes"]} for each in (before, after)
    ]
    expected = {}
    for kpi, movers in plans[1].items():
        old = parts(plans[0].get(kpi)), parts(movers)
        moved = {
            one: (old[0].get(one), old[1].get(one))
            for one in {**old[0], **old[1]}
            if old[0].get(one) != pytest.approx(old[1].get(one), abs=1e-11)
        }
        if moved:
            expected[kpi] = moved
    found = {
        one["kpi"]["id"]: {
            mover["objective"]["id"]: tuple(
                mover[when] and [mover[when][name] for name in PARTS]
                for when in ("before", "after")
            )
            for mover in one["movers"]
        }
        for one in impact["kpis"]
    }
    assert found == {
        kpi: {
            one: tuple(each and pytest.approx(each, abs=1e-11) for each in pair)
            for one, pair in moved.items()
        }
        for kpi, moved in expected.items()
    }, mutation
    assert (impact["kpiCount"], impact["kpisNotCompared"]) == (len(expected), 0)
    for one in impact["kpis"]:
        kpi = one["kpi"]["id"]
        unowned = [each[kpi]["unownedShare"] if kpi in each else 1.0 for each in plans]
        shown = [one[when]["unownedShare"] for when in ("before", "after")]
        assert shown == pytest.approx(unowned, abs=1e-11)
        gone = sum(
            abs((pair[1] or [0, 0])[1] - (pair[0] or [0, 0])[1]) for pair in expected[kpi].values()
        )
        assert one["size"] == pytest.approx((gone + abs(unowned[1] - unowned[0])) / 2, abs=1e-11)


def goals(snapshot: Any) -> list[Any]:
    return [*snapshot["objectives"]["nodes"], *snapshot["keyResults"]["nodes"]]


def parts(movers: Any) -> dict[str, list[float]]:
    """The parts of each mover, by its id."""
    if movers is None:
        return {}
    return {edge["node"]["id"]: [edge[name] for name in PARTS] for edge in movers["edges"]}
