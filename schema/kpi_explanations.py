"""How far a KPI is from its target and on whom that rests; what was predicted, and what drives."""

from datetime import datetime

import strawberry
from strawberry import field

from schema import arguments as takes
from schema import enums, refs
from schema.influence import PathStep
from schema.nodes import PageInfo


@strawberry.type(description="What of a KPI's gap rests on an objective.")
class GapMoverEdge:
    """By its own share in the plan for the KPI."""

    node: refs.Objective = field(description="The objective.")
    cursor: str = field(description="Its place in the list.")
    own_share: float = field(description="How much of the plan for the KPI stays with it.")
    size: float = field(description="The gap times its own share, in the KPI's unit.")
    health: enums.Health = field(description="How the objective is doing.")
    helps: bool | None = field(
        description=(
            "Whether it pushes the KPI in the direction wanted; where not, nobody helps with its "
            "part."
        )
    )


@strawberry.type(description="The objectives that a gap rests on, largest part first.")
class GapMoverConnection:
    """With what is unowned and hidden, the sizes add up to the gap."""

    edges: list[GapMoverEdge] = field(description="The objectives with their parts.")
    nodes: list[refs.Objective] = field(description="The objectives.")
    page_info: PageInfo = field(description="Where the page stands.")
    total_count: int = field(description="How many there are on all pages.")


@strawberry.type(description="How far a KPI is from its target, divided over the plan.")
class KpiGap:
    """In the KPI's unit."""

    size: float = field(
        description=(
            "How far the latest value is short of the target or out of its bounds, 0 or more."
        )
    )
    movers: GapMoverConnection = field(
        resolver=takes.gap_movers, description="How it divides over the objectives."
    )
    unowned: float = field(description="The part that nothing supports or drives.")
    hidden: float = field(description="The part of objectives that the viewer may not see.")


@strawberry.type(description="What one support predicted.")
class SupportPrediction:
    """Progress as it was recorded then."""

    support: refs.Support = field(description="The link; one that has ended as it was.")
    progress_before: float = field(
        description=(
            "The progress of what supports at the earlier moment, or when it began; 0 for none."
        )
    )
    progress_after: float = field(description="The same at the later moment, or when it ended.")
    expected: float | None = field(
        description="Its expected delta times the change of progress; null without one."
    )


@strawberry.type(description="What the plan for a KPI said would happen, against what did.")
class KpiPrediction:
    """By direct supports alone; drivers are not multiplied in."""

    from_: datetime = field(name="from", description="The earlier moment.")
    to: datetime = field(description="The later moment.")
    value_before: float | None = field(
        description="The latest value whose period had ended by the earlier moment."
    )
    value_after: float | None = field(
        description="The latest value after the earlier moment, up to the later one."
    )
    observed: float | None = field(description="What the value changed by; null without both.")
    expected: float | None = field(
        description=(
            "What all supports predicted together, hidden ones included; null when none has an "
            "expected delta."
        )
    )
    unexplained: float | None = field(
        description="What was observed less what was expected; null when either is."
    )
    supports: list[SupportPrediction] = field(
        resolver=takes.some_supports,
        description="What each support predicted, the largest first.",
    )
    without_prediction: int = field(
        description="How many of the supports that the viewer sees have no expected delta."
    )
    hidden_expected: float = field(
        description="What supports predicted that the viewer may not see."
    )


@strawberry.type(description="A driver of a KPI that is off target too.")
class RootCause:
    """The nearest on every way, in the direction that hurts."""

    kpi: refs.Kpi = field(description="The driver.")
    share: float = field(
        description=(
            "How much of the plan for the KPI goes by it, over all ways of the direction that "
            "hurts."
        )
    )
    depth: int = field(description="How many links away it is, at least.")
    steps: list[PathStep] = field(
        description="The way from it to the KPI: the nearest, of several such the largest."
    )
    addressed_by: list[refs.Objective] = field(
        resolver=takes.some_helpers,
        description="Active objectives that help this driver, direct ones first.",
    )
    addressed: int = field(description="How many of these there are that the viewer sees.")
