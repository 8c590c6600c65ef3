"""Checks on what is referred to, which several mutations share."""

from __future__ import annotations

from graph.domain.errors import GoalgraphError, InvalidInput, ReadOnly, WriteRefused
from graph.domain.measured_as import measure_mistake, measuring_mistakes
from graph.domain.metrics import Metric, metric_mistakes
from graph.domain.units import Unit, part_mistake, unit_mistakes
from graph.writes.mutations.mutation import Given
from graph.writes.unit_of_work import unit_of_work
from graph.writes.unit_of_work.loading import Found, Node


def usable(unit: unit_of_work.Unit, given: Given, *names: str) -> None:
    """Raises InvalidInput for references in these fields to what has been put away."""
    for name in names:
        value = given.get(name)
        for identifier in value if isinstance(value, list) else [value]:
            found = None if identifier is None else unit.found[identifier]
            if found is not None:
                check_not_put_away(found, [name])


def check_not_put_away(found: Found, path: list[str]) -> None:
    """Raises InvalidInput for what is named and has been put away."""
    if found.node.get("archived"):
        what = found.node.get("name") or found.node.get("title")
        raise InvalidInput(f'"{what}" is archived; name another.', path=path)


def open_cycle(unit: unit_of_work.Unit, given: Given, name: str = "cycle") -> Node | None:
    """The cycle that is named, if one is. Raises InvalidInput (archived) and ReadOnly (closed)."""
    usable(unit, given, name)
    identifier = given.get(name)
    if identifier is None:
        return None
    cycle = unit.found[identifier].node
    if cycle["state"] == "CLOSED":
        raise ReadOnly(
            f'The cycle "{cycle["name"]}" is closed; reopen it or name another.',
            path=[name],
            node=cycle["id"],
        )
    return cycle


def level_of(owner: Found) -> str:
    """The level of an objective with that owner."""
    if owner.kind == "Person":
        return "PERSONAL"
    return "COMPANY" if owner.node["kind"] == "COMPANY" else "TEAM"


def check_metric(given: Given) -> None:
    """Raises WriteRefused for a metric that is none, if one is given."""
    if (metric := given.get("metric")) is None:
        return
    numbers = {
        name: None if metric.get(name) is None else float(metric[name])
        for name in ("start", "target", "lower", "upper")
    }
    problems: list[GoalgraphError] = [
        InvalidInput(message, path=["metric", name])
        for name, message in metric_mistakes(Metric(metric["goal"], **numbers))
    ]
    if problems:
        raise WriteRefused(problems)


def check_measure(given: Given) -> None:
    """Raises WriteRefused for a measure that is none, if one is given."""
    if (measure := given.get("measure")) is None:
        return
    unit = Unit(measure["kind"], measure.get("currency"), measure.get("unit"))
    problems: list[GoalgraphError] = [
        InvalidInput(message, path=["measure", name]) for name, message in unit_mistakes(unit)
    ]
    if problems:
        raise WriteRefused(problems)


def unit_of(node: Node) -> Unit:
    """What the number of a stored key result or KPI is of."""
    return Unit(node["measureKind"], node.get("measureCurrency"), node.get("measureUnit"))


def check_measuring(result: Node, given: Given) -> None:
    """Raises WriteRefused when a key result, as it would be stored, cannot be measured as it says.
    What is wrong with `measuredAs` is told at what was given of the two."""
    mistakes = measuring_mistakes(
        result.get("measuredAs", "VALUE"),
        result.get("baseline"),
        measured=result.get("measuredById") is not None,
    )
    lost = "measuredAs" not in given and "measuredBy" in given
    problems: list[GoalgraphError] = [
        InvalidInput(message, path=["measuredBy" if lost and name == "measuredAs" else name])
        for name, message in mistakes
    ]
    if problems:
        raise WriteRefused(problems)


def check_part(kpi: Node, whole: Node | None, path: list[str]) -> None:
    """Raises InvalidInput for a KPI, as it would be stored, that is no part of that one, or names
    a segment of none."""
    if whole is None:
        if kpi.get("segment") is not None:
            raise InvalidInput(
                "A segment is a part of another KPI: give `partOf` as well.", path=["segment"]
            )
    elif (mistake := part_mistake(unit_of(kpi), unit_of(whole))) is not None:
        raise InvalidInput(mistake, path=path)


def measure_of_kpi(result: Node, kpi: Node, path: list[str]) -> Node:
    """The measure of a key result that a KPI measures, as stored: its own, or where nothing is said
    of it, the KPI's, or PERCENT. Raises InvalidInput for numbers that are of something else."""
    own, measured_as = unit_of(result), result.get("measuredAs", "VALUE")
    if (mistake := measure_mistake(measured_as, own, unit_of(kpi))) is not None:
        raise InvalidInput(mistake, path=path)
    if not own.plain:
        return {}
    if measured_as == "CHANGE_PERCENT":
        return {"measureKind": "PERCENT"}
    names = ("measureKind", "measureCurrency", "measureUnit", "measurePrecision")
    return {name: kpi.get(name) for name in names}


def picked(given: Given, *names: str) -> Node:
    """Those of these fields that were given."""
    return {name: given[name] for name in names if name in given}
