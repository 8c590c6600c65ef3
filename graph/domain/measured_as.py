"""How a KPI's values become those of a key result that it measures."""

from __future__ import annotations

from typing import Final, Literal

from graph.domain.units import Unit, alike, said

MeasuredAs = Literal["VALUE", "CHANGE", "CHANGE_PERCENT"]
MeasuredField = Literal["measuredAs", "baseline"]

PERCENT: Final = Unit("PERCENT")
SMALLEST: Final = 1e-100
"""Below this size a baseline is 0 to percentages: they stay finite."""


def since_baseline(value: float, measured_as: MeasuredAs, baseline: float | None) -> float | None:
    """What a KPI's value is to a key result: the value itself, its change since the baseline in the
    KPI's unit, or that in percent of the baseline's size. None where nothing can be said: without
    a baseline, and for percentages of 0."""
    if measured_as == "VALUE":
        return value
    if baseline is None:
        return None
    change = value - baseline
    if measured_as == "CHANGE":
        return change + 0.0
    if abs(baseline) < SMALLEST:
        return None
    return 100 * change / abs(baseline) + 0.0


def measuring_mistakes(
    measured_as: MeasuredAs, baseline: float | None, *, measured: bool
) -> list[tuple[MeasuredField, str]]:
    """What is wrong with how a key result is measured: (the field, a sentence). `measured`: whether
    a KPI measures it."""
    if measured_as == "VALUE":
        if baseline is None:
            return []
        return [("baseline", "A baseline is for measuredAs CHANGE and CHANGE_PERCENT; leave it.")]
    mistakes: list[tuple[MeasuredField, str]] = []
    if not measured:
        mistakes.append(
            (
                "measuredAs",
                f"{measured_as} is of a KPI's values: give `measuredBy`, or measuredAs VALUE.",
            )
        )
    if measured_as == "CHANGE_PERCENT" and baseline is not None and abs(baseline) < SMALLEST:
        mistakes.append(
            ("baseline", "There are no percentages of 0: give another baseline, or CHANGE.")
        )
    return mistakes


def measure_mistake(measured_as: MeasuredAs, own: Unit, kpi: Unit) -> str | None:
    """Why a KPI with that unit cannot measure a key result with this one; None if it can. Numbers
    of which nothing is said get theirs from it (`unit_by`)."""
    if own.plain:
        return None
    if measured_as == "CHANGE_PERCENT":
        if own == PERCENT:
            return None
        return (
            f"CHANGE_PERCENT is in PERCENT, and the key result in {said(own)}: give it the measure "
            "PERCENT, or none."
        )
    if alike(own, kpi):
        return None
    return (
        f"The KPI is measured in {said(kpi)}, and the key result in {said(own)}: a KPI measures "
        "what is of the same kind, currency and unit."
    )
