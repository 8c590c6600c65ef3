"""Mutations of the organization."""

import strawberry

from graph.model import organization
from schema.build.inputs import update_input
from schema.mutations.payloads import OrganizationPayload, mutation


@strawberry.type
class OrganizationMutations:
    """Their names and descriptions."""

    organization_update: OrganizationPayload = mutation(
        update_input(
            organization.Organization,
            "Other fields of the organization: what is absent is left alone.",
            alone=True,
        ),
        "Change what holds for the whole organization; where several values of a KPI are of one "
        "period then, the latest recorded stays.",
    )
