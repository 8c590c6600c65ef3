"""Mutations of the organization."""

import strawberry
from strawberry import UNSET, field

from graph.model import organization
from schema import enums
from schema.build.inputs import update_input
from schema.mutations.payloads import OrganizationPayload, mutation


@strawberry.input(description="Another setting of a rule of findings.")
class RuleSettingInput:
    """What is absent is left alone; null is the default."""

    rule: enums.FindingRule = field(description="The rule.")
    enabled: bool | None = field(default=UNSET, description="Whether it is asked.")
    severity: enums.Severity | None = field(
        default=UNSET, description="How much what it finds matters."
    )
    limit: float | None = field(default=UNSET, description="Its limit, 0 or more.")


@strawberry.input(description="Another weight of a measure of alignment.")
class MeasureWeightInput:
    """The others keep theirs."""

    measure: enums.AlignmentMeasureKind = field(description="The measure.")
    weight: float = field(description="Its weight, above 0.")


@strawberry.type
class OrganizationMutations:
    """Their names and descriptions."""

    organization_update: OrganizationPayload = mutation(
        update_input(
            organization.Organization,
            "Other fields of the organization: what is absent is left alone.",
            alone=True,
            more=[
                (
                    "rules",
                    list[RuleSettingInput],
                    "Settings of rules; those that are not named are left alone.",
                    False,
                ),
                (
                    "alignmentWeights",
                    list[MeasureWeightInput],
                    "Weights of measures; those that are not named are left alone.",
                    False,
                ),
            ],
        ),
        "Change what holds for the whole organization; where several values of a KPI are of one "
        "period then, the latest recorded stays.",
    )
