"""What KPIs are computed from."""

import strawberry
from strawberry import ID, UNSET, field

from schema import enums, refs


@strawberry.type(description="A KPI in a formula.")
class FormulaInputPart:
    """FormulaInputPart of KPIS.md."""

    name: str = field(description="Its name in the expression.")
    kpi: refs.Kpi = field(description="The KPI.")
    aggregation: enums.Aggregation = field(
        description="How its values make one of a longer period of the KPI that is computed."
    )


@strawberry.type(description="What a KPI is computed from, once for each finished period.")
class Formula:
    """Formula of KPIS.md."""

    expression: str = field(
        description="Names of inputs, numbers, + - * /, brackets, min, max, abs and round; of "
        "segments, what they come to together, empty while there are none."
    )
    inputs: list[FormulaInputPart] = field(
        description="The KPIs in it, in their order; of segments, those that are not archived."
    )


@strawberry.input(description="A KPI in a formula.")
class FormulaPartInput:
    """FormulaPartInput of KPIS.md."""

    name: str = field(
        description="Its name in the expression: letters, digits and _, no digit first."
    )
    kpi: ID = field(description="The KPI, measured at least as often as the one that is computed.")
    aggregation: enums.Aggregation | None = field(
        default=UNSET,
        description="How its values make one of a longer period: its own way, unless given.",
    )


@strawberry.input(
    description="What a KPI is computed from: an expression over inputs, or its segments."
)
class FormulaInput:
    """FormulaInput of KPIS.md."""

    expression: str | None = field(
        default=UNSET,
        description="Names of inputs, decimal numbers, + - * /, brackets, min, max, abs and "
        "round(x, digits); up to 500 characters.",
    )
    inputs: list[FormulaPartInput] | None = field(
        default=UNSET, description="The KPIs in the expression, up to 50."
    )
    of_segments: enums.Aggregation | None = field(
        default=UNSET,
        description="Instead of an expression: what its segments make together, SUM, MEAN, MIN or "
        "MAX.",
    )
