"""Mutations of supports and drives."""

import strawberry
from strawberry import ID, UNSET, field

from schema.build.inputs import DRY_RUN, NEW_ID, VERSION, WHICH
from schema.enums import Effect
from schema.mutations.payloads import DrivePayload, SupportPayload, mutation

_WEIGHT = "How much it counts beside the KPI's others; more than 0."
_ONE = "How much it counts beside the KPI's others: 1, unless given."


@strawberry.input(description="A new support of a KPI.")
class SupportCreateInput:
    """SUPPORTS of DOMAIN.md."""

    id: ID | None = field(default=UNSET, description=NEW_ID)
    from_: ID = field(name="from", description="The objective or the key result that supports it.")
    kpi: ID = field(description="The KPI.")
    weight: float | None = field(default=UNSET, description=_ONE)
    effect: Effect = field(description="What success does to the KPI's value.")
    expected_delta: float | None = field(
        default=UNSET, description="The predicted change, in the KPI's unit."
    )
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(
    description="Other fields of a support: what is absent is left alone, null clears."
)
class SupportUpdateInput:
    """SUPPORTS of DOMAIN.md."""

    id: ID = field(description=WHICH)
    weight: float | None = field(default=UNSET, description=_WEIGHT)
    effect: Effect | None = field(
        default=UNSET, description="What success does to the KPI's value."
    )
    expected_delta: float | None = field(
        default=UNSET, description="The predicted change, in the KPI's unit."
    )
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A support to remove.")
class SupportRemoveInput:
    """Any support."""

    id: ID = field(description=WHICH)
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A new drive: one KPI moves another.")
class DriveCreateInput:
    """DRIVES of DOMAIN.md."""

    id: ID | None = field(default=UNSET, description=NEW_ID)
    from_: ID = field(name="from", description="The KPI that drives.")
    to: ID = field(description="The KPI that is driven.")
    weight: float | None = field(default=UNSET, description=_ONE)
    effect: Effect = field(description="What a rise of the first does to the second.")
    lag_days: int | None = field(default=UNSET, description="How many days later it shows.")
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="Other fields of a drive: what is absent is left alone, null clears.")
class DriveUpdateInput:
    """DRIVES of DOMAIN.md."""

    id: ID = field(description=WHICH)
    weight: float | None = field(default=UNSET, description=_WEIGHT)
    effect: Effect | None = field(
        default=UNSET, description="What a rise of the first does to the second."
    )
    lag_days: int | None = field(default=UNSET, description="How many days later it shows.")
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A drive to remove.")
class DriveRemoveInput:
    """Any drive."""

    id: ID = field(description=WHICH)
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.type
class SupportMutations:
    """Their names and descriptions."""

    support_create: SupportPayload = mutation(
        SupportCreateInput, "Say that an objective or a key result moves a KPI."
    )
    support_update: SupportPayload = mutation(SupportUpdateInput, "Change what a support says.")
    support_remove: SupportPayload = mutation(SupportRemoveInput, "Remove a support.")
    drive_create: DrivePayload = mutation(DriveCreateInput, "Say that one KPI drives another.")
    drive_update: DrivePayload = mutation(DriveUpdateInput, "Change what a drive says.")
    drive_remove: DrivePayload = mutation(DriveRemoveInput, "Remove a drive.")
