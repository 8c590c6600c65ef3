"""The entities by name, found late: they refer to one another in circles.

Modules that use them evaluate their annotations at once, without `annotations` of `__future__`:
Strawberry finds a late reference in a type, but not in a text.
"""

from typing import Annotated, Any, Final

import strawberry

_NAMES: Final = {
    "alignment": ("AlignmentReport",),
    "changes": ("ChangeConnection",),
    "comments": ("Comment",),
    "explanations": ("Explanation", "Landing"),
    "findings": ("FindingConnection",),
    "formulas": ("Formula",),
    "influence": ("MovedKpiConnection", "MoverConnection", "Path"),
    "key_results": ("CheckIn", "Initiative", "KeyResult", "Measure"),
    "kpi_explanations": ("KpiGap", "KpiPrediction", "RootCause"),
    "kpi_periods": ("KpiForecast", "KpiPeriod", "KpiTrend"),
    "kpis": ("Kpi", "KpiTarget", "KpiValue", "Period"),
    "links": ("AlignedObjectiveConnection", "Alignment", "Drive", "LineageConnection", "Support"),
    "objectives": ("Objective", "ObjectiveConnection"),
    "organization": ("Cycle", "Organization", "Person", "Team"),
    "progress_change": ("ProgressChange",),
    "proposals": ("AlignmentProposal",),
    "retrospective": ("Retrospective",),
    "weekly": ("Report", "TeamWeek"),
    "suggestions": ("KpiSuggestion",),
    "templates": ("Template",),
}
"""By the module of `schema` that declares them."""

_MODULES: Final = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """A late reference to a type. Values are dictionaries: checkers of types need not know it."""
    if name not in _MODULES:
        raise AttributeError(f"schema.refs has no {name}")
    return Annotated[name, strawberry.lazy(f"schema.{_MODULES[name]}")]
