"""What one might do about a KPI."""

import strawberry
from strawberry import field

from schema import enums, refs
from schema.findings import Fact


@strawberry.type(description="What one might do about a KPI, and why.")
class KpiSuggestion:
    """A suggestion, ready to be made a draft of."""

    reason: enums.SuggestionReason = field(description="The rule that holds.")
    message: str = field(description="What is so, in a sentence.")
    facts: list[Fact] = field(description="The numbers that it rests on, by name.")
    template: refs.Template | None = field(
        description="What one might start from: what helps KPIs like this one most; null where "
        "nothing does, and where a target is suggested."
    )
    draft: str = field(
        description="The input of a `batch` as JSON: it drafts an objective with key results, "
        "initiatives and the support of this KPI, or sets the suggested target."
    )
