"""KPIs: made, changed and archived, and what they should be.

What a KPI's status follows from may be changed in several ways; `graph.writes.rules.kpi_status`
derives it at the end of the write.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graph.domain.calendar import parse_date
from graph.domain.errors import (
    Conflict,
    GoalgraphError,
    InvalidInput,
    VersionConflict,
    WriteRefused,
)
from graph.domain.ids import new_id
from graph.domain.kpis import Target, accumulation_mistake, target_mistakes
from graph.domain.units import alike
from graph.domain.units import said as said_unit
from graph.model.kpis import Kpi
from graph.model.properties import of_changed, of_new
from graph.writes.mutations.mutation import (
    Entities,
    Given,
    Handlers,
    check_not_archived,
    check_version,
)
from graph.writes.rules.cycle_detection import check_no_circle
from graph.writes.rules.kpi_periods import divide_anew
from graph.writes.rules.ownership import check_held, hands_over
from graph.writes.rules.references import relate, relate_anew
from graph.writes.rules.validation import (
    check_measure,
    check_part,
    unit_of,
    usable,
)
from graph.writes.unit_of_work.loading import Found, Node
from graph.writes.unit_of_work.unit_of_work import Unit

TARGETS: Final = """\
MATCH (k:Kpi {org: $p.org, id: $p.id})
RETURN COLLECT { MATCH (k)-[:HAS_TARGET]->(t:KpiTarget) RETURN properties(t) }"""
MEASURES: Final = """\
MATCH (k:Kpi {org: $p.org, id: $p.id})
RETURN COLLECT {
  MATCH (k)<-[:MEASURED_BY]-(r:KeyResult) WHERE r.archived = false RETURN properties(r)
}"""
SEGMENTS: Final = """\
MATCH (k:Kpi {org: $p.org, id: $p.id})
RETURN COLLECT { MATCH (k)<-[:SEGMENT_OF]-(x:Kpi) RETURN properties(x) }"""
_NUMBERS: Final = ("value", "lower", "upper")
_JUDGING: Final = (
    *("direction", "frequency", "watchBand", "watchWithin"),
    *("aggregation", "accumulates"),
)
"""What its status follows from, its values and targets apart."""


async def create(unit: Unit, given: Given) -> Entities:
    """A new KPI, without values or targets."""
    usable(unit, given, "owner", "partOf")
    check_measure(given)
    _check_accumulation({"accumulates": "NEVER", **given})
    identifier = given["id"]
    said = of_new(Kpi, given)
    check_part(said, _whole(unit, said), ["partOf"])
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
    before = node["frequency"]
    if not changes.keys().isdisjoint(("frequency", "accumulates")):
        _check_accumulation({"accumulates": "NEVER", **node, **changes})
    unit.change("Kpi", node, changes)
    if node["frequency"] != before:
        await divide_anew(unit, [node])
    if not changes.keys().isdisjoint(_JUDGING):
        unit.kpis.add(found.id)
    return {"kpi": found.id}


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
    unit.change("Kpi", found.node, {"archived": True})
    return {"kpi": found.id}


async def restore(unit: Unit, given: Given) -> Entities:
    """It is there again, with all it had."""
    found = unit.found[given["id"]]
    if unit.change("Kpi", found.node, {"archived": False}):
        await check_held(unit, "Kpi", [found.id], ["id"])
    return {"kpi": found.id}


async def set_target(unit: Unit, given: Given) -> Entities:
    """What a KPI should be in exactly that period from now on, or that nothing is said of it."""
    found = unit.found[given["kpi"]]
    check_not_archived(found, ["kpi"])
    period: Node = given["period"]
    numbers: dict[str, float | None] = {
        name: _number(given.get(name)) for name in _NUMBERS if name in given
    }
    there = next(
        (
            target
            for target in await _targets(unit, found)
            if (target["startsOn"], target["endsOn"]) == (period["startsOn"], period["endsOn"])
        ),
        None,
    )
    if (expected := given.get("expectedVersion")) is not None:
        _check_expected(unit, found, there, expected)
    unit.kpis.add(found.id)
    if numbers and not any(number is not None for number in numbers.values()):
        _check_days(period)
        if there is not None:
            unit.end("KpiTarget", there)
            unit.unrelate("HAS_TARGET", found.id, there["id"])
            return {"kpiTarget": there["id"], "kpi": found.id}
        return {"kpi": found.id}
    _check_target(found, given, numbers)
    identifier = given.get("id")
    if there is not None:
        if identifier not in (None, there["id"]):
            raise Conflict(
                f"The target of that period is {there['id']}; give that id, or none.", path=["id"]
            )
        unit.change("KpiTarget", there, {name: numbers.get(name) for name in _NUMBERS})
        return {"kpiTarget": there["id"], "kpi": found.id}
    if identifier is None:
        identifier = new_id("KpiTarget")
    else:
        await unit.find([], [identifier])
    node = {"id": identifier, "kpiId": found.id, **period, **numbers}
    if unit.add("KpiTarget", node):
        unit.relate("HAS_TARGET", found.id, identifier)
    return {"kpiTarget": identifier, "kpi": found.id}


def _number(given: Any) -> float | None:
    return None if given is None else float(given)


def _check_expected(unit: Unit, kpi: Found, there: Node | None, expected: int) -> None:
    """Raises VersionConflict unless the target of a period has that version: 0 without one."""
    if there is not None:
        check_version(unit, "KpiTarget", there["id"], expected)
    elif expected != 0:
        raise VersionConflict(
            f'"{kpi.node["name"]}" has no target of that period any more; expect version 0 for a '
            "new one.",
            path=["expectedVersion"],
            current=kpi.id,
        )


def _check_target(found: Found, given: Given, numbers: Mapping[str, float | None]) -> None:
    """Raises WriteRefused with all that is wrong with a target."""
    period = given["period"]
    target = Target(
        parse_date(period["startsOn"]),
        parse_date(period["endsOn"]),
        **numbers,
    )
    problems: list[GoalgraphError] = [
        InvalidInput(message, path=[name])
        for name, message in target_mistakes(found.node["direction"], target)
    ]
    if problems:
        raise WriteRefused(problems)


def _check_days(period: Node) -> None:
    if period["startsOn"] > period["endsOn"]:
        raise InvalidInput("The period ends before it starts.", path=["period"])


async def _check_direction(unit: Unit, found: Found, direction: Any) -> None:
    """Raises Conflict while there are targets that do not go with a direction."""
    between = direction == "BETWEEN"
    if between == (found.node["direction"] == "BETWEEN"):
        return
    targets = await _targets(unit, found)
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


async def _targets(unit: Unit, found: Found) -> list[Node]:
    targets: list[Node] = await unit.read("kpi.targets", TARGETS, {"id": found.id})
    return [unit.known.same("KpiTarget", target) for target in targets]


KPIS: Final[Handlers] = {
    "kpiCreate": create,
    "kpiUpdate": update,
    "kpiArchive": archive,
    "kpiRestore": restore,
    "kpiTargetSet": set_target,
}
