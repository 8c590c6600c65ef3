"""Formulas of a file: right by themselves, and of inputs that can make such values."""

from __future__ import annotations

from graph.domain.formula.formula import (
    MOST_DEPENDENTS,
    MOST_INPUTS,
    Formula,
    Input,
    formula_mistakes,
    frequency_mistake,
)
from graph.interchange.parse.entities import Document
from graph.interchange.parse.errors import Mistakes
from graph.model.kpis import Kpi


def formula_of(kpi: Kpi) -> Formula | None:
    """A KPI's formula as the rules know it."""
    said = kpi.formula
    if said is None:
        return None
    # None stands where an input was a mistake by itself.
    inputs = tuple(Input(row.name or "", row.kpi or "", row.aggregation) for row in said.inputs)
    return Formula(said.expression or "", inputs, said.ofSegments)


def parts_of(document: Document) -> dict[str, list[Kpi]]:
    """What each KPI that has a formula is made of, in the formula's order; segments by their ids.
    What is not in the file is left out."""
    known = {kpi.id or "": kpi for kpi in document.kpis}
    segments: dict[str, list[Kpi]] = {}
    for kpi in sorted(document.kpis, key=lambda kpi: kpi.id or ""):
        segments.setdefault(kpi.partOf or "", []).append(kpi)
    made: dict[str, list[Kpi]] = {}
    for identifier, kpi in known.items():
        if (formula := formula_of(kpi)) is None:
            continue
        if formula.of_segments is None:
            made[identifier] = [known[row.kpi] for row in formula.inputs if row.kpi in known]
        else:
            made[identifier] = segments.get(identifier, [])
    return made


def check_formulas(document: Document, mistakes: Mistakes) -> None:
    """Reports what is wrong with formulas."""
    made = parts_of(document)
    for index, kpi in enumerate(document.kpis):
        if (formula := formula_of(kpi)) is None:
            continue
        found = [(tuple(path), message) for path, message in formula_mistakes(formula)]
        parts = made[kpi.id or ""]
        if len(parts) > MOST_INPUTS and formula.of_segments is not None:
            found.append((("ofSegments",), f"It has more than {MOST_INPUTS} segments."))
        for part in parts:
            if None in (kpi.frequency, part.frequency, part.accumulates):
                continue  # These are mistakes by themselves.
            mistake = frequency_mistake(
                kpi.frequency, part.frequency, part.accumulates, part.name or ""
            )
            if mistake is not None:
                found.append(((), mistake))
        for path, message in found:
            mistakes.add("kpis", index, ("formula", *path), message)
    _check_following(document, made, mistakes)


def _check_following(document: Document, made: dict[str, list[Kpi]], mistakes: Mistakes) -> None:
    """From no KPI too many others follow."""
    follows: dict[str, list[str]] = {}
    for whole, parts in made.items():
        for part in parts:
            follows.setdefault(part.id or "", []).append(whole)
    for index, kpi in enumerate(document.kpis):
        met: set[str] = set()
        waiting = [kpi.id or ""]
        while waiting and len(met) <= MOST_DEPENDENTS:
            for other in follows.get(waiting.pop(), ()):
                if other not in met:
                    met.add(other)
                    waiting.append(other)
        if len(met) > MOST_DEPENDENTS:
            message = f"More than {MOST_DEPENDENTS} KPIs with formulas follow from it."
            mistakes.add("kpis", index, ("id",), message)
