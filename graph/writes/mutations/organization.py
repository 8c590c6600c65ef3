"""The organization itself.

Days begin in its timezone, and KPI values are of the periods of its calendar. What follows from
these is derived anew when they change.
"""

from __future__ import annotations

from typing import Final

from graph.domain.calendar import zone_of
from graph.domain.commands_people import OrganizationUpdate
from graph.domain.errors import InvalidInput
from graph.writes.mutations.cycles import dated
from graph.writes.mutations.mutation import Entities, Given, Mutation
from graph.writes.rules.kpi_periods import divide_anew
from graph.writes.rules.validation import picked
from graph.writes.unit_of_work.unit_of_work import Unit

# Which KPIs' values are of other periods when one of these changes.
_PERIODS: Final = {
    "timezone": ("ANNUAL", "QUARTERLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"),
    "fiscalYearStartMonth": ("ANNUAL", "QUARTERLY"),
}
MEASURED: Final = """\
RETURN COLLECT {
  MATCH (k:Kpi) WHERE k.org = $p.org AND k.id IS NOT NULL
    AND k.frequency IN $p.frequencies AND EXISTS { (k)-[:HAS_VALUE]->() }
  RETURN properties(k)
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
    moved = [name for name in _PERIODS if changes.get(name, node[name]) != node[name]]
    if "timezone" in moved:
        try:
            unit.zone = zone_of(changes["timezone"])
        except InvalidInput as error:
            raise InvalidInput(error.message, path=["timezone"]) from None
    unit.change("Organization", node, changes)
    if "timezone" in moved:
        for cycle in await unit.read("organization.cycles", CYCLES, {}):
            unit.derive("Cycle", cycle, dated(unit, cycle["startsOn"], cycle["endsOn"]))
        unit.restates(*await unit.read("organization.goals", GOALS, {}))
    if moved:
        p = {"frequencies": sorted({one for name in moved for one in _PERIODS[name]})}
        await divide_anew(unit, await unit.read("organization.measured", MEASURED, p))
    return {"organization": unit.org}


ORGANIZATION = [Mutation("organizationUpdate", OrganizationUpdate, update)]
