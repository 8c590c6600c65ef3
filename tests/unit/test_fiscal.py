"""The fiscal calendar against months counted off one by one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.fiscal import KINDS, FiscalKind, label_of, number_of, period_at, periods
from tests.reference.fiscal import every

MONTHS = st.integers(1, 12)
DAYS = st.dates(date(2023, 1, 1), date(2027, 12, 31))


@given(day=DAYS, length=st.integers(0, 900), month=MONTHS, kinds=st.sets(st.sampled_from(KINDS)))
def test_periods_are_those_that_touch_the_days(
    day: date, length: int, month: int, kinds: set[FiscalKind]
) -> None:
    last = day + timedelta(days=length)
    expected = [
        row
        for row in every(month, 2021, 2031)
        if row[0] in kinds and row[1] <= last and day <= row[2]
    ]
    found = [(*period, label_of(*period, month)) for period in periods(kinds, day, last, month)]
    assert sorted(found) == sorted(expected)
    assert number_of(kinds, day, last, month) == len(expected)


@given(day=DAYS, month=MONTHS, kind=st.sampled_from(KINDS))
def test_a_day_is_in_one_period_of_each_kind(day: date, month: int, kind: FiscalKind) -> None:
    [expected] = [
        row[:3] for row in every(month, 2021, 2029) if row[0] == kind and row[1] <= day <= row[2]
    ]
    assert period_at(kind, day, month) == expected


@given(
    first=DAYS, length=st.integers(0, 400), month=MONTHS, kind=st.sampled_from([*KINDS, "CUSTOM"])
)
def test_only_periods_have_labels(first: date, length: int, month: int, kind: str) -> None:
    last = first + timedelta(days=length)
    labels = [row[3] for row in every(month, 2021, 2029) if row[:3] == (kind, first, last)]
    assert label_of(kind, first, last, month) == next(iter(labels), None)


@pytest.mark.parametrize(
    ("kind", "first", "last", "month", "label"),
    [
        ("YEAR", "2025-10-01", "2026-09-30", 10, "FY26"),
        ("HALF", "2025-10-01", "2026-03-31", 10, "H1 FY26"),
        ("QUARTER", "2026-04-01", "2026-06-30", 10, "Q3 FY26"),
        ("MONTH", "2025-10-01", "2025-10-31", 10, "Oct FY26"),
        ("YEAR", "2026-01-01", "2026-12-31", 1, "2026"),
        ("QUARTER", "2026-07-01", "2026-09-30", 1, "Q3 2026"),
        ("MONTH", "2026-10-01", "2026-10-31", 1, "Oct 2026"),
        ("YEAR", "2008-07-01", "2009-06-30", 7, "FY09"),
        ("QUARTER", "2026-04-02", "2026-06-30", 10, None),
        ("MONTH", "2026-04-01", "2026-06-30", 10, None),
        ("CUSTOM", "2026-01-01", "2026-12-31", 1, None),
    ],
)
def test_labels(kind: str, first: str, last: str, month: int, label: str | None) -> None:
    assert label_of(kind, date.fromisoformat(first), date.fromisoformat(last), month) == label
