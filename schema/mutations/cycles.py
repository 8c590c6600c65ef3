"""Mutations of cycles."""

from datetime import date

import strawberry
from strawberry import ID, UNSET, field

from schema.build.inputs import DRY_RUN, NEW_ID, VERSION, WHICH
from schema.enums import CycleKind, CycleState
from schema.mutations.payloads import CyclePayload, mutation


@strawberry.input(description="A new cycle.")
class CycleCreateInput:
    """Cycle of DOMAIN.md."""

    id: ID | None = field(default=UNSET, description=NEW_ID)
    name: str = field(description="Its name.")
    kind: CycleKind | None = field(
        default=UNSET, description="How long it is: CUSTOM, unless given."
    )
    starts_on: date = field(description="Its first day.")
    ends_on: date = field(description="Its last day, which is in it.")
    state: CycleState | None = field(
        default=UNSET, description="PLANNING, unless given, or ACTIVE."
    )
    parent: ID | None = field(
        default=UNSET, description="The cycle it is a part of; its days have to be inside of it."
    )
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="Other fields of a cycle: what is absent is left alone, null clears.")
class CycleUpdateInput:
    """Cycle of DOMAIN.md."""

    id: ID = field(description=WHICH)
    name: str | None = field(default=UNSET, description="Its name.")
    kind: CycleKind | None = field(default=UNSET, description="How long it is.")
    starts_on: date | None = field(default=UNSET, description="Its first day.")
    ends_on: date | None = field(default=UNSET, description="Its last day, which is in it.")
    parent: ID | None = field(
        default=UNSET, description="The cycle it is a part of; its days have to be inside of it."
    )
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A cycle to activate.")
class CycleActivateInput:
    """A cycle in planning, or a closed one."""

    id: ID = field(description=WHICH)
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A cycle to close.")
class CycleCloseInput:
    """An active cycle."""

    id: ID = field(description=WHICH)
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A cycle to archive.")
class CycleArchiveInput:
    """Any cycle."""

    id: ID = field(description=WHICH)
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A cycle to restore.")
class CycleRestoreInput:
    """An archived cycle."""

    id: ID = field(description=WHICH)
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.type
class CycleMutations:
    """Their names and descriptions."""

    cycle_create: CyclePayload = mutation(
        CycleCreateInput, "Make a cycle, in planning unless it says otherwise."
    )
    cycle_update: CyclePayload = mutation(
        CycleUpdateInput, "Change a cycle that is not closed; the health of its goals follows."
    )
    cycle_activate: CyclePayload = mutation(
        CycleActivateInput, "Start a cycle, or reopen one that is closed."
    )
    cycle_close: CyclePayload = mutation(
        CycleCloseInput, "Close a cycle: what belongs to it is read-only until it is reopened."
    )
    cycle_archive: CyclePayload = mutation(
        CycleArchiveInput,
        "Put a cycle away; refused while there are cycles within it, or, unless it is closed, open "
        "objectives.",
    )
    cycle_restore: CyclePayload = mutation(
        CycleRestoreInput, "Take back a cycle that was archived, in the state it was in."
    )
