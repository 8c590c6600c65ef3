"""What is asked of mutations of KPIs and of their links."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Required

from pydantic import Field
from typing_extensions import TypedDict

from graph.domain.commands import Change, Command, own_id
from graph.domain.documents import Day, Measured, Moment, Number, Ref, Text
from graph.domain.formula.formula import MOST_INPUTS
from graph.domain.kpis import Aggregation

MOST_VALUES: Final = 1000
"""How many values one mutation records at most."""


class PeriodInput(TypedDict):
    """From one day to another, both inclusive."""

    startsOn: Day
    endsOn: Day


class FormulaPart(TypedDict, total=False):
    """A KPI under its name in a formula."""

    name: Required[Text]
    kpi: Required[Ref]
    aggregation: Aggregation | None


class FormulaGiven(TypedDict, total=False):
    """What a KPI is computed from."""

    expression: Text | None
    inputs: Annotated[list[FormulaPart], Field(max_length=MOST_INPUTS)] | None
    ofSegments: Aggregation | None


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
    value: Required[Measured]
    source: Literal["MANUAL", "IMPORT", "INTEGRATION", "FORMULA"] | None


class KpiRecordValues(Command, total=False):
    """Measured values, of one KPI or of several."""

    values: Required[Annotated[list[KpiValueInput], Field(min_length=1, max_length=MOST_VALUES)]]


class KpiValueRemove(Change, total=False):
    """A value that is there no more: by its id, or by a moment of its period."""

    kpi: Required[Ref]
    id: Ref | None
    at: Moment | None
