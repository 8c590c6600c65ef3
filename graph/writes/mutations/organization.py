"""The organization itself.

Days begin in its timezone, and KPI values are of the periods of its calendar. What follows from
these is derived anew when they change.
"""

from __future__ import annotations

from typing import Final

from graph.domain.alignment.measures import stored_weights, weights_of
from graph.domain.calendar import zone_of
from graph.domain.errors import InvalidInput
from graph.domain.findings.settings import changed_setting, settings_of, stored_settings
from graph.model.organization import Organization
from graph.model.properties import of_changed
from graph.writes.mutations.cycles import dated
from graph.writes.mutations.mutation import Entities, Given, Handlers
from graph.writes.rules.kpi_periods import divide_anew
from graph.writes.unit_of_work.loading import Node
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
    changes = of_changed(Organization, given)
    changes |= _rules(unit.organization, given) | _weights(unit.organization, given)
    await change(unit, changes)
    return {"organization": unit.org}


def _rules(node: Node, given: Given) -> Given:
    """The settings of rules, with those that are given."""
    if given.get("rules") is None:
        return {}
    settings = dict(settings_of(node.get("rules")))
    for index, row in enumerate(given["rules"]):
        before = settings[row["rule"]]
        settings[row["rule"]] = changed_setting(before, row, ["rules", str(index)])
    return {"rules": stored_settings(settings.values())}


def _weights(node: Node, given: Given) -> Given:
    """The weights of measures, with those that are given."""
    if given.get("alignmentWeights") is None:
        return {}
    weights = weights_of(node.get("alignmentWeights"))
    for row in given["alignmentWeights"]:
        weights[row["measure"]] = row["weight"]
    return {"alignmentWeights": stored_weights(weights)}


async def change(unit: Unit, changes: Given) -> None:
    """Other stored properties of the organization, and what follows from them."""
    node = unit.organization
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
        unit.recalendared = True


ORGANIZATION: Final[Handlers] = {
    "organizationUpdate": update,
}
