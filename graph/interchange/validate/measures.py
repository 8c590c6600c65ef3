"""Currencies and units that there are, and KPIs that measure what is of the same."""

from __future__ import annotations

from graph.domain.measured_as import measure_mistake
from graph.domain.units import Unit, part_mistake, unit_mistakes
from graph.interchange.parse.entities import Document
from graph.interchange.parse.errors import Mistakes, Path
from graph.model.parts import Measure


def check_measures(document: Document, mistakes: Mistakes) -> None:
    """Reports what is wrong with how numbers are read."""
    units = {kpi.id or "": unit_of(kpi.measure) for kpi in document.kpis}
    for index, kpi in enumerate(document.kpis):
        _check(kpi.measure, "kpis", index, ("measure",), mistakes)
        whole = units.get(kpi.partOf or "")
        if whole is not None and (mistake := part_mistake(unit_of(kpi.measure), whole)):
            mistakes.add("kpis", index, ("partOf",), mistake)
        if kpi.partOf is None and kpi.segment is not None:
            said = "A segment is a part of another KPI: give `partOf` as well."
            mistakes.add("kpis", index, ("segment",), said)
    for index, objective in enumerate(document.objectives):
        for place, result in enumerate(objective.keyResults):
            path: Path = ("keyResults", place)
            _check(result.measure, "objectives", index, (*path, "measure"), mistakes)
            own, measuring = unit_of(result.measure), units.get(result.measuredBy or "")
            if measuring is None or result.measuredAs is None:
                continue
            if mistake := measure_mistake(result.measuredAs, own, measuring):
                mistakes.add("objectives", index, (*path, "measuredBy"), mistake)


def unit_of(measure: Measure | None) -> Unit:
    """What a number of the file is of."""
    return Unit() if measure is None else Unit(measure.kind, measure.currency, measure.unit)


def _check(measure: Measure | None, key: str, index: int, path: Path, mistakes: Mistakes) -> None:
    for name, message in unit_mistakes(unit_of(measure)):
        mistakes.add(key, index, (*path, name), message)
