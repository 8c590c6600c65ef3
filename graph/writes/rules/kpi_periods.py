"""The periods that KPIs' values are of, when what they follow from has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from graph.domain.calendar import period_of, time_text, to_ms
from graph.domain.kpis import latest_recorded
from graph.writes.rules.kpi_check_ins import withdraw
from graph.writes.unit_of_work.loading import Node
from graph.writes.unit_of_work.unit_of_work import Unit

VALUES: Final = """\
RETURN COLLECT {
  UNWIND $p.kpis AS id
  MATCH (k:Kpi {org: $p.org, id: id})-[:HAS_VALUE]->(v:KpiValue)
  WITH v ORDER BY v.at, v.id
  RETURN properties(v)
}"""


async def divide_anew(unit: Unit, kpis: Sequence[Node]) -> None:
    """The values of these KPIs are of the periods that follow from how these, and the organization,
    are now. Of several in one period the latest recorded stays, as in an import; check-ins that
    came of the others are withdrawn."""
    values: dict[str, list[Node]] = defaultdict(list)
    for value in await unit.read("kpi.allValues", VALUES, {"kpis": [kpi["id"] for kpi in kpis]}):
        values[value["kpiId"]].append(value)
    dropped = [value for kpi in kpis for value in _divide(unit, kpi, values[kpi["id"]])]
    await withdraw(unit, dropped)
    unit.kpis.update(kpi["id"] for kpi in kpis)
    for kpi in kpis:
        unit.revalue(kpi["id"], None)
        if "formula" in kpi:
            unit.reformed.add(kpi["id"])


def _divide(unit: Unit, kpi: Node, values: Sequence[Node]) -> list[Node]:
    """The values that went."""
    month = unit.organization["fiscalYearStartMonth"]
    periods = [
        period_of(kpi["frequency"], datetime.fromisoformat(value["at"]), unit.zone, month).starts_at
        for value in values
    ]
    recorded = [to_ms(datetime.fromisoformat(value["recordedAt"])) for value in values]
    staying = {value["id"] for value in latest_recorded(values, periods, recorded)}
    # Those that go make room for those that stay: there is one value a period at any time.
    for value in values:
        if value["id"] not in staying:
            unit.end("KpiValue", value, {"periodStartsAt": None})
            unit.unrelate("HAS_VALUE", kpi["id"], value["id"])
    for value, period in zip(values, periods, strict=True):
        if value["id"] in staying:
            unit.derive("KpiValue", value, {"periodStartsAt": time_text(period)})
    return [value for value in values if value["id"] not in staying]
