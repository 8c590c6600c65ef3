"""KPIs, their values and targets."""

from datetime import date, datetime

import strawberry
from strawberry import field

from graph.model import kpis
from schema import arguments as takes
from schema import enums, refs
from schema.actions import WHAT, KpiActions
from schema.build.types import entity_type
from schema.nodes import Commentable, Connection


@strawberry.type(description="A span of time: days, or an hour of one.")
class Period:
    """First and last day, both included, and the moments it lies between."""

    starts_on: date = field(description="Its first day.")
    ends_on: date = field(description="Its last day.")
    starts_at: datetime = field(description="The moment it begins.")
    ends_at: datetime = field(description="The moment after it.")


@strawberry.type(description="What a KPI should be in a period.")
class KpiTarget(Commentable):
    """KpiTarget of DOMAIN.md."""

    kpi: refs.Kpi = field(description="The KPI.")
    period: Period = field(description="The period it is set for.")
    value: float | None = field(description="The value wanted; null for BETWEEN.")
    lower: float | None = field(description="The lower bound, for BETWEEN.")
    upper: float | None = field(description="The upper bound, for BETWEEN.")


@strawberry.type(description="A measured value of a KPI; one for each period.")
class KpiValue(Commentable):
    """KpiValue of DOMAIN.md."""

    kpi: refs.Kpi = field(description="The KPI.")
    at: datetime = field(description="The moment it was measured for.")
    # Never null; nullable as a target's is, so that both can be asked for in one query.
    value: float | None = field(description="The value.")
    source: enums.ValueSource = field(description="Where it came from.")
    recorded_at: datetime = field(description="When it was recorded.")


@entity_type(kpis.Kpi)
class Kpi(Commentable):
    """Kpi of DOMAIN.md."""

    viewer_can: KpiActions = field(description=WHAT)
    values: Connection[refs.KpiValue] = field(
        resolver=takes.values, description="Its values, latest first."
    )
    targets: Connection[refs.KpiTarget] = field(
        resolver=takes.paged, description="Its targets, earliest period first."
    )
    series: list[refs.KpiPeriod] = field(
        resolver=takes.kpi_series,
        description="Its periods, one item for each, gaps included, oldest first.",
    )
    trend: refs.KpiTrend = field(
        resolver=takes.kpi_trend, description="Where its values are going."
    )
    forecast: refs.KpiForecast = field(
        resolver=takes.kpi_forecast,
        description="What its next periods should be, how sure that is, and what that means.",
    )
    formula: refs.Formula | None = field(
        description="What it is computed from; null for one that is measured."
    )
    segments: Connection[refs.Kpi] = field(
        resolver=takes.paged,
        description="The KPIs that are parts of it, such as its regions, unless they are archived.",
    )
    suggestions: list[refs.KpiSuggestion] = field(
        description="What one might do about it: each rule that holds, ready to be drafted."
    )
    supported_by: Connection[refs.Support] = field(
        resolver=takes.paged, description="The objectives and key results that support it."
    )
    drives: Connection[refs.Drive] = field(
        resolver=takes.paged, description="The KPIs that it drives."
    )
    driven_by: Connection[refs.Drive] = field(
        resolver=takes.paged, description="The KPIs that drive it."
    )
    measures: Connection[refs.KeyResult] = field(
        resolver=takes.some_key_results, description="The key results that its values feed."
    )
    movers: refs.MoverConnection = field(
        resolver=takes.movers,
        description="The objectives that move it, and how much of the plan rests on each.",
    )
    gap: refs.KpiGap | None = field(
        description=(
            "How far from its target, and how that distance divides over the plan; null where no "
            "target judges a value."
        )
    )
    prediction: refs.KpiPrediction = field(
        resolver=takes.prediction,
        description="What the plan said would happen against what did, from a moment on.",
    )
    root_causes: list[refs.RootCause] = field(
        resolver=takes.root_causes,
        description="The nearest drivers that are off target too, in the direction that hurts.",
    )
    findings: refs.FindingConnection = field(
        resolver=takes.some_findings,
        description="What is wrong with its alignment: findings that concern it.",
    )
