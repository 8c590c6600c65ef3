"""Checks on what is referred to, which several mutations share."""

from __future__ import annotations

from graph.domain.errors import GoalgraphError, InvalidInput, ReadOnly, WriteRefused
from graph.domain.metrics import Metric, metric_mistakes
from graph.writes.mutations.mutation import Given
from graph.writes.unit_of_work.loading import Found, Node
from graph.writes.unit_of_work.unit_of_work import Unit


def usable(unit: Unit, given: Given, *names: str) -> None:
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


def open_cycle(unit: Unit, given: Given, name: str = "cycle") -> Node | None:
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


def picked(given: Given, *names: str) -> Node:
    """Those of these fields that were given."""
    return {name: given[name] for name in names if name in given}
