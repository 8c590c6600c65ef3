"""A KPI period by period: its value, its measured parts, target, status, change and growth.

Values are given by the start of their own period, one each. What is not measured is None, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from math import fsum
from typing import Final

from graph.domain.calendar import Frequency, Period
from graph.domain.errors import InvalidInput, LimitExceeded
from graph.domain.kpis import (
    WITHIN,
    Accumulation,
    Aggregation,
    Calendar,
    Judging,
    KpiStatus,
    Target,
    is_longer,
    is_summed,
    judged,
    standing_target,
)

ORDER: Final[tuple[Frequency, ...]] = (
    "HOURLY",
    "DAILY",
    "WEEKLY",
    "MONTHLY",
    "QUARTERLY",
    "ANNUAL",
)
MOST_PERIODS: Final = 2_000
MOST_PARTS: Final = 50_000


@dataclass(frozen=True, slots=True)
class Measured:
    """A KPI with what was measured of it: `values` by the start of their own period."""

    calendar: Calendar
    judging: Judging
    aggregation: Aggregation
    accumulates: Accumulation
    values: Mapping[datetime, float]
    targets: Sequence[tuple[Target, str]] = ()

    @property
    def totals(self) -> bool:
        """Whether its values are running totals."""
        return self.accumulates != "NEVER"

    def within(self, period: Period) -> Period:
        """What a running total of that period starts again with."""
        longer = replace(self.calendar, frequency=WITHIN[self.accumulates])
        return longer.period(period.starts_at)


@dataclass(frozen=True, slots=True)
class KpiPeriod:
    """One period: `measured` of its `of` parts have a value. `target` is an id."""

    period: Period
    value: float | None
    measured: int
    of: int
    partial: bool
    target: str | None
    status: KpiStatus
    change: float | None
    growth: float | None
    growth_year_on_year: float | None


def series(
    kpi: Measured, start: datetime, end: datetime, now: datetime, every: Frequency | None = None
) -> list[KpiPeriod]:
    """The periods of `every` (by default its own) that overlap [start, end), oldest first.

    Raises InvalidInput for periods that are finer than its own, or weeks of a running total, and
    LimitExceeded for more than 2,000.
    """
    own = kpi.calendar
    calendar = replace(own, frequency=every or own.frequency)
    if ORDER.index(calendar.frequency) < ORDER.index(own.frequency):
        raise InvalidInput(
            f"It is measured {own.frequency}; ask for periods that are as long or longer.",
            path=["every"],
        )
    if kpi.totals and calendar.frequency == "WEEKLY":
        raise InvalidInput("A running total has no weeks; ask for others.", path=["every"])
    if end <= start:
        raise InvalidInput("`to` has to be after `from`.", path=["to"])
    wanted = list(_periods(calendar, start, end))
    # The two before: a change is from what the one amounts to, which of a running total is from
    # the other.
    last = _before(calendar, wanted[0])
    periods = [_before(calendar, last), last, *wanted]
    parts = _parts(kpi, calendar, periods)
    kept = {period: _value(kpi, parts[period]) for period in periods}
    amounts: dict[Period, float | None] = {}
    rows = []
    for before, period in pairwise(periods):
        amounts[period] = _amount(kpi, calendar, period, kept[period], kept[before])
        if before in amounts:
            rows.append(_row(kpi, calendar, period, before, now, parts, kept, amounts))
    return rows


def finished_amounts(kpi: Measured, now: datetime) -> tuple[list[Period], list[float | None]]:
    """Every own period from the first measured to the last finished one, with what it amounts to:
    its value, of a running total what it added."""
    if not kpi.values:
        return [], []
    periods = [
        period
        for period in _periods(kpi.calendar, min(kpi.values), now, most=MOST_PARTS)
        if period.ends_at <= now
    ]
    amounts: list[float | None] = []
    for before, period in zip([None, *periods], periods, strict=False):
        value = kpi.values.get(period.starts_at)
        earlier = None if before is None else kpi.values.get(before.starts_at)
        amounts.append(_amount(kpi, kpi.calendar, period, value, earlier))
    # Of a running total, the first period may amount to nothing that is known.
    known = next((i for i, amount in enumerate(amounts) if amount is not None), len(amounts))
    return periods[known:], amounts[known:]


def aggregated(kpi: Measured, calendar: Calendar, period: Period) -> float | None:
    """What a KPI's own periods make of one of another calendar, which is no finer than its own."""
    return _value(kpi, _parts(kpi, calendar, [period])[period])


def distances(
    kpi: Measured, periods: Sequence[Period], amounts: Sequence[float | None]
) -> list[float | None]:
    """How far each period's amount is out of the bounds that it has; None without any."""
    found: list[float | None] = []
    for period, amount in zip(periods, amounts, strict=True):
        standing = standing_target(kpi.targets, kpi.calendar, period)
        if amount is None or standing is None:
            found.append(None)
            continue
        lower, upper = standing[0].lower, standing[0].upper
        assert lower is not None
        assert upper is not None
        found.append(max(lower - amount, amount - upper, 0.0))
    return found


def _before(calendar: Calendar, period: Period) -> Period:
    """The period before another."""
    return calendar.period(period.starts_at - (period.ends_at - period.starts_at) / 2)


def _periods(
    calendar: Calendar, start: datetime, end: datetime, *, most: int = MOST_PERIODS
) -> Iterator[Period]:
    period = calendar.period(start)
    for _ in range(most):
        if period.starts_at >= end:
            return
        yield period
        period = calendar.after(period)
    raise LimitExceeded(
        f"That is more than {most:,} periods; ask for a shorter time, or for longer periods.",
        path=["from"],
    )


def _parts(
    kpi: Measured, calendar: Calendar, periods: Sequence[Period]
) -> dict[Period, list[Period]]:
    """The own periods that each period is made of: those whose first day (of a week, its Thursday)
    lies in it."""
    if calendar == kpi.calendar:
        return {period: [period] for period in periods}
    found: dict[Period, list[Period]] = {period: [] for period in periods}
    own, wanted = kpi.calendar, iter(periods)
    into = next(wanted)
    for part in _periods(own, into.starts_at, periods[-1].ends_at, most=MOST_PARTS):
        day = own.first_day(part)
        while day > into.ends_on:
            following = next(wanted, None)
            if following is None:
                return found
            into = following
        if into.starts_on <= day:
            found[into].append(part)
    return found


def _value(kpi: Measured, parts: Sequence[Period]) -> float | None:
    """The value that parts make together."""
    known = [(part, kpi.values[part.starts_at]) for part in parts if part.starts_at in kpi.values]
    if not known:
        return None
    values = [value for _, value in known]
    if kpi.totals:
        # The last total of each stretch that it runs within.
        return fsum({kpi.within(part).starts_at: value for part, value in known}.values())
    match kpi.aggregation:
        case "SUM":
            return fsum(values)
        case "MEAN":
            return fsum(values) / len(values)
        case "MIN":
            return min(values)
        case "MAX":
            return max(values)
    return values[-1]


def _amount(
    kpi: Measured, calendar: Calendar, period: Period, value: float | None, before: float | None
) -> float | None:
    """What a period amounts to by itself."""
    if value is None or not kpi.totals:
        return value
    within = kpi.within(period)
    if period.starts_at <= within.starts_at or ORDER.index(calendar.frequency) >= ORDER.index(
        WITHIN[kpi.accumulates]
    ):
        return value
    return None if before is None else value - before


def _row(
    kpi: Measured,
    calendar: Calendar,
    period: Period,
    before: Period,
    now: datetime,
    parts: Mapping[Period, Sequence[Period]],
    kept: Mapping[Period, float | None],
    amounts: Mapping[Period, float | None],
) -> KpiPeriod:
    value, partial = kept[period], period.ends_at > now
    standing = standing_target(kpi.targets, calendar, period)
    compared = not partial or (kpi.aggregation == "LAST" and not kpi.totals)
    amount = amounts[period] if compared else None
    change = _less(amount, amounts[before])
    earlier = _a_year_earlier(kpi, calendar, period) if amount is not None else None
    return KpiPeriod(
        period,
        value,
        sum(part.starts_at in kpi.values for part in parts[period]),
        len(parts[period]),
        partial,
        standing and standing[1],
        _status(kpi, period, value, standing and standing[0], partial=partial),
        change,
        _ratio(change, amounts[before]),
        _ratio(_less(amount, earlier), earlier),
    )


def _status(
    kpi: Measured, period: Period, value: float | None, target: Target | None, *, partial: bool
) -> KpiStatus:
    if value is None:
        return "NO_DATA"
    if target is None:
        return "NO_TARGET"
    if is_summed(kpi.aggregation, kpi.accumulates) and (partial or is_longer(target, period)):
        return "NO_TARGET"
    return judged(kpi.judging, value, target)


def _less(amount: float | None, before: float | None) -> float | None:
    return None if amount is None or before is None else amount - before


def _ratio(change: float | None, before: float | None) -> float | None:
    return None if change is None or not before else change / abs(before)


def _a_year_earlier(kpi: Measured, calendar: Calendar, period: Period) -> float | None:
    """What the same period of the year before amounts to; None where there is no such one."""
    then = _same_period(calendar, period)
    if then is None:
        return None
    before = _before(calendar, then)
    parts = _parts(kpi, calendar, [before, then])
    return _amount(kpi, calendar, then, _value(kpi, parts[then]), _value(kpi, parts[before]))


def _same_period(calendar: Calendar, period: Period) -> Period | None:
    local = period.starts_at.astimezone(calendar.zone)
    try:
        if calendar.frequency == "WEEKLY":
            year, week, _ = period.starts_on.isocalendar()
            day = date.fromisocalendar(year - 1, week, 1) if week < 53 else None
            if day is None:
                return None
            local = local.replace(year=day.year, month=day.month, day=day.day)
        else:
            local = local.replace(year=local.year - 1)
    except ValueError:
        return None  # There was no 29 February.
    return calendar.period(local)


def values_by_period(
    calendar: Calendar, rows: Iterable[tuple[datetime, float]]
) -> dict[datetime, float]:
    """Values by the start of their period; of several in one, which a change of frequency may have
    left, the last holds."""
    return {calendar.period(at).starts_at: value for at, value in rows}
