"""Mutations of KPIs, of what they should be and of what they were measured to be."""

from datetime import datetime
from typing import Final

import strawberry
from strawberry import ID, UNSET, field

from graph.model import kpis
from schema import enums
from schema.build.inputs import DRY_RUN, NEW_ID, Row, create_input, update_input, which_input
from schema.formulas import FormulaInput
from schema.mutations.payloads import KpiPayload, KpiTargetPayload, KpiValuesPayload, mutation
from schema.period_input import PeriodInput


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


@strawberry.input(description="A value to remove: by its id, or by a moment of its period.")
class KpiValueRemoveInput:
    """Exactly one of `id` and `at`."""

    kpi: ID = field(description="The KPI.")
    id: ID | None = field(default=UNSET, description="The id of the value.")
    at: datetime | None = field(
        default=UNSET, description="Any moment of the period that the value is of."
    )
    expected_version: int | None = field(
        default=UNSET, description="Refuse the change unless this is the value's version now."
    )
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


_FORMULA: Final[tuple[Row, ...]] = (
    (
        "formula",
        FormulaInput,
        "What it is computed from, once for each finished period; nobody records its values then.",
        False,
    ),
)


@strawberry.type
class KpiMutations:
    """Their names and descriptions."""

    kpi_create: KpiPayload = mutation(
        create_input(kpis.Kpi, "A new KPI, without values and targets.", more=_FORMULA),
        "Make a KPI.",
    )
    kpi_update: KpiPayload = mutation(
        update_input(
            kpis.Kpi,
            "Other fields of a KPI: what is absent is left alone, null clears.",
            more=_FORMULA,
        ),
        "Change what a KPI says, and how its values are judged.",
    )
    kpi_archive: KpiPayload = mutation(
        which_input(kpis.Kpi, "archive", "A KPI to archive."),
        "Put a KPI away: it counts nowhere, and takes no more values.",
    )
    kpi_restore: KpiPayload = mutation(
        which_input(kpis.Kpi, "restore", "A KPI to take back."),
        "Take back a KPI that was archived: it counts again.",
    )
    kpi_target_set: KpiTargetPayload = mutation(
        KpiTargetSetInput, "Say what a KPI should be in a period, or no longer say so."
    )
    kpi_record_values: KpiValuesPayload = mutation(
        KpiRecordValuesInput,
        "Record values of KPIs, which become check-ins of the open key results that they measure.",
    )
    kpi_value_remove: KpiPayload = mutation(
        KpiValueRemoveInput,
        "Remove a value of a KPI: it stays in history, and the check-ins that came of it are "
        "withdrawn.",
    )
