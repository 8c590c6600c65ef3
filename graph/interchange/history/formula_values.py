"""Values of KPIs with formulas that a file leaves out, and when they were known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from graph.domain.calendar import time_text
from graph.domain.formula.formula import Formula
from graph.domain.formula.values import Missing, Source, period_with, value_of
from graph.domain.ids import new_id
from graph.domain.kpi_series import MOST_PERIODS, Measured
from graph.domain.kpis import Calendar, Judging, is_summed
from graph.model.kpis import Kpi, KpiValue


def fill_values(
    kpi: Kpi,
    formula: Formula,
    parts: Sequence[Kpi],
    calendar_of: Callable[[Kpi], Calendar],
    now: datetime,
) -> None:
    """Adds the values that follow from those of its parts, whose times are in their stored form,
    for finished periods of which the file has none; a value is known once its period is over and
    its parts' values are."""
    calendar = calendar_of(kpi)
    given = {calendar.period(datetime.fromisoformat(value.at)).starts_at for value in kpi.values}
    sources = [_source(part, calendar_of(part)) for part in parts]
    known: dict[datetime, str] = {}
    for part, source in zip(parts, sources, strict=True):
        own = source.kpi.calendar
        for value in part.values:
            start = period_with(calendar, own, datetime.fromisoformat(value.at)).starts_at
            known[start] = max(known.get(start, ""), value.recordedAt or value.at)
    made = []
    for start in sorted(known)[-MOST_PERIODS:]:
        period = calendar.period(start)
        if start in given or period.ends_at > now:
            continue
        number = value_of(formula, sources, calendar, period)
        if not isinstance(number, Missing):
            made.append(
                KpiValue(
                    id=new_id("KpiValue"),
                    at=time_text(period.ends_at - timedelta(seconds=1)),
                    value=number,
                    source="FORMULA",
                    recordedAt=max(known[start], time_text(period.ends_at)),
                )
            )
    kpi.values = (*kpi.values, *made)


def _source(kpi: Kpi, calendar: Calendar) -> Source:
    values = {
        calendar.period(datetime.fromisoformat(value.at)).starts_at: value.value
        for value in kpi.values
    }
    judging = Judging(kpi.direction, summed=is_summed(kpi.aggregation, kpi.accumulates))
    measured = Measured(calendar, judging, kpi.aggregation, kpi.accumulates, values)
    return Source(measured, kpi.archived)
