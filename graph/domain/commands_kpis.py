"""What is asked of mutations of the links of KPIs. Imports pydantic and graph.domain."""

from __future__ import annotations

from typing import Annotated, Literal, Required

from typing_extensions import TypedDict

from graph.domain.commands import Command, Existing, own_id
from graph.domain.documents import Lag, Number, Ref, Weight

Effect = Literal["RAISES", "LOWERS"]

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
