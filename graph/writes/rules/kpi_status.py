"""How KPIs stand after a write: their latest value, the target that stands, and the status."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from graph.domain.calendar import parse_date
from graph.domain.kpis import (
    Calendar,
    Judging,
    Target,
    is_summed,
    kpi_status,
    standing_target,
    value_due_on,
)
from graph.writes.unit_of_work.loading import Node
from graph.writes.unit_of_work.unit_of_work import Unit

STANDINGS: Final = """\
RETURN COLLECT {
  UNWIND $p.kpis AS id
  MATCH (k:Kpi {org: $p.org, id: id})
  RETURN {
    kpi: properties(k),
    latest: head(COLLECT {
      MATCH (v:KpiValue)
      WHERE v.org = $p.org AND v.kpiId = k.id AND v.at IS NOT NULL AND v.id IS NOT NULL
        AND v.ended IS NULL
      WITH v ORDER BY v.org DESC, v.kpiId DESC, v.at DESC, v.id DESC LIMIT 1
      RETURN properties(v)
    }),
    targets: COLLECT { MATCH (k)-[:HAS_TARGET]->(t:KpiTarget) RETURN properties(t) },
    latestWas: head(COLLECT { MATCH (k)-[:LATEST_VALUE]->(w:KpiValue) RETURN w.id }),
    standingWas: head(COLLECT { MATCH (k)-[:STANDING_TARGET]->(s:KpiTarget) RETURN s.id })
  }
}"""


async def settle_kpis(unit: Unit) -> None:
    """Derives how those KPIs stand of which a value, a target or a rule has changed."""
    if not unit.kpis:
        return
    for row in await unit.read("settle.kpis", STANDINGS, {"kpis": sorted(unit.kpis)}):
        _restate(unit, row)


def _restate(unit: Unit, row: Any) -> None:
    kpi: Node = unit.known.same("Kpi", row["kpi"])
    latest: Node | None = row["latest"]
    month = unit.organization["fiscalYearStartMonth"]
    calendar = Calendar(kpi["frequency"], unit.zone, month)
    # Without a value, what it should be is what it should be now.
    at = unit.now if latest is None else datetime.fromisoformat(latest["at"])
    period = calendar.period(at)
    targets = ((target_of(target), target["id"]) for target in row["targets"])
    target, standing = standing_target(targets, calendar, period) or (None, None)
    value = None if latest is None else latest["value"]
    status = kpi_status(judging_of(kpi), calendar, value, period, target)
    unit.derive(
        "Kpi",
        kpi,
        {
            "statuses": list(status.values),
            "statusSince": list(status.since_ms),
            "valueDueOn": None if latest is None else value_due_on(calendar, period).isoformat(),
        },
    )
    for name, type_, was, now in (
        ("latest", "LATEST_VALUE", row["latestWas"], None if latest is None else latest["id"]),
        ("target", "STANDING_TARGET", row["standingWas"], standing),
    ):
        unit.replace(type_, kpi["id"], was, now, out=True)
        unit.follow("Kpi", kpi, name, was, now)


def judging_of(kpi: Node) -> Judging:
    """What a stored KPI's value is judged by."""
    summed = is_summed(kpi.get("aggregation"), kpi.get("accumulates"))
    return Judging(kpi["direction"], kpi["watchBand"], kpi.get("watchWithin"), summed)


def target_of(node: Node) -> Target:
    """A stored target as the rules know it."""
    return Target(
        parse_date(node["startsOn"]),
        parse_date(node["endsOn"]),
        node.get("value"),
        node.get("lower"),
        node.get("upper"),
    )
