"""How each list can be ordered: by one field, then by id; nulls last."""

from __future__ import annotations

from enum import Enum

import strawberry

from graph.model import goals, kpis, links, organization, work
from schema.build.lists import ordered
from schema.enums import OrderDirection


@ordered(goals.Objective, "objectives")
class ObjectiveOrder:
    """How objectives are ordered."""


@ordered(goals.KeyResult, "key results")
class KeyResultOrder:
    """How key results are ordered."""


@ordered(kpis.Kpi, "KPIs")
class KpiOrder:
    """How KPIs are ordered."""


@ordered(kpis.KpiValue, "KPI values", updated=False)
class KpiValueOrder:
    """How KPI values are ordered."""


@ordered(work.CheckIn, "check-ins", updated=False)
class CheckInOrder:
    """How check-ins are ordered."""


@ordered(organization.Team, "teams")
class TeamOrder:
    """How teams are ordered."""


@ordered(organization.Person, "people")
class PersonOrder:
    """How people are ordered."""


@ordered(organization.Cycle, "cycles")
class CycleOrder:
    """How cycles are ordered."""


@ordered(work.Initiative, "initiatives")
class InitiativeOrder:
    """How initiatives are ordered."""


@ordered(work.Comment, "comments")
class CommentOrder:
    """How comments are ordered."""


@ordered(links.Relationship, "links", updated=False)
class LinkOrder:
    """How links are ordered."""


@strawberry.enum(description="What movers can be ordered by.")
class MoverOrderField(Enum):
    """What movers can be ordered by."""

    SHARE = strawberry.enum_value("SHARE", description="How much of the plan reaches it.")
    PROGRESS = strawberry.enum_value("PROGRESS", description="Its progress; what has none, last.")
    HEALTH = strawberry.enum_value("HEALTH", description="Its health, worst first.")


@strawberry.input(description="How movers are ordered.")
class MoverOrder:
    """How movers are ordered; equal ones go by id."""

    field: MoverOrderField = strawberry.field(description="What they are ordered by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )
