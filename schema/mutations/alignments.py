"""Mutations of alignments."""

import strawberry
from strawberry import ID, UNSET, field

from schema.build.inputs import DRY_RUN, NEW_ID, VERSION, WHICH
from schema.mutations.payloads import AlignmentPayload, mutation


@strawberry.input(description="A new alignment.")
class ObjectiveAlignInput:
    """ALIGNS_TO of DOMAIN.md."""

    id: ID | None = field(default=UNSET, description=NEW_ID)
    objective: ID = field(description="The objective that serves.")
    to: ID = field(description="The objective or the key result that is served.")
    weight: float | None = field(
        default=UNSET, description="How much it counts beside the others: 1, unless given."
    )
    counts: bool | None = field(
        default=UNSET,
        description="Whether it counts toward the target's progress: yes, unless given.",
    )
    rationale: str | None = field(default=UNSET, description="Why the one serves the other.")
    expected_version: int | None = field(
        default=UNSET, description="Refuse it unless this is the version of the objective now."
    )
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(
    description="Other fields of an alignment: what is absent is left alone, null clears."
)
class AlignmentUpdateInput:
    """ALIGNS_TO of DOMAIN.md."""

    id: ID = field(description=WHICH)
    weight: float | None = field(
        default=UNSET, description="How much it counts beside the others; more than 0."
    )
    counts: bool | None = field(
        default=UNSET, description="Whether it counts toward the target's progress."
    )
    rationale: str | None = field(default=UNSET, description="Why the one serves the other.")
    key_result: ID | None = field(
        default=UNSET,
        description="The target's key result that is served; null for the whole objective.",
    )
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="An alignment to remove.")
class AlignmentRemoveInput:
    """Any alignment."""

    id: ID = field(description=WHICH)
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.type
class AlignmentMutations:
    """Their names and descriptions."""

    objective_align: AlignmentPayload = mutation(
        ObjectiveAlignInput,
        "Align an objective to another, or to one of its key results; where somebody else decides "
        "for that, propose it.",
    )
    alignment_update: AlignmentPayload = mutation(
        AlignmentUpdateInput, "Change what an alignment says, or a proposal of one."
    )
    alignment_remove: AlignmentPayload = mutation(AlignmentRemoveInput, "Remove an alignment.")
