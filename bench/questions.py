"""The questions of the bench: what is asked over HTTP, and the best Cypher for the same answer.

Each raw side is what somebody would write by hand against the driver: one statement where one is
enough, parameters in one map, one record. Shares cannot be computed in Cypher, so the raw sides of
the KPI questions run the same pure rule over their own fetch.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bench.organization import FEW, MANY
from graph.domain.influence import Influence, PlanGraph
from graph.domain.lineage import LineageGraph, paths_to_company

Read = Callable[[str, Mapping[str, Any]], Awaitable[Any]]
"""Runs a statement with the raw driver and gives the first value of its one record."""


@dataclass(frozen=True)
class Question:
    """One question: its operation, its variables for the n-th time it is asked, and its raw side,
    which gives something to compare the answer with by `check`."""

    name: str
    operation: str
    variables: Callable[[int], dict[str, Any]]
    raw: Callable[[Read, dict[str, Any]], Awaitable[Any]]
    compare: Callable[[Any], Any]


ORG = "org_bench"


ONE = """
query One($id: ID!) {
  objective(id: $id) {
    id title progress lifecycle health owner { __typename id name } cycle { id name }
    keyResults { nodes { id title progress } }
  }
}
"""
ONE_RAW = """
MATCH (o:Objective {org: $p.org, id: $p.id})
RETURN [o.id, o.title, o.progress, o.lifecycle,
  o.healths[size([x IN o.healthSince WHERE x <= $p.now])],
  head(COLLECT { MATCH (o)<-[:OWNS]-(w:Team|Person) RETURN [labels(w)[0], w.id, w.name] }),
  head(COLLECT { MATCH (o)-[:IN_CYCLE]->(c:Cycle) RETURN [c.id, c.name] }),
  COLLECT { MATCH (o)-[:HAS_KEY_RESULT]->(k:KeyResult) WHERE NOT k.archived
    WITH k ORDER BY k.position LIMIT 50 RETURN [k.id, k.title, k.progress] }]
"""


async def _one(read: Read, variables: dict[str, Any]) -> Any:
    row = await read(ONE_RAW, {"id": variables["id"]})
    return row[0], row[2], len(row[7])


HUNDRED = """
query Hundred($after: String) {
  objectives(first: 100, after: $after) {
    nodes { id title progress
      keyResults { nodes { id title progress
        supports { nodes { weight effect kpi { id name status } } } } } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
HUNDRED_RAW = """
RETURN COLLECT {
  MATCH (o:Objective) USING INDEX o:Objective(org, title, id)
  WHERE o.org = $p.org AND o.title IS NOT NULL AND o.id IS NOT NULL
    AND o.lifecycle <> 'ARCHIVED'
  WITH o ORDER BY o.org, o.title, o.id LIMIT 101
  RETURN [o.id, o.title, o.progress,
    COLLECT { MATCH (o)-[:HAS_KEY_RESULT]->(k:KeyResult) WHERE NOT k.archived
      WITH k ORDER BY k.position LIMIT 50
      RETURN [k.id, k.title, k.progress,
        COLLECT { MATCH (k)-[s:SUPPORTS]->(i:Kpi)
          WITH s, i ORDER BY s.createdAt, s.id LIMIT 50
          RETURN [s.weight, s.effect, i.id, i.name,
            i.statuses[size([x IN i.statusSince WHERE x <= $p.now])]] }] }]
}
"""


async def _hundred(read: Read, variables: dict[str, Any]) -> Any:
    rows = (await read(HUNDRED_RAW, {}))[:100]
    return [(row[0], len(row[3])) for row in rows]


FLAT = """
query Flat {
  objectives(first: 100) {
    nodes { id title description level lifecycle ambition visibility progressMode progress health
      contributionStatement labels version revision createdAt updatedAt }
  }
}
"""
FLAT_RAW = """
RETURN COLLECT {
  MATCH (o:Objective) USING INDEX o:Objective(org, title, id)
  WHERE o.org = $p.org AND o.title IS NOT NULL AND o.id IS NOT NULL
    AND o.lifecycle <> 'ARCHIVED'
  WITH o ORDER BY o.org, o.title, o.id LIMIT 100
  RETURN [o.id, o.title, o.description, o.level, o.lifecycle, o.ambition, o.visibility,
    o.progressMode, o.progress, o.healths[size([x IN o.healthSince WHERE x <= $p.now])],
    o.contributionStatement, o.labels, o.version, o.since, o.createdAt, o.updatedAt]
}
"""


async def _flat(read: Read, variables: dict[str, Any]) -> Any:
    return [row[0] for row in await read(FLAT_RAW, {})]


PATHS = """
query Paths($id: ID!) {
  objective(id: $id) {
    id
    pathsToCompany(first: 10) {
      share length
      steps { share node { id ... on Objective { title } ... on KeyResult { title } } }
    }
  }
}
"""
PATHS_RAW = """
MATCH (s:Objective {org: $p.org, id: $p.id}) (()-[:ALIGNS_TO]->(:Objective)){0,} (n)
WITH DISTINCT n WITH collect(n) AS goals
RETURN [
  [g IN goals | [g.id, g.lifecycle IN ['ACTIVE', 'CLOSED'], g.level = 'COMPANY', g.title]],
  COLLECT { UNWIND goals AS o MATCH (o)-[:HAS_KEY_RESULT]->(k:KeyResult) WHERE NOT k.archived
    WITH o, sum(k.weight) AS w RETURN [o.id, w] },
  COLLECT { UNWIND goals AS c MATCH (c)-[a:ALIGNS_TO]->(d:Objective)
    RETURN [c.id, d.id, a.keyResultId, a.weight] },
  COLLECT { UNWIND goals AS o MATCH (o)<-[a:ALIGNS_TO]-(c:Objective)
    WHERE c.lifecycle IN ['ACTIVE', 'CLOSED'] AND NOT c IN goals
    WITH o, sum(a.weight) AS w RETURN [o.id, w] },
  COLLECT { UNWIND goals AS c MATCH (c)-[:HAS_KEY_RESULT]->(k:KeyResult) RETURN [k.id, k.title] }
]
"""


async def _paths(read: Read, variables: dict[str, Any]) -> Any:
    goals, weights, alignments, others, _ = await read(PATHS_RAW, {"id": variables["id"]})
    rest = [(None, target, None, weight) for target, weight in others]
    graph = LineageGraph([row[:3] for row in goals], dict(weights), [*alignments, *rest])
    paths = paths_to_company(graph, variables["id"], 10)
    return [(path.share, [step.id for step in path.steps]) for path in paths]


MOVERS = """
query Movers($id: ID!) {
  kpi(id: $id) {
    id
    movers(first: 50) {
      totalCount unownedShare
      edges { share ownShare netShare effect helps relation node { id title progress } }
    }
  }
}
"""
MOVERS_RAW = """
MATCH (top:Kpi {org: $p.org, id: $p.id})
  (()<-[:DRIVES|SUPPORTS|HAS_KEY_RESULT|ALIGNS_TO]-(m WHERE
    coalesce(m.lifecycle, 'ACTIVE') = 'ACTIVE' AND coalesce(m.archived, false) = false)){0,} (n)
WITH DISTINCT n
WITH collect(CASE WHEN n:Kpi THEN n END) AS kpis,
  collect(CASE WHEN n:Objective THEN n END) AS goals
RETURN [
  COLLECT { UNWIND goals AS o MATCH (o)-[:HAS_KEY_RESULT]->(k:KeyResult)
    WHERE NOT k.archived RETURN [k.id, o.id, k.weight] },
  COLLECT { UNWIND goals AS o MATCH (o)<-[a:ALIGNS_TO]-(c:Objective)
    WHERE c.lifecycle = 'ACTIVE' RETURN [c.id, o.id, a.keyResultId, a.weight] },
  COLLECT { UNWIND kpis AS k MATCH (k)<-[s:SUPPORTS]-(x)
    RETURN [x.id, k.id, s.weight, s.effect = 'LOWERS'] },
  COLLECT { UNWIND kpis AS k MATCH (k)<-[d:DRIVES]-(j:Kpi)
    RETURN [j.id, k.id, d.weight, d.effect = 'LOWERS'] }
]
"""
MOVERS_PAGE = """
RETURN COLLECT { UNWIND $p.ids AS i MATCH (o:Objective {org: $p.org, id: i})
  RETURN [o.id, o.title, o.progress] }
"""


async def _movers(read: Read, variables: dict[str, Any]) -> Any:
    rows = await read(MOVERS_RAW, {"id": variables["id"]})
    found = Influence(PlanGraph(*rows), variables["id"]).movers
    page = found.rows[:50]
    await read(MOVERS_PAGE, {"ids": [mover.objective for mover in page]})
    return len(found.rows), found.unowned_share, [(m.objective, m.share) for m in page]


def _nodes(answer: Any) -> Any:
    return answer["objectives"]["nodes"]


def _movers_of(answer: Any) -> Any:
    movers = answer["kpi"]["movers"]
    shares = [(edge["node"]["id"], edge["share"]) for edge in movers["edges"]]
    return movers["totalCount"], movers["unownedShare"], shares


def questions(leaf: str, size: int) -> list[Question]:
    """The questions of an organization of `size` objectives; `leaf` is the one whose paths up are
    asked for."""
    return [
        Question(
            "one objective",
            ONE,
            lambda n: {"id": f"obj_{n * 7919 % size:06}"},
            _one,
            lambda a: (
                a["objective"]["id"],
                a["objective"]["progress"],
                len(a["objective"]["keyResults"]["nodes"]),
            ),
        ),
        Question(
            "100 objectives, flat",
            FLAT,
            lambda n: {},
            _flat,
            lambda a: [node["id"] for node in _nodes(a)],
        ),
        Question(
            "100 objectives, key results, KPIs",
            HUNDRED,
            lambda n: {},
            _hundred,
            lambda a: [(node["id"], len(node["keyResults"]["nodes"])) for node in _nodes(a)],
        ),
        Question(
            "paths up from a leaf",
            PATHS,
            lambda n: {"id": leaf},
            _paths,
            lambda a: [
                (path["share"], [step["node"]["id"] for step in path["steps"]])
                for path in a["objective"]["pathsToCompany"]
            ],
        ),
        Question("50 of 400 movers", MOVERS, lambda n: {"id": FEW}, _movers, _movers_of),
        Question("50 of 10,000 movers", MOVERS, lambda n: {"id": MANY}, _movers, _movers_of),
    ]
