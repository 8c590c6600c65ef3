"""Whether a KPI can be computed as it says, asked under the lock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from graph.domain.errors import Conflict, GoalgraphError, InvalidInput, WriteRefused
from graph.domain.formula.formula import (
    MOST_DEPENDENTS,
    MOST_INPUTS,
    Formula,
    formula_mistakes,
    formula_of,
    frequency_mistake,
)
from graph.writes.rules.cycle_detection import Ways, check_no_circle
from graph.writes.rules.kpi_formulas import FLOWS
from graph.writes.unit_of_work.loading import Node
from graph.writes.unit_of_work.unit_of_work import Unit

# What a KPI is made of, and what is made of it.
_NEIGHBOURS: Final = """\
MATCH (k:Kpi {org: $p.org, id: $p.id})
RETURN {
  inputs: COLLECT { MATCH (k)<-[:FEEDS]-(x:Kpi) RETURN properties(x) },
  segments: COLLECT { MATCH (k)<-[:SEGMENT_OF]-(y:Kpi) RETURN properties(y) },
  fed: COLLECT { MATCH (k)-[:FEEDS]->(z:Kpi) RETURN properties(z) },
  wholes: COLLECT { MATCH (k)-[:SEGMENT_OF]->(w:Kpi) RETURN properties(w) }
}"""
_MOST_FOLLOWING: Final = f"""\
MATCH (k:Kpi {{org: $p.org, id: $p.id}})
MATCH (k) (()<-[:{FLOWS}]-()){{0,}} (u:Kpi)
WITH DISTINCT u
RETURN coalesce(max(COUNT {{
  MATCH (u) (()-[:{FLOWS}]->()){{1,}} (d:Kpi) WHERE d.formula IS NOT NULL RETURN DISTINCT d
}}), 0)"""


def check_said(formula: Formula) -> None:
    """Raises WriteRefused with all that is wrong with a formula by itself."""
    problems: list[GoalgraphError] = [
        InvalidInput(message, path=["formula", *map(str, path)])
        for path, message in formula_mistakes(formula)
    ]
    if problems:
        raise WriteRefused(problems)


async def feed_by(
    unit: Unit,
    kpi: Node,
    before: Formula | None,
    after: Formula | None,
    *,
    path: Sequence[str] = ("formula", "inputs"),
) -> None:
    """Has a KPI's inputs feed it, and no others. Raises CycleFound."""
    was, now = _fed_by(before), _fed_by(after)
    ways = Ways(unit, "FEEDS")
    for one in sorted(now - was):
        if one == kpi["id"] or await ways.closes(one, kpi["id"]):
            start = unit.found[one].node
            await check_no_circle(unit, "FEEDS", start, kpi["id"], path=list(path))
    for one in sorted(was - now):
        unit.unrelate("FEEDS", one, kpi["id"])
    for one in sorted(now - was):
        unit.relate("FEEDS", one, kpi["id"])


async def check_flow(unit: Unit, kpi: Node, path: list[str]) -> None:
    """Raises InvalidInput when a KPI, as it is now, cannot be made of its inputs or segments, and
    Conflict when what is made of it cannot be any more."""
    found: dict[str, list[Node]] = await unit.read(
        "formula.neighbours", _NEIGHBOURS, {"id": kpi["id"]}
    )
    formula = formula_of(kpi.get("formula"))
    if formula is not None:
        parts = found["inputs"] if formula.of_segments is None else found["segments"]
        if len(parts) > MOST_INPUTS:
            raise InvalidInput(
                f'"{kpi["name"]}" is made of its segments, of which it may have {MOST_INPUTS}.',
                path=path,
            )
        for part in parts:
            if (mistake := _mistake(kpi, part)) is not None:
                raise InvalidInput(mistake, path=path)
    fed = found["fed"] + [
        whole
        for whole in found["wholes"]
        if (own := formula_of(whole.get("formula"))) and own.of_segments is not None
    ]
    for other in fed:
        if (mistake := _mistake(other, kpi)) is not None:
            raise Conflict(
                f'"{other["name"]}" is computed from it: {mistake} Change that formula first.',
                path=path,
            )


async def check_following(unit: Unit, kpi: Node, path: list[str]) -> None:
    """Raises InvalidInput when too many KPIs follow from what a KPI follows from."""
    most: int = await unit.read("formula.following", _MOST_FOLLOWING, {"id": kpi["id"]})
    if most > MOST_DEPENDENTS:
        raise InvalidInput(
            f"More than {MOST_DEPENDENTS} KPIs would follow from one; leave some out between.",
            path=path,
        )


def check_measured(unit: Unit, kpis: Iterable[tuple[str, list[str]]]) -> None:
    """Raises Conflict for KPIs whose values nobody records, since they are computed."""
    for identifier, path in kpis:
        node = unit.found[identifier].node
        if "formula" in node:
            raise Conflict(
                f'"{node["name"]}" is computed from its formula; record values of its inputs, or '
                "clear its `formula` first.",
                path=path,
            )


def _mistake(kpi: Node, part: Node) -> str | None:
    accumulates: Any = part.get("accumulates", "NEVER")
    return frequency_mistake(kpi["frequency"], part["frequency"], accumulates, part["name"])


def _fed_by(formula: Formula | None) -> set[str]:
    return set() if formula is None else {row.kpi for row in formula.inputs}
