"""What one might do about a KPI, rule by rule from KPIS.md: slow, and of days and lists alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple


class Aim(NamedTuple):
    """A target: from one day to another, both inclusive."""

    starts: date
    ends: date
    value: float


class Given(NamedTuple):
    """A KPI of which one value is known for each of some months, by their first days; `sign` is 1
    when more is better and −1 when less is; `summed` values are not judged by longer targets."""

    values: Mapping[date, float]
    aims: Sequence[Aim]
    sign: int
    band: float
    summed: bool
    today: date


def month_end(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def standing(given: Given, first: date) -> Aim | None:
    """The target of a month: the shortest that is no shorter, of these the latest."""
    length = month_end(first) - first
    known = [
        aim
        for aim in given.aims
        if aim.starts <= first <= aim.ends and aim.ends - aim.starts >= length
    ]
    return min(
        known, key=lambda aim: (aim.ends - aim.starts, -aim.starts.toordinal()), default=None
    )


def status(given: Given, first: date) -> str | None:
    """How the value of a month that is over stands: ON, SHORT, or None where nothing judges it."""
    aim = standing(given, first)
    if first not in given.values or aim is None:
        return None
    if given.summed and aim.ends - aim.starts > month_end(first) - first:
        return None
    return "ON" if given.sign * (given.values[first] - aim.value) >= 0 else "SHORT"


def reasons(given: Given, outlook: Sequence[tuple[float, float]], *, helped: bool) -> list[str]:
    """The rules that hold. `outlook`: the probability and the relative error of each target."""
    this = given.today.replace(day=1)
    measured = [first for first in sorted(given.values) if first < this][-2:]
    behind = len(measured) == 2 and all(status(given, first) == "SHORT" for first in measured)
    miss = any(probability < 0.5 and error < 1 for probability, error in outlook)
    holds: dict[str, Callable[[], bool]] = {
        "BEHIND": lambda: behind and not helped,
        "FORECAST_TO_MISS": lambda: miss and not behind and not helped,
        "AMBITIOUS_TARGET": lambda: not helped and any(ambitious(given, aim) for aim in given.aims),
        "RAISE_TARGET": lambda: raised(given) is not None,
    }
    return [name for name, rule in holds.items() if rule()]


def ambitious(given: Given, aim: Aim) -> bool:
    """Whether a target is not over, out of reach, and better than the one before it."""
    if not given.values or aim.ends < given.today:
        return False
    this = given.today.replace(day=1)
    if given.summed and aim.ends - aim.starts > month_end(this) - this:
        return False
    latest = given.values[max(given.values)]
    if given.sign * (aim.value - latest) <= given.band * abs(aim.value):
        return False
    earlier = [
        other for other in given.aims if other.ends < aim.starts and months(other) == months(aim)
    ]
    if not earlier:
        return False
    before = max(earlier, key=lambda other: other.ends)
    return given.sign * (aim.value - before.value) > 0


def months(aim: Aim) -> int:
    """How many whole months a target is for."""
    return (aim.ends.year - aim.starts.year) * 12 + aim.ends.month - aim.starts.month + 1


def raised(given: Given) -> float | None:
    """The better target that three good months suggest."""
    this = given.today.replace(day=1)
    last = month_before(this)
    three = [last, month_before(last), month_before(month_before(last))]
    if any(status(given, first) != "ON" for first in three):
        return None
    present = standing(given, this)
    too_long = present is not None and present.ends - present.starts > month_end(this) - this
    if present is None or (given.summed and too_long):
        present = standing(given, last)
    assert present is not None
    middle = sorted(given.values[first] for first in three)[1]
    return middle if given.sign * (middle - present.value) > 0 else None
