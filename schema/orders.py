"""How each list can be ordered: by one field, then by id; nulls last."""

from __future__ import annotations

import strawberry

from graph.model import goals
from schema import order_fields
from schema.build.lists import ordered
from schema.enums import OrderDirection


@ordered(goals.Objective, "objectives")
class ObjectiveOrder:
    """How objectives are ordered."""


@ordered(goals.KeyResult, "key results")
class KeyResultOrder:
    """How key results are ordered."""


@strawberry.input(description="How KPIs are ordered.")
class KpiOrder:
    """How KPIs are ordered."""

    field: order_fields.KpiOrderField = strawberry.field(description="What they are ordered by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


@strawberry.input(description="How KPI values are ordered.")
class KpiValueOrder:
    """How KPI values are ordered."""

    field: order_fields.KpiValueOrderField = strawberry.field(
        description="What they are ordered by."
    )
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


@strawberry.input(description="How check-ins are ordered.")
class CheckInOrder:
    """How check-ins are ordered."""

    field: order_fields.CheckInOrderField = strawberry.field(
        description="What they are ordered by."
    )
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


@strawberry.input(description="How teams are ordered.")
class TeamOrder:
    """How teams are ordered."""

    field: order_fields.TeamOrderField = strawberry.field(description="What they are ordered by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


@strawberry.input(description="How people are ordered.")
class PersonOrder:
    """How people are ordered."""

    field: order_fields.PersonOrderField = strawberry.field(description="What they are ordered by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


@strawberry.input(description="How cycles are ordered.")
class CycleOrder:
    """How cycles are ordered."""

    field: order_fields.CycleOrderField = strawberry.field(description="What they are ordered by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


@strawberry.input(description="How initiatives are ordered.")
class InitiativeOrder:
    """How initiatives are ordered."""

    field: order_fields.InitiativeOrderField = strawberry.field(
        description="What they are ordered by."
    )
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


@strawberry.input(description="How comments are ordered.")
class CommentOrder:
    """How comments are ordered."""

    field: order_fields.CommentOrderField = strawberry.field(
        description="What they are ordered by."
    )
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


@strawberry.input(description="How links are ordered.")
class LinkOrder:
    """How links are ordered."""

    field: order_fields.LinkOrderField = strawberry.field(description="What they are ordered by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )
