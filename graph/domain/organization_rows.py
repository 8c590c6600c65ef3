"""The rows of an organization's graph: what rules about all of it look at."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from graph.domain.calendar import Frequency
from graph.domain.health import Health


class Goal(NamedTuple):
    """An objective that is ACTIVE or CLOSED. `progress` is 0 to 1, or None where nothing is
    measured; `lead` is the person who answers for it."""

    id: str
    lifecycle: str
    level: str
    owner: str
    lead: str | None
    cycle: str | None
    mode: str
    ambition: str
    progress: float | None
    score: float | None
    healths: Sequence[Health]
    health_since: Sequence[int]


class Measure(NamedTuple):
    """How a number is read."""

    kind: str
    currency: str | None
    unit: str | None


class KeyResult(NamedTuple):
    """A key result that is not archived, of one of the goals. `owner` is None where it is its
    objective's; `lower` and `upper` are for BETWEEN."""

    id: str
    objective: str
    weight: float
    owner: str | None
    goal: str
    target: float | None
    lower: float | None
    upper: float | None
    measured_by: str | None
    measured_as: str | None
    kind: str
    currency: str | None
    unit: str | None
    healths: Sequence[Health]
    health_since: Sequence[int]


class Kpi(NamedTuple):
    """A KPI that is not archived. `latest` is its latest value, `latest_at` the moment it is for
    as text; `bounds` those of the target that stands, for BETWEEN."""

    id: str
    owner: str
    direction: str
    statuses: Sequence[str]
    status_since: Sequence[int]
    frequency: Frequency
    kind: str
    currency: str | None
    unit: str | None
    latest: float | None
    latest_at: str | None
    bounds: Sequence[float | None] | None


class Target(NamedTuple):
    """What a KPI should be from one day to another, both inclusive, as texts."""

    kpi: str
    starts_on: str
    ends_on: str
    value: float | None
    lower: float | None
    upper: float | None


class Alignment(NamedTuple):
    """A link between two goals, to a key result of the target or, with None, to the whole."""

    source: str
    target: str
    key_result: str | None
    weight: float
    counts: bool


class Support(NamedTuple):
    """A link from a goal or a key result to a KPI; `expected_delta` is in the KPI's unit."""

    id: str
    source: str
    kpi: str
    weight: float
    lowers: bool
    expected_delta: float | None


class Drive(NamedTuple):
    """A link from one KPI to another."""

    source: str
    target: str
    weight: float
    lowers: bool


class Cycle(NamedTuple):
    """A period; its days are texts."""

    id: str
    starts_on: str
    ends_on: str
    state: str


class Team(NamedTuple):
    """A team; `parent` is None for the company."""

    id: str
    kind: str
    parent: str | None


class Member(NamedTuple):
    """A person in a team."""

    person: str
    team: str


class Camps(NamedTuple):
    """The goals that support a KPI and push it up, and those that push it down."""

    raising: Sequence[str]
    lowering: Sequence[str]


def health_at(row: Goal | KeyResult, ms: int) -> Health:
    """The health of a goal or a key result at a moment."""
    return row.healths[bisect_right(row.health_since, ms)]


def status_at(kpi: Kpi, ms: int) -> str:
    """The status of a KPI at a moment."""
    return kpi.statuses[bisect_right(kpi.status_since, ms)]
