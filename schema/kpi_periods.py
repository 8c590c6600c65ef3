"""KPIs period by period: series, trends and forecasts."""

import strawberry
from strawberry import field

from schema import enums, refs


@strawberry.type(description="One period of a KPI.")
class KpiPeriod:
    """One period."""

    period: refs.Period = field(description="The period.")
    value: float | None = field(description="What was measured; null without a value.")
    measured: int = field(description="How many of its parts have a value.")
    of: int = field(description="How many parts it has.")
    partial: bool = field(description="Whether the period is not over at the question's moment.")
    target: refs.KpiTarget | None = field(description="The target that stands for it.")
    status: enums.KpiStatus = field(
        description="How it stands against that target; sums and running totals are judged by no "
        "longer one, and once they are over."
    )
    change: float | None = field(
        description="How much more than in the period before; null where either is unknown."
    )
    growth: float | None = field(
        description="The change as a part of the value before; null when that is 0."
    )
    growth_year_on_year: float | None = field(
        description="The same against the same period of the year before."
    )


@strawberry.type(description="Where the values of a KPI are going.")
class KpiTrend:
    """A trend."""

    direction: enums.TrendDirection = field(description="Whether that is the way it should.")
    slope: float | None = field(description="How much per period, in the KPI's unit.")
    confidence: float | None = field(description="How sure it is that there is a trend, 0 to 1.")
    periods: int = field(description="How many values it rests on.")


@strawberry.type(description="What one period should be.")
class ForecastPoint:
    """One point of a forecast."""

    period: refs.Period = field(description="The period.")
    value: float = field(description="What is expected.")
    lower: float = field(description="The lower end of the interval.")
    upper: float = field(description="The upper end of the interval.")
    total: float | None = field(
        description="The running total at the period's end; null unless the KPI accumulates."
    )


@strawberry.type(description="What a forecast means for a target.")
class TargetOutlook:
    """A target, and how likely it is met."""

    target: refs.KpiTarget = field(description="The target.")
    period: refs.Period = field(description="The period it is set for.")
    expected: float = field(description="What is expected at its end.")
    probability: float = field(description="How likely that meets the target, 0 to 1.")
    needed: float | None = field(
        description="What each period left has to be on average to meet it; null but for sums."
    )


@strawberry.type(description="How good a forecast was on what is known.")
class ForecastAccuracy:
    """A replay: the same rule from every earlier period on, held against what came."""

    origins: int = field(description="From how many periods it was replayed.")
    horizon: int = field(description="How many periods ahead, at most.")
    mean_absolute_error: float = field(description="How far off it was on average.")
    relative_error: float = field(
        description="That as a part of the error of carrying the last value on; under 1 is better."
    )
    coverage: float = field(description="Which part of what came lay inside the interval.")
    bias: float = field(description="How much too high it was on average.")


@strawberry.type(description="What comes next of a KPI.")
class KpiForecast:
    """A forecast, or why there is none."""

    unavailable: enums.ForecastUnavailable | None = field(
        description="Why there is none; null when there is one."
    )
    method: enums.ForecastMethod | None = field(description="How it was made.")
    logarithmic: bool = field(description="Whether it was made of the values' logarithms.")
    points: list[ForecastPoint] = field(description="The periods to come, the next one first.")
    target_outlook: list[TargetOutlook] = field(
        description="Every target whose period is not over and ends within the points; none of "
        "the least or the most."
    )
    accuracy: ForecastAccuracy | None = field(description="How good it was on what is known.")
