"""What each list can be filtered by: one field a concern, all of which must hold."""

from __future__ import annotations

from typing import TypeVar

import strawberry
from strawberry import UNSET

from graph.model import goals, kpis, links, organization, work
from schema.build.lists import selects
from schema.build.types import after
from schema.comparators import (
    DateFilter,
    EnumFilter,
    IdFilter,
    StringFilter,
    TeamScope,
)
from schema.enums import (
    CycleState,
    FindingRule,
    Lifecycle,
    MetricGoal,
    Severity,
)

T = TypeVar("T")


@selects(goals.Objective, "objectives")
class ObjectiveFilter:
    """Selects objectives; it never changes a share."""

    text: StringFilter | None = strawberry.field(
        default=UNSET, description="Its title or its description.", metadata=after("title")
    )
    team: TeamScope | None = strawberry.field(
        default=UNSET, description="The team it belongs to.", metadata=after("cycle")
    )
    cycle_within: IdFilter | None = strawberry.field(
        default=UNSET,
        description="The id of its cycle, or of one around that, at any depth.",
        metadata=after("cycle"),
    )
    cycle_state: EnumFilter[CycleState] | None = strawberry.field(
        default=UNSET, description="Where its cycle is in its life.", metadata=after("cycle_within")
    )
    cycle_starts_on: DateFilter | None = strawberry.field(
        default=UNSET, description="The first day of its cycle.", metadata=after("cycle_state")
    )
    cycle_ends_on: DateFilter | None = strawberry.field(
        default=UNSET, description="The last day of its cycle.", metadata=after("cycle_starts_on")
    )
    aligned: bool | None = strawberry.field(
        default=UNSET, description="Whether it aligns to another objective."
    )
    root: bool | None = strawberry.field(
        default=UNSET,
        description=(
            "Whether an alignment tree starts with it: it aligns to nothing, "
            "and is a company objective or has contributors."
        ),
    )
    orphan: bool | None = strawberry.field(
        default=UNSET,
        description=(
            "Whether it is active, not a company objective, "
            "and has no way up through active objectives to one."
        ),
    )


@selects(goals.KeyResult, "key results")
class KeyResultFilter:
    """Selects key results; it never changes a share."""

    cycle: IdFilter | None = strawberry.field(
        default=UNSET, description="Its objective's cycle's id.", metadata=after("measured_by")
    )
    cycle_within: IdFilter | None = strawberry.field(
        default=UNSET,
        description="The id of its objective's cycle, or of one around that, at any depth.",
        metadata=after("cycle"),
    )
    cycle_state: EnumFilter[CycleState] | None = strawberry.field(
        default=UNSET,
        description="Where its objective's cycle is in its life.",
        metadata=after("cycle_within"),
    )
    cycle_starts_on: DateFilter | None = strawberry.field(
        default=UNSET,
        description="The first day of its objective's cycle.",
        metadata=after("cycle_state"),
    )
    cycle_ends_on: DateFilter | None = strawberry.field(
        default=UNSET,
        description="The last day of its objective's cycle.",
        metadata=after("cycle_starts_on"),
    )
    lifecycle: EnumFilter[Lifecycle] | None = strawberry.field(
        default=UNSET, description="Its objective's lifecycle.", metadata=after("cycle_ends_on")
    )
    goal: EnumFilter[MetricGoal] | None = strawberry.field(
        default=UNSET, description="What its metric wants.", metadata=after("lifecycle")
    )
    team: TeamScope | None = strawberry.field(
        default=UNSET,
        description="The team that it, or else its objective, belongs to.",
        metadata=after("owner"),
    )


@selects(kpis.Kpi, "KPIs")
class KpiFilter:
    """Selects KPIs; it never changes a share."""

    team: TeamScope | None = strawberry.field(
        default=UNSET, description="The team it belongs to.", metadata=after("owner")
    )


@selects(kpis.KpiValue, "KPI values", dated=False)
class KpiValueFilter:
    """Selects KPI values; it never changes a share."""


@selects(work.CheckIn, "check-ins", dated=False)
class CheckInFilter:
    """Selects check-ins; it never changes a share."""


@selects(organization.Team, "teams", dated=False)
class TeamFilter:
    """Selects teams; it never changes a share."""


@selects(organization.Person, "people", whose="Their", of="them", dated=False)
class PersonFilter:
    """Selects people; it never changes a share."""

    team: IdFilter | None = strawberry.field(
        default=UNSET,
        description="The id of a team they are a member of.",
        metadata=after("manager"),
    )


@selects(organization.Cycle, "cycles", dated=False)
class CycleFilter:
    """Selects cycles; it never changes a share."""


@selects(work.Initiative, "initiatives", dated=False)
class InitiativeFilter:
    """Selects initiatives; it never changes a share."""


@selects(work.Comment, "comments")
class CommentFilter:
    """Selects comments."""


@selects(links.Alignment, "alignments", dated=False)
class AlignmentFilter:
    """Selects alignments; it never changes a share."""

    from_: IdFilter | None = strawberry.field(
        name="from",
        default=UNSET,
        description="The id of the objective that aligns.",
        metadata=after("id"),
    )
    to: IdFilter | None = strawberry.field(
        default=UNSET,
        description="The id of the objective aligned to.",
        metadata=after("from_"),
    )
    key_result: IdFilter | None = strawberry.field(
        default=UNSET,
        description="The id of the key result aligned to; `eq: null` is the whole objective.",
        metadata=after("to"),
    )


@selects(links.Support, "supports", dated=False)
class SupportFilter:
    """Selects supports; it never changes a share."""

    from_: IdFilter | None = strawberry.field(
        name="from",
        default=UNSET,
        description="The id of the objective or key result that supports.",
        metadata=after("id"),
    )
    kpi: IdFilter | None = strawberry.field(
        default=UNSET, description="The KPI's id.", metadata=after("from_")
    )


@selects(links.Drive, "drives", dated=False)
class DriveFilter:
    """Selects drives; it never changes a share."""

    from_: IdFilter | None = strawberry.field(
        name="from",
        default=UNSET,
        description="The id of the KPI that drives.",
        metadata=after("id"),
    )
    to: IdFilter | None = strawberry.field(
        default=UNSET, description="The id of the KPI that is driven.", metadata=after("from_")
    )


@strawberry.input(description="Compares how much a finding matters.")
class SeverityFilter:
    """All given comparators must hold."""

    eq: Severity | None = strawberry.field(default=UNSET, description="This.")
    in_: list[Severity] | None = strawberry.field(
        name="in", default=UNSET, description="One of these; an empty list matches nothing."
    )
    gte: Severity | None = strawberry.field(default=UNSET, description="This or more.")


@strawberry.input(description="Selects findings; all its fields must hold.")
class FindingFilter:
    """Owner, team and cycle are those of what a finding is about: its first node."""

    rule: EnumFilter[FindingRule] | None = strawberry.field(
        default=UNSET, description="The rule that holds."
    )
    severity: SeverityFilter | None = strawberry.field(
        default=UNSET, description="How much it matters."
    )
    team: TeamScope | None = strawberry.field(
        default=UNSET, description="Whose team owns what it is about."
    )
    cycle: IdFilter | None = strawberry.field(
        default=UNSET, description="The id of the cycle of what it is about."
    )
    owner: IdFilter | None = strawberry.field(
        default=UNSET, description="The id of who owns what it is about."
    )
    node: IdFilter | None = strawberry.field(
        default=UNSET, description="The id of anything that it concerns."
    )
    dismissed: bool | None = strawberry.field(
        default=False,
        description="False, unless given: those that are open; true: dismissed ones; null: all.",
    )


@strawberry.input(description="Selects templates; all its fields must hold.")
class TemplateFilter:
    """Of the library, and the organization's own."""

    text: StringFilter | None = strawberry.field(
        default=UNSET, description="Its title or its description."
    )
    department: StringFilter | None = strawberry.field(
        default=UNSET, description="Whose work it is."
    )
    built_in: bool | None = strawberry.field(
        default=UNSET, description="Whether it comes with goalgraph."
    )
    for_kpi: strawberry.ID | None = strawberry.field(
        default=UNSET,
        description="The id of a KPI that it goes with: then those that fit best come first.",
    )
