"""Key results, how they are measured and reported on, and the work done for them."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import field

from graph.model import goals, work
from schema import arguments as takes
from schema import enums, refs
from schema.actions import WHAT, InitiativeActions, KeyResultActions
from schema.build.types import after, entity_type
from schema.nodes import Commentable, Connection


@strawberry.type(description="What a key result wants of its number.")
class Metric:
    """The numbers that its goal needs; the others are null."""

    goal: enums.MetricGoal = field(description="What is wanted.")
    start: float | None = field(description="Where it began: for INCREASE and DECREASE.")
    target: float | None = field(
        description="Where it should be: for INCREASE, DECREASE, AT_LEAST and AT_MOST."
    )
    lower: float | None = field(description="The lower bound: for BETWEEN.")
    upper: float | None = field(description="The upper bound: for BETWEEN.")


@strawberry.type(description="How a number is read.")
class Measure:
    """Kind, currency or unit, and precision."""

    kind: enums.MeasureKind = field(description="What kind of number it is.")
    currency: str | None = field(description="The ISO 4217 code, for CURRENCY.")
    unit: str | None = field(description="Free text, or a unit of time for DURATION.")
    precision: int | None = field(description="How many digits to show after the point.")


@entity_type(goals.KeyResult)
class KeyResult(Commentable):
    """KeyResult of DOMAIN.md."""

    viewer_can: KeyResultActions = field(description=WHAT)
    check_ins: Connection[refs.CheckIn] = field(
        resolver=takes.some_check_ins,
        description="Its check-ins, latest effect first unless another order is asked for.",
        metadata=after("last_check_in"),
    )
    supports: Connection[refs.Support] = field(
        resolver=takes.paged, description="Its links to KPIs.", metadata=after("archived")
    )
    aligned_from: refs.AlignedObjectiveConnection = field(
        resolver=takes.some_objectives,
        description="The objectives that align to it.",
        metadata=after("supports"),
    )
    initiatives: Connection[refs.Initiative] = field(
        resolver=takes.some_initiatives, description="The work done for it."
    )
    findings: refs.FindingConnection = field(
        resolver=takes.some_findings,
        description="What is wrong with its alignment: findings that concern it.",
    )
    landing: refs.Landing = field(
        resolver=takes.landing,
        description=(
            "What follows if it ends at a value; without one, if it stays where it is while the "
            "rest of the plan succeeds."
        ),
    )


@strawberry.type(description="One report on a key result; never changed, only superseded.")
class CheckIn(Commentable):
    """CheckIn of DOMAIN.md."""

    # These two are never null; an alignment's and a target's are, and one name has one type.
    key_result: refs.KeyResult | None = field(description="The key result it reports on.")
    value: float | None = field(description="The value reported.")
    effective_at: datetime = field(description="The moment it reports on.")
    recorded_at: datetime = field(description="When it was recorded.")
    confidence: float | None = field(description="The confidence reported, 0 to 1.")
    status: enums.CheckInStatus | None = field(description="How whoever reports sees it.")
    note: str | None = field(description="What is worth knowing.")
    blocker: str | None = field(description="What is in the way.")
    source: enums.CheckInSource = field(description="Where it came from.")
    author: refs.Person | None = field(description="Who reported it.")
    supersedes: refs.CheckIn | None = field(description="The check-in it takes the place of.")
    superseded: bool = field(
        description="Whether it does not count: another took its place, or it was taken back."
    )
    withdrawn: bool = field(description="Whether it was taken back, by undoing what reported it.")


Supporter = Annotated[
    refs.Objective | refs.KeyResult,
    strawberry.union("Supporter", description="What can support a KPI."),
]
GoalOrResult = Annotated[
    refs.Objective | refs.KeyResult,
    strawberry.union("GoalOrResult", description="An objective or a key result."),
]


@entity_type(work.Initiative)
class Initiative(Commentable):
    """Initiative of DOMAIN.md."""

    viewer_can: InitiativeActions = field(description=WHAT)
