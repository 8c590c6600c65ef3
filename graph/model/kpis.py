"""KPIs, their values and targets."""

from typing import Literal

from graph.domain.calendar import Frequency
from graph.domain.documents import Band, Flag, Moment, Name, Number, Ref, Text
from graph.domain.kpis import DEFAULT_WATCH_BAND, KpiDirection
from graph.model.fields import entity
from graph.model.links import Drive
from graph.model.parts import Entity, Measure, Period


@entity("tgt")
class KpiTarget(Entity):
    """What a KPI should be in a period."""

    period: Period
    value: Number | None = None
    lower: Number | None = None
    upper: Number | None = None


@entity("val")
class KpiValue(Entity):
    """A measured value of a KPI; one for each period."""

    at: Moment
    value: Number
    source: Literal["MANUAL", "IMPORT", "INTEGRATION", "FORMULA"] = "IMPORT"
    recordedAt: Moment | None = None


@entity("kpi")
class Kpi(Entity):
    """An ongoing business metric."""

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
