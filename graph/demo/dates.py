"""The demo company's calendar for one day: its cycles, and the periods its KPIs are measured in.

The company's fiscal year is chosen so that its third quarter began on the first of last month:
whatever day it is, the quarter is 31 to 62 days old, with weeks of reports behind it and weeks to
go, and two closed quarters before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from graph.demo.rows import Frequency

DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(weeks=1)

Span = tuple[date, date]
"""The first and the last day of something, both in it."""


@dataclass(frozen=True, slots=True)
class Cycle:
    id: str
    name: str
    kind: Literal["YEAR", "QUARTER"]
    starts_on: date
    ends_on: date
    state: Literal["PLANNING", "ACTIVE", "CLOSED"]
    parent: str | None


def month_of(day: date, months: int = 0) -> date:
    """The first day of the month that is so many months after the day's own."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def fiscal_year_start(today: date) -> date:
    return month_of(today, -7)


def cycles(today: date) -> tuple[Cycle, ...]:
    """The fiscal year and its four quarters: two closed, the running one, the next."""
    first = fiscal_year_start(today)
    last = month_of(first, 12) - DAY
    year = f"FY{last.year}"
    quarters = (
        Cycle(
            f"cyc_q{number}",
            f"{year} Q{number}",
            "QUARTER",
            month_of(first, 3 * number - 3),
            month_of(first, 3 * number) - DAY,
            "CLOSED" if number < 3 else "ACTIVE" if number == 3 else "PLANNING",
            "cyc_year",
        )
        for number in (1, 2, 3, 4)
    )
    return (Cycle("cyc_year", year, "YEAR", first, last, "ACTIVE", None), *quarters)


def report_days(
    span: Span, *, personal: bool, cadence_days: int, quiet_weeks: int = 0
) -> list[date]:
    """The days on which somebody reports within a span, in order.

    Teams report on Mondays and people for themselves on Fridays, every `cadence_days` (rounded to
    weeks) back from the last such day, without the last `quiet_weeks`.
    """
    first, last = span
    weekday = 4 if personal else 0
    day = last - timedelta(days=(last.weekday() - weekday) % 7) - quiet_weeks * WEEK
    step = max(1, round(cadence_days / 7)) * WEEK
    days = []
    while day >= first:
        days.append(day)
        day -= step
    return days[::-1]


def measured_days(frequency: Frequency, today: date) -> list[date]:
    """The days at which a KPI has a value, a year back from today, in order: the last day of each
    period that is over; of an hourly one the last three days."""
    yesterday = today - DAY
    if frequency == "HOURLY":
        return [yesterday - 2 * DAY, yesterday - DAY, yesterday]
    if frequency == "DAILY":
        return [yesterday - back * DAY for back in range(364, -1, -1)]
    if frequency == "WEEKLY":
        sunday = today - timedelta(days=today.weekday() + 1)
        return [sunday - back * WEEK for back in range(51, -1, -1)]
    if frequency == "MONTHLY":
        return [month_of(today, -back) - DAY for back in range(12, -1, -1)]
    months, periods, after = (
        (3, 5, month_of(today, -1))
        if frequency == "QUARTERLY"
        else (12, 3, fiscal_year_start(today))
    )
    return [month_of(after, -months * back) - DAY for back in range(periods - 1, -1, -1)]


def target_spans(frequency: Frequency, today: date) -> tuple[list[Span], int]:
    """The periods a KPI has targets for, in order, and the index of the latest value's.

    Targets of what is measured weekly or more often are set for quarters.
    """
    if frequency == "MONTHLY":
        months, latest, before, after = 1, month_of(today, -1), 12, 2
    elif frequency == "ANNUAL":
        months, latest, before, after = 12, month_of(fiscal_year_start(today), -12), 2, 1
    elif frequency == "QUARTERLY":
        months, latest, before, after = 3, month_of(today, -4), 4, 2
    else:
        months, latest, before, after = 3, month_of(today, -1), 4, 1
    spans = [
        (month_of(latest, months * at), month_of(latest, months * (at + 1)) - DAY)
        for at in range(-before, after + 1)
    ]
    return spans, before
