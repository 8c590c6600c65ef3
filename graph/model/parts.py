"""What several entities are made of: stamps, references, numbers and how they are read."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from graph.domain.documents import Day, Moment, Name, Number, Ref, UnitName, Url
from graph.domain.metrics import MetricGoal
from graph.model.fields import part

OWNERS: Final = ("Team", "Person")
PERSON: Final = ("Person",)
GOALS: Final = ("Objective", "KeyResult")

ARCHIVED: Final = "Whether it is archived; without this, `id` or `revision`, only those not."
"""What a filter by whether something is archived says."""

Effect = Literal["RAISES", "LOWERS"]


@part
class Stamps:
    """What every entity and link has beside its own keys."""

    createdAt: Moment | None = None
    updatedAt: Moment | None = None
    version: Annotated[int, Field(strict=True, ge=1, le=2**53)] | None = None


@part
class Entity(Stamps):
    """A node or link with an id of its own; its kind says how that begins."""

    id: Ref | None = None


@part
class Measure:
    """How a number is read."""

    kind: Literal["NUMBER", "PERCENT", "CURRENCY", "DURATION", "COUNT", "SCORE"] = "NUMBER"
    currency: Annotated[str, StringConstraints(strict=True, pattern="^[A-Z]{3}$")] | None = None
    unit: UnitName | None = None
    precision: Annotated[int, Field(strict=True, ge=0, le=15)] | None = None


@part
class Metric:
    """What a key result measures itself by."""

    goal: MetricGoal
    start: Number | None = None
    target: Number | None = None
    lower: Number | None = None
    upper: Number | None = None


@part
class Period:
    """From one day to another, both inclusive."""

    startsOn: Day
    endsOn: Day


@part
class ExternalLink:
    """A page on the web that belongs to a goal."""

    title: Name
    url: Url
