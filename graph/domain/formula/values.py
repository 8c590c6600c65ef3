"""A formula's value of a period, from what was measured of its inputs. Imports graph.domain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import fsum
from typing import Final, Literal, NamedTuple

from graph.domain.calendar import Period, start_of_day
from graph.domain.formula.formula import Formula
from graph.domain.formula.language import NoValue, evaluated, parsed
from graph.domain.kpi_series import Measured, aggregated
from graph.domain.kpis import Aggregation, Calendar

LARGEST: Final = 1e100
"""What a KPI's value may be in size."""


class Source(NamedTuple):
    """What was measured of an input; it `counts` where it has a value if it is a segment that was
    archived, always if not."""

    kpi: Measured
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """Why there is no value: an input has none, or the numbers allow none."""

    reason: Literal["INPUT_MISSING"] | NoValue


def value_of(
    formula: Formula, sources: Sequence[Source], calendar: Calendar, period: Period
) -> float | Missing:
    """What a formula comes to in a period of its KPI; `sources` are those of its inputs, in their
    order, or all segments."""
    if formula.of_segments is not None:
        return _of_segments(formula.of_segments, sources, calendar, period)
    values = {}
    for row, source in zip(formula.inputs, sources, strict=True):
        own = row.aggregation or source.kpi.aggregation
        value = aggregated(replace(source.kpi, aggregation=own), calendar, period)
        if value is None:
            return Missing("INPUT_MISSING")
        values[row.name] = value
    found = evaluated(parsed(formula.expression), values)
    if isinstance(found, str):
        return Missing(found)
    return _stored(found)


def period_with(calendar: Calendar, own: Calendar, start: datetime) -> Period:
    """The period to which an input's own period counts that starts then: the one that holds its
    first day, of a week its Thursday."""
    if calendar.frequency == own.frequency:
        return calendar.period(start)
    return calendar.period(start_of_day(own.first_day(own.period(start)), calendar.zone))


def _of_segments(
    aggregation: Aggregation, sources: Sequence[Source], calendar: Calendar, period: Period
) -> float | Missing:
    values = []
    for source in sources:
        value = aggregated(source.kpi, calendar, period)
        if value is not None:
            values.append(value)
        elif not source.archived:
            return Missing("INPUT_MISSING")
    if not values:
        return Missing("INPUT_MISSING")
    match aggregation:
        case "MEAN":
            return _stored(fsum(values) / len(values))
        case "MIN":
            return min(values)
        case "MAX":
            return max(values)
    return _stored(fsum(values))


def _stored(number: float) -> float | Missing:
    return number + 0.0 if abs(number) <= LARGEST else Missing("TOO_LARGE")
