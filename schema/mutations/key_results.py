"""Mutations of key results, and check-ins."""

from datetime import datetime

import strawberry
from strawberry import ID, UNSET, field

from graph.model import goals
from schema import enums
from schema.build.inputs import (
    DRY_RUN,
    NEW_ID,
    VERSION,
    WHICH,
    create_input,
    update_input,
    which_input,
)
from schema.mutations.payloads import CheckInPayload, KeyResultPayload, mutation


@strawberry.input(description="What a key result wants of its number.")
class MetricInput:
    """The numbers that its goal needs."""

    goal: enums.MetricGoal = field(description="What is wanted.")
    start: float | None = field(
        default=UNSET, description="Where it began: for INCREASE and DECREASE."
    )
    target: float | None = field(
        default=UNSET,
        description="Where it should be: for INCREASE, DECREASE, AT_LEAST and AT_MOST.",
    )
    lower: float | None = field(default=UNSET, description="The lower bound: for BETWEEN.")
    upper: float | None = field(default=UNSET, description="The upper bound: for BETWEEN.")


@strawberry.input(description="How a number is read.")
class MeasureInput:
    """Kind, currency or unit, and precision."""

    kind: enums.MeasureKind = field(description="What kind of number it is.")
    currency: str | None = field(default=UNSET, description="The ISO 4217 code, for CURRENCY.")
    unit: str | None = field(
        default=UNSET, description="Free text, or a unit of time for DURATION."
    )
    precision: int | None = field(
        default=UNSET, description="How many digits to show after the point."
    )


@strawberry.input(description="Another objective for a key result.")
class KeyResultMoveInput:
    """Any key result."""

    id: ID = field(description=WHICH)
    objective: ID = field(description="The objective that it is to be a result of.")
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A report on a key result.")
class KeyResultCheckInInput:
    """CheckIn of DOMAIN.md."""

    id: ID | None = field(default=UNSET, description=NEW_ID)
    key_result: ID = field(description="The key result it reports on.")
    value: float = field(description="The value reported.")
    effective_at: datetime | None = field(
        default=UNSET, description="The moment it reports on: now, unless given."
    )
    confidence: float | None = field(default=UNSET, description="The confidence, 0 to 1.")
    status: enums.CheckInStatus | None = field(
        default=UNSET, description="How whoever reports sees it."
    )
    note: str | None = field(default=UNSET, description="What is worth knowing.")
    blocker: str | None = field(default=UNSET, description="What is in the way.")
    source: enums.CheckInSource | None = field(
        default=UNSET,
        description="MANUAL for people and INTEGRATION for services, unless given; never KPI.",
    )
    supersedes: ID | None = field(default=UNSET, description="The check-in it takes the place of.")
    expected_version: int | None = field(
        default=UNSET, description="Refuse it unless this is the key result's version now."
    )
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.type
class KeyResultMutations:
    """Their names and descriptions."""

    key_result_create: KeyResultPayload = mutation(
        create_input(goals.KeyResult, "A new key result, the last of its objective."),
        "Make a key result of an objective.",
    )
    key_result_update: KeyResultPayload = mutation(
        update_input(
            goals.KeyResult,
            "Other fields of a key result: what is absent is left alone, null clears.",
        ),
        "Change what a key result says.",
    )
    key_result_move: KeyResultPayload = mutation(
        KeyResultMoveInput,
        "Move a key result to another objective, with its check-ins and what aligns to it.",
    )
    key_result_archive: KeyResultPayload = mutation(
        which_input(goals.KeyResult, "archive", "A key result to archive."),
        "Put a key result away: what aligned to it aligns to its objective from now on.",
    )
    key_result_check_in: CheckInPayload = mutation(KeyResultCheckInInput, "Report on a key result.")
