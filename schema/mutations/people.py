"""Mutations of people."""

import strawberry
from strawberry import ID, UNSET, field

from schema.build.inputs import DRY_RUN, NEW_ID, VERSION, WHICH
from schema.enums import Role
from schema.mutations.payloads import PersonPayload, mutation


@strawberry.input(description="Somebody new.")
class PersonCreateInput:
    """Person of DOMAIN.md."""

    id: ID | None = field(default=UNSET, description=NEW_ID)
    name: str = field(description="Their name.")
    email: str = field(
        description="Their e-mail address, which nobody else in the organization has."
    )
    teams: list[ID] | None = field(
        default=UNSET, description="The teams they are to be a member of."
    )
    manager: ID | None = field(default=UNSET, description="Whom they report to.")
    role: Role | None = field(
        default=UNSET,
        description="What they may do: MEMBER, unless given; OWNER only by an owner.",
    )
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(
    description="Other fields of a person: what is absent is left alone, null clears."
)
class PersonUpdateInput:
    """Person of DOMAIN.md."""

    id: ID = field(description=WHICH)
    name: str | None = field(default=UNSET, description="Their name.")
    email: str | None = field(
        default=UNSET,
        description="Their e-mail address, which nobody else in the organization has.",
    )
    teams: list[ID] | None = field(
        default=UNSET, description="All the teams they are to be a member of."
    )
    manager: ID | None = field(default=UNSET, description="Whom they report to.")
    role: Role | None = field(
        default=UNSET,
        description="What they may do; to and from OWNER only by owners, of whom one has to stay.",
    )
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A person to archive.")
class PersonArchiveInput:
    """Anybody but oneself and the last owner."""

    id: ID = field(description=WHICH)
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A person to restore.")
class PersonRestoreInput:
    """An archived person."""

    id: ID = field(description=WHICH)
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.type
class PersonMutations:
    """Their names and descriptions."""

    person_create: PersonPayload = mutation(PersonCreateInput, "Add somebody.")
    person_update: PersonPayload = mutation(
        PersonUpdateInput, "Change a person; all but their name is for administrators."
    )
    person_archive: PersonPayload = mutation(
        PersonArchiveInput,
        "Put a person away: their tokens are not taken any more; refused while they have reports, "
        "or anything open to own or to lead.",
    )
    person_restore: PersonPayload = mutation(
        PersonRestoreInput,
        "Take back a person who was archived; without their manager, if that one is not there.",
    )
