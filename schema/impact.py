"""What follows from a mutation: progress before and after, and shares of KPIs before and after."""

from typing import Annotated, Any

import strawberry
from strawberry import argument, field

from schema.enums import FindingRule
from schema.findings import Finding
from schema.kpis import Kpi
from schema.nodes import Node
from schema.objectives import Objective

_First = Annotated[int | None, argument(description="How many at most: 0 to 100.")]


def some_goals(first: _First = 100) -> Any:
    """The first few goals."""


def some_kpis(first: _First = 20) -> Any:
    """The first few KPIs."""


def some_movers(first: _First = 20) -> Any:
    """The first few movers."""


@strawberry.type(description="An objective or a key result whose progress changes.")
class GoalImpact:
    """Progress before and after."""

    node: Node = field(description="The objective or the key result, as it is after.")
    before: float | None = field(description="Its progress before, 0 to 1; null without any.")
    after: float | None = field(description="Its progress after, 0 to 1; null without any.")


@strawberry.type(description="The part of an objective in the plan for a KPI.")
class MoverShares:
    """As on a MoverEdge."""

    share: float = field(description="All that reaches it, 0 to 1.")
    own_share: float = field(description="What stays with it, 0 to 1.")
    net_share: float = field(description="The sum with signs, -1 to 1.")


@strawberry.type(description="An objective whose part in the plan for a KPI changes.")
class MoverImpact:
    """Shares before and after."""

    objective: Objective = field(description="The objective, as it is after.")
    before: MoverShares | None = field(description="Its part before; null when it had none.")
    after: MoverShares | None = field(description="Its part after; null when it has none.")


@strawberry.type(description="What of the plan for a KPI is with nobody, or with who is hidden.")
class PlanShares:
    """As on a MoverConnection."""

    unowned_share: float = field(description="What no objective has a part in, 0 to 1.")
    hidden_share: float = field(
        description="The sum of the own shares of movers that the viewer may not see, 0 to 1."
    )


@strawberry.type(description="A KPI whose plan is divided otherwise.")
class KpiImpact:
    """Shares before and after."""

    kpi: Kpi = field(description="The KPI, as it is after.")
    size: float = field(
        description="The part of the plan that goes from one place to another, 0 to 1."
    )
    before: PlanShares = field(description="What was with nobody, or with who is hidden.")
    after: PlanShares = field(description="What is with nobody, or with who is hidden, after.")
    mover_count: int = field(description="How many objectives that the viewer may see change part.")
    movers: list[MoverImpact] = field(
        resolver=some_movers,
        description="The objectives whose part changes: largest change of a share first, then ids.",
    )


def some_findings(first: _First = 50) -> Any:
    """The first few findings."""


@strawberry.type(description="Findings that a change makes appear or settles.")
class FindingImpact:
    """By key: what is found after and was not before, and the other way round."""

    appear: list[Finding] = field(
        resolver=some_findings, description="Findings that are new, in the order of findings."
    )
    settled: list[Finding] = field(
        resolver=some_findings,
        description="Findings that are no more, in the order of findings.",
    )
    appear_count: int = field(description="How many are new.")
    settled_count: int = field(description="How many are no more.")
    rules_not_compared: list[FindingRule] = field(
        description=(
            "Rules that were not compared: all of them for a proposal, and in an organization of "
            "more than 20,000 live goals, key results and KPIs."
        )
    )


@strawberry.type(description="What follows from a change, as far as the viewer may see it.")
class Impact:
    """Goals and KPIs."""

    goal_count: int = field(description="How many objectives and key results change progress.")
    goals: list[GoalImpact] = field(
        resolver=some_goals,
        description=(
            "Objectives and key results whose progress changes: largest change first (null counts "
            "as 0), then ids."
        ),
    )
    kpi_count: int = field(
        description="How many KPIs have their plan divided otherwise, of those compared."
    )
    kpis: list[KpiImpact] = field(
        resolver=some_kpis,
        description=(
            "KPIs whose plan is divided otherwise, largest part first, then ids; of those that it "
            "could be of and that are not archived, the first 50 by name are compared."
        ),
    )
    kpis_not_compared: int = field(
        description="How many KPIs whose plan may be divided otherwise were too many to compare."
    )
    values_dropped: int = field(
        description=(
            "How many values of KPIs are there no more: removed, or dropped because another "
            "frequency puts several into one period."
        )
    )
    findings: FindingImpact = field(
        description="Findings that appear with it, and that it settles."
    )
