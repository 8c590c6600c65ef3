"""Values of KPIs, as they are recorded.

A KPI has one value a period. One that comes later for the same period is another state of it: the
id stays, and what it was before is history.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from graph.domain.calendar import period_of, time_text
from graph.domain.errors import Conflict, InvalidInput, NotFound
from graph.domain.ids import new_id
from graph.writes.mutations.check_ins import moment, moment_of
from graph.writes.mutations.mutation import (
    Entities,
    Given,
    Handlers,
    check_not_archived,
    check_version,
)
from graph.writes.rules.kpi_check_ins import Reading, take, withdraw
from graph.writes.rules.kpi_formula_checks import check_measured
from graph.writes.unit_of_work.loading import Node
from graph.writes.unit_of_work.unit_of_work import Unit

STORED: Final = """\
RETURN COLLECT {
  UNWIND $p.periods AS row
  MATCH (v:KpiValue {org: $p.org, kpiId: row[0], periodStartsAt: row[1]})
  RETURN properties(v)
}"""

Period = tuple[str, str]
"""A KPI's id and when one of its periods starts."""


async def record(unit: Unit, given: Given) -> Entities:
    """One value a period: what is recorded later takes the place of what was, and so does what
    comes later in the list."""
    values: list[Given] = given["values"]
    places: dict[str, int] = {}
    for number, value in enumerate(values):
        places.setdefault(value["kpi"], number)
    for kpi, number in places.items():
        check_not_archived(unit.found[kpi], ["values", str(number), "kpi"])
    check_measured(unit, ((kpi, ["values", str(n), "kpi"]) for kpi, n in places.items()))
    await unit.find([], [value["id"] for value in values if value.get("id") is not None])
    periods = [_period(unit, number, value) for number, value in enumerate(values)]
    latest = {period: number for number, period in enumerate(periods)}
    stored: dict[Period, Node] = {
        (node["kpiId"], node["periodStartsAt"]): node
        for node in await unit.read("kpi.values", STORED, {"periods": [list(p) for p in latest]})
    }
    ids: dict[Period, str] = {}
    readings: list[Reading] = []
    for period, number in latest.items():
        before = stored.get(period)
        was = None if before is None else dict(before)
        node = _put(unit, ["values", str(number)], values[number], period, before)
        ids[period] = node["id"]
        if node != was:
            readings.append((was, node))
            unit.revalue(period[0], [datetime.fromisoformat(period[1])])
    await take(unit, readings)
    unit.kpis.update(places)
    return {"kpiValues": [ids[period] for period in periods], "kpis": list(places)}


async def remove(unit: Unit, given: Given) -> Entities:
    """A value is there no more, except in history."""
    kpi = unit.found[given["kpi"]]
    check_not_archived(kpi, ["kpi"])
    check_measured(unit, [(kpi.id, ["kpi"])])
    value = await _named(unit, given)
    if (expected := given.get("expectedVersion")) is not None:
        check_version(unit, "KpiValue", value["id"], expected)
    unit.revalue(kpi.id, [datetime.fromisoformat(value["periodStartsAt"])])
    unit.end("KpiValue", value, {"periodStartsAt": None})
    unit.unrelate("HAS_VALUE", kpi.id, value["id"])
    await withdraw(unit, [value])
    unit.kpis.add(kpi.id)
    return {"kpi": kpi.id}


async def _named(unit: Unit, given: Given) -> Node:
    """The value with that id, or of the period that holds that moment."""
    identifier, at = given.get("id"), given.get("at")
    if (identifier is None) == (at is None):
        raise InvalidInput("Give either `id` or `at`.", path=["id"])
    if at is None:
        node = unit.found[given["id"]].node
        if node["kpiId"] != given["kpi"]:
            raise InvalidInput(f"{identifier} is a value of another KPI.", path=["id"])
        return node
    kpi = unit.found[given["kpi"]].node
    month = unit.organization["fiscalYearStartMonth"]
    period = period_of(kpi["frequency"], moment_of(at, ["at"]), unit.zone, month)
    p = {"periods": [[kpi["id"], time_text(period.starts_at)]]}
    for stored in await unit.read("kpi.values", STORED, p):
        return unit.known.same("KpiValue", stored)
    raise NotFound(f'"{kpi["name"]}" has no value of that period.', path=["at"])


def _period(unit: Unit, number: int, value: Given) -> Period:
    kpi = unit.found[value["kpi"]].node
    at = datetime.fromisoformat(_at(unit, number, value))
    month = unit.organization["fiscalYearStartMonth"]
    return kpi["id"], time_text(period_of(kpi["frequency"], at, unit.zone, month).starts_at)


def _at(unit: Unit, number: int, value: Given) -> str:
    return moment(value.get("at"), unit, ["values", str(number), "at"])


def _put(unit: Unit, path: list[str], value: Given, period: Period, before: Node | None) -> Node:
    """The value of a period, as it is from now on."""
    identifier = value.get("id")
    at = moment(value.get("at"), unit, [*path, "at"])
    said: dict[str, Any] = {
        "value": float(value["value"]),
        "source": value.get("source")
        or ("INTEGRATION" if unit.viewer.person is None else "MANUAL"),
    }
    if before is None:
        node = {
            "id": identifier or new_id("KpiValue"),
            "kpiId": period[0],
            "at": at,
            **said,
            "recordedAt": unit.at,
            "periodStartsAt": period[1],
        }
        if identifier in unit.found or identifier in unit.ended:
            raise Conflict(
                f"The id {identifier} is taken; leave it out for a new one.", path=[*path, "id"]
            )
        unit.add("KpiValue", node)
        unit.relate("HAS_VALUE", period[0], node["id"])
        return node
    if identifier not in (None, before["id"]):
        raise Conflict(
            f"The value of that period is {before['id']}; give that id, or none.",
            path=[*path, "id"],
        )
    if value.get("at") is not None:
        said["at"] = at
    if any(before[name] != new for name, new in said.items()):
        unit.change("KpiValue", before, {"at": at, **said, "recordedAt": unit.at})
    return before


KPI_VALUES: Final[Handlers] = {
    "kpiRecordValues": record,
    "kpiValueRemove": remove,
}
