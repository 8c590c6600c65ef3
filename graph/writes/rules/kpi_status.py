"""How KPIs stand after a write: their latest value, the target that stands, and the status."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from graph.domain.calendar import day_of, parse_date, period_of
from graph.domain.kpis import Target, kpi_status, standing_target
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
    at = unit.now if latest is None else datetime.fromisoformat(latest["at"])
    period = None
    if latest is not None:
        month = unit.organization["fiscalYearStartMonth"]
        period = period_of(kpi["frequency"], at, unit.zone, month)
    targets = {target_of(target): target["id"] for target in row["targets"]}
    standing = standing_target(targets, day_of(at, unit.zone), period)
    value = None if latest is None else latest["value"]
    status = kpi_status(kpi["direction"], kpi["watchBand"], value, standing)
    unit.derive("Kpi", kpi, {"status": status})
    for name, type_, was, now in (
        ("latest", "LATEST_VALUE", row["latestWas"], None if latest is None else latest["id"]),
        (
            "target",
            "STANDING_TARGET",
            row["standingWas"],
            None if standing is None else targets[standing],
        ),
    ):
        unit.replace(type_, kpi["id"], was, now, out=True)
        unit.follow("Kpi", kpi, name, was, now)


def target_of(node: Node) -> Target:
    """A stored target as the rules know it."""
    return Target(
        parse_date(node["startsOn"]),
        parse_date(node["endsOn"]),
        node.get("value"),
        node.get("lower"),
        node.get("upper"),
    )
