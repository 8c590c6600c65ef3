"""Values of a KPI become check-ins of the key results that it measures.

A goal that is closed or archived, or whose cycle is closed, takes none, nor does an archived key
result. One that is measured as change takes none before its baseline is known: that is the KPI's
last value before the cycle starts, fixed by the first write to come here from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from graph.domain.calendar import from_ms, time_text, to_ms
from graph.domain.errors import InvalidInput
from graph.domain.measured_as import since_baseline
from graph.writes.mutations.check_ins import add_reports, recount
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


_BASELINES: Final = """\
RETURN COLLECT {
  UNWIND $p.results AS row
  MATCH (r:KeyResult {org: $p.org, id: row[0]})
  RETURN [row[0], head(COLLECT {
    MATCH (v:KpiValue)
    WHERE v.org = $p.org AND v.kpiId = r.measuredById AND v.at < row[1] AND v.id IS NOT NULL
      AND v.ended IS NULL
    WITH v ORDER BY v.org DESC, v.kpiId DESC, v.at DESC, v.id DESC LIMIT 1
    RETURN v.value
  })]
}"""
# Those that came of values, also of such as others have superseded since.
_OF_KPIS: Final = """\
RETURN COLLECT {
  UNWIND $p.results AS id
  MATCH (r:KeyResult {org: $p.org, id: id})-[:HAS_CHECK_IN]->(c:CheckIn)
  WHERE c.source = 'KPI' AND c.withdrawn IS NULL
  RETURN properties(c)
}"""
# Values that are there no more, of the KPI that measures a key result.
_ENDED: Final = """\
RETURN COLLECT {
  UNWIND $p.results AS id
  MATCH (r:KeyResult {org: $p.org, id: id})
  MATCH (v:KpiValue)
  WHERE v.org = $p.org AND v.kpiId = r.measuredById AND v.at IS NOT NULL AND v.id IS NOT NULL
    AND v.ended
  RETURN [id, v.at]
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
    if fixed := await _fix_baselines(unit, [result for result, _ in wanted]):
        await feed(unit, [result for result, _ in wanted if result.id in fixed])
        wanted = [(result, some) for result, some in wanted if result.id not in fixed]
    if sum(len(some) for _, some in wanted) > MOST_CHECK_INS:
        raise InvalidInput(
            f"These values would become more than {MOST_CHECK_INS:,} check-ins of the key results "
            "that their KPIs measure; record fewer at once.",
            path=["values"],
        )
    await _report(unit, wanted)


async def feed(unit: Unit, results: Sequence[Found]) -> None:
    """All values since the cycle began of the KPIs that measure these key results become check-ins
    that have not yet."""
    results = [result for result in results if _is_open(result)]
    if not results:
        return
    await _fix_baselines(unit, results)
    by_id = {result.id: result for result in results}
    of_result: dict[str, list[Reading]] = {}
    for identifier, value in await unit.read("readings.values", _VALUES, {"results": [*by_id]}):
        if value["at"] >= _begins(by_id[identifier]):
            of_result.setdefault(identifier, []).append((None, value))
    await _report(unit, [(one, of_result[one.id]) for one in results if one.id in of_result])


async def feed_anew(unit: Unit, results: Sequence[Found]) -> None:
    """These key results are measured by other KPIs, or by none, from now on: what came of values
    of the former ones is withdrawn."""
    ids = [result.id for result in results]
    by_id = {result.id: result for result in results}
    await _fix_baselines(unit, results)
    values = {
        (identifier, value["at"]): _own_value(by_id[identifier], value)
        for identifier, value in await unit.read("readings.values", _VALUES, {"results": ids})
    }

    def stays(check_ins: Sequence[Node]) -> bool:
        value = values.get((check_ins[0]["keyResultId"], check_ins[0]["effectiveAt"]))
        return value is not None and all(c["superseded"] or c["value"] == value for c in check_ins)

    await _withdraw_unless(unit, results, stays)
    await feed(unit, results)


async def withdraw(unit: Unit, values: Iterable[Node]) -> None:
    """Values are there no more, nor are the check-ins of open key results that came of them."""
    ended = {(value["kpiId"], value["at"]) for value in values}
    if not ended:
        return
    kpis = sorted({kpi for kpi, _ in ended})
    pairs = await unit.read("readings.measured", MEASURED, {"kpis": kpis})
    await unit.find(result for _, result in pairs)
    kpi_of = {result: kpi for kpi, result in pairs}
    await _withdraw_unless(
        unit,
        [unit.found[result] for result in kpi_of if _is_open(unit.found[result])],
        lambda some: (kpi_of[some[0]["keyResultId"]], some[0]["effectiveAt"]) not in ended,
    )


async def _withdraw_unless(
    unit: Unit, results: Sequence[Found], stays: Callable[[Sequence[Node]], bool]
) -> None:
    """Withdraws what came of values, of one key result and time all or none."""
    if not results:
        return
    by_time: dict[tuple[str, str], list[Node]] = {}
    p = {"results": [result.id for result in results]}
    for row in await unit.read("readings.ofKpis", _OF_KPIS, p):
        by_time.setdefault((row["keyResultId"], row["effectiveAt"]), []).append(row)
    gone = [key for key, check_ins in by_time.items() if not stays(check_ins)]
    for key in gone:
        for check_in in by_time[key]:
            node = unit.known.same("CheckIn", check_in)
            unit.derive("CheckIn", node, {"superseded": True, "withdrawn": True})
    of_these = {result for result, _ in gone}
    if of_these:
        await recount(unit, [result for result in results if result.id in of_these])


async def catch_up(unit: Unit, objectives: Sequence[str]) -> None:
    """The key results of objectives that are open again have what values they would have had by
    now: those that came are taken, and those that went are withdrawn."""
    ids = await unit.read("readings.ofGoals", _OF_GOALS, {"objectives": objectives})
    await unit.find(ids)
    results = [unit.found[identifier] for identifier in ids]
    ended = {(one, at) for one, at in await unit.read("readings.ended", _ENDED, {"results": ids})}
    if ended:
        for identifier, value in await unit.read("readings.values", _VALUES, {"results": ids}):
            ended.discard((identifier, value["at"]))
        await _withdraw_unless(
            unit,
            [result for result in results if _is_open(result)],
            lambda some: (some[0]["keyResultId"], some[0]["effectiveAt"]) not in ended,
        )
    await feed(unit, results)


async def _fix_baselines(unit: Unit, results: Sequence[Found]) -> set[str]:
    """Gives those a baseline that are measured as change, have none, and whose cycle has started,
    where their KPI had a value before; the ids of those that have one now."""
    waiting = [
        result
        for result in results
        if result.node.get("measuredAs", "VALUE") != "VALUE"
        and result.node.get("baseline") is None
        and result.cycle is not None
        and result.cycle["startsMs"] <= to_ms(unit.now)
    ]
    fixed = set()
    if waiting:
        p = {"results": [[result.id, _begins(result)] for result in waiting]}
        values = dict(await unit.read("readings.baselines", _BASELINES, p))
        for result in waiting:
            if (value := values.get(result.id)) is not None:
                unit.derive("KeyResult", result.node, {"baseline": value})
                fixed.add(result.id)
    return fixed


def _own_value(result: Found, value: Node) -> float | None:
    """What a KPI's value is to a key result; None for nothing."""
    node = result.node
    return since_baseline(value["value"], node.get("measuredAs", "VALUE"), node.get("baseline"))


def _begins(result: Found) -> str:
    """When the cycle of a key result began, as stored; before everything without one."""
    return "" if result.cycle is None else time_text(from_ms(result.cycle["startsMs"]))


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
        unit, [(one, _reports(unit, one, readings, there[one.id])) for one, readings in wanted]
    )


def _reports(
    unit: Unit, result: Found, readings: Iterable[Reading], there: dict[str, list[Node]]
) -> Iterable[dict[str, Any]]:
    """The check-ins that values become; `there` are those that stand in their way, by time."""
    for before, value in readings:
        if (own_value := _own_value(result, value)) is None:
            continue
        report = {
            "value": own_value,
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
