"""Mutations of findings."""

from datetime import date

import strawberry
from strawberry import UNSET, field

from schema.build.inputs import DRY_RUN
from schema.mutations.payloads import FindingPayload, mutation

_KEY = "The key of the finding."


@strawberry.input(description="A finding to leave as it is.")
class FindingDismissInput:
    """FindingDismissal of `docs/model.md`."""

    key: str = field(description=_KEY)
    reason: str | None = field(default=UNSET, description="Why it is left as it is.")
    until: date | None = field(
        default=UNSET,
        description="The last day on which it is left so; for good, unless given.",
    )
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A finding to open again.")
class FindingRestoreInput:
    """A finding that is dismissed."""

    key: str = field(description=_KEY)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.type
class FindingMutations:
    """Their names and descriptions."""

    finding_dismiss: FindingPayload = mutation(
        FindingDismissInput,
        "Leave a finding as it is, until a day or for good, whether it is found today or not.",
    )
    finding_restore: FindingPayload = mutation(
        FindingRestoreInput, "Open a finding again that was dismissed."
    )
