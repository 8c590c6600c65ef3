"""Checks on what is referred to, which several mutations share."""

from __future__ import annotations

from graph.domain.errors import GoalgraphError, InvalidInput, ReadOnly, WriteRefused
from graph.domain.metrics import Metric, metric_mistakes
from graph.domain.units import Unit, alike, said, unit_mistakes
from graph.writes.mutations.mutation import Given
from graph.writes.unit_of_work import unit_of_work
from graph.writes.unit_of_work.loading import Found, Node


def usable(unit: unit_of_work.Unit, given: Given, *names: str) -> None:
    """Raises InvalidInput for references in these fields to what has been put away."""
    for name in names:
        value = given.get(name)
        for identifier in value if isinstance(value, list) else [value]:
            found = None if identifier is None else unit.found[identifier]
            if found is not None and found.node.get("archived"):
                raise InvalidInput(
                    f'"{found.node.get("name") or found.node.get("title")}" is archived; name '
                    "another.",
                    path=[name],
                )


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


def measure_of_kpi(result: Node, kpi: Node, path: list[str]) -> Node:
    """The measure of a key result that a KPI measures, as stored: its own, or where nothing is said
    of it, the KPI's. Raises InvalidInput for numbers that are of something else."""
    own, measuring = unit_of(result), unit_of(kpi)
    if own.plain:
        names = ("measureKind", "measureCurrency", "measureUnit", "measurePrecision")
        return {name: kpi.get(name) for name in names}
    if not alike(own, measuring):
        raise InvalidInput(
            f'"{kpi["name"]}" is measured in {said(measuring)}, and "{result["title"]}" in '
            f"{said(own)}: a KPI measures what is of the same kind, currency and unit.",
            path=path,
        )
    return {}


def picked(given: Given, *names: str) -> Node:
    """Those of these fields that were given."""
    return {name: given[name] for name in names if name in given}
