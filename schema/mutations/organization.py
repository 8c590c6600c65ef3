"""Mutations of the organization."""

import strawberry
from strawberry import UNSET, field

from schema.build.inputs import DRY_RUN, VERSION
from schema.mutations.payloads import OrganizationPayload, mutation


@strawberry.input(description="Other fields of the organization: what is absent is left alone.")
class OrganizationUpdateInput:
    """Organization of DOMAIN.md."""

    name: str | None = field(default=UNSET, description="Its name.")
    timezone: str | None = field(
        default=UNSET,
        description="Its IANA time zone: the days of cycles and the periods of KPIs begin in it.",
    )
    fiscal_year_start_month: int | None = field(
        default=UNSET,
        description="The month its fiscal year begins in, 1 to 12: its quarters begin with it.",
    )
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.type
class OrganizationMutations:
    """Their names and descriptions."""

    organization_update: OrganizationPayload = mutation(
        OrganizationUpdateInput,
        "Change what holds for the whole organization; where several values of a KPI are of one "
        "period then, the latest recorded stays.",
    )
