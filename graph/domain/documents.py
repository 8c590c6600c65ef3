"""The import format, entity by entity, as `docs/import-format.md` documents it.

Imports pydantic and graph.domain. What one entity can be wrong in by itself is checked here;
what takes two entities to be wrong is checked where the file is read.

Names are those of the keys in the file. References are ids as text; moments and days are text
that is known to name one.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints
from pydantic.dataclasses import dataclass

from graph.domain import ids
from graph.domain.calendar import Frequency, parse_date, parse_moment
from graph.domain.errors import InvalidInput
from graph.domain.health import CheckInStatus, Health
from graph.domain.kpis import DEFAULT_WATCH_BAND, KpiDirection
from graph.domain.metrics import MetricGoal
from graph.domain.progress import Lifecycle, ProgressMode

_CONFIG = ConfigDict(extra="forbid")
_UTC = ZoneInfo("UTC")


def _known_date(text: str) -> str:
    try:
        parse_date(text)
    except InvalidInput as error:
        raise ValueError(error.message) from error
    return text


def _known_moment(text: str) -> str:
    try:
        parse_moment(text, _UTC)
    except InvalidInput as error:
        raise ValueError(error.message) from error
    return text


Text: TypeAlias = Annotated[str, StringConstraints(strict=True, max_length=100_000)]
# Titles and names are in indexes, whose keys have a largest size in bytes.
Name: TypeAlias = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=500, pattern=r"\S")
]
# Of comments.
Body: TypeAlias = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=10_000, pattern=r"\S")
]
Label: TypeAlias = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=100, pattern=r"\S")
]
Email: TypeAlias = Annotated[
    str, StringConstraints(strict=True, max_length=254, pattern=r"^[^\s@]+@[^\s@]+$")
]
# Other schemes can run code in the page that shows the link.
Url: TypeAlias = Annotated[
    str, StringConstraints(strict=True, max_length=2000, pattern=r"^(https?://|mailto:)\S+$")
]
Day: TypeAlias = Annotated[str, Field(strict=True), AfterValidator(_known_date)]
Moment: TypeAlias = Annotated[str, Field(strict=True), AfterValidator(_known_moment)]
Flag: TypeAlias = Annotated[bool, Field(strict=True)]
Number: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Share: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1)]
Band: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0)]
# Sums of weights stay finite, however many there are.
MOST_WEIGHT: Final = 1e300
Weight: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0, le=MOST_WEIGHT)]
Days: TypeAlias = Annotated[int, Field(strict=True, ge=1, le=3650)]
Lag: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=36500)]
Ref: TypeAlias = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=100)]


def _id(kind: str) -> Any:
    return StringConstraints(strict=True, pattern=ids.id_pattern(kind))


@dataclass(slots=True, kw_only=True, config=_CONFIG)
class Stamps:
    """What every entity and link has beside its own keys."""

    createdAt: Moment | None = None
    updatedAt: Moment | None = None
    version: Annotated[int, Field(strict=True, ge=1, le=2**53)] | None = None


@dataclass(slots=True, kw_only=True, config=_CONFIG)
class Organization(Stamps):
    """The tenant."""

    id: Annotated[str, _id("Organization")] | None = None
    name: Name
    timezone: Annotated[str, StringConstraints(strict=True, max_length=100)] = "UTC"
    fiscalYearStartMonth: Annotated[int, Field(strict=True, ge=1, le=12)] = 1
    checkInsComplete: Flag = False


@dataclass(slots=True, kw_only=True, config=_CONFIG)
class Team(Stamps):
    """A company, division, department or team."""

    id: Annotated[str, _id("Team")] | None = None
    name: Name
    kind: Literal["COMPANY", "DIVISION", "DEPARTMENT", "TEAM"] = "TEAM"
    parent: Ref | None = None
    leads: tuple[Ref, ...] = ()
    archived: Flag = False


@dataclass(slots=True, kw_only=True, config=_CONFIG)
class Person(Stamps):
    """Somebody who owns goals."""

    id: Annotated[str, _id("Person")] | None = None
    name: Name
    email: Email
    teams: tuple[Ref, ...] = ()
    manager: Ref | None = None
    role: Literal["OWNER", "ADMIN", "MEMBER", "VIEWER"] = "MEMBER"
    archived: Flag = False


@dataclass(slots=True, kw_only=True, config=_CONFIG)
class Cycle(Stamps):
    """A period that goals are set for; both days are in it."""

    id: Annotated[str, _id("Cycle")] | None = None
    name: Name
    kind: Literal["YEAR", "HALF", "QUARTER", "MONTH", "CUSTOM"] = "CUSTOM"
    startsOn: Day
    endsOn: Day
    state: Literal["PLANNING", "ACTIVE", "CLOSED"] = "ACTIVE"
    parent: Ref | None = None
    archived: Flag = False


@dataclass(slots=True, kw_only=True, config=_CONFIG)
class Measure:
    """How a number is read."""

    kind: Literal["NUMBER", "PERCENT", "CURRENCY", "DURATION", "COUNT", "SCORE"] = "NUMBER"
    currency: Annotated[str, StringConstraints(strict=True, pattern="^[A-Z]{3}$")] | None = None
    unit: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=100)] | None = None
    precision: Annotated[int, Field(strict=True, ge=0, le=15)] | None = None


@dataclass(slots=True, kw_only=True, config=_CONFIG)
class KpiValue(Stamps):
    """A measured value."""

    id: Annotated[str, _id("KpiValue")] | None = None
    at: Moment
    value: Number
    source: Literal["MANUAL", "IMPORT", "INTEGRATION", "FORMULA"] = "IMPORT"
    recordedAt: Moment | None = None


@dataclass(slots=True, kw_only=True, config=_CONFIG)
class Period:
    """From one day to another, both inclusive."""

    startsOn: Day
    endsOn: Day


@dataclass(slots=True, kw_only=True, config=_CONFIG)
class KpiTarget(Stamps):
    """What a KPI should be in a period."""

    id: Annotated[str, _id("KpiTarget")] | None = None
    period: Period
    value: Number | None = None
    lower: Number | None = None
    upper: Number | None = None


@dataclass(slots=True, kw_only=True, config=_CONFIG)
class Drive(Stamps):
    """That a rise of one KPI moves another."""

    id: Annotated[str, _id("Drive")] | None = None
    kpi: Ref
    weight: Weight = 1.0
    effect: Literal["RAISES", "LOWERS"]
    lagDays: Lag | None = None


@dataclass(slots=True, kw_only=True, config=_CONFIG)
class Kpi(Stamps):
    """An ongoing business metric."""

    id: Annotated[str, _id("Kpi")] | None = None
    name: Name
    description: Text | None = None
    measure: Measure | None = None
    direction: KpiDirection
    frequency: Frequency
    owner: Ref
    watchBand: Band = DEFAULT_WATCH_BAND
    archived: Flag = False
    values: tuple[KpiValue, ...] = ()
    targets: tuple[KpiTarget, ...] = ()
    drives: tuple[Drive, ...] = ()


@dataclass(slots=True, kw_only=True, config=_CONFIG)
class Support(Stamps):
    """That success of a key result or objective moves a KPI."""

    id: Annotated[str, _id("Support")] | None = None
    kpi: Ref
    weight: Weight = 1.0
    effect: Literal["RAISES", "LOWERS"]
    expectedDelta: Number | None = None


@dataclass(slots=True, kw_only=True, config=_CONFIG)
class Alignment(Stamps):
    """That an objective serves another, or one of its key results."""

    id: Annotated[str, _id("Alignment")] | None = None
    to: Ref
    weight: Weight = 1.0
    counts: Flag = True
    rationale: Text | None = None


@dataclass(slots=True, kw_only=True, config=_CONFIG)
class Proposal(Alignment):
    """An alignment that was proposed to whoever decides for its target, and what came of it."""

    state: Literal["PENDING", "ACCEPTED", "DECLINED", "WITHDRAWN"] = "PENDING"
    proposedBy: Ref | None = None
    reason: Text | None = None
    decidedBy: Ref | None = None
    decidedAt: Moment | None = None


@dataclass(slots=True, kw_only=True, config=_CONFIG)
class Metric:
    """What a key result measures itself by."""

    goal: MetricGoal
    start: Number | None = None
    target: Number | None = None
    lower: Number | None = None
    upper: Number | None = None


@dataclass(slots=True, kw_only=True, config=_CONFIG)
class CheckIn(Stamps):
    """One report on a key result."""

    id: Annotated[str, _id("CheckIn")] | None = None
    value: Number
    effectiveAt: Moment
    recordedAt: Moment | None = None
    confidence: Share | None = None
    status: CheckInStatus | None = None
    note: Text | None = None
    blocker: Text | None = None
    source: Literal["MANUAL", "KPI", "IMPORT", "INTEGRATION"] = "IMPORT"
    author: Ref | None = None
    supersedes: Ref | None = None
    withdrawn: Flag = False


@dataclass(slots=True, kw_only=True, config=_CONFIG)
class NestedInitiative(Stamps):
    """Work done for the key result or objective it stands under."""

    id: Annotated[str, _id("Initiative")] | None = None
    title: Name
    owner: Ref | None = None
    state: Literal["PLANNED", "IN_PROGRESS", "DONE", "CANCELLED"] = "PLANNED"
    dueOn: Day | None = None
    archived: Flag = False


@dataclass(slots=True, kw_only=True, config=_CONFIG)
class Initiative(NestedInitiative):
    """Work done for a key result or objective: its `target`."""

    target: Ref


@dataclass(slots=True, kw_only=True, config=_CONFIG)
class Comment(Stamps):
    """What somebody says about a node or a link: `on`. One that was removed has no `body`."""

    id: Annotated[str, _id("Comment")] | None = None
    on: Ref
    body: Body | None = None
    author: Ref | None = None
    replyTo: Ref | None = None
    removed: Flag = False
    acknowledgedBy: tuple[Ref, ...] = ()


@dataclass(slots=True, kw_only=True, config=_CONFIG)
class KeyResult(Stamps):
    """A measurable result of one objective."""

    id: Annotated[str, _id("KeyResult")] | None = None
    title: Name
    owner: Ref | None = None
    metric: Metric
    measure: Measure | None = None
    weight: Weight = 1.0
    cadenceDays: Days = 7
    archived: Flag = False
    measuredBy: Ref | None = None
    checkIns: tuple[CheckIn, ...] = ()
    supports: tuple[Support, ...] = ()
    initiatives: tuple[NestedInitiative, ...] = ()


@dataclass(slots=True, kw_only=True, config=_CONFIG)
class Link:
    """A page elsewhere that belongs to an objective."""

    title: Name
    url: Url


@dataclass(slots=True, kw_only=True, config=_CONFIG)
class Objective(Stamps):
    """A qualitative goal."""

    id: Annotated[str, _id("Objective")] | None = None
    title: Name
    description: Text | None = None
    owner: Ref
    lead: Ref | None = None
    cycle: Ref | None = None
    lifecycle: Lifecycle = "ACTIVE"
    ambition: Literal["COMMITTED", "ASPIRATIONAL"] = "COMMITTED"
    visibility: Literal["PUBLIC", "PRIVATE"] = "PUBLIC"
    sharedWith: tuple[Ref, ...] = ()
    labels: tuple[Label, ...] = ()
    links: tuple[Link, ...] = ()
    contributionStatement: Text | None = None
    progressMode: ProgressMode = "AUTO"
    manualProgress: Share | None = None
    closedAt: Moment | None = None
    score: Share | None = None
    outcome: Text | None = None
    decision: Literal["KEEP", "MODIFY", "ABANDON"] | None = None
    closingNote: Text | None = None
    progress: Share | None = None
    health: Health | None = None
    keyResults: tuple[KeyResult, ...] = ()
    alignsTo: tuple[Alignment, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    supports: tuple[Support, ...] = ()
    initiatives: tuple[NestedInitiative, ...] = ()
