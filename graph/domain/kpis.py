"""A KPI's values, targets and status."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import isfinite
from typing import Final, Literal, TypeVar
from zoneinfo import ZoneInfo

from graph.domain.calendar import Frequency, Period, period_of, to_ms
from graph.domain.errors import InvalidInput
from graph.domain.significant import EXACT, rounded
from graph.domain.step_function import StepFunction

KpiDirection = Literal["INCREASE", "DECREASE", "BETWEEN"]
KpiStatus = Literal["NO_DATA", "STALE", "NO_TARGET", "ON_TARGET", "WATCH", "OFF_TARGET"]
StatusSteps = StepFunction[KpiStatus]
STATUS_WORST_FIRST: Final[tuple[KpiStatus, ...]] = (
    "OFF_TARGET",
    "WATCH",
    "STALE",
    "NO_DATA",
    "NO_TARGET",
    "ON_TARGET",
)
Aggregation = Literal["SUM", "MEAN", "LAST", "MIN", "MAX"]
Accumulation = Literal["NEVER", "WITHIN_MONTH", "WITHIN_QUARTER", "WITHIN_YEAR"]

# What a running total starts again with, and the frequencies that fit into it without straddling.
WITHIN: Final[dict[Accumulation, Literal["MONTHLY", "QUARTERLY", "ANNUAL"]]] = {
    "WITHIN_MONTH": "MONTHLY",
    "WITHIN_QUARTER": "QUARTERLY",
    "WITHIN_YEAR": "ANNUAL",
}
_FITTING: Final[dict[Accumulation, tuple[Frequency, ...]]] = {
    "WITHIN_MONTH": ("HOURLY", "DAILY"),
    "WITHIN_QUARTER": ("HOURLY", "DAILY", "MONTHLY"),
    "WITHIN_YEAR": ("HOURLY", "DAILY", "MONTHLY", "QUARTERLY"),
}

DEFAULT_WATCH_BAND: Final = 0.1


@dataclass(frozen=True, slots=True)
class Target:
    """What a KPI should be from one day to another, both inclusive: a `value`, or for a BETWEEN
    KPI `lower` and `upper`."""

    starts_on: date
    ends_on: date
    value: float | None = None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which periods a KPI's values are of."""

    frequency: Frequency
    zone: ZoneInfo
    fiscal_year_start_month: int = 1

    def period(self, at: datetime) -> Period:
        """The period that holds a moment."""
        return period_of(self.frequency, at, self.zone, self.fiscal_year_start_month)

    def after(self, period: Period) -> Period:
        """The period after another."""
        return self.period(period.ends_at)

    def first_day(self, period: Period) -> date:
        """The day that says to which longer periods a period belongs: its first, of a week its
        Thursday, as in ISO 8601."""
        return period.starts_on + timedelta(days=3 if self.frequency == "WEEKLY" else 0)


@dataclass(frozen=True, slots=True)
class Judging:
    """What a KPI's value is judged by: which way it should go, and how short of its target it may
    be and only be watched, as a part of the target and in the KPI's own unit. What is `summed`, a
    sum or a running total, is not judged by a longer target, nor before its period is over."""

    direction: KpiDirection
    watch_band: float = DEFAULT_WATCH_BAND
    watch_within: float | None = None
    summed: bool = False


V = TypeVar("V")


def target_mistakes(direction: KpiDirection, target: Target) -> list[tuple[str, str]]:
    """What is wrong with a target of a KPI of that direction: (the field, a sentence)."""
    between = direction == "BETWEEN"
    mistakes = []
    for field, number in (
        ("value", target.value),
        ("lower", target.lower),
        ("upper", target.upper),
    ):
        needed = (field != "value") == between
        if needed and number is None:
            mistakes.append((field, f"A target of a KPI with direction {direction} needs {field}."))
        elif not needed and number is not None:
            mistakes.append((field, f"{field} is not for a KPI with direction {direction}."))
        elif number is not None and not isfinite(number):
            mistakes.append((field, f"{field} has to be a finite number."))
    if target.lower is not None and target.upper is not None and target.lower >= target.upper:
        mistakes.append(("lower", "lower has to be below upper."))
    if target.starts_on > target.ends_on:
        mistakes.append(("period", "The period ends before it starts."))
    return mistakes


def check_target(direction: KpiDirection, target: Target) -> None:
    """Raises InvalidInput for the first thing that is wrong; its path is the field."""
    for field, message in target_mistakes(direction, target):
        raise InvalidInput(message, path=[field])


def kpi_status(
    judging: Judging,
    calendar: Calendar,
    latest: float | None,
    period: Period,
    target: Target | None,
) -> StatusSteps:
    """A KPI's status, the first that holds: NO_DATA without a value; STALE once the whole of two
    periods after that of the latest value has gone by; NO_TARGET without a target; by the target.

    `period` is the latest value's, `target` the one that stands then.
    """
    if latest is None:
        return StepFunction(("NO_DATA",))
    stale = calendar.after(calendar.after(period)).ends_at
    steps: StatusSteps = StepFunction(("NO_TARGET",))
    if target is not None and not (judging.summed and is_longer(target, period)):
        status = judged(judging, latest, target)
        steps = (
            steps.until(to_ms(period.ends_at), status)
            if judging.summed
            else StepFunction((status,))
        )
    return steps.until(to_ms(stale), "STALE")


def is_longer(target: Target, period: Period) -> bool:
    """Whether a target is for more days than the period has."""
    return target.ends_on - target.starts_on > period.ends_on - period.starts_on


def is_summed(aggregation: str | None, accumulates: str | None) -> bool:
    """Whether values are sums or running totals, which only a whole period can judge."""
    return aggregation == "SUM" or accumulates not in (None, "NEVER")


def accumulation_mistake(frequency: Frequency, accumulates: Accumulation) -> str | None:
    """What is wrong with a running total of values of that frequency, as a sentence."""
    if accumulates == "NEVER" or frequency in _FITTING[accumulates]:
        return None
    within = accumulates.removeprefix("WITHIN_").lower()
    fitting = ", ".join(_FITTING[accumulates])
    return f"A running total within a {within} needs one of the frequencies {fitting}."


def judged(judging: Judging, value: float, target: Target) -> KpiStatus:
    """ON_TARGET at or beyond the target or between its bounds; WATCH when short by at most
    `watch_band` × |target|, or beyond a bound by at most `watch_band` × (upper − lower), or by at
    most `watch_within`, whichever is more; else OFF_TARGET. To 12 significant digits."""
    short, band = shortfall(judging, value, target)
    if short <= 0:
        return "ON_TARGET"
    return "WATCH" if rounded(short) <= rounded(band) else "OFF_TARGET"


def shortfall(judging: Judging, value: float, target: Target) -> tuple[Decimal, Decimal]:
    """How far the value is on the wrong side, in the KPI's unit (0 or less: it is not), and how
    far it may be to be watched only. Exact, of numbers to 12 significant digits."""
    here = rounded(value)
    if judging.direction == "BETWEEN":
        if target.lower is None or target.upper is None:
            raise InvalidInput("The target lacks a bound.", path=["target"])
        lower, upper = rounded(target.lower), rounded(target.upper)
        short = max(EXACT.subtract(lower, here), EXACT.subtract(here, upper))
        whole = EXACT.subtract(upper, lower)
    else:
        if target.value is None:
            raise InvalidInput("The target lacks its value.", path=["target"])
        wanted = rounded(target.value)
        short = (
            EXACT.subtract(wanted, here)
            if judging.direction == "INCREASE"
            else EXACT.subtract(here, wanted)
        )
        whole = abs(wanted)
    band = EXACT.multiply(rounded(judging.watch_band), whole)
    return short, max(band, rounded(judging.watch_within or 0.0))


def standing_target(
    targets: Iterable[tuple[Target, str]], calendar: Calendar, period: Period
) -> tuple[Target, str] | None:
    """The target, with its id, that stands for a value of `period`: the shortest that is not
    shorter than that and holds its first day (of a week, its Thursday); of equally long ones the
    one that starts last, of these the first by id."""
    day, least = calendar.first_day(period), period.ends_on - period.starts_on
    return min(
        (
            (target, identifier)
            for target, identifier in targets
            if target.starts_on <= day <= target.ends_on
            and target.ends_on - target.starts_on >= least
        ),
        key=lambda row: (
            row[0].ends_on - row[0].starts_on,
            -row[0].starts_on.toordinal(),
            row[1],
        ),
        default=None,
    )


def value_due_on(calendar: Calendar, period: Period) -> date:
    """The last day of the period after the latest value's, by which the next value is due."""
    return calendar.after(period).ends_on


def latest_recorded(
    values: Sequence[V], periods: Sequence[datetime], recorded: Sequence[int]
) -> list[V]:
    """One value a period, the latest recorded (of equals the later in the list), by period.

    `periods` are the starts of the values' periods, `recorded` the moments in milliseconds.
    """
    winners: dict[datetime, tuple[int, V]] = {}
    for value, period, at in zip(values, periods, recorded, strict=True):
        known = winners.get(period)
        if known is None or at >= known[0]:
            winners[period] = (at, value)
    return [winners[period][1] for period in sorted(winners)]
