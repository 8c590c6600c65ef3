"""How each list can be ordered: by one field, then by id; nulls last."""

from __future__ import annotations

from graph.model import goals, kpis, links, organization, work
from schema.build.lists import ordered


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
