"""The mutation that undoes a revision."""

import strawberry
from strawberry import UNSET, field

from schema.build.inputs import DRY_RUN
from schema.mutations.payloads import RevertPayload, mutation


@strawberry.input(description="A revision to undo.")
class ChangeRevertInput:
    """Any revision that a mutation made."""

    revision: int = field(description="The number of the revision.")
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.type
class RevertMutations:
    """Their names and descriptions."""

    change_revert: RevertPayload = mutation(
        ChangeRevertInput,
        "Undo a revision where nothing later stands on it: fields go back, what was made is put "
        "away, what was ended is there again.",
    )
