"""The entities by name, found late: they refer to one another in circles.

Modules that use them evaluate their annotations at once, without `annotations` of `__future__`:
Strawberry finds a late reference in a type, but not in a text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import strawberry

if TYPE_CHECKING:
    from schema.alignment import AlignmentReport
    from schema.changes import ChangeConnection
    from schema.comments import Comment
    from schema.explanations import Explanation, Landing
    from schema.findings import FindingConnection
    from schema.influence import MovedKpiConnection, MoverConnection, Path
    from schema.key_results import CheckIn, Initiative, KeyResult
    from schema.kpi_explanations import KpiGap, KpiPrediction, RootCause
    from schema.kpi_periods import KpiForecast, KpiPeriod, KpiTrend
    from schema.kpis import Kpi, KpiTarget, KpiValue, Period
    from schema.links import (
        AlignedObjectiveConnection,
        Alignment,
        Drive,
        LineageConnection,
        Support,
    )
    from schema.objectives import Objective, ObjectiveConnection
    from schema.organization import Cycle, Organization, Person, Team
    from schema.progress_change import ProgressChange
    from schema.proposals import AlignmentProposal
else:

    def _late(name: str, module: str) -> Any:
        return Annotated[name, strawberry.lazy(f"schema.{module}")]

    AlignmentReport = _late("AlignmentReport", "alignment")
    ChangeConnection = _late("ChangeConnection", "changes")
    Comment = _late("Comment", "comments")
    FindingConnection = _late("FindingConnection", "findings")
    Explanation = _late("Explanation", "explanations")
    ProgressChange = _late("ProgressChange", "progress_change")
    Landing = _late("Landing", "explanations")
    MovedKpiConnection = _late("MovedKpiConnection", "influence")
    MoverConnection = _late("MoverConnection", "influence")
    Path = _late("Path", "influence")
    CheckIn = _late("CheckIn", "key_results")
    Initiative = _late("Initiative", "key_results")
    KeyResult = _late("KeyResult", "key_results")
    KpiGap = _late("KpiGap", "kpi_explanations")
    KpiPrediction = _late("KpiPrediction", "kpi_explanations")
    RootCause = _late("RootCause", "kpi_explanations")
    Kpi = _late("Kpi", "kpis")
    KpiForecast = _late("KpiForecast", "kpi_periods")
    KpiPeriod = _late("KpiPeriod", "kpi_periods")
    KpiTrend = _late("KpiTrend", "kpi_periods")
    Period = _late("Period", "kpis")
    KpiTarget = _late("KpiTarget", "kpis")
    KpiValue = _late("KpiValue", "kpis")
    AlignedObjectiveConnection = _late("AlignedObjectiveConnection", "links")
    Alignment = _late("Alignment", "links")
    Drive = _late("Drive", "links")
    LineageConnection = _late("LineageConnection", "links")
    Support = _late("Support", "links")
    Objective = _late("Objective", "objectives")
    ObjectiveConnection = _late("ObjectiveConnection", "objectives")
    Cycle = _late("Cycle", "organization")
    Organization = _late("Organization", "organization")
    Person = _late("Person", "organization")
    Team = _late("Team", "organization")
    AlignmentProposal = _late("AlignmentProposal", "proposals")

__all__ = [
    "AlignedObjectiveConnection",
    "Alignment",
    "AlignmentProposal",
    "AlignmentReport",
    "ChangeConnection",
    "CheckIn",
    "Comment",
    "Cycle",
    "Drive",
    "Explanation",
    "FindingConnection",
    "Initiative",
    "KeyResult",
    "Kpi",
    "KpiForecast",
    "KpiGap",
    "KpiPeriod",
    "KpiPrediction",
    "KpiTarget",
    "KpiTrend",
    "KpiValue",
    "Landing",
    "LineageConnection",
    "MovedKpiConnection",
    "MoverConnection",
    "Objective",
    "ObjectiveConnection",
    "Organization",
    "Path",
    "Period",
    "Person",
    "ProgressChange",
    "RootCause",
    "Support",
    "Team",
]
