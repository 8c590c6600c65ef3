"""What follows from a write: key results in another cycle, and progress and health up the tree.

Each objective concerned is fetched once with its inputs, the rules are those of `graph.domain`, and
only what really changes is written.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from graph.domain.calendar import to_ms
from graph.domain.metrics import Metric
from graph.domain.reports import standing
from graph.reads.rules.rollup import risen, rising, span_of
from graph.writes.rules.kpi_status import settle_kpis
from graph.writes.unit_of_work.loading import Node
from graph.writes.unit_of_work.unit_of_work import Unit, parts

_KEY_RESULTS: Final = """\
RETURN COLLECT {
  UNWIND $p.objectives AS id
  MATCH (o:Objective {org: $p.org, id: id})-[:HAS_KEY_RESULT]->(k:KeyResult)
  RETURN [properties(k), head(COLLECT { MATCH (o)-[:IN_CYCLE]->(c:Cycle) RETURN properties(c) })]
}"""

ANCESTORS: Final = (
    "RETURN COLLECT {\n  UNWIND $p.objectives AS id\n"
    "  MATCH (_s:Objective {org: $p.org, id: id})\n"
    + rising("properties(_a)", "properties(_c)", takes=" OR _a.id IN $p.closing")
    + "\n}"
)


async def settle(unit: Unit) -> None:
    """Derives what follows from all that the unit has changed since the last time."""
    await settle_kpis(unit)
    if unit.restating:
        for some in parts(sorted(unit.restating)):
            rows = await unit.read("settle.keyResults", _KEY_RESULTS, {"objectives": some})
            for result, cycle in rows:
                restate(unit, unit.known.same("KeyResult", result), cycle)
    if unit.rolling:
        concerned = {"objectives": sorted(unit.rolling), "closing": sorted(unit.closing)}
        rows = await unit.read("settle.ancestors", ANCESTORS, concerned)
        _roll_up(unit, rows)
    for done in (unit.kpis, unit.restating, unit.rolling, unit.closing):
        done.clear()


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
    outcomes = risen(rows, unit.closing)
    for node, *_ in rows:
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
