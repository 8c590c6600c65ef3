"""The organization itself. May import graph.domain and graph.writes.

Days begin in its timezone, and KPI values are in the periods of its calendar, one to a period. In
another timezone, cycles and what hangs on them are derived anew. Values are not: two of them could
fall into one period, and one of the two would be lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graph.domain.calendar import zone_of
from graph.domain.commands_people import OrganizationUpdate
from graph.domain.errors import Conflict, InvalidInput
from graph.writes.checks import picked
from graph.writes.cycles import dated
from graph.writes.mutations import Entities, Given, Mutation
from graph.writes.unit import Unit

# Which KPIs' values are in other periods when one of these changes.
_PERIODS: Final = {
    "timezone": ("ANNUAL", "QUARTERLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"),
    "fiscalYearStartMonth": ("ANNUAL", "QUARTERLY"),
}
MEASURED: Final = """\
RETURN COLLECT {
  MATCH (k:Kpi) WHERE k.org = $p.org AND k.name IS NOT NULL AND k.id IS NOT NULL
    AND k.frequency IN $p.frequencies AND EXISTS { (k)-[:HAS_VALUE]->() }
  WITH k ORDER BY k.org, k.name, k.id LIMIT 3
  RETURN k.name
}"""
CYCLES: Final = """\
RETURN COLLECT {
  MATCH (c:Cycle) WHERE c.org = $p.org AND c.id IS NOT NULL RETURN properties(c)
}"""
GOALS: Final = """\
RETURN COLLECT {
  MATCH (o:Objective) WHERE o.org = $p.org AND o.id IS NOT NULL RETURN o.id
}"""


async def update(unit: Unit, given: Given) -> Entities:
    """Other fields of the organization."""
    node = unit.organization
    changes = picked(given, "name", *_PERIODS)
    for name, frequencies in _PERIODS.items():
        if name in changes and changes[name] != node[name]:
            await _check_unmeasured(unit, name, frequencies)
    zone: str = given["timezone"] if "timezone" in given else node["timezone"]
    moved = zone != node["timezone"]
    if moved:
        try:
            unit.zone = zone_of(zone)
        except InvalidInput as error:
            raise InvalidInput(error.message, path=["timezone"]) from None
    unit.change("Organization", node, changes)
    if moved:
        for cycle in await unit.read("organization.cycles", CYCLES, {}):
            unit.derive("Cycle", cycle, dated(unit, cycle["startsOn"], cycle["endsOn"]))
        unit.restates(*await unit.read("organization.goals", GOALS, {}))
    return {"organization": unit.org}


async def _check_unmeasured(unit: Unit, name: str, frequencies: Sequence[str]) -> None:
    p = {"frequencies": list(frequencies)}
    kpis = await unit.read("organization.measured", MEASURED, p)
    if kpis:
        named = ", ".join(f'"{kpi}"' for kpi in kpis)
        raise Conflict(
            f"The values of KPIs ({named}, …) are in periods that follow from it; it can be "
            "changed only as long as there are none.",
            path=[name],
        )


ORGANIZATION = [Mutation("organizationUpdate", OrganizationUpdate, update)]
