"""What follows from what was put back is derived anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from graph.domain.errors import Conflict, InvalidInput
from graph.domain.formula.formula import formula_of
from graph.writes.mutations import organization
from graph.writes.mutations.check_ins import recount
from graph.writes.mutations.comments import give_up_place
from graph.writes.mutations.cycles import GOALS, dated
from graph.writes.mutations.teams import GOALS as OWNED
from graph.writes.revert.apply import PATH, Undo
from graph.writes.revert.revision_changes import Row
from graph.writes.rules.kpi_check_ins import catch_up, feed, feed_anew, take, withdraw
from graph.writes.rules.kpi_formula_checks import check_flow, check_following, feed_by
from graph.writes.rules.validation import level_of
from graph.writes.unit_of_work.loading import Node

_OUTCOME: Final = ("progress", "healths", "healthSince")
_SAID: Final = ("at", "value", "source", "recordedAt", "periodStartsAt")
_COMPUTED: Final = """\
RETURN COLLECT {
  MATCH (v:KpiValue)
  WHERE v.org = $p.org AND v.kpiId = $p.id AND v.at IS NOT NULL AND v.id IS NOT NULL
    AND v.ended IS NULL AND v.source = 'FORMULA'
  RETURN [properties(v), head(COLLECT {
    MATCH (x:KpiValueVersion) WHERE x.org = $p.org AND x.of = v.id AND x.until >= $p.revision
    RETURN properties(x) ORDER BY x.org, x.of, x.until LIMIT 1
  })]
}"""
_FLOWING: Final = (*("formula", "partOfId", "frequency", "accumulates", "aggregation", "archived"),)
_FEEDING: Final = ("measuredById", "measuredAs", "baseline")
_OPEN: Final = ("DRAFT", "ACTIVE")

_CLOSED: Final = """\
MATCH (v:ObjectiveVersion {org: $p.org, of: $p.id, until: $p.revision})
RETURN properties(v) LIMIT 1"""


async def follow(undo: Undo) -> None:
    """Derives what follows from what has been put back, as far as it is not for the end of the
    write."""
    unit = undo.unit
    await _recount(undo)
    for row in undo.rows:
        found = undo.of(row)
        if found is None:
            continue
        node = found.node
        match row.kind:
            case "Objective":
                await _objective(undo, row, node)
            case "KeyResult":
                unit.restates(*{node["objectiveId"], row.after.get("objectiveId")} - {None})
                other = not row.before.keys().isdisjoint(_FEEDING)
                if other and node.get("measuredAs", "VALUE") == "VALUE":
                    unit.derive("KeyResult", node, {"baseline": None})
                if other or row.before.get("archived") is False:
                    await unit.find([row.id])
                    fed = feed_anew if other else feed
                    await fed(unit, [unit.found[row.id]])
            case "Kpi":
                unit.kpis.add(row.id)
                await _flows(undo, row, node)
            case "KpiValue":
                unit.kpis.add(node["kpiId"])
                unit.revalue(node["kpiId"], _starts(node, row.before, row.after))
            case "KpiTarget":
                unit.kpis.add(node["kpiId"])
            case "Team":
                unit.access_changed = True
                if "kind" in row.before:
                    for goal in await unit.read("team.goals", OWNED, {"id": row.id}):
                        unit.derive("Objective", goal, {"level": level_of(found)})
            case "Person":
                unit.access_changed = True
            case "Cycle":
                if not row.before.keys().isdisjoint(("state", "startsOn", "endsOn")):
                    unit.derive("Cycle", node, dated(unit, node["startsOn"], node["endsOn"]))
                    unit.restates(*await unit.read("cycle.goals", GOALS, {"id": row.id}))
            case "Comment" if row.change == "CREATED":
                await give_up_place(unit, node)
            case "Organization":
                try:
                    await organization.change(unit, dict(row.before))
                except (Conflict, InvalidInput) as error:
                    raise type(error)(error.message, path=PATH) from None


async def _flows(undo: Undo, row: Row, node: Node) -> None:
    """What is computed from a KPI, and how it is computed itself."""
    if row.change != "CREATED" and row.before.keys().isdisjoint(_FLOWING):
        return
    unit = undo.unit
    # What was made is put away with its formula, which goes on to say what it was made of.
    if "formula" in row.before:
        was, now = formula_of(row.after.get("formula")), formula_of(node.get("formula"))
        await unit.find(part.kpi for part in now.inputs) if now is not None else None
        await feed_by(unit, node, was, now, path=PATH)
    if row.before.get("formula") is None and "formula" in row.after:
        await _measured_again(undo, row.id)
    try:
        await check_flow(unit, node, PATH)
        await check_following(unit, node, PATH)
    except (Conflict, InvalidInput) as error:
        raise type(error)(error.message, path=PATH) from None
    unit.revalue(row.id, None)
    wholes = (row.before.get("partOfId"), row.after.get("partOfId"), node.get("partOfId"))
    unit.reformed.update(one for one in (row.id, *wholes) if one is not None)


async def _measured_again(undo: Undo, kpi: str) -> None:
    """What a formula made of a KPI's values that had none before the revision is no more."""
    unit = undo.unit
    p = {"id": kpi, "revision": undo.revision}
    for value, was in await unit.read("revert.computed", _COMPUTED, p):
        node = unit.known.same("KpiValue", value)
        if node["born"] >= undo.revision:
            unit.end("KpiValue", node, {"periodStartsAt": None})
            unit.unrelate("HAS_VALUE", kpi, node["id"])
            await withdraw(unit, [node])
        elif was is not None:
            before = dict(node)
            unit.derive("KpiValue", node, {name: was.get(name) for name in _SAID})
            await take(unit, [(before, node)])


def _starts(*states: Mapping[str, Any]) -> list[datetime]:
    """When the periods start that a value was of in these states."""
    starts = (state.get("periodStartsAt") for state in states)
    return [datetime.fromisoformat(start) for start in starts if start is not None]


async def _recount(undo: Undo) -> None:
    """Key results stand as the reports say that count now."""
    unit = undo.unit
    reported = {undo.there(row).node["keyResultId"] for row in undo.rows if row.kind == "CheckIn"}
    if reported:
        await unit.find(reported)
        results = [unit.found[identifier] for identifier in sorted(reported)]
        await recount(unit, results)
        unit.restates(*(result.goal["id"] for result in results))


async def _objective(undo: Undo, row: Row, node: Node) -> None:
    unit = undo.unit
    unit.rolls(row.id)
    if "cycleId" in row.before:
        unit.restates(row.id)
    before, after = row.before.get("lifecycle"), row.after.get("lifecycle")
    if before == "CLOSED":
        # It has again what it came to when it was closed.
        p = {"id": row.id, "revision": undo.revision}
        was = await unit.read("revert.closed", _CLOSED, p)
        if was is not None:
            unit.derive("Objective", node, {name: was.get(name) for name in _OUTCOME})
    elif before in _OPEN and after not in _OPEN:
        await catch_up(unit, [row.id])
