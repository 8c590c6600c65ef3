"""Mutations of proposed alignments."""

import strawberry
from strawberry import ID, UNSET, field

from schema.build.inputs import DRY_RUN, VERSION, WHICH
from schema.mutations.payloads import AlignmentPayload, mutation


@strawberry.input(description="A proposal to accept.")
class AlignmentAcceptInput:
    """Just so, unless more is given."""

    id: ID = field(description=WHICH)
    weight: float | None = field(
        default=UNSET, description="How much it counts beside the others: as proposed, if absent."
    )
    counts: bool | None = field(
        default=UNSET,
        description="Whether it counts toward the target's progress: as proposed, if absent.",
    )
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A proposal to decline.")
class AlignmentDeclineInput:
    """With a reason."""

    id: ID = field(description=WHICH)
    reason: str = field(description="Why, for those who proposed it.")
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A proposal to take back.")
class AlignmentWithdrawInput:
    """Any pending proposal."""

    id: ID = field(description=WHICH)
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.type
class ProposalMutations:
    """Their names and descriptions."""

    alignment_accept: AlignmentPayload = mutation(
        AlignmentAcceptInput,
        "Accept a proposed alignment: for whoever decides for its target.",
    )
    alignment_decline: AlignmentPayload = mutation(
        AlignmentDeclineInput,
        "Decline a proposed alignment: for whoever decides for its target.",
    )
    alignment_withdraw: AlignmentPayload = mutation(
        AlignmentWithdrawInput,
        "Take a proposed alignment back: for whoever made it or decides for the goal it is from.",
    )
