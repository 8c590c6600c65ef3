"""What one might do about a KPI: the cases in which it asks for an objective, or a better target.

Guides to OKR and KPI name two: it is behind its target, or its target is to become more ambitious.
Imports graph.domain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final, Literal

from graph.domain.calendar import Period
from graph.domain.findings.finding import Fact
from graph.domain.helping import wanted_effect
from graph.domain.kpi_series import KpiPeriod, Measured, series
from graph.domain.kpis import Target, is_longer, shortfall, standing_target
from graph.domain.significant import EXACT, rounded
from graph.domain.templates.template import Effect

SuggestionReason = Literal["BEHIND", "FORECAST_TO_MISS", "AMBITIOUS_TARGET", "RAISE_TARGET"]

UNLIKELY: Final = 0.5
_BEHIND: Final = ("WATCH", "OFF_TARGET")
_INSTANT: Final = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a forecast says of a target, and how its error compares to carrying the last value on:
    a value is expected at the target's end, and meets it with a probability."""

    target: str
    expected: float
    probability: float
    relative_error: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rule that holds of a KPI, and the days of the target that it is about. `effect` is what
    would help it, None of a RAISE_TARGET, whose suggested target is `target`."""

    reason: SuggestionReason
    facts: tuple[Fact, ...]
    effect: Effect | None
    days: tuple[date, date]
    target: Target | None = None


def suggestions(
    kpi: Measured, now: datetime, outlook: Sequence[Expected], *, helped: bool
) -> list[Suggestion]:
    """Every rule that holds, in their order. `helped`: something in the plan pushes the KPI the
    way it should go. Of `outlook`, the earliest target comes first."""
    found = [] if helped else [*_for_objectives(kpi, now, outlook)]
    return [*found, *_better_target(kpi, now)]


def _for_objectives(
    kpi: Measured, now: datetime, outlook: Sequence[Expected]
) -> Iterator[Suggestion]:
    behind = _behind(kpi, now)
    if behind is not None:
        yield behind
    else:
        yield from _to_miss(kpi, outlook)
    yield from _ambitious(kpi, now)


def _behind(kpi: Measured, now: datetime) -> Suggestion | None:
    """WATCH or OFF_TARGET in the last two finished periods that were measured."""
    measured = [kpi.calendar.period(at) for at in sorted(kpi.values)[-3:]]
    rows = [_row(kpi, period, now) for period in measured if period.ends_at <= now][-2:]
    if len(rows) < 2 or any(row.status not in _BEHIND for row in rows):
        return None
    last = rows[-1]
    target = _target(kpi, last.target)
    assert last.value is not None
    facts = (Fact("value", last.value, _bound(kpi, target, last.value)),)
    return Suggestion("BEHIND", facts, _effect(kpi, target, last.value), _days(target))


def _to_miss(kpi: Measured, outlook: Sequence[Expected]) -> Iterator[Suggestion]:
    """The forecast is better than none, and says that a target is missed rather than met."""
    for look in outlook:
        if look.probability >= UNLIKELY or look.relative_error >= 1:
            continue
        target = _target(kpi, look.target)
        facts = (
            Fact("expected", look.expected, _bound(kpi, target, look.expected)),
            Fact("probability", look.probability, UNLIKELY),
            Fact("relativeError", look.relative_error, 1.0),
        )
        yield Suggestion(
            "FORECAST_TO_MISS", facts, _effect(kpi, target, look.expected), _days(target)
        )
        return


def _ambitious(kpi: Measured, now: datetime) -> Iterator[Suggestion]:
    """A target of today or later is out of reach of the latest value by more than the band, and
    better than the one of the same length before it."""
    if kpi.judging.direction == "BETWEEN" or not kpi.values:
        return
    latest = kpi.values[max(kpi.values)]
    today = now.astimezone(kpi.calendar.zone).date()
    own = kpi.calendar.period(now)
    # What is watched in the KPI's own unit is another question than how far a target is.
    judging = replace(kpi.judging, watch_within=None)
    for target, _ in sorted(kpi.targets, key=lambda row: (row[0].ends_on, row[1])):
        if target.ends_on < today or (kpi.judging.summed and is_longer(target, own)):
            continue
        short, band = shortfall(judging, latest, target)
        before = _before(kpi, target)
        if short <= band or before is None or not _better(kpi, target.value, before.value):
            continue
        assert target.value is not None
        assert before.value is not None
        facts = (
            Fact("value", latest, target.value),
            Fact("target", target.value, before.value),
        )
        effect = wanted_effect(kpi.judging.direction)
        yield Suggestion("AMBITIOUS_TARGET", facts, effect, _days(target))
        return


def _better_target(kpi: Measured, now: datetime) -> Iterator[Suggestion]:
    """ON_TARGET in the last three finished periods, and half of them were better than the present
    target asks for."""
    if kpi.judging.direction == "BETWEEN":
        return
    own = kpi.calendar.period(now)
    rows: list[KpiPeriod] = []
    period = own
    for _ in range(3):
        period = kpi.calendar.period(period.starts_at - _INSTANT)
        row = _row(kpi, period, now)
        if row.status != "ON_TARGET" or row.value is None:
            return
        rows.append(row)
    present = standing_target(kpi.targets, kpi.calendar, own)
    if present is not None and kpi.judging.summed and is_longer(present[0], own):
        present = None
    last = _target(kpi, rows[0].target)
    target = last if present is None else present[0]
    value = median(row.value for row in rows if row.value is not None)
    if not _better(kpi, value, target.value):
        return
    assert target.value is not None
    days = _days(target) if present is not None else (own.starts_on, own.ends_on)
    facts = (Fact("median", value, target.value),)
    yield Suggestion("RAISE_TARGET", facts, None, days, Target(*days, value))


def _row(kpi: Measured, period: Period, now: datetime) -> KpiPeriod:
    return series(kpi, period.starts_at, period.ends_at, now)[-1]


def _target(kpi: Measured, identifier: str | None) -> Target:
    return next(target for target, known in kpi.targets if known == identifier)


def _days(target: Target) -> tuple[date, date]:
    return target.starts_on, target.ends_on


def _bound(kpi: Measured, target: Target, value: float) -> float | None:
    """What a value is held against: the target, or the bound that is nearer."""
    if kpi.judging.direction != "BETWEEN":
        return target.value
    return target.lower if _off(target, value) < 0 else target.upper


def _effect(kpi: Measured, target: Target, value: float) -> Effect | None:
    off = _off(target, value) if kpi.judging.direction == "BETWEEN" else None
    return wanted_effect(kpi.judging.direction, off)


def _off(target: Target, value: float) -> float:
    """On which side of the middle between its bounds a value is: below 0 for too low."""
    assert target.lower is not None
    assert target.upper is not None
    return value - (target.lower / 2 + target.upper / 2)


def _better(kpi: Measured, value: float | None, other: float | None) -> bool:
    """Whether a value is better than another, to 12 significant digits."""
    if value is None or other is None:
        return False
    more = EXACT.subtract(rounded(value), rounded(other))
    return more > 0 if kpi.judging.direction == "INCREASE" else more < 0


def _before(kpi: Measured, target: Target) -> Target | None:
    """The target of the same length that ended last before one starts; of several the first by
    id."""
    earlier = [
        (other, identifier)
        for other, identifier in kpi.targets
        if other.ends_on < target.starts_on and _length(other) == _length(target)
    ]
    return min(earlier, key=lambda row: (-row[0].ends_on.toordinal(), row[1]), default=(None, ""))[
        0
    ]


def _length(target: Target) -> tuple[str, int]:
    """How long a target is: in whole months where it has some, since no two are alike in days."""
    after = target.ends_on + timedelta(days=1)
    if target.starts_on.day == after.day == 1:
        months = 12 * (after.year - target.starts_on.year) + after.month - target.starts_on.month
        return "months", months
    return "days", (after - target.starts_on).days
