"""What an undoing would leave in other units than what it goes with."""

from __future__ import annotations

from typing import Final

from graph.domain.measured_as import measure_mistake
from graph.domain.units import alike, part_mistake
from graph.writes.mutations.kpis import MEASURES, SEGMENTS
from graph.writes.rules.validation import unit_of
from graph.writes.unit_of_work.loading import Node
from graph.writes.unit_of_work.unit_of_work import Unit

MEASURING: Final = (
    "measuredById",
    "measuredAs",
    "measureKind",
    "measureCurrency",
    "measureUnit",
    "archived",
)
"""The properties of key results and KPIs that say whether the one measures the other."""


async def mismeasured(unit: Unit, kpi: Node) -> list[str]:
    """A KPI and the key results that it cannot measure, by their units; none if it can."""
    results = await unit.read("kpi.measures", MEASURES, {"id": kpi["id"]})
    wrong = [result["id"] for result in results if not _goes_with(result, kpi)]
    return [*wrong, kpi["id"]] if wrong else []


async def not_measured(unit: Unit, result: Node) -> list[str]:
    """A key result and the KPI that cannot measure it, by its unit; none if it can."""
    measuring = result.get("measuredById")
    if measuring is None or result["archived"]:
        return []
    await unit.find([measuring])
    kpi = unit.found.get(measuring)
    return [result["id"], measuring] if kpi is None or not _goes_with(result, kpi.node) else []


def _goes_with(result: Node, kpi: Node) -> bool:
    own, measured_as = unit_of(result), result.get("measuredAs", "VALUE")
    if measured_as == "CHANGE_PERCENT":
        return measure_mistake(measured_as, own, unit_of(kpi)) is None
    return alike(own, unit_of(kpi))


async def parted(unit: Unit, kpi: Node) -> list[str]:
    """What a KPI is no part of, or what is no part of it, by its unit: those of them whose change
    was later stand in the way."""
    found: list[str] = []
    whole = kpi.get("partOfId")
    if whole is not None:
        await unit.find([whole])
        if part_mistake(unit_of(kpi), unit_of(unit.found[whole].node)):
            found += [kpi["id"], whole]
    elif kpi.get("segment") is not None:
        found.append(kpi["id"])
    for part in await unit.read("kpi.segments", SEGMENTS, {"id": kpi["id"]}):
        if part_mistake(unit_of(part), unit_of(kpi)):
            found.append(part["id"])
    return found
