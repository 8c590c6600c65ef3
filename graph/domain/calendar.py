"""Days, moments and periods in an organization's timezone.

Moments are aware datetimes in UTC, cut to milliseconds; `*_ms` are integers, milliseconds since
1970. Days are dates of the organization's timezone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from graph.domain.errors import InvalidInput

Frequency = Literal["ANNUAL", "QUARTERLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]

DAY_MS: Final = 86_400_000
# Whatever lies outside is a slip of the pen, and inside no timezone leads out of the calendar.
EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2999, 12, 31)

AHEAD: Final = timedelta(minutes=5)
"""How far clocks may be apart: what is reported for later than that after now has not happened."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_HOUR: Final = timedelta(hours=1)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time: days `starts_on` to `ends_on`, both inclusive, which are the moments
    from `starts_at` up to but not including `ends_at`. An hour has its own day in both dates."""

    starts_on: date
    ends_on: date
    starts_at: datetime
    ends_at: datetime


def zone_of(name: str) -> ZoneInfo:
    """The IANA timezone of that name. Raises InvalidInput when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInput(
            f'There is no timezone "{name}"; give an IANA name such as Europe/Tallinn.'
        ) from error


def parse_date(text: str) -> date:
    """The day that `2026-11-01` names. Raises InvalidInput."""
    if not _DATE.fullmatch(text):
        raise InvalidInput(f'"{text}" is not a date; write it as 2026-11-01.')
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(f'There is no day "{text}".') from error
    return _in_range(day, text)


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """The moment that `2026-11-01T22:00:00+02:00` names, or the start of the day `2026-11-01`.

    Anything finer than a millisecond is cut off. Raises InvalidInput, also for a time without an
    offset: it could mean two moments.
    """
    if len(text) == 10:
        return start_of_day(parse_date(text), zone)
    if not _MOMENT.fullmatch(text):
        raise InvalidInput(
            f'"{text}" is not a time; write it with its offset, as 2026-11-01T22:00:00+02:00 or '
            "2026-11-01T20:00:00Z, or give a date alone."
        )
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(f'There is no time "{text}".') from error
    _in_range(moment.date(), text)
    return cut(moment)


def check_not_ahead(moment: datetime, now: datetime) -> None:
    """Raises InvalidInput for a moment that is more than AHEAD after now."""
    if moment > now + AHEAD:
        raise InvalidInput(
            f"Nothing is reported ahead of time: {time_text(moment)} has not come yet, it is "
            f"{time_text(now)}."
        )


def cut(moment: datetime) -> datetime:
    """The same moment in UTC, without what is finer than a millisecond."""
    moment = moment.astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970, rounded down."""
    return (moment - _EPOCH) // _MILLISECOND


def from_ms(ms: int) -> datetime:
    """The moment in UTC."""
    return _EPOCH + timedelta(milliseconds=ms)


def time_text(moment: datetime) -> str:
    """How a moment is stored: `2026-11-01T22:00:00.000+00:00`, always 29 characters."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


@lru_cache(maxsize=8192)
def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of the day, also where the clocks skip midnight."""
    start = datetime.combine(day, time.min, zone).astimezone(UTC)
    if (start - _MILLISECOND).astimezone(zone).date() < day:
        return start
    # The clocks jumped over midnight from before it, so the day began at the jump.
    return _first(start - _HOUR, start, lambda at: at.astimezone(zone).date() >= day)


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The day it is then in the timezone."""
    return moment.astimezone(zone).date()


def period_of(
    frequency: Frequency, at: datetime, zone: ZoneInfo, fiscal_year_start_month: int = 1
) -> Period:
    """The period that holds `at`: of the fiscal calendar, or an ISO week, a day or an hour."""
    if frequency == "HOURLY":
        return _hour_of(at, zone)
    return days_of(frequency, day_of(at, zone), zone, fiscal_year_start_month)


@lru_cache(maxsize=8192)
def days_of(
    frequency: Literal["ANNUAL", "QUARTERLY", "MONTHLY", "WEEKLY", "DAILY"],
    day: date,
    zone: ZoneInfo,
    fiscal_year_start_month: int = 1,
) -> Period:
    """The period of whole days that holds `day`."""
    if frequency == "DAILY":
        return period_between(day, day, zone)
    if frequency == "WEEKLY":
        monday = day - timedelta(days=day.weekday())
        return period_between(monday, monday + timedelta(days=6), zone)
    months = {"ANNUAL": 12, "QUARTERLY": 3, "MONTHLY": 1}[frequency]
    into_period = (day.month - fiscal_year_start_month) % 12 % months
    starts_on = month_after(day, -into_period)
    ends_on = month_after(starts_on, months) - timedelta(days=1)
    return period_between(starts_on, ends_on, zone)


def period_between(starts_on: date, ends_on: date, zone: ZoneInfo) -> Period:
    """The period of whole days from one day to another, both inclusive."""
    after = start_of_day(ends_on + timedelta(days=1), zone)
    return Period(starts_on, ends_on, start_of_day(starts_on, zone), after)


def month_after(day: date, months: int) -> date:
    """The first day of the month that is so many months after the day's own."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def _in_range(day: date, text: str) -> date:
    if not EARLIEST <= day <= LATEST:
        raise InvalidInput(f'"{text}" is out of range: years go from 1900 to 2999.')
    return day


def _hour_of(at: datetime, zone: ZoneInfo) -> Period:
    """The hour on the local clock; where the clocks change within it, only the part with `at`."""
    at = at.astimezone(UTC)
    local = at.astimezone(zone)
    offset = local.utcoffset()
    starts_at = at - timedelta(
        minutes=local.minute, seconds=local.second, microseconds=local.microsecond
    )
    ends_at = starts_at + _HOUR
    if starts_at.astimezone(zone).utcoffset() != offset:
        starts_at = _first(
            starts_at, at, lambda moment: moment.astimezone(zone).utcoffset() == offset
        )
    if (ends_at - _MILLISECOND).astimezone(zone).utcoffset() != offset:
        ends_at = _first(at, ends_at, lambda moment: moment.astimezone(zone).utcoffset() != offset)
    return Period(local.date(), local.date(), starts_at, ends_at)


def _first(low: datetime, high: datetime, holds: Callable[[datetime], bool]) -> datetime:
    """The first second after `low` at which `holds`, which is true at `high` and stays so."""
    # Clocks change on whole seconds; between fractions of one there is no middle to go on with.
    low, high = low.replace(microsecond=0), high.replace(microsecond=0)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if holds(middle):
            high = middle
        else:
            low = middle
    return high
