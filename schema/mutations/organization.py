"""Mutations of the organization."""

import strawberry
from strawberry import UNSET, field

from schema.mutations.payloads import DRY_RUN, VERSION, OrganizationPayload, mutation


@strawberry.input(description="Other fields of the organization: what is absent is left alone.")
class OrganizationUpdateInput:
    """Organization of DOMAIN.md."""

    name: str | None = field(default=UNSET, description="Its name.")
    timezone: str | None = field(
        default=UNSET,
        description=(
            "Its IANA time zone, in which days begin; fixed once a KPI has a value, which is in a "
            "period that follows from it."
        ),
    )
    fiscal_year_start_month: int | None = field(
        default=UNSET,
        description=(
            "The month its fiscal year begins in, 1 to 12; fixed once a KPI by years or quarters "
            "has a value."
        ),
    )
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.type
class OrganizationMutations:
    """Their names and descriptions."""

    organization_update: OrganizationPayload = mutation(
        OrganizationUpdateInput, "Change what holds for the whole organization."
    )
