"""What a key result has come to by what was reported on it."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from graph.domain.calendar import day_of, from_ms
from graph.domain.health import CheckInStatus, CycleSpan, HealthSteps, key_result_health
from graph.domain.metrics import Metric, clamped, raw_progress


class Report(NamedTuple):
    """A check-in that no other supersedes; `by_person` unless it is a KPI's value.

    They sort by what wins: the latest in effect, at the same time a person's over a KPI's, and
    among those the latest recorded. Stored times sort as text.
    """

    effective_at: str
    by_person: bool
    recorded_at: str
    id: str
    value: float
    status: CheckInStatus | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Reported:
    """What counts now: `last` is the id of the check-in whose value is `current`, `last_at` when it
    took effect, as stored, and `status` what it reported; `confidence` is the last reported."""

    current: float | None = None
    last: str | None = None
    last_at: str | None = None
    status: CheckInStatus | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a key result stands; `due_on` is the ISO date of the next check-in."""

    raw: float
    progress: float
    due_on: str | None
    health: HealthSteps


def reported(reports: Iterable[Report]) -> Reported:
    """What these reports come to: the last of them in their order wins."""
    ordered = sorted(reports)
    if not ordered:
        return Reported()
    last = ordered[-1]
    latest_first = ordered[::-1]
    return Reported(
        last.value,
        last.id,
        last.effective_at,
        last.status,
        next((each.confidence for each in latest_first if each.confidence is not None), None),
    )


class Ledger:
    """Reports as they come in and are taken back, in any order, and what they come to meanwhile.

    It comes to the same as `reported` does, without going through all of them each time.
    """

    def __init__(self) -> None:
        self._all: list[Report] = []
        self._with_confidence: list[Report] = []

    def add(self, report: Report) -> None:
        """One more report."""
        for lines in self._lines(report):
            insort(lines, report)

    def remove(self, report: Report) -> None:
        """A report that is there is taken back."""
        for lines in self._lines(report):
            del lines[bisect_left(lines, report)]

    @property
    def comes_to(self) -> Reported:
        """What the reports come to that are there."""
        if not self._all:
            return Reported()
        last = self._all[-1]
        return Reported(
            last.value,
            last.id,
            last.effective_at,
            last.status,
            self._with_confidence[-1].confidence if self._with_confidence else None,
        )

    def _lines(self, report: Report) -> Iterable[list[Report]]:
        yield self._all
        if report.confidence is not None:
            yield self._with_confidence


def standing(
    metric: Metric,
    current: float | None,
    last_ms: int | None,
    status: CheckInStatus | None,
    cadence_days: int,
    cycle: CycleSpan | None,
    zone: ZoneInfo,
) -> Standing:
    """How a key result stands. `last_ms` is when its last report took effect; `cycle` is its
    objective's."""
    raw = raw_progress(metric, current)
    progress = clamped(raw)
    known = [ms for ms in (last_ms, cycle.starts_ms if cycle else None) if ms is not None]
    due_on = None
    if known:
        due_on = (day_of(from_ms(max(known)), zone) + timedelta(days=cadence_days)).isoformat()
    health = key_result_health(last_ms, status, progress, cadence_days, cycle)
    return Standing(raw, progress, due_on, health)
