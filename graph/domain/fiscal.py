"""Fiscal years, halves, quarters and months, and what they are called.

A fiscal year begins with a month; halves and quarters begin with it too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple, get_args

from graph.domain.calendar import month_after

FiscalKind = Literal["YEAR", "HALF", "QUARTER", "MONTH"]

KINDS: Final[tuple[FiscalKind, ...]] = get_args(FiscalKind)
"""The largest first."""

_MONTHS: Final[dict[FiscalKind, int]] = {"YEAR": 12, "HALF": 6, "QUARTER": 3, "MONTH": 1}
_NAMES: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_JANUARY: Final = 1


class FiscalPeriod(NamedTuple):
    """One period of the fiscal calendar: its kind, its first and its last day."""

    kind: FiscalKind
    starts_on: date
    ends_on: date


def period_at(kind: FiscalKind, day: date, first_month: int) -> FiscalPeriod:
    """The period of a kind that holds the day, of a fiscal year that begins in `first_month`."""
    into = (day.month - first_month) % 12 % _MONTHS[kind]
    starts_on = month_after(day, -into)
    return FiscalPeriod(kind, starts_on, month_after(starts_on, _MONTHS[kind]) - timedelta(days=1))


def number_of(kinds: Collection[FiscalKind], first: date, last: date, first_month: int) -> int:
    """How many periods of these kinds touch the days from `first` to `last`."""
    return sum(
        (_months(period_at(kind, last, first_month)) - _months(period_at(kind, first, first_month)))
        // _MONTHS[kind]
        + 1
        for kind in kinds
    )


def periods(
    kinds: Collection[FiscalKind], first: date, last: date, first_month: int
) -> Iterator[FiscalPeriod]:
    """The periods of these kinds that touch the days from `first` to `last`: the largest kind
    first, each in the order of time."""
    for kind in KINDS:
        if kind in kinds:
            period = period_at(kind, first, first_month)
            while period.starts_on <= last:
                yield period
                period = period_at(kind, period.ends_on + timedelta(days=1), first_month)


def label_of(kind: str, starts_on: date, ends_on: date, first_month: int) -> str | None:
    """What a period is called, such as `Q3 FY26`; None unless it is one of the fiscal calendar.

    A fiscal year is called by the year that it ends in. One that begins in January is the
    calendar's own, and called so: `2026`.
    """
    found = next((one for one in KINDS if one == kind), None)
    if found is None or period_at(found, starts_on, first_month) != (found, starts_on, ends_on):
        return None
    year = period_at("YEAR", starts_on, first_month)
    called = (
        f"{year.ends_on.year}" if first_month == _JANUARY else f"FY{year.ends_on.year % 100:02}"
    )
    if found == "YEAR":
        return called
    if found == "MONTH":
        return f"{_NAMES[starts_on.month - 1]} {called}"
    into = (starts_on.month - first_month) % 12
    return f"{found[0]}{into // _MONTHS[found] + 1} {called}"


def _months(period: FiscalPeriod) -> int:
    return period.starts_on.year * 12 + period.starts_on.month
