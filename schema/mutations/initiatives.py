"""Mutations of initiatives."""

from datetime import date

import strawberry
from strawberry import ID, UNSET, field

from schema import enums
from schema.build.inputs import DRY_RUN, NEW_ID, VERSION, WHICH
from schema.mutations.payloads import InitiativePayload, mutation


@strawberry.input(description="New work for an objective or a key result.")
class InitiativeCreateInput:
    """Initiative of DOMAIN.md."""

    id: ID | None = field(default=UNSET, description=NEW_ID)
    title: str = field(description="What is done.")
    target: ID = field(description="The objective or the key result it is for.")
    owner: ID | None = field(default=UNSET, description="Who does it.")
    state: enums.InitiativeState | None = field(
        default=UNSET, description="How far it is: PLANNED, unless given."
    )
    due_on: date | None = field(default=UNSET, description="When it is due.")
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(
    description="Other fields of an initiative: what is absent is left alone, null clears."
)
class InitiativeUpdateInput:
    """Initiative of DOMAIN.md."""

    id: ID = field(description=WHICH)
    title: str | None = field(default=UNSET, description="What is done.")
    target: ID | None = field(
        default=UNSET, description="The objective or the key result it is for."
    )
    owner: ID | None = field(default=UNSET, description="Who does it.")
    state: enums.InitiativeState | None = field(default=UNSET, description="How far it is.")
    due_on: date | None = field(default=UNSET, description="When it is due.")
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="An initiative to archive.")
class InitiativeArchiveInput:
    """Any initiative."""

    id: ID = field(description=WHICH)
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="An initiative to take back.")
class InitiativeRestoreInput:
    """An archived initiative."""

    id: ID = field(description=WHICH)
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.type
class InitiativeMutations:
    """Their names and descriptions."""

    initiative_create: InitiativePayload = mutation(
        InitiativeCreateInput, "Add work for an objective or a key result."
    )
    initiative_update: InitiativePayload = mutation(
        InitiativeUpdateInput, "Change what an initiative says, or what it is for."
    )
    initiative_archive: InitiativePayload = mutation(
        InitiativeArchiveInput, "Put an initiative away."
    )
    initiative_restore: InitiativePayload = mutation(
        InitiativeRestoreInput, "Take back an initiative that was archived."
    )
