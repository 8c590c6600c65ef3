"""Random organizations over HTTP, against the slow and obvious version of every rule.

`GOALGRAPH_SEEDS=500 pytest …` tries as many organizations, `GOALGRAPH_FIRST_SEED` from another one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from graph.database.client import Database
from tests import reference
from tests.api.client import Client
from tests.api.companies import company
from tests.api.slow_reference import Document, Slowly, measured

FIRST = int(os.environ.get("GOALGRAPH_FIRST_SEED", "1"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("GOALGRAPH_SEEDS", "8")))

ALL = "{lifecycle: {in: [DRAFT, ACTIVE, CLOSED, ARCHIVED]}}"
STEPS = "share effect length steps { node { id } hidden share effect }"
SCALARS = "share ownShare netShare effect relation helps"

KPIS = f"""
query Kpis($page: Int!, $after: String) {{
  kpis {{ nodes {{
    id
    movers(first: 100) {{
      totalCount unownedShare hiddenShare nodes {{ id }}
      edges {{ node {{ id }} {SCALARS} }}
    }}
    some: movers(first: $page, after: $after, filter: {{lifecycle: {{eq: ACTIVE}}}}) {{
      edges {{ node {{ id }} {SCALARS} cursor }} pageInfo {{ hasNextPage endCursor }}
    }}
  }} }}
}}
"""
PATHS = f"""
query Paths($kpi: ID!, $after: String) {{
  kpi(id: $kpi) {{ movers(first: 10, after: $after) {{
    edges {{ node {{ id }} paths(first: 100) {{ {STEPS} }} }} pageInfo {{ hasNextPage endCursor }}
  }} }}
}}
"""
KPI = f"""
query Kpi($kpi: ID!, $after: String, $page: Int!) {{
  kpi(id: $kpi) {{ movers(first: $page, after: $after) {{
    edges {{ node {{ id }} {SCALARS} cursor }}
    pageInfo {{ hasNextPage hasPreviousPage endCursor }}
  }} }}
}}
"""
OBJECTIVES = f"""
query Objectives {{
  objectives(filter: {ALL}) {{ nodes {{
    id progress health
    keyResults(filter: {{archived: false}}) {{ nodes {{ id rawProgress progress health }} }}
    moves(first: 6) {{
      totalCount edges {{ node {{ id }} {SCALARS} paths(first: 3) {{ {STEPS} }} }}
    }}
    alignedFrom(filter: {ALL}) {{ edges {{
      share alignment {{ from {{ id }} to {{ id }} keyResult {{ id }} weight }}
    }} }}
  }} }}
}}
"""
LINEAGE = f"""
query Lineage {{
  objectives(filter: {ALL}) {{ nodes {{
    id
    pathsToCompany(first: 20) {{ {STEPS} }}
    ancestors(filter: {ALL}) {{ totalCount edges {{ node {{ id }} depth share }} }}
    descendants(filter: {ALL}) {{ totalCount edges {{ node {{ id }} depth share }} }}
    near: ancestors(maxDepth: 1, filter: {{lifecycle: {{eq: ACTIVE}}}}) {{
      edges {{ node {{ id }} depth share }}
    }}
  }} }}
  orphans: objectives(filter: {{orphan: true}}) {{ nodes {{ id }} }}
}}
"""
ONE = f"""
query One($id: ID!) {{ objective(id: $id) {{
  moves {{ edges {{ node {{ id }} {SCALARS} }} }}
  ancestors(filter: {ALL}) {{ edges {{ node {{ id }} depth share }} }}
  descendants(filter: {ALL}) {{ edges {{ node {{ id }} depth share }} }}
}} }}
"""


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_random_organization(database: Database, url: str, seed: int) -> None:
    random = Random(seed)
    now = datetime.now(UTC)
    document = measured(random, now)
    plan = reference.Plan(document)
    async with company(database, url, document, now=now) as loaded:
        client = await loaded.service()
        await _compare_movers(client, plan, document)
        await _compare_objectives(client, plan, Slowly(document, now))
        await _compare_lineage(client, plan, random)


def about(number: Fraction | float | None) -> Any:
    """Equal to 1e-9 (and null to null)."""
    return None if number is None else pytest.approx(float(number), abs=1e-9, rel=0)


def path(found: dict[str, Any]) -> tuple[Any, ...]:
    """A path of the API, to be compared."""
    assert found["length"] == len(found["steps"]) - 1
    assert not any(step["hidden"] for step in found["steps"])
    steps = [(step["node"]["id"], step["share"], step["effect"]) for step in found["steps"]]
    return found["share"], found["effect"], steps


def arrival(expected: reference.Arrival) -> tuple[Any, ...]:
    """A path of the reference, to be compared."""
    effect = "RAISES" if expected.sign == 1 else "LOWERS"
    return (
        about(expected.share),
        effect,
        [(step.id, about(step.share), step.effect) for step in expected.steps],
    )


def scalars(edge: dict[str, Any]) -> tuple[Any, ...]:
    """A mover's or moved KPI's edge, to be compared."""
    names = ("share", "ownShare", "netShare", "effect", "relation", "helps")
    return edge["node"]["id"], *(edge[name] for name in names)


def expected_scalars(
    row: reference.MoverRow | reference.KpiRow, node: str, kpi: dict[str, Any]
) -> tuple[Any, ...]:
    """The same of the reference."""
    return (
        node,
        about(row.share),
        about(row.own_share),
        about(row.net_share),
        row.effect,
        row.relation,
        _helps(kpi, row.net_share),
    )


def _helps(kpi: dict[str, Any], net: Fraction) -> Any:
    if net == 0:
        return None
    if kpi["direction"] != "BETWEEN":
        return (net > 0) == (kpi["direction"] == "INCREASE")
    if not kpi.get("values") or not kpi.get("targets"):
        return None
    value, target = kpi["values"][0]["value"], kpi["targets"][0]
    if target["lower"] <= value <= target["upper"]:
        return None
    return (net > 0) == (value < target["lower"])


async def _compare_movers(client: Client, plan: reference.Plan, document: Document) -> None:
    kpis = {kpi["id"]: kpi for kpi in document["kpis"]}
    answer = await client.ask(KPIS, {"page": 2})
    assert sorted(node["id"] for node in answer["kpis"]["nodes"]) == sorted(kpis)
    for node in answer["kpis"]["nodes"]:
        kpi = node["id"]
        rows, unowned = reference.movers(plan, kpi)
        movers = node["movers"]
        expected = [expected_scalars(row, row.objective, kpis[kpi]) for row in rows]
        assert [scalars(edge) for edge in movers["edges"]] == expected
        assert [one["id"] for one in movers["nodes"]] == [row.objective for row in rows]
        assert movers["totalCount"] == len(rows)
        assert (movers["unownedShare"], movers["hiddenShare"]) == (about(unowned), 0)
        own = sum(edge["ownShare"] for edge in movers["edges"])
        assert own + movers["unownedShare"] == about(1)
        paths = await _paths(client, kpi)
        assert [edge["node"]["id"] for edge in paths] == [row.objective for row in rows]
        for edge in paths:
            arrivals = reference.paths(plan, kpi, edge["node"]["id"], 100)
            assert [path(one) for one in edge["paths"]] == [arrival(one) for one in arrivals]
        # One KPI by itself, page by page, is the same as all KPIs at once.
        assert await _paged(client, kpi, node["some"]) == expected


async def _paths(client: Client, kpi: str) -> list[dict[str, Any]]:
    """The movers of a KPI with their paths, of which one request has a thousand."""
    found: list[dict[str, Any]] = []
    after = None
    while True:
        page = (await client.ask(PATHS, {"kpi": kpi, "after": after}))["kpi"]["movers"]
        found += page["edges"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


async def _paged(client: Client, kpi: str, first: dict[str, Any]) -> list[tuple[Any, ...]]:
    found = [scalars(edge) for edge in first["edges"]]
    page = first
    while page["pageInfo"]["hasNextPage"]:
        after = page["pageInfo"]["endCursor"]
        answer = await client.ask(KPI, {"kpi": kpi, "after": after, "page": 1})
        page = answer["kpi"]["movers"]
        assert page["pageInfo"]["hasPreviousPage"] is True
        assert len(page["edges"]) == 1
        found += [scalars(edge) for edge in page["edges"]]
    return found


async def _compare_objectives(client: Client, plan: reference.Plan, slowly: Slowly) -> None:
    kpis = {kpi["id"]: kpi for kpi in slowly.document["kpis"]}
    answer = await client.ask(OBJECTIVES)
    goals = {o["id"]: o for o in slowly.document["objectives"]}
    assert sorted(node["id"] for node in answer["objectives"]["nodes"]) == sorted(goals)
    for node in answer["objectives"]["nodes"]:
        identity = node["id"]
        assert node["progress"] == about(slowly.progress(identity, slowly.imported))
        assert node["health"] == slowly.health(identity, datetime.now(UTC)), identity
        results = {k["id"]: k for k in goals[identity]["keyResults"]}
        for result in node["keyResults"]["nodes"]:
            one = results.pop(result["id"])
            assert result["rawProgress"] == about(slowly.raw_progress(one, slowly.imported))
            assert result["progress"] == about(slowly.clamped(one, slowly.imported))
            health = slowly.key_result_health(one, goals[identity], datetime.now(UTC))
            assert result["health"] == health
        assert all(one.get("archived") for one in results.values())

        moved = reference.moved(plan, identity)
        expected = [expected_scalars(row, row.kpi, kpis[row.kpi]) for row in moved]
        assert [scalars(edge) for edge in node["moves"]["edges"]] == expected
        assert node["moves"]["totalCount"] == len(moved)
        for edge in node["moves"]["edges"]:
            arrivals = reference.paths(plan, edge["node"]["id"], identity, 3)
            assert [path(one) for one in edge["paths"]] == [arrival(one) for one in arrivals]
        _compare_alignments(node, plan)


def _compare_alignments(node: dict[str, Any], plan: reference.Plan) -> None:
    found = []
    for edge in node["alignedFrom"]["edges"]:
        alignment = edge["alignment"]
        assert alignment["to"]["id"] == node["id"]
        key_result = alignment["keyResult"] and alignment["keyResult"]["id"]
        found.append((alignment["from"]["id"], key_result or "", edge["share"]))
    expected = [
        (link.source, link.key_result or "", float(reference.hop_share(plan, link)))
        for link in plan.alignments
        if link.target == node["id"]
    ]
    for one, other in zip(sorted(found), sorted(expected), strict=True):
        assert one == (other[0], other[1], about(other[2]))


async def _compare_lineage(client: Client, plan: reference.Plan, random: Random) -> None:
    answer = await client.ask(LINEAGE)
    nodes = answer["objectives"]["nodes"]
    for node in nodes:
        identity = node["id"]
        lines = reference.paths_to_company(plan, identity, 20)
        assert [path(one) for one in node["pathsToCompany"]] == [
            (about(line.share), None, [(s.id, about(s.share), s.effect) for s in line.steps])
            for line in lines
        ]
        above = reference.ancestors(plan, identity)
        below = reference.descendants(plan, identity)
        assert relatives(node["ancestors"]) == expected_relatives(above)
        assert relatives(node["descendants"]) == expected_relatives(below)
        assert node["ancestors"]["totalCount"] == len(above)
        assert node["descendants"]["totalCount"] == len(below)
        near = [row for row in above if row.depth == 1 and plan.is_active(row.objective)]
        assert relatives(node["near"]) == expected_relatives(near)
    orphans = [node["id"] for node in answer["orphans"]["nodes"]]
    assert sorted(orphans) == sorted(reference.orphans(plan))
    one = random.choice(plan.objectives)
    alone = (await client.ask(ONE, {"id": one}))["objective"]
    assert relatives(alone["ancestors"]) == expected_relatives(reference.ancestors(plan, one))
    assert relatives(alone["descendants"]) == expected_relatives(reference.descendants(plan, one))
    moved = [
        (edge["node"]["id"], edge["share"], edge["relation"]) for edge in alone["moves"]["edges"]
    ]
    assert moved == [
        (row.kpi, about(row.share), row.relation) for row in reference.moved(plan, one)
    ]


def relatives(connection: dict[str, Any]) -> list[tuple[str, int, float]]:
    """The edges of a lineage, to be compared."""
    return [(e["node"]["id"], e["depth"], e["share"]) for e in connection["edges"]]


def expected_relatives(rows: Iterable[reference.RelativeRow]) -> list[tuple[str, int, Any]]:
    """The same of the reference."""
    return [(row.objective, row.depth, about(row.share)) for row in rows]
