"""What a KPI is computed from, as it is said and as it is stored. Imports graph.domain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import orjson

from graph.domain.errors import InvalidInput
from graph.domain.formula.language import name_mistake, parsed
from graph.domain.kpi_series import ORDER
from graph.domain.kpis import Accumulation, Aggregation

MOST_INPUTS: Final = 50
MOST_DEPENDENTS: Final = 100
"""How many KPIs may follow from one, directly and further on."""


class Input(NamedTuple):
    """A KPI under its name in the expression; its values are aggregated in its own way unless
    another is said."""

    name: str
    kpi: str
    aggregation: Aggregation | None = None


class Formula(NamedTuple):
    """An expression over inputs, or with `of_segments` what the KPI's segments make together."""

    expression: str = ""
    inputs: tuple[Input, ...] = ()
    of_segments: Aggregation | None = None


def formula_of(stored: str | None) -> Formula | None:
    """A stored formula."""
    if stored is None:
        return None
    said = orjson.loads(stored)
    inputs = tuple(Input(*row) for row in said["inputs"])
    return Formula(said["expression"], inputs, said["ofSegments"])


def stored_formula(formula: Formula) -> str:
    """It as text, one for all that say the same."""
    said = {
        "expression": formula.expression,
        "inputs": [list(row) for row in formula.inputs],
        "ofSegments": formula.of_segments,
    }
    return orjson.dumps(said).decode()


def said_formula(said: Mapping[str, Any]) -> Formula:
    """What a client or a file says."""
    inputs = tuple(
        Input(row["name"], row["kpi"], row.get("aggregation")) for row in said.get("inputs") or ()
    )
    return Formula(said.get("expression") or "", inputs, said.get("ofSegments"))


def file_formula(formula: Formula) -> dict[str, Any]:
    """What a file says of it."""
    if formula.of_segments is not None:
        return {"ofSegments": formula.of_segments}
    return {
        "expression": formula.expression,
        "inputs": [
            {name: value for name, value in row._asdict().items() if value is not None}
            for row in formula.inputs
        ],
    }


def formula_mistakes(formula: Formula) -> Iterator[tuple[Sequence[str | int], str]]:
    """What is wrong with a formula by itself: (the path, a sentence)."""
    if formula.of_segments is not None:
        if formula.expression or formula.inputs:
            yield ["ofSegments"], "Give either `ofSegments`, or `expression` and `inputs`."
        elif formula.of_segments == "LAST":
            yield ["ofSegments"], "Segments have no order: say SUM, MEAN, MIN or MAX."
        return
    if not 0 < len(formula.inputs) <= MOST_INPUTS:
        yield ["inputs"], f"A formula has from 1 to {MOST_INPUTS} inputs."
    known: set[str] = set()
    for number, row in enumerate(formula.inputs):
        if (mistake := name_mistake(row.name)) is not None:
            yield ["inputs", number, "name"], mistake
            continue
        if row.name in known:
            yield ["inputs", number, "name"], f'There is an input "{row.name}" already.'
        known.add(row.name)
    try:
        used = parsed(formula.expression).names
    except InvalidInput as error:
        yield ["expression"], error.message
        return
    for name in used:
        if name not in known:
            yield ["expression"], f'There is no input "{name}"; name one among `inputs`.'
    for number, row in enumerate(formula.inputs):
        if row.name in known and row.name not in used:
            yield ["inputs", number, "name"], f'"{row.name}" is not in the expression; leave it.'


def frequency_mistake(own: Any, other: Any, accumulates: Accumulation, name: str) -> str | None:
    """Why values of an input of that frequency make none of the KPI's own; None if they do."""
    if ORDER.index(other) > ORDER.index(own):
        return (
            f'"{name}" is measured {other}: values of a shorter period, {own}, do not follow from '
            "it. Measure this KPI as seldom, or name another."
        )
    if own == "WEEKLY" and other != own and accumulates != "NEVER":
        return (
            f'"{name}" is a running total, which has no weeks; name another, or another frequency.'
        )
    return None


def of_segments(aggregation: Aggregation, segments: Sequence[str]) -> Formula:
    """The formula that some segments make together; none of no segments."""
    inputs = tuple(Input(f"s{number}", kpi) for number, kpi in enumerate(segments, start=1))
    names = [row.name for row in inputs]
    total = " + ".join(names)
    match aggregation:
        case "MEAN":
            expression = f"({total}) / {len(names)}"
        case "MIN" | "MAX":
            expression = f"{aggregation.lower()}({', '.join(names)})"
        case _:
            expression = total
    return Formula(expression if names else "", inputs)
