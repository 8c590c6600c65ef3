"""The rows the demo company is written in: what a table says of a goal, a measure or a KPI.

A row holds what a person would have typed; `series` and `document` turn rows into an import
document for one day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Effect = Literal["RAISES", "LOWERS"]
Status = Literal["ON_TRACK", "AT_RISK", "OFF_TRACK"]
Trend = Literal["RAMP", "EARLY", "LATE", "DIP", "PLATEAU", "SLIDE", "STEPS"]
Goal = Literal["INCREASE", "DECREASE", "AT_LEAST", "AT_MOST", "BETWEEN", "DONE"]
Frequency = Literal["ANNUAL", "QUARTERLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]

RAISES: Effect = "RAISES"
LOWERS: Effect = "LOWERS"

ON_TRACK: Status = "ON_TRACK"
AT_RISK: Status = "AT_RISK"
OFF_TRACK: Status = "OFF_TRACK"

# How a series gets from its first value to its last.
RAMP: Trend = "RAMP"  # evenly
EARLY: Trend = "EARLY"  # most of it in the first weeks
LATE: Trend = "LATE"  # slowly, then all at once
DIP: Trend = "DIP"  # a set-back half-way, then a recovery
PLATEAU: Trend = "PLATEAU"  # half-way there, then nothing moves
SLIDE: Trend = "SLIDE"  # past where it is now, and back
STEPS: Trend = "STEPS"  # never back: things that are finished and counted


@dataclass(frozen=True, slots=True)
class Measure:
    """How a number is read; `precision` is the digits after the point."""

    kind: Literal["NUMBER", "PERCENT", "CURRENCY", "DURATION", "COUNT", "SCORE"]
    precision: int
    unit: str | None = None
    currency: str | None = None


EUR = Measure("CURRENCY", 0, currency="EUR")
CENTS = Measure("CURRENCY", 2, currency="EUR")
PERCENT = Measure("PERCENT", 1)
COUNT = Measure("COUNT", 0)
SCORE = Measure("SCORE", 1)
RATING = Measure("SCORE", 2, unit="stars")
MINUTES = Measure("DURATION", 0, unit="MINUTES")
HOURS = Measure("DURATION", 1, unit="HOURS")
DAYS = Measure("DURATION", 1, unit="DAYS")
MONTHS = Measure("DURATION", 1, unit="MONTHS")


def number(unit: str, precision: int = 1) -> Measure:
    """A plain number of something, such as kilograms."""
    return Measure("NUMBER", precision, unit=unit)


@dataclass(frozen=True, slots=True)
class Metric:
    """When a key result is reached. `lower` and `upper` are for BETWEEN alone."""

    goal: Goal
    start: float | None = None
    target: float | None = None
    lower: float | None = None
    upper: float | None = None


def up(start: float, target: float) -> Metric:
    return Metric("INCREASE", start=start, target=target)


def down(start: float, target: float) -> Metric:
    return Metric("DECREASE", start=start, target=target)


def at_least(target: float) -> Metric:
    return Metric("AT_LEAST", target=target)


def at_most(target: float) -> Metric:
    return Metric("AT_MOST", target=target)


def within(lower: float, upper: float) -> Metric:
    return Metric("BETWEEN", lower=lower, upper=upper)


def done() -> Metric:
    return Metric("DONE")


@dataclass(frozen=True, slots=True)
class KeyResult:
    """A measurable result. `now` is the value last reported (None: never reported), `first` the
    value of the first report where the metric names no start. `quiet` is the number of weeks
    since anybody reported. With `measured_by` the reports are that KPI's own values."""

    id: str
    title: str
    metric: Metric
    measure: Measure
    now: float | None
    trend: Trend = RAMP
    weight: float = 1
    first: float | None = None
    owner: str | None = None
    cadence: int = 7
    quiet: int = 0
    measured_by: str | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """An objective's contribution to another objective, or to one key result of it."""

    to: str
    weight: float = 1
    counts: bool = True
    rationale: str | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """What was said when a goal was closed."""

    note: str
    decision: Literal["KEEP", "MODIFY", "ABANDON"] | None = None


@dataclass(frozen=True, slots=True)
class Objective:
    """A goal. `cycle` None puts it on the backlog; `origin` is the goal of an earlier cycle that it
    goes on with."""

    id: str
    title: str
    owner: str
    cycle: str | None = "cyc_q3"
    to: tuple[Alignment, ...] = ()
    key_results: tuple[KeyResult, ...] = ()
    description: str | None = None
    statement: str | None = None
    lead: str | None = None
    lifecycle: Literal["DRAFT", "ACTIVE", "CLOSED", "ARCHIVED"] = "ACTIVE"
    ambition: Literal["COMMITTED", "ASPIRATIONAL"] = "COMMITTED"
    mode: Literal["AUTO", "KEY_RESULTS", "CONTRIBUTIONS", "COMBINED", "MANUAL"] = "AUTO"
    manual: float | None = None
    private: bool = False
    shared_with: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    closing: Closing | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Support:
    """What the success of a key result or an objective does to a KPI. `delta` is the predicted
    change in the KPI's own unit."""

    supporter: str
    kpi: str
    effect: Effect
    weight: float = 1
    delta: float | None = None


@dataclass(frozen=True, slots=True)
class Drive:
    """What a rise of one KPI does to another, and after how many days."""

    kpi: str
    effect: Effect
    weight: float = 1
    lag_days: int | None = None


Aim = float | tuple[float, float]


@dataclass(frozen=True, slots=True)
class Kpi:
    """A business metric. `before` is its value a year ago, `now` the latest (None: never
    measured), `noise` how far values stray from the trend, in the KPI's own unit.

    `aims` are the first and the latest period's targets, with even steps between them; the period
    after it goes one step on. For BETWEEN each is (lower, upper).
    """

    id: str
    name: str
    description: str
    measure: Measure
    direction: Literal["INCREASE", "DECREASE", "BETWEEN"]
    frequency: Frequency
    owner: str
    before: float | None
    now: float | None
    aims: tuple[Aim, Aim] | None
    noise: float = 0
    trend: Trend = RAMP
    watch_band: float | None = None
    drives: tuple[Drive, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """What people said in their last reports on a key result: the status they gave (None: none
    given, the pace decides), their notes, oldest first, the last one now, and what blocks them."""

    status: Status | None
    notes: tuple[str, ...] = field(default=())
    blocker: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A report that was wrong: `wrong` was reported `weeks_ago` reports before the last one, and
    somebody put it right the day after."""

    key_result: str
    weeks_ago: int
    wrong: float
    note: str


@dataclass(frozen=True, slots=True)
class Initiative:
    """Work done for an objective or a key result (`target`), due so many days from today."""

    id: str
    title: str
    owner: str
    state: Literal["PLANNED", "IN_PROGRESS", "DONE", "CANCELLED"]
    due_in: int | None
    target: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """An objective (`source`) was proposed to serve another, or a key result of it, so many days
    ago; it waits for an answer unless it was declined, some days later."""

    source: str
    to: str
    by: str
    days_ago: int
    weight: float = 1
    rationale: str | None = None
    declined_by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said so many days ago; `read_by` have acknowledged it. With a `topic`, it is a
    note of a cycle's retrospective, for a `team` or for everybody."""

    id: str
    on: str
    author: str
    days_ago: int
    body: str
    reply_to: str | None = None
    read_by: tuple[str, ...] = ()
    topic: Literal["KEEP", "CHANGE", "LEARNED"] | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class WeekItem:
    """A plan, piece of progress or problem of a week; `key` is its name within the report."""

    key: str
    topic: Literal["PLAN", "PROGRESS", "PROBLEM"]
    text: str
    about: tuple[str, ...] = ()
    done: bool = False


@dataclass(frozen=True, slots=True)
class WeekReport:
    """What somebody reports on the week so many weeks ago; a draft is not submitted."""

    author: str
    weeks_ago: int
    items: tuple[WeekItem, ...]
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Team:
    id: str
    name: str
    kind: Literal["COMPANY", "DIVISION", "DEPARTMENT", "TEAM"]
    parent: str | None
    leads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the company; the e-mail address is made from the name in the id."""

    id: str
    name: str
    manager: str | None
    teams: tuple[str, ...]
    role: Literal["OWNER", "ADMIN", "MEMBER", "VIEWER"] = "MEMBER"


def clean(entity: dict[str, Any]) -> dict[str, Any]:
    """Without what is not said (nulls and empty lists), and with lists for tuples."""
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in entity.items()
        if value is not None and value not in ((), [])
    }
