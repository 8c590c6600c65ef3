"""What follows from a write: key results in another cycle, and progress and health up the tree.

Each objective concerned is fetched once with its inputs, the rules are those of `graph.domain`, and
only what really changes is written. May import graph.domain and graph.writes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from graph.domain.calendar import to_ms
from graph.domain.health import CycleSpan, Steps
from graph.domain.metrics import Metric
from graph.domain.progress import Goal, Outcome, Part, is_live, roll_up
from graph.domain.reports import standing
from graph.writes.kpi_standing import settle_kpis
from graph.writes.lookups import Node
from graph.writes.unit import Unit

_KEY_RESULTS: Final = """\
RETURN COLLECT {
  UNWIND $p.objectives AS id
  MATCH (o:Objective {org: $p.org, id: id})-[:HAS_KEY_RESULT]->(k:KeyResult)
  RETURN [properties(k), head(COLLECT { MATCH (o)-[:IN_CYCLE]->(c:Cycle) RETURN properties(c) })]
}"""

# An objective's outcome follows from its own key results and from live objectives that align to it.
# So a change goes up through ACTIVE objectives only: a draft takes no contributions, and a closed
# one is frozen. The predicates read properties only, so the expansion is pruned breadth first.
ANCESTORS: Final = """\
RETURN COLLECT {
  UNWIND $p.objectives AS id
  MATCH (s:Objective {org: $p.org, id: id})
  MATCH (s) (()-[r:ALIGNS_TO WHERE r.counts]->(m:Objective WHERE m.lifecycle = 'ACTIVE')){0,} (a)
  WITH DISTINCT a
  RETURN [
    properties(a),
    head(COLLECT { MATCH (a)-[:IN_CYCLE]->(c:Cycle) RETURN properties(c) }),
    COLLECT {
      MATCH (a)-[:HAS_KEY_RESULT]->(k:KeyResult) WHERE k.archived = false
      RETURN [k.weight, k.progress, k.healths, k.healthSince]
    },
    COLLECT {
      MATCH (a)<-[x:ALIGNS_TO]-(b:Objective)
      WHERE (a.lifecycle = 'ACTIVE' OR a.id IN $p.closing) AND x.counts
        AND b.lifecycle IN ['ACTIVE', 'CLOSED']
      RETURN [x.weight, b.progress, b.healths, b.healthSince, b.id]
    }
  ]
}"""


async def settle(unit: Unit) -> None:
    """Derives what follows from all that the unit has changed since the last time."""
    await settle_kpis(unit)
    if unit.restating:
        objectives = sorted(unit.restating)
        rows = await unit.read("settle.keyResults", _KEY_RESULTS, {"objectives": objectives})
        for result, cycle in rows:
            restate(unit, unit.known.same("KeyResult", result), cycle)
    if unit.rolling:
        concerned = {"objectives": sorted(unit.rolling), "closing": sorted(unit.closing)}
        rows = await unit.read("settle.ancestors", ANCESTORS, concerned)
        _roll_up(unit, rows)
    for done in (unit.kpis, unit.restating, unit.rolling, unit.closing):
        done.clear()


def span_of(cycle: Node | None) -> CycleSpan | None:
    """A stored cycle's time."""
    if cycle is None:
        return None
    return CycleSpan(cycle["startsMs"], cycle["endsMs"], cycle["state"] == "ACTIVE")


def metric_of(result: Node) -> Metric:
    """A stored key result's metric."""
    return Metric(
        result["metricGoal"],
        result.get("metricStart"),
        result.get("metricTarget"),
        result.get("metricLower"),
        result.get("metricUpper"),
    )


def stands(unit: Unit, result: Node, cycle: Node | None) -> dict[str, Any]:
    """The properties of a key result that follow from the others and from its objective's cycle."""
    last_at = result.get("lastCheckInAt")
    now = standing(
        metric_of(result),
        result.get("current"),
        None if last_at is None else to_ms(datetime.fromisoformat(last_at)),
        result.get("lastStatus"),
        result["cadenceDays"],
        span_of(cycle),
        unit.zone,
    )
    return {
        "rawProgress": now.raw,
        "progress": now.progress,
        "checkInDueOn": now.due_on,
        "healths": list(now.health.values),
        "healthSince": list(now.health.since_ms),
    }


def restate(unit: Unit, result: Node, cycle: Node | None) -> bool:
    """Derives a stored key result anew; whether anything differs from what it was."""
    return unit.derive("KeyResult", result, stands(unit, result, cycle))


def _roll_up(unit: Unit, rows: list[Any]) -> None:
    goals: dict[str, Goal] = {}
    contributions = []
    for node, cycle, results, contributors in rows:
        identifier = node["id"]
        goals[identifier] = _goal(unit, node, cycle, results)
        for weight, progress, healths, since, source in contributors:
            contributions.append((source, identifier, weight))
            # From outside, a contributor brings what it came to before; the rest is overwritten.
            goals.setdefault(source, _frozen(progress, healths, since))
    outcomes = roll_up(goals, contributions)
    for node, _, _, _ in rows:
        outcome = outcomes[node["id"]]
        unit.derive(
            "Objective",
            unit.known.same("Objective", node),
            {
                "progress": outcome.progress,
                "healths": list(outcome.health.values),
                "healthSince": list(outcome.health.since_ms),
            },
        )


def _goal(unit: Unit, node: Node, cycle: Node | None, results: list[Any]) -> Goal:
    closed_ms = unit.closing.get(node["id"])
    if node["lifecycle"] == "CLOSED" and closed_ms is None:
        return _frozen(node.get("progress"), node["healths"], node["healthSince"])
    return Goal(
        mode=node["progressMode"],
        live=is_live(node["lifecycle"]),
        key_results=[Part(w, progress, _steps(h, since)) for w, progress, h, since in results],
        manual=node.get("manualProgress"),
        cycle=span_of(cycle),
        closed_ms=closed_ms,
    )


def _frozen(progress: float | None, healths: list[Any], since: list[int]) -> Goal:
    return Goal("AUTO", live=True, frozen=Outcome(progress, _steps(healths, since)))


def _steps(healths: list[Any], since: list[int]) -> Steps:
    return Steps(tuple(healths), tuple(since))
