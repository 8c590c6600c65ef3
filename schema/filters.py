"""What each list can be filtered by: one field a concern, all of which must hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import strawberry
from strawberry import UNSET

from graph.model import goals
from schema.build.lists import ALL, ANY, NONE, selects
from schema.build.types import after
from schema.comparators import (
    DateFilter,
    DateTimeFilter,
    EnumFilter,
    IdFilter,
    IntFilter,
    StringFilter,
    TeamScope,
)
from schema.enums import (
    CheckInSource,
    CheckInStatus,
    CycleKind,
    CycleState,
    Effect,
    FindingRule,
    Frequency,
    InitiativeState,
    KpiDirection,
    KpiStatus,
    Lifecycle,
    MetricGoal,
    Role,
    Severity,
    TeamKind,
    ValueSource,
)

T = TypeVar("T")


def _selects(what: str, of: str = "it") -> Callable[[type[T]], type[T]]:
    """An input that selects such nodes: after its own fields come those that all filters have."""

    def made(cls: type[T]) -> type[T]:
        changed = f"When anything stored about {of} last changed."
        many, one = f"list[{cls.__name__}] | None", f"{cls.__name__} | None"
        cls.__annotations__ |= {
            "revision": IntFilter | None,
            "and_": many,
            "or_": many,
            "not_": one,
        }
        for name, called, description in (
            ("revision", None, changed),
            ("and_", "and", ALL),
            ("or_", "or", ANY),
            ("not_", "not", NONE),
        ):
            field = strawberry.field(name=called, default=UNSET, description=description)
            setattr(cls, name, field)
        return strawberry.input(cls, description=f"Selects {what}.")

    return made


@selects(goals.Objective, "objectives")
class ObjectiveFilter:
    """Selects objectives; it never changes a share."""

    text: StringFilter | None = strawberry.field(
        default=UNSET, description="Its title or its description.", metadata=after("title")
    )
    team: TeamScope | None = strawberry.field(
        default=UNSET, description="The team it belongs to.", metadata=after("cycle")
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
    lifecycle: EnumFilter[Lifecycle] | None = strawberry.field(
        default=UNSET, description="Its objective's lifecycle.", metadata=after("cycle")
    )
    goal: EnumFilter[MetricGoal] | None = strawberry.field(
        default=UNSET, description="What its metric wants.", metadata=after("lifecycle")
    )


@_selects("KPIs")
class KpiFilter:
    """Selects KPIs; it never changes a share."""

    id: IdFilter | None = strawberry.field(default=UNSET, description="Its id.")
    name: StringFilter | None = strawberry.field(default=UNSET, description="Its name.")
    owner: IdFilter | None = strawberry.field(default=UNSET, description="Its owner's id.")
    team: TeamScope | None = strawberry.field(default=UNSET, description="The team it belongs to.")
    direction: EnumFilter[KpiDirection] | None = strawberry.field(
        default=UNSET, description="Which way it should go."
    )
    frequency: EnumFilter[Frequency] | None = strawberry.field(
        default=UNSET, description="How often it is measured."
    )
    status: EnumFilter[KpiStatus] | None = strawberry.field(
        default=UNSET, description="How it stands against its target."
    )
    archived: bool | None = strawberry.field(
        default=UNSET,
        description="Whether it is archived; without this, `id` or `revision`, only those not.",
    )
    created_at: DateTimeFilter | None = strawberry.field(
        default=UNSET, description="When it was created."
    )
    updated_at: DateTimeFilter | None = strawberry.field(
        default=UNSET, description="When people last changed it."
    )


@_selects("KPI values")
class KpiValueFilter:
    """Selects KPI values; it never changes a share."""

    id: IdFilter | None = strawberry.field(default=UNSET, description="Its id.")
    kpi: IdFilter | None = strawberry.field(default=UNSET, description="Its KPI's id.")
    at: DateTimeFilter | None = strawberry.field(
        default=UNSET, description="The moment it was measured for."
    )
    source: EnumFilter[ValueSource] | None = strawberry.field(
        default=UNSET, description="Where it came from."
    )


@_selects("check-ins")
class CheckInFilter:
    """Selects check-ins; it never changes a share."""

    id: IdFilter | None = strawberry.field(default=UNSET, description="Its id.")
    key_result: IdFilter | None = strawberry.field(
        default=UNSET, description="Its key result's id."
    )
    author: IdFilter | None = strawberry.field(
        default=UNSET, description="The id of the person who reported."
    )
    status: EnumFilter[CheckInStatus] | None = strawberry.field(
        default=UNSET, description="How whoever reported saw it."
    )
    source: EnumFilter[CheckInSource] | None = strawberry.field(
        default=UNSET, description="Where it came from."
    )
    effective_at: DateTimeFilter | None = strawberry.field(
        default=UNSET, description="The moment it reports on."
    )
    recorded_at: DateTimeFilter | None = strawberry.field(
        default=UNSET, description="When it was recorded."
    )


@_selects("teams")
class TeamFilter:
    """Selects teams; it never changes a share."""

    id: IdFilter | None = strawberry.field(default=UNSET, description="Its id.")
    name: StringFilter | None = strawberry.field(default=UNSET, description="Its name.")
    kind: EnumFilter[TeamKind] | None = strawberry.field(
        default=UNSET, description="What it is in the organization."
    )
    parent: IdFilter | None = strawberry.field(
        default=UNSET, description="The id of the team above it."
    )
    archived: bool | None = strawberry.field(
        default=UNSET,
        description="Whether it is archived; without this, `id` or `revision`, only those not.",
    )


@_selects("people", of="them")
class PersonFilter:
    """Selects people; it never changes a share."""

    id: IdFilter | None = strawberry.field(default=UNSET, description="Their id.")
    name: StringFilter | None = strawberry.field(default=UNSET, description="Their name.")
    email: StringFilter | None = strawberry.field(
        default=UNSET, description="Their e-mail address."
    )
    role: EnumFilter[Role] | None = strawberry.field(default=UNSET, description="What they may do.")
    manager: IdFilter | None = strawberry.field(default=UNSET, description="Their manager's id.")
    team: IdFilter | None = strawberry.field(
        default=UNSET, description="The id of a team they are a member of."
    )
    archived: bool | None = strawberry.field(
        default=UNSET,
        description="Whether they are archived; without this, `id` or `revision`, only those not.",
    )


@_selects("cycles")
class CycleFilter:
    """Selects cycles; it never changes a share."""

    id: IdFilter | None = strawberry.field(default=UNSET, description="Its id.")
    name: StringFilter | None = strawberry.field(default=UNSET, description="Its name.")
    kind: EnumFilter[CycleKind] | None = strawberry.field(
        default=UNSET, description="How long it is."
    )
    state: EnumFilter[CycleState] | None = strawberry.field(
        default=UNSET, description="Where it is in its life."
    )
    parent: IdFilter | None = strawberry.field(
        default=UNSET, description="The id of the cycle it is a part of."
    )
    starts_on: DateFilter | None = strawberry.field(default=UNSET, description="Its first day.")
    ends_on: DateFilter | None = strawberry.field(default=UNSET, description="Its last day.")
    archived: bool | None = strawberry.field(
        default=UNSET,
        description="Whether it is archived; without this, `id` or `revision`, only those not.",
    )


@_selects("initiatives")
class InitiativeFilter:
    """Selects initiatives; it never changes a share."""

    id: IdFilter | None = strawberry.field(default=UNSET, description="Its id.")
    title: StringFilter | None = strawberry.field(default=UNSET, description="Its title.")
    owner: IdFilter | None = strawberry.field(default=UNSET, description="Its owner's id.")
    target: IdFilter | None = strawberry.field(
        default=UNSET, description="The id of the objective or key result it is for."
    )
    state: EnumFilter[InitiativeState] | None = strawberry.field(
        default=UNSET, description="How far it is."
    )
    due_on: DateFilter | None = strawberry.field(default=UNSET, description="When it is due.")
    archived: bool | None = strawberry.field(
        default=UNSET,
        description="Whether it is archived; without this, `id` or `revision`, only those not.",
    )


@_selects("comments")
class CommentFilter:
    """Selects comments."""

    id: IdFilter | None = strawberry.field(default=UNSET, description="Its id.")
    on: IdFilter | None = strawberry.field(default=UNSET, description="The id of what it is about.")
    author: IdFilter | None = strawberry.field(
        default=UNSET, description="The id of the person who wrote it."
    )
    reply_to: IdFilter | None = strawberry.field(
        default=UNSET,
        description="The id of the comment that it answers; `eq: null` begins a thread.",
    )
    created_at: DateTimeFilter | None = strawberry.field(
        default=UNSET, description="When it was created."
    )
    updated_at: DateTimeFilter | None = strawberry.field(
        default=UNSET, description="When people last changed it."
    )


@_selects("alignments")
class AlignmentFilter:
    """Selects alignments; it never changes a share."""

    id: IdFilter | None = strawberry.field(default=UNSET, description="Its id.")
    from_: IdFilter | None = strawberry.field(
        name="from", default=UNSET, description="The id of the objective that aligns."
    )
    to: IdFilter | None = strawberry.field(
        default=UNSET, description="The id of the objective aligned to."
    )
    key_result: IdFilter | None = strawberry.field(
        default=UNSET,
        description="The id of the key result aligned to; `eq: null` is the whole objective.",
    )
    counts: bool | None = strawberry.field(
        default=UNSET, description="Whether it counts toward the target's progress."
    )


@_selects("supports")
class SupportFilter:
    """Selects supports; it never changes a share."""

    id: IdFilter | None = strawberry.field(default=UNSET, description="Its id.")
    from_: IdFilter | None = strawberry.field(
        name="from",
        default=UNSET,
        description="The id of the objective or key result that supports.",
    )
    kpi: IdFilter | None = strawberry.field(default=UNSET, description="The KPI's id.")
    effect: EnumFilter[Effect] | None = strawberry.field(
        default=UNSET, description="What success does to the KPI's value."
    )


@_selects("drives")
class DriveFilter:
    """Selects drives; it never changes a share."""

    id: IdFilter | None = strawberry.field(default=UNSET, description="Its id.")
    from_: IdFilter | None = strawberry.field(
        name="from", default=UNSET, description="The id of the KPI that drives."
    )
    to: IdFilter | None = strawberry.field(
        default=UNSET, description="The id of the KPI that is driven."
    )
    effect: EnumFilter[Effect] | None = strawberry.field(
        default=UNSET, description="What a rise of the first does to the second."
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
