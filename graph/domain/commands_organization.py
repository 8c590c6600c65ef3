"""What is asked of the organization's settings."""

from __future__ import annotations

from typing import Final, Required

from typing_extensions import TypedDict

from graph.domain.alignment.measures import MeasureKind
from graph.domain.documents import Flag, Number, Weight
from graph.domain.findings.finding import FindingRule, Severity


class RuleSettingGiven(TypedDict, total=False):
    """Another setting of a rule of findings; null is the default."""

    rule: Required[FindingRule]
    enabled: Flag | None
    severity: Severity | None
    limit: Number | None


class MeasureWeightGiven(TypedDict):
    """Another weight of a measure of alignment."""

    measure: MeasureKind
    weight: Weight


ORGANIZATION_RULES: Final = {
    "rules": list[RuleSettingGiven],
    "alignmentWeights": list[MeasureWeightGiven],
}
"""What is set beside the organization's own fields."""
