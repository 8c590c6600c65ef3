"""What KPIs should be: their targets, one for exactly each period."""

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
from graph.domain.kpis import Target, target_mistakes
from graph.writes.mutations.mutation import (
    Entities,
    Given,
    Handlers,
    check_not_archived,
    check_version,
)
from graph.writes.unit_of_work.loading import Found, Node
from graph.writes.unit_of_work.unit_of_work import Unit

TARGETS: Final = """\
MATCH (k:Kpi {org: $p.org, id: $p.id})
RETURN COLLECT { MATCH (k)-[:HAS_TARGET]->(t:KpiTarget) RETURN properties(t) }"""
_NUMBERS: Final = ("value", "lower", "upper")


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
            for target in await targets_of(unit, found)
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


async def targets_of(unit: Unit, found: Found) -> list[Node]:
    """All targets of a KPI."""
    targets: list[Node] = await unit.read("kpi.targets", TARGETS, {"id": found.id})
    return [unit.known.same("KpiTarget", target) for target in targets]


KPI_TARGETS: Final[Handlers] = {"kpiTargetSet": set_target}
