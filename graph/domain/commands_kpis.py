"""What is asked of mutations of KPIs and of their links. Imports pydantic and graph.domain."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Required

from pydantic import Field
from typing_extensions import TypedDict

from graph.domain.commands import Change, Command, Existing, own_id
from graph.domain.documents import Day, Lag, Moment, Number, Ref, Weight

Effect = Literal["RAISES", "LOWERS"]

MOST_VALUES: Final = 1000
"""How many values one mutation records at most."""


class PeriodInput(TypedDict):
    """From one day to another, both inclusive."""

    startsOn: Day
    endsOn: Day


class KpiTargetSet(Change, total=False):
    """What a KPI should be in a period; null for no target."""

    id: Annotated[str, own_id("KpiTarget")] | None
    kpi: Required[Ref]
    period: Required[PeriodInput]
    value: Number | None
    lower: Number | None
    upper: Number | None


class KpiValueInput(TypedDict, total=False):
    """A measured value."""

    id: Annotated[str, own_id("KpiValue")] | None
    kpi: Required[Ref]
    at: Moment | None
    value: Required[Number]
    source: Literal["MANUAL", "IMPORT", "INTEGRATION", "FORMULA"] | None


class KpiRecordValues(Command, total=False):
    """Measured values, of one KPI or of several."""

    values: Required[Annotated[list[KpiValueInput], Field(min_length=1, max_length=MOST_VALUES)]]


class KpiValueRemove(Change, total=False):
    """A value that is there no more: by its id, or by a moment of its period."""

    kpi: Required[Ref]
    id: Ref | None
    at: Moment | None


# A word of Python's, which a class could not have as its key.
_From = TypedDict("_From", {"from": Required[Ref]}, total=False)


class SupportCreate(Command, _From, total=False):
    """A new support of a KPI, by an objective or a key result."""

    id: Annotated[str, own_id("Support")]
    kpi: Required[Ref]
    weight: Weight
    effect: Required[Effect]
    expectedDelta: Number | None


class SupportUpdate(Existing, total=False):
    """Other fields of a support."""

    weight: Weight
    effect: Effect
    expectedDelta: Number | None


class DriveCreate(Command, _From, total=False):
    """A new drive, of one KPI by another."""

    id: Annotated[str, own_id("Drive")]
    to: Required[Ref]
    weight: Weight
    effect: Required[Effect]
    lagDays: Lag | None


class DriveUpdate(Existing, total=False):
    """Other fields of a drive."""

    weight: Weight
    effect: Effect
    lagDays: Lag | None
