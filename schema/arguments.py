"""The arguments that fields take, each set written once.

A field's value is already in the fetched answer, so these functions only declare arguments: the
schema replaces their bodies (`resolvers.execution.read_parts`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import strawberry
from strawberry import UNSET, argument

from schema import filters, orders
from schema.enums import (
    FindingGrouping,
    Frequency,
    MoverGrouping,
    ObjectiveGrouping,
    OrderDirection,
    ProposalDirection,
    ProposalState,
)
from schema.period_input import PeriodInput

WHICH = "Which of them."
ORDERED = "In which order."

First = Annotated[int | None, argument(description="How many, from the start: 0 to 100.")]
After = Annotated[str | None, argument(description="Only what comes after this cursor.")]
Last = Annotated[int | None, argument(description="How many, from the end: 0 to 100.")]
Before = Annotated[str | None, argument(description="Only what comes before this cursor.")]
Depth = Annotated[int | None, argument(description="How many alignments away, at most.")]
Since = Annotated[datetime | None, argument(name="from", description="This moment or later.")]
Until = Annotated[datetime | None, argument(description="Before this moment.")]

WhichObjective = Annotated[filters.ObjectiveFilter | None, argument(description=WHICH)]
MoversInOrder = Annotated[
    orders.MoverOrder | None,
    argument(description="In which order; without this, the largest share first."),
]


def paged(first: First = 50, after: After = UNSET) -> Any:
    """A page of a list."""


InState = Annotated[
    ProposalState | None, argument(description="Where they stand: anywhere, when null.")
]


def proposals(
    direction: Annotated[
        ProposalDirection | None, argument(description="Which way they lead: either, when null.")
    ] = UNSET,
    state: InState = ProposalState.PENDING,
    first: First = 50,
    after: After = UNSET,
) -> Any:
    """A page of proposals, pending unless others are asked for."""


def directed_proposals(
    direction: Annotated[
        ProposalDirection, argument(description="Which way they lead.")
    ] = ProposalDirection.INCOMING,
    state: InState = ProposalState.PENDING,
    first: First = 50,
    after: After = UNSET,
) -> Any:
    """A page of proposals one way, pending unless others are asked for."""


def history(
    first: First = 50,
    after: After = UNSET,
    direction: Annotated[
        OrderDirection, argument(description="Whether the oldest come first, or the latest.")
    ] = OrderDirection.ASC,
) -> Any:
    """A page of changes."""


def some_paths(
    first: Annotated[int | None, argument(description="How many: 0 to 100.")] = 3,
) -> Any:
    """The first few paths."""


def company_paths(
    first: Annotated[int | None, argument(description="How many: 0 to 100.")] = 10,
) -> Any:
    """The first few paths up."""


def landing(
    value: Annotated[
        float | None, argument(description="Where it ends: where it is now, unless given.")
    ] = UNSET,
) -> Any:
    """What follows from a value."""


def landing_goals(first: First = 20, after: After = UNSET) -> Any:
    """A page of goals."""


def landing_kpis(
    first: Annotated[int | None, argument(description="How many: 0 to 100.")] = 20,
) -> Any:
    """The first few KPIs."""


def lineage(
    max_depth: Depth = UNSET,
    filter: WhichObjective = UNSET,
    first: First = 50,
    after: After = UNSET,
) -> Any:
    """A page of what is above or below."""


def gap_movers(first: First = 20, after: After = UNSET) -> Any:
    """A page of what a gap rests on."""


def prediction(
    since: Annotated[
        datetime | None,
        argument(
            name="from",
            description=(
                "The earlier moment: unless given, the start of the target's period, without a "
                "target of the current fiscal quarter."
            ),
        ),
    ] = UNSET,
    to: Annotated[
        datetime | None,
        argument(description="The later moment: the one asked about, unless given."),
    ] = UNSET,
) -> Any:
    """Between two moments."""


def some_supports(
    first: Annotated[int | None, argument(description="How many: 0 to 100.")] = 50,
) -> Any:
    """The first few supports."""


def first_rows(
    first: Annotated[int | None, argument(description="How many: 0 to 100.")] = 50,
) -> Any:
    """The first few rows."""


def retrospective(
    team: Annotated[
        strawberry.ID | None,
        argument(
            description="Of what this team, those below it and their people own: all, unless given."
        ),
    ] = UNSET,
) -> Any:
    """Of everybody or of one team."""


def root_causes(
    first: Annotated[int | None, argument(description="How many: 0 to 100.")] = 10,
    max_depth: Annotated[
        int | None, argument(description="How many links away, at most; null is 8.")
    ] = 8,
) -> Any:
    """The first few causes."""


def some_helpers(
    first: Annotated[int | None, argument(description="How many: 0 to 100.")] = 5,
) -> Any:
    """The first few objectives."""


def movers(
    filter: WhichObjective = UNSET,
    order_by: MoversInOrder = UNSET,
    first: First = 50,
    after: After = UNSET,
) -> Any:
    """A page of movers."""


def some_findings(
    filter: Annotated[filters.FindingFilter | None, argument(description=WHICH)] = UNSET,
    first: First = 50,
    after: After = UNSET,
) -> Any:
    """A page of findings."""


def some_templates(
    first: First = UNSET,
    after: After = UNSET,
    filter: Annotated[filters.TemplateFilter | None, argument(description=WHICH)] = UNSET,
) -> Any:
    """A page of templates."""


Within = Annotated[strawberry.ID | None, argument(description="Only goals of this cycle.")]


def alignment_report(cycle: Within = UNSET) -> Any:
    """The report of an organization."""


def team_alignment_report(
    cycle: Within = UNSET,
    include_sub_teams: Annotated[
        bool, argument(description="Also of the teams below it, at any depth.")
    ] = True,
) -> Any:
    """The report of a team."""


def finding_groups(
    by: Annotated[FindingGrouping, argument(description="What to group by.")],
) -> Any:
    """Groups of findings."""


def values(first: First = 50, after: After = UNSET, since: Since = UNSET, to: Until = UNSET) -> Any:
    """A page of values, latest first."""


def series(
    since: Annotated[datetime, argument(name="from", description="The first moment.")],
    to: Annotated[
        datetime | None, argument(description="The last moment: now, unless given.")
    ] = UNSET,
    every: Annotated[
        Frequency | None, argument(description="How far the points are apart.")
    ] = Frequency.WEEKLY,
) -> Any:
    """Points in time."""


def progress_change(
    since: Annotated[datetime, argument(name="from", description="The earlier moment.")],
    to: Annotated[
        datetime | None,
        argument(description="The later moment: the one asked about, unless given."),
    ] = UNSET,
    first: First = 50,
    after: After = UNSET,
) -> Any:
    """A page of parts between two moments."""


def kpi_series(
    since: Annotated[datetime, argument(name="from", description="From the period that holds it.")],
    to: Annotated[
        datetime | None, argument(description="Up to this moment: now, unless given.")
    ] = UNSET,
    every: Annotated[
        Frequency | None, argument(description="How long the periods are: its own, unless given.")
    ] = UNSET,
) -> Any:
    """Periods of a KPI."""


def kpi_trend(
    periods: Annotated[
        int | None, argument(description="Over how many finished periods: 4 to 60.")
    ] = 8,
) -> Any:
    """The last periods of a KPI."""


def kpi_forecast(
    periods: Annotated[
        int | None,
        argument(description="How many to come, up to 60; what fits its frequency, unless given."),
    ] = UNSET,
    level: Annotated[
        float | None,
        argument(description="The part of values that the intervals should hold, between 0 and 1."),
    ] = 0.8,
) -> Any:
    """Periods to come of a KPI."""


def objective_groups(
    by: Annotated[ObjectiveGrouping, argument(description="What to group by.")],
) -> Any:
    """Groups of objectives."""


def mover_groups(by: Annotated[MoverGrouping, argument(description="What to group by.")]) -> Any:
    """Groups of movers."""


def forward(which: Any, order: Any) -> Any:
    """The arguments of a list that is paged forward, filtered and ordered."""

    def arguments(
        first: First = 50, after: After = UNSET, filter: Any = UNSET, order_by: Any = UNSET
    ) -> Any:
        """A page, forward."""

    arguments.__annotations__ |= {
        "filter": Annotated[which | None, argument(description=WHICH)],
        "order_by": Annotated[order | None, argument(description=ORDERED)],
    }
    return arguments


def both_ways(which: Any, order: Any) -> Any:
    """The arguments of a list that is paged forward or backward, filtered and ordered."""

    def arguments(
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        filter: Any = UNSET,
        order_by: Any = UNSET,
    ) -> Any:
        """A page, forward or backward."""

    arguments.__annotations__ |= {
        "filter": Annotated[which | None, argument(description=WHICH)],
        "order_by": Annotated[order | None, argument(description=ORDERED)],
    }
    return arguments


some_objectives = forward(filters.ObjectiveFilter, orders.ObjectiveOrder)
some_key_results = forward(filters.KeyResultFilter, orders.KeyResultOrder)
some_kpis = forward(filters.KpiFilter, orders.KpiOrder)
some_kpi_values = forward(filters.KpiValueFilter, orders.KpiValueOrder)
some_check_ins = forward(filters.CheckInFilter, orders.CheckInOrder)
some_teams = forward(filters.TeamFilter, orders.TeamOrder)
some_people = forward(filters.PersonFilter, orders.PersonOrder)
some_cycles = forward(filters.CycleFilter, orders.CycleOrder)
some_initiatives = forward(filters.InitiativeFilter, orders.InitiativeOrder)


def latest_weeks(first: First = 10, after: After = UNSET) -> Any:
    """Weekly reports of a person."""


def team_week(
    week: Annotated[
        PeriodInput | None,
        argument(description="The week, Monday to Sunday: this one, unless given."),
    ] = UNSET,
) -> Any:
    """A team's week."""
