"""Values of a KPI become check-ins of the key results that it measures.

A goal that is closed or archived, or whose cycle is closed, takes none, nor does an archived key
result.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from graph.domain.errors import InvalidInput
from graph.writes.mutations.check_ins import add_reports
from graph.writes.unit_of_work.loading import Found, Node
from graph.writes.unit_of_work.unit_of_work import Unit

Reading = tuple[Node | None, Node]
"""A KPI's value as it was, if there was one for its period, and as it is."""

MOST_CHECK_INS: Final = 10_000
"""How many the values of one mutation may become."""

MEASURED: Final = """\
RETURN COLLECT {
  UNWIND $p.kpis AS id
  MATCH (k:Kpi {org: $p.org, id: id})<-[:MEASURED_BY]-(r:KeyResult WHERE r.archived = false)
  RETURN [id, r.id]
}"""
# At a time that somebody reported for, or for which a value has become one, there is none to come.
TAKEN: Final = """\
RETURN COLLECT {
  UNWIND $p.times AS row
  MATCH (c:CheckIn)
  WHERE c.org = $p.org AND c.keyResultId = row[0] AND c.effectiveAt = row[1]
    AND c.id IS NOT NULL
    AND (c.superseded = false OR c.source = 'KPI' AND c.withdrawn IS NULL)
  WITH c ORDER BY c.recordedAt, c.id
  RETURN properties(c)
}"""
_VALUES: Final = """\
RETURN COLLECT {
  UNWIND $p.results AS id
  MATCH (r:KeyResult {org: $p.org, id: id})-[:MEASURED_BY]->(:Kpi)-[:HAS_VALUE]->(v:KpiValue)
  WITH id, v ORDER BY v.at, v.id
  RETURN [id, properties(v)]
}"""
_OF_GOALS: Final = """\
RETURN COLLECT {
  UNWIND $p.objectives AS id
  MATCH (:Objective {org: $p.org, id: id})-[:HAS_KEY_RESULT]->(r:KeyResult)
  WHERE r.archived = false AND r.measuredById IS NOT NULL
  RETURN r.id
}"""


async def take(unit: Unit, readings: Sequence[Reading]) -> None:
    """New states of values become check-ins. What takes the place of a value supersedes the
    check-in that came of it.

    Raises InvalidInput for more than MOST_CHECK_INS.
    """
    of_kpi: dict[str, list[Reading]] = {}
    for reading in readings:
        of_kpi.setdefault(reading[1]["kpiId"], []).append(reading)
    if not of_kpi:
        return
    pairs = await unit.read("readings.measured", MEASURED, {"kpis": sorted(of_kpi)})
    await unit.find(result for _, result in pairs)
    found = [(unit.found[result], of_kpi[kpi]) for kpi, result in pairs]
    wanted = [(result, some) for result, some in found if _is_open(result)]
    if sum(len(some) for _, some in wanted) > MOST_CHECK_INS:
        raise InvalidInput(
            f"These values would become more than {MOST_CHECK_INS:,} check-ins of the key results "
            "that their KPIs measure; record fewer at once.",
            path=["values"],
        )
    await _report(unit, wanted)


async def feed(unit: Unit, results: Sequence[Found]) -> None:
    """All values of the KPIs that measure these key results become check-ins that have not yet."""
    results = [result for result in results if _is_open(result)]
    if not results:
        return
    of_result: dict[str, list[Reading]] = {}
    ids = [result.id for result in results]
    for identifier, value in await unit.read("readings.values", _VALUES, {"results": ids}):
        of_result.setdefault(identifier, []).append((None, value))
    await _report(unit, [(one, of_result[one.id]) for one in results if one.id in of_result])


async def catch_up(unit: Unit, objectives: Sequence[str]) -> None:
    """The same for all key results of objectives that are open again."""
    ids = await unit.read("readings.ofGoals", _OF_GOALS, {"objectives": objectives})
    await unit.find(ids)
    await feed(unit, [unit.found[identifier] for identifier in ids])


def _is_open(result: Found) -> bool:
    cycle = result.cycle
    return (
        not result.node["archived"]
        and result.goal["lifecycle"] in ("DRAFT", "ACTIVE")
        and (cycle is None or cycle["state"] != "CLOSED")
    )


async def _report(unit: Unit, wanted: Sequence[tuple[Found, Sequence[Reading]]]) -> None:
    times = {
        (result.id, state["at"])
        for result, readings in wanted
        for reading in readings
        for state in reading
        if state is not None
    }
    if not times:
        return
    there: dict[str, dict[str, list[Node]]] = {result.id: {} for result, _ in wanted}
    for node in await unit.read("readings.taken", TAKEN, {"times": sorted(map(list, times))}):
        there[node["keyResultId"]].setdefault(node["effectiveAt"], []).append(node)
    await add_reports(
        unit, [(one, _reports(unit, readings, there[one.id])) for one, readings in wanted]
    )


def _reports(
    unit: Unit, readings: Iterable[Reading], there: dict[str, list[Node]]
) -> Iterable[dict[str, Any]]:
    """The check-ins that values become; `there` are those that stand in their way, by time."""
    for before, value in readings:
        report = {
            "value": value["value"],
            "effectiveAt": value["at"],
            "recordedAt": value["recordedAt"],
            "source": "KPI",
        }
        own = None if before is None else _own(there.get(before["at"], ()))
        if own is not None:
            if any(own[name] != report[name] for name in ("value", "effectiveAt")):
                unit.derive("CheckIn", own, {"superseded": True})
                yield {**report, "supersedesId": own["id"]}
        elif value["at"] not in there:
            yield report


def _own(check_ins: Iterable[Node]) -> Node | None:
    """The check-in that a value became, unless somebody has taken its place."""
    own = [one for one in check_ins if one["source"] == "KPI" and not one["superseded"]]
    return own[-1] if own else None
