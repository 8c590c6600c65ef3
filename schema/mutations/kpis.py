"""Mutations of KPIs, of what they should be and of what they were measured to be."""

from datetime import date, datetime

import strawberry
from strawberry import ID, UNSET, field

from schema import enums
from schema.build.inputs import DRY_RUN, NEW_ID, VERSION, WHICH
from schema.mutations.key_results import MeasureInput
from schema.mutations.payloads import KpiPayload, KpiTargetPayload, KpiValuesPayload, mutation

_DIRECTION = "Which way it should go."
_FREQUENCY = "How often it is measured: it has one value for each such period."
_OWNER = "The team or person who answers for it."
_BAND = "How short of its target it may be, as a part of the target, and only be watched; from 0."


@strawberry.input(description="A new KPI, without values and targets.")
class KpiCreateInput:
    """Kpi of DOMAIN.md."""

    id: ID | None = field(default=UNSET, description=NEW_ID)
    name: str = field(description="Its name.")
    description: str | None = field(default=UNSET, description="More about it.")
    measure: MeasureInput | None = field(
        default=UNSET, description="How its values are read: as plain numbers, unless given."
    )
    direction: enums.KpiDirection = field(description=_DIRECTION)
    frequency: enums.Frequency = field(description=_FREQUENCY)
    owner: ID = field(description=_OWNER)
    watch_band: float | None = field(
        default=UNSET,
        description=(
            "How short of its target it may be, as a part of the target, and only be watched: "
            "0.1, unless given."
        ),
    )
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="Other fields of a KPI: what is absent is left alone, null clears.")
class KpiUpdateInput:
    """Kpi of DOMAIN.md."""

    id: ID = field(description=WHICH)
    name: str | None = field(default=UNSET, description="Its name.")
    description: str | None = field(default=UNSET, description="More about it.")
    measure: MeasureInput | None = field(
        default=UNSET, description="How its values are read, as a whole; null for plain numbers."
    )
    direction: enums.KpiDirection | None = field(
        default=UNSET,
        description=(
            "Which way it should go; to BETWEEN or from it only while there are no targets."
        ),
    )
    frequency: enums.Frequency | None = field(
        default=UNSET,
        description=(
            "How often it is measured; of several values in one period the latest recorded stays."
        ),
    )
    owner: ID | None = field(default=UNSET, description=_OWNER)
    watch_band: float | None = field(default=UNSET, description=_BAND)
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A KPI to archive.")
class KpiArchiveInput:
    """Any KPI."""

    id: ID = field(description=WHICH)
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A KPI to take back.")
class KpiRestoreInput:
    """An archived KPI."""

    id: ID = field(description=WHICH)
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A span of days.")
class PeriodInput:
    """First and last day, both included."""

    starts_on: date = field(description="Its first day.")
    ends_on: date = field(description="Its last day.")


@strawberry.input(
    description="What a KPI should be in a period: its numbers, or null for no target any more."
)
class KpiTargetSetInput:
    """KpiTarget of DOMAIN.md."""

    id: ID | None = field(default=UNSET, description=NEW_ID)
    kpi: ID = field(description="The KPI.")
    period: PeriodInput = field(
        description="The period: a target of exactly the same one is replaced."
    )
    value: float | None = field(
        default=UNSET, description="The value wanted, unless the KPI's direction is BETWEEN."
    )
    lower: float | None = field(default=UNSET, description="The lower bound, for BETWEEN.")
    upper: float | None = field(default=UNSET, description="The upper bound, for BETWEEN.")
    expected_version: int | None = field(
        default=UNSET,
        description=(
            "Refuse the change unless this is the version of the target of exactly that period "
            "now; 0 when there is to be none yet."
        ),
    )
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A measured value of a KPI.")
class KpiValueInput:
    """KpiValue of DOMAIN.md."""

    id: ID | None = field(default=UNSET, description=NEW_ID)
    kpi: ID = field(description="The KPI.")
    at: datetime | None = field(
        default=UNSET, description="The moment it was measured for: now, unless given."
    )
    value: float = field(description="The value.")
    source: enums.ValueSource | None = field(
        default=UNSET,
        description="Where it came from: MANUAL for people, INTEGRATION for services, by default.",
    )


@strawberry.input(description="Measured values, of one KPI or of several.")
class KpiRecordValuesInput:
    """KpiValue of DOMAIN.md."""

    values: list[KpiValueInput] = field(
        description=(
            "At most 1,000 of them; one takes the place of what was recorded before for the same "
            "KPI and period."
        )
    )
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.type
class KpiMutations:
    """Their names and descriptions."""

    kpi_create: KpiPayload = mutation(KpiCreateInput, "Make a KPI.")
    kpi_update: KpiPayload = mutation(
        KpiUpdateInput, "Change what a KPI says, and how its values are judged."
    )
    kpi_archive: KpiPayload = mutation(
        KpiArchiveInput, "Put a KPI away: it counts nowhere, and takes no more values."
    )
    kpi_restore: KpiPayload = mutation(
        KpiRestoreInput, "Take back a KPI that was archived: it counts again."
    )
    kpi_target_set: KpiTargetPayload = mutation(
        KpiTargetSetInput, "Say what a KPI should be in a period, or no longer say so."
    )
    kpi_record_values: KpiValuesPayload = mutation(
        KpiRecordValuesInput,
        "Record values of KPIs, which become check-ins of the open key results that they measure.",
    )
