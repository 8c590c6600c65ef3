"""Moments, days and periods, where the clocks change most of all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.domain.calendar import (
    Frequency,
    Period,
    day_of,
    from_ms,
    parse_date,
    parse_moment,
    period_of,
    start_of_day,
    time_text,
    to_ms,
    zone_of,
)
from graph.domain.errors import InvalidInput

TALLINN = ZoneInfo("Europe/Tallinn")
# Half an hour of summer time; a skipped day; midnight that is skipped; a skipped half past eleven.
ZONES = [
    "UTC",
    "Europe/Tallinn",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "America/Toronto",
]
FREQUENCIES: list[Frequency] = ["ANNUAL", "QUARTERLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]
LATEST_MS = to_ms(datetime(2040, 1, 1, tzinfo=UTC))
EARLIEST_MS = to_ms(datetime(1918, 1, 1, tzinfo=UTC))
moments = st.integers(EARLIEST_MS, LATEST_MS).map(from_ms)
# Near the moments at which some of the zones change their clocks.
changes = st.sampled_from(
    [
        datetime(2026, 3, 29, 1, tzinfo=UTC),
        datetime(2026, 10, 25, 1, tzinfo=UTC),
        datetime(2026, 4, 4, 15, tzinfo=UTC),
        datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
        datetime(2011, 12, 30, 10, tzinfo=UTC),
        datetime(2018, 11, 4, 3, tzinfo=UTC),
        datetime(1919, 3, 31, 4, 30, tzinfo=UTC),
    ]
)
near_changes = st.builds(
    lambda at, ms: at + timedelta(milliseconds=ms),
    changes,
    st.integers(-3 * 3_600_000, 3 * 3_600_000),
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("2026-11-02", "2026-11-01T22:00:00.000+00:00"),
        ("2026-07-01", "2026-06-30T21:00:00.000+00:00"),
        ("2026-11-02T10:00:00+02:00", "2026-11-02T08:00:00.000+00:00"),
        ("2026-11-02T10:00Z", "2026-11-02T10:00:00.000+00:00"),
        ("2026-11-02T10:00:00.1239Z", "2026-11-02T10:00:00.123+00:00"),
        ("1960-01-01T00:00:00.0009Z", "1960-01-01T00:00:00.000+00:00"),
    ],
)
def test_a_moment_is_stored_in_utc_to_the_millisecond(text: str, stored: str) -> None:
    moment = parse_moment(text, TALLINN)
    assert time_text(moment) == stored
    assert from_ms(to_ms(moment)) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-02-30",
        "2026-2-3",
        "20261102",
        "2026-W45-1",
        "2026-11-02T10:00:00",
        "2026-11-02 10:00:00Z",
        "2026-11-02T25:00:00Z",
        "2026-11-02T10:00:00+25:00",
        "1899-12-31",
        "3000-01-01T00:00:00Z",
        "٢٠٢٦-11-02",
    ],
)
def test_what_names_no_moment_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_moment(text, TALLINN)


def test_a_time_is_no_date() -> None:
    with pytest.raises(InvalidInput):
        parse_date("2026-11-02T10:00:00Z")


@pytest.mark.parametrize("name", ["Europe/Atlantis", "", "../UTC", "/etc/passwd", "Europe"])
def test_an_unknown_timezone_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        zone_of(name)


@pytest.mark.parametrize(
    ("zone", "day", "start"),
    [
        # Clocks went from 24:00 to 01:00, from 23:30 to 00:30, and over a whole day.
        ("America/Sao_Paulo", date(2018, 11, 4), "2018-11-04T03:00:00+00:00"),
        ("America/Toronto", date(1919, 3, 31), "1919-03-31T04:30:00+00:00"),
        ("Pacific/Apia", date(2011, 12, 31), "2011-12-30T10:00:00+00:00"),
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00:00+00:00"),
    ],
)
def test_a_day_starts_at_its_first_moment(zone: str, day: date, start: str) -> None:
    assert start_of_day(day, ZoneInfo(zone)) == utc(start)


@pytest.mark.parametrize(
    ("frequency", "month", "at", "starts_on", "ends_on"),
    [
        ("ANNUAL", 1, "2026-11-02T10:00:00Z", date(2026, 1, 1), date(2026, 12, 31)),
        ("ANNUAL", 4, "2026-03-31T20:59:59Z", date(2025, 4, 1), date(2026, 3, 31)),
        ("ANNUAL", 4, "2026-03-31T21:00:00Z", date(2026, 4, 1), date(2027, 3, 31)),
        ("QUARTERLY", 1, "2026-11-02T10:00:00Z", date(2026, 10, 1), date(2026, 12, 31)),
        ("QUARTERLY", 2, "2026-01-15T10:00:00Z", date(2025, 11, 1), date(2026, 1, 31)),
        ("QUARTERLY", 12, "2026-02-28T10:00:00Z", date(2025, 12, 1), date(2026, 2, 28)),
        ("MONTHLY", 1, "2028-02-29T10:00:00Z", date(2028, 2, 1), date(2028, 2, 29)),
        ("WEEKLY", 1, "2027-01-01T10:00:00Z", date(2026, 12, 28), date(2027, 1, 3)),
        ("DAILY", 1, "2026-11-02T22:00:00Z", date(2026, 11, 3), date(2026, 11, 3)),
    ],
)
def test_periods(frequency: Frequency, month: int, at: str, starts_on: date, ends_on: date) -> None:
    period = period_of(frequency, utc(at), TALLINN, month)
    assert period == Period(
        starts_on,
        ends_on,
        start_of_day(starts_on, TALLINN),
        start_of_day(ends_on + timedelta(days=1), TALLINN),
    )


@pytest.mark.parametrize(
    ("at", "starts_at", "ends_at"),
    [
        ("2026-11-02T10:20:30Z", "2026-11-02T10:00:00Z", "2026-11-02T11:00:00Z"),
        # On 25 October the hour from three to four comes twice, and each is an hour.
        ("2026-10-25T00:30:00Z", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z"),
        ("2026-10-25T01:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z"),
    ],
)
def test_hours(at: str, starts_at: str, ends_at: str) -> None:
    day = utc(at).astimezone(TALLINN).date()
    assert period_of("HOURLY", utc(at), TALLINN) == Period(day, day, utc(starts_at), utc(ends_at))


def test_an_hour_in_which_clocks_change_a_fraction_of_a_second_before() -> None:
    # Lord Howe's clocks go half an hour forward at two; its offset changed at 15:30 UTC.
    zone = ZoneInfo("Australia/Lord_Howe")
    change = utc("2026-10-03T15:30:00Z")
    at = change + timedelta(milliseconds=500)
    period = period_of("HOURLY", at, zone)
    assert (period.starts_at, period.ends_at) == (change, change + timedelta(minutes=30))


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(moments, near_changes),
    st.sampled_from(FREQUENCIES),
    st.sampled_from(ZONES),
    st.integers(1, 12),
    st.integers(0, 999),
)
def test_a_period_holds_its_moments_and_no_others(
    at: datetime, frequency: Frequency, name: str, month: int, thousandth: int
) -> None:
    zone = ZoneInfo(name)
    period = period_of(frequency, at, zone, month)
    assert period.starts_at <= at < period.ends_at
    length = to_ms(period.ends_at) - to_ms(period.starts_at)
    within = from_ms(to_ms(period.starts_at) + length * thousandth // 1000)
    assert period_of(frequency, within, zone, month) == period
    before = period_of(frequency, period.starts_at - timedelta(milliseconds=1), zone, month)
    assert before.ends_at == period.starts_at
    if frequency == "HOURLY":
        assert timedelta() < period.ends_at - period.starts_at <= timedelta(hours=1)
    else:
        assert day_of(period.starts_at, zone) == period.starts_on
        assert day_of(period.ends_at - timedelta(milliseconds=1), zone) == period.ends_on
