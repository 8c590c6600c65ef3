"""KPIs: made, changed and archived.

What a KPI's status follows from may be changed in several ways; `graph.writes.rules.kpi_status`
derives it at the end of the write.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graph.domain.errors import (
    Conflict,
    InvalidInput,
)
from graph.domain.formula.formula import Formula, formula_of, said_formula, stored_formula
from graph.domain.kpis import accumulation_mistake
from graph.domain.units import alike
from graph.domain.units import said as said_unit
from graph.model.kpis import Kpi
from graph.model.properties import of_changed, of_new
from graph.writes.mutations.kpi_targets import targets_of
from graph.writes.mutations.mutation import (
    Entities,
    Given,
    Handlers,
    check_not_archived,
)
from graph.writes.rules.cycle_detection import check_no_circle
from graph.writes.rules.kpi_formula_checks import check_flow, check_following, check_said, feed_by
from graph.writes.rules.kpi_periods import divide_anew
from graph.writes.rules.ownership import check_held, hands_over
from graph.writes.rules.references import relate, relate_anew
from graph.writes.rules.validation import (
    check_measure,
    check_not_put_away,
    check_part,
    unit_of,
    usable,
)
from graph.writes.unit_of_work.loading import Found, Node
from graph.writes.unit_of_work.unit_of_work import Unit

MEASURES: Final = """\
MATCH (k:Kpi {org: $p.org, id: $p.id})
RETURN COLLECT {
  MATCH (k)<-[:MEASURED_BY]-(r:KeyResult) WHERE r.archived = false RETURN properties(r)
}"""
SEGMENTS: Final = """\
MATCH (k:Kpi {org: $p.org, id: $p.id})
RETURN COLLECT { MATCH (k)<-[:SEGMENT_OF]-(x:Kpi) RETURN properties(x) }"""
_JUDGING: Final = (
    *("direction", "frequency", "watchBand", "watchWithin"),
    *("aggregation", "accumulates"),
)
"""What its status follows from, its values and targets apart."""
_FLOWING: Final = ("formula", "partOf", "frequency", "accumulates", "aggregation")
"""What values that are computed follow from."""


async def create(unit: Unit, given: Given) -> Entities:
    """A new KPI, without values or targets."""
    usable(unit, given, "owner", "partOf")
    check_measure(given)
    _check_accumulation({"accumulates": "NEVER", **given})
    identifier = given["id"]
    said = of_new(Kpi, given)
    check_part(said, _whole(unit, said), ["partOf"])
    formula = _given_formula(unit, given)
    said["formula"] = None if formula is None else stored_formula(formula)
    made = unit.add(
        "Kpi",
        {
            "id": identifier,
            **said,
            "statuses": ["NO_DATA"],
            "statusSince": [],
            "archived": False,
        },
    )
    if made:
        relate(unit, Kpi, identifier, given)
        if formula is not None or given.get("partOf") is not None:
            await unit.find([identifier])
            await _flows(unit, unit.found[identifier].node, None, formula)
    return {"kpi": identifier}


async def update(unit: Unit, given: Given) -> Entities:
    """Other fields of a KPI; its status follows."""
    found = unit.found[given["id"]]
    node = found.node
    if not await hands_over(unit, found, given):
        check_not_archived(found, ["id"])
    usable(unit, given, "owner", "partOf")
    check_measure(given)
    changes = of_changed(Kpi, given)
    if given.get("partOf", "") is None and "segment" not in given:
        changes["segment"] = None
    if not given.keys().isdisjoint(("partOf", "segment", "measure")):
        await _check_segments(unit, found, {**node, **changes}, given)
    if "measure" in given:
        await _check_measures(unit, found, {**node, **changes})
    relate_anew(unit, Kpi, found, given)
    if "direction" in given:
        await _check_direction(unit, found, given["direction"])
    before, was = node["frequency"], formula_of(node.get("formula"))
    whole, formula = node.get("partOfId"), was
    if "formula" in given:
        formula = _given_formula(unit, given)
        changes["formula"] = None if formula is None else stored_formula(formula)
    if not changes.keys().isdisjoint(("frequency", "accumulates")):
        _check_accumulation({"accumulates": "NEVER", **node, **changes})
    unit.change("Kpi", node, changes)
    if node["frequency"] != before:
        await divide_anew(unit, [node])
    if not given.keys().isdisjoint(_FLOWING):
        await _flows(unit, node, was, formula, whole, given)
    if not changes.keys().isdisjoint(_JUDGING):
        unit.kpis.add(found.id)
    return {"kpi": found.id}


def _given_formula(unit: Unit, given: Given) -> Formula | None:
    """What a KPI is to be computed from. Raises WriteRefused."""
    if (said := given.get("formula")) is None:
        return None
    formula = said_formula(said)
    check_said(formula)
    for number, row in enumerate(formula.inputs):
        check_not_put_away(unit.found[row.kpi], ["formula", "inputs", str(number), "kpi"])
    return formula


async def _flows(
    unit: Unit,
    kpi: Node,
    was: Formula | None,
    formula: Formula | None,
    whole: str | None = None,
    given: Given | None = None,
) -> None:
    """What follows from how a KPI is computed now, from what it is a part of, and from how its
    values make others. `was` and `whole` are its formula and what it was a part of before. Raises
    WriteRefused and CycleFound when something cannot be computed."""
    path = [next((name for name in _FLOWING if name in (given or {})), "formula")]
    await feed_by(unit, kpi, was, formula)
    await check_flow(unit, kpi, path)
    if formula != was or kpi.get("partOfId") != whole:
        await check_following(unit, kpi, path)
    if formula is not None:
        unit.reformed.add(kpi["id"])
    unit.revalue(kpi["id"], None)
    unit.reformed.update(one for one in (whole, kpi.get("partOfId")) if one is not None)


def _whole(unit: Unit, kpi: Node) -> Node | None:
    """The KPI that a KPI is a part of, which has been found."""
    whole = kpi.get("partOfId")
    return None if whole is None else unit.found[whole].node


async def _check_segments(unit: Unit, found: Found, then: Node, given: Given) -> None:
    """Raises InvalidInput, Conflict and DriveCycle when a KPI would be a part that it cannot be, or
    has parts that it cannot have."""
    whole = then.get("partOfId")
    await unit.find([whole] if whole is not None else ())
    names: tuple[str, ...] = ("partOf", "measure", "segment")
    path = [next(name for name in names if name in given)]
    check_part(then, _whole(unit, then), path)
    if "partOf" in given and whole not in (None, found.node.get("partOfId")):
        await check_no_circle(unit, "SEGMENT_OF", found.node, whole, path=["partOf"])
    if "measure" not in given or alike(unit_of(found.node), unit_of(then)):
        return
    parts = await unit.read("kpi.segments", SEGMENTS, {"id": found.id})
    others = [part for part in parts if not alike(unit_of(part), unit_of(then))]
    if others:
        raise Conflict(
            f'"{found.node["name"]}" has {len(others)} part(s) in {said_unit(unit_of(others[0]))}; '
            "clear their `partOf` first.",
            path=["measure"],
        )


def _check_accumulation(kpi: Mapping[str, Any]) -> None:
    if mistake := accumulation_mistake(kpi["frequency"], kpi["accumulates"]):
        raise InvalidInput(mistake, path=["accumulates"])


async def archive(unit: Unit, given: Given) -> Entities:
    """It is put away with all it has: it moves and is moved no more, and takes no more values."""
    found = unit.found[given["id"]]
    if unit.change("Kpi", found.node, {"archived": True}):
        _reform(unit, found.node)
    return {"kpi": found.id}


async def restore(unit: Unit, given: Given) -> Entities:
    """It is there again, with all it had."""
    found = unit.found[given["id"]]
    if unit.change("Kpi", found.node, {"archived": False}):
        _reform(unit, found.node)
        await check_held(unit, "Kpi", [found.id], ["id"])
    return {"kpi": found.id}


def _reform(unit: Unit, kpi: Node) -> None:
    """A KPI comes or goes: that changes what it is a part of, and whether it is computed."""
    unit.reformed.update(one for one in (kpi["id"], kpi.get("partOfId")) if one is not None)


async def _check_direction(unit: Unit, found: Found, direction: Any) -> None:
    """Raises Conflict while there are targets that do not go with a direction."""
    between = direction == "BETWEEN"
    if between == (found.node["direction"] == "BETWEEN"):
        return
    targets = await targets_of(unit, found)
    if targets:
        needs = "lower and upper" if between else "value"
        raise Conflict(
            f'"{found.node["name"]}" has {len(targets)} target(s), and one of a KPI with direction '
            f"{direction} needs {needs}; clear them first with kpiTargetSet.",
            path=["direction"],
        )


async def _check_measures(unit: Unit, found: Found, then: Node) -> None:
    """Raises Conflict while it measures key results whose numbers would be of something else."""
    if alike(unit_of(found.node), unit_of(then)):
        return
    results = await unit.read("kpi.measures", MEASURES, {"id": found.id})
    others = [
        result
        for result in results
        if result.get("measuredAs") != "CHANGE_PERCENT"
        and not alike(unit_of(result), unit_of(then))
    ]
    if others:
        raise Conflict(
            f'"{found.node["name"]}" measures {len(others)} key result(s) in '
            f"{said_unit(unit_of(others[0]))}; clear their `measuredBy` first.",
            path=["measure"],
        )


KPIS: Final[Handlers] = {
    "kpiCreate": create,
    "kpiUpdate": update,
    "kpiArchive": archive,
    "kpiRestore": restore,
}
